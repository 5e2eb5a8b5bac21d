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

#[cfg(test)]
mod tests {
    use crate::lang::ast::Item;
    use crate::lang::parser::parse;
    use crate::lang::printer::statement;
    use crate::lang::span::Sources;

    /// The statements as printed, or the first error with its line.
    fn check(text: &str, expect: &str) {
        let mut sources = Sources::default();
        let file = sources.add("t", format!("function f() => T {{ {text} }}"));
        let (tree, errors) = parse(&sources, file);
        let got = match (errors.first(), tree.items.first()) {
            (Some(e), _) => format!("{}: {}", sources.line_column(e.span).0, e.message),
            (None, Some(Item::Function(f))) => f.body.iter().map(statement).collect::<Vec<_>>().join("\n"),
            _ => "nothing".into(),
        };
        assert_eq!(got, expect);
    }

    #[test]
    fn forms() {
        check("let x = 1; var y = 2 let (a, b) = f(x)", "let x = 1\nvar y = 2\nlet (a, b) = f(x)");
        check("x = a\n(b, c) = d\ny\n:: x = e", "x = a\n(b, c) = d\ny :: x = e");
        check("undefined\nwhen a { return b }", "undefined\nwhen a {\n    return b\n}");
        check("unpredictable when t == t2", "unpredictable when t == t2");
        check("when a { } else when b { } else { x = 1 }", "when a {\n} else when b {\n} else {\n    x = 1\n}");
        check("for i = 0 to n - 1 { X[i, 64][7:0] = x }", "for i = 0 to n - 1 {\n    X[i, 64][7:0] = x\n}");
    }

    #[test]
    fn errors() {
        check("let x { }", "1: expected '=' after the name, found '{'");
        check(
            "\nx + 1 = 2",
            "2: this is no statement: only a name, an index, a slice, '::' of these or a tuple of these can be assigned to, with '='",
        );
        check("x 1", "1: expected '=' after what is assigned to, found '1'");
        check("\n\n12", "3: expected a statement, found '12'");
        check("for i = 0 { }", "1: expected 'to' after the first value, found '{'");
    }
}
