//! Comparisons and choices.

use super::{NormId, Normalizer};
use crate::lift::prim::Prim;

impl Normalizer {
    /// `a == b`, one bit: decided when the difference is a constant, else whether it is zero.
    pub(super) fn equal(&mut self, a: NormId, b: NormId) -> NormId {
        let width = self.width(a);
        if width == 1 {
            let differ = self.bitwise(Prim::Eor, a, b);
            return self.not(differ);
        }
        let difference = self.add(a, b, u128::MAX);
        if let Some(value) = self.as_const(difference) {
            return self.constant(1, (value == 0) as u128);
        }
        // x - y and y - x are zero together: of the two, the smaller stands for both.
        let negated = self.scale(difference, u128::MAX);
        let zero = self.constant(width, 0);
        self.op(Prim::Eq, 1, [difference.min(negated), zero, zero])
    }

    /// `a < b`, one bit.
    pub(super) fn less(&mut self, prim: Prim, a: NormId, b: NormId) -> NormId {
        let from = self.width(a);
        match (self.as_const(a), self.as_const(b)) {
            (Some(x), Some(y)) => self.constant(1, prim.eval(1, from, x, y, 0)),
            _ if a == b => self.constant(1, 0),
            _ => self.op(prim, 1, [a, b, b]),
        }
    }

    /// `if a then b else c`.
    pub(super) fn select(&mut self, a: NormId, b: NormId, c: NormId) -> NormId {
        let width = self.width(b);
        match self.as_const(a) {
            Some(0) => c,
            Some(_) => b,
            None if b == c => b,
            None if width == 1 => {
                let differ = self.bitwise(Prim::Eor, b, c);
                let taken = self.bitwise(Prim::And, a, differ);
                self.bitwise(Prim::Eor, taken, c)
            }
            None => self.op(Prim::Select, width, [a, b, c]),
        }
    }
}
