//! Tokens of SMT-LIB 2, with their places.

use super::error::{At, Result};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Open,
    Close,
    /// Also `|quoted|`; the bars are no part of it.
    Symbol,
    /// `:word`.
    Keyword,
    /// Decimal digits.
    Number,
    /// `#x...`, without the two characters.
    Hex,
    /// `#b...`, without the two characters.
    Binary,
    Text,
}

/// A token: a range of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub start: u32,
    pub end: u32,
}

/// Reads tokens from a text, one after the other.
pub struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    /// From the start of a text of less than 4 GiB.
    pub fn new(text: &'a str) -> Self {
        Lexer { text, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip(&mut self, f: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&f) {
            self.at += 1;
        }
    }

    fn blank(&mut self) {
        loop {
            self.skip(|c| c.is_ascii_whitespace());
            if self.peek() != Some(b';') {
                return;
            }
            self.skip(|c| c != b'\n');
        }
    }

    /// The next token; `None` at the end.
    pub fn next(&mut self) -> Result<Option<Token>> {
        self.blank();
        let begin = self.at;
        let Some(first) = self.peek() else { return Ok(None) };
        self.at += 1;
        let kind = match first {
            b'(' => Kind::Open,
            b')' => Kind::Close,
            b'|' => return self.until(b'|', Kind::Symbol, "this |symbol| has no second bar").map(Some),
            b'"' => return self.string().map(Some),
            b'#' => return self.literal().map(Some),
            b':' => self.word(Kind::Keyword),
            b'0'..=b'9' => self.word(Kind::Number),
            c if is_symbol(c) => self.word(Kind::Symbol),
            _ => {
                let found = self.text[begin..].chars().next().unwrap_or_default();
                return Err(At(begin as u32, format!("expected SMT-LIB, found the character {found:?}")));
            }
        };
        let digits = |text: &str| text.bytes().all(|c| c.is_ascii_digit());
        if kind == Kind::Number && !digits(&self.text[begin..self.at]) {
            return Err(At(begin as u32, format!("expected a number, found `{}`", &self.text[begin..self.at])));
        }
        Ok(Some(Token { kind, start: begin as u32, end: self.at as u32 }))
    }

    fn word(&mut self, kind: Kind) -> Kind {
        self.skip(is_symbol);
        kind
    }

    fn until(&mut self, end: u8, kind: Kind, missing: &str) -> Result<Token> {
        let start = self.at;
        self.skip(|c| c != end);
        let token = Token { kind, start: start as u32, end: self.at as u32 };
        if self.peek().is_none() {
            return Err(At(start as u32 - 1, missing.into()));
        }
        self.at += 1;
        Ok(token)
    }

    /// Two quotes in a text stand for one.
    fn string(&mut self) -> Result<Token> {
        let start = self.at;
        loop {
            let part = self.until(b'"', Kind::Text, "this text has no second quote")?;
            if self.peek() != Some(b'"') {
                return Ok(Token { start: start as u32, ..part });
            }
            self.at += 1;
        }
    }

    fn literal(&mut self) -> Result<Token> {
        let begin = self.at - 1;
        let kind = if self.peek() == Some(b'x') { Kind::Hex } else { Kind::Binary };
        let is_digit = |c: u8| if kind == Kind::Hex { c.is_ascii_hexdigit() } else { matches!(c, b'0' | b'1') };
        let marked = matches!(self.peek(), Some(b'x' | b'b'));
        self.at += usize::from(marked);
        let start = self.at;
        self.skip(is_symbol);
        let digits = &self.text[start..self.at];
        if !marked || digits.is_empty() || !digits.bytes().all(is_digit) {
            let found = &self.text[begin..self.at];
            return Err(At(
                begin as u32,
                format!("expected #x and hexadecimal or #b and binary digits, found `{found}`"),
            ));
        }
        Ok(Token { kind, start: start as u32, end: self.at as u32 })
    }
}

fn is_symbol(c: u8) -> bool {
    c.is_ascii_alphanumeric() || b"~!@$%^&*_-+=<>.?/".contains(&c)
}
