//! Sums with coefficients, modulo 2^width.

use super::{Norm, NormId, Normalizer};
use crate::lift::prim::mask;

/// A sum while it is made: parts in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Sum {
    pub constant: u128,
    pub parts: Vec<(NormId, u128)>,
}

impl Sum {
    /// This plus `factor` times another, both in order: one merge.
    pub fn plus(&self, other: &Sum, factor: u128, width: u8) -> Sum {
        let ones = mask(width);
        let constant = self.constant.wrapping_add(other.constant.wrapping_mul(factor)) & ones;
        let mut parts = Vec::with_capacity(self.parts.len() + other.parts.len());
        let (mut a, mut b) = (self.parts.iter().peekable(), other.parts.iter().peekable());
        loop {
            let (id, coefficient) = match (a.peek(), b.peek()) {
                (Some(x), Some(y)) if x.0 == y.0 => (x.0, x.1.wrapping_add(y.1.wrapping_mul(factor))),
                (Some(x), Some(y)) if x.0 > y.0 => (y.0, y.1.wrapping_mul(factor)),
                (None, Some(y)) => (y.0, y.1.wrapping_mul(factor)),
                (Some(x), _) => (x.0, x.1),
                (None, None) => break,
            };
            a.next_if(|part| part.0 == id);
            b.next_if(|part| part.0 == id);
            if coefficient & ones != 0 {
                parts.push((id, coefficient & ones));
            }
        }
        Sum { constant, parts }
    }
}

impl Normalizer {
    /// A value as a sum. `NOT x` is `-x - 1`, so that differences made with carries meet those made with minus.
    pub(super) fn as_sum(&mut self, id: NormId) -> Sum {
        let width = self.width(id);
        match self.node(id) {
            Norm::Const { value, .. } => Sum { constant: *value, parts: Vec::new() },
            Norm::Sum { constant, parts, .. } => Sum { constant: *constant, parts: parts.to_vec() },
            Norm::Xor { products, .. } if width > 1 => match products.first() {
                Some((leaves, ones)) if leaves.is_empty() && *ones == mask(width) => {
                    let positive = products[1..].to_vec();
                    let positive = self.make_xor(width, positive);
                    let sum = self.as_sum(positive);
                    Sum { constant: mask(width), parts: Vec::new() }.plus(&sum, u128::MAX, width)
                }
                _ => Sum { constant: 0, parts: vec![(id, 1)] },
            },
            _ => Sum { constant: 0, parts: vec![(id, 1)] },
        }
    }

    /// The normal form of a sum.
    pub(super) fn make_sum(&mut self, width: u8, sum: Sum) -> NormId {
        match sum.parts.as_slice() {
            [] => self.constant(width, sum.constant),
            [(id, 1)] if sum.constant == 0 => *id,
            // Below 128 bits `-x - 1` is kept as the bitwise NOT that it is.
            [(id, minus)] if sum.constant == mask(width) && *minus == mask(width) => self.not(*id),
            _ => self.intern(Norm::Sum { width, constant: sum.constant, parts: sum.parts.into() }),
        }
    }

    /// `a + factor * b`.
    pub(super) fn add(&mut self, a: NormId, b: NormId, factor: u128) -> NormId {
        let width = self.width(a);
        let (a, b) = (self.as_sum(a), self.as_sum(b));
        self.make_sum(width, a.plus(&b, factor, width))
    }

    /// A product; by a constant it stays a sum.
    pub(super) fn multiply(&mut self, a: NormId, b: NormId) -> NormId {
        let width = self.width(a);
        match (self.as_const(a), self.as_const(b)) {
            (Some(n), _) => self.scale(b, n),
            (_, Some(n)) => self.scale(a, n),
            _ => {
                let (a, b) = if a <= b { (a, b) } else { (b, a) };
                self.op(crate::lift::prim::Prim::Mul, width, [a, b, b])
            }
        }
    }

    pub(super) fn scale(&mut self, a: NormId, factor: u128) -> NormId {
        let width = self.width(a);
        let sum = self.as_sum(a);
        self.make_sum(width, Sum::default().plus(&sum, factor, width))
    }

    /// The shift to the left that a sum is, if it is one.
    pub(super) fn as_shift_left(&self, id: NormId) -> Option<(NormId, u8)> {
        match self.node(id) {
            Norm::Sum { constant: 0, parts, .. } => match parts.as_ref() {
                [(of, factor)] if factor.is_power_of_two() => Some((*of, factor.trailing_zeros() as u8)),
                _ => None,
            },
            _ => None,
        }
    }

    /// The constant that two values differ by, `a - b`, if they do.
    pub fn difference(&mut self, a: NormId, b: NormId) -> Option<u128> {
        let difference = self.add(a, b, u128::MAX);
        self.as_const(difference)
    }
}

#[cfg(test)]
mod tests {
    use super::super::same::check;
    use crate::lift::prim::Prim::*;

    #[test]
    fn coefficients_add_up_modulo_the_width() {
        check(&[7, 8, 32, 65, 128], true, |w, [a, b, ..]| {
            let (sum, twice) = (w.op(Add, a, b), w.by(Mul, b, 2));
            let thrice = w.by(Mul, a, 3);
            let all = w.op(Add, thrice, twice);
            let back = w.op(Sub, all, sum);
            let two = w.op(Add, a, a);
            vec![back, w.op(Add, two, b)]
        });
        check(&[7, 8, 32, 65, 128], false, |w, [a, b, ..]| vec![w.by(Mul, a, 3), w.by(Mul, b, 3)]);
    }

    #[test]
    fn products_of_unknowns_commute_and_are_not_multiplied_out() {
        check(&[8, 64], true, |w, [a, b, ..]| vec![w.op(Mul, a, b), w.op(Mul, b, a)]);
        check(&[8, 64], false, |w, [a, b, c, _]| {
            let (sum, x, y) = (w.op(Add, a, b), w.op(Mul, a, c), w.op(Mul, b, c));
            vec![w.op(Mul, sum, c), w.op(Add, x, y)]
        });
    }
}
