//! Expressions: `if`, binary operators by how tightly they bind, prefixes, subscripts and the simplest parts.

use super::operators::{clash, clash_message, from_spelling, level};
use super::{Parsed, Parser};
use crate::lang::ast::{BinaryOp, Expr, ExprKind, Ident, UnaryOp};
use crate::lang::error::LangError;
use crate::lang::lexer::{Kind, unescape};

/// Operators.
impl Parser<'_> {
    /// Any expression; only here may `if` and `forall` stand without parentheses.
    pub(super) fn expression(&mut self) -> Parsed<Expr> {
        self.nested(|p| match p.mark() {
            "if" => p.conditional(),
            "forall" => p.forall(),
            _ => p.operation(1, None),
        })
    }

    fn forall(&mut self) -> Parsed<Expr> {
        let start = self.advance();
        // What binds tighter than a comparison: a name with a bound, or what the name is at least.
        let first = self.operation(level(BinaryOp::Less) + 1, None)?;
        let (least, name) = match first.kind {
            ExprKind::Name(name) if self.mark() == "<" => (None, Ident { name, span: first.span }),
            _ => {
                self.expect("<=", "and a name after the least number")?;
                (Some(Box::new(first)), self.name("a name after '<='")?)
            }
        };
        self.expect("<", "and a bound after the name")?;
        let bound = Box::new(self.expression()?);
        self.expect(":", "and a claim after the bound")?;
        let claim = Box::new(self.expression()?);
        Ok(Expr { kind: ExprKind::Forall { least, name, bound, claim }, span: self.span_from(start) })
    }

    fn conditional(&mut self) -> Parsed<Expr> {
        let start = self.advance();
        let condition = Box::new(self.expression()?);
        self.expect("then", "after the condition")?;
        let then = Box::new(self.expression()?);
        self.expect("else", "after the value of 'then'")?;
        let otherwise = Box::new(self.expression()?);
        let kind = ExprKind::If { condition, then, otherwise };
        Ok(Expr { kind, span: self.span_from(start) })
    }

    /// Operands joined by operators of at least the level `loosest`; `outer` is the operator to the left.
    fn operation(&mut self, loosest: u8, outer: Option<BinaryOp>) -> Parsed<Expr> {
        self.chain(|p| p.operators(loosest, outer))
    }

    fn operators(&mut self, loosest: u8, outer: Option<BinaryOp>) -> Parsed<Expr> {
        let mut left = self.prefix()?;
        let mut before = outer;
        while let Some(op) = from_spelling(self.mark()).filter(|&op| level(op) >= loosest) {
            self.check_clash(op, [before, outer])?;
            self.advance();
            let right = self.nested(|p| p.operation(level(op) + 1, Some(op)))?;
            self.sink()?;
            let span = left.span.to(right.span);
            left = Expr { kind: ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) }, span };
            before = Some(op);
        }
        Ok(left)
    }

    fn check_clash(&self, op: BinaryOp, others: [Option<BinaryOp>; 2]) -> Parsed<()> {
        match others.into_iter().flatten().find(|&other| clash(other, op)) {
            Some(other) => Err(LangError::new(self.token().span, clash_message(other, op))),
            None => Ok(()),
        }
    }

    fn prefix(&mut self) -> Parsed<Expr> {
        let op = match self.mark() {
            "-" => UnaryOp::Negate,
            "NOT" => UnaryOp::Not,
            "!" => UnaryOp::LogicalNot,
            _ => return self.chain(Self::subscripted),
        };
        let start = self.advance();
        let argument = Box::new(self.nested(Self::prefix)?);
        Ok(Expr { kind: ExprKind::Unary { op, argument }, span: self.span_from(start) })
    }
}

/// Subscripts.
impl Parser<'_> {
    fn subscripted(&mut self) -> Parsed<Expr> {
        let mut base = self.primary()?;
        while self.mark() == "[" && self.same_line() {
            self.sink()?;
            self.advance();
            let start = base.span;
            let kind = self.enclosed(|p| p.subscript(Box::new(base)))?;
            self.expect("]", "after the index")?;
            base = Expr { kind, span: self.span_from(start) };
        }
        Ok(base)
    }

    fn subscript(&mut self, base: Box<Expr>) -> Parsed<ExprKind> {
        let first = self.expression()?;
        if self.eat(":") {
            let (hi, lo) = (Box::new(first), Box::new(self.expression()?));
            return Ok(ExprKind::Slice { base, hi, lo });
        }
        if self.eat("..") {
            let (from, to) = (Box::new(first), Box::new(self.expression()?));
            return Ok(ExprKind::Range { base, from, to });
        }
        let mut arguments = vec![first];
        if self.eat(",") {
            arguments.extend(self.list(Self::expression)?);
        }
        Ok(ExprKind::Index { base, arguments })
    }
}

