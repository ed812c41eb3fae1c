//! Keys for records that have none: made from name, year and title by a pattern, the same at every reading.
//!
//! Invariant: no two keys of one maker are equal, and a record's key does not depend on the records after it.

use super::Origin;
use crate::fold::{fold, words};
use crate::record::Record;
use crate::span::Text;
use rustc_hash::FxHashMap;

/// The pattern where none is configured: `tuurnas2016`.
pub const DEFAULT_PATTERN: &str = "{family}{year}";

/// Makes the keys of one file.
#[derive(Debug)]
pub struct KeyMaker<'a> {
    pattern: &'a str,
    stem: &'a str,
    used: FxHashMap<String, u32>,
}

impl<'a> KeyMaker<'a> {
    /// A maker for a file. The pattern is text with placeholders: `{family}`, the first author's family name (or the
    /// first long word of an institution's); `{year}`; `{title}`, the title's first word of four letters or more;
    /// `{stem}`, the file's name without extension. All but the stem are folded to lower-case ASCII where they can be.
    #[must_use]
    pub fn new(origin: &Origin<'a>) -> Self {
        let pattern = if origin.key_pattern.is_empty() { DEFAULT_PATTERN } else { origin.key_pattern };
        Self { pattern, stem: origin.stem, used: FxHashMap::default() }
    }

    /// Notes a key that the file itself gives, so that none is made like it.
    pub fn taken(&mut self, key: &str) {
        self.used.entry(key.to_string()).or_insert(0);
    }

    /// The key of a record that has none. A key that repeats gets `a`, `b` and so on (`-2`, `-3` after a stem). The
    /// stem alone stands for a record with neither name nor year.
    pub fn make(&mut self, record: &Record) -> String {
        let base = self.base(record);
        self.make_of(&base)
    }

    /// What a record's key is made of, whatever the keys of others.
    #[must_use]
    pub fn base(&self, record: &Record) -> Base {
        let family = family(record);
        let title = title(record);
        let year = record.year().map_or(String::new(), |year| year.to_string());
        let bare = family.is_empty() && year.is_empty();
        let base = if bare {
            self.stem.to_string()
        } else {
            let named = if family.is_empty() { &title } else { &family };
            let filled = self.pattern.replace("{family}", named).replace("{year}", &year);
            filled.replace("{title}", &title).replace("{stem}", self.stem)
        };
        let text = if base.trim().is_empty() { "record".to_string() } else { base.split_whitespace().collect() };
        Base { text, bare }
    }

    /// A key that no other record has.
    pub fn make_of(&mut self, Base { text: base, bare }: &Base) -> String {
        let mut count = self.used.get(base.as_str()).copied();
        let mut key = base.clone();
        while let Some(n) = count {
            key = if *bare { format!("{base}-{}", n + 2) } else { format!("{base}{}", letters(n)) };
            self.used.insert(base.clone(), n + 1);
            count = if self.used.contains_key(&key) { Some(n + 1) } else { None };
        }
        self.used.insert(key.clone(), 0);
        key
    }
}

/// What a key is made of.
#[derive(Clone, Debug)]
pub struct Base {
    text: String,
    /// Whether it is no more than the file's name.
    bare: bool,
}

/// Gives keys to the records that have none; `made` is told of each.
pub fn give_keys(records: &mut [Record], origin: &Origin<'_>, mut made: impl FnMut(&Record)) {
    if origin.keyless {
        return records.iter().filter(|record| record.key.value.is_empty()).for_each(made);
    }
    let mut keys = KeyMaker::new(origin);
    records.iter().for_each(|record| keys.taken(&record.key.value));
    for record in records.iter_mut().filter(|record| record.key.value.is_empty()) {
        record.key = Text::made(keys.make(record));
        made(record);
    }
}

/// `a` to `z`, then `aa`, `ab` ...
fn letters(n: u32) -> String {
    let last = char::from(b'a' + u8::try_from(n % 26).unwrap_or(0));
    if n < 26 { last.to_string() } else { format!("{}{last}", letters(n / 26 - 1)) }
}

fn family(record: &Record) -> String {
    let Some(name) = record.main_names().into_iter().next() else { return String::new() };
    match &name.literal {
        Some(literal) => first_word(literal),
        None => fold(&name.family).chars().filter(|c| c.is_alphanumeric()).collect(),
    }
}

fn title(record: &Record) -> String {
    record.title().map_or(String::new(), |title| first_word(&title.text))
}

/// The first word of four letters or more, else the first of all.
fn first_word(text: &str) -> String {
    let folded = fold(text);
    let mut all = words(&folded);
    let first = all.next().unwrap_or_default();
    if first.chars().count() >= 4 {
        return first.to_string();
    }
    all.find(|word| word.chars().count() >= 4).unwrap_or(first).to_string()
}

#[cfg(test)]
mod tests {
    use super::KeyMaker;
    use crate::read::Origin;
    use crate::record::{Date, LangText, Name, Record};

    fn record(family: &str, year: i32, title: &str) -> Record {
        let name = Name { family: family.into(), ..Name::default() };
        let date = Date { year, ..Date::default() };
        Record {
            names: (!family.is_empty()).then_some(name).into_iter().collect(),
            issued: (year != 0).then_some(date),
            titles: vec![LangText { text: title.into(), ..LangText::default() }],
            ..Record::default()
        }
    }

    #[test]
    fn keys_are_stable_and_never_repeat() {
        let mut keys = KeyMaker::new(&Origin { stem: "000_pair", ..Origin::default() });
        keys.taken("tuurnas2016a");
        let made: Vec<_> = [
            record("Tuurnas", 2016, "L'impact"),
            record("Tuurnas", 2016, ""),
            record("Tuurnas", 2016, ""),
            record("Brandão d'Été", 0, ""),
            record("", 2016, "L'impact"),
            record("", 0, "x"),
            record("", 0, "x"),
        ]
        .iter()
        .map(|record| keys.make(record))
        .collect();
        assert_eq!(
            made,
            ["tuurnas2016", "tuurnas2016b", "tuurnas2016c", "brandaodete", "impact2016", "000_pair", "000_pair-2"]
        );
    }

    #[test]
    fn a_pattern_is_followed() {
        let mut keys =
            KeyMaker::new(&Origin { stem: "s", key_pattern: "{stem}:{family}_{year}_{title}", ..Origin::default() });
        assert_eq!(keys.make(&record("Ng", 1999, "Of Mice")), "s:ng_1999_mice");
    }
}
