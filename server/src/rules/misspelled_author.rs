//! misspelled-author: a name beside a citation that differs by a slip from a name of the cited record (near-miss.md,
//! tier A: evidence is a citation attached).

use super::lookup::find;
use super::{
    Check, Context, Diagnostic, Docs, Edit, Fix, Message, MessageText, Related, Rule, Safety, Severity, record_of,
};
use crate::manuscript::words::{Word, names_before, words};
use siglum_corpus::Span;
use siglum_corpus::common::zipf;
use siglum_corpus::fold::{fold, nfc};
use siglum_corpus::index::RecordId;
use siglum_corpus::near::{Forms, Near};
use siglum_corpus::shard::NameView;
use std::collections::HashMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "misspelled-author",
    severity: Severity::Warning,
    docs: Docs {
        summary: [
            "A name beside a citation that differs by a slip from the cited record's",
            "Un nom près d'une citation qui diffère par une faute de frappe de celui de la notice",
        ],
        en: include_str!("../../../docs/rules/en/misspelled-author.md"),
        fr: include_str!("../../../docs/rules/fr/misspelled-author.md"),
    },
    messages: &[
        MessageText {
            id: "differs",
            en: "\"{found}\" differs from \"{expected}\", a name of {key}",
            fr: "« {found} » diffère de « {expected} », un nom de {key}",
        },
        MessageText { id: "fix", en: "Write \"{expected}\"", fr: "Écrire « {expected} »" },
        MessageText { id: "record", en: "the record", fr: "la notice" },
    ],
    check: Check::Manuscript(check),
};

/// Words this common are no slips of names (near-miss.md, tier A: z >= 4; three letters: z >= 2.5).
const COMMON: f32 = 4.0;
const COMMON_SHORT: f32 = 2.5;
/// A form that is written this often is meant.
const WRITTEN: usize = 8;
/// Capitals of fewer letters are acronyms.
const CAPITALS: usize = 5;
/// Endings that make an adjective or a school of a name (near-miss.md, section 5, "Derived"), longest first.
const ENDINGS: [&str; 24] = [
    "ienne", "esque", "isme", "iste", "sche", "ien", "ian", "ean", "ist", "ism", "ite", "ish", "sch", "ized", "an",
    "es", "ic", "er", "en", "in", "s", "y", "e", "a",
];

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let manuscript = context.manuscript;
    let mut counts = None;
    for &(anchor, cluster) in &manuscript.prose.anchors {
        let names = names_before(&manuscript.prose, anchor as usize);
        if names.is_empty() {
            continue;
        }
        let Some(cluster) = manuscript.clusters.get(cluster as usize) else { continue };
        let cited = manuscript.citations.get(cluster.first as usize..cluster.end as usize).unwrap_or_default();
        let mut records: Vec<RecordId> = cited.iter().filter_map(|citation| find(context, &citation.key)).collect();
        records.dedup();
        let targets = targets(context, &records);
        for word in names.into_iter().rev() {
            let Some(slip) = slip(context, &targets, word) else { continue };
            let counts = counts.get_or_insert_with(|| count_words(context));
            if counts.get(&slip.folded).copied().unwrap_or(0) < WRITTEN {
                out.push(diagnose(context, &slip));
            }
        }
    }
}

/// A name of a cited record.
struct Target {
    record: RecordId,
    forms: Forms,
}

fn targets(context: &Context<'_>, records: &[RecordId]) -> Vec<Target> {
    let names = |&record: &RecordId| context.corpus.entry(record).names().map(move |name| (record, name));
    let target = |(record, name)| Target { record, forms: Forms::of(&name) };
    records.iter().flat_map(names).map(target).collect()
}

/// A name and what it is a slip of.
struct Slip {
    span: Span,
    word: String,
    folded: String,
    record: RecordId,
    expected: String,
}

/// The best target for a word among the cited records, unless something speaks for the word.
fn slip(context: &Context<'_>, targets: &[Target], word: Word) -> Option<Slip> {
    let (core, span) = core(context, word);
    let folded = fold(&core).into_owned();
    let letters = core.chars().count();
    let capitals = core.chars().all(|c| !c.is_lowercase());
    if letters < 3 || (capitals && letters < CAPITALS) || is_known(context, targets, &core, &folded) {
        return None;
    }
    let common = zipf(&folded);
    if common >= COMMON || inner_capital(&core) || is_derived(targets, &folded) {
        return None;
    }
    let (record, expected, near) = best(targets, &core)?;
    if near.length == 3 && common >= COMMON_SHORT {
        return None;
    }
    let known = &context.config;
    if known.known_authors.iter().chain(&known.known_words).any(|name| fold(name).contains(&*folded)) {
        return None;
    }
    let expected = if capitals { expected.to_uppercase() } else { expected };
    Some(Slip { span, word: core, folded, record, expected })
}

