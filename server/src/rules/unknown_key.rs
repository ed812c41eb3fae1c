//! unknown-key: a cited key that no record has, with the nearest key.

use super::lookup::Lookup;
use super::{Check, Context, Diagnostic, Docs, Edit, Fix, Message, MessageText, Rule, Safety, Severity, record_of};
use crate::manuscript::{Citation, Form};
use rustc_hash::FxHashSet;
use siglum_corpus::index::NearKey;

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-key",
    severity: Severity::Error,
    docs: Docs {
        summary: ["A cited key that no record has", "Une clé citée qu'aucune notice ne porte"],
        en: include_str!("../../../docs/rules/en/unknown-key.md"),
        fr: include_str!("../../../docs/rules/fr/unknown-key.md"),
    },
    messages: &[
        MessageText {
            id: "nearest",
            en: "no record has the key \"{key}\"; the nearest is \"{nearest}\"",
            fr: "aucune notice ne porte la clé « {key} » ; la plus proche est « {nearest} »",
        },
        MessageText {
            id: "unknown",
            en: "no record has the key \"{key}\"",
            fr: "aucune notice ne porte la clé « {key} »",
        },
        MessageText { id: "fix", en: "Cite \"{nearest}\"", fr: "Citer « {nearest} »" },
        MessageText { id: "record", en: "the nearest record", fr: "la notice la plus proche" },
    ],
    check: Check::Manuscript(check),
};

/// How many nearest keys are offered.
const OFFERED: usize = 3;

fn check(context: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let citations = &context.manuscript.citations;
    let lookups = &context.keys().lookups;
    let unknown = citations.iter().zip(lookups).filter(|(_, lookup)| **lookup == Lookup::Unknown);
    let mut unknown: Vec<&Citation> = unknown.map(|(citation, _)| citation).collect();
    let linked = unknown.iter().filter(|citation| defines_link(context, citation));
    let linked: FxHashSet<&str> = linked.map(|citation| citation.key.as_str()).collect();
    unknown.retain(|citation| !linked.contains(citation.key.as_str()) && !in_address(context, citation));
    // A text that declares no bibliography and cites nothing known may be no manuscript at all: what stands in it as
    // `@name` is then a person, a package or a decorator, unless it is nearly a key.
    let cites = context.served.declared
        || lookups.iter().any(|lookup| *lookup != Lookup::Unknown)
        || unknown.iter().any(|one| one.form != Form::AuthorInText && one.key.contains(char::is_alphabetic));
    let found = unknown.into_iter().map(|citation| diagnostic(context, citation));
    out.extend(found.filter(|one| cites || one.expected.is_some()));
}

/// Whether a citation is the beginning of a link's definition: `[@name]: https://example.org`. Pandoc takes it for a
/// citation, yet in the texts of software projects all `[@name]` are links then.
fn defines_link(context: &Context<'_>, citation: &Citation) -> bool {
    let (start, end) = (citation.span.start as usize, citation.span.end as usize);
    let before = context.text.get(..start).and_then(|before| before.strip_suffix('['));
    let behind = context.text.get(end..).and_then(|behind| behind.strip_prefix("]:"));
    let begins = before.is_some_and(|before| before.is_empty() || before.ends_with('\n'));
    let target = behind.map_or("", |behind| behind.trim_start_matches([' ', '\t', '<']));
    begins && (target.starts_with(['/', '#', '.']) || target.starts_with("http") || target.starts_with("mailto:"))
}

/// Whether the key stands in the address of a page: `https://example.org/@name`. Pandoc takes it for a citation, yet
/// nobody means one, and R Markdown and others make a link of it.
fn in_address(context: &Context<'_>, citation: &Citation) -> bool {
    const LONGEST: usize = 256;
    let before = &context.text.as_bytes()[..citation.span.start as usize];
    let from = before.len().saturating_sub(LONGEST);
    let word = before[from..].rsplit(u8::is_ascii_whitespace).next().unwrap_or_default();
    word.windows(3).any(|mark| mark == b"://")
}

