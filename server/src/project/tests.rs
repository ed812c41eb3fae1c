//! Discovery over files in memory.

mod latex;
mod org;
mod parts;
mod typst;

use super::*;
use siglum_corpus::Shard;
use std::collections::BTreeMap;

/// Files in memory; links are files whose text is `-> /target`.
struct Memory(BTreeMap<PathBuf, String>);

impl Memory {
    fn new(files: &[(&str, &str)]) -> Self {
        Self(files.iter().map(|(path, text)| (PathBuf::from(path), (*text).to_owned())).collect())
    }

    fn plan_as(&self, path: &str, trusted: bool) -> Plan {
        let format = crate::manuscript::format_of(Path::new(path)).unwrap();
        let text = &self.0[Path::new(path)];
        let part = Arc::new(Part::of(&(format.parse)(text)));
        let config = Config::default();
        let question = Question {
            path: Path::new(path),
            part: &part,
            config: &config,
            root: Path::new("/w"),
            trusted,
            corpus: &[],
        };
        Discovery::new(self).plan(&question)
    }

    fn plan(&self, path: &str) -> Plan {
        self.plan_as(path, true)
    }
}

impl Files for Memory {
    fn is_file(&self, path: &Path) -> bool {
        self.0.contains_key(path)
    }
    fn read(&self, path: &Path) -> Option<String> {
        self.0.get(path).cloned()
    }
    fn list(&self, dir: &Path) -> Vec<PathBuf> {
        let inside = self.0.keys().filter_map(|path| path.strip_prefix(dir).ok()?.components().next());
        let mut entries: Vec<_> = inside.map(|first| dir.join(first)).collect();
        entries.sort();
        entries.dedup();
        entries
    }
    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        let text = self.0.get(path).map_or("", String::as_str);
        Some(text.strip_prefix("-> ").map_or(path.to_owned(), PathBuf::from))
    }
}

fn declared(plan: &Plan) -> Vec<&str> {
    plan.declared.iter().map(|declared| declared.path.to_str().unwrap()).collect()
}

fn missing(plan: &Plan) -> Vec<&str> {
    plan.missing.iter().map(|(written, _)| written.as_str()).collect()
}

const FRONT: &str = "---\nbibliography: refs.bib\n---\n[@a]\n";

#[test]
fn front_matter_is_read_from_the_manuscripts_folder_then_from_those_above() {
    let files = Memory::new(&[("/w/refs.bib", ""), ("/w/a/refs.bib", ""), ("/w/a/x.md", FRONT), ("/w/b/x.md", FRONT)]);
    assert_eq!(declared(&files.plan("/w/a/x.md")), ["/w/a/refs.bib"]);
    assert_eq!(declared(&files.plan("/w/b/x.md")), ["/w/refs.bib"]);
}

#[test]
fn a_bibliography_that_is_not_there_is_missing_with_its_place() {
    let plan = Memory::new(&[("/w/x.md", FRONT)]).plan("/w/x.md");
    assert_eq!(missing(&plan), ["refs.bib"]);
    assert_eq!(plan.missing[0].1.unwrap().of(FRONT), "refs.bib");
    assert!(!plan.undeclared);
}

#[test]
fn a_name_in_another_case_is_served_and_said_to_be_missing() {
    let plan = Memory::new(&[("/w/x.md", FRONT), ("/w/Refs.bib", "")]).plan("/w/x.md");
    assert_eq!((declared(&plan), missing(&plan)), (vec!["/w/Refs.bib"], vec!["refs.bib"]));
}

#[test]
fn quarto_projects_and_folders_declare_for_what_lies_below() {
    let files = Memory::new(&[
        ("/w/_quarto.yml", "bibliography: /lib/all.bib\ncrossref:\n  custom:\n    - key: dia\n"),
        ("/w/lib/all.bib", ""),
        ("/w/ch/_metadata.yml", "bibliography: ch.bib\n"),
        ("/w/ch/ch.bib", ""),
        ("/w/ch/x.qmd", "[@a] and @dia-x\n"),
    ]);
    let plan = files.plan("/w/ch/x.qmd");
    assert_eq!(declared(&plan), ["/w/ch/ch.bib", "/w/lib/all.bib"]);
    assert!(plan.whole.defines("dia-x") && !plan.whole.defines("smith-x"));
}

#[test]
fn chapters_of_a_book_inherit_from_its_first_one() {
    let index = "---\nbibliography: book.bib\nreferences:\n- id: inline\n---\n";
    let files = Memory::new(&[("/w/index.Rmd", index), ("/w/book.bib", ""), ("/w/01.Rmd", "@a\n")]);
    let plan = files.plan("/w/01.Rmd");
    assert_eq!(declared(&plan), ["/w/book.bib"]);
    assert!(plan.whole.defines("inline"));
    assert_eq!(plan.root_document.as_deref(), Some(Path::new("/w/index.Rmd")));
}

