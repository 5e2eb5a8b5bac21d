//! Sums, differences and products of limbs.

use super::{Bits, LIMB, pack};
use crate::lift::prim::Prim;
use crate::term::{TermId, Terms};

impl Bits {
    /// The same operation on each pair of limbs.
    pub fn bitwise(&self, terms: &mut Terms, prim: Prim, other: &Bits) -> Bits {
        self.zip(other, |a, b| terms.binary(prim, a, b))
    }

    /// All bits inverted.
    pub fn not(&self, terms: &mut Terms) -> Bits {
        self.map(|&limb| terms.not(limb))
    }

    /// `0 - self`.
    pub fn negate(&self, terms: &mut Terms) -> Bits {
        Bits::filled(terms, self.width, false).sub(terms, self)
    }

    /// `self + other`.
    pub fn add(&self, terms: &mut Terms, other: &Bits) -> Bits {
        if self.limbs.len() == 1 {
            return self.bitwise(terms, Prim::Add, other);
        }
        let mut carry = None;
        self.zip(other, |a, b| {
            let sum = terms.binary(Prim::Add, a, b);
            let over = terms.less(sum, a);
            let (sum, more) = with_carry(terms, Prim::Add, sum, carry);
            carry = Some(either(terms, over, more));
            sum
        })
    }

    /// `self - other`.
    pub fn sub(&self, terms: &mut Terms, other: &Bits) -> Bits {
        if self.limbs.len() == 1 {
            return self.bitwise(terms, Prim::Sub, other);
        }
        let mut borrow = None;
        self.zip(other, |a, b| {
            let left = terms.binary(Prim::Sub, a, b);
            let under = terms.less(a, b);
            let (left, more) = with_carry(terms, Prim::Sub, left, borrow);
            borrow = Some(either(terms, under, more));
            left
        })
    }

    /// `self * other`.
    pub fn mul(&self, terms: &mut Terms, other: &Bits) -> Bits {
        if self.limbs.len() == 1 {
            return self.bitwise(terms, Prim::Mul, other);
        }
        let (a, b) = (full(terms, self), full(terms, other));
        let zero = terms.constant(LIMB as u8, 0);
        let mut total = vec![zero; a.len()];
        for (n, &row) in b.iter().enumerate() {
            let mut carry = zero;
            for k in 0..a.len() - n {
                // (2^64 - 1)^2 + 2 * (2^64 - 1) is less than 2^128.
                let wide = [a[k], row, total[n + k], carry].map(|id| terms.prim(Prim::ZeroExtend, 128, [id; 3]));
                let product = terms.binary(Prim::Mul, wide[0], wide[1]);
                let sum = terms.binary(Prim::Add, product, wide[2]);
                let sum = terms.binary(Prim::Add, sum, wide[3]);
                total[n + k] = terms.extract(LIMB as u8, sum, 0);
                carry = terms.extract(LIMB as u8, sum, LIMB as u8);
            }
        }
        pack(terms, &total).slice(terms, 0, self.width)
    }
}

/// The limbs with zeros on top of the last, so that all are of 64 bits.
pub fn full(terms: &mut Terms, bits: &Bits) -> Vec<TermId> {
    let width = bits.width.next_multiple_of(LIMB);
    bits.zero_extend(terms, width).limbs.to_vec()
}

/// The limb plus or minus the carry of the limb below, and whether that wraps around.
fn with_carry(terms: &mut Terms, prim: Prim, limb: TermId, carry: Option<TermId>) -> (TermId, Option<TermId>) {
    let Some(carry) = carry else { return (limb, None) };
    let width = terms.width(limb);
    let carry = if width == 1 { carry } else { terms.prim(Prim::ZeroExtend, width, [carry; 3]) };
    let result = terms.binary(prim, limb, carry);
    let wraps = if prim == Prim::Add { terms.less(result, limb) } else { terms.less(limb, carry) };
    (result, Some(wraps))
}

fn either(terms: &mut Terms, a: TermId, b: Option<TermId>) -> TermId {
    b.map_or(a, |b| terms.binary(Prim::Or, a, b))
}
