//! What another text says that stands in this one, such as a notebook's cell.

use super::{Directive, Manuscript, Prose};
use siglum_corpus::span::Span;

impl Manuscript {
    /// Takes over what a text says behind what is said already, each span in its `place` here; gives its prose, which is
    /// not taken over.
    pub(super) fn absorb(&mut self, said: Manuscript, place: &impl Fn(Span) -> Span) -> Prose {
        let (cluster, citation) = (self.clusters.len() as u32, self.citations.len() as u32);
        self.citations.extend(said.citations.into_iter().map(|mut one| {
            one.key_span = place(one.key_span);
            one.span = place(one.span);
            one.locator = one.locator.map(place);
            one.cluster += cluster;
            one
        }));
        self.clusters.extend(said.clusters.into_iter().map(|mut one| {
            one.span = place(one.span);
            one.first += citation;
            one.end += citation;
            one
        }));
        self.malformed.extend(said.malformed.into_iter().map(|mut one| {
            one.span = place(one.span);
            one.fix = one.fix.map(|(span, text)| (place(span), text));
            one
        }));
        self.bibliographies.extend(said.bibliographies.into_iter().map(|mut one| {
            one.span = place(one.span);
            one
        }));
        self.own_keys.extend(said.own_keys.into_iter().map(|mut one| {
            one.span = place(one.span);
            one
        }));
        self.includes.extend(said.includes.into_iter().map(|mut one| {
            one.span = place(one.span);
            one
        }));
        let directives = said.directives.into_iter();
        self.directives.extend(directives.map(|one| Directive {
            span: place(one.span),
            comment: place(one.comment),
            ..one
        }));
        self.headings.extend(said.headings.into_iter().map(|(level, span)| (level, place(span))));
        self.lang = self.lang.take().or(said.lang);
        self.cites_all |= said.cites_all;
        self.complete |= said.complete;
        said.prose
    }
}
