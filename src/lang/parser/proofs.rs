//! Proofs: parameters with their places, what is claimed, and the loops; and lemmas.

use super::{Parsed, Parser};
use crate::lang::ast::{Call, Claim, Clause, Expr, Ghost, Ident, Lemma, Loop, Place, Proof, ProofParam, Quote, Use};
use crate::lang::error::LangError;
use crate::lang::lexer::Kind;

/// One line of a loop or of a cut.
enum Part {
    Let(Ident, Expr),
    Ghost(Ghost),
    Invariant(Claim),
    Decreases(Expr),
    Cases(Ident),
}

/// One line of a lemma.
enum Line {
    Requires(Expr),
    Ensures(Claim),
}

/// Where a loop is.
struct Head {
    at: Quote,
    routine: Option<Ident>,
    except: Option<Quote>,
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
            "," | ")" => return Ok(ProofParam { name, ty, place: Place::Any }),
            _ => return Err(self.unexpected("'at' and an address, or '=' and a register, after the type")),
        };
        self.advance();
        Ok(ProofParam { name, ty, place: place(self.expression()?) })
    }

    fn clause(&mut self) -> Parsed<Clause> {
        match self.mark() {
            "requires" => self.keyword_expression().map(Clause::Requires),
            "ensures" => self.keyword_claim().map(Clause::Ensures),
            "secret" => self.keyword_names().map(Clause::Secret),
            "modifies" => self.keyword_names().map(Clause::Modifies),
            "loop" => self.loop_clause().map(|l| Clause::Loop(Box::new(l))),
            "cut" => self.cut_clause().map(|cut| Clause::Loop(Box::new(cut))),
            "then" => self.then_clause().map(Clause::Then),
            _ => Err(self.unexpected("'requires', 'secret', 'modifies', 'ensures', 'loop', 'cut' or 'then'")),
        }
    }

    fn then_clause(&mut self) -> Parsed<Call> {
        self.advance();
        let routine = self.name("the routine that is called next")?;
        self.expect("(", "after the routine")?;
        let arguments = self.enclosed(Self::call_arguments)?;
        Ok(Call { routine, arguments })
    }

    /// Up to and with the closing parenthesis.
    fn call_arguments(&mut self) -> Parsed<Vec<Expr>> {
        let mut arguments = Vec::new();
        if self.mark() != ")" {
            arguments = self.list(Self::expression)?;
        }
        self.expect(")", "or ',' after the argument")?;
        Ok(arguments)
    }

    fn keyword_expression(&mut self) -> Parsed<Expr> {
        self.advance();
        self.expression()
    }

    /// With the lemmas that it is shown by.
    fn keyword_claim(&mut self) -> Parsed<Claim> {
        let claim = self.keyword_expression()?;
        let by = if self.eat("by") { self.list(Self::usage)? } else { Vec::new() };
        Ok(Claim { claim, by })
    }

    fn usage(&mut self) -> Parsed<Use> {
        let lemma = self.name("the lemma that is used")?;
        self.expect("(", "after the lemma")?;
        Ok(Use { lemma, arguments: self.enclosed(Self::call_arguments)? })
    }

    fn keyword_names(&mut self) -> Parsed<Vec<Ident>> {
        self.advance();
        self.list(|p| p.name("a parameter's name"))
    }
}

/// Lemmas.
impl Parser<'_> {
    pub(super) fn lemma(&mut self) -> Parsed<Lemma> {
        let start = self.advance();
        let name = self.name("the lemma's name")?;
        self.expect("(", "after the name")?;
        let params = self.enclosed(Self::params)?;
        let errors = self.errors.len();
        let claims = self.block("after the parameters", Self::line)?;
        let (mut requires, mut ensures) = (Vec::new(), Vec::new());
        for claim in claims {
            match claim {
                Line::Requires(claim) => requires.push(claim),
                Line::Ensures(claim) => ensures.push(claim),
            }
        }
        let lemma = Lemma { requires, ensures, params, span: self.span_from(start), name };
        match lemma.ensures.is_empty() {
            false => Ok(lemma),
            // A line that could not be read may have been the claim.
            true if self.errors.len() > errors => Err(self.errors[errors].clone()),
            true => Err(LangError::new(lemma.name.span, "this lemma has no 'ensures'")),
        }
    }

    fn line(&mut self) -> Parsed<Line> {
        match self.mark() {
            "requires" => self.keyword_expression().map(Line::Requires),
            "ensures" => self.keyword_claim().map(Line::Ensures),
            _ => Err(self.unexpected("'requires' or 'ensures'")),
        }
    }
}

