//! `siglum init`: a commented configuration file, from what lies in a folder.

use super::args::{InitArgs, SourceArgs};
use super::gather::{Gathered, Gatherer};
use super::output::{Status, Voice, message_language};
use super::paths::Shown;
use crate::config::keys::{AUTHORS, KEYS, Key, schema};
use crate::config::{MessageLanguage, Words};
use crate::load;
use crate::rules::{RULES, address};
use crate::words;
use siglum_corpus::Lang;
use std::collections::BTreeSet;
use std::path::Path;

/// The name of the schema beside the settings.
const SCHEMA: &str = "siglum.schema.json";

/// Runs the command.
pub fn run(args: &InitArgs, voice: &mut Voice) -> Status {
    let flag = match args.lang.as_deref().map(MessageLanguage::of) {
        Some(None) => return voice.usage(&words!("--lang takes en or fr", "--lang prend en ou fr")),
        known => known.flatten(),
    };
    voice.language = message_language(flag, None, false);
    let folder = crate::project::normal(&voice.shown.cwd.join(args.folder.as_deref().unwrap_or(Path::new("."))));
    let file = folder.join("siglum.toml");
    if file.exists() && !args.force {
        return voice.failed(
            &file,
            &words!("it is there already; --force writes over it", "il est déjà là ; --force l'écrase"),
        );
    }
    let shown = Shown { cwd: folder.clone() };
    let source = SourceArgs { isolated: true, ..SourceArgs::default() };
    let gathered = Gatherer::new(&source, &shown, &voice.cache, &|_| {}).gather(std::slice::from_ref(&folder), None);
    let text = Draft { gathered: &gathered, shown: &shown, language: voice.language, schema: args.schema }.text();
    let mut files = vec![(file, text)];
    if args.schema {
        files.push((folder.join(SCHEMA), super::corpus::pretty(&schema())));
    }
    for (path, text) in files {
        if let Err(error) = load::write::write(&path, text.as_bytes()) {
            return voice.failed(&path, &Words::of_io(&error));
        }
        let name = voice.shown.path(&path);
        voice.tell(&words!("{name} is written", "{name} est écrit"));
    }
    Status::Clean
}

/// The file to be.
struct Draft<'a> {
    gathered: &'a Gathered,
    shown: &'a Shown,
    language: MessageLanguage,
    schema: bool,
}

impl Draft<'_> {
    fn text(&self) -> String {
        let mut out = String::new();
        if self.schema {
            out.push_str(&format!("#:schema ./{SCHEMA}\n\n"));
        } else if let Some(url) = address("/schema/siglum.json") {
            out.push_str(&format!("#:schema {url}\n\n"));
        }
        for key in KEYS.iter().filter(|key| !key.shape.is_table()) {
            out.push_str(&format!("{}{}\n\n", self.comment(key), self.value(key.name)));
        }
        for key in KEYS.iter().filter(|key| key.shape.is_table()) {
            out.push_str(&format!("{}[{}]\n{}\n", self.comment(key), key.name, self.table(key.name)));
        }
        out.trim_end().to_owned() + "\n"
    }

    fn comment(&self, key: &Key) -> String {
        format!("# {}\n", key.about[usize::from(self.language == MessageLanguage::French)])
    }

    /// A key with its value; as a comment where nothing here tells the value.
    fn value(&self, name: &str) -> String {
        let list = |items: &[String]| items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", ");
        match name {
            "corpus" => match &self.corpus()[..] {
                [] => "# corpus = [\"records/*.txt\"]".to_owned(),
                files => format!("corpus = [{}]", list(files)),
            },
            "languages" => match &self.languages()[..] {
                [] => "# languages = [\"fr\", \"en\"]".to_owned(),
                languages => format!("languages = [{}]", list(languages)),
            },
            "extend" => "# extend = \"../siglum.toml\"".to_owned(),
            "message-language" => "# message-language = \"fr\"".to_owned(),
            "abstracts" => "# abstracts = [\"fr\", \"en\"]".to_owned(),
            "retracted" => "# retracted = [\"retractions.csv\"]".to_owned(),
            "known-words" => "# known-words = [\"Coprod\"]".to_owned(),
            _ => "# key-pattern = \"{family}{year}\"".to_owned(),
        }
    }

    fn table(&self, name: &str) -> String {
        match name {
            "rules" => RULES.iter().map(|rule| format!("# {} = \"{}\"\n", rule.name, rule.severity.name())).collect(),
            "authors" => AUTHORS.iter().map(|key| format!("{}# {} = []\n", self.comment(key), key.name)).collect(),
            "features" => "# inlay-hints = \"on\"\n".to_owned(),
            "per-file" => "# \"old/*.md\" = [\"misspelled-author\"]\n".to_owned(),
            _ => "# \"*.txt\" = \"markdown\"\n".to_owned(),
        }
    }

    /// Bibliographies that lie here: all where a manuscript declares none, else those that no manuscript declares.
    fn corpus(&self) -> Vec<String> {
        let units = &self.gathered.units;
        let all = units.iter().any(|unit| unit.plan.asks_workspace() && !unit.manuscript().citations.is_empty());
        let declared = units.iter().filter(|_| !all).flat_map(|unit| &unit.plan.declared);
        let declared: BTreeSet<&Path> = declared.map(|one| one.path.as_path()).collect();
        let files = load::workspace_files(&self.shown.cwd).0;
        files.iter().filter(|path| !declared.contains(path.as_path())).map(|path| self.shown.raw(path)).collect()
    }

    /// The languages that manuscripts here declare, in their order.
    fn languages(&self) -> Vec<String> {
        let mut languages: Vec<String> = Vec::new();
        for lang in self.gathered.units.iter().filter_map(|unit| unit.manuscript().lang.as_ref()).map(Lang::primary) {
            if !languages.iter().any(|known| known == lang) {
                languages.push(lang.to_owned());
            }
        }
        languages
    }
}

/// A string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out + "\""
}
