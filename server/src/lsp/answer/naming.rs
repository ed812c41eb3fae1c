//! Everything that names a key: citations and definitions in manuscripts, open or closed, and fields in bibliographies.
//!
//! A key is a name within what serves a manuscript: another project's record of the same key is another record. So a
//! manuscript counts only where one of the record's files serves it, or where it is a part of the same whole.

use super::places;
use super::records::{named_at, row_at};
use crate::features::definition;
use crate::features::meant::{self, Meant};
use crate::features::mentions::{Mention, Naming, mentions, rows};
use crate::load;
use crate::lsp::event::Snapshot;
use crate::lsp::{convert, uri};
use crate::manuscript::{self, Format};
use crate::project::Discovery;
use crate::workspace::DocView;
use crate::workspace::document::{Parsed, Planned, Role};
use rustc_hash::FxHashSet;
use siglum_corpus::index::{RecordId, Scope};
use siglum_corpus::shard::NameView;
use siglum_corpus::span::Span;
use siglum_corpus::{Corpus, Shard};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tower_lsp::ls_types::{Position, Uri};

/// So many names of a record are looked for in a text.
const NAMES: usize = 16;

/// The key that a question is about.
pub struct Subject {
    /// The key.
    pub key: String,
    /// Where it stands under the cursor.
    pub span: Span,
    /// The corpus files that have its record.
    pub files: Vec<PathBuf>,
    /// Whether the work counts, however it is cited: by names and a year, too.
    pub work: bool,
}

/// A manuscript that names a key.
pub struct Named {
    /// Its path, where it has one.
    pub path: Option<PathBuf>,
    /// Its address.
    pub uri: Uri,
    /// Its version, where it is open.
    pub version: Option<i32>,
    /// Its text.
    pub parsed: Arc<Parsed>,
    /// What serves it.
    pub planned: Arc<Planned>,
    /// Where it cites the key.
    pub cited: Vec<Span>,
    /// Where it defines the key (`\bibitem`, `references:`, a label).
    pub defined: Vec<Span>,
    /// Where it cites the work by names and a year.
    pub typed: Vec<Span>,
}

/// The key at a position of the current document.
pub fn subject(snapshot: &Snapshot, position: Position) -> Option<Subject> {
    let view = &snapshot.current.as_ref()?.view;
    let offset = convert::offset(&view.parsed.text, &view.parsed.lines, position, snapshot.client.encoding);
    let path_of = |shard: u32| view.corpus.shards().get(shard as usize).map(|shard| shard.path().to_owned());
    let Role::Bibliography = view.role else {
        let (key, span) = definition::key_at(&view.view(false), offset)?;
        let mut files: Vec<_> =
            view.corpus.find_all(&key, &view.served.scope).iter().filter_map(|id| path_of(id.shard)).collect();
        files.dedup();
        return Some(Subject { key, span, files, work: false });
    };
    let Mention { key, span, naming } = named_at(view, offset)?;
    let own = view.path.clone()?;
    let here = view.corpus.place(&own).map(|place| view.corpus.find_all(&key, &Scope::Some(vec![place])));
    let files = if naming != Naming::Pointer || here.is_some_and(|found| !found.is_empty()) {
        vec![own]
    } else {
        view.corpus.find_all(&key, &Scope::All).iter().filter_map(|id| path_of(id.shard)).collect()
    };
    Some(Subject { key, span, files, work: false })
}

/// The work at a position of the current document: that of the key, or the only one that names and a year mean.
pub fn work(snapshot: &Snapshot, position: Position) -> Option<Subject> {
    let subject = subject(snapshot, position).or_else(|| {
        let view = &snapshot.current.as_ref()?.view;
        let offset = convert::offset(&view.parsed.text, &view.parsed.lines, position, snapshot.client.encoding);
        let Meant { span, records } = meant::at(&view.view(false), offset)?;
        let [record] = records[..] else { return None };
        let key = view.corpus.entry(record).key().to_owned();
        Some(Subject { key, span, files: vec![view.corpus.shard(record).path().to_owned()], work: true })
    })?;
    Some(Subject { work: true, ..subject })
}

