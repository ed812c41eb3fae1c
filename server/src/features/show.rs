//! Putting data on an editor's page: Markdown in which nothing of the data is markup, or plain text.
//!
//! Invariant: the only links, images and HTML of the result are those built here (reliability.md, requirement 38).

use crate::config::MessageLanguage;
use siglum_corpus::Lang;
use std::path::Path;

/// A page in the making.
pub struct Sheet {
    markdown: bool,
    out: String,
}

impl Sheet {
    /// An empty page.
    #[must_use]
    pub fn new(markdown: bool) -> Self {
        Self { markdown, out: String::new() }
    }

    /// The page.
    #[must_use]
    pub fn finish(self) -> String {
        self.out.trim_end().to_owned()
    }

    /// Data as inline text.
    #[must_use]
    pub fn plain(&self, data: &str) -> String {
        if self.markdown { escape(data) } else { visible(data) }
    }

    /// Data as emphasised inline text.
    #[must_use]
    pub fn emphasis(&self, data: &str) -> String {
        if self.markdown && !data.trim().is_empty() { format!("*{}*", escape(data.trim())) } else { visible(data) }
    }

    /// A bold line of its own.
    pub fn strong(&mut self, data: &str) {
        let data = one_line(data);
        let line = if self.markdown { format!("**{}**", escape(&data)) } else { visible(&data) };
        self.raw(&line);
    }

    /// A bold line with links behind it.
    pub fn strong_and(&mut self, data: &str, links: &str) {
        self.raw(&format!("**{}** \u{b7} {links}", escape(&one_line(data))));
    }

    /// A line of data.
    pub fn line(&mut self, data: &str) {
        let line = self.plain(&one_line(data));
        self.raw(&line);
    }

    /// A text of several paragraphs.
    pub fn text(&mut self, data: &str) {
        for paragraph in data.split("\n\n") {
            self.line(paragraph);
        }
    }

    /// A remark of ours.
    pub fn note(&mut self, remark: &str) {
        let line = if self.markdown { format!("*{}*", escape(remark)) } else { format!("[{}]", visible(remark)) };
        self.raw(&line);
    }

    /// A line that is markup already.
    pub fn raw(&mut self, line: &str) {
        if !line.is_empty() {
            self.out.push_str(line);
            self.out.push_str("\n\n");
        }
    }

    /// A line across.
    pub fn rule(&mut self) {
        if self.markdown {
            self.raw("---");
        }
    }

    /// A DOI, as a link where links are followed.
    pub fn doi(&mut self, doi: &str) {
        let bare = doi.trim();
        let bare = ["https://doi.org/", "http://dx.doi.org/", "https://dx.doi.org/", "http://doi.org/", "doi:"]
            .iter()
            .find_map(|prefix| bare.strip_prefix(prefix))
            .unwrap_or(bare);
        self.link(&format!("DOI {bare}"), &format!("https://doi.org/{bare}"));
    }

    /// A web address. Other schemes than http and https are shown, never linked.
    pub fn url(&mut self, url: &str) {
        let url = url.trim();
        if url.starts_with("http://") || url.starts_with("https://") {
            self.link(url, url);
        } else {
            self.line(url);
        }
    }

    /// A document of this machine by its name, as a link; nothing where no link can be.
    pub fn file(&mut self, path: &Path) {
        let name = path.file_name().and_then(|name| name.to_str());
        let (Some(name), Some(address)) = (name.filter(|_| self.markdown), file_address(path)) else { return };
        self.raw(&format!("[{}]({address})", escape(&one_line(name))));
    }

    /// A link that runs a command of the editor with one argument, a tag or a word of ours.
    #[must_use]
    pub fn command(&self, label: &str, command: &str, argument: &str) -> String {
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
        debug_assert!(argument.as_bytes().iter().all(plain), "an argument is a tag: {argument}");
        let argument: String = argument.bytes().filter(plain).map(char::from).collect();
        format!("[{}](command:{command}?%5B%22{argument}%22%5D)", escape(label))
    }

    fn link(&mut self, label: &str, target: &str) {
        let line = if self.markdown {
            format!("[{}]({})", escape(label), percent(target))
        } else if label.contains(target) {
            visible(label)
        } else {
            visible(target)
        };
        self.raw(&line);
    }
}

