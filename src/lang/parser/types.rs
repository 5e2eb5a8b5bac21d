//! Types: `bits(N)`, `integer`, `boolean`, names, tuples and arrays.

use super::{Parsed, Parser};
use crate::lang::ast::{Expr, Type, TypeKind};
use crate::lang::lexer::Kind;

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

    fn array_length(&mut self) -> Parsed<Option<Box<Expr>>> {
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
        Ok(single.map_or_else(|| Type { kind: TypeKind::Tuple(parts), span }, |only| Type { span, ..only }))
    }
}

#[cfg(test)]
mod tests {
    use crate::lang::ast::Item;
    use crate::lang::parser::parse;
    use crate::lang::printer::ty;
    use crate::lang::span::Sources;

    /// The type as printed, or the first error.
    fn check(text: &str, expect: &str) {
        let mut sources = Sources::default();
        let file = sources.add("t", format!("type T = {text}"));
        let (tree, errors) = parse(&sources, file);
        let got = match (errors.first(), tree.items.first()) {
            (Some(error), _) => error.message.clone(),
            (None, Some(Item::TypeName { ty: got, .. })) => ty(got),
            _ => "nothing".into(),
        };
        assert_eq!(got, expect);
    }

    #[test]
    fn types() {
        check("bits(8)[64 * num]", "bits(8)[64 * num]");
        check("(integer, (boolean), Word[])[2][]", "(integer, boolean, Word[])[2][]");
        check("bits(8", "expected ')' after the width, found the end of the file");
        check("[8]", "expected a type, found '['");
        check(&format!("T{}", "[]".repeat(5000)), "nested too deeply: more than 200 levels");
    }
}
