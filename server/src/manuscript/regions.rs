//! The text of a manuscript cut into regions: what is prose, what cites, and what is neither.

use super::{Cluster, Manuscript, Piece, Region, RegionKind};
use siglum_corpus::span::Span;

/// The regions of a manuscript of `length` bytes whose prose and clusters are complete and in order: they partition
/// the text, and what is neither is masked.
#[must_use]
pub fn cut(length: usize, manuscript: &Manuscript) -> Vec<Region> {
    let mut cutter = Cutter { regions: Vec::with_capacity(manuscript.prose.pieces.len() + 1), at: 0 };
    cutter.cut(&manuscript.prose.pieces, &manuscript.clusters);
    cutter.finish(length)
}

/// Goes on with the regions of a manuscript behind those that it has: with the pieces and clusters from these places on.
pub(super) fn cut_on(manuscript: &mut Manuscript, pieces: usize, clusters: usize) {
    let mut cutter = Cutter::behind(std::mem::take(&mut manuscript.regions));
    let (pieces, clusters) = (manuscript.prose.pieces.get(pieces..), manuscript.clusters.get(clusters..));
    cutter.cut(pieces.unwrap_or_default(), clusters.unwrap_or_default());
    manuscript.regions = cutter.regions;
}

/// Cuts the regions off from a place on that lies in no cluster; gives them.
pub(super) fn cut_off(regions: &mut Vec<Region>, at: u32) -> Vec<Region> {
    let mut rest = regions.split_off(regions.partition_point(|region| region.span.end <= at));
    // What is masked begins where something else ends: it belongs to what comes behind it.
    if let Some(region) = rest.first_mut().filter(|region| region.span.start < at && region.kind != RegionKind::Masked)
    {
        regions.push(Region { span: Span { end: at, ..region.span }, ..*region });
        region.span.start = at;
    }
    while regions.pop_if(|region| region.kind == RegionKind::Masked).is_some() {}
    rest
}

/// Puts regions that are known from a place on (where it was, and where it is) behind new ones, and masks what is left of a
/// text of `length` bytes.
pub(super) fn join(regions: &mut Vec<Region>, known: Option<(Vec<Region>, u32, u32)>, length: usize) {
    let mut cutter = Cutter::behind(std::mem::take(regions));
    if let Some((mut known, was, is)) = known {
        let rest = cut_off(&mut known, was);
        let moved = |region: Region| {
            let by = |at: u32| at.max(was) - was + is;
            Region { span: Span { start: by(region.span.start), end: by(region.span.end) }, ..region }
        };
        let mut rest = rest.into_iter().skip_while(|region| region.kind == RegionKind::Masked).map(moved);
        if let Some(first) = rest.next() {
            cutter.add(first.span, first.kind);
            cutter.regions.extend(rest);
            cutter.at = cutter.regions.last().map_or(0, |last| last.span.end);
        }
    }
    *regions = cutter.finish(length);
}

struct Cutter {
    regions: Vec<Region>,
    at: u32,
}

impl Cutter {
    fn behind(regions: Vec<Region>) -> Self {
        Self { at: regions.last().map_or(0, |last| last.span.end), regions }
    }

    fn cut(&mut self, pieces: &[Piece], clusters: &[Cluster]) {
        let mut clusters = clusters.iter().peekable();
        for piece in pieces {
            while let Some(cluster) = clusters.next_if(|cluster| cluster.span.start <= piece.source.start) {
                self.add(cluster.span, RegionKind::Citation);
            }
            self.add(piece.source, RegionKind::Prose);
        }
        for cluster in clusters {
            self.add(cluster.span, RegionKind::Citation);
        }
    }

    fn finish(mut self, length: usize) -> Vec<Region> {
        let end = length as u32;
        if self.at < end {
            self.regions.push(Region { span: Span { start: self.at, end }, kind: RegionKind::Masked });
        }
        self.regions
    }

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
