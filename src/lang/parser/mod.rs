//! Tokens to syntax tree: the state that every part of the parser shares, and how it goes on after an error.

mod expressions;
mod items;
pub(super) mod operators;
mod proofs;
mod statements;
mod types;

use std::collections::{HashMap, HashSet};

use super::ast::{Expr, File, Ident};
use super::error::LangError;
use super::lexer::{Kind, Token, lex, shorten, unescape};
use super::span::{Sources, Span};

/// More than this many errors help nobody.
const MOST_ERRORS: usize = 50;

/// No tree is deeper, so whatever walks one may recurse.
const DEEPEST: u32 = 200;

/// Keywords that start an item, and nothing else.
const ITEMS: [&str; 8] = ["instruction", "function", "constant", "type", "test", "standard", "program", "proof"];

/// Keywords that start a statement or a clause; on a line of their own they are a place to go on from.
#[rustfmt::skip]
const STARTS: [&str; 15] = [
    "let", "var", "for", "when", "return", "undefined", "unpredictable", "not_modelled",
    "requires", "secret", "modifies", "ensures", "loop", "invariant", "decreases",
];

type Parsed<T> = Result<T, LangError>;

/// Reads a whole file. What could not be read is in the errors and left out of the tree.
pub fn parse(sources: &Sources, file: u32) -> (File, Vec<LangError>) {
    let mut parser = Parser::new(sources, file);
    let items = parser.items();
    (File { items }, parser.finish())
}

/// Reads a text that is one expression.
pub fn parse_expression(sources: &Sources, file: u32) -> Result<Expr, Vec<LangError>> {
    let mut parser = Parser::new(sources, file);
    let parsed = parser.expression().and_then(|e| parser.expect_end().map(|()| e));
    let result = parsed.map_err(|error| parser.report(error));
    let errors = parser.finish();
    result.map_err(|()| errors.clone()).and_then(|e| if errors.is_empty() { Ok(e) } else { Err(errors) })
}

struct Parser<'a> {
    tokens: Vec<Token<'a>>,
    /// Index of the next token; the last token, the end, is never passed.
    at: usize,
    docs: HashMap<usize, String>,
    errors: Vec<LangError>,
    /// Where an error was reported: a second one at the same place only repeats it.
    reported: HashSet<u32>,
    /// Open parentheses and brackets: inside them a new line means nothing.
    open: u32,
    /// Depth of the place being read in the tree.
    depth: u32,
    /// The greatest depth that the chain being read has reached.
    reached: u32,
}

/// The state, and one token at a time.
impl<'a> Parser<'a> {
    fn new(sources: &'a Sources, file: u32) -> Parser<'a> {
        let mut lexed = lex(sources, file);
        lexed.errors.truncate(MOST_ERRORS);
        let reported = lexed.errors.iter().map(|e| e.span.start).collect();
        let (tokens, docs, errors) = (lexed.tokens, lexed.docs, lexed.errors);
        Parser { tokens, at: 0, docs, errors, reported, open: 0, depth: 0, reached: 0 }
    }

    fn finish(mut self) -> Vec<LangError> {
        self.errors.sort_by_key(|e| e.span.start);
        self.errors
    }

    fn token(&self) -> Token<'a> {
        self.tokens[self.at]
    }

    /// The next token's spelling if it is a keyword or a symbol, else nothing.
    fn mark(&self) -> &'static str {
        match self.token().kind {
            Kind::Mark(mark) => mark,
            _ => "",
        }
    }

    fn advance(&mut self) -> Span {
        let span = self.token().span;
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        span
    }

    fn eat(&mut self, mark: &str) -> bool {
        let found = self.mark() == mark;
        if found {
            self.advance();
        }
        found
    }

    /// From the start of a token that was read to the end of the last one read.
    fn span_from(&self, start: Span) -> Span {
        start.to(self.tokens[self.at.saturating_sub(1)].span)
    }

    /// Whether the next token may go on with what stands before it, not begin a statement.
    fn same_line(&self) -> bool {
        self.open > 0 || !self.token().first
    }
}

