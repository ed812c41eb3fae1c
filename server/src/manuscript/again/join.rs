//! A manuscript cut in two at a mark, and what is new put between the two.

use super::Edit;
use super::since::{Reading, Since};
use super::trail::{LISTS, Lens, Mark, Trail, lens};
use crate::manuscript::{ANCHOR, Citation, Manuscript, OwnKey, PathRef, Piece, Prose, regions};
use siglum_corpus::span::Span;
use std::ops::Range;

/// What was known of a text from a mark on.
pub(super) struct Known {
    rest: Manuscript,
    start: Lens,
    /// Whether its first piece of prose is the end of one that the mark cut in two.
    cut: bool,
}

/// What stood in the place of what is new.
pub(super) struct Replaced {
    /// What cited and defined keys there; `None` where that was much.
    keys: Option<(Vec<Citation>, Vec<OwnKey>)>,
    /// Where it began, and where it ended.
    from: Lens,
    old: Lens,
    /// Where what is new ends.
    new: Lens,
}

impl Replaced {
    /// The places of the members of a list that are new.
    fn range(&self, list: usize) -> Range<usize> {
        self.from[list] as usize..self.new[list] as usize
    }

    /// Whether the manuscript defines the keys that it defined.
    fn has_same_own_keys(&self, m: &Manuscript) -> bool {
        let new = m.own_keys.get(self.range(OWN_KEYS)).unwrap_or_default();
        let is_same = |one: &OwnKey, other: &OwnKey| (&one.key, one.record) == (&other.key, other.record);
        self.keys
            .as_ref()
            .is_some_and(|(_, own)| own.len() == new.len() && own.iter().zip(new).all(|(old, new)| is_same(old, new)))
    }

    /// The citations that hang on what is new: where the same keys are defined, the new ones.
    pub(super) fn unsettled(&self, m: &Manuscript) -> Range<usize> {
        if self.has_same_own_keys(m) { self.range(CITATIONS) } else { 0..m.citations.len() }
    }

    /// What the manuscript shares with that reading, of which it was made.
    pub(super) fn since(&self, of: Reading, m: &Manuscript) -> Since {
        let new = m.citations.get(self.range(CITATIONS)).unwrap_or_default();
        let same = self.keys.as_ref().is_some_and(|(cited, _)| {
            cited.len() == new.len() && cited.iter().zip(new).all(|(old, new)| is_like(old, new))
        });
        let same_keys = same && self.has_same_own_keys(m);
        Since { of, head: self.from[PROSE], old: self.old[PROSE], new: self.new[PROSE], same_keys }
    }
}

/// How far things stand from where they stood.
#[derive(Clone, Copy)]
pub(super) struct Moved {
    edit: Edit,
    /// The lengths of all lists at the end of what is new, and at the mark of the old text that this is.
    new: Lens,
    end: Option<(u32, Lens)>,
    /// How many pieces of prose more there are behind that place than the lengths say.
    pieces: i32,
}

impl Moved {
    /// How far what stands behind the place at which a lexer stopped has moved.
    pub(super) fn of(manuscript: &Manuscript, trail: &Trail, edit: &Edit) -> Self {
        let end = trail.end().map(|mark| (mark.at() as u32, *mark.lens()));
        Self { edit: *edit, new: lens(manuscript), end, pieces: 0 }
    }

    /// The lengths of lists where the lexer stopped.
    pub(super) fn here(&self) -> Lens {
        self.new
    }

    /// The lengths of lists at an old place behind that, as they are now.
    pub(super) fn lens(&self, old: &Lens) -> Lens {
        let mut now = *old;
        for (place, len) in now.iter_mut().enumerate() {
            *len = self.place(place, *len);
        }
        now[PIECES] = now[PIECES].wrapping_add_signed(self.pieces);
        now
    }

    /// Where a member of a list stands now.
    fn place(&self, list: usize, old: u32) -> u32 {
        let end = self.end.map_or(0, |(_, end)| end[list]);
        // Members behind the end have numbers above its length, so nothing is lost in between.
        old.wrapping_sub(end).wrapping_add(self.new[list])
    }

    fn source(&self, span: &mut Span) {
        *span = Span { start: self.edit.moved(span.start), end: self.edit.moved(span.end) };
    }

    fn prose(&self, at: &mut u32) {
        *at = self.place(PROSE, *at);
    }
}

