//! Where a place of a TOML text is, while it is being typed: in which table, at which key. Nothing has to be whole.
//!
//! One pass over what stands before the place. Invariant: a line end closes what may not go on behind it.

use siglum_corpus::span::Span;

/// On which side of an assignment a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// In a table's heading.
    Header,
    /// Where a key stands.
    Key,
    /// Where a value stands.
    Value,
}

/// A place.
#[derive(Debug)]
pub(super) struct Place {
    /// The names that lead there: of the table, and of the key where a value stands. In a heading, those before the word.
    pub(super) path: Vec<String>,
    /// What stands there.
    pub(super) side: Side,
    /// Whether it is in a list.
    pub(super) in_list: bool,
    /// Where the word begins, with its quote.
    start: usize,
    /// Where the whole dotted name begins.
    pub(super) whole: usize,
}

impl Place {
    /// The word at the place, with its quotes where it is a value, up to its end.
    pub(super) fn word(&self, text: &str, offset: usize) -> Span {
        let quote = text[self.start..offset].chars().next().filter(|c| matches!(c, '"' | '\''));
        let rest = text[offset..].split('\n').next().unwrap_or_default();
        let end = match quote {
            // The closing quote belongs to the word, where there is one.
            Some(quote) if !text[self.start + 1..offset].contains(quote) => {
                rest.find(quote).map_or(offset, |at| offset + at + 1)
            }
            Some(_) => offset,
            None => {
                offset + rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(rest.len())
            }
        };
        Span::new(self.start, end)
    }
}

/// What has been opened and not closed.
enum Open {
    List,
    /// An inline table; how many names led there before it.
    Inline(usize),
}

struct Walk<'t> {
    text: &'t str,
    table: Vec<String>,
    /// The names of the keys that lead to the value, behind the table's.
    keys: Vec<String>,
    open: Vec<Open>,
    /// `None` behind a heading.
    side: Option<Side>,
    /// Where the word may begin.
    word: usize,
}

/// The place at `offset`; `None` in a comment, and where nothing can stand.
pub(super) fn at(text: &str, offset: usize) -> Option<Place> {
    let before = text.get(..offset)?;
    let mut walk = Walk { text, table: Vec::new(), keys: Vec::new(), open: Vec::new(), side: Some(Side::Key), word: 0 };
    let mut quote = None;
    let mut comment = false;
    let mut bytes = before.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match (byte, quote) {
            (b'\n', _) => {
                (quote, comment) = (None, false);
                walk.line(at + 1);
            }
            _ if comment => {}
            (b'\\', Some(b'"')) => drop(bytes.next()),
            (_, Some(open)) if byte == open => quote = None,
            (_, Some(_)) => {}
            (b'"' | b'\'', None) => quote = Some(byte),
            (b'#', None) => comment = true,
            (_, None) => walk.sign(at, byte),
        }
    }
    if comment { None } else { walk.place(offset) }
}

impl Walk<'_> {
    /// A line begins: what is in brackets goes on.
    fn line(&mut self, at: usize) {
        self.word = at;
        if self.open.is_empty() {
            self.keys.clear();
            self.side = Some(Side::Key);
        }
    }

    fn sign(&mut self, at: usize, byte: u8) {
        let word = self.text.get(self.word..at).unwrap_or_default();
        match (byte, self.side) {
            (b'[', Some(Side::Key)) if self.open.is_empty() && word.trim().is_empty() => {
                self.side = Some(Side::Header);
                self.word = at + 1;
            }
            (b'[', Some(Side::Header)) => self.word = at + 1,
            (b']', Some(Side::Header)) => {
                self.table = names(word);
                self.side = None;
            }
            (b'=', Some(Side::Key)) => {
                self.keys.extend(names(word));
                self.side = Some(Side::Value);
                self.word = at + 1;
            }
            (b'[', Some(Side::Value)) => {
                self.open.push(Open::List);
                self.word = at + 1;
            }
            (b'{', Some(Side::Value)) => {
                self.open.push(Open::Inline(self.keys.len()));
                self.side = Some(Side::Key);
                self.word = at + 1;
            }
            (b']' | b'}', Some(_)) => self.close(at + 1),
            (b',', Some(_)) => {
                self.word = at + 1;
                if let Some(Open::Inline(depth)) = self.open.last() {
                    self.keys.truncate(*depth);
                    self.side = Some(Side::Key);
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, at: usize) {
        if let Some(Open::Inline(depth)) = self.open.pop() {
            self.keys.truncate(depth);
        }
        self.side = Some(Side::Value);
        self.word = at;
    }

    fn place(self, offset: usize) -> Option<Place> {
        let side = self.side?;
        let typed = self.text.get(self.word..offset)?;
        let mut path = self.table;
        let whole = offset - typed.trim_start().len();
        let mut start = whole;
        if side == Side::Value {
            path.extend(self.keys);
        } else {
            if side == Side::Header {
                path.clear();
            } else {
                path.extend(self.keys);
            }
            // `rules.unkn`: the last word is what is typed.
            let mut all = names_before(typed);
            start = offset - all.pop().unwrap_or_default().trim_start().len();
            path.extend(all.into_iter().map(unquoted));
        }
        Some(Place { path, side, in_list: matches!(self.open.last(), Some(Open::List)), start, whole })
    }
}

/// The names of a dotted key.
fn names(key: &str) -> Vec<String> {
    names_before(key).into_iter().map(unquoted).collect()
}

fn unquoted(name: &str) -> String {
    name.trim().trim_matches(['"', '\'']).to_owned()
}

/// The parts of a dotted key as they are written; dots in quotes part nothing.
fn names_before(key: &str) -> Vec<&str> {
    let mut quote = None;
    key.split(|c: char| {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None => return c == '.',
        }
        false
    })
    .collect()
}
