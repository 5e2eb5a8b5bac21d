//! Items: instructions with their encodings, functions, constants, types, tests and the files they refer to.

use std::collections::HashSet;

use super::{Parsed, Parser};
use crate::lang::ast::{Function, Ident, Instruction, Item, Param, Piece, Syntax};
use crate::lang::error::LangError;
use crate::lang::lexer::Kind;
use crate::lang::span::Span;

/// The width of every instruction.
const ENCODING_BITS: u64 = 32;

impl Parser<'_> {
    /// All items of the file.
    pub(super) fn items(&mut self) -> Vec<Item> {
        let mut items = Vec::new();
        while self.token().kind != Kind::End {
            let start = self.at;
            match self.item() {
                Ok(item) => items.push(item),
                Err(error) => {
                    self.skip_item(start);
                    self.report(error);
                }
            }
        }
        self.check_distinct(&items);
        items
    }

    fn check_distinct(&mut self, items: &[Item]) {
        let mut seen = HashSet::new();
        for (kind, name) in items.iter().filter_map(kind_and_name) {
            if !seen.insert((kind, &name.name)) {
                let message = format!("the {kind} '{}' is defined twice in this file", name.name);
                self.report(LangError::new(name.span, message));
            }
        }
    }

    fn item(&mut self) -> Parsed<Item> {
        match self.mark() {
            "instruction" => self.instruction().map(Item::Instruction),
            "function" => self.function().map(Item::Function),
            "constant" => self.constant(),
            "type" => self.type_name(),
            "test" => self.test(),
            "standard" => self.path().map(|(path, span)| Item::Standard { path, span }),
            "program" => self.path().map(|(path, span)| Item::Program { path, span }),
            "proof" => self.proof().map(Item::Proof),
            _ => Err(self.unexpected("an item, such as 'instruction', 'function' or 'proof'")),
        }
    }

    fn function(&mut self) -> Parsed<Function> {
        self.advance();
        let name = self.name("the function's name")?;
        self.expect("(", "after the name")?;
        let params = self.enclosed(Self::params)?;
        self.expect("=>", "and the type of the result")?;
        let result = self.ty()?;
        let body = self.body("after the type of the result")?;
        Ok(Function { name, params, result, body })
    }

    /// Up to and with the closing parenthesis.
    fn params(&mut self) -> Parsed<Vec<Param>> {
        let mut params = Vec::new();
        if self.mark() != ")" {
            params = self.list(Self::param)?;
        }
        self.expect(")", "or ',' after the parameter")?;
        Ok(params)
    }

    fn param(&mut self) -> Parsed<Param> {
        let name = self.name("a parameter's name")?;
        Ok(Param { name, ty: self.colon_type()? })
    }

    /// `: T`
    pub(super) fn colon_type(&mut self) -> Parsed<crate::lang::ast::Type> {
        self.expect(":", "and a type after the name")?;
        self.ty()
    }

    fn constant(&mut self) -> Parsed<Item> {
        self.advance();
        let name = self.name("the constant's name")?;
        let ty = self.colon_type()?;
        Ok(Item::Constant { name, ty, value: self.value("after the type")? })
    }

    fn type_name(&mut self) -> Parsed<Item> {
        self.advance();
        let name = self.name("the type's name")?;
        self.expect("=", "after the name")?;
        Ok(Item::TypeName { name, ty: self.ty()? })
    }

    fn test(&mut self) -> Parsed<Item> {
        let start = self.advance();
        let condition = self.expression()?;
        Ok(Item::Test { condition, span: self.span_from(start) })
    }

    fn path(&mut self) -> Parsed<(String, Span)> {
        self.advance();
        self.text("a path in double quotes")
    }
}

/// Instructions.
impl Parser<'_> {
    fn instruction(&mut self) -> Parsed<Instruction> {
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

fn kind_and_name(item: &Item) -> Option<(&'static str, &Ident)> {
    match item {
        Item::Instruction(instruction) => Some(("instruction", &instruction.name)),
        Item::Function(function) => Some(("function", &function.name)),
        Item::Constant { name, .. } => Some(("constant", name)),
        Item::TypeName { name, .. } => Some(("type", name)),
        Item::Proof(proof) => Some(("proof", &proof.name)),
        Item::Test { .. } | Item::Standard { .. } | Item::Program { .. } => None,
    }
}