impl Subject {
    /// Its records in a corpus.
    fn records(&self, corpus: &Corpus) -> Vec<RecordId> {
        let places = self.files.iter().filter_map(|file| corpus.place(file)).collect();
        corpus.find_all(&self.key, &Scope::Some(places))
    }

    /// Whether a text may name it: reading one is a hundred times cheaper than parsing it.
    fn may_stand_in(&self, corpus: &Corpus, text: &str) -> bool {
        let holds = |needle: &str| memchr::memmem::find(text.as_bytes(), needle.as_bytes()).is_some();
        let typed = |id: RecordId| {
            let entry = corpus.entry(id);
            let year = entry.year().is_some_and(|year| holds(&year.to_string()));
            // What accents and markup do not touch.
            let plain = |name: NameView<'_>| {
                let parts = name.family.split(|c: char| !c.is_ascii_alphabetic());
                parts.max_by_key(|part| part.len()).is_some_and(holds)
            };
            year && entry.names().take(NAMES).any(plain)
        };
        holds(&self.key) || self.work && self.records(corpus).into_iter().any(typed)
    }

    /// Where a manuscript cites the work by names and a year.
    pub fn typed_in(&self, view: &DocView) -> Vec<Span> {
        if self.work { meant::citations_of(&view.view(false), &self.records(&view.corpus)) } else { Vec::new() }
    }
}

/// The manuscripts that name the key: the open ones, then those of the workspace, then other parts of the current one.
pub fn manuscripts(snapshot: &Snapshot, subject: &Subject) -> Vec<Named> {
    let mut found = Vec::new();
    for open in snapshot.open.iter().filter(|open| matches!(open.view.role, Role::Manuscript(_))) {
        let view = &open.view;
        let Some(planned) = view.planned.clone() else { continue };
        let uri = uri::parse(&open.uri).filter(|_| belongs(snapshot, subject, view.place(), &planned));
        let version = Some(view.parsed.version);
        found.extend(uri.and_then(|uri| named(subject, view, (uri, version), planned)));
    }
    found.extend(closed(snapshot, subject));
    found
}

/// The closed manuscripts that name the key.
fn closed(snapshot: &Snapshot, subject: &Subject) -> Vec<Named> {
    let (mut paths, _) = load::manuscripts(&snapshot.folders, &mut |path| manuscript::format_of(path).is_some());
    if let Some(planned) = snapshot.current.as_ref().and_then(|open| open.view.planned.as_ref()) {
        paths.extend(planned.plan.parts.others().map(Path::to_path_buf));
    }
    let mut seen: FxHashSet<&Path> = snapshot.open.iter().filter_map(|open| open.view.place()).collect();
    let mut discovery = Discovery::new(&snapshot.planner.files);
    let mut found = Vec::new();
    for path in paths.iter().filter(|path| seen.insert(path)) {
        let Some(format) = manuscript::format_of(path).or_else(|| manuscript::latex::package_format(path)) else {
            continue;
        };
        found.extend(on_disk(snapshot, subject, &mut discovery, (path, format)));
    }
    found
}