#[test]
fn files_of_a_repository_are_off_unless_they_declare_a_bibliography() {
    let files = Memory::new(&[
        ("/w/README.md", "thanks @user\n"),
        ("/w/README.fr.md", FRONT),
        ("/w/LICENSE-CC0.md", "@a\n"),
        ("/w/readmes.md", "@a\n"),
        ("/w/history.md", "@a\n"),
    ]);
    assert!(files.plan("/w/README.md").off);
    assert!(!files.plan("/w/README.fr.md").off);
    assert!(files.plan("/w/LICENSE-CC0.md").off);
    assert!(!files.plan("/w/readmes.md").off);
}

#[test]
fn a_chapter_is_served_by_the_document_that_includes_it() {
    let files = Memory::new(&[
        ("/w/main.tex", "\\documentclass{book}\\addbibresource{bib/refs.bib}\\input{ch/1.1}\\input{ch/loop}"),
        ("/w/ch/1.1.tex", "\\cite{a}\\include{ch/deep}"),
        ("/w/ch/deep.tex", "\\cite{a}"),
        ("/w/ch/loop.tex", "\\input{ch/loop}\\input{main}"),
        ("/w/other.tex", "\\addbibresource{other.bib}"),
        ("/w/bib/refs.bib", ""),
    ]);
    for path in ["/w/main.tex", "/w/ch/1.1.tex", "/w/ch/deep.tex", "/w/ch/loop.tex"] {
        let plan = files.plan(path);
        assert_eq!((declared(&plan), missing(&plan)), (vec!["/w/bib/refs.bib"], vec![]), "{path}");
    }
}

#[test]
fn a_magic_comment_names_the_root_document() {
    let files = Memory::new(&[
        ("/w/book.tex", "\\bibliography{refs}"),
        ("/w/ch/a.tex", "% !TeX root = ../book.tex\n\\cite{a}"),
        ("/w/refs.bib", ""),
    ]);
    let plan = files.plan("/w/ch/a.tex");
    assert_eq!(declared(&plan), ["/w/refs.bib"]);
    assert_eq!(plan.root_document.as_deref(), Some(Path::new("/w/book.tex")));
}

#[test]
fn keys_that_other_files_of_the_project_define_are_known() {
    let files = Memory::new(&[
        ("/w/main.tex", "\\bibliography{refs}\\input{a}\\input{list}"),
        ("/w/a.tex", "\\cite{x}"),
        ("/w/list.tex", "\\begin{thebibliography}{9}\\bibitem{x} X.\\end{thebibliography}"),
        ("/w/refs.bib", ""),
    ]);
    assert!(files.plan("/w/a.tex").whole.defines("x"));
}

#[test]
fn thousands_of_includes_and_long_chains_end() {
    let chain: Vec<_> =
        (0..40).map(|n| (format!("/w/c{n}.tex"), format!("\\input{{c{}}}\\bibitem{{k{n}}}", n + 1))).collect();
    let files = Memory(chain.into_iter().map(|(path, text)| (PathBuf::from(path), text)).collect());
    assert_eq!(files.plan("/w/c0.tex").parts.others().count(), INCLUDED);
}

/// Files that a chain of includes reaches, the first one left out.
const INCLUDED: usize = 16;

#[test]
fn an_untrusted_workspace_reads_nothing_outside_of_its_root() {
    let text = |path: &str| format!("---\nbibliography: {path}\n---\n");
    let outside =
        ["../up.bib", "/etc/abs.bib", "file:///etc/abs.bib", "link.bib", "//host/share/x.bib", "\\\\host\\x.bib"];
    for path in outside {
        let files = Memory::new(&[
            ("/w/x.md", &text(path)),
            ("/up.bib", ""),
            ("/etc/abs.bib", ""),
            ("/w/link.bib", "-> /etc/abs.bib"),
        ]);
        let plan = files.plan_as("/w/x.md", false);
        assert!(declared(&plan).is_empty(), "{path}");
        assert_eq!(plan.refused, [path]);
        let trusted = files.plan("/w/x.md");
        assert_eq!(declared(&trusted).is_empty(), is_remote(path), "{path}");
    }
}

#[test]
fn what_is_no_corpus_file_is_never_read() {
    for path in ["/etc/passwd", "https://example.org/refs.bib"] {
        let text = format!("---\nbibliography: {path}\n---\n");
        let files = Memory::new(&[("/w/x.md", &text), ("/etc/passwd", "")]);
        let plan = files.plan("/w/x.md");
        assert_eq!((declared(&plan), plan.refused.as_slice()), (vec![], [path.to_owned()].as_slice()));
        assert!(plan.served(&Corpus::default(), &[]).pending);
    }
}