/// Whether two citations are the same to whoever asks for their keys.
fn is_like(one: &Citation, other: &Citation) -> bool {
    let what = |one: &Citation| (one.crossref, one.form, one.is_marked());
    one.key == other.key && what(one) == what(other)
}

/// Places among [`Lens`].
const CITATIONS: usize = 0;
const CLUSTERS: usize = 1;
const OWN_KEYS: usize = 4;
const PROSE: usize = 9;
const PIECES: usize = 10;

/// [`Lens`] for places of this machine.
type Lengths = [usize; LISTS];

impl Known {
    /// Cuts a manuscript at a mark; what is true of all of it stays with the rest.
    pub(super) fn cut(mut m: Manuscript, mark: &Mark) -> (Manuscript, Self) {
        let at = mark.lens().map(|len| len as usize);
        let mut rest = Manuscript {
            lang: m.lang.take(),
            cites_all: std::mem::take(&mut m.cites_all),
            complete: std::mem::take(&mut m.complete),
            root: m.root.take(),
            macros: std::mem::take(&mut m.macros),
            in_json: m.in_json,
            citations: m.citations.split_off(at[0]),
            clusters: m.clusters.split_off(at[1]),
            malformed: m.malformed.split_off(at[2]),
            bibliographies: m.bibliographies.split_off(at[3]),
            own_keys: m.own_keys.split_off(at[4]),
            includes: m.includes.split_off(at[5]),
            directives: m.directives.split_off(at[6]),
            headings: m.headings.split_off(at[7]),
            packages: m.packages.split_off(at[8]),
            ..Manuscript::default()
        };
        rest.prose.text = m.prose.text.split_off(at[9]);
        rest.prose.pieces = m.prose.pieces.split_off(at[10]);
        let end = cut_in_two(m.prose.pieces.last_mut(), at[9] as u32, mark.at() as u32);
        let cut = end.is_some();
        rest.prose.pieces.splice(0..0, end);
        rest.prose.anchors = m.prose.anchors.split_off(at[11]);
        rest.prose.emphasis = m.prose.emphasis.split_off(at[12]);
        rest.regions = regions::cut_off(&mut m.regions, mark.at() as u32);
        (m, Self { rest, start: *mark.lens(), cut })
    }

    /// The root document.
    pub(super) fn root(&self) -> Option<PathRef> {
        self.rest.root.clone()
    }

    /// Puts what still holds behind what is new; gives what that replaces. `None` where something new is true of all the
    /// manuscript.
    pub(super) fn join(self, m: &mut Manuscript, moved: &mut Moved, length: usize) -> Option<Replaced> {
        if m.lang.is_some() || m.cites_all || m.complete || m.root.is_some() || !m.macros.is_empty() {
            return None;
        }
        let Self { mut rest, start, cut } = self;
        (m.lang, m.macros) = (rest.lang.take(), std::mem::take(&mut rest.macros));
        (m.cites_all, m.complete) = (rest.cites_all, rest.complete);
        let regions = std::mem::take(&mut rest.regions);
        let tail = moved.end.map(|(at, _)| (regions, at, moved.edit.moved(at)));
        regions::join(&mut m.regions, tail, length);
        let old = moved.end.map_or_else(|| ends(&rest, &start), |(_, end)| end);
        let mut skip = old.map(|end| end as usize);
        skip.iter_mut().zip(start).for_each(|(end, start)| *end -= start as usize);
        let citations = first(&rest.citations, skip[CITATIONS]);
        let own_keys = first(&rest.own_keys, skip[OWN_KEYS]);
        let replaced = Replaced { keys: citations.zip(own_keys), from: start, old, new: moved.new };
        if moved.end.is_none() {
            return Some(replaced);
        }
        skip[PIECES] += usize::from(cut);
        put(&mut m.citations, rest.citations, skip[0], |citation| {
            moved.source(&mut citation.key_span);
            moved.source(&mut citation.span);
            citation.locator.iter_mut().for_each(|span| moved.source(span));
            citation.cluster = moved.place(CLUSTERS, citation.cluster);
        });
        put(&mut m.clusters, rest.clusters, skip[1], |cluster| {
            moved.source(&mut cluster.span);
            cluster.first = moved.place(CITATIONS, cluster.first);
            cluster.end = moved.place(CITATIONS, cluster.end);
        });
        put(&mut m.malformed, rest.malformed, skip[2], |malformed| {
            moved.source(&mut malformed.span);
            malformed.fix.iter_mut().for_each(|(span, _)| moved.source(span));
        });
        put(&mut m.bibliographies, rest.bibliographies, skip[3], |bibliography| moved.source(&mut bibliography.span));
        put(&mut m.own_keys, rest.own_keys, skip[4], |own| moved.source(&mut own.span));
        put(&mut m.includes, rest.includes, skip[5], |include| moved.source(&mut include.span));
        put(&mut m.directives, rest.directives, skip[6], |directive| {
            moved.source(&mut directive.span);
            moved.source(&mut directive.comment);
        });
        put(&mut m.headings, rest.headings, skip[7], |(_, title)| moved.source(title));
        put(&mut m.packages, rest.packages, skip[8], |_| {});
        put_prose(&mut m.prose, rest.prose, &skip, moved)?;
        Some(replaced)
    }
}

