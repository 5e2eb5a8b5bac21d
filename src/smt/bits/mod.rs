//! Bit-vectors of any width, as limbs: one term up to 128 bits, 64 bits a limb beyond that.

pub mod arith;
pub mod compare;
pub mod constant;
pub mod divide;
pub mod shift;
#[cfg(test)]
mod tests;

use crate::lift::prim::Prim;
use crate::term::{TermId, Terms};
use std::rc::Rc;

/// The width of a limb of vectors of more than 128 bits; their last limb may be narrower.
pub const LIMB: u32 = 64;

/// The widest vector that is one term.
pub const SINGLE: u32 = 128;

/// The widest vector that is accepted.
pub const WIDEST: u32 = 16_384;

/// A vector; the lowest limb is first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Bits {
    pub width: u32,
    pub limbs: Rc<[TermId]>,
}

impl Bits {
    /// A vector of at most 128 bits.
    pub fn single(terms: &Terms, id: TermId) -> Bits {
        Bits { width: terms.width(id).into(), limbs: [id].into() }
    }

    /// A vector of unknown bits.
    pub fn unknown(terms: &mut Terms, width: u32, name: &str) -> Bits {
        let limbs = widths(width).enumerate().map(|(n, limb)| {
            let name = if width <= SINGLE { name.to_string() } else { format!("{name}.{n}") };
            terms.var(limb, name)
        });
        Bits { width, limbs: limbs.collect() }
    }

    /// All ones or all zeros.
    pub fn filled(terms: &mut Terms, width: u32, ones: bool) -> Bits {
        let value = if ones { u128::MAX } else { 0 };
        Bits { width, limbs: widths(width).map(|limb| terms.constant(limb, value)).collect() }
    }

    /// The term, when there is only one.
    pub fn term(&self) -> Option<TermId> {
        if self.limbs.len() == 1 { Some(self.limbs[0]) } else { None }
    }

    /// The highest bit.
    pub fn sign(&self, terms: &mut Terms) -> TermId {
        let top = self.limbs[self.limbs.len() - 1];
        terms.extract(1, top, terms.width(top) - 1)
    }

    /// An operation on each limb apart.
    pub fn map(&self, f: impl FnMut(&TermId) -> TermId) -> Bits {
        Bits { width: self.width, limbs: self.limbs.iter().map(f).collect() }
    }

    /// An operation on pairs of limbs; both vectors have one width.
    pub fn zip(&self, other: &Bits, mut f: impl FnMut(TermId, TermId) -> TermId) -> Bits {
        let limbs = self.limbs.iter().zip(other.limbs.iter()).map(|(&a, &b)| f(a, b));
        Bits { width: self.width, limbs: limbs.collect() }
    }

    /// `if condition then self else other`.
    pub fn select(&self, terms: &mut Terms, condition: TermId, other: &Bits) -> Bits {
        self.zip(other, |a, b| if a == b { a } else { terms.prim(Prim::Select, terms.width(a), [condition, a, b]) })
    }

    /// `width` bits from bit `lo` upwards.
    pub fn slice(&self, terms: &mut Terms, lo: u32, width: u32) -> Bits {
        let (mut pieces, mut at) = (Vec::new(), 0);
        for &limb in self.limbs.iter() {
            let end = at + u32::from(terms.width(limb));
            let (from, to) = (lo.max(at), (lo + width).min(end));
            if from < to {
                pieces.push(terms.extract((to - from) as u8, limb, (from - at) as u8));
            }
            at = end;
        }
        pack(terms, &pieces)
    }

    /// `self` on top of `low`.
    pub fn concat(&self, terms: &mut Terms, low: &Bits) -> Bits {
        pack(terms, &[&low.limbs[..], &self.limbs[..]].concat())
    }

    /// Zeros on top.
    pub fn zero_extend(&self, terms: &mut Terms, width: u32) -> Bits {
        self.extend(terms, width, Prim::ZeroExtend)
    }

    /// Copies of the sign on top.
    pub fn sign_extend(&self, terms: &mut Terms, width: u32) -> Bits {
        self.extend(terms, width, Prim::SignExtend)
    }

    fn extend(&self, terms: &mut Terms, width: u32, prim: Prim) -> Bits {
        if width == self.width {
            return self.clone();
        }
        if width <= SINGLE {
            let id = terms.prim(prim, width as u8, [self.limbs[0]; 3]);
            return Bits::single(terms, id);
        }
        let sign = self.sign(terms);
        let fill = if prim == Prim::SignExtend { sign } else { terms.constant(1, 0) };
        let more = widths(width - self.width).map(|part| match part {
            1 => fill,
            part if prim == Prim::SignExtend => terms.prim(prim, part, [fill; 3]),
            part => terms.constant(part, 0),
        });
        let more: Vec<TermId> = more.collect();
        pack(terms, &[&self.limbs[..], &more].concat())
    }
}

/// The widths of the limbs of a vector.
pub fn widths(width: u32) -> impl Iterator<Item = u8> {
    let limb = if width <= SINGLE { SINGLE } else { LIMB };
    (0..width.div_ceil(limb)).map(move |n| (width - n * limb).min(limb) as u8)
}

/// The vector that is made of these pieces, the lowest first; pieces are cut where limbs end.
pub fn pack(terms: &mut Terms, pieces: &[TermId]) -> Bits {
    let width = pieces.iter().map(|&piece| u32::from(terms.width(piece))).sum();
    let mut rest = pieces.iter().copied();
    let mut left = rest.next();
    let mut limbs = Vec::new();
    for wanted in widths(width) {
        let mut limb: Option<TermId> = None;
        while limb.map_or(0, |id| terms.width(id)) < wanted {
            let piece = left.expect("the widths add up");
            let room = wanted - limb.map_or(0, |id| terms.width(id));
            let (taken, kept) = cut(terms, piece, room);
            left = kept.or_else(|| rest.next());
            limb = Some(limb.map_or(taken, |low| terms.concat(taken, low)));
        }
        limbs.extend(limb);
    }
    Bits { width, limbs: limbs.into() }
}

/// The lowest bits, at most so many, and what is left above them.
fn cut(terms: &mut Terms, piece: TermId, room: u8) -> (TermId, Option<TermId>) {
    let width = terms.width(piece);
    if width <= room {
        return (piece, None);
    }
    (terms.extract(room, piece, 0), Some(terms.extract(width - room, piece, room)))
}