#[test]
fn declared_ones_serve_before_the_corpus_and_that_before_the_workspace() {
    let shard = |path: &str| Arc::new(Shard::of_text(Path::new(path), ""));
    let corpus = Corpus::new(vec![shard("/w/c.bib"), shard("/w/d.bib"), shard("/w/w.bib")]);
    let workspace = [PathBuf::from("/w/w.bib")];
    let mut plan = Plan { undeclared: true, ..Plan::default() };
    let served = plan.served(&corpus, &workspace);
    assert_eq!((served.scope, served.declared), (Scope::Some(vec![2]), false));
    plan.corpus = vec![PathBuf::from("/w/c.bib")];
    assert_eq!(plan.served(&corpus, &workspace).scope, Scope::Some(vec![0]));
    plan.undeclared = false;
    plan.declared = vec![Declared { path: "/w/d.bib".into(), written: "d.bib".into(), by: "/w/x.md".into() }];
    let served = plan.served(&corpus, &workspace);
    assert_eq!((served.scope, served.declared, served.pending), (Scope::Some(vec![1]), true, false));
    assert!(plan.served(&Corpus::default(), &workspace).pending);
}

#[test]
fn sphinx_jupyter_book_and_myst_declare_for_their_documents() {
    let files = Memory::new(&[
        ("/w/docs/conf.py", "extensions = []\nbibtex_bibfiles = ['refs.bib']\n"),
        ("/w/docs/refs.bib", ""),
        ("/w/docs/a/x.md", "{cite}`a` and @handle\n"),
        ("/w/docs/a/x.rst", ":cite:`a`\n\n.. include:: part.rst\n\n.. bibliography:: own.bib /refs.bib gone.bib\n"),
        ("/w/docs/a/own.bib", ""),
        ("/w/docs/a/part.rst", ":cite:`b`\n"),
        (
            "/w/book/_config.yml",
            "title: B\nbibtex_bibfiles:\n  - b.bib\nsphinx:\n  config:\n    bibtex_bibfiles: [c.bib]\n",
        ),
        ("/w/book/b.bib", ""),
        ("/w/book/c.bib", ""),
        ("/w/book/x.md", "[@handle] {cite}`{see}b`\n"),
        ("/w/myst/myst.yml", "version: 1\nproject:\n  bibliography:\n    - m.bib\n"),
        ("/w/myst/m.bib", ""),
        ("/w/myst/x.md", "@cited\n"),
        ("/w/jekyll/_config.yml", "title: J\n"),
        ("/w/jekyll/x.md", "@cited\n"),
    ]);
    let plan = files.plan("/w/docs/a/x.md");
    assert_eq!((declared(&plan), plan.at_is_text), (vec!["/w/docs/refs.bib"], true));
    let plan = files.plan("/w/docs/a/x.rst");
    assert_eq!((declared(&plan), missing(&plan)), (vec!["/w/docs/a/own.bib", "/w/docs/refs.bib"], vec!["gone.bib"]));
    let part = files.plan("/w/docs/a/part.rst");
    assert_eq!(declared(&part), ["/w/docs/refs.bib", "/w/docs/a/own.bib"]);
    assert!(part.parts.contains(Path::new("/w/docs/a/x.rst")) && plan.parts.contains(Path::new("/w/docs/a/part.rst")));
    let plan = files.plan("/w/book/x.md");
    assert_eq!(declared(&plan), ["/w/book/b.bib", "/w/book/c.bib"]);
    assert!(plan.at_is_text);
    let plan = files.plan("/w/myst/x.md");
    assert_eq!((declared(&plan), plan.at_is_text), (vec!["/w/myst/m.bib"], false));
    let plan = files.plan("/w/jekyll/x.md");
    assert!(plan.undeclared && !plan.at_is_text);
}

#[test]
fn bibliographies_that_code_names_are_not_known() {
    let files = Memory::new(&[("/w/conf.py", "bibtex_bibfiles = FILES\n"), ("/w/x.md", "{cite}`a`\n")]);
    let plan = files.plan("/w/x.md");
    assert_eq!((plan.refused.as_slice(), plan.undeclared), (["bibtex_bibfiles".to_owned()].as_slice(), false));
    assert!(plan.served(&Corpus::default(), &[]).pending);
}

#[test]
fn asciidoc_documents_name_a_bibliography_for_what_they_include() {
    let files = Memory::new(&[
        ("/w/book.adoc", ":bibtex-file: bib/refs.bib\n\ninclude::ch/one.adoc[]\n"),
        ("/w/ch/one.adoc", "cite:[a]\n"),
        ("/w/bib/refs.bib", ""),
        ("/w/gone.adoc", "bibliography::gone.bib[]\n"),
    ]);
    for path in ["/w/book.adoc", "/w/ch/one.adoc"] {
        assert_eq!(declared(&files.plan(path)), ["/w/bib/refs.bib"], "{path}");
    }
    assert_eq!(missing(&files.plan("/w/gone.adoc")), ["gone.bib"]);
}
