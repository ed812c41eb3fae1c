//! The text of a manuscript cut into regions: what is prose, what cites, and what is neither.

use super::{Manuscript, Region, RegionKind};
use siglum_corpus::span::Span;

/// The regions of a manuscript of `length` bytes whose prose and clusters are complete and in order: they partition
/// the text, and what is neither is masked.
#[must_use]
pub fn cut(length: usize, manuscript: &Manuscript) -> Vec<Region> {
    let mut cutter = Cutter { regions: Vec::with_capacity(manuscript.prose.pieces.len() + 1), at: 0 };
    let mut clusters = manuscript.clusters.iter().peekable();
    for piece in &manuscript.prose.pieces {
        while let Some(cluster) = clusters.next_if(|cluster| cluster.span.start <= piece.source.start) {
            cutter.add(cluster.span, RegionKind::Citation);
        }
        cutter.add(piece.source, RegionKind::Prose);
    }
    for cluster in clusters {
        cutter.add(cluster.span, RegionKind::Citation);
    }
    let end = length as u32;
    if cutter.at < end {
        cutter.regions.push(Region { span: Span { start: cutter.at, end }, kind: RegionKind::Masked });
    }
    cutter.regions
}

struct Cutter {
    regions: Vec<Region>,
    at: u32,
}

impl Cutter {
    /// Appends a region, and a masked one before it where there is a gap. What lies in the last one is left.
    fn add(&mut self, span: Span, kind: RegionKind) {
        if span.is_empty() || span.start < self.at {
            return;
        }
        if span.start > self.at {
            self.regions.push(Region { span: Span { start: self.at, end: span.start }, kind: RegionKind::Masked });
        }
        match self.regions.last_mut() {
            Some(last) if last.kind == kind && kind != RegionKind::Citation && last.span.end == span.start => {
                last.span.end = span.end;
            }
            _ => self.regions.push(Region { span, kind }),
        }
        self.at = span.end;
    }
}
