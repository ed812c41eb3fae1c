//! Several files as one manuscript, over files in memory.

use super::{Bond, FRONT, Memory, Path, Plan};

/// The other files of the manuscript, below `/w`.
fn parts(plan: &Plan) -> Vec<&str> {
    plan.parts.others().map(|path| path.to_str().unwrap().trim_start_matches("/w/")).collect()
}

fn cited(plan: &Plan) -> Vec<&str> {
    plan.whole.cited().collect()
}

#[test]
fn what_a_root_document_includes_is_one_manuscript() {
    let files = Memory::new(&[
        ("/w/main.tex", "\\documentclass{book}\\begin{document}\\input{ch/a}\\include{ch/b}\\cite{m}\\end{document}"),
        ("/w/ch/a.tex", "\\cite{a,m}\\input{ch/deep}"),
        ("/w/ch/b.tex", "\\nocite{*}\\bibitem{own} X"),
        ("/w/ch/deep.tex", "\\cite{deep}"),
        ("/w/ch/old.tex", "\\cite{old}"),
        ("/w/note.tex", "\\documentclass{article}\\begin{document}\\cite{note}\\end{document}"),
    ]);
    let plan = files.plan("/w/ch/a.tex");
    assert_eq!((parts(&plan), plan.parts.bond), (vec!["ch/b.tex", "ch/deep.tex", "main.tex"], Bond::Includes));
    assert_eq!(cited(&plan), ["deep", "m"]);
    assert!(plan.whole.cites_all() && plan.whole.defines("own"));
    assert!(!files.plan("/w/ch/b.tex").whole.cites_all());
    assert_eq!(parts(&files.plan("/w/main.tex")), ["ch/a.tex", "ch/b.tex", "ch/deep.tex"]);
    assert_eq!(parts(&files.plan("/w/note.tex")), Vec::<&str>::new());
    assert_eq!(parts(&files.plan("/w/ch/old.tex")), Vec::<&str>::new(), "the other pieces are somebody's");
}

#[test]
fn a_subfile_names_its_root() {
    let files = Memory::new(&[
        ("/w/main.tex", "\\documentclass{book}\\addbibresource{r.bib}\\begin{document}\\subfile{ch/a}\\subfile{ch/b}"),
        ("/w/ch/a.tex", "\\documentclass[../main]{subfiles}\\begin{document}\\cite{a}\\end{document}"),
        ("/w/ch/b.tex", "\\documentclass[../main.tex]{subfiles}\\begin{document}\\cite{b}\\end{document}"),
        ("/w/r.bib", ""),
    ]);
    let plan = files.plan("/w/ch/a.tex");
    assert_eq!((parts(&plan), cited(&plan)), (vec!["ch/b.tex", "main.tex"], vec!["b"]));
    assert_eq!(plan.root_document.as_deref(), Some(Path::new("/w/main.tex")));
    assert_eq!(super::declared(&plan), ["/w/r.bib"]);
}

#[test]
fn pieces_in_one_folder_are_one_manuscript_and_what_is_complete_is_not() {
    let files = Memory::new(&[
        ("/w/1.md", "# One\n\n[@a]\n"),
        ("/w/2.md", "[@b]\n"),
        ("/w/3.md", "---\nlang: fr\n---\n[@c]\n"),
        ("/w/README.md", "[@readme]\n"),
        ("/w/paper.md", "---\ntitle: Another\n---\n[@d]\n"),
        ("/w/report.md", FRONT),
        ("/w/sub/4.md", "[@e]\n"),
        ("/w/x.tex", "\\cite{f}"),
    ]);
    let plan = files.plan("/w/1.md");
    assert_eq!((parts(&plan), cited(&plan), plan.parts.bond), (vec!["2.md", "3.md"], vec!["b", "c"], Bond::Pieces));
    for path in ["/w/paper.md", "/w/report.md", "/w/sub/4.md", "/w/x.tex", "/w/README.md"] {
        assert_eq!(parts(&files.plan(path)), Vec::<&str>::new(), "{path}");
    }
    let chapters =
        Memory::new(&[("/w/1.tex", "\\cite{a}"), ("/w/2.tex", "\\cite{b}"), ("/w/3.tex", "\\bibliography{x}")]);
    assert_eq!(parts(&chapters.plan("/w/1.tex")), ["2.tex"]);
    assert_eq!(parts(&chapters.plan("/w/3.tex")), Vec::<&str>::new(), "another bibliography");
}

#[test]
fn a_folder_of_drafts_is_no_manuscript() {
    let text = |n: usize| format!("[@k{n}]\n");
    let names: Vec<_> = (0..1000).map(|n| (format!("/w/{n}.md"), text(n))).collect();
    let files: Vec<_> = names.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    assert_eq!(parts(&Memory::new(&files).plan("/w/7.md")), Vec::<&str>::new());
}

