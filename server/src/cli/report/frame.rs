//! A line of source with a mark under it. Long lines are cut around the mark; nothing that a terminal obeys is left.

use crate::cli::paths::visible;

/// How many columns of a line are shown.
const WIDTH: usize = 100;

/// A line with a mark.
pub struct Frame<'a> {
    /// The line's text.
    pub line: &'a str,
    /// What is marked, in bytes of the line; clamped to it.
    pub mark: (usize, usize),
    /// The character of the mark.
    pub with: char,
}

impl Frame<'_> {
    /// The line as shown, and the line of marks under it, without the label.
    pub fn render(&self) -> (String, String) {
        let start = self.line.floor_char_boundary(self.mark.0);
        let end = self.line.floor_char_boundary(self.mark.1).max(start);
        let (before, marked, after) = (&self.line[..start], &self.line[start..end], &self.line[end..]);
        let marked = shown(marked);
        let marked = first_columns(&marked, WIDTH * 4 / 5);
        let room = WIDTH.saturating_sub(columns(marked));
        let before = shown(before);
        let after = shown(after);
        let cut_before = last_columns(&before, room.saturating_sub(columns(&after).min(room / 3)));
        let cut_after = first_columns(&after, room.saturating_sub(columns(cut_before)));
        let open = if cut_before.len() < before.len() { "… " } else { "" };
        let close = if cut_after.len() < after.len() { " …" } else { "" };
        let line = format!("{open}{cut_before}{marked}{cut_after}{close}");
        let blank = " ".repeat(columns(open) + columns(cut_before));
        let mark = self.with.to_string().repeat(columns(marked).max(1));
        (line.trim_end().to_owned(), format!("{blank}{mark}"))
    }
}

fn shown(text: &str) -> String {
    visible(&text.replace('\t', "    ")).into_owned()
}

fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// How many columns a terminal gives a character: none to accents that combine, two to East Asian signs and emoji.
fn width(c: char) -> usize {
    match c {
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

fn first_columns(text: &str, limit: usize) -> &str {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += width(c);
        if used > limit {
            return &text[..at];
        }
    }
    text
}

fn last_columns(text: &str, limit: usize) -> &str {
    let mut used = 0;
    for (at, c) in text.char_indices().rev() {
        used += width(c);
        if used > limit {
            return &text[at + c.len_utf8()..];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(line: &str, marked: &str) -> (String, String) {
        let start = line.find(marked).unwrap();
        Frame { line, mark: (start, start + marked.len()), with: '^' }.render()
    }

    #[test]
    fn the_mark_stands_under_the_text_whatever_its_characters() {
        assert_eq!(frame("né @a", "@a").1, "   ^^");
        assert_eq!(frame("中 @a", "@a").1, "   ^^");
        assert_eq!(frame("\t@a", "@a").1, "    ^^");
        let (line, mark) = frame("\u{1b}[0m@a", "@a");
        assert_eq!(line.find('@'), mark.find('^'));
    }

    #[test]
    fn a_long_line_is_cut_around_the_mark() {
        let line = format!("{}@key{}", "avant ".repeat(400), " après".repeat(400));
        let (shown, mark) = frame(&line, "@key");
        assert!(shown.chars().count() <= WIDTH + 4 && shown.starts_with("… ") && shown.ends_with(" …"), "{shown}");
        let place = mark.find('^').unwrap();
        assert_eq!(shown.chars().skip(place).take(4).collect::<String>(), "@key");
    }

    #[test]
    fn a_place_beyond_the_line_is_clamped() {
        assert_eq!(Frame { line: "ab", mark: (9, 12), with: '^' }.render().1, "  ^");
    }
}
