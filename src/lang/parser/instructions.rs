//! Instructions: the encoding diagram, the assembly text and what is done.

use std::collections::HashSet;

use super::{Parsed, Parser};
use crate::lang::ast::{Instruction, Piece, Syntax};
use crate::lang::error::LangError;
use crate::lang::lexer::Kind;
use crate::lang::span::Span;

/// The width of every instruction.
const ENCODING_BITS: u64 = 32;

impl Parser<'_> {
    pub(super) fn instruction(&mut self) -> Parsed<Instruction> {
        let title = self.docs.remove(&self.at).unwrap_or_default();
        self.advance();
        let name = self.name("the instruction's name")?;
        self.expect("{", "after the name")?;
        let (encoding, encoding_span) = self.encoding()?;
        let feature = if self.eat("feature") { Some(self.name("a feature's name")?) } else { None };
        let syntax = self.syntax()?;
        let decode = if self.eat("decode") { self.body("after 'decode'")? } else { Vec::new() };
        self.expect("operation", "in the instruction")?;
        let operation = self.body("after 'operation'")?;
        self.expect("}", "to end the instruction")?;
        Ok(Instruction { name, title, encoding, encoding_span, feature, syntax, decode, operation })
    }

    fn syntax(&mut self) -> Parsed<Vec<Syntax>> {
        let mut lines = Vec::new();
        while self.eat("syntax") {
            let (template, span) = self.text("the assembly text in double quotes")?;
            let condition = if self.eat("when") { Some(self.expression()?) } else { None };
            lines.push(Syntax { template, span, condition });
        }
        Ok(lines)
    }

    fn encoding(&mut self) -> Parsed<(Vec<Piece>, Span)> {
        let start = self.expect("encoding", "first in an instruction")?;
        self.expect("|", "before the first piece")?;
        let mut pieces = Vec::new();
        while !matches!(self.token().kind, Kind::Mark(_) | Kind::End) {
            pieces.push(self.piece()?);
            self.expect("|", "after a piece of the encoding")?;
        }
        let span = self.span_from(start);
        self.check_pieces(&pieces, span);
        Ok((pieces, span))
    }

    fn piece(&mut self) -> Parsed<Piece> {
        let token = self.token();
        match token.kind {
            Kind::Bits { value, width: width @ ..=32 } => {
                Ok(Piece::Fixed { value: value as u32, width, span: self.advance() })
            }
            Kind::Bits { .. } => Err(LangError::new(token.span, "an encoding has no more than 32 bits")),
            Kind::Name => self.field(),
            _ => Err(self.unexpected("bits such as '01' or a field such as Rd:5")),
        }
    }

    fn field(&mut self) -> Parsed<Piece> {
        let name = self.name("a field")?;
        if !self.eat(":") {
            return Ok(Piece::Field { name, width: 1 });
        }
        match self.token().kind {
            Kind::Integer(width @ 1..=32) => {
                self.advance();
                Ok(Piece::Field { name, width: width as u32 })
            }
            _ => Err(self.unexpected("the field's width, 1 to 32")),
        }
    }

    fn check_pieces(&mut self, pieces: &[Piece], span: Span) {
        let (mut bits, mut seen) = (0, HashSet::new());
        for piece in pieces {
            let (Piece::Field { width, .. } | Piece::Fixed { width, .. }) = piece;
            bits += u64::from(*width);
            if let Piece::Field { name, .. } = piece
                && !seen.insert(&name.name)
            {
                self.report(LangError::new(name.span, format!("the field '{}' stands twice", name.name)));
            }
        }
        if bits != ENCODING_BITS {
            self.report(LangError::new(span, format!("encoding has {bits} bits, expected {ENCODING_BITS}")));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lang::parser::parse;
    use crate::lang::printer::print;
    use crate::lang::span::Sources;

    /// The instruction as printed, or the first error with the text it is about.
    fn check(body: &str, expect: &str) {
        let mut sources = Sources::default();
        let file = sources.add("t", format!("/// The\n/// title.\ninstruction A {{ {body} }}"));
        let (tree, errors) = parse(&sources, file);
        let show = |e: &crate::lang::LangError| format!("{}: {}", sources.snippet(e.span), e.message);
        assert_eq!(errors.first().map_or_else(|| print(&tree), show), expect);
    }

    #[test]
    fn forms() {
        check(
            "encoding | '01 0' | sf:1 | imm:28 | feature F syntax \"a\" when sf == '1' syntax \"b\" decode { } operation { }",
            "/// The title.\ninstruction A {\n    encoding | '010' | sf | imm:28 |\n    feature F\n    \
             syntax \"a\" when sf == '1'\n    syntax \"b\"\n    operation { }\n}\n",
        );
    }

    #[test]
    fn errors() {
        check("encoding | x:31 | operation { }", "encoding | x:31 |: encoding has 31 bits, expected 32");
        check("encoding | x:31 | x | operation { }", "x: the field 'x' stands twice");
        check("encoding | x:33 | operation { }", "33: expected the field's width, 1 to 32, found '33'");
        check(
            "encoding | x:32 operation { }",
            "operation: expected '|' after a piece of the encoding, found 'operation'",
        );
        check("encoding | x:32 | decode { }", "}: expected 'operation' in the instruction, found '}'");
        check("encoding | 01 | operation { }", "01: expected bits such as '01' or a field such as Rd:5, found '01'");
    }
}
