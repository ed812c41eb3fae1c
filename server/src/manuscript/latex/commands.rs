//! What the reader must know of commands and environments: dull tables, sorted by name. Invariant: what is not listed
//! loses only its name, and its arguments are prose.

use super::wrappers::Definition;

/// What a command does to the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Its options and that many groups are no prose.
    Mask(u8),
    /// Its group is emphasised.
    Emphasis,
    /// The rest of the group is emphasised.
    EmphasisSwitch,
    /// Its group is quoted.
    Quote,
    /// Its group is a note, read in its place, in brackets.
    Note,
    /// Its group is a title of a section of that level.
    Heading(u8),
    /// It ends a paragraph.
    Break,
    /// It ends a line.
    Line,
    /// It defines a macro.
    Define(Definition),
    /// It names bibliographies: a comma list without extensions.
    Bibliographies,
    /// It names one bibliography with its extension.
    Resource,
    /// It names new kinds of `\cite` and `\bibliography` (multibib).
    NewCites,
    /// It includes the file of its argument.
    Input,
    /// It includes the file of its second argument, in the folder of its first.
    Import,
    /// It loads packages.
    Package,
    /// It names the class.
    Class,
    /// It sets the language.
    Language,
    /// `\verb` and its kin: that many groups before the verbatim text.
    Verbatim(u8),
    /// `\begin` and `\end`.
    Begin,
    End,
    /// `\iffalse`.
    IfFalse,
    /// `\bibitem`.
    BibItem,
    /// An accent that is a letter: `\c{c}`.
    Accent,
}

use Action::{Break, Define, Emphasis, Heading, Input, Line, Mask, Note, Quote};

/// What a command does; `None` for the many that only lose their names.
pub(super) fn action(name: &str) -> Option<Action> {
    let place = ACTIONS.binary_search_by(|(known, _)| (*known).cmp(name)).ok()?;
    ACTIONS.get(place).map(|(_, action)| *action)
}

/// What an environment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Environment {
    /// Nothing in it is LaTeX.
    Verbatim,
    /// No prose, but commands.
    Math,
    /// Prose, after that many groups.
    Arguments(u8),
    /// A bibliography for a section, named in its option.
    Resources,
    /// A displayed quotation with citation (csquotes).
    Quote,
}

/// What an environment is by its name, a star dropped.
pub(super) fn environment(name: &str) -> Option<Environment> {
    let name = name.strip_suffix('*').unwrap_or(name);
    let place = ENVIRONMENTS.binary_search_by(|(known, _)| (*known).cmp(name)).ok()?;
    ENVIRONMENTS.get(place).map(|(_, environment)| *environment)
}