/// The nearest form of a name of the cited records: the fewest slips, then the most alike.
fn best(targets: &[Target], word: &str) -> Option<(RecordId, String, Near)> {
    let near = targets.iter().filter_map(|target| {
        let (form, near) = target.forms.nearest(word)?;
        Some((target.record, form.display.clone(), near))
    });
    near.min_by(|(_, _, a), (_, _, b)| a.distance.cmp(&b.distance).then(b.similarity.total_cmp(&a.similarity)))
}

/// Whether the word is a name of the cited records, or exactly a name of the corpus, given names included.
fn is_known(context: &Context<'_>, targets: &[Target], word: &str, folded: &str) -> bool {
    let known = |name: &str| context.corpus.knows_name(name);
    targets.iter().any(|target| target.forms.knows(word))
        || known(folded)
        || (folded.contains('-') && folded.split('-').all(|part| part.is_empty() || known(part)))
}

/// Whether the word is a cited name with an ending, taken off up to twice. One letter more is a slip as well as an
/// ending ("Kayh", "Chomskyy"): only longer endings count.
fn is_derived(targets: &[Target], folded: &str) -> bool {
    let is_name = |stem: &str| targets.iter().any(|target| target.forms.forms.iter().any(|form| form.folded == stem));
    let once: Vec<&str> = stems(folded).collect();
    let twice = once.iter().flat_map(|stem| stems(stem));
    once.iter().copied().chain(twice).any(|stem| folded.len() >= stem.len() + 2 && is_name(stem))
}

fn stems(word: &str) -> impl Iterator<Item = &str> {
    ENDINGS.iter().filter_map(|ending| word.strip_suffix(*ending)).filter(|stem| stem.chars().count() >= 3)
}

/// The word without a possessive and an elision, and its place in the manuscript.
fn core(context: &Context<'_>, word: Word) -> (String, Span) {
    let prose = &context.manuscript.prose;
    let text = word.text(prose);
    let apostrophe = |c: char| matches!(c, '\'' | '\u{2019}');
    let mut start = word.span.start;
    let mut end = word.span.end;
    if let Some(stem) = text.strip_suffix(['s', 'S']).and_then(|stem| stem.strip_suffix(apostrophe)) {
        end = start + stem.len() as u32;
    }
    if let Some(at) = text.find(apostrophe) {
        let elided = text[..at].to_lowercase();
        if matches!(elided.as_str(), "d" | "l" | "qu" | "n" | "s" | "j" | "c" | "m" | "t") && start + (at as u32) < end
        {
            start += (at + text[at..].chars().next().map_or(1, char::len_utf8)) as u32;
        }
    }
    let span = Span { start, end };
    (nfc(span.of(&prose.text)).into_owned(), prose.source(span))
}

/// A capital inside the word: a product or an acronym ("LaTeX"), where no apostrophe, hyphen or "Mc" explains it.
fn inner_capital(word: &str) -> bool {
    let mut before = '-';
    let mut seen_lower = false;
    for c in word.chars() {
        if c.is_uppercase() && seen_lower && !matches!(before, '-' | '\'') {
            return !word.starts_with("Mc") && !word.starts_with("Mac") && !word.starts_with("De");
        }
        seen_lower |= c.is_lowercase();
        before = c;
    }
    false
}

/// How often each folded word is written in the prose.
fn count_words(context: &Context<'_>) -> HashMap<String, usize> {
    let prose = &context.manuscript.prose;
    let mut counts = HashMap::new();
    for word in words(prose, Span::new(0, prose.text.len())) {
        if word.text(prose).starts_with(char::is_uppercase) {
            let (core, _) = core(context, word);
            *counts.entry(fold(&core).into_owned()).or_insert(0) += 1;
        }
    }
    counts
}

fn diagnose(context: &Context<'_>, slip: &Slip) -> Diagnostic {
    let key = context.corpus.entry(slip.record).key().to_owned();
    let message = Message::new("differs").arg("found", &slip.word).arg("expected", &slip.expected).arg("key", &key);
    let mut diagnostic = Diagnostic::new(&RULE, slip.span, message);
    diagnostic.found = Some(slip.word.clone());
    diagnostic.expected = Some(slip.expected.clone());
    diagnostic.key = Some(key);
    diagnostic.related.push(related(context, slip));
    diagnostic.fixes.push(Fix {
        title: Message::new("fix").arg("expected", &slip.expected),
        safety: Safety::Unsafe,
        edits: vec![Edit { path: None, span: slip.span, text: slip.expected.clone() }],
    });
    diagnostic
}

/// The name in the record, or the record's key where the record cannot be read any more.
fn related(context: &Context<'_>, slip: &Slip) -> Related {
    let mut related = record_of(context.corpus, slip.record, Message::new("record"));
    let shard = &context.corpus.shards()[slip.record.shard as usize];
    let Ok(record) = shard.record(slip.record.row) else { return related };
    let named = record.names.iter().find(|name| {
        let literal = name.literal.is_some();
        let family = name.literal.as_deref().unwrap_or(&name.family);
        Forms::of(&NameView { role: name.role, family, given: "", particle: "", literal }).knows(&slip.expected)
    });
    if let Some(span) = named.and_then(|name| name.written.from.cover()) {
        related.span = span;
    }
    related
}
