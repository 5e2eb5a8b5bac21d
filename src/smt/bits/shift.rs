//! Shifts by vectors, and rotations by numbers.

use super::arith::full;
use super::{Bits, LIMB, pack};
use crate::lift::prim::Prim;
use crate::term::{TermId, Terms};

impl Bits {
    /// `Shl`, `Lsr` or `Asr` by a number of the same width; beyond the width only fill is left.
    pub fn shift(&self, terms: &mut Terms, prim: Prim, by: &Bits) -> Bits {
        if self.limbs.len() == 1 {
            return self.bitwise(terms, prim, by);
        }
        let sign = self.sign(terms);
        let fill = match prim {
            Prim::Asr => terms.prim(Prim::SignExtend, LIMB as u8, [sign; 3]),
            _ => terms.constant(LIMB as u8, 0),
        };
        let width = self.width.next_multiple_of(LIMB);
        let padded = if prim == Prim::Asr { self.sign_extend(terms, width) } else { self.zero_extend(terms, width) };
        let amount = by.limbs[0];
        let far = beyond(terms, self.width, by);
        let mut limbs = padded.limbs.to_vec();
        // Shl is Lsr of the limbs in the other order.
        let up = prim == Prim::Shl;
        if up {
            limbs.reverse();
        }
        limbs = by_limbs(terms, limbs, amount, fill);
        limbs = within_limbs(terms, &limbs, amount, fill, up);
        if up {
            limbs.reverse();
        }
        let moved = pack(terms, &limbs);
        let gone = pack(terms, &vec![fill; limbs.len()]);
        gone.select(terms, far, &moved).slice(terms, 0, self.width)
    }

    /// Rotated up by a number of bits.
    pub fn rotate_left(&self, terms: &mut Terms, by: u32) -> Bits {
        let by = by % self.width;
        if by == 0 {
            return self.clone();
        }
        if let Some(id) = self.term() {
            let amount = terms.constant(8, u128::from(self.width - by));
            let id = terms.prim(Prim::Ror, self.width as u8, [id, amount, amount]);
            return Bits::single(terms, id);
        }
        let high = self.slice(terms, self.width - by, by);
        let low = self.slice(terms, 0, self.width - by);
        low.concat(terms, &high)
    }

    /// The vector so many times over.
    pub fn repeat(&self, terms: &mut Terms, times: u32) -> Bits {
        pack(terms, &self.limbs.repeat(times as usize))
    }
}

/// Whether the amount is the width or more.
fn beyond(terms: &mut Terms, width: u32, by: &Bits) -> TermId {
    let by = full(terms, by);
    let high = by[2..].iter().fold(by[1], |all, &limb| terms.binary(Prim::Or, all, limb));
    let zero = terms.constant(terms.width(high), 0);
    let none = terms.equal(high, zero);
    let limit = terms.constant(LIMB as u8, width.into());
    let low = terms.less(by[0], limit);
    let within = terms.binary(Prim::And, none, low);
    terms.not(within)
}

/// Moves whole limbs down, a power of two at a time.
fn by_limbs(terms: &mut Terms, mut limbs: Vec<TermId>, amount: TermId, fill: TermId) -> Vec<TermId> {
    let mut distance = 1;
    let mut bit = LIMB.trailing_zeros() as u8;
    while distance < limbs.len() {
        let on = terms.extract(1, amount, bit);
        let moved = (0..limbs.len()).map(|n| limbs.get(n + distance).copied().unwrap_or(fill));
        let pairs: Vec<(TermId, TermId)> = moved.zip(limbs.iter().copied()).collect();
        limbs = pairs.into_iter().map(|(moved, kept)| choose(terms, on, moved, kept)).collect();
        distance *= 2;
        bit += 1;
    }
    limbs
}

fn choose(terms: &mut Terms, on: TermId, a: TermId, b: TermId) -> TermId {
    if a == b { a } else { terms.prim(Prim::Select, LIMB as u8, [on, a, b]) }
}

/// Moves each limb by less than a limb, with what falls out of the next one.
fn within_limbs(terms: &mut Terms, limbs: &[TermId], amount: TermId, fill: TermId, up: bool) -> Vec<TermId> {
    let (own, next) = if up { (Prim::Shl, Prim::Lsr) } else { (Prim::Lsr, Prim::Shl) };
    let low = terms.extract(LIMB.trailing_zeros() as u8, amount, 0);
    let by = terms.prim(Prim::ZeroExtend, 8, [low; 3]);
    let all = terms.constant(8, LIMB.into());
    // By nothing, this is the whole limb, and a shift by it leaves nothing of the next one.
    let left = terms.binary(Prim::Sub, all, by);
    let moved = (0..limbs.len()).map(|n| {
        let above = limbs.get(n + 1).copied().unwrap_or(fill);
        let kept = terms.prim(own, LIMB as u8, [limbs[n], by, by]);
        let come = terms.prim(next, LIMB as u8, [above, left, left]);
        terms.binary(Prim::Or, kept, come)
    });
    moved.collect()
}
