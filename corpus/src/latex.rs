//! LaTeX's accents and symbols as Unicode: one table for bibliographies and manuscripts. It knows no syntax: who reads
//! LaTeX finds the command and its argument.
//!
//! Source: LaTeX2e sources, ltoutenc.dtx (encodings OT1, T1, TS1), and the textcomp and babel manuals.

use unicode_normalization::char::compose;

/// The combining mark of an accent command by its name without the backslash: `'` gives U+0301, `c` gives U+0327.
/// `None` where the name is no accent.
#[must_use]
pub fn combining(mark: char) -> Option<char> {
    Some(match mark {
        '`' => '\u{300}',
        '\'' => '\u{301}',
        '^' => '\u{302}',
        '~' => '\u{303}',
        '=' => '\u{304}',
        'u' => '\u{306}',
        '.' => '\u{307}',
        '"' => '\u{308}',
        'h' => '\u{309}',
        'r' => '\u{30A}',
        'H' => '\u{30B}',
        'v' => '\u{30C}',
        'U' => '\u{30E}',
        'G' => '\u{30F}',
        'f' => '\u{311}',
        'd' => '\u{323}',
        'c' => '\u{327}',
        'k' => '\u{328}',
        'b' => '\u{331}',
        't' => '\u{361}',
        _ => return None,
    })
}

/// The character that an accent makes of a base, composed (NFC): `"` over `u` gives `ü`. A dotless i or j under an accent
/// that stands above counts as the letter. `None` where the mark is no accent or Unicode has no such character: write
/// the base and then its [`combining`] mark.
#[must_use]
pub fn accent(mark: char, base: char) -> Option<char> {
    let base = match base {
        'ı' => 'i',
        'ȷ' => 'j',
        other => other,
    };
    compose(base, combining(mark)?)
}

/// The text of a symbol command by its name without the backslash: `ss` gives `ß`, `&` gives `&`.
#[must_use]
pub fn symbol(name: &str) -> Option<&'static str> {
    let place = SYMBOLS.binary_search_by(|(known, _)| (*known).cmp(name)).ok()?;
    SYMBOLS.get(place).map(|(_, text)| *text)
}

/// Symbol commands and their texts, sorted by name (in bytes).
static SYMBOLS: &[(&str, &str)] = &[
    (" ", " "),
    ("!", ""),
    ("#", "#"),
    ("$", "$"),
    ("%", "%"),
    ("&", "&"),
    (",", "\u{202F}"),
    ("-", ""),
    ("/", ""),
    ("@", ""),
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
    ("_", "_"),
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
    ("no", "n°"),
    ("nobreakspace", "\u{A0}"),
    ("o", "ø"),
    ("oe", "œ"),
    ("og", "«"),
    ("pounds", "£"),
    ("quotedblbase", "„"),
    ("quotesinglbase", "‚"),
    ("rq", "’"),
    ("slash", "/"),
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
    ("textdagger", "†"),
    ("textdaggerdbl", "‡"),
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
    ("{", "{"),
    ("}", "}"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_are_sorted_so_that_each_is_found() {
        for pair in SYMBOLS.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{} before {}", pair[0].0, pair[1].0);
        }
        assert_eq!(symbol("ss"), Some("ß"));
        assert_eq!(symbol("&"), Some("&"));
        assert_eq!(symbol("nosuch"), None);
    }

    #[test]
    fn accents_compose_and_dotless_letters_count_as_letters() {
        for (mark, base, expected) in [
            ('"', 'u', Some('ü')),
            ('\'', 'e', Some('é')),
            ('c', 'c', Some('ç')),
            ('^', 'ı', Some('î')),
            ('v', 's', Some('š')),
            ('k', 'a', Some('ą')),
            ('r', 'A', Some('Å')),
            ('\'', 'q', None),
            ('x', 'e', None),
        ] {
            assert_eq!(accent(mark, base), expected, "{mark}{base}");
        }
    }
}