/// White space folded to single spaces.
fn one_line(data: &str) -> String {
    data.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Data as Markdown text: no character of it is markup, and no bare address becomes a link.
#[must_use]
pub fn escape(data: &str) -> String {
    let data = visible(data);
    let mut out = String::with_capacity(data.len() + 16);
    let mut start_of_line = true;
    for (at, c) in data.char_indices() {
        let special = match c {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '$' | '&' | '!' | '@' => {
                true
            }
            '-' | '+' | '=' => start_of_line,
            ':' => data[at..].starts_with("://"),
            '.' | ')' => {
                let before = data[..at].trim_start();
                before.ends_with("www") || before.ends_with("WWW") || (is_number(before) && !before.is_empty())
            }
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
        start_of_line = c == '\n' || (start_of_line && c == ' ');
    }
    out
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Data with control and bidirectional characters made visible (`\u{202e}`); line ends stay.
#[must_use]
pub fn visible(data: &str) -> String {
    if !data.chars().any(is_unsafe) {
        return data.to_owned();
    }
    let mut out = String::with_capacity(data.len() + 16);
    for c in data.chars() {
        if is_unsafe(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// Characters that change how what follows is shown, or drive a terminal (reliability.md, threats).
#[must_use]
pub fn is_unsafe(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
}

/// An address with everything percent-encoded that could end a Markdown link or is no ASCII.
pub(super) fn percent(target: &str) -> String {
    let mut out = String::with_capacity(target.len() + 8);
    for byte in target.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&*+,;=%".contains(&byte);
        if plain {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The `file:` address of an absolute path, in which nothing but letters, digits and a few signs stands for itself.
fn file_address(path: &Path) -> Option<String> {
    let text = path.to_str().filter(|_| path.is_absolute())?;
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.to_owned() };
    let mut out = "file://".to_owned();
    if !text.starts_with('/') {
        out.push('/');
    }
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    Some(out)
}

/// A language's name in a language of the interface; its tag where it has no name here.
#[must_use]
pub fn language_name(lang: &Lang, interface: MessageLanguage) -> String {
    let names = match lang.primary() {
        "fr" => ["French", "français"],
        "en" => ["English", "anglais"],
        "es" => ["Spanish", "espagnol"],
        "pt" => ["Portuguese", "portugais"],
        "de" => ["German", "allemand"],
        "it" => ["Italian", "italien"],
        "nl" => ["Dutch", "néerlandais"],
        "ca" => ["Catalan", "catalan"],
        "fi" => ["Finnish", "finnois"],
        "sv" => ["Swedish", "suédois"],
        "ru" => ["Russian", "russe"],
        "zh" => ["Chinese", "chinois"],
        "ja" => ["Japanese", "japonais"],
        "ar" => ["Arabic", "arabe"],
        "la" => ["Latin", "latin"],
        "el" => ["Greek", "grec"],
        "pl" => ["Polish", "polonais"],
        _ => return lang.as_str().to_owned(),
    };
    names[usize::from(interface == MessageLanguage::French)].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    #[test]
    fn data_makes_no_markup() {
        for hostile in [
            "[x](command:evil)",
            "![](http://evil.example/p.png)",
            "<img src=x onerror=alert(1)>",
            "https://evil.example and www.evil.example",
            "a@evil.example",
            "# heading",
            "1. list",
            "- list",
            "| a | b |\n|---|---|",
            "&lt;b&gt;",
            "$(trash)",
        ] {
            assert_eq!(shown_back(hostile), one_line(hostile), "{hostile}");
        }
    }

    /// What editors' Markdown has beyond CommonMark.
    fn gfm() -> Options {
        Options::ENABLE_TABLES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_GFM
            | Options::ENABLE_MATH
    }

    /// What a Markdown reader shows of escaped data; panics on any markup.
    fn shown_back(data: &str) -> String {
        let mut sheet = Sheet::new(true);
        sheet.line(data);
        let page = sheet.finish();
        let mut out = String::new();
        for event in Parser::new_ext(&page, gfm()) {
            match event {
                Event::Text(text) => out.push_str(&text),
                Event::Start(Tag::Paragraph) | Event::End(_) => {}
                other => panic!("{other:?} in {page:?}"),
            }
        }
        out
    }

    proptest! {
        #[test]
        fn any_line_comes_back_as_it_was(data in "[ -~é«»\n]{0,60}") {
            prop_assert_eq!(shown_back(&data), one_line(&data));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_hostile_path_is_one_link_to_one_file() {
        for name in ["a.pdf", "a](command:x) b.pdf", "<b>.pdf", "a (1) #2?x=%20.pdf", "é\u{202e}fdp.pdf", "`a`*b*.pdf"]
        {
            let mut sheet = Sheet::new(true);
            sheet.file(&Path::new("/ws").join(name));
            let page = sheet.finish();
            let links = Parser::new_ext(&page, gfm()).filter_map(|event| match event {
                Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.to_string()),
                Event::Start(Tag::Paragraph) | Event::Text(_) | Event::End(_) => None,
                other => panic!("{other:?} in {page:?}"),
            });
            let links: Vec<_> = links.collect();
            assert!(links.len() == 1 && links[0].starts_with("file:///ws/") && links[0].is_ascii(), "{page}");
        }
        let mut plain = Sheet::new(false);
        plain.file(Path::new("/ws/a.pdf"));
        assert_eq!(plain.finish(), "");
    }

    #[test]
    fn controls_and_bidi_are_visible() {
        assert_eq!(visible("a\u{202e}b\u{1b}[31m"), "a\\u{202e}b\\u{1b}[31m");
    }
}
