//! Operators with numbers of their own, and arrays that hold one value everywhere.

use super::apply::Outcome;
use super::bitvec::too_wide;
use super::error::{At, Result};
use super::lexer::Kind;
use super::{Place, Reader, Sort, Value};
use crate::smt::bits::{Bits, WIDEST};

impl Reader<'_> {
    /// `((_ extract 7 0) x)` and the like; `((as const sort) x)`.
    pub(super) fn apply_indexed(&mut self, place: Place, head: Place, arguments: Vec<Value>) -> Result<Value> {
        let parts = self.parts(head);
        let first = parts.first().and_then(|&part| self.word(part));
        if first == Some("as") {
            return self.everywhere(head, arguments);
        }
        if first != Some("_") || parts.len() < 2 || self.node(head).kind != Kind::Open {
            return self.wrong(head, format!("expected an operator, found `{}`", self.shown(head)));
        }
        let name = self.symbol(parts[1], "an operator")?;
        let numbers = parts[2..].iter().map(|&part| self.number(part)).collect::<Result<Vec<u32>>>()?;
        let [Value::Bits(bits)] = arguments.as_slice() else {
            return self.wrong(place, format!("`{name}` takes one bit-vector"));
        };
        self.indexed(name, &numbers, bits).map_err(|why| At(self.node(head).start, why))
    }

    fn indexed(&mut self, name: &str, numbers: &[u32], bits: &Bits) -> Outcome {
        let width = bits.width;
        let count = if name == "extract" { 2 } else { 1 };
        if !["extract", "zero_extend", "sign_extend", "repeat", "rotate_left", "rotate_right"].contains(&name) {
            return Err(format!("nothing is called `(_ {name} ...)`; expected an operator of QF_ABV"));
        }
        let (&[first, ..], true) = (numbers, numbers.len() == count) else {
            return Err(format!("`{name}` takes {count} numbers, found {}", numbers.len()));
        };
        let wider = match name {
            "zero_extend" | "sign_extend" => u64::from(width) + u64::from(first),
            "repeat" => u64::from(width) * u64::from(first),
            _ => width.into(),
        };
        if wider > WIDEST.into() {
            return Err(too_wide());
        }
        self.charge(wider.div_ceil(32))?;
        let terms = &mut self.terms;
        Ok(Value::Bits(match (name, numbers) {
            ("extract", &[hi, lo]) if lo <= hi && hi < width => bits.slice(terms, lo, hi - lo + 1),
            ("extract", _) => return Err(format!("expected {width} > high >= low for `extract` of {width} bits")),
            ("zero_extend", _) => bits.zero_extend(terms, width + first),
            ("sign_extend", _) => bits.sign_extend(terms, width + first),
            ("repeat", &[0]) => return Err("`repeat` needs at least one time".into()),
            ("repeat", _) => bits.repeat(terms, first),
            ("rotate_left", _) => bits.rotate_left(terms, first),
            _ => bits.rotate_left(terms, width - first % width),
        }))
    }

    fn everywhere(&mut self, head: Place, arguments: Vec<Value>) -> Result<Value> {
        self.expect_parts(head, 3, "(as const sort)")?;
        if self.word(self.part(head, 1)) != Some("const") {
            return self.wrong(head, "expected (as const sort)");
        }
        let sort = self.sort(self.part(head, 2))?;
        match (sort, arguments.as_slice()) {
            (Sort::Array(index, element), [Value::Bits(value)]) if value.width == element => {
                let sort = (index, element);
                Ok(Value::Array(self.arrays.everywhere(value.clone(), sort), sort))
            }
            _ => self.wrong(head, format!("expected an array sort and one element of it, found {sort}")),
        }
    }
}
