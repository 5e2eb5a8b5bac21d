//! Items: functions, constants, types, tests and the files they refer to.

use std::collections::HashSet;

use super::{Parsed, Parser};
use crate::lang::ast::{Function, Ident, Item, Param, Type};
use crate::lang::error::LangError;
use crate::lang::lexer::Kind;
use crate::lang::span::Span;

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
            "lemmas" => self.path().map(|(path, span)| Item::Lemmas { path, span }),
            "proof" => self.proof().map(Item::Proof),
            "lemma" => self.lemma().map(Item::Lemma),
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
    pub(super) fn params(&mut self) -> Parsed<Vec<Param>> {
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
    pub(super) fn colon_type(&mut self) -> Parsed<Type> {
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

fn kind_and_name(item: &Item) -> Option<(&'static str, &Ident)> {
    match item {
        Item::Instruction(instruction) => Some(("instruction", &instruction.name)),
        Item::Function(function) => Some(("function", &function.name)),
        Item::Constant { name, .. } => Some(("constant", name)),
        Item::TypeName { name, .. } => Some(("type", name)),
        Item::Proof(proof) => Some(("proof", &proof.name)),
        Item::Lemma(lemma) => Some(("lemma", &lemma.name)),
        Item::Test { .. } | Item::Standard { .. } | Item::Lemmas { .. } | Item::Program { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::lang::parser::parse;
    use crate::lang::printer::print;
    use crate::lang::span::Sources;

    /// The file as printed, or the first error.
    fn check(text: &str, expect: &str) {
        let mut sources = Sources::default();
        let file = sources.add("t", text);
        let (tree, errors) = parse(&sources, file);
        assert_eq!(errors.first().map_or_else(|| print(&tree), |e| e.message.clone()), expect);
    }

    #[test]
    fn forms() {
        check("constant K : bits(32)[2]\n= [1,\n0x10000]", "constant K : bits(32)[2] = [1, 0x10000]\n");
        check("function f() => (T, T) { }", "function f() => (T, T) {\n}\n");
        check("standard \"a\" program \"b\" test TRUE", "standard \"a\"\nprogram \"b\"\ntest TRUE\n");
    }

    #[test]
    fn errors() {
        check("type A = T\ntype A = T", "the type 'A' is defined twice in this file");
        check("function f(a : T b) => T { }", "expected ')' or ',' after the parameter, found 'b'");
        check("function f() { }", "expected '=>' and the type of the result, found '{'");
        check("let x = 1", "expected an item, such as 'instruction', 'function' or 'proof', found 'let'");
    }
}
