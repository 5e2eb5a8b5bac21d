//! Tokens to syntax tree: the state that every part of the parser shares, and how it goes on after an error.

mod expressions;
mod instructions;
mod items;
pub(super) mod operators;
mod proofs;
mod recovery;
mod statements;
mod tokens;
mod types;

use std::collections::{HashMap, HashSet};

use super::ast::{Expr, File};
use super::error::LangError;
use super::lexer::{Token, lex};
use super::span::Sources;

/// More than this many errors help nobody.
const MOST_ERRORS: usize = 50;

/// No tree is deeper, so whatever walks one may recurse.
const DEEPEST: u32 = 200;

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

#[cfg(test)]
mod tests {
    use super::super::error::render_all;
    use super::*;

    /// Whether the text is read without errors, or else what is said.
    fn check(text: &str, expect: &str) {
        let mut sources = Sources::default();
        let file = sources.add("t", text);
        assert_eq!(render_all(&parse(&sources, file).1, &sources), expect, "{text}");
    }

    #[test]
    fn whole_files() {
        check("", "");
        check("test 1 == 1 // one\ntest TRUE", "");
        check(
            "test 1 = 1",
            "t:1:8: expected an item, such as 'instruction', 'function' or 'proof', found '='\n  test 1 = 1\n         ^",
        );
    }

    #[test]
    fn deep_texts_end_in_an_error() {
        let wraps = [("(", ")"), ("[", "]"), ("NOT ", ""), ("f(", ")"), ("x[", "]"), ("if a then b else ", "")];
        let chains = [("", " + 1"), ("", "[0]"), ("", " :: a"), ("a - (", ")"), ("fold f over ", " from a")];
        for (before, after) in wraps.into_iter().chain(chains) {
            for count in [1_000, 50_000] {
                let text = format!("test {}1{}", before.repeat(count), after.repeat(count));
                let mut sources = Sources::default();
                let file = sources.add("t", text);
                let errors = parse(&sources, file).1;
                assert!(errors.iter().any(|e| e.message.contains("too deeply")), "{before} {after} {errors:?}");
            }
        }
        for part in ["when a { ", "for i = 0 to 1 { ", "when a { } else ", "when (a { "] {
            let (_, errors) = errors_of(&format!("function f() => T {{ {}", part.repeat(50_000)));
            assert!(!errors.is_empty());
        }
    }

    fn errors_of(text: &str) -> (File, Vec<LangError>) {
        let mut sources = Sources::default();
        let file = sources.add("t", text);
        parse(&sources, file)
    }

    #[test]
    fn many_errors_are_cut_off() {
        assert_eq!(errors_of(&"test @\n".repeat(10_000)).1.len(), MOST_ERRORS);
        assert_eq!(errors_of(&"test )\n".repeat(10_000)).1.len(), MOST_ERRORS);
    }
}
