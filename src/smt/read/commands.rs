//! The commands of a script.

use super::error::Result;
use super::{Place, Reader, Status, Tree, Value};

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
