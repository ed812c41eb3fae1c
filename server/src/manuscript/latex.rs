//! LaTeX.
use super::{Format, Manuscript};

/// LaTeX.
pub static FORMAT: Format =
    Format { name: "latex", extensions: &["tex", "ltx", "latex"], language_ids: &["latex", "tex", "plaintex"], parse };

fn parse(_text: &str) -> Manuscript {
    Manuscript::default()
}
