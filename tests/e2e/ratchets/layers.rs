//! Who may know whom, as ARCHITECTURE.md tells it. Read off every path in the code, tests left out.

use super::rust::{Source, sources};

/// A module and what below `crate::` it may use beside itself.
struct Layer {
    module: &'static str,
    uses: &'static [&'static str],
}

/// Readers and shards know each other: a reader of a large file in windows hands over `shard::Brief`. Shards and near
/// misses too: a shard finds close keys by `near`'s distance, and `near` looks at a shard's names.
const CORPUS: &[Layer] = &[
    Layer { module: "lang", uses: &[] },
    Layer { module: "fold", uses: &[] },
    Layer { module: "latex", uses: &[] },
    Layer { module: "entities", uses: &[] },
    Layer { module: "yaml", uses: &["span"] },
    Layer { module: "common", uses: &[] },
    Layer { module: "span", uses: &[] },
    Layer { module: "record", uses: &["span", "lang"] },
    Layer { module: "source", uses: &["span", "read"] },
    Layer { module: "read", uses: &["span", "lang", "fold", "latex", "entities", "yaml", "record", "source", "shard"] },
    Layer { module: "shard", uses: &["span", "lang", "fold", "record", "source", "read", "near"] },
    Layer { module: "write", uses: &["span", "lang", "fold", "record", "read", "shard"] },
    Layer { module: "near", uses: &["span", "lang", "fold", "common", "record", "shard"] },
    Layer { module: "index", uses: &["span", "lang", "fold", "record", "source", "read", "shard", "near"] },
];

const SERVER: &[Layer] = &[
    Layer { module: "manuscript", uses: &[] },
    Layer { module: "rules", uses: &["manuscript", "config"] },
    Layer { module: "config", uses: &["manuscript", "rules", "project"] },
    Layer { module: "project", uses: &["manuscript", "rules", "config"] },
    Layer { module: "analysis", uses: &["manuscript", "rules", "config"] },
    Layer { module: "features", uses: &["manuscript", "rules", "config", "analysis"] },
    Layer { module: "load", uses: &["manuscript", "rules", "config", "project"] },
    Layer { module: "workspace", uses: &["manuscript", "rules", "config", "project", "analysis", "features", "load"] },
    Layer {
        module: "lsp",
        uses: &["manuscript", "rules", "config", "project", "analysis", "features", "load", "workspace"],
    },
    Layer {
        module: "cli",
        uses: &["manuscript", "rules", "config", "project", "analysis", "features", "load", "workspace"],
    },
    Layer { module: "main", uses: &["lsp", "cli"] },
];

/// Outside names that belong to certain modules only.
const OUTSIDE: &[(&str, &[&str])] = &[
    ("tower_lsp", &["lsp"]),
    ("tower_service", &["lsp"]),
    ("tokio", &["lsp"]),
    ("futures_util", &["lsp"]),
    ("ropey", &["lsp", "workspace"]),
    ("notify", &["lsp", "cli"]),
    ("clap", &["cli", "main"]),
    ("ignore", &["load"]),
    ("std::fs", &["load"]),
    ("std::net", &[]),
    ("std::process::Command", &[]),
];

/// Which modules of the corpus a manuscript may use: spans, languages, letters and folding, no records.
const MANUSCRIPT_OF_CORPUS: &[&str] = &["span", "lang", "latex", "entities", "yaml", "fold", "Span", "Lang"];

/// The first module of a file: `rules` for `rules/unknown_key.rs`.
fn top(module: &str) -> &str {
    module.split("::").next().unwrap_or_default()
}

/// The first names after every `prefix` in the code, with their places. Lists in braces give every one.
fn names_after<'a>(code: &'a str, prefix: &str) -> Vec<(usize, &'a str)> {
    let word = |text: &'a str| &text[..text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len())];
    let mut found = Vec::new();
    for (at, _) in code.match_indices(prefix) {
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let rest = &code[at + prefix.len()..];
        match rest.strip_prefix('{') {
            None => found.push((at, word(rest))),
            Some(list) => {
                let mut depth = 0;
                let mut items = list.split_inclusive([',', '{', '}']).map(str::trim_start);
                while let Some(item) = items.next().filter(|_| depth >= 0) {
                    if depth == 0 && !word(item).is_empty() {
                        found.push((at, word(item)));
                    }
                    depth += item.matches('{').count() as i32 - item.matches('}').count() as i32;
                }
            }
        }
    }
    found
}

