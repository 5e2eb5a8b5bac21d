//! The commands of a script.

use super::error::Result;
use super::lexer::Kind;
use super::{Macro, Meaning, Place, Reader, Sort, Status, Tree, Value};
use crate::smt::bits::Bits;

const LOGICS: [&str; 5] = ["QF_BV", "QF_ABV", "QF_UFBV", "QF_AUFBV", "ALL"];

/// Commands that ask for more than one answer, or for what is no part of this logic.
const REFUSED: [(&str, &str); 10] = [
    ("push", "it makes several questions of one file; write each to a file of its own"),
    ("pop", "it makes several questions of one file; write each to a file of its own"),
    ("reset", "it makes several questions of one file; write each to a file of its own"),
    ("reset-assertions", "it makes several questions of one file; write each to a file of its own"),
    ("check-sat-assuming", "assert the assumptions and use (check-sat)"),
    ("define-fun-rec", "recursive functions are not read; unroll them"),
    ("define-funs-rec", "recursive functions are not read; unroll them"),
    ("declare-sort", "only Bool, bit-vectors and arrays of them are read"),
    ("declare-datatype", "only Bool, bit-vectors and arrays of them are read"),
    ("declare-datatypes", "only Bool, bit-vectors and arrays of them are read"),
];

impl<'a> Reader<'a> {
    /// Does what one command says.
    pub(super) fn command(&mut self, tree: Tree) -> Result<()> {
        let (kept, place) = (self.macros.len(), (self.trees.len() as u32, tree.root()));
        self.trees.push(tree);
        if self.count(place) == 0 {
            return self.wrong(place, "expected a command, found `()`");
        }
        let name = self.symbol(self.part(place, 0), "the name of a command")?;
        self.named(place, name)?;
        // Only the bodies of definitions with parameters are looked at again.
        if self.macros.len() == kept {
            self.trees.pop();
        }
        Ok(())
    }

    fn named(&mut self, place: Place, name: &'a str) -> Result<()> {
        if self.asked && matches!(name, "assert" | "check-sat") {
            return self.wrong(place, "a second question; this reads one (check-sat) a file, write each to its own");
        }
        match name {
            "set-logic" => self.set_logic(place),
            "set-info" => self.set_info(place),
            "set-option" | "get-model" | "get-value" | "get-info" | "get-option" | "get-unsat-core" | "echo" => Ok(()),
            "declare-const" => {
                self.expect_parts(place, 3, "(declare-const name sort)")?;
                let sort = self.sort(self.part(place, 2))?;
                self.declare(place, &[], sort)
            }
            "declare-fun" => {
                self.expect_parts(place, 4, "(declare-fun name (sort ...) sort)")?;
                let arguments = self.parts(self.part(place, 2));
                let arguments = arguments.into_iter().map(|sort| self.sort(sort)).collect::<Result<Vec<_>>>()?;
                let sort = self.sort(self.part(place, 3))?;
                self.declare(place, &arguments, sort)
            }
            "define-fun" => self.define_fun(place),
            "define-const" => {
                self.expect_parts(place, 4, "(define-const name sort term)")?;
                self.define(place, Vec::new(), self.part(place, 2), self.part(place, 3))
            }
            "define-sort" => self.define_sort(place),
            "assert" => self.assert(place),
            "check-sat" => {
                self.asked = true;
                self.expect_parts(place, 1, "(check-sat)")
            }
            "exit" => {
                self.ended = true;
                Ok(())
            }
            _ => match REFUSED.iter().find(|(refused, _)| *refused == name) {
                Some((_, why)) => self.wrong(place, format!("`{name}` is not read: {why}")),
                None => self.wrong(place, format!("expected a command of SMT-LIB 2, found `{name}`")),
            },
        }
    }

    fn set_logic(&mut self, place: Place) -> Result<()> {
        self.expect_parts(place, 2, "(set-logic name)")?;
        let name = self.symbol(self.part(place, 1), "the name of a logic")?;
        if LOGICS.contains(&name) {
            return Ok(());
        }
        self.wrong(self.part(place, 1), format!("the logics read are {}, found `{name}`", LOGICS.join(", ")))
    }

    fn set_info(&mut self, place: Place) -> Result<()> {
        if self.count(place) == 3 && self.shown(self.part(place, 1)) == ":status" {
            let word = self.part(place, 2);
            self.status = Status::of(self.shown(word));
            if self.status.is_none() {
                return self.wrong(word, format!("expected sat, unsat or unknown, found `{}`", self.shown(word)));
            }
        }
        Ok(())
    }

    /// A name that is free yet.
    fn fresh(&self, place: Place) -> Result<&'a str> {
        let name = self.symbol(place, "a name")?;
        let reserved = ["let", "_", "!", "as", "par", "forall", "exists", "match", "true", "false"];
        if self.names.contains_key(name) || reserved.contains(&name) {
            return self.wrong(place, format!("`{name}` has a meaning already"));
        }
        Ok(name)
    }

    fn declare(&mut self, place: Place, arguments: &[Sort], sort: Sort) -> Result<()> {
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
            Some((&element, index)) if index.iter().map(|&w| u64::from(w)).sum::<u64>() <= 16_384 => {
                let id = self.arrays.declare(&mut self.terms, name, (index.iter().sum(), element));
                self.signatures.push((arguments.to_vec(), result));
                Ok(Meaning::Function(id, self.signatures.len() - 1))
            }
            Some(_) => self.wrong(at, "the arguments of a function have at most 16384 bits together here"),
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

    fn define_fun(&mut self, place: Place) -> Result<()> {
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
    fn define(&mut self, place: Place, parameters: Vec<(&'a str, Sort)>, sort: Place, body: Place) -> Result<()> {
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

    fn define_sort(&mut self, place: Place) -> Result<()> {
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

    fn assert(&mut self, place: Place) -> Result<()> {
        self.expect_parts(place, 2, "(assert term)")?;
        let at = self.part(place, 1);
        match self.eval(at)? {
            Value::Bool(id) => {
                self.asserts.push(id);
                Ok(())
            }
            Value::SameArrays(a, b) if self.arrays.define(a, b) => Ok(()),
            Value::SameArrays(..) => {
                let why = "an equation of arrays is read only as the definition of a declared array that nothing above \
                           has read; move it up, or compare elements";
                self.wrong(at, why)
            }
            value => self.wrong(at, format!("expected a truth (Bool), found {}", value.sort())),
        }
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
