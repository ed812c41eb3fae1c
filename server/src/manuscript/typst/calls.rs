//! What calls say: which labels they cite, which files they read, which language they set.

use super::code::{Keyword, Token};
use super::markup::Content;
use super::{Frame, Last, Reader};
use crate::manuscript::build::trimmed;
use crate::manuscript::{BibliographyRef, Form, Include, MalformedKind};
use siglum_corpus::lang::Lang;
use siglum_corpus::span::Span;

/// Code in parentheses or braces.
pub(super) struct Group {
    /// What closes it.
    pub(super) close: u8,
    call: Call,
    /// Where the expression begins that it is a part of.
    start: usize,
    /// Where it begins, after its bracket.
    inside: usize,
    /// The name of the argument, and where its value begins.
    arg: Option<Span>,
    value: usize,
    /// Whether an argument begins.
    fresh: bool,
    /// Whether labels in it are cited.
    keys: bool,
    /// Whether strings in it are paths of bibliographies.
    paths: bool,
    /// The citations that are its own, and whether their cluster is.
    cited: Vec<usize>,
    owner: bool,
    form: Option<Form>,
    locator: Option<Span>,
    /// What was called, for brackets behind it.
    callee: Option<(Span, usize)>,
}

/// What is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    /// Nothing, or what says nothing here.
    Other,
    Cite,
    Ref,
    Quote,
    Bibliography,
    /// `label("...")`, with the place of its string.
    Label(Option<Span>),
    /// `set text(...)`.
    SetText,
    Text,
    /// `set cite(...)`.
    SetCite,
    /// `set document(...)`.
    SetDocument,
    /// `let name = cite.with(...)`.
    With,
}

impl Group {
    /// Whether it is a call that cites.
    pub(super) fn cites(&self) -> bool {
        matches!(self.call, Call::Cite | Call::Ref)
    }
}

