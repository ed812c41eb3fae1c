//! CSL in YAML: files with `references:` or a bare list, and the front matter of Markdown manuscripts.
//!
//! Invariant: one broken item hides no other; of a manuscript only the front matter is read.

use super::json::{Kind, Value};
use super::keys::give_keys;
use super::{Origin, Reader, Reading, csl_json, yaml};
use std::ops::Range;

/// The reader of CSL in YAML.
pub static CSL_YAML: Reader = Reader {
    name: "csl-yaml",
    extensions: &["yaml", "yml", "md", "markdown", "qmd", "rmd"],
    sniff,
    read,
    stream: None,
};

/// The member that holds the items.
const LIST: &str = "references";
/// Members that show that an element of a list is an item.
const ITEM: [&str; 5] = ["id:", "type:", "author:", "issued:", "title:"];

/// Whether references stand at the margin of the YAML, or a list of items.
fn sniff(head: &str) -> bool {
    let Some(range) = yaml_in(head) else { return false };
    let mut lines = head[range].lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let is_list = |line: &str| line.trim_end().strip_suffix(':').is_some_and(|name| name == LIST);
    let first = lines.clone().find(|line| line.trim() != "---").unwrap_or_default();
    let is_item =
        first.strip_prefix("- ").is_some_and(|rest| ITEM.iter().any(|name| rest.trim_start().starts_with(name)));
    is_item || lines.any(|line| is_list(line) || line.starts_with("references: ["))
}

/// Where the YAML stands: the front matter of a manuscript, or the whole text. `None` for Markdown without any.
fn yaml_in(text: &str) -> Option<Range<usize>> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let base = text.len() - body.len();
    let opened = body.starts_with("---") && body[3..].trim_start_matches([' ', '\t']).starts_with(['\n', '\r']);
    if !opened {
        let first = body.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#')).unwrap_or_default();
        let is_yaml =
            first.starts_with("- ") || first.split_once(':').is_some_and(|(key, _)| !key.contains([' ', '*', '[']));
        return is_yaml.then_some(base..text.len());
    }
    let mut at = base + body.find(['\n', '\r']).unwrap_or(body.len());
    let start = at;
    for line in text[start..].split_inclusive(['\n', '\r']) {
        let bare = line.trim_end();
        if at > start && (bare == "---" || bare == "...") {
            let rest = text[at + line.len()..].trim_start();
            // What follows may be another document of YAML.
            let again = rest.strip_prefix("references:").unwrap_or(rest).trim_start().starts_with("- id:");
            return Some(if again { base..text.len() } else { start..at });
        }
        at += line.len();
    }
    Some(start..text.len())
}

fn read(text: &str, origin: &Origin<'_>) -> Reading {
    let mut reading = Reading::default();
    let Some(range) = yaml_in(text) else { return reading };
    let found = yaml::read(text, range, Some(LIST));
    for tree in &found.trees {
        let root = Value::new(text, tree);
        match csl_json::wrapped(root) {
            Some(list) => list.children().for_each(|value| csl_json::take(value, origin.depth, &mut reading)),
            None if root.kind() == Some(Kind::Array) => {
                root.children().for_each(|value| csl_json::take(value, origin.depth, &mut reading));
            }
            // What was saved of a broken file stands in one tree, without the list.
            None => {
                let items =
                    root.children().filter(|value| value.kind() == Some(Kind::Object) && value.get("id").is_some());
                items.for_each(|value| csl_json::take(value, origin.depth, &mut reading));
            }
        }
    }
    let Reading { records, problems } = &mut reading;
    records.iter_mut().for_each(|record| record.format = CSL_YAML.name);
    problems.extend(found.problems);
    give_keys(records, origin, |record| problems.push(csl_json::missing_key(record)));
    problems.sort_by_key(|problem| problem.span);
    reading
}

#[cfg(test)]
mod tests;
