//! Titles that are quoted or emphasised in the prose, compared with those of the records (near-miss.md, section 8).

use super::facts::Scene;
use crate::rules::Context;
use siglum_corpus::Span;
use siglum_corpus::index::RecordId;
use siglum_corpus::near::{Alignment, Difference, align, is_near, main_title, osa, title_words};

/// How much alike a quoted title and the record's must be (near-miss.md, section 8).
const ALIKE_IN_PROSE: f64 = 0.80;
/// Fewer words are no title that could be told from other words.
pub const FEWEST: usize = 3;
/// So many titles of a record are compared.
const TITLES: usize = 6;
/// What floating sums may be off.
pub const ROUNDING: f64 = 1e-9;
/// Words that may be lost or gained in prose without a word about it.
const ARTICLES: [&str; 32] = [
    "the", "a", "an", "le", "la", "les", "l", "un", "une", "des", "du", "d", "der", "die", "das", "den", "dem", "ein",
    "eine", "el", "los", "las", "il", "lo", "gli", "i", "o", "os", "as", "um", "uma", "s",
];

/// A title that differs from a record's by a slip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TitleSlip {
    /// The record.
    pub record: RecordId,
    /// Its title, whole.
    pub title: String,
    /// Where the title stands in the prose.
    pub span: Span,
    /// The words that differ: as written, and as the record has them.
    pub words: (String, String),
}

/// The slips of the quoted and emphasised spans that begin in a paragraph, but for those that touch `listed`, the title of
/// a typed reference, which is judged there. Places are counted from the paragraph's start.
pub fn titles(scene: &Scene<'_>, listed: Option<Span>) -> Vec<TitleSlip> {
    let start = scene.within.start;
    let emphasis = &scene.prose.emphasis;
    let first = emphasis.partition_point(|span| span.start < start);
    let here = emphasis[first..].iter().take_while(|span| span.start < scene.within.end);
    let moved = |span: Span| Span { start: span.start - start, end: span.end - start };
    let free =
        |span: &&Span| listed.is_none_or(|title| moved(**span).start >= title.end || moved(**span).end <= title.start);
    let slips = here.filter(free).filter_map(|span| quoted(scene.context, *span));
    slips.map(|slip| TitleSlip { span: moved(slip.span), ..slip }).collect()
}

/// The slip of a quoted or emphasised span, unless it is a title, part of one, or none at all.
fn quoted(context: &Context<'_>, span: Span) -> Option<TitleSlip> {
    let prose = &context.manuscript.prose;
    let span = without_parenthesis(&prose.text, span);
    let text = span.of(&prose.text);
    if text.len() > 4 * siglum_corpus::near::TITLE_CAP || text.contains(crate::manuscript::ANCHOR) {
        return None;
    }
    let words = title_words(text);
    if words.len() < FEWEST {
        return None;
    }
    let mut best: Option<(f64, TitleSlip)> = None;
    for record in context.corpus.titles_like(&words, &context.served.scope) {
        // The record is read, for its other titles, only where its main title is alike.
        let main = context.corpus.entry(record).title().to_owned();
        let judged = match judge(&words, std::slice::from_ref(&main)) {
            Verdict::Alike(..) => judge(&words, &titles_of(context, record)),
            other => other,
        };
        match judged {
            Verdict::Part => return None,
            Verdict::Alike(similarity, words) if best.as_ref().is_none_or(|(known, _)| similarity > *known) => {
                let title = titles_of(context, record).into_iter().next().unwrap_or(main);
                best = Some((similarity, TitleSlip { record, title, span, words }));
            }
            Verdict::Alike(..) | Verdict::Other => {}
        }
    }
    best.map(|(_, slip)| slip)
}

/// What quoted words are to a record's titles.
enum Verdict {
    /// A title, or a part of one.
    Part,
    /// Alike but for a slip: how much, and the words that differ on both sides.
    Alike(f64, (String, String)),
    /// Something else.
    Other,
}

fn judge(words: &[String], titles: &[String]) -> Verdict {
    let mut best = Verdict::Other;
    for other in titles.iter().flat_map(|title| [title_words(title), title_words(main_title(title))]) {
        if is_part(words, &other) {
            return Verdict::Part;
        }
        if other.len() < FEWEST || words.len().abs_diff(other.len()) > 2 + other.len() / 4 {
            continue;
        }
        let aligned = align(words, &other);
        let alike = aligned.similarity + ROUNDING >= ALIKE_IN_PROSE && is_slip(&aligned, words, &other);
        let better = !matches!(best, Verdict::Alike(known, _) if known >= aligned.similarity);
        if alike && better && !is_tolerated(&aligned, words, &other) {
            best = Verdict::Alike(aligned.similarity, differing(&aligned, words, &other));
        }
    }
    best
}

