//! Code: its tokens, and where an expression after a `#` ends, so that markup goes on.

use super::calls::Group;
use super::markup::Content;
use super::{Frame, Last, Reader};
use siglum_corpus::span::Span;

/// An expression after a `#`, or the condition of one.
pub(super) struct Expr {
    state: State,
    /// Where its `#` stands.
    pub(super) start: usize,
    /// Whether it is one operand with what is directly behind it, as in markup, and no sum.
    atomic: bool,
    /// The name that was being defined around it.
    outer: Option<Span>,
}

/// What comes next in an expression.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Its first token, directly here or after blanks.
    First { blanks: bool },
    /// An operand of a condition.
    Operand,
    /// What may follow an operand.
    Behind,
    /// All up to the end of the line.
    Statement,
    /// The block of a loop or condition.
    Body { branches: bool },
    /// What follows the block of a condition: perhaps `else`.
    Branch,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    Let,
    Set,
    Import,
    Include,
    /// `show` and `return`, which reach to the end of the line too.
    Statement,
    If,
    Else,
    /// `for` and `while`.
    Loop,
    Context,
    Jump,
    /// `and`, `or`, `in`, `as`.
    Operator,
    Not,
    Value,
}

/// A token of code.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    Space {
        lines: usize,
    },
    Word(Option<Keyword>),
    Value,
    /// A bracket, which is now on the stack.
    Opened,
    /// A closing bracket, which is not read yet.
    Close(u8),
    Comma,
    Colon,
    Semicolon,
    Operator,
}

impl Expr {
    /// The expression whose `#` stands at `start`.
    pub(super) fn new(start: usize) -> Self {
        Self { state: State::First { blanks: false }, start, atomic: true, outer: None }
    }

    fn condition(start: usize) -> Self {
        Self { state: State::Operand, start, atomic: false, outer: None }
    }
}

fn keyword(word: &str) -> Option<Keyword> {
    Some(match word {
        "let" => Keyword::Let,
        "set" => Keyword::Set,
        "import" => Keyword::Import,
        "include" => Keyword::Include,
        "show" | "return" => Keyword::Statement,
        "if" => Keyword::If,
        "else" => Keyword::Else,
        "for" | "while" => Keyword::Loop,
        "context" => Keyword::Context,
        "break" | "continue" => Keyword::Jump,
        "and" | "or" | "in" | "as" => Keyword::Operator,
        "not" => Keyword::Not,
        "none" | "auto" | "true" | "false" => Keyword::Value,
        _ => return None,
    })
}

