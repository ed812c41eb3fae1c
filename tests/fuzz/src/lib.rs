//! The fuzz targets: one for each format of manuscripts, one for each family of corpus readers. Each takes any bytes.

mod manuscripts;
mod readers;

/// A target.
pub struct Target {
    /// Its name: that of the format, or of the family of readers.
    pub name: &'static str,
    /// Extensions of files that are good to begin with.
    pub extensions: &'static [&'static str],
    /// Takes any bytes; panics where a promise is broken.
    pub run: fn(&[u8]),
}

/// The targets.
pub static TARGETS: &[Target] = &[
    Target { name: "markdown", extensions: &["md", "Rmd", "qmd"], run: manuscripts::markdown },
    Target { name: "latex", extensions: &["tex"], run: manuscripts::latex },
    Target { name: "typst", extensions: &["typ"], run: manuscripts::typst },
    Target { name: "org", extensions: &["org"], run: manuscripts::org },
    Target { name: "rst", extensions: &["rst"], run: manuscripts::rst },
    Target { name: "jupyter", extensions: &["ipynb"], run: manuscripts::jupyter },
    Target { name: "asciidoc", extensions: &["adoc"], run: manuscripts::asciidoc },
    Target { name: "plain", extensions: &["txt", "md"], run: manuscripts::plain },
    Target { name: "front_matter", extensions: &["yml", "yaml", "qmd"], run: manuscripts::front_matter },
    Target { name: "bibtex", extensions: &["bib"], run: readers::bibtex },
    Target { name: "json", extensions: &["json"], run: readers::json },
    Target { name: "yaml", extensions: &["yml", "yaml"], run: readers::yaml },
    Target { name: "tagged", extensions: &["ris", "nbib", "enw", "txt"], run: readers::tagged },
    Target { name: "xml", extensions: &["xml", "rdf"], run: readers::xml },
    Target { name: "marc", extensions: &["mrc", "marc"], run: readers::marc },
    Target { name: "records", extensions: &["txt"], run: readers::records },
];

/// Runs a target by its name.
///
/// # Panics
/// When there is no such target, or when it finds something.
pub fn run(name: &str, data: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name).expect("a target of the list");
    (target.run)(data);
}
