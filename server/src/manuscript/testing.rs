//! What holds of every manuscript of every format, for the tests of the lexers.

use super::again::{Edit, again};
use super::{ANCHOR, Form, Format, Macros, Manuscript, RegionKind};
use siglum_corpus::span::Span;
use std::time::Duration;

/// Each citation as `form key` or `form key | locator`; the form is n, t (in text), s (suppressed) or l (listed only),
/// and a cross-reference is an x.
pub(super) fn cited(text: &str, manuscript: &Manuscript) -> Vec<String> {
    hold(text, manuscript);
    let one = |citation: &super::Citation| {
        let form = match citation.form {
            _ if citation.crossref => "x",
            Form::Normal => "n",
            Form::AuthorInText => "t",
            Form::SuppressAuthor => "s",
            Form::Nocite => "l",
        };
        let locator = citation.locator.map(|span| format!(" | {}", span.of(text))).unwrap_or_default();
        format!("{form} {}{locator}", citation.key)
    };
    manuscript.citations.iter().map(one).collect()
}

/// What the properties of a format are tried on.
pub(super) struct Matter {
    /// What the format is made of, for texts that are put together at random.
    pub pieces: &'static [&'static str],
    /// What opens, closes and reaches far, for texts that are edited.
    pub edited: &'static [&'static str],
    /// What hostile texts repeat.
    pub hostile: &'static [&'static str],
    /// What closes all that they open.
    pub close: &'static str,
}

/// What any text has, whatever the format: put beside [`Matter::edited`].
const ANYWHERE: &[&str] = &[
    "Word one. ",
    "Word two. ",
    "\n\n",
    "\n\n",
    "\n\n",
    "\n",
    " ",
    "\r\n\r\n",
    "\"quoted\" ",
    "    ",
    "Long words that fill a line so that marks stand apart, as they do in a book. ",
];

/// Writes the tests of a format's properties.
macro_rules! properties {
    ($format:expr, $matter:expr) => {
        const MATTER: Matter = $matter;

        proptest::proptest! {
            #[test]
            fn any_text_is_read(text in proptest::arbitrary::any::<String>()) {
                testing::hold(&text, &($format.parse)(&text));
            }

            #[test]
            fn any_mixture_is_read(parts in proptest::collection::vec(proptest::sample::select(MATTER.pieces), 0..40)) {
                let text = parts.concat();
                testing::hold(&text, &($format.parse)(&text));
            }
        }

        proptest::proptest! {
            #![proptest_config(proptest::prelude::ProptestConfig::with_cases(400))]

            #[test]
            fn what_is_read_again_is_what_is_read_afresh(
                text in proptest::collection::vec(0..1000usize, 0..120),
                edits in proptest::collection::vec(
                    (0..20_000usize, 0..40usize, proptest::collection::vec(0..1000usize, 0..3)),
                    1..6,
                ),
            ) {
                testing::hold_when_edited(&$format, MATTER.edited, &text, &edits);
            }
        }

        #[test]
        fn hostile_texts_are_read_in_linear_time() {
            testing::hold_in_time($format.parse, MATTER.hostile, MATTER.close);
        }
    };
}
pub(super) use properties;

/// Makes a text of pieces, edits it again and again, and holds that reading again gives what reading afresh does. An edit
/// is a place, how many bytes go, and what comes.
pub(super) fn hold_when_edited(format: &Format, edited: &[&str], text: &[usize], edits: &[(usize, usize, Vec<usize>)]) {
    let pieces = [ANYWHERE, edited].concat();
    let join = |parts: &[usize]| parts.iter().map(|part| pieces[part % pieces.len()]).collect::<String>();
    let mut text = join(text);
    let mut known = (format.parse)(&text);
    for (at, removed, put) in edits {
        let start = text.floor_char_boundary(at % (text.len() + 1));
        let end = text.ceil_char_boundary((start + removed).min(text.len()));
        let mut new = text.clone();
        new.replace_range(start..end, &join(put));
        let fresh = (format.parse)(&new);
        let part = again(format, &Macros::default(), known.clone(), &Edit::between(&text, &new), &new);
        let read = part.unwrap_or_else(|| (format.parse)(&new));
        assert_eq!(read, fresh, "\n{text:?} became\n{new:?}");
        hold_since(&known, &read);
        (known, text) = (read, new);
    }
}

/// Holds that what a manuscript says to share with the one that it was made of is the same in both.
fn hold_since(old: &Manuscript, new: &Manuscript) {
    let Some(since) = new.marks.since(old.marks.reading(), &new.prose) else { return };
    let (head, from) = (since.head, (since.old, since.new));
    let part = |m: &Manuscript, from: u32, to: u32| {
        let within = |at: &u32| (from..to).contains(at);
        let anchors = m.prose.anchors.iter().map(|(at, _)| *at).filter(within).map(|at| at - from);
        let emphasis = m.prose.emphasis.iter().filter(|span| within(&span.start));
        assert!(emphasis.clone().all(|span| span.end <= to), "nothing is open at a mark");
        let emphasis: Vec<_> = emphasis.map(|span| (span.start - from, span.end - from)).collect();
        (m.prose.text[from as usize..to as usize].to_owned(), anchors.collect::<Vec<_>>(), emphasis)
    };
    let (old_end, new_end) = (old.prose.text.len() as u32, new.prose.text.len() as u32);
    assert_eq!(part(old, 0, head), part(new, 0, head));
    assert_eq!(part(old, from.0, old_end), part(new, from.1, new_end));
    let cited = |m: &Manuscript| -> Vec<_> {
        m.citations.iter().map(|one| (one.key.clone(), one.form, one.crossref, one.is_marked())).collect()
    };
    let own = |m: &Manuscript| m.own_keys.iter().map(|own| (own.key.clone(), own.record)).collect::<Vec<_>>();
    assert!(!since.same_keys || cited(old) == cited(new) && own(old) == own(new));
}