static ACTIONS: &[(&str, Action)] = &[
    ("Autoref", Mask(1)),
    ("CatchFileDef", Mask(3)),
    ("Cref", Mask(1)),
    ("DeclareAutoCiteCommand", Mask(4)),
    ("DeclareBibliographyCategory", Mask(1)),
    ("DeclareCiteCommand", Define(Definition::Cite { multi: false })),
    ("DeclareDocumentCommand", Define(Definition::Document)),
    ("DeclareFieldFormat", Mask(2)),
    ("DeclareGraphicsExtensions", Mask(1)),
    ("DeclareLanguageMapping", Mask(2)),
    ("DeclareMathOperator", Mask(2)),
    ("DeclareMultiCiteCommand", Define(Definition::Cite { multi: true })),
    ("DeclareNameAlias", Mask(2)),
    ("DeclareRobustCommand", Define(Definition::Command)),
    ("DeclareUnicodeCharacter", Mask(2)),
    ("ExecuteBibliographyOptions", Mask(1)),
    ("G", Action::Accent),
    ("GLS", Mask(1)),
    ("Gls", Mask(1)),
    ("Glspl", Mask(1)),
    ("H", Action::Accent),
    ("InputIfFileExists", Input),
    ("LoadClass", Action::Class),
    ("LoadClassWithOptions", Action::Class),
    ("NewDocumentCommand", Define(Definition::Document)),
    ("NewDocumentEnvironment", Mask(4)),
    ("PassOptionsToClass", Mask(2)),
    ("PassOptionsToPackage", Mask(2)),
    ("ProvideDocumentCommand", Define(Definition::Document)),
    ("REF", Mask(1)),
    ("RenewDocumentCommand", Define(Definition::Document)),
    ("RequirePackage", Action::Package),
    ("RequirePackageWithOptions", Action::Package),
    ("VerbatimInput", Mask(1)),
    ("Vref", Mask(1)),
    ("acrfull", Mask(1)),
    ("acrlong", Mask(1)),
    ("acrshort", Mask(1)),
    ("addbibresource", Action::Resource),
    ("addchap", Heading(2)),
    ("addcontentsline", Mask(3)),
    ("addglobalbib", Action::Resource),
    ("addpart", Heading(1)),
    ("addsec", Heading(3)),
    ("addsectionbib", Action::Resource),
    ("addtocategory", Mask(2)),
    ("addtocounter", Mask(2)),
    ("addtolength", Mask(2)),
    ("arraystretch", Mask(0)),
    ("autoref", Mask(1)),
    ("b", Action::Accent),
    ("babelprovide", Action::Language),
    ("begin", Action::Begin),
    ("bibitem", Action::BibItem),
    ("bibliography", Action::Bibliographies),
    ("bibliographystyle", Mask(1)),
    ("c", Action::Accent),
    ("caption", Break),
    ("chapter", Heading(2)),
    ("cline", Mask(1)),
    ("cmidrule", Mask(1)),
    ("color", Mask(1)),
    ("colorbox", Mask(1)),
    ("cref", Mask(1)),
    ("crefrange", Mask(2)),
    ("d", Action::Accent),
    ("def", Define(Definition::Def)),
    ("defaultbibliography", Action::Bibliographies),
    ("definecolor", Mask(3)),
    ("documentclass", Action::Class),
    ("documentstyle", Action::Class),
    ("edef", Define(Definition::Def)),
    ("em", Action::EmphasisSwitch),
    ("emph", Emphasis),
    ("end", Action::End),
    ("endnote", Note),
    ("endnotetext", Note),
    ("enlargethispage", Mask(1)),
    ("enquote", Quote),
    ("ensuremath", Mask(1)),
    ("eqref", Mask(1)),
    ("f", Action::Accent),
    ("fancyfoot", Mask(1)),
    ("fancyhead", Mask(1)),
    ("fancyhf", Mask(1)),
    ("fontsize", Mask(2)),
    ("footnote", Note),
    ("footnotemark", Mask(0)),
    ("footnotetext", Note),
    ("foreignlanguage", Mask(1)),
    ("fref", Mask(1)),
    ("fullref", Mask(1)),
    ("gdef", Define(Definition::Def)),
    ("geometry", Mask(1)),
    ("global", Mask(0)),
    ("gls", Mask(1)),
    ("glspl", Mask(1)),
    ("glsxtrshort", Mask(1)),
    ("graphicspath", Mask(1)),
    ("hphantom", Mask(1)),
    ("href", Mask(1)),
    ("hspace", Mask(1)),
    ("hyperlink", Mask(1)),
    ("hyperref", Mask(0)),
    ("hypersetup", Mask(1)),
    ("hypertarget", Mask(1)),
    ("hyphenation", Mask(1)),
    ("ia", Mask(1)),
    ("iffalse", Action::IfFalse),
    ("il", Mask(1)),
    ("import", Action::Import),
    ("include", Input),
    ("includefrom", Action::Import),
    ("includegraphics", Mask(1)),
    ("includeonly", Mask(1)),
    ("includepdf", Mask(1)),
    ("includesvg", Mask(1)),
    ("index", Mask(1)),
    ("input", Input),
    ("inputfrom", Action::Import),
    ("is", Mask(1)),
    ("it", Action::EmphasisSwitch),
    ("item", Break),
    ("itshape", Action::EmphasisSwitch),
    ("k", Action::Accent),
    ("keywords", Break),
    ("label", Mask(1)),
    ("labelcref", Mask(1)),
    ("let", Define(Definition::Let)),
    ("lettrine", Mask(0)),
    ("loadglsentries", Input),
    ("lstinline", Action::Verbatim(0)),
    ("lstinputlisting", Mask(1)),
    ("lstset", Mask(1)),
    ("marginnote", Note),
    ("marginpar", Note),
    ("mathbb", Mask(1)),
    ("mathcal", Mask(1)),
    ("mintinline", Action::Verbatim(1)),
    ("multicolumn", Mask(2)),
    ("multirow", Mask(2)),
    ("nameref", Mask(1)),
    ("newacronym", Mask(3)),
    ("newcites", Action::NewCites),
    ("newcolumntype", Mask(2)),
    ("newcommand", Define(Definition::Command)),
    ("newcounter", Mask(1)),
    ("newenvironment", Mask(3)),
    ("newglossaryentry", Mask(2)),
    ("newlength", Mask(1)),
    ("newline", Line),
    ("newrobustcmd", Define(Definition::Command)),
    ("newtcolorbox", Mask(3)),
    ("newtheorem", Mask(2)),
    ("nobibliography", Action::Bibliographies),
    ("num", Mask(1)),
    ("originalpage", Mask(1)),
    ("pagenumbering", Mask(1)),
    ("pageref", Mask(1)),
    ("pagestyle", Mask(1)),
    ("par", Break),
    ("paragraph", Heading(6)),
    ("parbox", Mask(1)),
    ("part", Heading(1)),
    ("path", Mask(1)),
    ("pdfbookmark", Mask(2)),
    ("phantom", Mask(1)),
    ("printbibliography", Mask(0)),
    ("providecommand", Define(Definition::Command)),
    ("providerobustcmd", Define(Definition::Command)),
    ("psfig", Mask(1)),
    ("putbib", Action::Bibliographies),
    ("r", Action::Accent),
    ("raisebox", Mask(1)),
    ("ref", Mask(1)),
    ("refstepcounter", Mask(1)),
    ("renewcommand", Define(Definition::Command)),
    ("renewenvironment", Mask(3)),
    ("renewrobustcmd", Define(Definition::Command)),
    ("resizebox", Mask(2)),
    ("rotatebox", Mask(1)),
    ("rule", Mask(2)),
    ("scalebox", Mask(1)),
    ("section", Heading(3)),
    ("sectionmark", Mask(1)),
    ("selectlanguage", Mask(1)),
    ("setcounter", Mask(2)),
    ("setdefaultlanguage", Action::Language),
    ("setkeys", Mask(2)),
    ("setlength", Mask(2)),
    ("setmainfont", Mask(1)),
    ("setmainlanguage", Action::Language),
    ("setotherlanguage", Mask(1)),
    ("setotherlanguages", Mask(1)),
    ("sidenote", Note),
    ("sisetup", Mask(1)),
    ("sl", Action::EmphasisSwitch),
    ("slshape", Action::EmphasisSwitch),
    ("stepcounter", Mask(1)),
    ("subfile", Input),
    ("subfileinclude", Input),
    ("subimport", Action::Import),
    ("subincludefrom", Action::Import),
    ("subinputfrom", Action::Import),
    ("subparagraph", Heading(7)),
    ("subref", Mask(1)),
    ("subsection", Heading(4)),
    ("subsubsection", Heading(5)),
    ("t", Action::Accent),
    ("tag", Mask(1)),
    ("textcolor", Mask(1)),
    ("textit", Emphasis),
    ("textquote", Quote),
    ("textsl", Emphasis),
    ("thanks", Note),
    ("theoremstyle", Mask(1)),
    ("thispagestyle", Mask(1)),
    ("tikzset", Mask(1)),
    ("titleformat", Mask(5)),
    ("titlespacing", Mask(4)),
    ("u", Action::Accent),
    ("underline", Emphasis),
    ("url", Action::Verbatim(0)),
    ("usebibmacro", Mask(1)),
    ("usepackage", Action::Package),
    ("usetikzlibrary", Mask(1)),
    ("v", Action::Accent),
    ("verb", Action::Verbatim(0)),
    ("vphantom", Mask(1)),
    ("vref", Mask(1)),
    ("vspace", Mask(1)),
    ("xdef", Define(Definition::Def)),
    ("zref", Mask(1)),
];

