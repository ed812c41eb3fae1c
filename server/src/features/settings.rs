//! The configuration file in an editor: what can stand at a place of it, and what a setting does. Both are read from the
//! tables that read the file itself, and need no file that is whole: one is asked while it is being typed.

mod place;

use super::show::Sheet;
use super::{Completion, Completions, Kind, Shown};
use crate::config::features::{FEATURES, SWITCHES, formats};
use crate::config::keys::{KEYS, Key, OPTIONS, RuleOption, SEVERITIES, Shape};
use crate::config::{MessageLanguage, NAMES, is_shared};
use crate::manuscript::FORMATS;
use crate::rules::{RULES, Rule, page, rule};
use place::{Place, Side, at};
use siglum_corpus::span::Span;
use std::path::Path;

/// Whether a file of that name is one that settings are read from.
#[must_use]
pub fn is_settings(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(|name| NAMES.contains(&name))
}

/// The table that holds the settings of a file which is not ours alone, as names that lead there.
const TABLE: [&str; 2] = ["tool", "siglum"];

/// A file of settings while it is edited.
#[derive(Clone, Copy)]
pub struct File<'a> {
    /// Where it lies; by its name, settings stand in a table of their own.
    pub path: &'a Path,
    /// Its text.
    pub text: &'a str,
    /// The language of messages.
    pub language: MessageLanguage,
}

impl File<'_> {
    /// The names that lead to the table of settings.
    fn prefix(&self) -> &'static [&'static str] {
        if is_shared(self.path) { &TABLE } else { &[] }
    }

    /// A path of names below the table of settings.
    fn below<'p>(&self, path: &'p [String]) -> Option<&'p [String]> {
        let prefix = self.prefix();
        (path.len() >= prefix.len() && path.iter().zip(prefix).all(|(name, own)| name == own))
            .then(|| &path[prefix.len()..])
    }

    /// The name of a table as the file spells it.
    fn named(&self, table: &str) -> String {
        self.prefix().iter().copied().chain([table]).collect::<Vec<_>>().join(".")
    }
}

