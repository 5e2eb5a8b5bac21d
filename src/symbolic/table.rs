//! Loads from constants of the program at an index that is no number: a table term.

use super::domain::Symbolic;
use super::linear::Linear;
use crate::lift::ops::Table;
use crate::lift::prim::Prim;
use crate::term::{Node, TermId, Terms};
use std::sync::Arc;

/// Bits that an index may have.
const BITS: u8 = 12;

impl Symbolic<'_> {
    /// The bytes at `constant + coefficient * index`, for an index of few bits, if all that it may name are constants
    /// of the image that no run can change.
    pub(super) fn load_table(&mut self, address: TermId, bytes: u8) -> Option<TermId> {
        let linear = Linear::of(self.terms, address);
        let &[(index, coefficient)] = linear.parts.as_slice() else { return None };
        let bits = significant(self.terms, index);
        if !(1..=BITS).contains(&bits) {
            return None;
        }
        let place = |n: u64| linear.constant.wrapping_add(coefficient.wrapping_mul(n));
        let elements: Option<Vec<u128>> = (0..1 << bits).map(|n| self.constant_at(place(n), bytes)).collect();
        let name = self.image.symbol_at(linear.constant).map_or_else(String::new, |(symbol, _)| symbol.name.clone());
        let table = Table { name, width: bytes * 8, elements: elements? };
        let index = self.terms.extract(bits, index, 0);
        Some(self.terms.lookup(&Arc::new(table), index))
    }

    /// What the image holds at an address, little-endian, if no run can change it.
    pub(super) fn constant_at(&self, at: u64, bytes: u8) -> Option<u128> {
        let writable =
            self.image.segments.iter().any(|s| s.writable && at.wrapping_sub(s.address) < s.bytes.len() as u64);
        let data = self.image.bytes_at(at, bytes as usize).filter(|_| !writable)?;
        Some(data.iter().rev().fold(0, |value, &byte| value << 8 | u128::from(byte)))
    }
}

/// So many low bits may be set in a term; all others are zero.
fn significant(terms: &Terms, mut id: TermId) -> u8 {
    let mut most = 128;
    // Each step goes to an operand, so this ends.
    loop {
        most = terms.width(id).min(most);
        id = match terms.node(id) {
            Node::Prim { prim: Prim::ZeroExtend, a, .. } | Node::Extract { a, lo: 0, .. } => a,
            // MOV of a register is ORR with the zero register.
            Node::Prim { prim: Prim::Or, a, b, .. } if terms.as_const(a) == Some(0) => b,
            Node::Prim { prim: Prim::And, a, b, .. } => {
                let (mask, other) = if terms.as_const(a).is_some() { (a, b) } else { (b, a) };
                let Some(mask) = terms.as_const(mask) else { return most };
                most = most.min((128 - mask.leading_zeros()) as u8);
                other
            }
            Node::Prim { prim: Prim::Lsr, a, b, .. } => {
                // What is shifted down has fewer bits than its width; no more is said of what is below.
                let shift = terms.as_const(b).map_or(0, |n| n.min(128) as u8);
                return most.min(terms.width(a).saturating_sub(shift));
            }
            _ => return most,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_that_may_be_set() {
        let mut terms = Terms::default();
        let (x, eight, mask) = (terms.var(64, "x"), terms.constant(64, 8), terms.constant(64, 0xff0));
        let byte = terms.extract(8, x, 16);
        let wide = terms.prim(Prim::ZeroExtend, 64, [byte; 3]);
        let masked = terms.binary(Prim::And, x, mask);
        let fifty_six = terms.constant(64, 56);
        let high = terms.binary(Prim::Lsr, x, fifty_six);
        let sum = terms.binary(Prim::Add, wide, eight);
        let narrow = terms.binary(Prim::And, wide, mask);
        let zero = terms.constant(64, 0);
        let moved = terms.binary(Prim::Or, zero, wide);
        for (id, expected) in [(x, 64), (wide, 8), (moved, 8), (masked, 12), (high, 8), (sum, 64), (narrow, 8)] {
            assert_eq!(significant(&terms, id), expected, "{:?}", terms.node(id));
        }
    }
}
