//! What `requires` says that a parameter is on entry: the state starts with it, so that a branch on it is one on a number.

use super::env::{Param, ParamLength};
use super::goal::Verdict;
use super::invariant::conjuncts;
use super::session::{Session, Trouble};
use crate::lang::ast::Expr;
use crate::lift::prim::Prim;
use crate::symbolic::state::Cell;
use crate::term::{Node, TermId};

impl Session<'_> {
    /// Reads `requires` twice: as claims of the unknowns on entry, and as facts of the state that they define.
    pub(super) fn take_requires(&mut self) -> Result<(), Trouble> {
        self.facts = self.requires.clone();
        for e in self.clauses.requires.clone() {
            let (claim, asserts) = self.entry_claim(e)?;
            let before = self.requires.clone();
            for assert in asserts {
                self.goal(Verdict::Function, "requires: its slices are in bounds".into(), &before, assert);
            }
            self.requires.push(claim);
            self.define(claim);
        }
        // A definition holds of itself, so nothing is said of the unknown any more where the state does not hold it.
        for e in self.clauses.requires.clone() {
            let (claim, _) = self.entry_claim(e)?;
            self.facts.push(claim);
        }
        self.facts.retain(|&fact| self.terms.as_const(fact) != Some(1));
        Ok(())
    }

    fn entry_claim(&mut self, e: &Expr) -> Result<(TermId, Vec<TermId>), Trouble> {
        let ops = self.env.condition(&[], &[], e).map_err(Trouble::Unusable)?;
        let mut entry = self.entry.clone();
        self.evaluate(&ops, &mut entry, &[])
    }

    /// Takes the equations of a claim of `requires` that say what an element of a region is, or low bits of a value.
    /// Where `requires` holds, both sides are equal on entry, so the state may hold either.
    fn define(&mut self, claim: TermId) {
        for equation in conjuncts(&self.terms, claim) {
            let Node::Prim { prim: Prim::Eq, a, b, .. } = self.terms.node(equation) else { continue };
            let _ = self.define_element(a, b)
                || self.define_element(b, a)
                || self.define_value(a, b)
                || self.define_value(b, a);
        }
    }

    /// The element of a region that a term is on entry, if it is one.
    fn define_element(&mut self, element: TermId, is: TermId) -> bool {
        let Some(n) = self.old.iter().position(|&old| old == element) else { return false };
        let (region, at) = self.place_of(n);
        for index in 0..self.terms.width(element) / 8 {
            self.entry.cells[region].insert(at + i64::from(index), Cell { value: is, index });
        }
        self.old[n] = is;
        true
    }

    /// Region and offset of the n-th of the elements on entry.
    fn place_of(&self, mut n: usize) -> (usize, i64) {
        let regions = self.env.params.iter().filter(|param| matches!(param, Param::Region { .. }));
        for (region, param) in regions.enumerate() {
            let Param::Region { element, length: ParamLength::Fixed(length), .. } = param else { continue };
            match n.checked_sub(*length as usize) {
                Some(rest) => n = rest,
                None => return (region, n as i64 * i64::from(element / 8)),
            }
        }
        unreachable!("there are as many elements as the fixed regions have")
    }

    /// The low bits of a register that passes a value, which must become a number.
    fn define_value(&mut self, low: TermId, is: TermId) -> bool {
        let whole = match self.terms.node(low) {
            Node::Extract { a, lo: 0, .. } => a,
            _ => low,
        };
        let passed = |param: &Param| if let Param::Value { register, .. } = param { Some(*register) } else { None };
        let registers: Vec<Option<u8>> = self.env.params.iter().map(passed).collect();
        let Some(n) = (0..registers.len()).find(|&n| registers[n].is_some() && self.values[n] == whole) else {
            return false;
        };
        let (Some(register), Some(_)) = (registers[n], self.terms.as_const(is)) else { return false };
        let width = self.terms.width(low);
        let value = match 64 - width {
            0 => is,
            rest => {
                let high = self.terms.extract(rest, whole, width);
                self.terms.concat(high, is)
            }
        };
        self.entry.x[register as usize] = value;
        self.values[n] = value;
        true
    }
}
