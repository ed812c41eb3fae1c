//! Brackets that cite: which `[...]` are clusters, which belong to the key before them, and which fail.
//!
//! Invariant: groups nest or lie apart, never cross.

use super::inline::{Inline, Kind};
use super::{Leaf, Out, scan};
use crate::manuscript::{Form, Malformed, MalformedKind};
use std::ops::Range;

/// A citation of a paragraph; offsets in the paragraph's text.
#[derive(Clone, Debug)]
pub(super) struct Cite {
    /// With its marker.
    pub whole: Range<usize>,
    pub key: Range<usize>,
    pub suppress: bool,
    /// Set when a bracket or a role decides it; in-text otherwise.
    pub form: Option<Form>,
    /// With its prefix, locator and suffix.
    pub item: Range<usize>,
    pub locator: Option<Range<usize>>,
}

impl Cite {
    pub(super) fn new(whole: Range<usize>, key: Range<usize>, suppress: bool) -> Self {
        Self { item: whole.clone(), whole, key, suppress, form: None, locator: None }
    }

    /// The key itself.
    pub(super) fn text<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.key.clone()).unwrap_or_default()
    }
}

/// What stands directly in a bracket, in order.
#[derive(Clone, Copy, Debug)]
pub(super) enum Event {
    /// A citation, by its place.
    Cite(u32),
    /// A semicolon.
    Semicolon(u32),
}

/// A bracket that is open.
#[derive(Debug)]
pub(super) struct Bracket {
    /// Its token.
    pub tok: u32,
    /// Where its `[` stands.
    pub start: u32,
    /// How many events there were before it.
    pub events: u32,
    /// `^[`.
    pub note: bool,
    /// The emphasis that is open around it; it does not end within.
    pub runs: [u32; 2],
}

/// Citations that stand together: a bracket, with the key before it where it belongs to that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub start: u32,
    pub end: u32,
}

/// One part of a bracket between semicolons: where it stands, and its citations.
struct Item {
    span: Range<usize>,
    cites: Vec<u32>,
}

impl Inline {
    /// Handles a `]`; gives the offset after it and what belongs to it.
    pub(super) fn close_bracket(&mut self, leaf: &Leaf<'_>, pos: usize, out: &mut Out<'_>) -> usize {
        let text = leaf.text;
        let Some(bracket) = self.brackets.pop() else { return self.text(pos, pos + 1) };
        let close = self.toks.len();
        self.open_runs = bracket.runs;
        self.push(Kind::Bracket, pos, pos + 1);
        let items = self.items(&bracket, pos);
        self.events.truncate(bracket.events as usize);
        let mut end = pos + 1;
        let after = if bracket.note { None } else { Self::after_bracket(text, end) };
        if let Some(after) = after {
            if text[end..].starts_with('{') {
                out.attributes(leaf, end, after);
            }
            end = self.push(Kind::Nothing, end, after);
        }
        if bracket.note {
            self.replace_brackets(bracket.tok as usize, close, Kind::Space);
            return end;
        }
        let reference = reference_name(text, end);
        if after.is_some() || reference.is_some() {
            self.replace_brackets(bracket.tok as usize, close, Kind::Nothing);
            return match reference.filter(|&last| !text[end..last].contains('@')) {
                Some(last) if after.is_none() => self.push(Kind::Nothing, end, last),
                _ => end,
            };
        }
        let head = self.head(text, &bracket).filter(|&head| !out.is_example(self.cites[head as usize].text(text)));
        if self.resolve(text, &bracket, pos, head, &items) {
            // The `!` of what is no image after all stands before the cluster.
            if let Some(tok) = self.toks.get_mut(bracket.tok as usize) {
                tok.start = bracket.start;
            }
            comma_between(leaf, &self.cites, &items, out);
        } else {
            empty_item(leaf, &items, out);
        }
        end
    }

    /// Makes markup of a pair of brackets.
    fn replace_brackets(&mut self, open: usize, close: usize, kind: Kind) {
        for at in [open, close] {
            if let Some(tok) = self.toks.get_mut(at) {
                tok.kind = kind;
            }
        }
    }