impl Reader<'_> {
    fn state(&mut self, state: State) {
        if let Some(Frame::Expr(expr)) = self.stack.last_mut() {
            expr.state = state;
        }
    }

    /// Reads the next part of the expression on top.
    pub(super) fn expr(&mut self) {
        let Some(Frame::Expr(Expr { state, start, atomic, .. })) = self.stack.last() else { return };
        let (start, atomic) = (*start, *atomic);
        match *state {
            State::First { blanks } => self.first(start, blanks),
            State::Operand => self.operand(),
            State::Behind => self.behind(atomic),
            State::Statement => self.statement(),
            State::Body { branches } => {
                self.skip_trivia();
                self.state(if branches { State::Branch } else { State::Behind });
                match self.source.byte(self.at) {
                    b'{' => self.open_group(b'}'),
                    b'[' => self.open_content(self.at, Content::Flow, None),
                    _ => self.close_expr(),
                }
            }
            State::Branch => self.branch(),
        }
    }

    pub(super) fn close_expr(&mut self) {
        if let Some(Frame::Expr(expr)) = self.stack.pop()
            && expr.state == State::Statement
        {
            self.defines = expr.outer;
        }
    }

    fn first(&mut self, start: usize, blanks: bool) {
        if blanks {
            self.skip_trivia();
        }
        let at = self.at;
        let plain = match self.source.byte(at) {
            b'(' | b'{' | b'[' | b'"' | b'`' | b'0'..=b'9' => true,
            b'.' => self.source.byte(at + 1).is_ascii_digit(),
            b'$' => self.source.has_dollar(at + 1),
            b'<' => self.source.label(at).is_some(),
            _ => self.source.is_word_start_at(at),
        };
        self.last = Last::default();
        if !plain {
            // No expression: the sign stands for itself.
            self.b.copy(start, if blanks { start } else { at });
            return self.close_expr();
        }
        self.state(State::Behind);
        match self.token() {
            Token::Word(Some(keyword)) => self.keyword(keyword),
            Token::Word(None) => {
                // The `#` belongs to what is called.
                self.last.callee = self.last.callee.map(|(name, _)| (name, start));
            }
            _ => {}
        }
    }

    /// What a keyword at the beginning of an expression asks for.
    fn keyword(&mut self, keyword: Keyword) {
        match keyword {
            Keyword::Let | Keyword::Set | Keyword::Import | Keyword::Include | Keyword::Statement => {
                let outer = self.defines;
                if let Some(Frame::Expr(expr)) = self.stack.last_mut() {
                    expr.state = State::Statement;
                    expr.outer = outer;
                }
            }
            Keyword::If | Keyword::Loop => {
                self.state(State::Body { branches: keyword == Keyword::If });
                self.stack.push(Frame::Expr(Expr::condition(self.at)));
            }
            Keyword::Context => self.state(State::First { blanks: true }),
            Keyword::Value => {}
            _ => self.close_expr(),
        }
    }

    fn operand(&mut self) {
        self.skip_trivia();
        match self.source.byte(self.at) {
            b'+' | b'-' => self.at += 1,
            b'=' | b'*' | b'/' | b'>' | b',' | b':' | b';' | b')' | b']' | b'}' | b'\n' | b'\r' | 0 => {
                self.close_expr();
            }
            _ => {
                self.state(State::Behind);
                match self.token() {
                    Token::Word(Some(Keyword::Not | Keyword::Context)) => self.state(State::Operand),
                    Token::Word(Some(keyword)) => self.keyword(keyword),
                    Token::Operator | Token::Space { .. } => self.state(State::Operand),
                    _ => {}
                }
            }
        }
    }

    /// What follows an operand: a call or a field directly behind it; in a condition also an operator.
    fn behind(&mut self, atomic: bool) {
        let at = self.at;
        let direct = self.last.end == at;
        match self.source.byte(at) {
            b'(' | b'[' if direct => drop(self.token()),
            b'.' if direct && self.source.is_word_start_at(at + 1) => {
                self.token();
                self.token();
            }
            b';' if direct && atomic => {
                self.at = at + 1;
                self.close_expr();
            }
            _ if atomic => self.close_expr(),
            _ => self.operator(),
        }
    }

    /// An operator of a condition, which ends where none stands.
    fn operator(&mut self) {
        let before = self.at;
        self.skip_trivia();
        let at = self.at;
        let length = match self.source.byte(at) {
            b'+' | b'-' | b'*' | b'/' | b'=' | b'<' | b'>' | b'!' => {
                1 + usize::from(matches!(self.source.byte(at + 1), b'=' | b'>'))
            }
            _ => {
                let word = self.source.slice(at, self.source.word_end(at));
                if matches!(keyword(word), Some(Keyword::Operator | Keyword::Not)) { word.len() } else { 0 }
            }
        };
        if length == 0 {
            self.at = before;
            return self.close_expr();
        }
        self.at = at + length;
        self.last = Last::default();
        self.state(State::Operand);
    }

    fn branch(&mut self) {
        let before = self.at;
        self.skip_trivia();
        let word = self.source.slice(self.at, self.source.word_end(self.at));
        if word != "else" {
            self.at = before;
            return self.state(State::Behind);
        }
        self.at += word.len();
        self.b.blank(self.at);
        self.skip_trivia();
        let word = self.source.slice(self.at, self.source.word_end(self.at));
        self.state(State::Body { branches: word == "if" });
        if word == "if" {
            self.at += word.len();
            self.stack.push(Frame::Expr(Expr::condition(self.at)));
        }
    }

    /// A statement, up to the end of the line, a `;`, or what closes around it.
    fn statement(&mut self) {
        let at = self.source.skip_blanks(self.at);
        let byte = self.source.byte(at);
        if self.source.newline(at) > 0 || matches!(byte, b']' | b')' | b'}') {
            return self.close_expr();
        }
        if byte == b'@' {
            // Valid code holds none: the statement has ended, and was not closed.
            return self.close_expr();
        }
        self.at = at;
        if self.token() == Token::Semicolon {
            self.close_expr();
        }
    }

    /// Skips blanks and comments on the line.
    fn skip_trivia(&mut self) {
        loop {
            self.at = self.source.skip_blanks(self.at);
            match self.source.comment(self.at) {
                Some(end) => self.comment(self.at, end),
                None => return,
            }
        }
    }

    /// Reads one token of code.
    pub(super) fn token(&mut self) -> Token {
        let at = self.at;
        if let Some(end) = self.source.comment(at) {
            self.comment(at, end);
            return Token::Space { lines: 0 };
        }
        let byte = self.source.byte(at);
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C => {
                let (end, lines) = self.source.skip_space(at);
                self.at = end;
                return Token::Space { lines };
            }
            b')' | b']' | b'}' => return Token::Close(byte),
            b'(' => {
                self.open_group(b')');
                return Token::Opened;
            }
            b'{' => {
                self.open_group(b'}');
                return Token::Opened;
            }
            b'[' => {
                let callee = self.last.callee.filter(|_| self.last.end == at);
                let kind = self.content_of(callee);
                self.open_content(at, kind, callee);
                return Token::Opened;
            }
            b'$' if self.source.has_dollar(at + 1) => {
                self.stack.push(Frame::Math);
                self.at = at + 1;
                return Token::Opened;
            }
            _ => {}
        }
        self.small_token(at, byte)
    }

    /// A token that holds no other.
    fn small_token(&mut self, at: usize, byte: u8) -> Token {
        let (end, token) = match byte {
            b'"' => return self.string_token(at),
            b'`' => {
                let end = self.source.raw(at).unwrap_or(at + 1);
                self.raw_token(at, end);
                (end, Token::Value)
            }
            b'<' => match self.source.label(at) {
                Some(end) => {
                    self.label_token(at, end);
                    (end, Token::Value)
                }
                None => (at + 1, Token::Operator),
            },
            b'0'..=b'9' => (self.source.number(at), Token::Value),
            b'.' if self.source.byte(at + 1) == b'.' => (at + 2, Token::Operator),
            b'.' if self.source.byte(at + 1).is_ascii_digit() => (self.source.number(at + 1), Token::Value),
            b'.' => {
                // A field: what is called is the last name.
                self.at = at + 1;
                self.last.end = at + 1;
                return Token::Operator;
            }
            b',' => (at + 1, Token::Comma),
            b':' => (at + 1, Token::Colon),
            b';' => (at + 1, Token::Semicolon),
            _ if self.source.is_word_start_at(at) => return self.word_token(at),
            _ if self.source.char_at(at).is_some_and(char::is_whitespace) => {
                self.at = self.source.next(at);
                return Token::Space { lines: usize::from(self.source.newline(at) > 0) };
            }
            _ => (self.source.next(at), Token::Operator),
        };
        self.at = end;
        self.last = Last { end, ..Last::default() };
        token
    }

    fn word_token(&mut self, at: usize) -> Token {
        let end = self.source.word_end(at);
        self.at = end;
        let is_field = self.source.byte(at.wrapping_sub(1)) == b'.' && self.source.byte(at.wrapping_sub(2)) != b'.';
        let word = self.source.slice(at, end);
        if let Some(keyword) = keyword(word).filter(|_| !is_field) {
            self.last = Last { end, callee: None, keyword: Some(keyword) };
            return Token::Word(Some(keyword));
        }
        let start = match self.last.callee {
            Some((_, start)) if is_field && self.last.end == at => start,
            _ => at,
        };
        let name = Span::new(at, end);
        self.name_token(name, self.last.keyword);
        self.last = Last { end, callee: Some((name, start)), keyword: self.last.keyword };
        Token::Word(None)
    }

    /// Reads the next token of code in brackets.
    pub(super) fn group(&mut self) {
        let at = self.at;
        match self.token() {
            Token::Close(close) => {
                let own = matches!(self.stack.last(), Some(Frame::Group(Group { close: mine, .. })) if *mine == close);
                if own {
                    self.close_group(at + 1, true);
                } else if *self.closers.of(close) > 0 {
                    self.close_group(at, false);
                } else {
                    self.at = at + 1;
                }
            }
            Token::Space { lines } if lines > 0 => self.line_in_group(at, lines),
            Token::Space { .. } | Token::Opened => {}
            token => self.in_group(token, at),
        }
    }

    /// A heading at the margin is no code: what was open before it was never closed. Nor does a citation go on beyond
    /// an empty line.
    fn line_in_group(&mut self, before: usize, lines: usize) {
        let at = self.at;
        let margin = self.source.byte(at) == b'=' && self.source.newline(at.wrapping_sub(1)) > 0;
        let signs = self.source.bytes[at..].iter().take_while(|byte| **byte == b'=').count();
        if margin && self.source.byte(at + signs) == b' ' {
            while self.stack.len() > 1 {
                match self.stack.last() {
                    Some(Frame::Markup(_)) => self.close_markup(before, false),
                    Some(Frame::Group(_)) => self.close_group(before, false),
                    Some(Frame::Expr(_)) => self.close_expr(),
                    _ => drop(self.stack.pop()),
                }
            }
            self.at = before;
        } else if lines > 1 && matches!(self.stack.last(), Some(Frame::Group(group)) if group.cites()) {
            self.close_group(before, false);
            self.at = before;
        }
    }
}
