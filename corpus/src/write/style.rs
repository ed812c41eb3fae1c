//! How a bibliography is laid out, seen from its entries, and an entry laid out so.

use super::bibtex::{Entry, Value};
use crate::read::bibtex::scan::{RawEntry, Scanner, What};

/// So many entries are looked at.
const LOOKED_AT: usize = 64;

/// The layout of entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// What stands before a field's name.
    pub indent: String,
    /// The column, in characters from the field's name, of `=` where all stand below one another.
    pub align: Option<usize>,
    /// What stands before and after `=`, where they are not aligned.
    pub around: (String, String),
    /// Whether values stand in quotes.
    pub quotes: bool,
    /// Whether a comma follows the last field.
    pub trailing_comma: bool,
    /// What stands before the closing brace: a line end and white space, or nothing.
    pub close: String,
    /// How names of fields and types are written.
    pub fields: Case,
    /// How types are written.
    pub kinds: Case,
    /// The line end.
    pub line_end: &'static str,
    /// How many line ends stand between two entries.
    pub gap: usize,
}

/// How words are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Case {
    /// `author`
    #[default]
    Lower,
    /// `AUTHOR`
    Upper,
    /// `Author`
    Title,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            indent: "  ".to_owned(),
            align: None,
            around: (" ".to_owned(), " ".to_owned()),
            quotes: false,
            trailing_comma: true,
            close: "\n".to_owned(),
            fields: Case::Lower,
            kinds: Case::Lower,
            line_end: "\n",
            gap: 2,
        }
    }
}

impl Case {
    fn of(word: &str) -> Self {
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        let first = letters.next().is_some_and(char::is_uppercase);
        match (first, letters.clone().next().is_some() && letters.all(char::is_uppercase)) {
            (true, true) => Self::Upper,
            (true, false) => Self::Title,
            _ => Self::Lower,
        }
    }

    fn write(self, word: &str) -> String {
        match self {
            Self::Lower => word.to_lowercase(),
            Self::Upper => word.to_uppercase(),
            Self::Title => {
                let mut chars = word.chars();
                chars.next().map_or(String::new(), |first| {
                    first.to_uppercase().collect::<String>() + &chars.as_str().to_lowercase()
                })
            }
        }
    }
}

/// The commonest of some values; of equally common ones the first.
fn commonest<T: PartialEq>(values: Vec<T>) -> Option<T> {
    let count = |value: &T| values.iter().filter(|other| *other == value).count();
    let best = (0..values.len()).rev().max_by_key(|place| count(&values[*place]))?;
    values.into_iter().nth(best)
}

impl Style {
    /// The style of a bibliography, from its first entries; where it has none, the usual one.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut seen = Seen::default();
        let mut scanner = Scanner::new(text);
        let mut last = None;
        while let Some(entry) = scanner.next_entry().filter(|_| seen.kinds.len() < LOOKED_AT) {
            if entry.what == What::Entry && entry.ok && !entry.fields.is_empty() {
                seen.look(text, entry, last);
            }
            last = Some(entry.span.end as usize);
        }
        seen.style(text)
    }

    /// An entry in this style, without a line end behind it.
    #[must_use]
    pub fn entry(&self, entry: &Entry) -> String {
        let mut out = format!("@{}{{{}", self.kinds.write(&entry.kind), entry.key);
        for (name, value) in &entry.fields {
            let name = self.fields.write(name);
            out.push(',');
            out.push_str(self.line_end);
            out.push_str(&self.indent);
            out.push_str(&name);
            let (before, after) = &self.around;
            match self.align {
                Some(column) => {
                    out.extend(std::iter::repeat_n(' ', column.saturating_sub(name.chars().count()).max(1)));
                }
                None => out.push_str(before),
            }
            out.push('=');
            out.push_str(after);
            out.push_str(&self.value(value));
        }
        if self.trailing_comma {
            out.push(',');
        }
        out.push_str(&self.close.replace('\n', self.line_end));
        out.push('}');
        out
    }

    fn value(&self, value: &Value) -> String {
        match value {
            Value::Bare(text) => text.clone(),
            Value::Braced(text) => {
                let text = text.replace("\r\n", "\n").replace('\n', self.line_end);
                if self.quotes && !text.contains('"') { format!("\"{text}\"") } else { format!("{{{text}}}") }
            }
        }
    }
}

