//! What LaTeX's commands are in Unicode, beyond the letters and accents of [`crate::latex`] (BibLaTeX manual section
//! 4.6.4). The table is sorted by name; a test holds that.

use crate::latex::{combining, symbol};

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
    let mut letters = name.chars();
    let mark = letters.next().filter(|_| letters.next().is_none())?;
    combining(mark)
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

/// What a command of letters does, by its name; `None` for one that is only dropped.
pub(super) fn command(name: &str) -> Option<Command> {
    let special = match name {
        "par" | "newline" | "linebreak" => Some(Command::Paragraph),
        "space" | "quad" | "qquad" | "enspace" | "thinspace" | "addspace" | "newblock" | "nobreakspace" => {
            Some(Command::Space)
        }
        "enquote" | "mkbibquote" | "textquote" => Some(Command::Quote),
        "textsuperscript" | "mkbibsuperscript" | "up" | "ier" => Some(Command::Script(true)),
        "textsubscript" => Some(Command::Script(false)),
        "href" | "noopsort" | "SortNoop" | "sortnoop" | "NOOPSORT" | "textcolor" | "color" | "foreignlanguage"
        | "selectlanguage" | "label" | "begin" | "end" | "hspace" | "vspace" | "vphantom" | "phantom" | "hphantom"
        | "uppercase@" => Some(Command::Skip),
        "url" | "path" | "nolinkurl" => Some(Command::Verbatim),
        _ => None,
    };
    let text = || symbol(name).map(Command::Text);
    let math = || {
        let found = MATH.binary_search_by(|(known, _)| (*known).cmp(name)).ok()?;
        MATH.get(found).map(|(_, sign)| Command::Math(sign))
    };
    special.or_else(text).or_else(math)
}

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
