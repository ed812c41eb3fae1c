//! What `--select`, `--ignore` and `--severity` do to the settings.

use super::args::FilterArgs;
use crate::config::{self, Config, Words, keys::SEVERITIES, rule_name, unknown};
use crate::rules::{RULES, Severity};
use crate::words;

/// The rules and severities that the command line asks for.
pub struct Filter {
    select: Vec<String>,
    ignore: Vec<String>,
    levels: Vec<(String, Severity)>,
}

impl Filter {
    /// Reads the arguments; a sentence where they name no rule or severity.
    pub fn new(args: &FilterArgs) -> Result<Self, Words> {
        for name in args.select.iter().chain(&args.ignore) {
            rule_name(name)?;
        }
        let levels = args.severity.iter().map(|setting| level(setting)).collect::<Result<_, _>>()?;
        Ok(Self { select: args.select.clone(), ignore: args.ignore.clone(), levels })
    }

    /// Changes the settings of a file: flags win over them.
    pub fn adjust(&self, config: &mut Config) {
        for rule in RULES.iter().filter(|_| !self.select.is_empty()) {
            let level = config.severities.entry(rule.name.to_owned()).or_insert(rule.severity);
            if !self.select.iter().any(|name| name == rule.name) {
                *level = Severity::Off;
            } else if *level == Severity::Off {
                *level = Severity::Warning;
            }
        }
        config.severities.extend(self.ignore.iter().map(|name| (name.clone(), Severity::Off)));
        config.severities.extend(self.levels.iter().cloned());
    }
}

/// `RULE=LEVEL`.
fn level(setting: &str) -> Result<(String, Severity), Words> {
    let Some((rule, level)) = setting.split_once('=') else {
        return Err(words!(
            "--severity takes RULE=LEVEL, not {setting}",
            "--severity prend RÈGLE=NIVEAU, pas {setting}"
        ));
    };
    rule_name(rule)?;
    let known = config::severity(level).ok_or_else(|| unknown("severity", "sévérité", level, &SEVERITIES))?;
    Ok((rule.to_owned(), known))
}
