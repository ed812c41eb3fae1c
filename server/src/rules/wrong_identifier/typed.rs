//! DOIs that are typed in a manuscript: in an entry of a reference list, and right behind a citation.

use super::misplaced;
use crate::rules::lookup::find;
use crate::rules::near::kinds::Kinds;
use crate::rules::{Context, Diagnostic};
use siglum_corpus::Span;
use siglum_corpus::index::RecordId;

/// How far behind a paragraph or a citation a DOI is looked for, in bytes.
const BEHIND: usize = 512;
/// A longer DOI is none.
const LONGEST: usize = 200;

/// Looks at the DOIs of a manuscript.
pub fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    // Most manuscripts type none: then nothing is to be done.
    if !context.text.contains("10.") || context.corpus.shards().is_empty() {
        return;
    }
    let mut found = Vec::new();
    in_lists(context, &mut found);
    behind_citations(context, &mut found);
    found.sort_by_key(|one: &Diagnostic| one.span);
    found.dedup_by_key(|one| one.span);
    out.extend(found);
}

fn in_lists(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let reading = context.reading();
    for (start, facts) in reading.paragraphs(Kinds::LISTED) {
        let Some(listed) = &facts.listed else { continue };
        let within = source_of(context, start, reading.behind(start));
        let dois: Vec<(Span, String)> = dois(context.text, within).collect();
        let own = context.corpus.entry(listed.record).doi();
        // An entry that gives the right one may give that of its data, too.
        if own.is_empty() || !dois.iter().any(|(_, doi)| doi.eq_ignore_ascii_case(own)) {
            out.extend(dois.iter().filter_map(|(span, doi)| misplaced(context, listed.record, doi, *span)));
        }
    }
}

/// The text of a paragraph of the prose with what stands behind it and is no prose, such as an address.
fn source_of(context: &Context<'_>, start: u32, next: Option<u32>) -> Span {
    let prose = &context.manuscript.prose;
    let end = next.map_or(prose.text.len() as u32, |next| next.saturating_sub(2));
    let own = prose.source(Span { start, end });
    let next = next.map_or(context.text.len(), |next| prose.source(Span { start: next, end: next + 1 }).start as usize);
    let far = context.text.floor_char_boundary((own.end as usize + BEHIND).min(next.max(own.end as usize)));
    let behind = context.text.get(own.end as usize..far).unwrap_or_default();
    let stop = ["\n\n", "\n\r\n", "\\bibitem"].iter().filter_map(|mark| behind.find(mark)).min();
    Span { start: own.start, end: own.end + stop.unwrap_or(behind.len()) as u32 }
}

fn behind_citations(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for cluster in &context.manuscript.clusters {
        let [citation] = context.manuscript.citations_in(cluster) else { continue };
        let Some((span, doi)) = right_behind(context.text, cluster.span.end) else { continue };
        let meant = find(context, &citation.key);
        out.extend(meant.and_then(|meant| misplaced_at(context, meant, &doi, span)));
    }
    let prose = &context.manuscript.prose;
    for (start, facts) in context.reading().paragraphs(Kinds::TYPED) {
        for typed in facts.typed.iter().filter(|typed| typed.anchor.is_none()) {
            let [meant] = typed.exact[..] else { continue };
            let end = prose.source(typed.place(&prose.text, start)).end;
            let Some((span, doi)) = right_behind(context.text, end) else { continue };
            out.extend(misplaced_at(context, meant, &doi, span));
        }
    }
}

fn misplaced_at(context: &Context<'_>, meant: RecordId, doi: &str, span: Span) -> Option<Diagnostic> {
    let own = context.corpus.entry(meant).doi();
    (!doi.eq_ignore_ascii_case(own)).then(|| misplaced(context, meant, doi, span)).flatten()
}

/// The DOI that stands right behind a citation: `[@a] (doi:10.1/x)`, `\cite{a}, \url{https://doi.org/10.1/x}`.
fn right_behind(text: &str, end: u32) -> Option<(Span, String)> {
    const MARKS: [&str; 12] = [
        "https://",
        "http://",
        "dx.doi.org/",
        "doi.org/",
        "\\href{",
        "\\url{",
        "\\doi{",
        "doi:",
        "DOI:",
        "doi",
        "DOI",
        "](",
    ];
    let mut rest = text.get(end as usize..)?;
    let until = rest.len().saturating_sub(64);
    while rest.len() > until || rest.len() < 64 {
        let before = rest.len();
        rest = rest.trim_start_matches([' ', ',', ';', ':', '(', '[', '<', '\u{a0}']);
        rest = MARKS.iter().find_map(|mark| rest.strip_prefix(mark)).unwrap_or(rest);
        if rest.len() == before {
            break;
        }
    }
    let start = text.len() - rest.len();
    let found = dois(text, Span::new(start, (start + LONGEST).min(text.len()))).next();
    found.filter(|(span, _)| span.start as usize == start)
}

/// The DOIs in a part of a text, as they are written there but for what escapes a letter.
pub fn dois(text: &str, within: Span) -> impl Iterator<Item = (Span, String)> {
    let base = within.start as usize;
    let end = text.floor_char_boundary(within.end as usize);
    let part = text.get(base..end).unwrap_or_default();
    let mut from = 0;
    std::iter::from_fn(move || {
        while let Some(at) = part.get(from..)?.find("10.").map(|at| from + at) {
            from = at + 3;
            let glued = part[..at].ends_with(|c: char| c.is_alphanumeric() || c == '.');
            if let Some(length) = (!glued).then(|| length(&part[at..])).flatten() {
                from = at + length;
                let span = Span::new(base + at, base + at + length);
                return Some((span, part[at..at + length].replace('\\', "")));
            }
        }
        None
    })
}

/// How long the DOI is that a text begins with: `10.`, a registrant's digits, a slash and what follows, without the marks
/// that end the sentence or close a bracket that it did not open.
fn length(text: &str) -> Option<usize> {
    let text = &text[..text.floor_char_boundary(LONGEST)];
    let slash = text.find('/').filter(|at| (7..=14).contains(at))?;
    let registrant = text[3..slash].bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let stop = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '"' | '<' | '>' | '{' | '}' | '|' | '^' | '`' | '’' | '”' | '»')
    };
    let mut end = text.find(stop).unwrap_or(text.len());
    let mut depth = 0i32;
    for (at, c) in text[..end].char_indices() {
        depth += i32::from(matches!(c, '(' | '[')) - i32::from(matches!(c, ')' | ']'));
        if depth < 0 {
            end = at;
            break;
        }
    }
    let bare = text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '\\', '&']);
    (registrant && bare.len() > slash + 1).then_some(bare.len())
}
