use super::{Scanner, What};
use crate::read::ProblemKind;
use proptest::prelude::*;

/// The entries as `type key | name=piece#piece ...`, one a line, and the problems.
fn scan(text: &str) -> (Vec<String>, Vec<(ProblemKind, u32)>) {
    let mut scanner = Scanner::new(text);
    let mut entries = Vec::new();
    while let Some(entry) = scanner.next_entry() {
        let mut line = format!("{} {}", entry.kind.of(text), entry.key.of(text));
        for field in &entry.fields {
            let pieces: Vec<_> = entry.pieces_of(field).iter().map(|piece| piece.span.of(text)).collect();
            line += &format!(" | {}={}", field.name.of(text), pieces.join("#"));
        }
        entries.push(line);
    }
    let problems = scanner.problems().map(|problem| (problem.kind, problem.span.start)).collect();
    (entries, problems)
}

fn entries(text: &str) -> Vec<String> {
    scan(text).0
}

fn clean(text: &str) -> Vec<String> {
    let (entries, problems) = scan(text);
    assert_eq!(problems, [], "{text}");
    entries
}

#[test]
fn delimiters_joins_and_comments_are_read() {
    assert_eq!(clean("@book(k, title = {a} # \" b\" # c # 12)"), ["book k | title=a# b#c#12"]);
    assert_eq!(clean("@a{k, % a = {b}\n % @c{d,\n x = {y}, % z\n}"), ["a k | x=y"]);
    assert_eq!(
        clean("@in_proceedings { k , a=1,b=\"x {\"} y\",c={z}, }"),
        ["in_proceedings k | a=1 | b=x {\"} y | c=z"]
    );
    assert_eq!(clean("@string{jmr = {Journal}} @preamble{\"x\" # {y}}"), ["string  | jmr=Journal", "preamble  | =x#y"]);
    assert_eq!(clean("@a{k}@b{l,}@c{m\n}"), ["a k", "b l", "c m"]);
}

#[test]
fn keys_hold_any_punctuation() {
    for key in ["DBLP:conf/x", "a+b", "2016", "Été_2010", "中文", "a b", "x'y", "a;b", "k=", "a=b"] {
        assert_eq!(clean(&format!("@misc{{{key}, title = {{x}}}}")), [format!("misc {key} | title=x")]);
    }
}

#[test]
fn comments_hide_their_entries() {
    assert_eq!(clean("@comment{ @a{x, t={y}}\n@b{z,}\n}\n@c{k,}"), ["c k"]);
    assert_eq!(clean("@Comment a line with @a{x, y=1}\n@c{k,}"), ["c k"]);
    assert_eq!(clean("% @a{x, y=1}\n%@a{x,\n% y=1}\n@c{k,}"), ["c k"]);
    assert_eq!(entries("@comment{ open\n@c{k,}"), ["c k"]);
}

#[test]
fn an_entry_in_a_value_is_part_of_it() {
    let text = "@a{k, note = {As in\n@b{x,\n t={y}\n}\n and so on}, year=1}\n@c{l,}";
    assert_eq!(clean(text), ["a k | note=As in\n@b{x,\n t={y}\n}\n and so on | year=1", "c l"]);
    assert_eq!(clean("mail me @ home (now) or x@y.org {z}\n@c{l,}"), ["c l"]);
}

#[test]
fn a_mistake_is_told_where_it_is_and_costs_nothing_else() {
    use ProblemKind::*;
    let rest = "\n@b{l, t={u}}";
    let cases: &[(&str, &str, &[(ProblemKind, u32)])] = &[
        ("@a{k, x={1}, y={2}", "a k | x=1 | y=2", &[(UnclosedEntry, 18)]),
        ("@a{k, x={1, y={2}}", "a k | x=1 | y=2", &[(UnclosedValue, 10)]),
        ("@a{k, x={1}\n y={2}}", "a k | x=1 | y=2", &[(MissingComma, 11)]),
        ("@a{k, x=\"1, y={2}}", "a k | x=1 | y=2", &[(UnclosedValue, 10)]),
        ("@a{k, x=\"1, y=\"2\"}", "a k | x=1 | y=2", &[(UnclosedValue, 10)]),
        ("@a{k, x={1}, y=\"2}", "a k | x=1 | y=2", &[(UnclosedValue, 17)]),
        ("@a{k, x {1}, y={2}}", "a k | x=1 | y=2", &[(MissingEquals, 7)]),
        ("@a{k, x=={1}, y={2}}", "a k | x=1 | y=2", &[(ExpectedValue, 8)]),
        ("@a{k, x=, y={2}}", "a k | x= | y=2", &[(ExpectedValue, 8)]),
        ("@a{k x={1}, y={2}}", "a k | x=1 | y=2", &[(MissingComma, 4)]),
        ("@a{x={1}, y={2}}", "a  | x=1 | y=2", &[(MissingKey, 3)]),
        ("@a{, x={1}, y={2}}", "a  | x=1 | y=2", &[(MissingKey, 3)]),
        ("@a{k, x={1}}, y={2}}", "a k | x=1 | y=2", &[(ExpectedField, 11)]),
        ("@a{k, x={1}, ?!, y={2}}", "a k | x=1 | y=2", &[(ExpectedField, 13)]),
        ("@a{k, x ! {1, {2}} 3, y={2}}", "a k | y=2", &[(ExpectedField, 6)]),
        ("@a{k, x={1} ! { , y={2}}", "a k | x=1 | y=2", &[(ExpectedField, 12)]),
        ("@a{k, x={1 \\} 2}, y={2}}", "a k | x=1 \\} 2 | y=2", &[(EscapedBrace, 11)]),
        ("@a{k, x={1 \\} 2, 3 \\} 4}}", "a k | x=1 \\} 2, 3 \\} 4", &[(EscapedBrace, 11)]),
        ("@a{k, x={1 \\} 2, y={2}}", "a k | x=1 \\ | y=2", &[(ExpectedField, 14)]),
    ];
    for (text, entry, problems) in cases {
        let (found, told) = scan(&format!("{text}{rest}"));
        assert_eq!(
            (found.first().map(String::as_str), found.last().map(String::as_str)),
            (Some(*entry), Some("b l | t=u")),
            "{text}"
        );
        assert_eq!(told.first(), problems.first(), "{text}: {told:?}");
    }
}

