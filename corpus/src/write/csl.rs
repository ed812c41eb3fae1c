//! Records as CSL-JSON, for Pandoc, Zotero and all that cites by CSL.
//!
//! Abstracts and titles in further languages are `abstract_fr`, `title_en` in `custom`, where CSL allows members of one's own
//! and our reader looks for them; what CSL has no variable for stands there too, under its label. Not kept: which of two
//! languages a text was detected to be in, and parents (CSL knows no inheritance: a record is written with what it has).

use super::{abstracts, extras, is_uncertain, titles};
use crate::record::{Date, Name, Record, Role, TextKind};
use serde_json::{Map, Value, json};

/// Members of an object, in order.
pub type Members = Vec<(String, Value)>;

/// A list of items, as Pandoc and Zotero write it.
pub fn file<'r>(records: impl Iterator<Item = &'r Record>) -> String {
    let items: Vec<String> = records.map(|record| print(&members(record), "  ", "  ", "\n")).collect();
    if items.is_empty() { "[]\n".to_owned() } else { format!("[\n  {}\n]\n", items.join(",\n  ")) }
}

/// The members of a record's item.
#[must_use]
pub fn members(record: &Record) -> Members {
    let mut item = Item::default();
    item.put("id", json!(record.key.value));
    item.put("type", json!(record.item_type.as_csl()));
    put_titles(&mut item, record);
    put_names(&mut item, record);
    if let Some(date) = &record.issued {
        let mut issued = json!({ "date-parts": date_parts(date) });
        if is_uncertain(record, date) {
            issued["circa"] = json!(true);
        }
        item.put("issued", issued);
    }
    for variable in &record.variables {
        item.put(variable.name, value(&variable.text.value));
    }
    let languages: Vec<&str> = record.languages.iter().map(|declared| declared.written.value.as_str()).collect();
    if !languages.is_empty() {
        item.put("language", json!(languages.first()));
        languages.iter().skip(1).for_each(|more| item.put_own("language", json!(more)));
    }
    let words: Vec<&str> = record.keywords.iter().map(|word| word.value.as_str()).collect();
    if !words.is_empty() {
        // A word with a comma in it is told from its neighbours by a semicolon.
        let has_comma = words.iter().any(|word| word.contains(','));
        let last = if has_comma && words.len() == 1 { ";" } else { "" };
        item.put("keyword", json!(words.join(if has_comma { "; " } else { ", " }) + last));
    }
    put_abstracts(&mut item, record);
    for (label, value) in extras(record) {
        item.put_own(label, json!(value));
    }
    for alias in &record.aliases {
        item.put_own("ids", json!(alias.value));
    }
    item.finish()
}

#[derive(Default)]
struct Item {
    members: Members,
    own: Map<String, Value>,
}

impl Item {
    /// A member of CSL's; a second one of the same name is kept as one of ours.
    fn put(&mut self, name: &str, value: Value) {
        if self.members.iter().any(|(known, _)| known == name) {
            self.put_own(name, value);
        } else {
            self.members.push((name.to_owned(), value));
        }
    }

    /// A member of ours: a name that is taken gets a number.
    fn put_own(&mut self, name: &str, value: Value) {
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        let free = std::iter::once(name.to_owned()).chain(numbered).find(|name| !self.own.contains_key(name));
        self.own.insert(free.unwrap_or_default(), value);
    }

    fn finish(mut self) -> Members {
        if !self.own.is_empty() {
            self.members.push(("custom".to_owned(), Value::Object(self.own)));
        }
        self.members
    }
}

fn put_titles(item: &mut Item, record: &Record) {
    let (main, more) = titles(record);
    if let Some(main) = main {
        item.put("title", json!(main.text));
    }
    for title in &record.titles {
        match title.kind {
            TextKind::Short => item.put("title-short", json!(title.text)),
            TextKind::Original => item.put("original-title", json!(title.text)),
            TextKind::Subtitle => item.put("subtitle", json!(title.text)),
            _ => {}
        }
    }
    for (title, tag) in more {
        let name = tag.map_or("translated-title".to_owned(), |tag| format!("title_{tag}"));
        item.put_own(&name, json!(title.text));
    }
    for container in &record.containers {
        let name = if container.kind == TextKind::Short { "container-title-short" } else { "container-title" };
        item.put(name, json!(container.text));
    }
}