/// The simplest parts.
impl Parser<'_> {
    fn primary(&mut self) -> Parsed<Expr> {
        let token = self.token();
        let kind = match token.kind {
            Kind::Integer(value) => ExprKind::Integer(value),
            Kind::Bits { value, width } => ExprKind::Bits { value, width },
            Kind::Text => ExprKind::Text(unescape(token.text)),
            Kind::Mark("TRUE") => ExprKind::Boolean(true),
            Kind::Mark("FALSE") => ExprKind::Boolean(false),
            Kind::Name => return self.name_or_call(),
            _ => return self.compound(),
        };
        Ok(Expr { kind, span: self.advance() })
    }

    fn compound(&mut self) -> Parsed<Expr> {
        match self.mark() {
            "(" => self.parenthesised(),
            "[" => self.array(),
            "&" => self.address(),
            "fold" => self.fold(),
            "if" => Err(LangError::new(self.token().span, "an 'if' inside a larger expression needs parentheses")),
            _ => Err(self.unexpected("an expression")),
        }
    }

    fn name_or_call(&mut self) -> Parsed<Expr> {
        let function = self.name("a name")?;
        let start = function.span;
        if self.mark() != "(" || !self.same_line() {
            return Ok(Expr { kind: ExprKind::Name(function.name), span: start });
        }
        self.advance();
        let arguments = self.enclosed(|p| p.expressions_until(")"))?;
        self.expect(")", "or ',' after the argument")?;
        Ok(Expr { kind: ExprKind::Call { function, arguments }, span: self.span_from(start) })
    }

    /// None or more, a last comma allowed, up to but not with the closing mark.
    fn expressions_until(&mut self, close: &str) -> Parsed<Vec<Expr>> {
        let mut all = Vec::new();
        while self.mark() != close {
            all.push(self.expression()?);
            if !self.eat(",") {
                break;
            }
        }
        Ok(all)
    }

    fn parenthesised(&mut self) -> Parsed<Expr> {
        let start = self.advance();
        let mut parts = self.enclosed(|p| p.list(Self::expression))?;
        self.expect(")", "to match '('")?;
        let span = self.span_from(start);
        let single = if parts.len() == 1 { parts.pop() } else { None };
        // The parentheses belong to the place, so that a larger expression's place covers them.
        Ok(single.map_or_else(|| Expr { kind: ExprKind::Tuple(parts), span }, |only| Expr { span, ..only }))
    }

    fn array(&mut self) -> Parsed<Expr> {
        let start = self.advance();
        let elements = self.enclosed(|p| p.expressions_until("]"))?;
        self.expect("]", "or ',' after the element")?;
        Ok(Expr { kind: ExprKind::Array(elements), span: self.span_from(start) })
    }

    fn address(&mut self) -> Parsed<Expr> {
        let start = self.advance();
        let region = self.name("the name of a region after '&'")?;
        Ok(Expr { kind: ExprKind::Address(region), span: self.span_from(start) })
    }

    /// The start value takes no operator, so that `fold f over xs from h == y` compares the fold.
    fn fold(&mut self) -> Parsed<Expr> {
        let start = self.advance();
        let function = self.name("the function to fold")?;
        self.expect("over", "after the function")?;
        let over = Box::new(self.expression()?);
        self.expect("from", "after what is folded over")?;
        let from = Box::new(self.nested(Self::prefix)?);
        Ok(Expr { kind: ExprKind::Fold { function, over, from }, span: self.span_from(start) })
    }
}

#[cfg(test)]
mod tests {
    use crate::lang::parser::parse_expression;
    use crate::lang::printer::expression;
    use crate::lang::span::Sources;

    /// The expression as printed, or the first error with its column.
    fn check(text: &str, expect: &str) {
        let mut sources = Sources::default();
        let file = sources.add("t", text);
        let got = match parse_expression(&sources, file) {
            Ok(e) => expression(&e),
            Err(errors) => format!("{}: {}", sources.line_column(errors[0].span).1, errors[0].message),
        };
        assert_eq!(got, expect);
    }

    #[test]
    fn forms() {
        check("if (a) then b else if c then d else e", "if a then b else if c then d else e");
        check("x[31:0] :: y[a, b,\n c]", "x[31:0] :: y[a, b, c]");
        check("(a - b) - (c - d) * e", "a - b - (c - d) * e");
        check("&data\n + 64 * old(data)[0 .. 64]", "&data + 64 * old(data)[0 .. 64]");
        check("fold f over a ++ b from h == [1, 2,]", "fold f over a ++ b from h == [1, 2]");
        check("-(a[0]) * !!b", "-a[0] * !!b");
        check("(a, \"q\\\"\") == (f(), 0xFFFF)", "(a, \"q\\\"\") == (f(), 0xffff)");
        check("a + b == c && '01 10' < d", "a + b == c && '0110' < d");
    }

    #[test]
    fn errors() {
        check("a + b AND c", "7: '+' and 'AND' side by side need parentheses: neither binds tighter");
        check("a AND b + c", "9: 'AND' and '+' side by side need parentheses: neither binds tighter");
        check("a == b AND c OR d", "14: 'AND' and 'OR' side by side need parentheses: neither binds tighter");
        check("a || b == c && d", "13: '||' and '&&' side by side need parentheses: neither binds tighter");
        check("a :: b + c", "8: '::' and '+' side by side need parentheses: neither binds tighter");
        check("a * b << c", "7: '*' and '<<' side by side need parentheses: neither binds tighter");
        check("a < b < c", "7: comparisons do not chain: join two of them with &&");
        check("a + if b then c else d", "5: an 'if' inside a larger expression needs parentheses");
        check("f(a b)", "5: expected ')' or ',' after the argument, found 'b'");
        check("a\n[0]", "1: expected the end of the expression, found '['");
        check("()", "2: expected an expression, found ')'");
    }
}
