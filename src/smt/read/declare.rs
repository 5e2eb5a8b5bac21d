//! What a script declares and defines.

use super::error::Result;
use super::lexer::Kind;
use super::{Macro, Meaning, Place, Reader, Sort, Value};
use crate::smt::bits::{Bits, WIDEST};

impl<'a> Reader<'a> {
    /// A name that is free yet.
    fn fresh(&self, place: Place) -> Result<&'a str> {
        let name = self.symbol(place, "a name")?;
        let reserved = ["let", "_", "!", "as", "par", "forall", "exists", "match", "true", "false"];
        if self.names.contains_key(name) || reserved.contains(&name) {
            return self.wrong(place, format!("`{name}` has a meaning already"));
        }
        Ok(name)
    }

    pub(super) fn declare(&mut self, place: Place, arguments: &[Sort], sort: Sort) -> Result<()> {
        let at = self.part(place, 1);
        let name = self.fresh(at)?;
        let meaning = match arguments {
            [] => {
                let value = self.unknown(name, sort);
                self.declared.push((name, value.clone()));
                Meaning::Value(value)
            }
            _ => self.function(at, name, arguments, sort)?,
        };
        self.names.insert(name, meaning);
        Ok(())
    }

    /// An unknown function is an array that is indexed by all its arguments together.
    fn function(&mut self, at: Place, name: &str, arguments: &[Sort], result: Sort) -> Result<Meaning> {
        let widths: Option<Vec<u32>> = arguments.iter().chain([&result]).map(|&sort| width(sort)).collect();
        match widths.as_deref().and_then(<[u32]>::split_last) {
            Some((&element, index)) if index.iter().map(|&w| u64::from(w)).sum::<u64>() <= WIDEST.into() => {
                let id = self.arrays.declare(&mut self.terms, name, (index.iter().sum(), element));
                self.signatures.push((arguments.to_vec(), result));
                Ok(Meaning::Function(id, self.signatures.len() - 1))
            }
            Some(_) => self.wrong(at, format!("the arguments of a function have at most {WIDEST} bits together here")),
            None => self.wrong(at, "functions of arrays are not read"),
        }
    }

    /// A new unknown of a sort.
    pub(super) fn unknown(&mut self, name: &str, sort: Sort) -> Value {
        match sort {
            Sort::Bool => Value::Bool(self.terms.var(1, name)),
            Sort::Bits(width) => Value::Bits(Bits::unknown(&mut self.terms, width, name)),
            Sort::Array(index, element) => {
                let id = self.arrays.declare(&mut self.terms, name, (index, element));
                Value::Array(id, (index, element))
            }
        }
    }

    pub(super) fn define_fun(&mut self, place: Place) -> Result<()> {
        self.expect_parts(place, 5, "(define-fun name ((parameter sort) ...) sort term)")?;
        let list = self.part(place, 2);
        if self.node(list).kind != Kind::Open {
            return self.wrong(list, format!("expected a list of parameters, found `{}`", self.shown(list)));
        }
        let mut parameters = Vec::new();
        for parameter in self.parts(list) {
            self.expect_parts(parameter, 2, "(parameter sort)")?;
            let name = self.symbol(self.part(parameter, 0), "a name")?;
            if parameters.iter().any(|(other, _)| *other == name) {
                return self.wrong(parameter, format!("two parameters are called `{name}`"));
            }
            parameters.push((name, self.sort(self.part(parameter, 1))?));
        }
        self.define(place, parameters, self.part(place, 3), self.part(place, 4))
    }

    /// The body is evaluated at once, on unknowns where there are parameters: errors are found where they are made,
    /// and nothing can be defined by itself.
    pub(super) fn define(
        &mut self,
        place: Place,
        parameters: Vec<(&'a str, Sort)>,
        sort: Place,
        body: Place,
    ) -> Result<()> {
        let (name, result) = (self.fresh(self.part(place, 1))?, self.sort(sort)?);
        let unknowns: Vec<Value> = parameters.iter().map(|&(name, sort)| self.unknown(name, sort)).collect();
        let bound: Vec<&'a str> = parameters.iter().map(|(name, _)| *name).collect();
        self.bind(&bound, unknowns);
        let value = self.eval(body)?;
        self.unbind(&bound);
        if value.sort() != result {
            return self.wrong(body, format!("`{name}` is declared as {result}, its body is {}", value.sort()));
        }
        let meaning = if parameters.is_empty() {
            Meaning::Value(value)
        } else {
            self.macros.push(Macro { parameters, result, body });
            Meaning::Macro(self.macros.len() - 1)
        };
        self.names.insert(name, meaning);
        Ok(())
    }

    pub(super) fn define_sort(&mut self, place: Place) -> Result<()> {
        self.expect_parts(place, 4, "(define-sort name () sort)")?;
        let name = self.symbol(self.part(place, 1), "a name")?;
        if self.sorts.contains_key(name) || name == "Bool" {
            return self.wrong(place, format!("`{name}` has a meaning already"));
        }
        if self.count(self.part(place, 2)) > 0 {
            return self.wrong(self.part(place, 2), "sorts with parameters are not read");
        }
        let sort = self.sort(self.part(place, 3))?;
        self.sorts.insert(name, sort);
        Ok(())
    }
}

/// The bits of a value that can be an argument of a function.
pub(super) fn width(sort: Sort) -> Option<u32> {
    match sort {
        Sort::Bool => Some(1),
        Sort::Bits(width) => Some(width),
        Sort::Array(..) => None,
    }
}
