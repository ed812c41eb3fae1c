//! LaTeX.
use super::{Format, Manuscript};

/// LaTeX.
pub static FORMAT: Format = Format {
    name: "latex",
    extensions: &["tex", "ltx", "latex"],
    language_ids: &["latex", "tex", "plaintex"],
    parse,
    key_may_follow: super::typing::latex,
    comment: ("%", ""),
};

fn parse(_text: &str) -> Manuscript {
    Manuscript::default()
}
