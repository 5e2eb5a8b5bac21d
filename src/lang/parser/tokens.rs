//! One token at a time: what stands next, and what must.

use super::{Parsed, Parser};
use crate::lang::ast::Ident;
use crate::lang::error::LangError;
use crate::lang::lexer::{Kind, Token, shorten, unescape};
use crate::lang::span::Span;

impl<'a> Parser<'a> {
    pub(super) fn token(&self) -> Token<'a> {
        self.tokens[self.at]
    }

    /// The next token's spelling if it is a keyword or a symbol, else nothing.
    pub(super) fn mark(&self) -> &'static str {
        match self.tokens[self.at].kind {
            Kind::Mark(mark) => mark,
            _ => "",
        }
    }

    pub(super) fn advance(&mut self) -> Span {
        let span = self.tokens[self.at].span;
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        span
    }

    pub(super) fn eat(&mut self, mark: &str) -> bool {
        let found = self.mark() == mark;
        if found {
            self.advance();
        }
        found
    }

    /// From the start of a token that was read to the end of the last one read.
    pub(super) fn span_from(&self, start: Span) -> Span {
        start.to(self.tokens[self.at.saturating_sub(1)].span)
    }

    /// Whether the next token may go on with what stands before it, not begin a statement.
    pub(super) fn same_line(&self) -> bool {
        self.open > 0 || !self.token().first
    }
}

/// What must come next.
impl Parser<'_> {
    pub(super) fn unexpected(&self, expected: &str) -> LangError {
        let token = self.token();
        let found = match token.kind {
            Kind::End => "the end of the file".into(),
            Kind::Bits { .. } | Kind::Text | Kind::Bad => shorten(token.text),
            _ => format!("'{}'", shorten(token.text)),
        };
        LangError::new(token.span, format!("expected {expected}, found {found}"))
    }

    /// `place` goes on with the sentence: `expected '=' after the name`.
    pub(super) fn expect(&mut self, mark: &str, place: &str) -> Parsed<Span> {
        if self.mark() == mark { Ok(self.advance()) } else { Err(self.unexpected(&format!("'{mark}' {place}"))) }
    }

    pub(super) fn expect_end(&self) -> Parsed<()> {
        if self.token().kind == Kind::End { Ok(()) } else { Err(self.unexpected("the end of the expression")) }
    }

    pub(super) fn name(&mut self, what: &str) -> Parsed<Ident> {
        let token = self.token();
        match token.kind {
            Kind::Name => Ok(Ident { name: token.text.into(), span: self.advance() }),
            Kind::Mark(word) if word.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                Err(LangError::new(token.span, format!("expected {what}, found the keyword '{word}'")))
            }
            _ => Err(self.unexpected(what)),
        }
    }

    pub(super) fn text(&mut self, what: &str) -> Parsed<(String, Span)> {
        let token = self.token();
        match token.kind {
            Kind::Text => Ok((unescape(token.text), self.advance())),
            _ => Err(self.unexpected(what)),
        }
    }

    /// One or more, with commas between.
    pub(super) fn list<T>(&mut self, mut one: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut all = vec![one(self)?];
        while self.eat(",") {
            all.push(one(self)?);
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use crate::lang::parser::parse;
    use crate::lang::span::Sources;

    fn check(text: &str, expect: &str) {
        let mut sources = Sources::default();
        let file = sources.add("t", text);
        assert_eq!(parse(&sources, file).1[0].message, expect, "{text}");
    }

    #[test]
    fn messages() {
        check("constant x { }", "expected ':' and a type after the name, found '{'");
        check("constant to : integer = 1", "expected the constant's name, found the keyword 'to'");
        check("type T = ", "expected a type, found the end of the file");
        check("program 'a'", "a bit string has only 0, 1 and spaces, found 'a'");
        check("program \n\n12", "expected a path in double quotes, found '12'");
    }
}
