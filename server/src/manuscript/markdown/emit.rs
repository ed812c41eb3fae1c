//! From a paragraph's tokens to the manuscript: citations, clusters, and the prose with its emphasis.

use super::inline::{Inline, Kind, Tok};
use super::{Leaf, Mode, Out};
use crate::manuscript::{Citation, Cluster, Form};
use siglum_corpus::span::Span;

impl Inline {
    /// Hands a lexed paragraph over.
    pub(super) fn emit(&mut self, leaf: &Leaf<'_>, mode: Mode, out: &mut Out<'_>) {
        self.outermost();
        let begin = out.m.prose.text.len();
        let pairs = if mode == Mode::Prose { self.match_emphasis() } else { Vec::new() };
        let mut places = Places::new(&pairs);
        let (mut group, mut skip, mut cite) = (0, 0, 0);
        for (at, tok) in self.toks.iter().enumerate() {
            places.note(at, out.m.prose.text.len());
            if tok.start < skip {
                continue;
            }
            while self.groups.get(group).is_some_and(|group| group.end <= tok.start) {
                group += 1;
            }
            match self.groups.get(group) {
                Some(found) if found.start <= tok.start => {
                    skip = found.end;
                    let range = found.start as usize..found.end as usize;
                    let (first, end) = self.cites_in(cite, range.clone());
                    cite = end;
                    self.cluster(leaf, range, first..end, mode, out);
                }
                _ => self.single(leaf, tok, mode, out),
            }
        }
        places.note(self.toks.len(), out.m.prose.text.len());
        if mode == Mode::Prose {
            out.end_paragraph(leaf, begin, places.spans());
        }
    }

    /// The places of the citations that start in `range`, searched from `from`.
    fn cites_in(&self, from: usize, range: std::ops::Range<usize>) -> (usize, usize) {
        let rest = self.cites.get(from..).unwrap_or_default();
        let first = from + rest.partition_point(|cite| cite.whole.start < range.start);
        let end = from + rest.partition_point(|cite| cite.whole.start < range.end);
        (first, end)
    }

    /// Appends a cluster with its citations, unless none is left of them.
    fn cluster(
        &self,
        leaf: &Leaf<'_>,
        range: std::ops::Range<usize>,
        cites: std::ops::Range<usize>,
        mode: Mode,
        out: &mut Out<'_>,
    ) {
        let first = out.m.citations.len() as u32;
        let cluster = out.m.clusters.len() as u32;
        for cite in self.cites.get(cites).unwrap_or_default() {
            let key = cite.text(leaf.text);
            if key == "*" {
                out.m.cites_all |= mode == Mode::Nocite;
                continue;
            }
            if cite.form.is_none() && out.is_example(key) {
                continue;
            }
            let own = if cite.suppress { Form::SuppressAuthor } else { Form::AuthorInText };
            let form = if mode == Mode::Nocite { Form::Nocite } else { cite.form.unwrap_or(own) };
            let citation = Citation {
                key: key.to_owned(),
                key_span: leaf.span(cite.key.start, cite.key.end),
                span: leaf.span(cite.item.start, cite.item.end),
                cluster,
                form,
                locator: cite.locator.as_ref().map(|range| leaf.span(range.start, range.end)),
                crossref: out.is_crossref(key),
            };
            out.m.citations.push(citation);
        }
        let end = out.m.citations.len() as u32;
        let span = leaf.span(range.start, range.end);
        if end > first {
            out.m.clusters.push(Cluster { span, first, end });
            if mode == Mode::Prose {
                out.m.prose.push_anchor(cluster, span);
            }
        }
    }

    /// Appends one token that is in no cluster of several.
    fn single(&self, leaf: &Leaf<'_>, tok: &Tok, mode: Mode, out: &mut Out<'_>) {
        let (start, end) = (tok.start as usize, tok.end as usize);
        if let Kind::Cite(place) = tok.kind {
            let place = place as usize;
            return self.cluster(leaf, start..end, place..place + 1, mode, out);
        }
        if mode != Mode::Prose || tok.markup {
            return;
        }
        let prose = &mut out.m.prose;
        let here = leaf.span(start, start);
        match tok.kind {
            Kind::Text | Kind::Bracket | Kind::Emphasis { .. } => {
                prose.push(&leaf.text[start..end], leaf.span(start, end));
            }
            Kind::Decoded(c) => prose.push(c.encode_utf8(&mut [0; 4]), leaf.span(start, end)),
            // Other line ends become LF; where only the length is equal it is no copy.
            Kind::Newline => {
                let span = leaf.span(start, end);
                prose.push("\n", if span.of(out.text) == "\r" { here } else { span });
            }
            Kind::Space => prose.push(" ", here),
            Kind::Nothing | Kind::Cite(_) => {}
        }
    }

    /// Pairs runs of `*` and `_`; marks them as markup. Gives the pairs as places of tokens.
    fn match_emphasis(&mut self) -> Vec<(usize, usize)> {
        // How far back a closing run looks for its match: a bound on the work for `*_*_*_...`.
        const DEPTH: usize = 16;
        let mut open: Vec<usize> = Vec::new();
        let mut pairs = Vec::new();
        for at in 0..self.toks.len() {
            let tok = self.toks[at];
            let Kind::Emphasis { closes, opens } = tok.kind else { continue };
            let matching = open.iter().rev().take(DEPTH).position(|&other| {
                // A `*` and a `_` differ in being words' own characters; equal length says enough about strength.
                let other = &self.toks[other];
                other.end - other.start == tok.end - tok.start && other.byte == tok.byte
            });
            match matching {
                Some(back) if closes => {
                    let place = open.len() - 1 - back;
                    let first = open[place];
                    open.truncate(place);
                    self.toks[first].markup = true;
                    self.toks[at].markup = true;
                    pairs.push((first, at));
                }
                _ if opens => open.push(at),
                _ => {}
            }
        }
        pairs
    }
}

/// Where emphasised tokens stand in the prose.
struct Places {
    /// (token, pair, whether it ends the pair), sorted.
    marks: Vec<(usize, usize, bool)>,
    next: usize,
    spans: Vec<Span>,
}

impl Places {
    fn new(pairs: &[(usize, usize)]) -> Self {
        let mut marks: Vec<_> = pairs
            .iter()
            .enumerate()
            .flat_map(|(pair, &(first, last))| [(first + 1, pair, false), (last, pair, true)])
            .collect();
        marks.sort_unstable();
        Self { marks, next: 0, spans: vec![Span::default(); pairs.len()] }
    }

    /// Says that token `tok` begins at `out` in the prose.
    fn note(&mut self, tok: usize, out: usize) {
        while let Some(&(_, pair, ends)) = self.marks.get(self.next).filter(|mark| mark.0 <= tok) {
            let span = &mut self.spans[pair];
            *span = if ends { Span::new(span.start as usize, out) } else { Span::new(out, out) };
            self.next += 1;
        }
    }

    fn spans(self) -> Vec<Span> {
        self.spans
    }
}
