//! Cuts a text into tokens, each with its place and whether it is the first on its line.

mod scan;

use std::collections::HashMap;

use super::error::LangError;
use super::span::{Sources, Span};

/// Spans count bytes in 32 bits.
const LARGEST_TEXT: usize = 1 << 30;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Name,
    /// A keyword or a symbol, by its spelling.
    Mark(&'static str),
    Integer(u128),
    Bits {
        value: u128,
        width: u32,
    },
    /// In quotes: [`unescape`] gives what it stands for.
    Text,
    /// Malformed; its error is in [`Lexed::errors`].
    Bad,
    End,
}

#[derive(Clone, Copy, Debug)]
pub struct Token<'a> {
    pub kind: Kind,
    pub text: &'a str,
    pub span: Span,
    /// Nothing but white space stands before it on its line.
    pub first: bool,
}

/// The tokens of a text; the last is [`Kind::End`].
#[derive(Default)]
pub struct Lexed<'a> {
    pub tokens: Vec<Token<'a>>,
    /// The `///` lines directly above a token, by the token's index.
    pub docs: HashMap<usize, String>,
    pub errors: Vec<LangError>,
}

struct Lexer<'a> {
    text: &'a str,
    file: u32,
    at: usize,
    first: bool,
    /// Nothing at all, not even a comment, stands on the line so far.
    blank: bool,
    doc: String,
    out: Lexed<'a>,
}

/// Cuts a whole file; malformed tokens are errors and become [`Kind::Bad`].
pub fn lex(sources: &Sources, file: u32) -> Lexed<'_> {
    let whole = sources.text(file);
    let text = if whole.len() > LARGEST_TEXT { "" } else { whole };
    // A token and the blank beside it have four bytes or more, but for brackets.
    let out = Lexed { tokens: Vec::with_capacity(text.len() / 4), ..Lexed::default() };
    let mut lexer = Lexer { text, file, at: 0, first: true, blank: true, doc: String::new(), out };
    if whole.len() > LARGEST_TEXT {
        lexer.out.errors.push(LangError::new(lexer.span(0, 0), "the file is too large"));
    }
    while lexer.skip_trivia() {
        lexer.token();
    }
    lexer.push(Kind::End, lexer.at);
    lexer.out
}

impl<'a> Lexer<'a> {
    fn span(&self, start: usize, end: usize) -> Span {
        Span { file: self.file, start: start as u32, end: end as u32 }
    }

    /// Skips white space and comments; false at the end of the text.
    fn skip_trivia(&mut self) -> bool {
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            match byte {
                b'\n' => self.newline(),
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'/' if self.text[self.at..].starts_with("//") => self.comment(),
                _ => return true,
            }
        }
        false
    }

    fn newline(&mut self) {
        // A blank line parts a title from what follows.
        if self.blank {
            self.doc.clear();
        }
        (self.first, self.blank) = (true, true);
        self.at += 1;
    }

    fn comment(&mut self) {
        let rest = &self.text[self.at..];
        let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
        self.at += line.len();
        self.blank = false;
        match line.strip_prefix("///").map(str::trim) {
            Some(doc) if self.first && !doc.is_empty() && !doc.starts_with('/') => self.add_doc(doc),
            _ => {}
        }
    }

    fn add_doc(&mut self, line: &str) {
        if !self.doc.is_empty() {
            self.doc.push(' ');
        }
        self.doc.push_str(line);
    }

    fn token(&mut self) {
        let start = self.at;
        let (length, scanned) = scan::scan(&self.text[start..]);
        self.at += length;
        let kind = scanned.unwrap_or_else(|message| {
            self.out.errors.push(LangError::new(self.span(start, start + length), message));
            Kind::Bad
        });
        self.push(kind, start);
        (self.first, self.blank) = (false, false);
    }

    fn push(&mut self, kind: Kind, start: usize) {
        if !self.doc.is_empty() {
            self.out.docs.insert(self.out.tokens.len(), std::mem::take(&mut self.doc));
        }
        let (span, text) = (self.span(start, self.at), &self.text[start..self.at]);
        self.out.tokens.push(Token { kind, text, span, first: self.first });
    }
}

/// What a [`Kind::Text`] token stands for.
pub fn unescape(text: &str) -> String {
    let inner = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or(text);
    let mut escaped = false;
    let keep = |&c: &char| {
        escaped = c == '\\' && !escaped;
        !escaped
    };
    inner.chars().filter(keep).collect()
}

/// The first characters of a token, to be shown in a message.
pub fn shorten(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each token's text, `^` before the first on a line, then the errors and the titles.
    fn check(text: &str, expect: &str) {
        let mut sources = Sources::default();
        let file = sources.add("t", text);
        let lexed = lex(&sources, file);
        let marks = lexed.tokens.iter().map(|t| format!("{}{}", if t.first { "^" } else { "" }, t.text));
        let errors = lexed.errors.iter().map(|e| e.message.clone());
        let docs = lexed.docs.iter().map(|(at, doc)| format!("{at}={doc}"));
        assert_eq!(marks.chain(errors).chain(docs).collect::<Vec<_>>().join(" "), expect);
    }

    #[test]
    fn tokens() {
        check("a::b  <<=c\n  d..1 // note", "^a :: b << = c ^d .. 1 ");
        check("x = \"a \\\" // \\\\\" '01 1'", "^x = \"a \\\" // \\\\\" '01 1' ");
        check("/// One\n/// two.\n//// no\ninstruction", "^instruction  0=One two.");
        check("/// lost\n\nx", "^x ");
    }

    #[test]
    fn escapes() {
        assert_eq!(unescape(r#""a\"\\b""#), r#"a"\b"#);
    }
}