    /// The parts of a bracket between its own semicolons.
    fn items(&self, bracket: &Bracket, close: usize) -> Vec<Item> {
        let events = self.events.get(bracket.events as usize..).unwrap_or_default();
        let mut start = bracket.start as usize + 1;
        let mut items = Vec::new();
        if !events.iter().any(|event| matches!(event, Event::Cite(_))) && self.previous_cite(bracket).is_none() {
            return items;
        }
        let mut cites = Vec::new();
        for event in events {
            match *event {
                Event::Cite(place) => cites.push(place),
                Event::Semicolon(at) => {
                    items.push(Item { span: start..at as usize, cites: std::mem::take(&mut cites) });
                    start = at as usize + 1;
                }
            }
        }
        items.push(Item { span: start..close, cites });
        items
    }

    /// The citation right before a bracket, white space aside.
    fn previous_cite(&self, bracket: &Bracket) -> Option<u32> {
        let before = self.toks.get(..bracket.tok as usize)?;
        let mut newlines = 0;
        for tok in before.iter().rev().take(4) {
            match tok.kind {
                Kind::Cite(place) => return Some(place),
                Kind::Newline if newlines == 0 => newlines += 1,
                // Longer white space than this is not looked at; the text itself is checked by `head`.
                Kind::Text => {}
                _ => return None,
            }
        }
        None
    }

    /// The in-text citation that a bracket may belong to: `@k [p. 3]`.
    fn head(&self, text: &str, bracket: &Bracket) -> Option<u32> {
        let place = self.previous_cite(bracket)?;
        let cite = self.cites.get(place as usize)?;
        let between = text.get(cite.whole.end..bracket.start as usize)?;
        let blank = between.bytes().all(|b| b.is_ascii_whitespace());
        (blank && cite.form.is_none()).then_some(place)
    }

    /// Decides what a bracket is; whether it cites.
    fn resolve(&mut self, text: &str, bracket: &Bracket, close: usize, head: Option<u32>, items: &[Item]) -> bool {
        let cites_all = !items.is_empty() && items.iter().all(|item| !item.cites.is_empty());
        let mut start = bracket.start as usize;
        if let Some(head) = head {
            let tail = items.get(1..).unwrap_or_default();
            let opens = text.get(close + 1..).is_some_and(|rest| rest.starts_with(['[', '(']));
            let locates = !opens && tail.iter().all(|item| !item.cites.is_empty());
            let cite = &mut self.cites[head as usize];
            if cites_all || locates {
                start = cite.whole.start;
                cite.form = Some(if cite.suppress { Form::SuppressAuthor } else { Form::AuthorInText });
            }
            if !cites_all && locates {
                let first = items.first().map_or(close..close, |item| item.span.clone());
                cite.locator = trimmed(text, first);
                cite.item =
                    start..if tail.is_empty() { close + 1 } else { cite.locator.as_ref().map_or(close, |l| l.end) };
                self.claim(text, tail);
                self.groups.push(Group { start: start as u32, end: close as u32 + 1 });
                return true;
            }
        }
        if cites_all {
            self.claim(text, items);
            self.groups.push(Group { start: start as u32, end: close as u32 + 1 });
        }
        cites_all
    }

    /// Gives the citations of a bracket's items their forms, spans and locators.
    fn claim(&mut self, text: &str, items: &[Item]) {
        for item in items {
            let Some(&first) = item.cites.first() else { continue };
            let cite = &mut self.cites[first as usize];
            cite.form = Some(if cite.suppress { Form::SuppressAuthor } else { Form::Normal });
            cite.item = trimmed(text, item.span.clone()).unwrap_or_else(|| cite.whole.clone());
            let suffix = trimmed(text, cite.whole.end..item.span.end);
            cite.locator = suffix.and_then(|suffix| {
                let comma = usize::from(text.as_bytes().get(suffix.start) == Some(&b','));
                trimmed(text, suffix.start + comma..suffix.end)
            });
        }
    }

