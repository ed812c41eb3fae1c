//! Pandoc's Markdown, with Quarto, R Markdown and bookdown.
use super::{Format, Manuscript};

/// Markdown.
pub static FORMAT: Format = Format {
    name: "markdown",
    extensions: &["md", "markdown", "qmd", "rmd"],
    language_ids: &["markdown", "pandoc", "quarto", "rmd", "rmarkdown"],
    parse,
    key_may_follow: super::typing::markdown,
    comment: ("<!--", " -->"),
};

fn parse(_text: &str) -> Manuscript {
    Manuscript::default()
}
