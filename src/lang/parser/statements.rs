//! Statements: `let`, `var`, assignment, `for`, `when`, `return` and the three ways to stop.

use super::{Parsed, Parser};
use crate::lang::ast::{BinaryOp, Expr, ExprKind, Ident, Stmt, StmtKind, StopReason};
use crate::lang::error::LangError;
use crate::lang::lexer::Kind;

impl Parser<'_> {
    /// `{ ... }`
    pub(super) fn body(&mut self, place: &str) -> Parsed<Vec<Stmt>> {
        self.block(place, Self::statement)
    }

    pub(super) fn statement(&mut self) -> Parsed<Stmt> {
        let start = self.token().span;
        let kind = match self.mark() {
            "let" => self.let_statement(),
            "var" => self.var_statement(),
            "for" => self.for_statement(),
            "when" => self.when_statement(),
            "return" => self.return_statement(),
            "undefined" => self.stop(StopReason::Undefined),
            "unpredictable" => self.stop(StopReason::Unpredictable),
            "not_modelled" => self.stop(StopReason::NotModelled),
            _ => self.assignment(),
        }?;
        Ok(Stmt { kind, span: self.span_from(start) })
    }

    fn let_statement(&mut self) -> Parsed<StmtKind> {
        self.advance();
        let names = self.let_names()?;
        Ok(StmtKind::Let { names, value: self.value("after the name")? })
    }

    fn let_names(&mut self) -> Parsed<Vec<Ident>> {
        if !self.eat("(") {
            return Ok(vec![self.name("a name or '(' after 'let'")?]);
        }
        let names = self.enclosed(|p| p.list(|p| p.name("a name")))?;
        self.expect(")", "or ',' after the name")?;
        Ok(names)
    }

    /// `= e`
    pub(super) fn value(&mut self, place: &str) -> Parsed<Expr> {
        self.expect("=", place)?;
        self.expression()
    }

    fn var_statement(&mut self) -> Parsed<StmtKind> {
        self.advance();
        let name = self.name("a name after 'var'")?;
        Ok(StmtKind::Var { name, value: self.value("after the name")? })
    }

    fn for_statement(&mut self) -> Parsed<StmtKind> {
        self.advance();
        let name = self.name("a name after 'for'")?;
        let from = self.value("after the name")?;
        self.expect("to", "after the first value")?;
        let to = self.expression()?;
        let body = self.body("after the last value")?;
        Ok(StmtKind::For { name, from, to, body })
    }

    fn when_statement(&mut self) -> Parsed<StmtKind> {
        self.advance();
        let condition = self.expression()?;
        let then = self.body("after the condition")?;
        let otherwise = self.otherwise()?;
        Ok(StmtKind::When { condition, then, otherwise })
    }

    fn otherwise(&mut self) -> Parsed<Vec<Stmt>> {
        if !self.eat("else") {
            return Ok(Vec::new());
        }
        if self.mark() == "when" {
            return Ok(vec![self.nested(Self::statement)?]);
        }
        self.body("or 'when' after 'else'")
    }

    fn return_statement(&mut self) -> Parsed<StmtKind> {
        self.advance();
        Ok(StmtKind::Return(self.expression()?))
    }

    fn stop(&mut self, reason: StopReason) -> Parsed<StmtKind> {
        let span = self.advance();
        // On a line of its own, `when` is the next statement.
        if self.same_line() && self.eat("when") {
            return Ok(StmtKind::Stop { reason, condition: self.expression()? });
        }
        Ok(StmtKind::Stop { reason, condition: Expr { kind: ExprKind::Boolean(true), span } })
    }

    fn assignment(&mut self) -> Parsed<StmtKind> {
        if self.token().kind != Kind::Name && self.mark() != "(" {
            return Err(self.unexpected("a statement"));
        }
        let target = self.expression()?;
        if !is_target(&target) {
            let message = "this is no statement: only a name, an index, a slice, '::' of these or a tuple of these \
                           can be assigned to, with '='";
            return Err(LangError::new(target.span, message));
        }
        let value = self.value("after what is assigned to")?;
        Ok(StmtKind::Assign { target, value })
    }
}

fn is_target(target: &Expr) -> bool {
    match &target.kind {
        ExprKind::Name(_) => true,
        ExprKind::Index { base, .. } | ExprKind::Slice { base, .. } => is_target(base),
        ExprKind::Binary { op: BinaryOp::Concat, left, right } => is_target(left) && is_target(right),
        ExprKind::Tuple(parts) => parts.iter().all(is_target),
        _ => false,
    }
}