/// What a path of names leads to.
enum Node {
    Table(&'static [Key]),
    Rules,
    Rule(&'static Rule),
    PerFile,
    File,
    Formats,
    Features,
    FeaturesOf,
    Values(Vec<&'static str>),
}

fn node(path: &[String]) -> Option<Node> {
    let mut node = Node::Table(KEYS);
    for name in path {
        node = match node {
            Node::Table(keys) => match &keys.iter().find(|key| key.name == name)?.shape {
                Shape::Choice(values) => Node::Values(values.to_vec()),
                Shape::Rules => Node::Rules,
                Shape::PerFile => Node::PerFile,
                Shape::Formats => Node::Formats,
                Shape::Features => Node::Features,
                Shape::Table(keys) => Node::Table(keys),
                Shape::Text | Shape::Texts | Shape::TextLists => return None,
            },
            Node::Rules => Node::Rule(rule(name)?),
            Node::Rule(_) if name == "severity" => Node::Values(SEVERITIES.to_vec()),
            Node::Rule(rule) => Node::Values(option(rule.name, name)?.values.to_vec()),
            Node::PerFile => Node::File,
            Node::File => rule(name).map(|_| Node::Values(SEVERITIES.to_vec()))?,
            Node::Formats => Node::Values(FORMATS.iter().map(|format| format.name).collect()),
            Node::Features if formats().contains(&name.as_str()) => Node::FeaturesOf,
            Node::Features | Node::FeaturesOf => Node::Values(SWITCHES.map(|(name, _)| name).to_vec()),
            Node::Values(_) => return None,
        };
    }
    Some(node)
}

fn option(rule: &str, name: &str) -> Option<&'static RuleOption> {
    OPTIONS.iter().find(|option| option.rule == rule && option.name == name)
}

/// What can stand at `offset` (bytes).
#[must_use]
pub fn complete(file: File<'_>, offset: usize) -> Option<Completions> {
    let text = file.text;
    let mut place = at(text, offset)?;
    if place.side != Side::Header {
        place.path = file.below(&place.path)?.to_vec();
    }
    let names = match place.side {
        Side::Header => headers().iter().map(|table| file.named(table)).collect(),
        Side::Key => keys(file, &place)?,
        Side::Value => values(&place)?,
    };
    let mut replace = place.word(text, offset);
    if place.side == Side::Header {
        replace = Span::new(place.whole, replace.range().end);
    }
    let quoted = place.side == Side::Value;
    let assigned = text[replace.end as usize..].trim_start_matches([' ', '\t']).starts_with('=');
    let item = |name: String| {
        let is_header = name.starts_with('[');
        let named = || name.trim_matches(['[', ']']).split('.').map(str::to_owned).collect::<Vec<_>>();
        let path: Vec<String> = match place.side {
            Side::Value if place.in_list => vec!["rules".to_owned(), name.clone()],
            Side::Value => Vec::new(),
            Side::Key if !is_header => place.path.iter().cloned().chain([name.clone()]).collect(),
            Side::Header | Side::Key => file.below(&named()).unwrap_or_default().to_vec(),
        };
        let text = match place.side {
            Side::Key if !is_header && !assigned => format!("{name} = "),
            _ if quoted => format!("\"{name}\""),
            _ => name.clone(),
        };
        Completion {
            detail: String::new(),
            description: about(&path, file.language).unwrap_or_default(),
            filter: if quoted { text.clone() } else { name.clone() },
            label: name,
            replace,
            text,
            kind: Kind::Setting,
        }
    };
    Some(Completions { items: names.into_iter().map(item).collect(), incomplete: false })
}

/// The tables that have a heading of their own.
fn headers() -> Vec<String> {
    let tables = KEYS.iter().filter(|key| key.shape.is_table()).map(|key| key.name.to_owned());
    let rules = OPTIONS.iter().map(|option| format!("rules.{}", option.rule));
    let features = formats().into_iter().map(|format| format!("features.{format}"));
    tables.chain(rules).chain(features).collect()
}

fn keys(file: File<'_>, place: &Place) -> Option<Vec<String>> {
    let rules = || RULES.iter().map(|rule| rule.name.to_owned()).collect();
    let features = || FEATURES.map(|(name, _)| name.to_owned()).to_vec();
    Some(match node(&place.path)? {
        Node::Table(keys) => {
            let table = |key: &Key| format!("[{}]", file.named(key.name));
            let named = |key: &Key| if key.shape.is_table() { table(key) } else { key.name.to_owned() };
            keys.iter().map(named).collect()
        }
        Node::Rules | Node::File => rules(),
        Node::Rule(rule) => {
            let own = OPTIONS.iter().filter(|option| option.rule == rule.name).map(|option| option.name);
            ["severity"].into_iter().chain(own).map(str::to_owned).collect()
        }
        Node::Features | Node::FeaturesOf => features(),
        Node::PerFile | Node::Formats | Node::Values(_) => return None,
    })
}

fn values(place: &Place) -> Option<Vec<String>> {
    let owned = |values: Vec<&str>| Some(values.into_iter().map(str::to_owned).collect());
    match node(&place.path)? {
        Node::Values(values) if !place.in_list => owned(values),
        Node::Rule(_) if !place.in_list => owned(SEVERITIES.to_vec()),
        Node::File if place.in_list => owned(RULES.iter().map(|rule| rule.name).collect()),
        _ => None,
    }
}

/// What the setting at `offset` (bytes) does.
#[must_use]
pub fn hover(file: File<'_>, offset: usize, markdown: bool) -> Option<Shown> {
    let text = file.text;
    let place = at(text, offset)?;
    let span = place.word(text, offset);
    let word = text.get(span.range())?.trim_matches(['"', '\'']);
    if word.is_empty() {
        return None;
    }
    let mut path = place.path;
    match place.side {
        Side::Header | Side::Key => path.push(word.to_owned()),
        Side::Value => {}
    }
    let mut path = file.below(&path)?.to_vec();
    if place.side == Side::Value && place.in_list && rule(word).is_some() {
        path = vec!["rules".to_owned(), word.to_owned()];
    }
    let mut sheet = Sheet::new(markdown);
    sheet.strong(&path.join("."));
    sheet.line(&about(&path, file.language)?);
    if let Some(page) = rule_of(&path).and_then(|rule| page(rule.name)) {
        sheet.url(&page);
    }
    Some(Shown { span, text: sheet.finish() })
}

fn rule_of(path: &[String]) -> Option<&'static Rule> {
    match path {
        [table, name] if table == "rules" => rule(name),
        [table, _, name] if table == "per-file" => rule(name),
        _ => None,
    }
}

/// What is said of a setting.
fn about(path: &[String], language: MessageLanguage) -> Option<String> {
    let at = usize::from(language == MessageLanguage::French);
    if let Some(rule) = rule_of(path) {
        let default = rule.severity.name();
        let default = [format!("Default: {default}."), format!("Par défaut : {default}.")];
        return Some(format!("{}. {}", rule.docs.summary[at], default[at]));
    }
    if let [table, rule, name] = path
        && table == "rules"
        && let Some(option) = option(rule, name)
    {
        return Some(option.about[at].to_owned());
    }
    let (first, rest) = path.split_first()?;
    let key = KEYS.iter().find(|key| key.name == first)?;
    let key = match (&key.shape, rest) {
        (Shape::Table(keys), [name]) => keys.iter().find(|key| key.name == name)?,
        _ => key,
    };
    Some(key.about[at].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The offset of the `|` in a text, and the text without it.
    fn cursor(text: &str) -> (String, usize) {
        (text.replacen('|', "", 1), text.find('|').unwrap())
    }

    fn file<'a>(path: &'a str, text: &'a str) -> File<'a> {
        File { path: Path::new(path), text, language: MessageLanguage::English }
    }

    /// What is offered at the `|`.
    fn offered(text: &str) -> Vec<String> {
        offered_in("siglum.toml", text)
    }

    fn offered_in(path: &str, text: &str) -> Vec<String> {
        let (text, offset) = cursor(text);
        let found = complete(file(path, &text), offset).unwrap_or_default();
        found.items.into_iter().map(|item| item.label).collect()
    }

    /// The text after the item of that label was taken at the `|`.
    fn taken(text: &str, label: &str) -> String {
        let (mut text, offset) = cursor(text);
        let found = complete(file("siglum.toml", &text), offset).unwrap();
        let item = found.items.into_iter().find(|item| item.label == label).unwrap();
        assert!(item.filter.starts_with(&text[item.replace.start as usize..offset]), "{item:?}");
        text.replace_range(item.replace.range(), &item.text);
        text
    }

    #[test]
    fn what_can_stand_somewhere_is_offered_there() {
        assert!(offered("|").contains(&"corpus".to_owned()) && offered("|").contains(&"[rules]".to_owned()));
        assert_eq!(taken("cor|", "corpus"), "corpus = ");
        assert_eq!(taken("cor| = []", "corpus"), "corpus = []");
        assert_eq!(taken("message-language = |", "fr"), "message-language = \"fr\"");
        assert_eq!(taken("message-language = \"f|\"\n", "fr"), "message-language = \"fr\"\n");
        assert_eq!(taken("[ru|]", "rules"), "[rules]");
        assert_eq!(taken("[rules.mis|]", "rules.misspelled-author"), "[rules.misspelled-author]");
        assert_eq!(taken("[rules]\nunk|\n", "unknown-key"), "[rules]\nunknown-key = \n");
        assert_eq!(offered("[rules]\nunknown-key = \"|\""), SEVERITIES);
        assert_eq!(offered("[rules.misspelled-author]\n|"), ["severity", "scope"]);
        assert_eq!(offered("[rules]\nmisspelled-author = { severity = \"info\", scope = |"), ["cited", "all"]);
        assert_eq!(offered("rules.misspelled-author.scope = |"), ["cited", "all"]);
        assert_eq!(offered("[authors]\n|"), ["known", "same-as"]);
        assert!(offered("[per-file]\n\"old.d/*.md\" = [\"unknown-key\", |]").contains(&"unknown-key".to_owned()));
        assert_eq!(offered("[per-file.\"a.md\"]\nunknown-key = |"), SEVERITIES);
        assert!(offered("[formats]\n\"*.txt\" = |").contains(&"markdown".to_owned()));
        assert_eq!(offered("[features]\nhover = |"), ["auto", "on", "off"]);
        assert_eq!(offered("[features.latex]\nhover = |"), ["auto", "on", "off"]);
        for nothing in ["# co|", "corpus = [\"|\"]", "known-words = |", "[formats]\n|", "x = |", "[rules]\nx = |"] {
            assert_eq!(offered(nothing), Vec::<String>::new(), "{nothing}");
        }
        // A list over several lines is no heading.
        assert_eq!(offered("[authors]\nsame-as = [\n[\"a\", \"b\"]\n]\n|"), ["known", "same-as"]);
    }

    #[test]
    fn a_setting_says_what_it_does_in_the_readers_language() {
        let said = |text: &str, language| {
            let (text, offset) = cursor(text);
            hover(File { language, ..file("siglum.toml", &text) }, offset, true)
                .map(|shown| shown.text)
                .unwrap_or_default()
        };
        use MessageLanguage::{English, French};
        assert!(said("cor|pus = []", English).contains("Files, folders and globs"));
        assert!(said("cor|pus = []", French).contains("Fichiers, dossiers et motifs"));
        assert!(said("corpus = [\"a|.bib\"]", English).contains("Files, folders"));
        assert!(said("[rules]\nunknown-|key = \"off\"", English).contains("Default: "));
        assert!(said("[rules.misspelled-author]\nsc|ope = \"all\"", English).contains("With which names"));
        assert!(said("[per-file]\n\"a\" = [\"unknown-k|ey\"]", English).contains("unknown-key"));
        assert!(said("[auth|ors]", English).contains("about names"));
        assert_eq!(said("corpsu| = []", English), "");
    }

    #[test]
    fn in_a_pyproject_settings_have_a_table_of_their_own() {
        let offered = |text: &str| offered_in("pyproject.toml", text);
        assert!(offered("[tool.siglum]\n|").contains(&"corpus".to_owned()));
        assert!(offered("[tool.siglum]\n|").contains(&"[tool.siglum.rules]".to_owned()));
        assert!(offered("[tool.si|]").contains(&"tool.siglum.rules".to_owned()));
        assert_eq!(offered("[tool.siglum.rules]\nunknown-key = |"), SEVERITIES);
        for theirs in ["|", "[project]\n|", "[tool]\n|", "[tool.ruff]\nli|", "[rules]\nunknown-key = |"] {
            assert_eq!(offered(theirs), Vec::<String>::new(), "{theirs}");
        }
        let said = |text: &str| {
            let (text, offset) = cursor(text);
            hover(file("pyproject.toml", &text), offset, true).map(|shown| shown.text).unwrap_or_default()
        };
        assert!(said("[tool.siglum]\ncor|pus = []").starts_with("**corpus**"));
        assert!(said("[tool.siglum.auth|ors]").contains("about names"));
        assert_eq!(said("[project]\ncor|pus = []"), "");
    }

    proptest! {
        #[test]
        fn any_text_can_be_asked_about(text in "[a-z\\[\\]{}=\"'#.,\n é-]{0,60}", at in 0usize..64) {
            let offset = text.floor_char_boundary(at.min(text.len()));
            for language in [MessageLanguage::English, MessageLanguage::French] {
                let file = File { language, ..file("pyproject.toml", &text) };
                let found = complete(file, offset).unwrap_or_default();
                let inside = |item: &Completion| text.get(item.replace.range()).is_some() && item.replace.touches(offset);
                prop_assert!(found.items.iter().all(inside));
                let shown = hover(file, offset, false);
                prop_assert!(shown.is_none_or(|shown| text.get(shown.span.range()).is_some()));
            }
        }
    }
}
