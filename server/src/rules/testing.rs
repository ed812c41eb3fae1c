//! Fixtures for the tests of rules: files as text, with the findings that are expected stated under the lines.
//!
//! `//- /path` starts a file. A line of `^^^^ severity[rule]: message` states a finding on the line above it (columns
//! counted in characters; the message may be left out). `$0` is a cursor, for features.

use super::uses::Uses;
use super::{Context, Diagnostic, FileContext, Safety, Served, Severity, rule};
use crate::analysis::{analyse, analyse_file};
use crate::config::{Config, MessageLanguage};
use crate::manuscript::whole::Whole;
use crate::manuscript::{Manuscript, format_of};
use crate::project::own;
use siglum_corpus::index::Scope;
use siglum_corpus::{Corpus, Shard};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A folder in memory.
pub struct Fixture {
    /// Manuscripts with their text and the findings that are expected, as (line, column, width, rest of the line).
    pub manuscripts: Vec<File>,
    /// Corpus files.
    pub bibliographies: Vec<File>,
    /// The corpus files, read.
    pub corpus: Corpus,
    /// Settings; tests may change them.
    pub config: Config,
}

/// A file of a fixture.
pub struct File {
    /// Its path, from the fixture's root.
    pub path: PathBuf,
    /// Its text, without the lines of expectations and cursors.
    pub text: String,
    /// The findings that are expected.
    pub expected: Vec<String>,
    /// The cursor, in bytes.
    pub cursor: Option<usize>,
}

/// Checks that the findings in a fixture are those stated in it, no more and no less.
pub fn check(fixture: &str) {
    Fixture::new(fixture).check();
}

/// What a rule says of one record of BibTeX: for rules that look at records alone.
pub struct OfRecord {
    text: String,
    found: Vec<Diagnostic>,
    head: &'static str,
}

impl OfRecord {
    /// The findings of a rule in a record whose fields end with these, behind `head`.
    pub fn new(rule: &str, head: &'static str, fields: &str) -> Self {
        let fixture = Fixture::new(&format!("//- /refs.bib\n{head}{fields}}}\n"));
        let file = &fixture.bibliographies[0];
        let found = fixture.findings(file).into_iter().filter(|one| one.rule == rule).collect();
        Self { text: file.text.clone(), found, head }
    }

    /// The findings as "sentence: text".
    pub fn told(&self) -> Vec<String> {
        self.found.iter().map(|one| format!("{}: {}", one.message.id, one.span.of(&self.text))).collect()
    }

    /// The fields after the first fix, and how safe that is.
    pub fn fixed(mut self) -> Option<(String, Safety)> {
        let fix = self.found.first()?.fixes.first()?;
        fix.edits.iter().rev().for_each(|edit| self.text.replace_range(edit.span.range(), &edit.text));
        let fields = self.text.strip_prefix(self.head)?.strip_suffix("}\n")?;
        Some((fields.to_owned(), fix.safety))
    }
}

/// A finding as fixtures state it: `line:column+width severity[rule]: message`.
fn state(text: &str, diagnostic: &Diagnostic) -> String {
    let start = diagnostic.span.start as usize;
    let line = text[..start].matches('\n').count();
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let column = text[line_start..start].chars().count();
    let width = diagnostic.span.of(text).split('\n').next().unwrap_or_default().chars().count();
    let message = diagnostic.message.render(diagnostic.rule, MessageLanguage::English);
    format!("{line}:{column}+{width} {}[{}]: {message}", diagnostic.severity.name(), diagnostic.rule)
}

impl Fixture {
    /// Reads a fixture.
    pub fn new(text: &str) -> Self {
        let files: Vec<File> = text.split("//- ").skip(1).map(file).collect();
        let (manuscripts, bibliographies): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|file| format_of(&file.path).is_some());
        let shard = |file: &File| Arc::new(Shard::of_text(&file.path, file.text.as_str()));
        let corpus = Corpus::new(bibliographies.iter().map(shard).collect());
        let mut config = Config::default();
        // The records of fixtures say no more than their test needs.
        config.severities.insert("missing-field".to_owned(), Severity::Off);
        Self { manuscripts, bibliographies, corpus, config }
    }

    /// Checks that the findings are those stated in it, no more and no less.
    pub fn check(&self) {
        for file in self.manuscripts.iter().chain(&self.bibliographies) {
            let mut found: Vec<_> = self.findings(file).iter().map(|one| state(&file.text, one)).collect();
            let mut expected = file.expected.clone();
            // A message is compared only where it is stated.
            for (found, expected) in found.iter_mut().zip(&expected) {
                if !expected.contains("]: ") {
                    found.truncate(found.find("]: ").map_or(found.len(), |at| at + 1));
                }
            }
            found.sort();
            expected.sort();
            assert_eq!(found, expected, "in {}\n{}", file.path.display(), file.text);
        }
    }

    /// The findings in one of its files.
    pub fn findings(&self, file: &File) -> Vec<Diagnostic> {
        let Some(format) = format_of(&file.path) else {
            let place = self.corpus.place(&file.path).expect("a corpus file");
            let context = FileContext::new(&self.corpus, place, &self.config).expect("a corpus file");
            let uses = self.uses(file);
            return analyse_file(&FileContext { uses: uses.as_ref(), ..context }).diagnostics;
        };
        let manuscript = (format.parse)(&file.text);
        let (corpus, served) = self.serve(file, &manuscript);
        let context = Context::new((&file.text, &manuscript), &corpus, &served, &self.config);
        analyse(&context).diagnostics
    }

    /// What the manuscripts cite, where one of them declares the file.
    fn uses(&self, file: &File) -> Option<Uses> {
        let mut uses = None;
        for manuscript in &self.manuscripts {
            let parsed = (format_of(&manuscript.path)?.parse)(&manuscript.text);
            if parsed.bibliographies.iter().any(|one| Path::new("/").join(&one.path) == file.path) {
                uses.get_or_insert_with(Uses::default).add(&parsed, &Whole::default());
            }
        }
        uses
    }

    /// The corpus and what of it serves a manuscript, with the manuscript's own records.
    pub fn serve(&self, file: &File, manuscript: &Manuscript) -> (Corpus, Served) {
        let served = self.served(manuscript);
        match own::records(&file.path, &file.text, manuscript.defines_records()) {
            Some(shard) => own::serve(&self.corpus, &served, shard),
            None => (self.corpus.clone(), served),
        }
    }

    /// What serves a manuscript: what it declares, else everything.
    pub fn served(&self, manuscript: &Manuscript) -> Served {
        let mut served = Served::default();
        if manuscript.bibliographies.is_empty() {
            return served;
        }
        let mut places = Vec::new();
        for declared in &manuscript.bibliographies {
            match self.corpus.place(&Path::new("/").join(&declared.path)) {
                Some(place) => places.push(place),
                None => served.missing.push((declared.path.clone(), Some(declared.span))),
            }
        }
        places.sort_unstable();
        served.scope = Scope::Some(places);
        served.declared = true;
        served
    }
}

