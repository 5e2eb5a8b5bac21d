//! Types: `bits(N)`, `integer`, `boolean`, names, tuples and arrays.

use super::{Parsed, Parser};
use crate::lang::ast::{Type, TypeKind};
use crate::lang::lexer::Kind;
use crate::lang::span::Span;

impl Parser<'_> {
    pub(super) fn ty(&mut self) -> Parsed<Type> {
        self.nested(|p| p.chain(Self::array_type))
    }

    fn array_type(&mut self) -> Parsed<Type> {
        let mut ty = self.simple_type()?;
        while self.mark() == "[" && self.same_line() {
            self.sink()?;
            let length = self.enclosed(Self::array_length)?;
            let span = self.span_from(ty.span);
            ty = Type { kind: TypeKind::Array { element: Box::new(ty), length }, span };
        }
        Ok(ty)
    }

    fn array_length(&mut self) -> Parsed<Option<Box<crate::lang::ast::Expr>>> {
        self.advance();
        let length = if self.mark() == "]" { None } else { Some(Box::new(self.expression()?)) };
        self.expect("]", "after the length")?;
        Ok(length)
    }

    fn simple_type(&mut self) -> Parsed<Type> {
        let token = self.token();
        let kind = match token.kind {
            Kind::Name => TypeKind::Named(token.text.into()),
            Kind::Mark("integer") => TypeKind::Integer,
            Kind::Mark("boolean") => TypeKind::Boolean,
            Kind::Mark("bits") => return self.bits_type(),
            Kind::Mark("(") => return self.tuple_type(),
            _ => return Err(self.unexpected("a type")),
        };
        Ok(Type { kind, span: self.advance() })
    }

    fn bits_type(&mut self) -> Parsed<Type> {
        let start = self.advance();
        self.expect("(", "after 'bits'")?;
        let width = self.enclosed(Self::expression)?;
        self.expect(")", "after the width")?;
        Ok(Type { kind: TypeKind::Bits(Box::new(width)), span: self.span_from(start) })
    }

    fn tuple_type(&mut self) -> Parsed<Type> {
        let start = self.advance();
        let mut parts = self.enclosed(|p| p.list(Self::ty))?;
        self.expect(")", "after the types")?;
        let span = self.span_from(start);
        // One type in parentheses is that type.
        let single = if parts.len() == 1 { parts.pop() } else { None };
        Ok(single.map_or_else(|| Type { kind: TypeKind::Tuple(parts), span }, |only: Type| at(only, span)))
    }
}

fn at(ty: Type, span: Span) -> Type {
    Type { span, ..ty }
}
