//! A finding: what a rule says, where, how gravely, and how it is mended. It carries the id of a sentence and its words, never
//! a finished sentence.

use super::{Rule, kept, rule};
use crate::config::MessageLanguage;
use serde::{Deserialize, Serialize};
use siglum_corpus::span::Span;
use std::path::PathBuf;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// Not looked for.
    Off,
    /// Shown faintly.
    Hint,
    /// Worth knowing.
    Info,
    /// Likely wrong.
    Warning,
    /// Wrong.
    Error,
}

impl Severity {
    /// Its name in settings and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Hint => "hint",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// How sure a rule is of a finding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Confidence {
    /// A guess worth a look.
    Low,
    /// Likely.
    Medium,
    /// As good as certain.
    #[default]
    High,
}

impl Confidence {
    /// Its name in flags and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// A word that the code itself holds: a rule's name, a sentence's id, a placeholder.
pub type Own = &'static str;

/// A finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The rule's name.
    #[serde(deserialize_with = "kept::word")]
    pub rule: Own,
    /// How grave it is, after configuration.
    pub severity: Severity,
    /// How sure the rule is.
    pub confidence: Confidence,
    /// Where, in bytes of the text that was checked (a corpus file: bytes of the file as stored).
    pub span: Span,
    /// What it says: a kind with its arguments.
    pub message: Message,
    /// The text of the manuscript that is meant.
    pub found: Option<String>,
    /// What the record says: the nearest key, the name, the whole title, the year.
    pub expected: Option<String>,
    /// The key it is about.
    pub key: Option<String>,
    /// Ways to mend it, the best first.
    pub fixes: Vec<Fix>,
    /// Other places that explain it.
    pub related: Vec<Related>,
    /// Whether the text is without use, so that editors fade it.
    pub unnecessary: bool,
}

/// What a diagnostic says: which of the rule's sentences, and the words to put into it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The sentence, by its id in [`Rule::messages`].
    #[serde(deserialize_with = "kept::word")]
    pub id: Own,
    /// Words for its `{placeholders}`.
    #[serde(deserialize_with = "kept::args")]
    pub args: Vec<(Own, String)>,
}

/// A sentence in the languages of the interface, with `{placeholders}`.
pub struct MessageText {
    /// Its id within the rule.
    pub id: &'static str,
    /// English.
    pub en: &'static str,
    /// French.
    pub fr: &'static str,
}

/// A way to mend a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// What it does, a sentence as in a diagnostic's message.
    pub title: Message,
    /// Whether it may be applied without a look.
    pub safety: Safety,
    /// The edits, in order, not overlapping.
    pub edits: Vec<Edit>,
}

/// Whether a fix may be applied without a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Safety {
    /// The meaning is certain.
    Safe,
    /// A person must look: the record may be the wrong one.
    Unsafe,
}

/// Replace a span of a file by a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The file; `None` for the one that was checked.
    pub path: Option<PathBuf>,
    /// What is replaced, in bytes.
    pub span: Span,
    /// By what.
    pub text: String,
}

/// Another place that explains a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    /// The file; `None` for the one that was checked.
    pub path: Option<PathBuf>,
    /// Where, in bytes.
    pub span: Span,
    /// What stands there, a sentence as in a diagnostic's message.
    pub message: Message,
}

impl Diagnostic {
    /// A finding of `rule` with its default severity and nothing more.
    #[must_use]
    pub fn new(rule: &'static Rule, span: Span, message: Message) -> Self {
        Self {
            rule: rule.name,
            severity: rule.severity,
            confidence: Confidence::default(),
            span,
            message,
            found: None,
            expected: None,
            key: None,
            fixes: Vec::new(),
            related: Vec::new(),
            unnecessary: false,
        }
    }
}

impl Message {
    /// The rule's sentence of that id, without words yet.
    #[must_use]
    pub fn new(id: &'static str) -> Self {
        Self { id, args: Vec::new() }
    }

    /// The same with a word for `{name}`.
    #[must_use]
    pub fn arg(mut self, name: &'static str, word: impl Into<String>) -> Self {
        self.args.push((name, word.into()));
        self
    }

    /// The sentence in a language of the interface. Words are put in as they are: shells escape for their medium.
    #[must_use]
    pub fn render(&self, rule_name: &str, language: MessageLanguage) -> String {
        let text = rule(rule_name).and_then(|rule| rule.messages.iter().find(|text| text.id == self.id));
        let Some(text) = text else { return self.id.to_owned() };
        let pattern = match language {
            MessageLanguage::English => text.en,
            MessageLanguage::French => text.fr,
        };
        self.fill(pattern)
    }

    /// One pass, so that a word that looks like a placeholder stays a word.
    fn fill(&self, pattern: &str) -> String {
        let mut out = String::with_capacity(pattern.len() + 32);
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, after)) = after.split_once('}') else { break };
            let word = self.args.iter().find(|(arg, _)| *arg == name);
            out.push_str(word.map_or("", |(_, word)| word));
            rest = after;
        }
        out.push_str(rest);
        out
    }
}
