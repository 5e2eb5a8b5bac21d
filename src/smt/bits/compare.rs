//! Comparisons of vectors, as one bit.

use super::Bits;
use crate::lift::prim::Prim;
use crate::term::{TermId, Terms};

impl Bits {
    /// Whether they are equal.
    pub fn equal(&self, terms: &mut Terms, other: &Bits) -> TermId {
        let mut all = None;
        for (&a, &b) in self.limbs.iter().zip(other.limbs.iter()) {
            let same = terms.equal(a, b);
            all = Some(all.map_or(same, |all| terms.binary(Prim::And, all, same)));
        }
        all.expect("a limb")
    }

    /// Unsigned `self < other`.
    pub fn below(&self, terms: &mut Terms, other: &Bits) -> TermId {
        self.order(terms, other, Prim::Ult)
    }

    /// Signed `self < other`.
    pub fn signed_below(&self, terms: &mut Terms, other: &Bits) -> TermId {
        self.order(terms, other, Prim::Slt)
    }

    /// The last limb decides by `top`, and if it is equal, those below decide unsigned.
    fn order(&self, terms: &mut Terms, other: &Bits, top: Prim) -> TermId {
        let last = self.limbs.len() - 1;
        let mut below: Option<TermId> = None;
        for (n, (&a, &b)) in self.limbs.iter().zip(other.limbs.iter()).enumerate() {
            let less = terms.prim(if n == last { top } else { Prim::Ult }, 1, [a, b, b]);
            below = Some(below.map_or(less, |below| {
                let same = terms.equal(a, b);
                let lower = terms.binary(Prim::And, same, below);
                terms.binary(Prim::Or, less, lower)
            }));
        }
        below.expect("a limb")
    }
}
