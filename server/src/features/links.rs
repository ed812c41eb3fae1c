//! Links: from a declared bibliography to its file, from a record's DOI, address and file to what they name.

use super::View;
use super::attached;
use super::show::percent;
use siglum_corpus::Shard;
use siglum_corpus::span::Span;
use std::path::{Path, PathBuf};

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What is clicked on.
    pub span: Span,
    /// Where it leads.
    pub target: Target,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// An address of the web.
    Web(String),
    /// A file.
    File(PathBuf),
}

/// So many records of a bibliography are looked at.
const MOST: u32 = 5_000;

/// The declared bibliographies of a manuscript that are there.
#[must_use]
pub fn of_manuscript(view: &View<'_>) -> Vec<Link> {
    let shards = (0u32..).zip(view.corpus.shards()).filter(|(place, _)| view.served.scope.holds(*place));
    let paths: Vec<&Path> = shards.map(|(_, shard)| shard.path()).collect();
    let link = |bibliography: &crate::manuscript::BibliographyRef| {
        let written = bibliography.path.trim_start_matches("./").trim_start_matches("../");
        let path = paths.iter().find(|path| path.ends_with(written))?;
        Some(Link { span: bibliography.span, target: Target::File(path.to_path_buf()) })
    };
    view.manuscript.bibliographies.iter().filter(|one| !one.span.is_empty()).filter_map(link).collect()
}

/// DOIs, addresses and files in the records of an open bibliography.
#[must_use]
pub fn of_bibliography(shard: &Shard) -> Vec<Link> {
    let mut links = Vec::new();
    for row in 0..shard.len().min(MOST) {
        let Ok(record) = shard.record(row) else { continue };
        for (name, target) in [("DOI", doi as fn(&str) -> Option<Target>), ("URL", web)] {
            if let Some(text) = record.variable(name)
                && let Some(span) = text.from.cover().filter(|span| !span.is_empty())
                && let Some(target) = target(&text.value)
            {
                links.push(Link { span, target });
            }
        }
        for (text, paths) in attached::files(&record, shard.path()) {
            // Of a list of files, which one is clicked on is not told.
            if let ([path], Some(span)) = (paths.as_slice(), text.from.cover().filter(|span| !span.is_empty())) {
                links.push(Link { span, target: Target::File(path.clone()) });
            }
        }
    }
    links
}

fn doi(value: &str) -> Option<Target> {
    let start = value.find("10.")?;
    let bare = value[start..].trim();
    bare.contains('/').then(|| Target::Web(percent(&format!("https://doi.org/{bare}"))))
}

/// Only what a browser opens: other schemes may run programs.
fn web(value: &str) -> Option<Target> {
    let value = value.trim();
    let known = value.starts_with("http://") || value.starts_with("https://");
    known.then(|| Target::Web(percent(value)))
}
