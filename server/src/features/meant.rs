//! Works that a manuscript names without a key: by names and a year ("Tuurnas et al. (2016)"), in an entry of a reference
//! list that is typed by hand, or by a name or a title that a finding is about.

use super::View;
use super::hover::context;
use crate::rules::Diagnostic;
use crate::rules::near::facts::{around, of_year};
use crate::rules::near::shifted;
use crate::rules::near::typed::{Typed, is_of, main_names};
use siglum_corpus::index::{RecordId, Scope};
use siglum_corpus::{Corpus, Span};

/// So many works that fit are compared with each other.
const MOST: usize = 64;

/// Words that mean works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meant {
    /// The words, in bytes of the manuscript.
    pub span: Span,
    /// One record of each work that fits; never empty.
    pub records: Vec<RecordId>,
}

/// What the words at `offset` (bytes) mean.
#[must_use]
pub fn at(view: &View<'_>, offset: usize) -> Option<Meant> {
    let prose = &view.manuscript.prose;
    let place = prose.place_of(u32::try_from(offset).ok()?)?;
    let (start, typed, listed) = around(&context(view), place);
    let of_entry = listed.and_then(|listed| {
        let span = prose.source(shifted(listed.whole(), start));
        span.touches(offset).then(|| Meant { span, records: vec![listed.record] })
    });
    // The names and the year of an entry are not asked by themselves: its title tells more.
    of_entry.or_else(|| by_names(view, (start, &typed), offset))
}

fn by_names(view: &View<'_>, (start, typed): (u32, &[Typed]), offset: usize) -> Option<Meant> {
    let prose = &view.manuscript.prose;
    let span_of = |one: &Typed| prose.source(one.place(&prose.text, start));
    let mut here: Vec<&Typed> = typed.iter().filter(|one| span_of(one).touches(offset)).collect();
    // Of "(Smith, 2001, 2004)" the year under the cursor is meant; from the name, both are.
    let of_year = |one: &&&Typed| prose.source(shifted(one.year.span, start)).touches(offset);
    if let Some(one) = here.iter().find(of_year).copied() {
        here = vec![one];
    }
    let mut records = Vec::new();
    for id in here.iter().flat_map(|one| works(view, one)) {
        if !records.contains(&id) {
            records.push(id);
        }
    }
    let span = span_of(here.last()?);
    (!records.is_empty()).then_some(Meant { span, records })
}

/// One record of each work that names and a year fit exactly: of those in the manuscript's bibliographies where there are
/// any, and of those that begin with the first name, and have as many authors as the names say.
fn works(view: &View<'_>, typed: &Typed) -> Vec<RecordId> {
    let mut fitting = typed.exact.clone();
    fitting.sort_unstable();
    narrow(&mut fitting, |id| view.served.scope.holds(id.shard));
    narrow(&mut fitting, |id| begins(view.corpus, id, typed));
    narrow(&mut fitting, |id| typed.fits(view.corpus.entry(id).names()));
    one_of_each(view.corpus, fitting)
}

/// Whether the first name is the record's first author's.
fn begins(corpus: &Corpus, id: RecordId, typed: &Typed) -> bool {
    let names = main_names(corpus.entry(id).names());
    names.first().zip(typed.names.first()).is_some_and(|(name, (_, folded))| is_of(name, folded))
}

/// Keeps what `holds`, where it does of any.
fn narrow(records: &mut Vec<RecordId>, holds: impl Fn(RecordId) -> bool) {
    let kept: Vec<RecordId> = records.iter().copied().filter(|id| holds(*id)).collect();
    if !kept.is_empty() {
        *records = kept;
    }
}

fn one_of_each(corpus: &Corpus, records: Vec<RecordId>) -> Vec<RecordId> {
    let mut found: Vec<RecordId> = Vec::new();
    for id in records.into_iter().take(MOST) {
        if !found.iter().any(|known| corpus.are_one_work(*known, id)) {
            found.push(id);
        }
    }
    found
}

/// The record that a finding at `offset` (bytes) is about: a name, a title or a year that differs from it.
#[must_use]
pub fn by_finding(view: &View<'_>, findings: &[Diagnostic], offset: usize) -> Option<Meant> {
    let here = findings.iter().filter(|one| one.span.touches(offset));
    let one = here.filter(|one| one.key.is_some()).min_by_key(|one| one.span.len())?;
    let key = one.key.as_deref()?;
    let record = view.corpus.find(key, &view.served.scope).or_else(|| view.corpus.find(key, &Scope::All))?;
    Some(Meant { span: one.span, records: vec![record] })
}

/// Where the manuscript cites one of these records by names and a year.
#[must_use]
pub fn citations_of(view: &View<'_>, records: &[RecordId]) -> Vec<Span> {
    let years: Vec<i32> = records.iter().filter_map(|id| view.corpus.entry(*id).year()).collect();
    let prose = &view.manuscript.prose;
    let is_one = |id: &RecordId| records.iter().any(|one| one == id || view.corpus.are_one_work(*one, *id));
    let typed = of_year(&context(view), |year| years.contains(&year)).into_iter();
    let means = typed.filter(|(_, one)| works(view, one).iter().any(is_one));
    means.map(|(start, one)| prose.source(one.place(&prose.text, start))).collect()
}
