//! Pandoc's Markdown, with Quarto, R Markdown and bookdown.
use super::{Format, Manuscript};

/// Markdown.
pub static FORMAT: Format = Format {
    name: "markdown",
    extensions: &["md", "markdown", "qmd", "rmd"],
    language_ids: &["markdown", "pandoc", "quarto", "rmd", "rmarkdown"],
    parse,
};

fn parse(_text: &str) -> Manuscript {
    Manuscript::default()
}