/// A manuscript on disk that names the key.
fn on_disk(
    snapshot: &Snapshot,
    subject: &Subject,
    discovery: &mut Discovery<'_>,
    (path, format): (&Path, &'static Format),
) -> Option<Named> {
    let source = load::read_text(path).ok()?;
    if !subject.may_stand_in(&snapshot.corpus, &source.text) {
        return None;
    }
    let role = Role::Manuscript(format);
    let alone = (format.parse)(&source.text);
    let (planned, _) = snapshot.planner.plan(discovery, path, role, &alone);
    if !belongs(snapshot, subject, Some(path), &planned) {
        return None;
    }
    let parsed = Parsed::new(source.text, 0, role, &planned.plan.macros);
    let mut view = DocView::of_disk(Arc::new(parsed), path, role);
    view.corpus = snapshot.corpus.clone();
    view.served = Arc::new(planned.plan.served(&snapshot.corpus, &planned.workspace));
    named(subject, &view, (uri::from_path(path)?, None), Arc::new(planned))
}

fn named(
    subject: &Subject,
    view: &DocView,
    (uri, version): (Uri, Option<i32>),
    planned: Arc<Planned>,
) -> Option<Named> {
    let cited = definition::citations_of(&view.view(false), &subject.key);
    let own_keys = view.parsed.manuscript.own_keys.iter().filter(|own| own.key == subject.key);
    let defined: Vec<_> = own_keys.map(|own| own.span).collect();
    let typed = subject.typed_in(view);
    let parsed = Arc::clone(&view.parsed);
    let any = !(cited.is_empty() && defined.is_empty() && typed.is_empty());
    any.then(|| Named { path: view.path.clone(), uri, version, parsed, planned, cited, defined, typed })
}

/// Whether a manuscript means the same record by the key.
fn belongs(snapshot: &Snapshot, subject: &Subject, path: Option<&Path>, planned: &Planned) -> bool {
    let Some(current) = snapshot.current.as_ref().map(|open| &open.view) else { return false };
    let own = current.planned.as_ref();
    let is_current = path.is_some() && path == current.place();
    let is_part = own.is_some_and(|own| path.is_some_and(|path| own.plan.parts.has_other(path)));
    if is_current || is_part {
        return true;
    }
    if planned.plan.off {
        return false;
    }
    let files = planned.plan.files(&planned.workspace);
    if subject.files.is_empty() {
        let own = own.map(|own| own.plan.files(&own.workspace)).unwrap_or_default();
        return files.iter().any(|file| own.binary_search(file).is_ok());
    }
    files.iter().any(|file| subject.files.iter().any(|known| known == file))
}

/// A bibliography with the places in it that name a key.
pub struct File<'a> {
    /// The file.
    pub shard: &'a Shard,
    /// The places.
    pub mentions: Vec<Mention>,
}

/// The bibliographies that name the key: those of its record, and those that serve beside them and point to it.
pub fn bibliographies<'a>(snapshot: &'a Snapshot, subject: &Subject, manuscripts: &[Named]) -> Vec<File<'a>> {
    let mut files: Vec<&Path> = subject.files.iter().map(PathBuf::as_path).collect();
    for named in manuscripts {
        files.extend(named.planned.plan.files(&named.planned.workspace));
    }
    files.sort_unstable();
    files.dedup();
    let shards = files.into_iter().filter_map(|file| {
        let shard = snapshot.corpus.shards().get(snapshot.corpus.place(file)? as usize)?;
        // A file with a record of its own of that key speaks of that one, unless it is one of ours.
        let is_ours = subject.files.iter().any(|known| known == file);
        let defines = || rows(shard, &subject.key).any(|row| shard.entry(row).key() == subject.key);
        (is_ours || !defines()).then_some(shard)
    });
    let found = shards.map(|shard| File { shard, mentions: mentions_in(snapshot, shard, &subject.key) });
    found.filter(|one| !one.mentions.is_empty()).collect()
}

/// The places in one bibliography that name a key.
pub fn mentions_in(snapshot: &Snapshot, shard: &Shard, key: &str) -> Vec<Mention> {
    let mut found: Vec<u32> = rows(shard, key).collect();
    if shard.format() == "bibtex" {
        // Lists of related records are not indexed: every place of the word is looked at.
        let places = match places::open_at(snapshot, shard.path()) {
            Some(open) => {
                let text = open.view.parsed.text.as_bytes();
                memchr::memmem::find_iter(text, key).filter_map(|at| u32::try_from(at).ok()).collect()
            }
            None => load::piece::find_all(shard.path(), key),
        };
        found.extend(places.into_iter().filter_map(|at| row_at(shard, at)));
        found.sort_unstable();
        found.dedup();
    }
    found.into_iter().flat_map(|row| mentions(shard, row)).filter(|mention| mention.key == key).collect()
}
