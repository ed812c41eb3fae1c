//! LaTeX, row by row: what each construct cites, hides, says and declares.

mod cites;
mod declares;
mod hides;
mod properties;
mod says;

use super::*;

/// Each citation as `form key` or `form key | locator`; the form is n, t (in text), s (suppressed) or l (listed only).
fn cited(text: &str) -> Vec<String> {
    let manuscript = parse(text);
    properties::hold(text, &manuscript);
    manuscript
        .citations
        .iter()
        .map(|citation| {
            let form = match citation.form {
                Form::Normal => "n",
                Form::AuthorInText => "t",
                Form::SuppressAuthor => "s",
                Form::Nocite => "l",
            };
            let locator = citation.locator.map(|span| format!(" | {}", span.of(text))).unwrap_or_default();
            format!("{form} {}{locator}", citation.key)
        })
        .collect()
}

/// Checks rows of a text and what it cites.
fn check(rows: &[(&str, &[&str])]) {
    for (text, expected) in rows {
        assert_eq!(cited(text), *expected, "in {text}");
    }
}