impl<'a> Reader<'a> {
    fn text_of(&self, span: Span) -> &'a str {
        span.of(self.source.text)
    }

    fn arg(&self, group: &Group) -> &'a str {
        group.arg.map_or("", |arg| arg.of(self.source.text))
    }

    /// What a call of this name is.
    fn call_of(&self, name: &str, keyword: Option<Keyword>) -> Call {
        let set = keyword == Some(Keyword::Set);
        match name {
            "cite" if set => Call::SetCite,
            "cite" => Call::Cite,
            "ref" if !set => Call::Ref,
            "quote" => Call::Quote,
            "bibliography" if !set => Call::Bibliography,
            "label" => Call::Label(None),
            "document" if set => Call::SetDocument,
            "text" if set => Call::SetText,
            "text" => Call::Text,
            "with" if self.defines.is_some() => Call::With,
            _ if name.contains("cite") || self.wrappers.contains_key(name) => Call::Cite,
            _ => Call::Other,
        }
    }

    /// Opens the group whose bracket stands here and is closed by `close`.
    pub(super) fn open_group(&mut self, close: u8) {
        let at = self.at;
        let callee = self.last.callee.filter(|_| self.last.end == at && close == b')');
        // What a `let` defines is no call: `let cite-two(a, b) = ...`.
        let defined = callee.is_some_and(|(name, _)| self.defines == Some(name));
        let call = match callee {
            Some((name, _)) if !defined => self.call_of(self.text_of(name), self.last.keyword),
            _ => Call::Other,
        };
        let (mut keys, mut paths) = (matches!(call, Call::Cite | Call::Ref), call == Call::Bibliography);
        if let (Some(Frame::Group(outer)), b')') = (self.stack.last(), close) {
            let positional = outer.arg.is_none();
            let attributed = outer.call == Call::Quote && self.arg(outer) == "attribution";
            // An array, or the name of a label as a string.
            keys |= (outer.keys && positional || attributed) && (callee.is_none() || call == Call::Label(None));
            paths |= outer.paths && (positional || self.arg(outer) == "sources");
        }
        // What a call gives may be called again, `cite(<k>)(...)`: that begins behind the citation.
        let cited = self.b.m.clusters.last().map_or(0, |cluster| cluster.span.end as usize);
        // So may one with prose in it, `cite[...](<k>)`.
        let said = self.b.m.prose.pieces.last().map_or(0, |piece| piece.source.end as usize);
        let start = callee.map_or(at, |(_, start)| start).max(cited).max(said).min(at);
        let owner = matches!(call, Call::Cite | Call::Ref) && self.b.open_cluster(start);
        *self.closers.of(close) += 1;
        self.stack.push(Frame::Group(Group {
            close,
            call,
            start,
            inside: at + 1,
            arg: None,
            value: at + 1,
            fresh: true,
            keys,
            paths,
            cited: Vec::new(),
            owner,
            form: None,
            locator: None,
            callee,
        }));
        self.at = at + 1;
        self.last = Last::default();
    }

    /// Closes the group on top, which ends at `end`, with its bracket or without.
    pub(super) fn close_group(&mut self, end: usize, closes: bool) {
        self.end_argument(end - usize::from(closes));
        let Some(Frame::Group(group)) = self.stack.pop() else { return };
        *self.closers.of(group.close) -= 1;
        self.at = end;
        match group.call {
            Call::Cite | Call::Ref => self.close_citation(&group, end, closes),
            Call::Label(Some(label)) => self.close_label(&group, label),
            Call::SetCite => {
                self.changes += 1;
                self.form = group.form.unwrap_or(self.form);
            }
            Call::SetDocument => self.b.m.complete = true,
            _ => {}
        }
        self.last = Last { end, callee: group.callee, keyword: None };
    }

    fn close_citation(&mut self, group: &Group, end: usize, closes: bool) {
        let wrapped = group.callee.and_then(|(name, _)| self.wrappers.get(self.text_of(name)).copied().flatten());
        let form = group.form.or(wrapped).unwrap_or(self.form);
        for &place in &group.cited {
            let Some(citation) = self.b.m.citations.get_mut(place) else { continue };
            citation.form = form;
            citation.locator = group.locator;
            if group.cited.len() == 1 && closes {
                citation.span = Span::new(group.start, end);
            }
        }
        let whole = Span::new(group.start, end);
        let empty = self.source.slice(group.inside, end.saturating_sub(1)).trim().is_empty();
        if !closes && !group.cited.is_empty() {
            self.b.malformed(MalformedKind::Unclosed, Span::new(group.start, group.inside));
        } else if closes && empty && self.text_of(group.callee.unwrap_or_default().0) == "cite" {
            self.b.malformed(MalformedKind::MissingKey, whole);
        }
        if group.owner {
            let waits = closes && self.cites_next(end);
            self.b.close_cluster(if closes { end } else { group.start }, waits);
        }
    }

    /// `label("...")` in markup defines the label.
    fn close_label(&mut self, group: &Group, label: Span) {
        if matches!(self.stack.last(), Some(Frame::Expr(expr)) if expr.start == group.start)
            && matches!(self.around(), Some(Frame::Markup(_)))
        {
            self.b.own_key(label, false);
        }
    }

    /// Cites a key for the group on top.
    fn cite_label(&mut self, key: Span, span: Span) {
        let own = self.b.open_cluster(span.start as usize);
        let place = self.b.cite(key, span, self.form);
        let mut attributed = false;
        // An array's keys are those of the call around it.
        for frame in self.stack.iter_mut().rev() {
            match frame {
                Frame::Group(group) if group.cites() => {
                    group.cited.push(place);
                    break;
                }
                Frame::Group(group) if group.call == Call::Quote => {
                    attributed = true;
                    break;
                }
                Frame::Group(group) if group.keys => {}
                _ => break,
            }
        }
        if attributed && let Some(citation) = self.b.m.citations.get_mut(place) {
            citation.form = Form::AuthorInText;
        }
        if own {
            self.b.close_cluster(span.end as usize, false);
        }
    }

    /// A token of the group on top that opens and closes nothing.
    pub(super) fn in_group(&mut self, token: Token, at: usize) {
        if token == Token::Comma {
            self.end_argument(at);
        }
        let name = self.last.callee.map(|(name, _)| name).filter(|_| token == Token::Word(None));
        let named = name.is_some() && self.source.byte(self.source.skip_space(self.at).0) == b':';
        let after = self.at;
        let Some(Frame::Group(group)) = self.stack.last_mut() else { return };
        match token {
            Token::Comma | Token::Semicolon => {
                group.arg = None;
                group.fresh = true;
                return;
            }
            Token::Colon => group.value = after,
            _ if named && group.fresh => group.arg = name,
            _ => {}
        }
        let begins = group.fresh && named;
        let listed = group.paths && !named;
        group.fresh = false;
        if let Some(name) = name {
            if listed {
                let name = name.of(self.source.text);
                self.named.insert(name);
            }
            if begins && self.glossary && self.is_entry(after) {
                self.b.own_key(name, false);
            }
        }
    }

    /// Whether the value of a named entry is in parentheses: an entry of a glossary.
    fn is_entry(&self, at: usize) -> bool {
        let colon = self.source.skip_space(at).0;
        self.source.byte(self.source.skip_space(colon + 1).0) == b'('
    }

    /// The argument of the group on top ends at `end`.
    fn end_argument(&mut self, end: usize) {
        let Some(Frame::Group(group)) = self.stack.last() else { return };
        if !group.cites() && !matches!(group.call, Call::SetCite | Call::With | Call::Bibliography) {
            return;
        }
        let value = trimmed(self.source.text, group.value, end);
        let said = self.text_of(value);
        let form = match (self.arg(group), said) {
            ("form", "none") => Some(Form::Nocite),
            ("form", said) => Self::form_named(said.trim_matches('"')),
            _ => None,
        };
        let locator = (self.arg(group) == "supplement" && said != "none" && said != "auto").then(|| {
            let bare = said.strip_prefix(['[', '"']).and_then(|said| said.strip_suffix([']', '"']));
            let cut = usize::from(bare.is_some());
            trimmed(self.source.text, value.start as usize + cut, value.end as usize - cut)
        });
        // A definition's citation shows as it says.
        if let (Some(form), Some(defined)) = (form, self.defines)
            && matches!(group.call, Call::Cite | Call::With)
            && let Some(wrapped) = self.wrappers.get_mut(defined.of(self.source.text))
        {
            *wrapped = Some(form);
            self.changes += 1;
        }
        let all = group.call == Call::Bibliography && self.arg(group) == "full" && said == "true";
        self.b.m.cites_all |= all;
        if let Some(Frame::Group(group)) = self.stack.last_mut() {
            group.form = form.or(group.form);
            group.locator = locator.filter(|locator| !locator.is_empty()).or(group.locator);
        }
    }

    /// A label `<...>` in code.
    pub(super) fn label_token(&mut self, at: usize, end: usize) {
        let Some(Frame::Group(group)) = self.stack.last() else { return };
        let attributed = group.call == Call::Quote && self.arg(group) == "attribution";
        if group.keys && group.arg.is_none() || attributed {
            self.cite_label(Span::new(at + 1, end - 1), Span::new(at, end));
        }
    }

    /// Raw text in code: a bibliography, where one is asked for.
    pub(super) fn raw_token(&mut self, at: usize, end: usize) {
        if !matches!(self.stack.last(), Some(Frame::Group(group)) if group.paths) {
            return;
        }
        let mut from = at;
        while let Some(found) = memchr::memchr(b'@', &self.source.bytes[from..end]) {
            let open = self.source.word_end(from + found + 1);
            let close = memchr::memchr2(b',', b'\n', &self.source.bytes[open..end]).map_or(end, |found| open + found);
            if self.source.byte(open) == b'{' && self.source.byte(close) == b',' {
                self.b.own_key(trimmed(self.source.text, open + 1, close), true);
            }
            from = open.max(from + found + 1);
        }
    }

    /// A name in code: one that a `let` defines, or one that cites.
    pub(super) fn name_token(&mut self, name: Span, keyword: Option<Keyword>) {
        if keyword == Some(Keyword::Let) && matches!(self.stack.last(), Some(Frame::Expr(_))) {
            self.defines = Some(name);
            return;
        }
        let said = name.of(self.source.text);
        if (said == "cite" || self.wrappers.contains_key(said))
            && let Some(defined) = self.defines
        {
            self.changes += 1;
            self.wrappers.insert(defined.of(self.source.text).to_owned(), None);
        }
    }

    /// A string in code.
    pub(super) fn string_token(&mut self, at: usize) -> Token {
        let Some(end) = self.source.string(at) else {
            let rest = &self.source.bytes[at..];
            let line = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
            self.at = at + line;
            return Token::Value;
        };
        let span = Span::new(at + 1, end - 1);
        let keyword = self.last.keyword;
        self.at = end;
        self.last = Last { end, ..Last::default() };
        let said = span.of(self.source.text);
        // A string with an escape is none of those that are looked for.
        if !said.is_empty() && !said.contains('\\') {
            match keyword {
                Some(Keyword::Import | Keyword::Include) => self.include(span),
                _ => self.string_value(span),
            }
        }
        Token::Value
    }

    fn include(&mut self, span: Span) {
        let path = span.of(self.source.text);
        if let Some(package) = path.strip_prefix('@') {
            let name = package.split(['/', ':']).nth(1).unwrap_or_default();
            self.changes += 1;
            self.glossary |= ["gloss", "acro", "abbr"].iter().any(|part| name.contains(part));
        } else {
            self.b.m.includes.push(Include { path: path.to_owned(), dir: String::new(), span, toctree: false });
        }
    }

    /// A string that may say a path, a label or a language.
    fn string_value(&mut self, span: Span) {
        let said = span.of(self.source.text);
        let is_bib = extension(said, &["bib"]);
        let is_path = is_bib || extension(said, &["yml", "yaml"]);
        if let Some(name) = self.defines.filter(|_| is_path) {
            self.paths.push((name.of(self.source.text), span));
        }
        let (call, paths, arg) = match self.stack.last() {
            Some(Frame::Group(group)) => (group.call, group.paths, group.arg.map_or("", |arg| self.text_of(arg))),
            _ => (Call::Other, false, ""),
        };
        match (call, arg) {
            (Call::SetText, "lang") => self.lang.set = self.lang.set.take().or_else(|| Lang::parse(said)),
            (Call::SetText, "region") => {
                self.lang.region.get_or_insert_with(|| said.to_owned());
            }
            (Call::Text, _) => {}
            (_, "lang" | "language") => {
                self.lang.argument = self.lang.argument.take().or_else(|| Lang::parse(said));
            }
            (_, "key") if self.glossary => self.b.own_key(span, false),
            _ if is_path && paths && matches!(arg, "" | "sources") => self.bibliography(span),
            _ if is_bib || (is_path && (arg.contains("bib") || arg.contains("ref"))) => self.include(span),
            _ => {}
        }
        self.label_string(span);
    }

    /// A string that is all that `label` is called with: cited, where it is an argument of what cites.
    fn label_string(&mut self, span: Span) {
        let whole = self.source.byte(self.source.skip_space(self.at).0) == b')';
        let Some(Frame::Group(group)) = self.stack.last_mut() else { return };
        if !matches!(group.call, Call::Label(_)) || !group.fresh || !whole {
            return;
        }
        if group.keys {
            self.cite_label(span, Span::new(span.start as usize - 1, span.end as usize + 1));
        } else {
            group.call = Call::Label(Some(span));
        }
    }

    pub(super) fn bibliography(&mut self, span: Span) {
        self.b.m.bibliographies.push(BibliographyRef { path: self.text_of(span).to_owned(), span });
    }

    /// What the content behind a call is to the text around it.
    pub(super) fn content_of(&self, callee: Option<(Span, usize)>) -> Content {
        let name = callee.map_or("", |(name, _)| name.of(self.source.text));
        let inline = matches!(self.stack.last(), Some(Frame::Expr(_)));
        match name {
            "emph" | "strong" | "underline" | "smallcaps" | "quote" => Content::Emphasis(0),
            "footnote" => Content::Note,
            "heading" => Content::Heading(1),
            "figure" | "table" | "align" | "block" | "par" | "pad" | "page" | "columns" | "grid" | "list" | "enum"
            | "title" | "place" | "rect" | "stack" | "abstract" => Content::Block,
            _ if inline => Content::Flow,
            _ => Content::Block,
        }
    }
}

fn extension(path: &str, extensions: &[&str]) -> bool {
    path.rsplit_once('.').is_some_and(|(_, found)| extensions.iter().any(|one| found.eq_ignore_ascii_case(one)))
}