fn file(part: &str) -> File {
    let (path, body) = part.split_once('\n').expect("a path on a line of its own");
    let mut text = String::new();
    let mut expected = Vec::new();
    let mut line = 0;
    for row in body.lines() {
        if let Some((at, rest)) = statement(row) {
            expected.push(format!("{}:{at}{rest}", line - 1));
            continue;
        }
        text.push_str(row);
        text.push('\n');
        line += 1;
    }
    let cursor = text.find("$0");
    if let Some(cursor) = cursor {
        text.replace_range(cursor..cursor + 2, "");
    }
    File { path: PathBuf::from(path.trim()), text, expected, cursor }
}

/// A line that states a finding: its column, and the rest as [`state`] writes it.
fn statement(row: &str) -> Option<(usize, String)> {
    let trimmed = row.trim_start();
    let width = trimmed.chars().take_while(|c| *c == '^').count();
    let rest = trimmed[width..].trim();
    (width > 0 && rest.contains('[')).then(|| (row.len() - trimmed.len(), format!("+{width} {rest}")))
}

/// The fenced examples of a rule's documentation: (kind of fence, fixture).
pub fn examples(docs: &str) -> Vec<(&str, &str)> {
    let parts = docs.split("```");
    let fences = parts.skip(1).step_by(2);
    fences.filter_map(|fence| fence.split_once('\n')).collect()
}

#[test]
fn examples_of_the_documentation_do_what_they_say() {
    for rule in super::RULES {
        for docs in [rule.docs.en, rule.docs.fr] {
            let examples = examples(docs);
            assert!(examples.iter().any(|(kind, _)| *kind == "siglum-finds"), "{}", rule.name);
            assert!(examples.iter().any(|(kind, _)| *kind == "siglum-silent"), "{}", rule.name);
            for (kind, fixture) in examples {
                example(rule.name, kind, fixture);
            }
        }
    }
}

fn example(name: &str, kind: &str, text: &str) {
    let mut fixture = Fixture::new(text);
    if name == "missing-field" {
        fixture.config.severities.clear();
    }
    // A rule that is off is shown as it is when it is asked for.
    if rule(name).is_some_and(|rule| rule.severity == Severity::Off) {
        fixture.config.severities.insert(name.to_owned(), Severity::Info);
    }
    let files = fixture.manuscripts.iter().chain(&fixture.bibliographies);
    let found: Vec<_> = files.flat_map(|file| fixture.findings(file)).collect();
    match kind {
        "siglum-finds" => {
            assert!(found.iter().any(|one| one.rule == name), "{name} finds nothing in\n{text}\n{found:#?}");
        }
        "siglum-silent" => assert!(found.is_empty(), "{name}: its silent example is not\n{text}\n{found:#?}"),
        other => panic!("an unknown kind of example: {other}"),
    }
    if text.lines().any(|row| statement(row).is_some()) {
        fixture.check();
    }
}

#[test]
fn every_sentence_speaks_both_languages_with_the_same_words() {
    for rule in super::RULES {
        for message in rule.messages {
            assert!(!message.en.is_empty() && !message.fr.is_empty(), "{} {}", rule.name, message.id);
            assert_eq!(placeholders(message.en), placeholders(message.fr), "{} {}", rule.name, message.id);
        }
    }
}

fn placeholders(text: &str) -> Vec<&str> {
    let mut out: Vec<_> =
        text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect();
    out.sort_unstable();
    out
}

#[test]
fn names_of_rules_are_known() {
    assert!(rule("unknown-key").is_some());
    assert!(rule("unknown-keys").is_none());
}
