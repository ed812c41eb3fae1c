//! The rules about single records, over all records of a file: each is decoded once, and what was found in a file that
//! has not changed is remembered.

use crate::rules::record::RecordContext;
use crate::rules::{Check, Diagnostic, FileContext, RULES, Rule};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::cell::Cell;
use std::ops::Range;
use std::sync::Arc;

/// How many findings of one rule in one file are told: more than anybody mends before looking again.
const MOST: usize = 5_000;
/// How many records a thread takes at once.
const STRETCH: u32 = 4_096;

/// A rule about records.
type RecordRule = (&'static Rule, fn(&RecordContext<'_>, &mut Vec<Diagnostic>));

/// What the rules about records find in a file, in the file's order, with the rules' own severities; and whether the file
/// could be read.
pub(super) fn check(context: &FileContext<'_>) -> (Arc<Vec<Diagnostic>>, bool) {
    let rules = rules(context);
    if rules.is_empty() {
        return (Arc::default(), true);
    }
    if let Some(found) = remembered(context) {
        return (found, true);
    }
    if context.later {
        return (Arc::default(), false);
    }
    let sweeps: Vec<Sweep> = match context.shard.stretches(STRETCH).as_slice() {
        // In the server one thread does: the other cores are for those who type.
        all if context.memory.is_some() => all.iter().map(|rows| sweep(context, &rules, rows)).collect(),
        all => all.par_iter().map(|rows| sweep(context, &rules, rows)).collect(),
    };
    finish(context, sweeps)
}

/// The rules that are on.
fn rules(context: &FileContext<'_>) -> Vec<RecordRule> {
    // Records of a database stand in no text: nothing could be shown or mended there.
    if !context.shard.has_places() {
        return Vec::new();
    }
    let rules = RULES.iter().filter(|rule| super::wanted(context.config, rule.name, rule.severity));
    let rules = rules.filter_map(|rule| match rule.check {
        Check::Record(check) => Some((*rule, check)),
        _ => None,
    });
    rules.collect()
}

fn remembered(context: &FileContext<'_>) -> Option<Arc<Vec<Diagnostic>>> {
    let shard = context.corpus.shards().get(context.place as usize)?;
    context.memory?.get(shard, context.corpus, context.config)
}

/// What was found in all stretches, remembered where the file could be read.
fn finish(context: &FileContext<'_>, sweeps: Vec<Sweep>) -> (Arc<Vec<Diagnostic>>, bool) {
    let sound = sweeps.iter().all(|sweep| sweep.sound);
    let beyond = sweeps.iter().any(|sweep| sweep.beyond);
    let mut told = FxHashMap::<&str, usize>::default();
    let mut found: Vec<Diagnostic> = sweeps.into_iter().flat_map(|sweep| sweep.found).collect();
    found.retain(|one| {
        let count = told.entry(one.rule).or_default();
        *count += 1;
        *count <= MOST
    });
    let found = Arc::new(found);
    let shard = context.corpus.shards().get(context.place as usize);
    if let Some((memory, shard)) = context.memory.zip(shard).filter(|_| sound) {
        memory.keep(shard, beyond.then_some(context.corpus), context.config, Arc::clone(&found));
    }
    (found, sound)
}

/// A sweep that is made stretch by stretch, so that it can wait for others in between. It is over one corpus with one set of
/// settings: whoever makes it sees to that.
pub struct Sweeping {
    rows: std::vec::IntoIter<Range<u32>>,
    sweeps: Vec<Sweep>,
}

impl Sweeping {
    /// The sweep that a file is to have; `None` where nothing is looked for, or what there is to find is remembered.
    #[must_use]
    pub fn of(context: &FileContext<'_>) -> Option<Self> {
        let swept = rules(context).is_empty() || remembered(context).is_some();
        (!swept).then(|| Self { rows: context.shard.stretches(STRETCH).into_iter(), sweeps: Vec::new() })
    }

    /// Sweeps over the next stretch; after the last, which `false` says, what was found is remembered.
    pub fn step(&mut self, context: &FileContext<'_>) -> bool {
        if let Some(rows) = self.rows.next() {
            self.sweeps.push(sweep(context, &rules(context), &rows));
        }
        let more = self.rows.len() > 0;
        if !more {
            finish(context, std::mem::take(&mut self.sweeps));
        }
        more
    }
}

/// What was found in a stretch of rows.
struct Sweep {
    found: Vec<Diagnostic>,
    /// Whether all of it could be read.
    sound: bool,
    /// Whether a rule asked what other files say.
    beyond: bool,
}

fn sweep(context: &FileContext<'_>, rules: &[RecordRule], rows: &Range<u32>) -> Sweep {
    let beyond = Cell::new(false);
    let mut found = Vec::new();
    let mut counts = vec![0usize; rules.len()];
    let read = context.shard.sweep(rows.clone(), |swept| {
        let record = RecordContext::new(context, swept.row, (&swept.record, swept.text), &beyond);
        for ((_, check), count) in rules.iter().zip(&mut counts).filter(|(_, count)| **count < MOST) {
            let before = found.len();
            check(&record, &mut found);
            *count += found.len() - before;
        }
    });
    Sweep { found, sound: read.is_ok(), beyond: beyond.get() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::rules::record::RecordMemory;
    use crate::rules::testing::Fixture;

    const BIB: &str = "//- /refs.bib\n@book{a, title = {A}, note = {}}\n@book{b, title = {B}, note = {}}\n";

    fn context<'a>(fixture: &'a Fixture, config: &'a Config, memory: &'a RecordMemory) -> FileContext<'a> {
        let context = FileContext::new(&fixture.corpus, 0, config).expect("a file");
        FileContext { memory: Some(memory), ..context }
    }

    #[test]
    fn what_was_found_is_remembered_for_the_same_file_and_settings() {
        let (fixture, other, memory) = (Fixture::new(BIB), Fixture::new(BIB), RecordMemory::default());
        let config = Config::default();
        let (first, sound) = check(&context(&fixture, &config, &memory));
        assert!(sound && first.iter().filter(|one| one.rule == "empty-field").count() == 2);
        assert!(Arc::ptr_eq(&first, &check(&context(&fixture, &config, &memory)).0));
        assert!(!Arc::ptr_eq(&first, &check(&context(&other, &config, &memory)).0), "another reading of the file");
        let mut off = Config::default();
        off.severities.insert("empty-field".to_owned(), crate::rules::Severity::Off);
        assert!(!check(&context(&fixture, &off, &memory)).0.iter().any(|one| one.rule == "empty-field"));
    }

    #[test]
    fn a_rule_tells_no_more_of_a_file_than_anybody_reads() {
        let entries: String =
            (0..MOST + 10).map(|at| format!("@book{{k{at}, title = {{A}}, note = {{}}}}\n")).collect();
        let fixture = Fixture::new(&format!("//- /refs.bib\n{entries}"));
        let config = Config::default();
        let context = FileContext::new(&fixture.corpus, 0, &config).expect("a file");
        let (found, _) = check(&context);
        assert_eq!(found.iter().filter(|one| one.rule == "empty-field").count(), MOST);
    }
}
