//! Addresses in linear form: a sum of terms with coefficients and a constant, modulo 2^64.

use crate::lift::prim::Prim;
use crate::term::{Node, TermId, Terms};

/// `constant + sum of coefficient * atom`, modulo 2^64; atoms in order, coefficients not zero.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Linear {
    pub constant: u64,
    pub parts: Vec<(TermId, u64)>,
}

impl Linear {
    /// A number.
    pub fn number(constant: u64) -> Linear {
        Linear { constant, parts: Vec::new() }
    }

    /// The form of a term of at least 64 bits, of which only the low 64 count: low bits of sums, differences and
    /// multiples depend on low bits only.
    pub fn of(terms: &Terms, id: TermId) -> Linear {
        Linear::deep(terms, id, 0)
    }

    fn deep(terms: &Terms, id: TermId, depth: u32) -> Linear {
        if let Some(value) = terms.as_const(id) {
            return Linear::number(value as u64);
        }
        // Longer chains stay atoms: less is resolved, nothing is resolved wrongly.
        if depth > 400 {
            return Linear::atom(id);
        }
        let of = |id| Linear::deep(terms, id, depth + 1);
        match terms.node(id) {
            Node::Prim { prim: Prim::Add, a, b, .. } => of(a).plus(&of(b), 1),
            Node::Prim { prim: Prim::Sub, a, b, .. } => of(a).plus(&of(b), u64::MAX),
            Node::Prim { prim: Prim::Not, a, .. } => Linear::number(u64::MAX).plus(&of(a), u64::MAX),
            Node::Prim { prim: Prim::Mul, a, b, .. } => match (terms.as_const(a), terms.as_const(b)) {
                (Some(n), _) => of(b).times(n as u64),
                (_, Some(n)) => of(a).times(n as u64),
                _ => Linear::atom(id),
            },
            // MOV of a register is ORR with the zero register.
            Node::Prim { prim: Prim::Or, a, b, .. } if terms.as_const(a) == Some(0) => of(b),
            Node::Prim { prim: Prim::Or, a, b, .. } if terms.as_const(b) == Some(0) => of(a),
            Node::Prim { prim: Prim::Shl, a, b, .. } => match terms.as_const(b) {
                Some(n) if n < 64 => of(a).times(1 << n),
                _ => Linear::atom(id),
            },
            Node::Prim { prim: Prim::ZeroExtend | Prim::SignExtend, a, .. } if terms.width(a) >= 64 => of(a),
            Node::Extract { a, lo: 0, .. } if terms.width(id) >= 64 => of(a),
            _ => Linear::atom(id),
        }
    }

    fn atom(id: TermId) -> Linear {
        Linear { constant: 0, parts: vec![(id, 1)] }
    }

    /// This plus `factor` times another.
    pub fn plus(mut self, other: &Linear, factor: u64) -> Linear {
        self.constant = self.constant.wrapping_add(other.constant.wrapping_mul(factor));
        for &(atom, coefficient) in &other.parts {
            let coefficient = coefficient.wrapping_mul(factor);
            match self.parts.binary_search_by_key(&atom, |part| part.0) {
                Ok(at) => self.parts[at].1 = self.parts[at].1.wrapping_add(coefficient),
                Err(at) => self.parts.insert(at, (atom, coefficient)),
            }
        }
        self.parts.retain(|part| part.1 != 0);
        self
    }

    fn times(mut self, factor: u64) -> Linear {
        self.constant = self.constant.wrapping_mul(factor);
        self.parts.iter_mut().for_each(|part| part.1 = part.1.wrapping_mul(factor));
        self.parts.retain(|part| part.1 != 0);
        self
    }

    /// The sum as a term of 64 bits, the same for equal forms. A coefficient in the upper half is a subtraction: for
    /// solvers, `x - 64 * y` is far smaller than `x + (2^64 - 64) * y`.
    pub fn term(&self, terms: &mut Terms) -> TermId {
        let (minus, plus): (Vec<_>, Vec<_>) = self.parts.iter().partition(|part| (part.1 as i64) < 0);
        let mut sum = None;
        for (atom, coefficient) in plus {
            let part = times(terms, atom, coefficient);
            sum = Some(sum.map_or(part, |sum| terms.binary(Prim::Add, sum, part)));
        }
        let constant = terms.constant(64, self.constant as u128);
        let mut sum = match sum {
            Some(sum) if self.constant == 0 => sum,
            Some(sum) => terms.binary(Prim::Add, sum, constant),
            None => constant,
        };
        for (atom, coefficient) in minus {
            let part = times(terms, atom, coefficient.wrapping_neg());
            sum = terms.binary(Prim::Sub, sum, part);
        }
        sum
    }
}

fn times(terms: &mut Terms, atom: TermId, coefficient: u64) -> TermId {
    let low = terms.extract(64, atom, 0);
    let factor = terms.constant(64, coefficient as u128);
    if coefficient == 1 { low } else { terms.binary(Prim::Mul, factor, low) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_collect() {
        let mut terms = Terms::default();
        let (x, y) = (terms.var(64, "x"), terms.var(64, "y"));
        let eight = terms.constant(64, 8);
        let three = terms.constant(64, 3);
        let shifted = terms.binary(Prim::Shl, y, three);
        let sum = terms.binary(Prim::Add, x, shifted);
        let sum = terms.binary(Prim::Add, sum, eight);
        let back = terms.binary(Prim::Sub, sum, x);
        assert_eq!(Linear::of(&terms, back), Linear { constant: 8, parts: vec![(y, 8)] });
        let not = terms.not(x);
        let none = terms.binary(Prim::Add, not, x);
        let zero = terms.constant(64, 0);
        let moved = terms.binary(Prim::Or, zero, y);
        assert_eq!(Linear::of(&terms, moved), Linear { constant: 0, parts: vec![(y, 1)] });
        let or = terms.binary(Prim::Or, x, y);
        assert_eq!(Linear::of(&terms, or), Linear { constant: 0, parts: vec![(or, 1)] });
        assert_eq!(Linear::of(&terms, none), Linear::number(u64::MAX));
    }
}
