//! Functions fit a screen, files a sitting; what may panic stays out of the product.

use super::rust::{Source, functions, sources};

/// Files that are longer than [`FILE_LINES`], each with its ceiling. Only ever remove a line, or lower a number.
const LONG_FILES: &[(&str, usize)] = &[];
/// The one panic that is wanted: debug builds have it, to show that the server lives on.
const PANIC_FOR_A_TEST: &str = "panic!(\"a panic for a test\")";
const FILE_LINES: usize = 450;
const FUNCTION_LINES: usize = 70;
const FUNCTION_LINES_P95: usize = 40;

fn everything() -> Vec<Source> {
    ["corpus/src", "server/src", "tests/e2e"].into_iter().flat_map(sources).collect()
}

fn p95(mut values: Vec<usize>) -> usize {
    values.sort_unstable();
    values.get((values.len() * 95).div_ceil(100).saturating_sub(1)).copied().unwrap_or(0)
}

#[test]
fn functions_fit_a_screen() {
    let sources = everything();
    let mut long = Vec::new();
    let mut product = Vec::new();
    for source in &sources {
        for (name, at, lines) in functions(&source.code) {
            if lines > FUNCTION_LINES {
                long.push(format!("{}:{}: {name} has {lines} lines", source.path, source.line(at)));
            }
            if at < source.tests && !source.path.starts_with("tests/") {
                product.push(lines);
            }
        }
    }
    assert!(long.is_empty(), "functions above {FUNCTION_LINES} lines:\n{}", long.join("\n"));
    let p95 = p95(product);
    assert!(p95 <= FUNCTION_LINES_P95, "95 % of the functions shall have at most {FUNCTION_LINES_P95} lines: {p95}");
}

#[test]
fn files_fit_a_sitting() {
    let sources = everything();
    let ceiling =
        |path: &str| LONG_FILES.iter().find(|(long, _)| *long == path).map_or(FILE_LINES, |(_, lines)| *lines);
    let lines = |source: &Source| source.text.lines().count();
    let long: Vec<_> = sources
        .iter()
        .filter(|source| lines(source) > ceiling(&source.path))
        .map(|source| format!("{}: {} lines, at most {}", source.path, lines(source), ceiling(&source.path)))
        .collect();
    assert!(long.is_empty(), "files that are too long:\n{}", long.join("\n"));
    for (path, _) in LONG_FILES {
        let needed = sources.iter().any(|source| source.path == *path && lines(source) > FILE_LINES);
        assert!(needed, "{path} needs no exception any more: take it off the list");
    }
    let p95 = p95(sources.iter().map(lines).collect());
    assert!(p95 <= FILE_LINES, "95 % of the files shall have at most {FILE_LINES} lines: {p95}");
}

#[test]
fn nothing_panics_on_purpose_outside_tests() {
    let mut found = Vec::new();
    for source in ["corpus/src", "server/src"].into_iter().flat_map(sources) {
        for word in [".unwrap()", ".unwrap_err()", "panic!(", "todo!(", "unimplemented!(", "dbg!("] {
            let on_purpose = |at: &usize| source.text[*at..].starts_with(PANIC_FOR_A_TEST);
            let places = source.product().match_indices(word).filter(|(at, _)| !on_purpose(at));
            found.extend(places.map(|(at, _)| format!("{}:{}: {word}", source.path, source.line(at))));
        }
    }
    assert!(found.is_empty(), "in the product:\n{}", found.join("\n"));
}

#[test]
fn an_expect_names_its_invariant() {
    let mut found = Vec::new();
    for source in ["corpus/src", "server/src"].into_iter().flat_map(sources) {
        for (at, _) in source.product().match_indices(".expect(") {
            let reason = source.text[at..].trim_start_matches(".expect(").trim_start().strip_prefix('"');
            let words = reason.and_then(|text| text.split('"').next()).map_or(0, |text| text.split(' ').count());
            if words < 3 {
                found.push(format!("{}:{}", source.path, source.line(at)));
            }
        }
    }
    assert!(found.is_empty(), "an expect says why it holds, in three words or more:\n{}", found.join("\n"));
}

#[test]
fn every_file_says_what_it_is() {
    let silent: Vec<_> = everything()
        .into_iter()
        // `foo/tests.rs` is what it is called: the tests of `foo`.
        .filter(|source| !source.path.ends_with("/tests.rs"))
        .filter(|source| {
            !source.text.starts_with("//! ") || source.text.lines().next().is_none_or(|line| line.len() < 20)
        })
        .map(|source| source.path)
        .collect();
    assert!(silent.is_empty(), "line one of a file says what it is:\n{}", silent.join("\n"));
}

/// The server forbids unsafe code by itself; the corpus denies it but where the cache is mapped.
#[test]
fn one_line_is_unsafe() {
    let all = everything();
    let places = all.iter().flat_map(|source| source.code.matches("unsafe {").map(|_| source.path.as_str()));
    assert_eq!(places.collect::<Vec<_>>(), ["corpus/src/shard/flat.rs"]);
    let allowed = all.iter().flat_map(|source| source.code.matches("allow(unsafe_code)").map(|_| source.path.as_str()));
    assert_eq!(allowed.collect::<Vec<_>>(), ["corpus/src/shard/flat.rs"]);
    for root in ["server/src/lib.rs", "server/src/main.rs"] {
        assert!(
            all.iter().any(|source| source.path == root && source.code.contains("#![forbid(unsafe_code)]")),
            "{root}"
        );
    }
}