fn diagnostic(context: &Context<'_>, citation: &Citation) -> Diagnostic {
    let near = context.corpus.nearest_keys(&citation.key, &context.served.scope, OFFERED);
    let mut diagnostic = Diagnostic::new(&RULE, citation.key_span, Message::new("unknown").arg("key", &citation.key));
    diagnostic.key = Some(citation.key.clone());
    diagnostic.found = Some(citation.key.clone());
    let Some(best) = near.first() else { return diagnostic };
    let nearest = context.corpus.entry(best.id).key().to_owned();
    diagnostic.message = Message::new("nearest").arg("key", &citation.key).arg("nearest", &nearest);
    diagnostic.related.push(record_of(context.corpus, best.id, Message::new("record")));
    diagnostic.expected = Some(nearest);
    diagnostic.fixes = near.iter().map(|one| fix(context, citation, one, &near)).collect();
    diagnostic
}

/// Safe is only a key that differs in case, or the one key at one edit that is not in digits: `smith2016` for
/// `smith2015` may be another work of the same author.
fn fix(context: &Context<'_>, citation: &Citation, one: &NearKey, near: &[NearKey]) -> Fix {
    let key = context.corpus.entry(one.id).key();
    let unique = near.iter().filter(|other| other.distance <= 1).count() == 1;
    let safe = one.distance <= 1 && unique && digits(&citation.key).eq(digits(key));
    Fix {
        title: Message::new("fix").arg("nearest", key),
        safety: if safe { Safety::Safe } else { Safety::Unsafe },
        edits: vec![Edit { path: None, span: citation.key_span, text: key.to_owned() }],
    }
}

fn digits(key: &str) -> impl Iterator<Item = char> + '_ {
    key.chars().filter(char::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Fixture, check};

    const BIB: &str = "//- /paper.bib\n@book{lipsky1980, title = {Street-Level Bureaucracy}}\n@book{ostrom1996, title = {Crossing the Great Divide}}\n";

    /// Texts of software projects: their handles, packages, decorators, addresses, and no citation.
    const PROJECTS: [&str; 5] = [
        "# widget\n\n[![ci](https://img.example.org/@main.svg)](https://example.org/@org)\n\n```sh\nnpm install @scope/widget\n```\n\nInstall @scope/widget, or @angular/core@17 with it. Mail <help@example.org>, help@example.org or\n[us](mailto:help@example.org). By @jane-doe and [@joe](https://example.org/joe).\n",
        "## Decorators\n\nUse `@dataclass` or @property; in Java, @Override. `@a` and @media, @import, @apply are CSS.\n\n    @indented\n",
        "* 1.2.0: fixed by @octo-cat, thanks @user_1 (#12)\n* git clone git@example.org:org/repo.git; ssh me@host; icon@2x.png; pkg@^1.2\n",
        "| who | what |\n|---|---|\n| @one | code |\n| @two | docs |\n\nSee https://social.example.org/@user and http://x.org/@a/b.\n",
        "<p align=\"center\"><img src=\"@logo.png\"></p>\n\n@todo nothing. @param x the @return value. cc @org/team, /cc @all\n",
    ];

    #[test]
    fn a_software_projects_texts_have_no_unknown_keys() {
        for text in PROJECTS {
            check(&format!("{BIB}//- /docs/guide.md\n{text}"));
        }
    }

    #[test]
    fn a_text_that_cites_is_read_as_a_manuscript() {
        let count = |text: &str| {
            let fixture = Fixture::new(&format!("{BIB}//- /a.md\n{text}"));
            fixture.findings(&fixture.manuscripts[0]).iter().filter(|one| one.rule == "unknown-key").count()
        };
        for (text, expected) in [
            ("As @lipsky1980 and @nobody2000 say.\n", 1),
            ("As [@nobody2000] says.\n", 1),
            ("As @lipsky1981 says.\n", 1),
            ("As @nobody says.\n", 0),
            ("---\nbibliography: paper.bib\n---\n@nobody\n", 1),
            ("[@lipsky1980] https://social.example.org/@user\n", 0),
            ("[@lipsky1980] [@joe] [@ann]\n\n[@joe]: https://example.org/joe\n", 1),
            ("[@joe] [@ann]\n\n[@joe]: https://example.org/joe\n[@ann]: <http://example.org>\n", 0),
            ("@[ @1, @2 ] and [@3]\n", 0),
        ] {
            assert_eq!(count(text), expected, "{text}");
        }
    }
}