/// Checks that hostile texts cost no more than others. The bound is wide: what is quadratic takes minutes.
pub(super) fn hold_in_time(parse: fn(&str) -> Manuscript, units: &[&str], close: &str) {
    let size = if cfg!(debug_assertions) { 50_000 } else { 1_000_000 };
    let began = std::time::Instant::now();
    for unit in units {
        let text = unit.repeat(size / unit.len());
        let before = worked(began);
        hold(&text, &parse(&text));
        let closed = format!("{text}{}", close.repeat(size / 10));
        let _ = parse(&closed);
        let took = worked(began).saturating_sub(before);
        assert!(took < Duration::from_secs(10), "{unit:?} took {took:?}");
    }
}

/// The time for which this thread has had a processor, since other tests want theirs; where the system does not say, the
/// time since `began`.
fn worked(began: std::time::Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| began.elapsed(), Duration::from_nanos)
}

/// Checks what holds of every manuscript.
pub(super) fn hold(text: &str, manuscript: &Manuscript) {
    let covered: String =
        manuscript.regions.iter().map(|region| text.get(region.span.range()).expect("a span")).collect();
    assert_eq!(covered, text, "regions partition the text");
    assert!(manuscript.citations.is_sorted_by_key(|citation| citation.key_span.start));
    assert!(manuscript.clusters.is_sorted_by(|a, b| a.span.end <= b.span.start && a.end == b.first));
    for citation in &manuscript.citations {
        let at = text.get(citation.key_span.range());
        // In JSON a key is written with escapes.
        assert!(at == Some(&citation.key) || (at.is_some() && manuscript.in_json), "{at:?} is {:?}", citation.key);
        let cluster = &manuscript.clusters[citation.cluster as usize];
        for (inner, outer) in [(citation.key_span, citation.span), (citation.span, cluster.span)] {
            assert!(outer.start <= inner.start && inner.end <= outer.end, "{inner:?} in {outer:?}");
        }
        assert!(citation.locator.is_none_or(|span| text.get(span.range()).is_some()));
    }
    for (place, cluster) in manuscript.clusters.iter().enumerate() {
        let range = cluster.first as usize..cluster.end as usize;
        assert!(manuscript.citations[range].iter().all(|citation| citation.cluster as usize == place));
    }
    let cut = manuscript.regions.iter().filter(|region| region.kind == RegionKind::Citation).map(|region| region.span);
    assert!(cut.eq(manuscript.clusters.iter().map(|cluster| cluster.span)), "a region for each cluster");
    for malformed in &manuscript.malformed {
        assert!(text.get(malformed.span.range()).is_some());
        assert!(malformed.fix.as_ref().is_none_or(|(span, _)| text.get(span.range()).is_some()));
    }
    hold_of_prose(text, manuscript);
    hold_of_declared(text, manuscript);
}

/// What the manuscript declares stands in the text.
fn hold_of_declared(text: &str, manuscript: &Manuscript) {
    let at = |span: Span| text.get(span.range()).expect("a span of the text");
    manuscript.bibliographies.iter().for_each(|found| _ = at(found.span));
    manuscript.includes.iter().for_each(|include| _ = at(include.span));
    manuscript.headings.iter().for_each(|(_, span)| _ = at(*span));
    manuscript.own_keys.iter().for_each(|own| _ = at(own.span));
    manuscript.root.iter().for_each(|root| _ = at(root.span));
    for directive in &manuscript.directives {
        assert!(at(directive.comment).contains(at(directive.span)));
    }
}

fn hold_of_prose(text: &str, manuscript: &Manuscript) {
    let prose = &manuscript.prose;
    assert!(prose.pieces.is_sorted_by(|a, b| a.out < b.out && a.source.end <= b.source.start));
    for piece in &prose.pieces {
        assert!(text.get(piece.source.range()).is_some() && prose.text.is_char_boundary(piece.out as usize));
    }
    assert!(text.contains(ANCHOR) || prose.anchors.len() == prose.text.matches(ANCHOR).count());
    for (at, cluster) in &prose.anchors {
        let span = Span::new(*at as usize, *at as usize + ANCHOR.len_utf8());
        assert_eq!(span.of(&prose.text), "\u{FFFC}");
        assert_eq!(prose.source(span), manuscript.clusters[*cluster as usize].span);
    }
    for (at, letter) in prose.text.char_indices() {
        let source = prose.source(Span::new(at, at + letter.len_utf8()));
        let source = text.get(source.range()).expect("a span of the text");
        // What parts two paragraphs may stand nowhere, and so may the brackets around a note that is never closed.
        assert!(
            !source.is_empty() || letter.is_whitespace() || "()".contains(letter),
            "the source of {letter:?} at {at}"
        );
    }
    for span in &prose.emphasis {
        assert!(prose.text.get(span.range()).is_some_and(|text| !text.is_empty()));
    }
}

/// The citations as words: `a` in text, `[a]` in brackets, `-a` without author, `~a` only listed; `|` between clusters.
pub(super) fn words(m: &Manuscript) -> String {
    let mut clusters = Vec::new();
    for cluster in &m.clusters {
        let keys = m.citations[cluster.first as usize..cluster.end as usize].iter().map(|citation| {
            let key = &citation.key;
            match citation.form {
                Form::Normal => format!("[{key}]"),
                Form::AuthorInText => key.clone(),
                Form::SuppressAuthor => format!("-{key}"),
                Form::Nocite => format!("~{key}"),
            }
        });
        clusters.push(keys.collect::<Vec<_>>().join(" "));
    }
    clusters.join("|")
}
