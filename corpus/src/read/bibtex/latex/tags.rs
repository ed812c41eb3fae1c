//! What HTML leaves in bibliographies: tags and entities, also as Zotero escapes them (`{\textless}br{\textgreater}`).

/// What a tag does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// It parts paragraphs.
    Break,
    /// It is left out, what it marks stays.
    Drop,
}

/// How `<` and `>` are written.
const OPEN: [&str; 4] = ["<", "{\\textless}", "\\textless{}", "\\textless "];
const CLOSE: [&str; 5] = [">", "{\\textgreater}", "\\textgreater{}", "\\textgreater ", "\\textgreater"];
/// Tags of HTML and JATS in titles and abstracts.
const BREAKS: [&str; 4] = ["br", "p", "div", "jats:p"];
const DROPS: [&str; 14] =
    ["i", "b", "em", "strong", "sub", "sup", "u", "sc", "scp", "span", "italic", "bold", "jats:italic", "jats:sec"];

/// The tag that `text` begins with, and its length in bytes.
pub(super) fn tag(text: &str) -> Option<(usize, Tag)> {
    let opener = OPEN.iter().find(|opener| text.starts_with(**opener))?;
    let rest = &text[opener.len()..];
    let slash = usize::from(rest.starts_with('/'));
    let rest = &rest[slash..];
    let len = rest.bytes().take(12).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b':').count();
    let name = &rest[..len];
    let is = |known: &&str| name.eq_ignore_ascii_case(known);
    let kind = match () {
        () if BREAKS.iter().any(&is) => Tag::Break,
        () if DROPS.iter().any(is) => Tag::Drop,
        () => return None,
    };
    let tail = rest[len..].trim_start_matches(' ');
    let tail = tail.strip_prefix('/').unwrap_or(tail);
    let closer = CLOSE.iter().find(|closer| tail.starts_with(**closer))?;
    let left = tail.len() - closer.len();
    Some((text.len() - left, kind))
}

/// Entities by name. Those of accented letters are few in the wild; what is missing stays as it is.
const ENTITIES: [(&str, char); 24] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{A0}'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("eacute", 'é'),
    ("egrave", 'è'),
    ("ecirc", 'ê'),
    ("agrave", 'à'),
    ("ccedil", 'ç'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
    ("auml", 'ä'),
    ("szlig", 'ß'),
];

/// The entity that `text` (which begins with `&`) begins with, and its length in bytes. `&amp;lt;` is undone twice.
pub(super) fn entity(text: &str) -> Option<(usize, char)> {
    let end = text.as_bytes().iter().take(12).position(|byte| *byte == b';')?;
    let name = text.get(1..end)?;
    let found = match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        }
        .and_then(char::from_u32)
        .filter(|c| !c.is_control()),
        None => ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, c)| *c),
    }?;
    if found == '&' {
        let twice = format!("&{}", text[end + 1..].chars().take(10).collect::<String>());
        if let Some((len, inner)) = entity_once(&twice) {
            return Some((end + len, inner));
        }
    }
    Some((end + 1, found))
}

/// An entity by name, without a second round.
fn entity_once(text: &str) -> Option<(usize, char)> {
    let end = text.find(';')?;
    let (_, found) = ENTITIES.iter().find(|(known, _)| *known == &text[1..end])?;
    Some((end + 1, *found))
}