fn put_names(item: &mut Item, record: &Record) {
    let mut variables: Vec<&str> = Vec::new();
    for name in &record.names {
        let variable = variable_of(name);
        if !variables.contains(&variable) {
            variables.push(variable);
        }
    }
    for variable in variables {
        let list = record.names.iter().filter(|name| variable_of(name) == variable).map(name_parts);
        item.put(variable, Value::Array(list.collect()));
    }
}

fn variable_of(name: &Name) -> &str {
    match name.role {
        Role::Author => "author",
        Role::Editor => "editor",
        Role::Translator => "translator",
        Role::Other => match name.role_written.as_str() {
            "bookauthor" => "container-author",
            "" => "contributor",
            other => other,
        },
    }
}

/// A name as CSL's object of its parts.
#[must_use]
pub fn name_parts(name: &Name) -> Value {
    if let Some(literal) = &name.literal {
        return json!({ "literal": literal });
    }
    let parts = [
        ("family", &name.family),
        ("given", &name.given),
        ("non-dropping-particle", &name.particle),
        ("suffix", &name.suffix),
    ];
    let parts = parts.into_iter().filter(|(_, part)| !part.is_empty());
    Value::Object(parts.map(|(name, part)| (name.to_owned(), json!(part))).collect())
}

fn put_abstracts(item: &mut Item, record: &Record) {
    let (first, more) = abstracts(record);
    let mut whole = first.map_or(String::new(), |text| text.text.clone());
    let mut tagged = Vec::new();
    for (text, tag) in more {
        match tag {
            Some(tag) => tagged.push((format!("abstract_{tag}"), &text.text)),
            None => whole = format!("{whole}\n\n{}", text.text),
        }
    }
    if !whole.is_empty() {
        item.put("abstract", json!(whole));
    }
    for (name, text) in tagged {
        item.put_own(&name, json!(text));
    }
}

/// A date as CSL's `date-parts`: one list, or two for a range.
#[must_use]
pub fn date_parts(date: &Date) -> Value {
    let mut first = vec![i64::from(date.year)];
    first.extend(date.month.map(i64::from));
    first.extend(date.month.and(date.day).map(i64::from));
    let mut parts = vec![first];
    parts.extend(date.end_year.map(|year| vec![i64::from(year)]));
    json!(parts)
}

/// A variable's value; a date that was read from CSL-JSON keeps its parts.
#[must_use]
pub fn value(text: &str) -> Value {
    parts_in(text).map_or_else(|| json!(text), |parts| json!({ "date-parts": parts }))
}

/// The parts of a date, where a variable's value is such.
#[must_use]
pub fn parts_in(text: &str) -> Option<Value> {
    let parts = text.trim_start().starts_with('[').then(|| serde_json::from_str::<Value>(text).ok()).flatten()?;
    parts.get(0)?.is_array().then_some(parts)
}

/// An item as text: members a line each, nested ones in one line; with an empty `indent` all in one line.
#[must_use]
pub fn print(members: &Members, before: &str, indent: &str, line_end: &str) -> String {
    let member = |(name, value): &(String, Value)| format!("{}: {}", json!(name), compact(value));
    let lines: Vec<String> = members.iter().map(member).collect();
    if indent.is_empty() {
        return format!("{{{}}}", lines.join(", "));
    }
    let separator = format!(",{line_end}{before}{indent}");
    format!("{{{line_end}{before}{indent}{}{line_end}{before}}}", lines.join(&separator))
}

/// A value in one line, with a blank behind commas and colons.
fn compact(value: &Value) -> String {
    match value {
        Value::Array(list) => format!("[{}]", list.iter().map(compact).collect::<Vec<_>>().join(", ")),
        Value::Object(map) => {
            let member = |(name, value): (&String, &Value)| format!("{}: {}", json!(name), compact(value));
            format!("{{{}}}", map.iter().map(member).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}