#[test]
fn chapters_of_a_quarto_book_are_one_manuscript_and_pages_of_a_website_are_not() {
    let quarto = |kind: &str| {
        format!(
            "project:\n  type: {kind}\nbook:\n  chapters:\n    - index.qmd\n    - part: Part\n      chapters:\n        - a.qmd\n  \
             appendices:\n    - z.qmd\nbibliography: r.bib\n"
        )
    };
    let (book, website) = (quarto("book"), quarto("website"));
    let with = |project| {
        Memory::new(&[
            ("/w/_quarto.yml", project),
            ("/w/index.qmd", "---\ntitle: I\n---\n[@i]\n"),
            ("/w/a.qmd", "---\ntitle: A\n---\n[@a]\n\n{{< include sub/_b.qmd >}}\n"),
            ("/w/sub/_b.qmd", "[@b]\n"),
            ("/w/z.qmd", "---\ntitle: Z\n---\n[@z]\n"),
            ("/w/draft.qmd", "---\ntitle: D\n---\n[@d]\n"),
            ("/w/r.bib", ""),
        ])
    };
    let files = with(&book);
    let plan = files.plan("/w/a.qmd");
    assert_eq!((cited(&plan), plan.parts.bond), (vec!["b", "i", "z"], Bond::Project));
    assert_eq!(cited(&files.plan("/w/sub/_b.qmd")), ["a", "i", "z"]);
    assert_eq!(cited(&files.plan("/w/draft.qmd")), Vec::<&str>::new());
    let files = with(&website);
    assert_eq!(cited(&files.plan("/w/z.qmd")), Vec::<&str>::new());
    assert_eq!(cited(&files.plan("/w/a.qmd")), ["b"]);
    assert_eq!(super::declared(&files.plan("/w/sub/_b.qmd")), ["/w/r.bib"]);
}

#[test]
fn metadata_files_declare_for_their_project() {
    let files = Memory::new(&[
        ("/w/_quarto.yml", "metadata-files:\n  - meta/bib.yml\n"),
        ("/w/meta/bib.yml", "bibliography: r.bib\n"),
        ("/w/r.bib", ""),
        ("/w/a.qmd", "[@a]\n"),
    ]);
    assert_eq!(super::declared(&files.plan("/w/a.qmd")), ["/w/r.bib"]);
}

/// A file of each book that follows, and what the others of it cite.
#[track_caller]
fn book(files: &[(&str, &str)], path: &str, expected: &[&str]) {
    let memory = Memory::new(files);
    let plan = memory.plan(path);
    assert_eq!((cited(&plan), plan.parts.bond), (expected.to_vec(), Bond::Project), "{path}");
}

#[test]
fn books_of_other_tools_are_one_manuscript() {
    let page = "---\ntitle: P\n---\n[@p]\n";
    book(
        &[
            ("/w/_bookdown.yml", "book_filename: x\n"),
            ("/w/index.Rmd", page),
            ("/w/01.Rmd", page),
            ("/w/_s.Rmd", "[@s]"),
        ],
        "/w/01.Rmd",
        &["p"],
    );
    book(
        &[("/w/_bookdown.yml", "rmd_files: [index.Rmd, b.Rmd]\n"), ("/w/index.Rmd", page), ("/w/b.Rmd", "[@b]\n")],
        "/w/index.Rmd",
        &["b"],
    );
    book(&[("/w/index.Rmd", FRONT), ("/w/01.Rmd", "[@b]\n"), ("/w/02.Rmd", "[@c]\n")], "/w/01.Rmd", &["a", "c"]);
    let toc = "project:\n  toc:\n    - file: a.md\n      children:\n        - file: sub/b.md\n";
    book(&[("/w/myst.yml", toc), ("/w/a.md", page), ("/w/sub/b.md", "{cite}`b`\n")], "/w/a.md", &["b"]);
    let toc = "format: jb-book\nroot: intro\nparts:\n  - chapters:\n    - file: ch/one\n";
    book(&[("/w/_toc.yml", toc), ("/w/intro.md", page), ("/w/ch/one.md", "[@o]\n")], "/w/ch/one.md", &["p"]);
    let summary = "# Summary\n\n[Intro](intro.md)\n- [A](<ch/a%20b.md>)\n- [Web](https://example.org/x.md)\n";
    book(&[("/w/SUMMARY.md", summary), ("/w/intro.md", page), ("/w/ch/a b.md", "[@o]\n")], "/w/intro.md", &["o"]);
    book(
        &[("/w/content/metadata.yaml", ""), ("/w/content/01.a.md", page), ("/w/content/02.b.md", "[@b]\n")],
        "/w/content/01.a.md",
        &["b"],
    );
}

