//! `siglum explain`: the rules' own documentation.

use super::args::ExplainArgs;
use super::output::{Status, Voice, message_language, write_report};
use crate::config::{MessageLanguage, rule_name};
use crate::rules::{RULES, rule};
use crate::words;

/// Runs the command.
pub fn run(args: &ExplainArgs, voice: &mut Voice) -> Status {
    let flag = match args.lang.as_deref().map(MessageLanguage::of) {
        Some(None) => return voice.usage(&words!("--lang takes en or fr", "--lang prend en ou fr")),
        known => known.flatten(),
    };
    let language = message_language(flag, None, false);
    voice.language = language;
    let Some(name) = &args.rule else {
        return write_report(&table(language), None, voice);
    };
    let Some(rule) = rule(name) else {
        return rule_name(name).map_or_else(|message| voice.usage(&message), |()| Status::Clean);
    };
    let docs = if language == MessageLanguage::French { rule.docs.fr } else { rule.docs.en };
    write_report(&format!("{}\n", docs.trim_end()), None, voice)
}

fn table(language: MessageLanguage) -> String {
    let width = RULES.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
    let place = usize::from(language == MessageLanguage::French);
    let row = |rule: &&crate::rules::Rule| {
        let summary = rule.docs.summary.get(place).copied().unwrap_or_default();
        format!("{:width$}  {:7}  {summary}\n", rule.name, rule.severity.name())
    };
    RULES.iter().map(row).collect()
}
