//! Going on after an error, so that several are found at once.

use super::{MOST_ERRORS, Parsed, Parser};
use crate::lang::error::LangError;
use crate::lang::lexer::Kind;

/// Keywords that start an item, and nothing else.
#[rustfmt::skip]
const ITEMS: [&str; 10] = [
    "instruction", "function", "constant", "type", "test", "standard", "program", "proof", "lemma", "lemmas",
];

/// Keywords that start a statement or a clause; on a line of their own they are a place to go on from.
#[rustfmt::skip]
const STARTS: [&str; 18] = [
    "let", "var", "for", "when", "return", "undefined", "unpredictable", "not_modelled",
    "requires", "secret", "modifies", "ensures", "loop", "ghost", "invariant", "decreases", "cut", "cases",
];

impl Parser<'_> {
    pub(super) fn report(&mut self, error: LangError) {
        if self.errors.len() < MOST_ERRORS && self.reported.insert(error.span.start) {
            self.errors.push(error);
        }
        if self.errors.len() >= MOST_ERRORS {
            self.at = self.tokens.len() - 1;
        }
    }

    pub(super) fn at_item(&self) -> bool {
        self.token().first && ITEMS.contains(&self.mark())
    }

    /// Whether an open block cannot go on.
    fn at_block_limit(&self) -> bool {
        self.token().kind == Kind::End || self.at_item()
    }

    /// `{ ... }` of statements or clauses; after an error in one it goes on with the next.
    pub(super) fn block<T>(&mut self, place: &str, mut one: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        self.expect("{", place)?;
        let mut all = Vec::new();
        while !self.eat("}") {
            if self.at_block_limit() {
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
    pub(super) fn recover(&mut self, start: usize, error: LangError) {
        if self.at_block_limit() {
            return self.report(error);
        }
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

    pub(super) fn at_boundary(&self, moved: bool, braces: usize, brackets: usize) -> bool {
        let token = self.token();
        let starts = STARTS.contains(&self.mark()) || (brackets == 0 && matches!(token.kind, Kind::Name));
        match self.mark() {
            "}" | ";" => braces == 0,
            _ if self.at_block_limit() => true,
            _ => moved && braces == 0 && token.first && starts,
        }
    }

    /// Skips the rest of an item that began at `start`.
    pub(super) fn skip_item(&mut self, start: usize) {
        self.at = self.at.max(start + 1).min(self.tokens.len() - 1);
        while self.token().kind != Kind::End && !self.at_item() {
            self.advance();
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lang::parser::parse;
    use crate::lang::span::Sources;

    /// The lines on which errors are found.
    fn check(text: &str, expect: &[usize]) {
        let mut sources = Sources::default();
        let file = sources.add("t", text);
        let errors = parse(&sources, file).1;
        let lines: Vec<usize> = errors.iter().map(|e| sources.line_column(e.span).0).collect();
        assert_eq!(lines, expect, "{errors:?}");
    }

    #[test]
    fn goes_on() {
        check("type A =\ntype B = T\nconstant c\ntest 1 +", &[2, 4, 4]);
        check("function f() => T {\n let = 1\n x = (1,\n 2\n y = 3\n when { a }\n let b = 1 c\n}\ntest )", {
            &[2, 5, 6, 8, 9]
        });
        check("function f() => T {\n when a {\n x = )\n }\n y 2\n}\ntest )", &[3, 5, 7]);
        check("function f() => T {\n when a {\n when b {\ntest )", &[4, 4]);
        check("proof f() {\n requires\n ensures )\n loop at x {\n decreases 1\n }\n secret 1\n}", &[3, 3, 4, 7]);
    }
}