#[test]
fn manubots_references_are_declared_by_their_name() {
    let files = Memory::new(&[
        ("/w/content/00.front-matter.md", "x\n"),
        ("/w/content/01.a.md", "[@doi:10.1/x]\n"),
        ("/w/content/manual-references.json", "[]"),
    ]);
    assert_eq!(super::declared(&files.plan("/w/content/01.a.md")), ["/w/content/manual-references.json"]);
}

#[test]
fn files_that_include_each_other_in_a_circle_are_one_manuscript() {
    let files = Memory::new(&[
        ("/w/a.md", "---\ntitle: A\n---\n{{< include b.md >}} [@a]\n"),
        ("/w/b.md", "{{< include a.md >}} [@b]\n"),
        ("/w/child.Rmd", "---\ntitle: C\n---\n```{r, child = c('b.md', 'missing.Rmd')}\n```\n"),
    ]);
    assert_eq!(parts(&files.plan("/w/a.md")), ["b.md", "child.Rmd"]);
    assert_eq!(parts(&files.plan("/w/b.md")), ["a.md", "child.Rmd"]);
    assert_eq!(cited(&files.plan("/w/child.Rmd")), ["a", "b"]);
}

#[test]
fn an_untrusted_workspace_has_no_parts_outside_of_its_root() {
    let files = Memory::new(&[
        ("/w/a.tex", "\\input{../out}\\input{link}\\input{in}"),
        ("/out.tex", "\\cite{out}"),
        ("/w/link.tex", "-> /out.tex"),
        ("/w/in.tex", "\\cite{in}"),
    ]);
    assert_eq!(parts(&files.plan_as("/w/a.tex", false)), ["in.tex"]);
    assert_eq!(parts(&files.plan("/w/a.tex")), ["/out.tex", "in.tex", "link.tex"]);
}

#[test]
fn what_tables_of_contents_list_is_one_manuscript() {
    let index = "Title\n=====\n\n.. toctree::\n   :maxdepth: 2\n   :caption: All\n\n   intro\n   The second <ch/two>\n   /ch/three\n   Elsewhere <https://example.org>\n   self\n\n.. toctree::\n   :glob:\n\n   more/*\n\n.. bibliography::\n";
    let files = Memory::new(&[
        ("/w/conf.py", "bibtex_bibfiles = ['refs.bib']\n"),
        ("/w/refs.bib", ""),
        ("/w/index.rst", index),
        ("/w/intro.rst", ":cite:p:`a`\n"),
        ("/w/ch/two.md", "{cite:p}`b`\n\n```{toctree}\n:hidden:\n\ndeep/four\n```\n"),
        ("/w/ch/three.rst", ":cite:p:`c`\n"),
        ("/w/ch/deep/four.md", "```{eval-rst}\nAs :cite:t:`d` says.\n```\n"),
        ("/w/more/x.rst", ":cite:p:`x`\n"),
        ("/w/more/deep/y.rst", ":cite:p:`y`\n"),
        ("/w/orphan.rst", ":cite:p:`o`\n"),
    ]);
    let all = ["ch/deep/four.md", "ch/three.rst", "ch/two.md", "index.rst", "intro.rst", "more/x.rst"];
    for path in all {
        let others: Vec<&str> = all.into_iter().filter(|other| *other != path).collect();
        let plan = files.plan(&format!("/w/{path}"));
        assert_eq!(parts(&plan), others, "{path}");
        assert_eq!(super::declared(&plan), ["/w/refs.bib"], "{path}");
    }
    assert_eq!(cited(&files.plan("/w/index.rst")), ["a", "b", "c", "d", "x"]);
    assert_eq!(parts(&files.plan("/w/orphan.rst")), Vec::<&str>::new());
}

#[test]
fn wild_cards_look_below_where_they_say_so_and_circles_do_no_harm() {
    let files = Memory::new(&[
        ("/w/index.rst", ".. toctree::\n   :glob:\n\n   **\n"),
        ("/w/a.rst", ".. toctree::\n\n   index\n   gone\n   //host/share/x\n"),
        ("/w/b/c/d.rst", ":cite:p:`d`\n"),
        ("/w/b/note.txt", "x"),
    ]);
    assert_eq!(parts(&files.plan("/w/index.rst")), ["a.rst", "b/c/d.rst"]);
    let above = Memory::new(&[("/w/d/index.rst", ".. toctree::\n   :glob:\n\n   ../*\n   /*\n"), ("/w/a.rst", "x\n")]);
    assert_eq!(parts(&above.plan("/w/d/index.rst")), Vec::<&str>::new(), "nothing above is searched");
    let books = Memory::new(&[
        ("/w/index.md", "# T\n\n:::{toctree}\n:glob:\n\nch?\n:::\n"),
        ("/w/ch1.md", "[@a]\n"),
        ("/w/ch22.md", "[@b]\n"),
    ]);
    assert!(parts(&books.plan("/w/ch1.md")).contains(&"index.md"));
}
