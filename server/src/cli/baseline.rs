//! A baseline: the findings of one day, known by fingerprints that survive moved lines, so that only new ones count.
//!
//! A finding is known by its file, its rule, the text that is meant and the key it is about, and by how many like it the
//! file has; not by its line.

use super::lint::Found;
use super::output::{Status, Voice, write_report};
use super::places::Texts;
use super::report::Finding;
use crate::config::Words;
use crate::load;
use crate::words;
use serde_json::{Value, json};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

/// What a finding is known by: its path from the baseline's folder, and its fingerprint.
type Known = (String, String);

/// How many findings of each kind are known.
pub struct Baseline {
    /// The folder that paths are relative to.
    folder: PathBuf,
    /// The count, and for people who read the file, the rule and the text.
    counts: BTreeMap<Known, (usize, String, String)>,
}

impl Baseline {
    /// The findings of now. Their folder is told when they are written.
    pub fn of(found: &Found, voice: &Voice) -> Self {
        let mut counts = BTreeMap::new();
        for finding in &found.findings {
            let known = (voice.shown.raw(&finding.path), fingerprint(finding, &found.texts));
            let entry = (0, finding.diagnostic.rule.to_owned(), text(finding, &found.texts).into_owned());
            counts.entry(known).or_insert(entry).0 += 1;
        }
        Self { folder: voice.shown.cwd.clone(), counts }
    }

    /// Writes it.
    pub fn write(self, file: &Path, voice: &Voice) -> Status {
        let target = voice.shown.cwd.join(file);
        let folder = target.parent().unwrap_or(&target);
        let mut findings: Vec<Value> = Vec::new();
        for ((path, fingerprint), (count, rule, found)) in &self.counts {
            let path = from(folder, &self.folder.join(path));
            findings.push(json!({
                "path": path, "rule": rule, "found": found, "count": count, "fingerprint": fingerprint,
            }));
        }
        let count: usize = self.counts.values().map(|known| known.0).sum();
        let text = super::corpus::pretty(&json!({ "version": 1, "findings": findings }));
        let status = write_report(&text, Some(file), voice);
        if status == Status::Clean {
            let shown = voice.shown.path(&target);
            voice.tell(&words!("{count} findings are written to {shown}", "{count} constats sont écrits dans {shown}"));
        }
        status
    }

    /// Reads a baseline; a sentence where that cannot be done.
    pub fn read(file: &Path, voice: &Voice) -> Result<Self, Words> {
        let target = voice.shown.cwd.join(file);
        let place = voice.shown.path(&target);
        let at = |why: Words| Words { en: format!("{place}: {}", why.en), fr: format!("{place} : {}", why.fr) };
        let text = load::read_list(&target).map_err(|error| at(error.kind.words()))?;
        let counts = entries(&text).ok_or_else(|| {
            at(words!(
                "this is no baseline; --write-baseline writes one",
                "ce n'est pas une base de référence ; --write-baseline en écrit une"
            ))
        })?;
        Ok(Self { folder: target.parent().unwrap_or(&target).to_owned(), counts })
    }

    /// Leaves out the findings that are known; how many they are.
    pub fn leave_out(&self, found: &mut Found, voice: &Voice) -> usize {
        let left = RefCell::new(self.counts.clone());
        let count = found.retain(|finding, texts| {
            let known = (from(&self.folder, &finding.path), fingerprint(finding, texts));
            match left.borrow_mut().get_mut(&known) {
                Some((count, ..)) if *count > 0 => {
                    *count -= 1;
                    false
                }
                _ => true,
            }
        });
        let gone: usize = left.borrow().values().map(|(count, ..)| *count).sum();
        if gone > 0 {
            voice.detail(|| {
                words!(
                    "{gone} findings of the baseline are no longer there; --write-baseline writes it anew",
                    "{gone} constats de la base de référence ont disparu ; --write-baseline l'écrit à neuf"
                )
            });
        }
        count
    }
}

fn entries(text: &str) -> Option<BTreeMap<Known, (usize, String, String)>> {
    let value: Value = serde_json::from_str(text).ok()?;
    if value.get("version")?.as_u64()? != 1 {
        return None;
    }
    let one = |entry: &Value| {
        let text = |name: &str| entry.get(name).and_then(Value::as_str).map(str::to_owned);
        let count = entry.get("count").and_then(Value::as_u64)? as usize;
        let rest = (count, text("rule").unwrap_or_default(), text("found").unwrap_or_default());
        Some(((text("path")?, text("fingerprint")?), rest))
    };
    value.get("findings")?.as_array()?.iter().map(one).collect()
}

/// A path as seen from a folder, with forward slashes.
fn from(folder: &Path, path: &Path) -> String {
    let (folder, path) = (crate::project::normal(folder), crate::project::normal(path));
    let shared = folder.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(shared).map(|_| "..".to_owned());
    let down = path.components().skip(shared).map(|part| match part {
        Component::Normal(name) => name.to_string_lossy().into_owned(),
        other => other.as_os_str().to_string_lossy().into_owned(),
    });
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// The text of the file that a finding means.
fn text<'a>(finding: &'a Finding, texts: &'a Texts) -> Cow<'a, str> {
    match &finding.diagnostic.found {
        Some(found) => Cow::Borrowed(found),
        None => texts.text(&finding.path, finding.diagnostic.span).unwrap_or_default(),
    }
}

/// What a finding is known by within its file, whatever its line: its rule, its text and its key.
pub fn fingerprint(finding: &Finding, texts: &Texts) -> String {
    let diagnostic = &finding.diagnostic;
    let text = text(finding, texts);
    let words: Vec<&str> = text.split_whitespace().collect();
    let key = diagnostic.key.as_deref().unwrap_or_default();
    hash(&[diagnostic.rule, &words.join(" "), key])
}

/// FNV-1a of 128 bits, which stays the same in every version and on every machine.
pub fn hash(parts: &[&str]) -> String {
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    for byte in parts.iter().flat_map(|part| part.bytes().chain([0xff])) {
        hash = (hash ^ u128::from(byte)).wrapping_mul(PRIME);
    }
    format!("{hash:032x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_from_the_folder() {
        let seen = |folder: &str, path: &str| from(Path::new(folder), Path::new(path));
        assert_eq!(seen("/a", "/a/b/c.md"), "b/c.md");
        assert_eq!(seen("/a/ci", "/a/b.md"), "../b.md");
    }

    #[test]
    fn parts_do_not_run_into_one_another() {
        assert_ne!(hash(&["a", "bc"]), hash(&["ab", "c"]));
        assert_eq!(hash(&[]), "6c62272e07bb014262b821756295c58d");
    }
}