    /// Reports brackets that are still open at the paragraph's end and begin with a key.
    pub(super) fn close_paragraph(&mut self, leaf: &Leaf<'_>, out: &mut Out<'_>) {
        for bracket in std::mem::take(&mut self.brackets) {
            let inside = leaf.text.get(bracket.start as usize + 1..).unwrap_or_default().trim_start();
            let inside = inside.strip_prefix('-').unwrap_or(inside);
            let start = leaf.text.len() - inside.len();
            let place = self.cites.partition_point(|cite| cite.whole.end <= start);
            let cite = self.cites.get(place).filter(|cite| cite.key.start <= start + 2);
            if let (Some(cite), true, false) = (cite, inside.starts_with('@'), leaf.is_cell) {
                let span = leaf.span(bracket.start as usize, cite.whole.end);
                out.unclosed(span);
            }
        }
    }

    /// The outermost groups, in order; those inside another belong to it.
    pub(super) fn outermost(&mut self) {
        self.groups.sort_unstable_by_key(|group| (group.start, std::cmp::Reverse(group.end)));
        let mut end = 0;
        self.groups.retain(|group| {
            let outside = group.start >= end;
            end = end.max(group.end);
            outside
        });
    }
}

/// A range without the white space at its ends; `None` where nothing is left.
fn trimmed(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let inner = text.get(range.clone())?;
    let start = range.start + inner.len() - inner.trim_start().len();
    let length = inner.trim().len();
    (length > 0).then_some(start..start + length)
}

/// The end of a reference's name right after a bracket: `[@a][p. 3]` is a link's text to Pandoc, and no cluster.
fn reference_name(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let named = rest.starts_with('[') && !rest.starts_with("[^");
    named.then(|| scan::balanced(text, at, b'[', b']')).flatten()
}

/// Reports a second key in one item: `[@a, @b]` cites one work with a suffix.
fn comma_between(leaf: &Leaf<'_>, cites: &[Cite], items: &[Item], out: &mut Out<'_>) {
    for item in items {
        for pair in item.cites.windows(2) {
            let (Some(first), Some(second)) = (cites.get(pair[0] as usize), cites.get(pair[1] as usize)) else {
                continue;
            };
            let gap = first.whole.end..second.whole.start;
            let between = leaf.text.get(gap.clone()).unwrap_or_default();
            let fix = match between.trim() {
                "," => {
                    Some(gap.start + between.find(',').unwrap_or(0)).map(|at| (leaf.span(at, at + 1), ";".to_owned()))
                }
                "" => Some((leaf.span(gap.start, gap.start), ";".to_owned())),
                "and" | "et" | "und" | "y" | "&" | ", and" => None,
                _ => continue,
            };
            let span = leaf.span(first.whole.start, second.whole.end);
            out.malformed(Malformed { span, kind: MalformedKind::CommaBetweenKeys, fix });
        }
    }
}

/// Reports a bracket with keys that is no citation for an item without a key.
fn empty_item(leaf: &Leaf<'_>, items: &[Item], out: &mut Out<'_>) {
    if items.len() < 2 || items.iter().all(|item| item.cites.is_empty()) {
        return;
    }
    let (Some(first), Some(last)) = (items.first(), items.last()) else { return };
    let empty: Vec<usize> = (0..items.len()).filter(|&at| items[at].cites.is_empty()).collect();
    let certain = empty.iter().all(|&at| trimmed(leaf.text, items[at].span.clone()).is_none());
    let fix = match empty.as_slice() {
        // One semicolon too many: the one before the empty item, or after it where it is the first.
        &[at] if certain => {
            let semicolon = if at == 0 { items[0].span.end } else { items[at].span.start - 1 };
            Some((leaf.span(semicolon, semicolon + 1), String::new()))
        }
        _ => None,
    };
    let span = leaf.span(first.span.start - 1, last.span.end + 1);
    out.malformed(Malformed { span, kind: MalformedKind::EmptyItem, fix });
}
