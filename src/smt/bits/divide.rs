//! Division as SMT-LIB has it, by a circuit: one comparison and one difference for each bit.

use super::{Bits, pack};
use crate::lift::prim::Prim;
use crate::term::{TermId, Terms};

impl Bits {
    /// Quotient and remainder, unsigned. By zero: all ones, and the dividend, with no case of its own.
    pub fn divide(&self, terms: &mut Terms, by: &Bits) -> (Bits, Bits) {
        let one_bit = |terms: &mut Terms, n| self.slice(terms, n, 1).limbs[0];
        let mut rest = Bits::filled(terms, self.width, false);
        let mut quotient: Vec<TermId> = Vec::new();
        for n in (0..self.width).rev() {
            let (over, next) = (rest.sign(terms), one_bit(terms, n));
            rest = doubled(terms, &rest, next);
            let below = rest.below(terms, by);
            let fits = terms.not(below);
            // The bit that doubling shifts out counts too; the difference is right all the same, for it wraps.
            let fits = terms.binary(Prim::Or, fits, over);
            rest = rest.sub(terms, by).select(terms, fits, &rest);
            quotient.push(fits);
        }
        quotient.reverse();
        (pack(terms, &quotient), rest)
    }

    /// Quotient and remainder, signed; the quotient is rounded towards zero.
    pub fn signed_divide(&self, terms: &mut Terms, by: &Bits) -> (Bits, Bits) {
        let (sign, by_sign) = (self.sign(terms), by.sign(terms));
        let (a, b) = (self.absolute(terms), by.absolute(terms));
        let (quotient, rest) = a.divide(terms, &b);
        let differ = terms.binary(Prim::Eor, sign, by_sign);
        let quotient = quotient.negate(terms).select(terms, differ, &quotient);
        let rest = rest.negate(terms).select(terms, sign, &rest);
        (quotient, rest)
    }

    /// The signed remainder with the sign of the divisor.
    pub fn signed_modulo(&self, terms: &mut Terms, by: &Bits) -> Bits {
        let (_, rest) = self.signed_divide(terms, by);
        let zero = Bits::filled(terms, self.width, false);
        let none = rest.equal(terms, &zero);
        let (sign, by_sign) = (self.sign(terms), by.sign(terms));
        let differ = terms.binary(Prim::Eor, sign, by_sign);
        let kept = terms.not(differ);
        let kept = terms.binary(Prim::Or, kept, none);
        let moved = rest.add(terms, by);
        rest.select(terms, kept, &moved)
    }

    fn absolute(&self, terms: &mut Terms) -> Bits {
        let sign = self.sign(terms);
        self.negate(terms).select(terms, sign, self)
    }
}

/// `2 * bits + next`, without the bit that is shifted out.
fn doubled(terms: &mut Terms, bits: &Bits, next: TermId) -> Bits {
    if bits.width == 1 {
        return Bits::single(terms, next);
    }
    let low = bits.slice(terms, 0, bits.width - 1);
    pack(terms, &[&[next], &low.limbs[..]].concat())
}
