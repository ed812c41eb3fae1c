//! Directives of docutils, Sphinx and `MyST`, and knitr's blocks: which hold text, and which have a title.

/// Directives whose body is text, sorted. Those of sphinx-proof (`prf:theorem`) are known by
/// their prefix.
const TEXT: &[&str] = &[
    "abstract",
    "admonition",
    "aside",
    "asis",
    "assumption",
    "attention",
    "axiom",
    "block",
    "block2",
    "blockquote",
    "card",
    "card-carousel",
    "caution",
    "centered",
    "claim",
    "compound",
    "conjecture",
    "container",
    "corollary",
    "criterion",
    "csv-table",
    "danger",
    "definition",
    "deprecated",
    "details",
    "div",
    "dropdown",
    "epigraph",
    "error",
    "example",
    "exercise",
    "exercise-start",
    "figure",
    "figure-md",
    "glossary",
    "grid",
    "grid-item",
    "grid-item-card",
    "highlights",
    "hint",
    "hlist",
    "hypothesis",
    "important",
    "keypoints",
    "lemma",
    "list-table",
    "margin",
    "marginnote",
    "note",
    "objectives",
    "observation",
    "only",
    "panels",
    "parsed-literal",
    "proof",
    "property",
    "proposition",
    "pull-quote",
    "questions",
    "remark",
    "rubric",
    "seealso",
    "sidebar",
    "sidenote",
    "solution",
    "solution-start",
    "tab",
    "tab-item",
    "tab-set",
    "tabbed",
    "table",
    "tabs",
    "theorem",
    "tip",
    "todo",
    "toggle",
    "topic",
    "versionadded",
    "versionchanged",
    "warning",
];

/// Of these the argument is no text: a file, classes, columns, a version, the number of an exercise. Sorted.
const PLAIN_ARGUMENT: &[&str] = &[
    "asis",
    "block",
    "block2",
    "compound",
    "container",
    "deprecated",
    "div",
    "figure",
    "figure-md",
    "grid",
    "only",
    "solution",
    "solution-start",
    "tab-set",
    "versionadded",
    "versionchanged",
];

/// Directives whose body and argument are no text, sorted.
const CODE: &[&str] = &[
    "autosummary",
    "bibliography",
    "blockdiag",
    "code",
    "code-block",
    "code-cell",
    "command-output",
    "contents",
    "date",
    "default-role",
    "digraph",
    "doctest",
    "embed",
    "eval-rst",
    "footbibliography",
    "graph",
    "graphviz",
    "highlight",
    "highlightlang",
    "iframe",
    "image",
    "image-sg",
    "include",
    "index",
    "ipython",
    "jupyter-execute",
    "jupyter-input",
    "jupyter-output",
    "literalinclude",
    "math",
    "math-block",
    "mermaid",
    "meta",
    "nbplot",
    "parsed-code",
    "plantuml",
    "plot",
    "productionlist",
    "program-output",
    "prompt",
    "raw",
    "role",
    "section-numbering",
    "sectnum",
    "sourcecode",
    "target-notes",
    "testcleanup",
    "testcode",
    "testoutput",
    "testsetup",
    "tikz",
    "title",
    "toctree",
    "uml",
    "unicode",
];

/// Whether a directive's body is known to be text.
#[must_use]
pub fn hold_text(name: &str) -> bool {
    TEXT.binary_search(&name).is_ok() || name.starts_with("prf:") || name.starts_with("proof:")
}

/// Whether a directive's body is known to be something else.
#[must_use]
pub fn hold_code(name: &str) -> bool {
    CODE.binary_search(&name).is_ok()
}

/// Whether a directive's argument is text: a title, or the beginning of the body.
#[must_use]
pub fn are_titled(name: &str) -> bool {
    hold_text(name) && PLAIN_ARGUMENT.binary_search(&name).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_for_searching_are_sorted_and_apart() {
        assert!(TEXT.is_sorted() && CODE.is_sorted() && PLAIN_ARGUMENT.is_sorted());
        assert!(TEXT.iter().all(|name| !hold_code(name)));
        assert!(PLAIN_ARGUMENT.iter().all(|name| hold_text(name)));
    }
}