/// What must come next.
impl Parser<'_> {
    fn unexpected(&self, expected: &str) -> LangError {
        let token = self.token();
        let found = match token.kind {
            Kind::End => "the end of the file".into(),
            Kind::Bits { .. } | Kind::Text | Kind::Bad => shorten(token.text),
            _ => format!("'{}'", shorten(token.text)),
        };
        LangError::new(token.span, format!("expected {expected}, found {found}"))
    }

    /// `place` goes on with the sentence: `expected '=' after the name`.
    fn expect(&mut self, mark: &str, place: &str) -> Parsed<Span> {
        if self.mark() == mark { Ok(self.advance()) } else { Err(self.unexpected(&format!("'{mark}' {place}"))) }
    }

    fn expect_end(&self) -> Parsed<()> {
        if self.token().kind == Kind::End { Ok(()) } else { Err(self.unexpected("the end of the expression")) }
    }

    fn name(&mut self, what: &str) -> Parsed<Ident> {
        let token = self.token();
        match token.kind {
            Kind::Name => Ok(Ident { name: token.text.into(), span: self.advance() }),
            Kind::Mark(word) if word.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                Err(LangError::new(token.span, format!("expected {what}, found the keyword '{word}'")))
            }
            _ => Err(self.unexpected(what)),
        }
    }

    fn text(&mut self, what: &str) -> Parsed<(String, Span)> {
        let token = self.token();
        match token.kind {
            Kind::Text => Ok((unescape(token.text), self.advance())),
            _ => Err(self.unexpected(what)),
        }
    }

    /// One or more, with commas between.
    fn list<T>(&mut self, mut one: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut all = vec![one(self)?];
        while self.eat(",") {
            all.push(one(self)?);
        }
        Ok(all)
    }
}

/// Nesting.
impl Parser<'_> {
    fn too_deep(&self) -> LangError {
        LangError::new(self.token().span, format!("nested too deeply: more than {DEEPEST} levels"))
    }

    /// Reads something one level down in the tree.
    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.depth += 1;
        self.reached = self.reached.max(self.depth);
        let result = if self.depth > DEEPEST { Err(self.too_deep()) } else { read(self) };
        self.depth -= 1;
        result
    }

    /// Reads something inside parentheses or brackets.
    fn enclosed<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.open += 1;
        let result = read(self);
        self.open -= 1;
        result
    }

    /// Reads something that grows to the left, as `a + b + c` does: each further part calls [`Self::sink`].
    fn chain<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        let outside = std::mem::replace(&mut self.reached, self.depth);
        let result = read(self);
        self.reached = self.reached.max(outside);
        result
    }

    /// All that the chain has read so far goes one level down.
    fn sink(&mut self) -> Parsed<()> {
        self.reached += 1;
        if self.reached > DEEPEST { Err(self.too_deep()) } else { Ok(()) }
    }
}

/// Going on after an error.
impl Parser<'_> {
    fn report(&mut self, error: LangError) {
        if self.errors.len() < MOST_ERRORS && self.reported.insert(error.span.start) {
            self.errors.push(error);
        }
        if self.errors.len() >= MOST_ERRORS {
            self.at = self.tokens.len() - 1;
        }
    }

    fn at_item(&self) -> bool {
        self.token().first && ITEMS.contains(&self.mark())
    }

    /// `{ ... }` of statements or clauses; after an error in one it goes on with the next.
    fn block<T>(&mut self, place: &str, mut one: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        self.expect("{", place)?;
        let mut all = Vec::new();
        while !self.eat("}") {
            if self.token().kind == Kind::End || self.at_item() {
                return Err(self.unexpected("'}' to end the block"));
            }
            let start = self.at;
            match self.nested(&mut one) {
                Ok(part) => all.push(part),
                Err(error) => self.recover(start, error),
            }
            while self.eat(";") {}
        }
        Ok(all)
    }

    /// Skips the rest of a statement that began at `start`.
    fn recover(&mut self, start: usize, error: LangError) {
        // Brackets are counted from the start, so that a line inside them is not taken for a statement.
        let failed = std::mem::replace(&mut self.at, start);
        let (mut braces, mut brackets) = (0usize, 0usize);
        while self.at < failed || !self.at_boundary(self.at > start, braces, brackets) {
            match self.mark() {
                "{" => (braces, brackets) = (braces + 1, 0),
                "}" => (braces, brackets) = (braces.saturating_sub(1), 0),
                "(" | "[" => brackets += 1,
                ")" | "]" => brackets = brackets.saturating_sub(1),
                _ => {}
            }
            self.advance();
        }
        self.report(error);
    }

    fn at_boundary(&self, moved: bool, braces: usize, brackets: usize) -> bool {
        let token = self.token();
        let starts = STARTS.contains(&self.mark()) || (brackets == 0 && matches!(token.kind, Kind::Name));
        match self.mark() {
            "}" | ";" => braces == 0,
            _ if token.kind == Kind::End || self.at_item() => true,
            _ => moved && braces == 0 && token.first && starts,
        }
    }

    /// Skips the rest of an item that began at `start`.
    fn skip_item(&mut self, start: usize) {
        self.at = self.at.max(start + 1).min(self.tokens.len() - 1);
        while self.token().kind != Kind::End && !self.at_item() {
            self.advance();
        }
    }
}

#[cfg(test)]
mod tests;