/// Puts the prose that still holds behind what is new.
fn put_prose(prose: &mut Prose, rest: Prose, skip: &Lengths, moved: &mut Moved) -> Option<()> {
    let (at, end) = moved.end?;
    let Prose { text, pieces: mut known, anchors, emphasis } = rest;
    let mut pieces = known.split_off(skip[PIECES]);
    let crossing = cut_in_two(known.last_mut(), end[PROSE], at);
    moved.pieces = i32::from(crossing.is_some());
    pieces.splice(0..0, crossing);
    let text = text.get(skip[PROSE]..)?;
    // What was copied goes on in the same piece where nothing stands between, as it does where all is read.
    let is_anchor = anchors.get(skip[11]).map(|(out, _)| *out) == pieces.first().map(|piece| piece.out);
    let mut joined = 0;
    if let (Some(first), Some(last), false) = (pieces.first(), prose.pieces.last_mut(), is_anchor) {
        let next = pieces.get(1).map_or(end[PROSE] + text.len() as u32, |next| next.out);
        let copied = first.source.len() == (next - first.out) as usize;
        let mut source = first.source;
        moved.source(&mut source);
        let open = last.source.len() == prose.text.len() - last.out as usize && !prose.text.ends_with(ANCHOR);
        if copied && open && last.source.end == source.start {
            last.source.end = source.end;
            joined = 1;
        }
    }
    moved.pieces -= joined as i32;
    prose.text.push_str(text);
    put(&mut prose.pieces, pieces, joined, |piece| {
        moved.prose(&mut piece.out);
        moved.source(&mut piece.source);
    });
    put(&mut prose.anchors, anchors, skip[11], |(at, cluster)| {
        moved.prose(at);
        *cluster = moved.place(CLUSTERS, *cluster);
    });
    put(&mut prose.emphasis, emphasis, skip[12], |span| {
        moved.prose(&mut span.start);
        moved.prose(&mut span.end);
    });
    Some(())
}

/// The end of a piece that was copied beyond a mark; it keeps its beginning.
fn cut_in_two(piece: Option<&mut Piece>, out: u32, at: u32) -> Option<Piece> {
    let piece = piece.filter(|piece| piece.source.end > at)?;
    let end = Piece { out, source: Span { start: at, end: piece.source.end } };
    piece.source.end = at;
    Some(end)
}

/// So many keys that were replaced are compared with those in their place: nobody types more at once.
const FEW: usize = 1024;

/// The first members of a list, where they are few.
fn first<T: Clone>(list: &[T], count: usize) -> Option<Vec<T>> {
    list.get(..count).filter(|list| list.len() <= FEW).map(<[T]>::to_vec)
}

/// The lengths of all lists at the end of the text, of which this is known from a mark on.
fn ends(rest: &Manuscript, start: &Lens) -> Lens {
    let mut ends = lens(rest);
    ends.iter_mut().zip(start).for_each(|(end, start)| *end += start);
    ends
}

/// Appends all but the first members of a list, moved.
fn put<T>(list: &mut Vec<T>, mut rest: Vec<T>, skip: usize, moved: impl FnMut(&mut T)) {
    let skip = skip.min(rest.len());
    rest[skip..].iter_mut().for_each(moved);
    list.extend(rest.drain(skip..));
}
