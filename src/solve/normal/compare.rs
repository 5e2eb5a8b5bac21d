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

#[cfg(test)]
mod tests {
    use super::super::same::check;
    use crate::lift::prim::Prim::*;

    #[test]
    fn equality_of_what_differs_by_the_same() {
        check(&[8, 64, 128], true, |w, [a, b, c, _]| {
            let (x, y) = (w.op(Add, a, c), w.op(Add, b, c));
            vec![w.terms.equal(a, b), w.terms.equal(b, a), w.terms.equal(x, y)]
        });
        check(&[1, 8, 64, 128], false, |w, [a, b, c, _]| vec![w.terms.equal(a, b), w.terms.equal(a, c)]);
        check(&[8, 64, 128], true, |w, [a, ..]| {
            let next = w.by(Add, a, 1);
            vec![w.terms.equal(a, next), w.terms.constant(1, 0)]
        });
    }

    #[test]
    fn comparisons_with_itself_and_choices_of_one_value() {
        check(&[1, 8, 64, 128], true, |w, [a, b, ..]| {
            let (sum, other) = (w.op(Add, a, b), w.op(Add, b, a));
            vec![w.terms.less(sum, other), w.terms.constant(1, 0)]
        });
        check(&[1, 8, 64, 128], true, |w, [a, b, c, d]| {
            let flag = w.terms.less(c, d);
            let (sum, other) = (w.op(Add, a, b), w.op(Add, b, a));
            vec![w.terms.prim(Select, w.width, [flag, sum, other]), sum]
        });
        check(&[8, 64], false, |w, [a, b, ..]| vec![w.terms.less(a, b), w.terms.less(b, a)]);
    }
}