/// All titles of a record, the main one with its subtitle first.
pub fn titles_of(context: &Context<'_>, id: RecordId) -> Vec<String> {
    use siglum_corpus::record::TextKind;
    let main = context.corpus.entry(id).title().to_owned();
    let Ok(record) = context.corpus.shard(id).record(id.row) else { return vec![main] };
    let subtitle = record.titles.iter().find(|title| title.kind == TextKind::Subtitle);
    let mut titles: Vec<String> = subtitle.map(|sub| format!("{main}: {}", sub.text)).into_iter().collect();
    titles.push(main);
    for title in record.titles.iter().filter(|title| title.kind != TextKind::Subtitle).take(TITLES) {
        if !titles.contains(&title.text) {
            titles.push(title.text.clone());
        }
    }
    titles
}

fn without_parenthesis(text: &str, span: Span) -> Span {
    let inner = span.of(text).trim_end_matches(['.', ',', ';', ' ']);
    let kept = match inner.rfind('(') {
        Some(at) if inner.ends_with(')') && at > 0 => inner[..at].trim_end(),
        _ => inner,
    };
    Span { start: span.start, end: span.start + kept.len() as u32 }
}

/// Whether the words are a contiguous part of the title.
fn is_part(words: &[String], title: &[String]) -> bool {
    title.windows(words.len().max(1)).any(|window| window == words)
}

/// Whether the differences are slips: a whole other content word is another title ("of English", "of German"), unless
/// the same words stand in another order.
pub fn is_slip(aligned: &Alignment, words: &[String], title: &[String]) -> bool {
    let other = |difference: &Difference| match *difference {
        Difference::Other(a, b) => match (words.get(a), title.get(b)) {
            (Some(a), Some(b)) => !near(a, b) && a.chars().count().max(b.chars().count()) > 3,
            _ => true,
        },
        _ => false,
    };
    if !aligned.differences.iter().any(other) {
        return aligned.differences.len() <= 1 + title.len() / 5;
    }
    let sorted = |words: &[String]| {
        let mut words = words.to_vec();
        words.sort_unstable();
        words
    };
    sorted(words) == sorted(title)
}

fn near(a: &str, b: &str) -> bool {
    let length = a.chars().count().max(b.chars().count());
    osa(a, b, 2).is_some_and(|distance| is_near(distance, length))
}

/// Whether only articles and plurals differ, which prose is free to adapt.
fn is_tolerated(aligned: &Alignment, words: &[String], title: &[String]) -> bool {
    let article = |words: &[String], at: usize| words.get(at).is_some_and(|word| ARTICLES.contains(&word.as_str()));
    aligned.differences.iter().all(|difference| match *difference {
        Difference::Extra(at) => article(words, at),
        Difference::Missing(at) => article(title, at),
        Difference::Other(a, b) => match (words.get(a), title.get(b)) {
            (Some(a), Some(b)) => is_plural(a, b) || is_plural(b, a),
            _ => false,
        },
        Difference::Swapped(_) => false,
    })
}

fn is_plural(one: &str, many: &str) -> bool {
    let whole = ["ss", "is", "us"].iter().any(|ending| many.ends_with(ending));
    let ends = |ending: &str| many.strip_suffix(ending) == Some(one);
    !whole && (ends("s") || ends("es") || (one.ends_with('u') && ends("x")))
}

/// The words that differ, on both sides.
pub fn differing(aligned: &Alignment, words: &[String], title: &[String]) -> (String, String) {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let word = |words: &[String], at: usize| words.get(at).cloned().unwrap_or_default();
    for difference in &aligned.differences {
        match *difference {
            Difference::Other(a, b) => {
                ours.push(word(words, a));
                theirs.push(word(title, b));
            }
            Difference::Extra(a) => ours.push(word(words, a)),
            Difference::Missing(b) => theirs.push(word(title, b)),
            Difference::Swapped(a) => {
                ours.push(format!("{} {}", word(words, a), word(words, a + 1)));
                theirs.push(format!("{} {}", word(words, a + 1), word(words, a)));
            }
        }
    }
    (ours.join(", "), theirs.join(", "))
}