/// Loops.
impl Parser<'_> {
    fn loop_clause(&mut self) -> Parsed<Loop> {
        let start = self.advance();
        self.expect("at", "after 'loop'")?;
        let head = self.head()?;
        let at_span = head.at.span;
        let errors = self.errors.len();
        let parts = self.block("after the loop's head", Self::part)?;
        let assembled = self.assemble(head, parts);
        match assembled.decreases {
            Some(_) => Ok(assembled),
            // A line that could not be read may have been the measure.
            None if self.errors.len() > errors => Err(self.errors[errors].clone()),
            None => Err(LangError::new(start.to(at_span), "this loop has no 'decreases'")),
        }
    }

    fn cut_clause(&mut self) -> Parsed<Loop> {
        self.advance();
        self.expect("at", "after 'cut'")?;
        let head = self.head()?;
        let parts = self.block("after the place of the cut", Self::cut_part)?;
        Ok(self.assemble(head, parts))
    }

    fn head(&mut self) -> Parsed<Head> {
        let at = self.quote("the instruction at the loop's head in double quotes")?;
        let routine = if self.eat("from") { Some(self.name("the routine that holds it")?) } else { None };
        let mut except = None;
        if self.eat("except") {
            self.expect("from", "and the instruction from which coming is no arrival")?;
            except = Some(self.quote("the instruction from which coming is no arrival, in double quotes")?);
        }
        Ok(Head { at, routine, except })
    }

    fn quote(&mut self, what: &str) -> Parsed<Quote> {
        let (text, start) = self.text(what)?;
        let occurrence = if self.eat("#") { self.occurrence()? } else { 1 };
        Ok(Quote { text, occurrence, span: self.span_from(start) })
    }

    /// The parts sorted by kind.
    fn assemble(&mut self, head: Head, parts: Vec<Part>) -> Loop {
        let (mut lets, mut ghosts, mut invariants) = (Vec::new(), Vec::new(), Vec::new());
        let (mut decreases, mut cases) = (None, None);
        for part in parts {
            match part {
                Part::Let(name, value) => lets.push((name, value)),
                Part::Ghost(ghost) => ghosts.push(ghost),
                Part::Invariant(claim) => invariants.push(claim),
                Part::Decreases(e) if decreases.is_none() => decreases = Some(e),
                Part::Decreases(e) => self.report(LangError::new(e.span, "this loop has a second 'decreases'")),
                Part::Cases(name) if cases.is_none() => cases = Some(name),
                Part::Cases(name) => self.report(LangError::new(name.span, "this cut has a second 'cases'")),
            }
        }
        let Head { at, routine, except } = head;
        Loop { at, routine, except, lets, ghosts, invariants, decreases, cases }
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
            "invariant" => self.keyword_claim().map(Part::Invariant),
            "decreases" => self.keyword_expression().map(Part::Decreases),
            _ => Err(self.unexpected("'let', 'ghost', 'invariant' or 'decreases'")),
        }
    }

    fn cut_part(&mut self) -> Parsed<Part> {
        match self.mark() {
            "let" => self.let_part(),
            "invariant" => self.keyword_claim().map(Part::Invariant),
            "cases" => {
                self.advance();
                self.name("the parameter whose values are cases").map(Part::Cases)
            }
            _ => Err(self.unexpected("'let', 'invariant' or 'cases'")),
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

#[cfg(test)]
mod tests {
    use crate::lang::parser::parse;
    use crate::lang::printer::print;
    use crate::lang::span::Sources;

    /// That the text is printed as it is, or what its first error is.
    fn check(clauses: &str, error: Option<&str>) {
        let text = format!("proof f(state : Word[8] at X[0], num : bits(64) = X[2]) {{\n{clauses}}}\n");
        let mut sources = Sources::default();
        let file = sources.add("t", text.as_str());
        let (tree, errors) = parse(&sources, file);
        assert_eq!(errors.first().map(|e| e.message.as_str()), error);
        assert!(error.is_some() || print(&tree) == text, "{}", print(&tree));
    }

    #[test]
    fn forms() {
        check("    requires num != 0\n    secret state, data\n    modifies state\n    ensures a == b\n", None);
        check(
            "    loop at \"ld1 {v4.16b}, [x1], #64\" #2 from g {\n        let done = num - X[2]\n        \
             ghost g = 0 then g + 1\n        invariant 1 <= g\n        decreases X[2]\n    }\n",
            None,
        );
        check("    then g(&state, num + 1)\n    then h()\n    ensures a\n", None);
        check("    loop at \"a\" except from \"b.ne #-4\" #2 {\n        decreases 1\n    }\n", None);
        check("    cut at \"ret\" #2 {\n        let x = 1\n        invariant a == x\n        cases b\n    }\n", None);
        check("    cut at \"ret\" {\n    }\n", None);
        check("    loop at \"a\" #3 from g except from \"b.ne #-4\" {\n        decreases 1\n    }\n", None);
    }

    #[test]
    fn errors() {
        check("loop at \"a\" { }", Some("this loop has no 'decreases'"));
        check("loop at \"a\" { decreases 1 decreases 2 }", Some("this loop has a second 'decreases'"));
        check("loop at \"a\" { decreases }", Some("expected an expression, found '}'"));
        check(
            "loop at \"a\" { cases b decreases 1 }",
            Some("expected 'let', 'ghost', 'invariant' or 'decreases', found 'cases'"),
        );
        check("cut at \"a\" { decreases 1 }", Some("expected 'let', 'invariant' or 'cases', found 'decreases'"));
        check("cut at \"a\" { cases b cases c }", Some("this cut has a second 'cases'"));
        check("loop at \"a\" #0 { }", Some("expected which occurrence, from 1, after '#', found '0'"));
        check("loop at 0x40 { }", {
            Some("expected the instruction at the loop's head in double quotes, found '0x40'")
        });
        check("loop at \"a\" except \"b\" { }", {
            Some("expected 'from' and the instruction from which coming is no arrival, found \"b\"")
        });
        check("then g", Some("expected '(' after the routine, found '}'"));
        check("then g(a", Some("expected ')' or ',' after the argument, found '}'"));
        check("then (a)", Some("expected the routine that is called next, found '('"));
        check(
            "let x = 1",
            Some("expected 'requires', 'secret', 'modifies', 'ensures', 'loop', 'cut' or 'then', found 'let'"),
        );
    }

    /// That a lemma is printed as it is, or what its first error is.
    fn check_lemma(text: &str, error: Option<&str>) {
        let mut sources = Sources::default();
        let file = sources.add("t", text);
        let (tree, errors) = parse(&sources, file);
        assert_eq!(errors.first().map(|e| e.message.as_str()), error);
        assert!(error.is_some() || print(&tree) == text, "{}", print(&tree));
    }

    #[test]
    fn lemmas() {
        check_lemma("lemma f() {\n    ensures TRUE\n}\n", None);
        check_lemma(
            "lemma f(x : Word, s : bits(8)[16]) {\n    requires x < 3\n    ensures a == b\n    ensures c\n}\n",
            None,
        );
        check_lemma("lemma f(x : Word) { requires x < 3 }", Some("this lemma has no 'ensures'"));
        check_lemma("lemma f(x : Word) { ensures }", Some("expected an expression, found '}'"));
        check_lemma("lemma f(x : Word) { secret x }", Some("expected 'requires' or 'ensures', found 'secret'"));
        check_lemma("lemma f(x = X[0]) { }", Some("expected ':' and a type after the name, found '='"));
        check_lemma("lemma f() { ensures a }\nlemma f() { ensures b }", {
            Some("the lemma 'f' is defined twice in this file")
        });
    }
}
