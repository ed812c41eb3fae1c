//! The records that a manuscript holds itself (`references:` in its front matter): a shard of its own text, which serves
//! it alone.

use crate::rules::Served;
use siglum_corpus::index::Scope;
use siglum_corpus::{Corpus, Shard};
use std::path::Path;
use std::sync::Arc;

/// The shard of the records of a manuscript that defines some; `None` where it has none that a reader knows.
#[must_use]
pub fn records(path: &Path, text: &str, defines_records: bool) -> Option<Arc<Shard>> {
    let shard = defines_records.then(|| Shard::of_text(path, text))?;
    // A thebibliography is text, not records; a table in Markdown is a table.
    (shard.format() == "csl-yaml" && !shard.is_empty()).then(|| Arc::new(shard))
}

/// The front matter of a text, with its marks.
#[must_use]
pub fn front(text: &str) -> Option<&str> {
    let mut lines = text.strip_prefix('\u{feff}').unwrap_or(text).split_inclusive(['\n', '\r']);
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut end = start + lines.next().filter(|line| line.trim_end() == "---")?.len();
    for line in lines {
        end += line.len();
        if matches!(line.trim_end(), "---" | "...") {
            return text.get(..end);
        }
    }
    None
}

/// The corpus with a manuscript's own records, and what of it serves the manuscript.
#[must_use]
pub fn serve(corpus: &Corpus, served: &Served, shard: Arc<Shard>) -> (Corpus, Served) {
    let is_new = corpus.place(shard.path()).is_none();
    let corpus = corpus.with(Arc::clone(&shard));
    let mut served = served.clone();
    let Some(own) = corpus.place(shard.path()) else { return (corpus, served) };
    if let Scope::Some(places) = &mut served.scope {
        places.iter_mut().filter(|place| is_new && **place >= own).for_each(|place| *place += 1);
        places.push(own);
        places.sort_unstable();
        places.dedup();
    }
    served.own = Some(own);
    (corpus, served)
}

#[cfg(test)]
mod tests {
    use super::front;

    #[test]
    fn front_matter_ends_at_its_mark() {
        assert_eq!(front("---\na: b\n---\ntext"), Some("---\na: b\n---\n"));
        assert_eq!(front("\u{feff}--- \r\na: b\r\n...\r\n"), Some("\u{feff}--- \r\na: b\r\n...\r"));
        assert_eq!((front("---\na: b\n"), front("text\n---\n---\n"), front("")), (None, None, None));
    }
}
