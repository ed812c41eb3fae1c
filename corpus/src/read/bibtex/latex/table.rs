//! What LaTeX's commands are in Unicode (`LaTeX2e` font encodings guide; `textcomp`; BibLaTeX manual section 4.6.4).
//!
//! Tables are sorted by name where they are searched by name; a test holds that.

/// What a command of letters does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// It stands for this text.
    Text(&'static str),
    /// It is a sign of mathematics.
    Math(&'static str),
    /// It ends a paragraph.
    Paragraph,
    /// It is white space.
    Space,
    /// It puts its argument in quotation marks.
    Quote,
    /// It raises (true) or lowers its argument.
    Script(bool),
    /// Its first argument is no text.
    Skip,
    /// Its argument stands as it is.
    Verbatim,
}

/// The combining mark of an accent command (`'`, `c`), without the backslash.
pub(super) fn accent(name: &str) -> Option<char> {
    Some(match name {
        "`" => '\u{300}',
        "'" => '\u{301}',
        "^" => '\u{302}',
        "~" => '\u{303}',
        "=" => '\u{304}',
        "u" => '\u{306}',
        "." => '\u{307}',
        "\"" => '\u{308}',
        "r" => '\u{30A}',
        "H" => '\u{30B}',
        "v" => '\u{30C}',
        "G" => '\u{30F}',
        "U" => '\u{30E}',
        "f" => '\u{311}',
        "d" => '\u{323}',
        "c" => '\u{327}',
        "k" => '\u{328}',
        "b" => '\u{331}',
        "t" => '\u{361}',
        _ => return None,
    })
}

/// An accent that stands without a letter.
pub(super) fn bare(mark: char) -> char {
    match mark {
        '\u{300}' => '`',
        '\u{301}' => '´',
        '\u{302}' => '^',
        '\u{303}' => '~',
        '\u{304}' => '¯',
        '\u{306}' => '˘',
        '\u{307}' => '˙',
        '\u{308}' => '¨',
        '\u{30A}' => '˚',
        '\u{30B}' => '˝',
        '\u{30C}' => 'ˇ',
        '\u{327}' => '¸',
        '\u{328}' => '˛',
        other => other,
    }
}

/// A character raised or lowered, where Unicode has it.
pub(super) fn script(c: char, above: bool) -> Option<char> {
    let (from, to) = if above {
        ("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")
    } else {
        ("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
    };
    from.chars().zip(to.chars()).find(|(plain, _)| *plain == c).map(|(_, script)| script)
}

/// What a command does, by its name; `None` for one that is only dropped.
pub(super) fn command(name: &str) -> Option<Command> {
    let text = TEXT.binary_search_by(|(known, _)| (*known).cmp(name)).ok().map(|found| Command::Text(TEXT[found].1));
    text.or_else(|| {
        MATH.binary_search_by(|(known, _)| (*known).cmp(name)).ok().map(|found| Command::Math(MATH[found].1))
    })
    .or_else(|| {
        Some(match name {
            "par" | "newline" | "linebreak" => Command::Paragraph,
            "space" | "quad" | "qquad" | "enspace" | "thinspace" | "addspace" | "newblock" | "nobreakspace" => {
                Command::Space
            }
            "enquote" | "mkbibquote" | "textquote" => Command::Quote,
            "textsuperscript" | "mkbibsuperscript" | "up" | "ier" => Command::Script(true),
            "textsubscript" => Command::Script(false),
            "href" | "noopsort" | "SortNoop" | "sortnoop" | "NOOPSORT" | "textcolor" | "color" | "foreignlanguage"
            | "selectlanguage" | "label" | "begin" | "end" | "hspace" | "vspace" | "vphantom" | "phantom"
            | "hphantom" | "uppercase@" => Command::Skip,
            "url" | "path" | "nolinkurl" => Command::Verbatim,
            _ => return None,
        })
    })
}

/// Letters and signs of text, sorted.
pub(super) static TEXT: &[(&str, &str)] = &[
    ("AA", "Å"),
    ("AE", "Æ"),
    ("BibTeX", "BibTeX"),
    ("DH", "Ð"),
    ("DJ", "Đ"),
    ("IJ", "Ĳ"),
    ("L", "Ł"),
    ("LaTeX", "LaTeX"),
    ("LaTeXe", "LaTeX2ε"),
    ("NG", "Ŋ"),
    ("O", "Ø"),
    ("OE", "Œ"),
    ("P", "¶"),
    ("S", "§"),
    ("SS", "ẞ"),
    ("TH", "Þ"),
    ("TeX", "TeX"),
    ("aa", "å"),
    ("ae", "æ"),
    ("and", "and"),
    ("copyright", "©"),
    ("dag", "†"),
    ("ddag", "‡"),
    ("dh", "ð"),
    ("dj", "đ"),
    ("dots", "…"),
    ("dq", "\""),
    ("euro", "€"),
    ("fg", "»"),
    ("flq", "‹"),
    ("flqq", "«"),
    ("frq", "›"),
    ("frqq", "»"),
    ("glq", "‚"),
    ("glqq", "„"),
    ("grq", "‘"),
    ("grqq", "“"),
    ("guillemetleft", "«"),
    ("guillemetright", "»"),
    ("guillemotleft", "«"),
    ("guillemotright", "»"),
    ("guilsinglleft", "‹"),
    ("guilsinglright", "›"),
    ("i", "ı"),
    ("ij", "ĳ"),
    ("j", "ȷ"),
    ("l", "ł"),
    ("ldots", "…"),
    ("lq", "‘"),
    ("ng", "ŋ"),
    ("o", "ø"),
    ("oe", "œ"),
    ("og", "«"),
    ("pounds", "£"),
    ("quotedblbase", "„"),
    ("quotesinglbase", "‚"),
    ("rq", "’"),
    ("ss", "ß"),
    ("textasciicircum", "^"),
    ("textasciigrave", "`"),
    ("textasciitilde", "~"),
    ("textbackslash", "\\"),
    ("textbar", "|"),
    ("textbraceleft", "{"),
    ("textbraceright", "}"),
    ("textbullet", "•"),
    ("textcopyright", "©"),
    ("textdegree", "°"),
    ("textdollar", "$"),
    ("textellipsis", "…"),
    ("textemdash", "—"),
    ("textendash", "–"),
    ("texteuro", "€"),
    ("textexclamdown", "¡"),
    ("textgreater", ">"),
    ("textless", "<"),
    ("textmu", "µ"),
    ("textonehalf", "½"),
    ("textordfeminine", "ª"),
    ("textordmasculine", "º"),
    ("textperiodcentered", "·"),
    ("textpm", "±"),
    ("textquestiondown", "¿"),
    ("textquotedbl", "\""),
    ("textquotedblleft", "“"),
    ("textquotedblright", "”"),
    ("textquoteleft", "‘"),
    ("textquoteright", "’"),
    ("textquotesingle", "'"),
    ("textregistered", "®"),
    ("textsection", "§"),
    ("textsterling", "£"),
    ("texttimes", "×"),
    ("texttrademark", "™"),
    ("textunderscore", "_"),
    ("textvisiblespace", "␣"),
    ("th", "þ"),
];

/// Signs of mathematics, sorted.
pub(super) static MATH: &[(&str, &str)] = &[
    ("Alpha", "Α"),
    ("Delta", "Δ"),
    ("Gamma", "Γ"),
    ("Lambda", "Λ"),
    ("Leftrightarrow", "⇔"),
    ("Omega", "Ω"),
    ("Phi", "Φ"),
    ("Pi", "Π"),
    ("Psi", "Ψ"),
    ("Rightarrow", "⇒"),
    ("Sigma", "Σ"),
    ("Theta", "Θ"),
    ("Upsilon", "Υ"),
    ("Xi", "Ξ"),
    ("alpha", "α"),
    ("approx", "≈"),
    ("ast", "∗"),
    ("beta", "β"),
    ("bullet", "•"),
    ("cdot", "·"),
    ("cdots", "⋯"),
    ("chi", "χ"),
    ("circ", "°"),
    ("cos", "cos"),
    ("delta", "δ"),
    ("ell", "ℓ"),
    ("epsilon", "ϵ"),
    ("equiv", "≡"),
    ("eta", "η"),
    ("exp", "exp"),
    ("forall", "∀"),
    ("gamma", "γ"),
    ("ge", "≥"),
    ("geq", "≥"),
    ("gg", "≫"),
    ("gt", ">"),
    ("hbar", "ℏ"),
    ("in", "∈"),
    ("infty", "∞"),
    ("int", "∫"),
    ("iota", "ι"),
    ("kappa", "κ"),
    ("lambda", "λ"),
    ("langle", "⟨"),
    ("le", "≤"),
    ("leftarrow", "←"),
    ("leftrightarrow", "↔"),
    ("leq", "≤"),
    ("lim", "lim"),
    ("ll", "≪"),
    ("log", "log"),
    ("lt", "<"),
    ("max", "max"),
    ("min", "min"),
    ("mp", "∓"),
    ("mu", "μ"),
    ("nabla", "∇"),
    ("ne", "≠"),
    ("neq", "≠"),
    ("nu", "ν"),
    ("omega", "ω"),
    ("partial", "∂"),
    ("phi", "ϕ"),
    ("pi", "π"),
    ("pm", "±"),
    ("prime", "′"),
    ("prod", "∏"),
    ("propto", "∝"),
    ("psi", "ψ"),
    ("rangle", "⟩"),
    ("rho", "ρ"),
    ("rightarrow", "→"),
    ("sigma", "σ"),
    ("sim", "∼"),
    ("simeq", "≃"),
    ("sin", "sin"),
    ("sqrt", "√"),
    ("sum", "∑"),
    ("tau", "τ"),
    ("theta", "θ"),
    ("times", "×"),
    ("to", "→"),
    ("upsilon", "υ"),
    ("varepsilon", "ε"),
    ("varphi", "φ"),
    ("xi", "ξ"),
    ("zeta", "ζ"),
];
