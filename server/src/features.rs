//! What an editor asks about a manuscript: pure functions, byte offsets in, plain values out. No LSP types.

use crate::config::Config;
use crate::manuscript::{Format, Manuscript};
use crate::rules::{Diagnostic, Edit, Served};
use siglum_corpus::index::RecordId;
use siglum_corpus::span::Span;
use siglum_corpus::{Corpus, Lang};
use std::path::{Path, PathBuf};

pub mod attached;
pub mod code_action;
pub mod completion;
pub mod definition;
pub mod doctor;
pub mod hints;
pub mod hover;
pub mod links;
pub mod meant;
pub mod mentions;
pub mod paths;
pub mod rename;
pub mod search;
pub mod settings;
pub mod show;
pub mod symbols;
#[cfg(test)]
mod tests;

/// A manuscript with all that serves it, at one moment.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The manuscript's path, where it has one.
    pub path: Option<&'a Path>,
    /// The manuscript's text.
    pub text: &'a str,
    /// Its format.
    pub format: &'static Format,
    /// What it says.
    pub manuscript: &'a Manuscript,
    /// All corpus files.
    pub corpus: &'a Corpus,
    /// Which of them serve this manuscript.
    pub served: &'a Served,
    /// Settings.
    pub config: &'a Config,
    /// The reader's languages, the dearest first (see [`crate::config::reader_languages`]).
    pub languages: &'a [Lang],
    /// Whether answers may be Markdown.
    pub markdown: bool,
    /// Whether a hover may link to [`hover::READ_IN`].
    pub links: bool,
}

/// A text to show, Markdown or plain as [`View::markdown`] asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// What it is about, in the manuscript.
    pub span: Span,
    /// The text.
    pub text: String,
}

/// A list of completions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completions {
    /// The items, the best first; at most 50.
    pub items: Vec<Completion>,
    /// Whether other text may find more: always so, within a citation.
    pub incomplete: bool,
}

/// One completion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What is shown: the key, or a path.
    pub label: String,
    /// What is shown beside it: names and year.
    pub detail: String,
    /// What is shown at the far side: the title.
    pub description: String,
    /// What is replaced: the key as far as it is typed, up to the cursor or to the key's end.
    pub replace: Span,
    /// By what.
    pub text: String,
    /// What editors filter by; begins with what stands in `replace` before the cursor.
    pub filter: String,
    /// What it is.
    pub kind: Kind,
}

/// What a completion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A key, of a record whose documentation is [`completion::documentation`].
    Record(RecordId),
    /// A bibliography's path.
    Path,
    /// A locator's label.
    Label,
    /// A setting, or a value of one; its description is its documentation.
    Setting,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file; `None` for the manuscript itself.
    pub path: Option<PathBuf>,
    /// Where, in bytes of the file as stored (of the text, for the manuscript itself).
    pub span: Span,
    /// The line of the span's start, from 0, and the byte at which that line begins, where the index knows them
    /// (corpus files, which may be large); to be used instead of reading the whole file.
    pub line: Option<(u32, u32)>,
}

/// Something an editor can do at a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// Its title, in the language of messages.
    pub title: String,
    /// The diagnostic it mends, if any.
    pub diagnostic: Option<Diagnostic>,
    /// Whether it is the one to take when in doubt.
    pub preferred: bool,
    /// The edits.
    pub edits: Vec<Edit>,
}