#[test]
fn what_is_no_field_is_told_once() {
    use ProblemKind::*;
    let (found, told) =
        scan("@a{k, x={1} one, two, three\nfour,\n, five ! {six, seven},\n y={2}, eight, z={3}}\n@b{l,}");
    assert_eq!(found, ["a k | x=1 | y=2 | z=3", "b l"]);
    assert_eq!(told, [(ExpectedField, 12), (ExpectedField, 65)]);
    let (_, told) = scan("@comment{ open\n@c{k, one}\n@c{l, two}");
    assert_eq!(told, [(UnclosedComment, 0), (ExpectedField, 21), (ExpectedField, 32)]);
    // A brace that is not closed in the entry is looked for once, however many there are.
    let text = format!("@a{{k, x ! {}\n@b{{l, t={{u}}}}", "{".repeat(200_000));
    assert_eq!(scan(&text).0.last().map(String::as_str), Some("b l | t=u"));
    for part in ["x={1 \\} 2 , ", ";@a{k,!{{}", ";@a{k,x={{\\}\\}!}", "@ a{k,!{{}\n"] {
        let started = std::time::Instant::now();
        assert!(!scan(&format!("@a{{k, {}}}", part.repeat(50_000))).0.is_empty());
        assert!(started.elapsed() < std::time::Duration::from_secs(20), "{part}");
    }
}

#[test]
fn an_entry_in_the_middle_of_a_line_ends_a_broken_one() {
    assert_eq!(entries("@a{k, x={1 @b{l, y={2}}"), ["a k | x=1", "b l | y=2"]);
}

#[test]
fn nests_and_floods_take_linear_time() {
    // Debug builds on shared machines are slow; quadratic time would still be minutes.
    const N: usize = 300_000;
    let deep = "{".repeat(N);
    let time = std::time::Instant::now();
    for text in [format!("@a{{k, t={deep}"), format!("@a{{k, t={deep}{}}}", "}".repeat(N)), deep, "@a{".repeat(N / 3)] {
        scan(&text);
    }
    scan(&"@comment{".repeat(N / 9));
    scan(&"@a{k,t={x,\n".repeat(N / 11));
    scan(&format!("@a{{k,{}", "t={x,\n".repeat(N / 6)));
    assert!(time.elapsed().as_secs() < 10);
}

#[test]
fn an_oversized_value_is_cut_and_told() {
    let text = format!("@a{{k, x={{{}}}, y=1}}", "é".repeat(super::MAX_VALUE / 2 + 1));
    let mut scanner = Scanner::new(&text);
    let entry = scanner.next_entry().expect("an entry");
    assert_eq!((entry.what, entry.fields.len()), (What::Entry, 2));
    assert_eq!(entry.pieces_of(&entry.fields[0])[0].span.len(), super::MAX_VALUE);
    assert!(matches!(scanner.problems().next().expect("a problem").kind, ProblemKind::TooLong(_)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn spans_are_in_bounds_in_order_and_on_characters(text in "(@[a-z]{0,3}[{(]|[a-zé]{1,3}| ?= ?|[{}\"#,@%\n\\\\()] ?|@comment\\{|[0-9]){0,60}") {
        let mut scanner = Scanner::new(&text);
        let mut last = 0;
        while let Some(entry) = scanner.next_entry() {
            prop_assert!(entry.span.start >= last && !entry.span.is_empty());
            last = entry.span.end;
            let spans = entry.fields.iter().flat_map(|field| [field.name, field.value]);
            for span in spans.chain(entry.pieces.iter().map(|piece| piece.span)).chain([entry.span, entry.kind, entry.key]) {
                prop_assert!(text.get(span.range()).is_some(), "{span:?}");
            }
            for field in &entry.fields {
                prop_assert!(entry.span.start <= field.value.start && field.value.end <= entry.span.end);
            }
        }
        for problem in scanner.problems() {
            prop_assert!(text.get(problem.span.range()).is_some());
        }
    }
}