fn check_inside(source: &Source, layers: &[Layer], wrong: &mut Vec<String>) {
    let module = source.module();
    if module.is_empty() {
        return;
    }
    let Some(layer) = layers.iter().find(|layer| layer.module == top(&module)) else {
        wrong.push(format!("{}: a module that the table of layers does not know", source.path));
        return;
    };
    let own_crate = if layer.module == "main" { "siglum::" } else { "crate::" };
    for (at, name) in names_after(source.product(), own_crate) {
        let is_module = layers.iter().any(|layer| layer.module == name);
        if is_module && name != layer.module && !layer.uses.contains(&name) {
            wrong.push(format!("{}:{}: {} uses {name}", source.path, source.line(at), layer.module));
        }
    }
}

fn check_outside(source: &Source, wrong: &mut Vec<String>) {
    let module = source.module();
    for (name, allowed) in OUTSIDE {
        let code = source.product();
        let mut places: Vec<_> = code.match_indices(&format!("{name}::")).map(|(at, _)| at).collect();
        places.extend(code.match_indices(&format!("{name};")).map(|(at, _)| at));
        if let Some(rest) = name.strip_prefix("std::") {
            places.extend(names_after(code, "std::").into_iter().filter(|(_, name)| *name == rest).map(|(at, _)| at));
        }
        let is_path = |at: &usize| !code[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
        for at in places.into_iter().filter(is_path).filter(|_| !allowed.contains(&top(&module))) {
            wrong.push(format!("{}:{}: {name} belongs to {allowed:?}", source.path, source.line(at)));
        }
    }
}

#[test]
fn the_corpus_is_in_layers() {
    let mut wrong = Vec::new();
    for source in sources("corpus/src") {
        check_inside(&source, CORPUS, &mut wrong);
        check_outside(&source, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_server_is_in_layers() {
    let mut wrong = Vec::new();
    for source in sources("server/src") {
        check_inside(&source, SERVER, &mut wrong);
        check_outside(&source, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn manuscripts_know_no_records() {
    let mut wrong = Vec::new();
    for source in sources("server/src").iter().filter(|source| top(&source.module()) == "manuscript") {
        for (at, name) in names_after(source.product(), "siglum_corpus::") {
            if !MANUSCRIPT_OF_CORPUS.contains(&name) {
                wrong.push(format!("{}:{}: siglum_corpus::{name}", source.path, source.line(at)));
            }
        }
    }
    assert!(wrong.is_empty(), "a manuscript uses spans, languages and folding only:\n{}", wrong.join("\n"));
}

#[test]
fn rules_do_not_know_each_other() {
    let sources = sources("server/src");
    let rules: Vec<_> = sources.iter().filter(|source| source.module().starts_with("rules::")).collect();
    let is_rule = |source: &Source| source.product().contains(": Rule = Rule {");
    let names: Vec<_> = rules.iter().filter(|source| is_rule(source)).map(|source| source.module()).collect();
    let mut wrong = Vec::new();
    for source in &rules {
        let own = source.module();
        let places = ["super::", "crate::rules::"].into_iter().flat_map(|path| names_after(source.product(), path));
        for (at, name) in places {
            let other = format!("rules::{name}");
            if other != own && names.contains(&other) {
                wrong.push(format!("{}:{}: {other}", source.path, source.line(at)));
            }
        }
    }
    assert!(wrong.is_empty(), "a rule uses another rule:\n{}", wrong.join("\n"));
}

#[test]
fn shells_never_match_on_a_rule() {
    let rules: Vec<_> = siglum::rules::RULES.iter().map(|rule| format!("\"{}\"", rule.name)).collect();
    let mut wrong = Vec::new();
    for source in sources("server/src") {
        if !matches!(top(&source.module()), "lsp" | "cli" | "workspace" | "main") {
            continue;
        }
        let product = &source.text[..source.tests];
        let named = rules.iter().filter(|name| product.contains(name.as_str()));
        wrong.extend(named.map(|name| format!("{}: {name}", source.path)));
    }
    assert!(wrong.is_empty(), "a shell names a rule:\n{}", wrong.join("\n"));
}

#[test]
fn lists_in_braces_are_read() {
    let code = "use crate::{a::{x, y}, b, c::z};\nuse crate::d; crate::e::f(); mycrate::g();";
    let names: Vec<_> = names_after(code, "crate::").into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["a", "b", "c", "d", "e"]);
}
