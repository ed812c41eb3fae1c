//! The fuzz targets: one for each format of manuscripts, one for each corpus reader. Each takes any bytes.

mod manuscripts;
mod readers;

use siglum_corpus::read::{READERS, Reader};
use std::sync::LazyLock;

/// A target.
pub struct Target {
    /// Its name: that of the format, or of the reader.
    pub name: &'static str,
    /// Extensions of files that are good to begin with.
    pub extensions: &'static [&'static str],
    /// Whether it is a corpus reader.
    pub is_reader: bool,
    what: What,
}

enum What {
    Manuscript(fn(&[u8])),
    Reader(&'static Reader),
}

impl Target {
    const fn manuscript(name: &'static str, extensions: &'static [&'static str], run: fn(&[u8])) -> Self {
        Self { name, extensions, is_reader: false, what: What::Manuscript(run) }
    }

    /// A reader; no list leaves one out.
    fn reader(reader: &'static Reader) -> Self {
        Self { name: reader.name, extensions: reader.extensions, is_reader: true, what: What::Reader(reader) }
    }

    /// Takes any bytes.
    ///
    /// # Panics
    /// Where a promise is broken.
    pub fn run(&self, data: &[u8]) {
        match self.what {
            What::Manuscript(run) => run(data),
            What::Reader(reader) => readers::hold(reader, data),
        }
    }
}

/// The targets.
pub static TARGETS: LazyLock<Vec<Target>> = LazyLock::new(|| {
    let manuscripts = [
        Target::manuscript("markdown", &["md", "Rmd", "qmd"], manuscripts::markdown),
        Target::manuscript("latex", &["tex"], manuscripts::latex),
        Target::manuscript("typst", &["typ"], manuscripts::typst),
        Target::manuscript("org", &["org"], manuscripts::org),
        Target::manuscript("rst", &["rst"], manuscripts::rst),
        Target::manuscript("jupyter", &["ipynb"], manuscripts::jupyter),
        Target::manuscript("asciidoc", &["adoc"], manuscripts::asciidoc),
        Target::manuscript("plain", &["txt", "md"], manuscripts::plain),
        Target::manuscript("front_matter", &["yml", "yaml", "qmd"], manuscripts::front_matter),
    ];
    manuscripts.into_iter().chain(READERS.iter().copied().map(Target::reader)).collect()
});

/// Runs a target by its name.
///
/// # Panics
/// When there is no such target, or when it finds something.
pub fn run(name: &str, data: &[u8]) {
    TARGETS.iter().find(|target| target.name == name).expect("a target of the list").run(data);
}
