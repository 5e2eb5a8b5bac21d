//! Proofs: parameters with their places, what is claimed, and the loops.

use super::{Parsed, Parser};
use crate::lang::ast::{Clause, Expr, Ghost, Ident, Loop, Place, Proof, ProofParam};
use crate::lang::error::LangError;
use crate::lang::lexer::Kind;

/// One line of a loop.
enum Part {
    Let(Ident, Expr),
    Ghost(Ghost),
    Invariant(Expr),
    Decreases(Expr),
}

impl Parser<'_> {
    pub(super) fn proof(&mut self) -> Parsed<Proof> {
        let start = self.advance();
        let name = self.name("the symbol that is proved")?;
        self.expect("(", "after the symbol")?;
        let params = self.enclosed(Self::proof_params)?;
        let clauses = self.block("after the parameters", Self::clause)?;
        Ok(Proof { name, params, clauses, span: self.span_from(start) })
    }

    /// Up to and with the closing parenthesis.
    fn proof_params(&mut self) -> Parsed<Vec<ProofParam>> {
        let mut params = Vec::new();
        if self.mark() != ")" {
            params = self.list(Self::proof_param)?;
        }
        self.expect(")", "or ',' after the parameter")?;
        Ok(params)
    }

    fn proof_param(&mut self) -> Parsed<ProofParam> {
        let name = self.name("a parameter's name")?;
        let ty = self.colon_type()?;
        let place = match self.mark() {
            "at" => Place::At,
            "=" => Place::Is,
            _ => return Err(self.unexpected("'at' and an address, or '=' and a register, after the type")),
        };
        self.advance();
        Ok(ProofParam { name, ty, place: place(self.expression()?) })
    }

    fn clause(&mut self) -> Parsed<Clause> {
        match self.mark() {
            "requires" => self.keyword_expression().map(Clause::Requires),
            "ensures" => self.keyword_expression().map(Clause::Ensures),
            "secret" => self.keyword_names().map(Clause::Secret),
            "modifies" => self.keyword_names().map(Clause::Modifies),
            "loop" => self.loop_clause().map(Clause::Loop),
            _ => Err(self.unexpected("'requires', 'secret', 'modifies', 'ensures' or 'loop'")),
        }
    }

    fn keyword_expression(&mut self) -> Parsed<Expr> {
        self.advance();
        self.expression()
    }

    fn keyword_names(&mut self) -> Parsed<Vec<Ident>> {
        self.advance();
        self.list(|p| p.name("a parameter's name"))
    }
}

/// Loops.
impl Parser<'_> {
    fn loop_clause(&mut self) -> Parsed<Loop> {
        let start = self.advance();
        self.expect("at", "after 'loop'")?;
        let (at, text_span) = self.text("the instruction at the loop's head in double quotes")?;
        let occurrence = if self.eat("#") { self.occurrence()? } else { 1 };
        let at_span = self.span_from(text_span);
        let errors = self.errors.len();
        let parts = self.block("after the loop's head", Self::part)?;
        // A line that could not be read may have been the measure.
        let whole = self.errors.len() == errors;
        let missing = LangError::new(start.to(at_span), "this loop has no 'decreases'");
        let mut result = Loop::empty(at, occurrence, at_span);
        let mut measure = None;
        parts.into_iter().try_for_each(|part| result.add(part, &mut measure))?;
        match measure {
            Some(decreases) => Ok(Loop { decreases, ..result }),
            None if whole => Err(missing),
            None => Ok(result),
        }
    }

    fn occurrence(&mut self) -> Parsed<u32> {
        match self.token().kind {
            Kind::Integer(count @ 1..=0xffff_ffff) => {
                self.advance();
                Ok(count as u32)
            }
            _ => Err(self.unexpected("which occurrence, from 1, after '#'")),
        }
    }

    fn part(&mut self) -> Parsed<Part> {
        match self.mark() {
            "let" => self.let_part(),
            "ghost" => self.ghost().map(Part::Ghost),
            "invariant" => self.keyword_expression().map(Part::Invariant),
            "decreases" => self.keyword_expression().map(Part::Decreases),
            _ => Err(self.unexpected("'let', 'ghost', 'invariant' or 'decreases'")),
        }
    }

    fn let_part(&mut self) -> Parsed<Part> {
        self.advance();
        let name = self.name("a name after 'let'")?;
        Ok(Part::Let(name, self.value("after the name")?))
    }

    fn ghost(&mut self) -> Parsed<Ghost> {
        self.advance();
        let name = self.name("a name after 'ghost'")?;
        let first = self.value("after the name")?;
        self.expect("then", "and the value on each return to the head")?;
        Ok(Ghost { name, first, next: self.expression()? })
    }
}