/// What was seen of some entries.
#[derive(Default)]
struct Seen {
    indents: Vec<String>,
    /// The column of `=` and the length of the name before it.
    columns: Vec<(usize, usize)>,
    before: Vec<String>,
    after: Vec<String>,
    quotes: Vec<bool>,
    commas: Vec<bool>,
    closes: Vec<String>,
    fields: Vec<Case>,
    kinds: Vec<Case>,
    gaps: Vec<usize>,
}

impl Seen {
    fn look(&mut self, text: &str, entry: &RawEntry, last: Option<usize>) {
        let gap = last.and_then(|last| text.get(last..entry.span.start as usize));
        self.gaps.extend(gap.filter(|gap| gap.trim().is_empty()).map(|gap| gap.matches('\n').count()));
        self.kinds.push(Case::of(entry.kind.of(text)));
        for field in &entry.fields {
            let (start, end) = (field.name.start as usize, field.name.end as usize);
            let name = field.name.of(text);
            self.fields.push(Case::of(name));
            let before = text.get(..start).unwrap_or_default();
            let line = before.rfind('\n').map_or(0, |at| at + 1);
            let indent = before.get(line..).unwrap_or_default();
            if indent.trim().is_empty() {
                self.indents.push(indent.to_owned());
            }
            let between = text.get(end..field.value.start as usize).unwrap_or_default();
            if let Some((left, right)) = between.split_once('=').filter(|_| !between.contains('\n')) {
                self.columns.push((name.chars().count() + left.chars().count(), name.chars().count()));
                self.before.push(left.to_owned());
                self.after.push(right.to_owned());
            }
            self.quotes.extend(match text.as_bytes().get(field.value.start as usize) {
                Some(b'"') => Some(true),
                Some(b'{') => Some(false),
                _ => None,
            });
        }
        let Some(end) = entry.fields.last().map(|field| field.value.end as usize) else { return };
        let tail = text.get(end..entry.span.end as usize).unwrap_or_default();
        self.commas.push(tail.contains(','));
        let close = tail.trim_end_matches(['}', ')']).trim_start_matches([',', ' ', '\t', '\r']);
        self.closes.push(close.replace('\r', ""));
    }

    fn style(self, text: &str) -> Style {
        let usual = Style::default();
        let ends = text.matches('\n').count();
        let columns = &self.columns;
        // Aligned is what stands in one column behind names of different lengths.
        let column = commonest(columns.iter().map(|(column, _)| *column).collect());
        let lengths: Vec<usize> =
            columns.iter().filter(|(at, _)| Some(*at) == column).map(|(_, length)| *length).collect();
        let differ = lengths.iter().any(|length| Some(length) != lengths.first());
        let align = column.filter(|_| differ && lengths.len() * 10 >= columns.len() * 8);
        Style {
            indent: commonest(self.indents).unwrap_or(usual.indent),
            align,
            around: (commonest(self.before).unwrap_or(usual.around.0), commonest(self.after).unwrap_or(usual.around.1)),
            quotes: commonest(self.quotes).unwrap_or(usual.quotes),
            trailing_comma: commonest(self.commas).unwrap_or(usual.trailing_comma),
            close: commonest(self.closes).unwrap_or(usual.close),
            fields: commonest(self.fields).unwrap_or(usual.fields),
            kinds: commonest(self.kinds).unwrap_or(usual.kinds),
            line_end: if ends > 0 && text.matches("\r\n").count() * 2 > ends { "\r\n" } else { "\n" },
            gap: commonest(self.gaps).unwrap_or(usual.gap).clamp(1, 4),
        }
    }
}
