//! Bits that are zero whatever the leaves are: an addition of words with no bit in common is an exclusive or.

use super::Kernel;
use crate::lift::prim::{Prim, mask};
use crate::term::{Node, TermId};
use rustc_hash::FxHashMap;

/// How deep terms are looked into.
const DEPTH: u32 = 12;

/// What is found out for one use of a rule. It is not kept for the next, which must not depend on what was asked before.
pub struct Zeros<'k, 'a> {
    kernel: &'k Kernel<'a>,
    known: FxHashMap<TermId, u128>,
}

impl<'k, 'a> Zeros<'k, 'a> {
    /// Nothing is found out yet.
    pub fn new(kernel: &'k Kernel<'a>) -> Self {
        Zeros { kernel, known: FxHashMap::default() }
    }

    /// The bits of a term that are known to be zero.
    pub fn of(&mut self, id: TermId) -> u128 {
        self.zeros_to(id, DEPTH)
    }

    /// Whether two words of one width are seen to have no bit in common.
    pub fn disjoint(&mut self, a: TermId, b: TermId) -> bool {
        (self.of(a) | self.of(b)) == mask(self.kernel.terms.width(a))
    }

    fn zeros_to(&mut self, id: TermId, depth: u32) -> u128 {
        let id = self.kernel.find(id);
        let width = self.kernel.terms.width(id);
        if let Some(value) = self.kernel.terms.as_const(id) {
            return !value & mask(width);
        }
        if depth == 0 {
            return 0;
        }
        if let Some(&known) = self.known.get(&id) {
            return known;
        }
        let zeros = self.zeros_of(id, depth - 1) & mask(width);
        self.known.insert(id, zeros);
        zeros
    }

    fn zeros_of(&mut self, id: TermId, depth: u32) -> u128 {
        match self.kernel.terms.node(id) {
            Node::Extract { a, lo, .. } => self.zeros_to(a, depth) >> lo,
            Node::Lookup { table, .. } => {
                !self.kernel.terms.table(table).elements.iter().fold(0, |all, element| all | element)
            }
            Node::Prim { prim, width, a, b, c } => self.zeros_of_prim(prim, width, [a, b, c], depth),
            _ => 0,
        }
    }

    fn zeros_of_prim(&mut self, prim: Prim, width: u8, [a, b, c]: [TermId; 3], depth: u32) -> u128 {
        let by = self.kernel.known(b).filter(|&by| by < width.into());
        match prim {
            Prim::And => self.zeros_to(a, depth) | self.zeros_to(b, depth),
            Prim::Or | Prim::Eor => self.zeros_to(a, depth) & self.zeros_to(b, depth),
            Prim::Select => self.zeros_to(b, depth) & self.zeros_to(c, depth),
            Prim::ZeroExtend => self.zeros_to(a, depth) | !mask(self.kernel.terms.width(a)),
            Prim::Concat => {
                let low = self.kernel.terms.width(b);
                self.zeros_to(a, depth) << low | self.zeros_to(b, depth)
            }
            // Of multiples of powers of 2, sums and differences are multiples of the lower one, products of both.
            Prim::Add | Prim::Sub => mask(self.low_zeros(a, depth).min(self.low_zeros(b, depth))),
            Prim::Mul => mask(width.min(self.low_zeros(a, depth) + self.low_zeros(b, depth))),
            Prim::Shl => by.map_or(0, |by| self.zeros_to(a, depth) << by | mask(by as u8)),
            Prim::Lsr => by.map_or(0, |by| self.zeros_to(a, depth) >> by | !(mask(width) >> by)),
            _ => 0,
        }
    }

    /// How many of the lowest bits are known to be zero, up to the width.
    fn low_zeros(&mut self, id: TermId, depth: u32) -> u8 {
        self.zeros_to(id, depth).trailing_ones() as u8
    }
}

impl Kernel<'_> {
    /// Whether two words of one width are seen to have no bit in common.
    pub fn no_common_bits(&self, a: TermId, b: TermId) -> bool {
        Zeros::new(self).disjoint(a, b)
    }

    /// What a mask leaves of a multiple of a power of 2 and a rest below that: one or the other. They have no bit in common, so
    /// nothing is carried.
    pub(super) fn masked(&self, mask: u128, sum: TermId) -> Option<TermId> {
        let Node::Prim { prim: Prim::Add, width, a, b, .. } = self.terms.node(sum) else { return None };
        let cleared = !mask & crate::lift::prim::mask(width);
        let is_low = |bits: u128| bits & bits.wrapping_add(1) == 0;
        if !is_low(mask) && !is_low(cleared) {
            return None;
        }
        let mut zeros = Zeros::new(self);
        let mut leaves = |kept, lost| zeros.of(kept) & cleared == cleared && zeros.of(lost) & mask == mask;
        [(a, b), (b, a)].into_iter().find(|&(kept, lost)| leaves(kept, lost)).map(|(kept, _)| kept)
    }

    /// Whether the bits that a mask clears are the lowest ones, and seen to be zero before.
    pub(super) fn clears_nothing(&self, clears: u128, id: TermId) -> bool {
        clears == 0 || clears & clears.wrapping_add(1) == 0 && Zeros::new(self).of(id) & clears == clears
    }
}