use Environment::{Arguments, Math, Verbatim};

static ENVIRONMENTS: &[(&str, Environment)] = &[
    ("IEEEeqnarray", Math),
    ("Verbatim", Verbatim),
    ("adjustbox", Arguments(1)),
    ("align", Math),
    ("alignat", Math),
    ("alltt", Verbatim),
    ("array", Math),
    ("axis", Math),
    ("bibunit", Arguments(0)),
    ("column", Arguments(1)),
    ("comment", Verbatim),
    ("dcases", Math),
    ("displaycquote", Environment::Quote),
    ("displaymath", Math),
    ("dmath", Math),
    ("eqnarray", Math),
    ("equation", Math),
    ("filecontents", Verbatim),
    ("flalign", Math),
    ("forest", Math),
    ("gather", Math),
    ("list", Arguments(2)),
    ("listing", Arguments(0)),
    ("longtable", Arguments(1)),
    ("longtblr", Arguments(1)),
    ("lrbox", Arguments(1)),
    ("lstlisting", Verbatim),
    ("luacode", Verbatim),
    ("math", Math),
    ("minipage", Arguments(1)),
    ("minted", Verbatim),
    ("multicols", Arguments(1)),
    ("multline", Math),
    ("otherlanguage", Arguments(1)),
    ("picture", Math),
    ("pycode", Verbatim),
    ("refsection", Environment::Resources),
    ("refsegment", Environment::Resources),
    ("spacing", Arguments(1)),
    ("subfigure", Arguments(1)),
    ("subtable", Arguments(1)),
    ("supertabular", Arguments(1)),
    ("tabbing", Arguments(0)),
    ("tabular", Arguments(1)),
    ("tabularx", Arguments(2)),
    ("tabulary", Arguments(2)),
    ("tblr", Arguments(1)),
    ("thebibliography", Arguments(1)),
    ("tikzpicture", Math),
    ("verbatim", Verbatim),
    ("wrapfigure", Arguments(2)),
    ("wraptable", Arguments(2)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_so_that_each_name_is_found() {
        for pair in ACTIONS.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{} before {}", pair[0].0, pair[1].0);
        }
        for pair in ENVIRONMENTS.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{} before {}", pair[0].0, pair[1].0);
        }
    }
}
