//! The rule `bits`: two terms are, in each bit, the same polynomial over GF(2) in bits of other terms.
//!
//! A sum of products is kept for all bits of a word at once: a product names bits of terms relative to the position in
//! the word, and has a mask of the positions at which it stands. Rotations, shuffles and logic then cost as much for a
//! word as for a bit. The highest term is taken apart first, so what both sides share cancels before that.

use super::step::Step;
use super::zeros::Zeros;
use super::{Checked, Kernel, refuse};
use crate::lift::prim::{Prim, mask};
use crate::term::{Node, TermId};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// Products that may be taken apart for one question, and factors of bits that may be compared one by one.
const BUDGET: usize = 60_000;
const BUDGET_OF_TABLES: usize = 3_000_000;
const SINGLE_BITS: usize = 8_000_000;

/// Factors of all products that may be made for one question: products can grow with each step.
const FACTORS: usize = 4_000_000;

/// Products that may be taken apart to see that two words have no bit in common.
const PRODUCT: usize = 200;

/// A bit of a representative at each position: the bit `position + offset`, or always the bit `offset`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Lane {
    opens: bool,
    key: u128,
    fixed: bool,
    offset: i16,
    term: TermId,
}

/// A product of bits, the highest first, each once.
type Product = Vec<Lane>;

/// Products, each with the positions at which it stands.
struct Lanes<'k, 'a> {
    kernel: &'k Kernel<'a>,
    zeros: Zeros<'k, 'a>,
    parts: BTreeMap<Product, u128>,
    /// Whether elements of tables are taken apart.
    tables: bool,
    /// Factors of products made so far.
    factors: usize,
    /// Of sums, whether what is added has no bit in common.
    products: FxHashMap<TermId, bool>,
    depth: u8,
}

impl Kernel<'_> {
    /// Unites two terms that are the same polynomials; elements of tables are taken for unknowns.
    pub fn bits(&mut self, a: TermId, b: TermId) -> Checked {
        self.check_polynomials(a, b, false)?;
        self.unite(a, b);
        self.steps.push(Step::Bits(a, b));
        Ok(())
    }

    /// The same, where elements of tables are polynomials in the bits of their indices.
    pub fn bits_of_tables(&mut self, a: TermId, b: TermId) -> Checked {
        self.check_polynomials(a, b, true)?;
        self.unite(a, b);
        self.steps.push(Step::BitsOfTables(a, b));
        Ok(())
    }

    fn check_polynomials(&self, a: TermId, b: TermId, tables: bool) -> Checked {
        let width = self.check_pair(a, b)?;
        let mut lanes = Lanes::new(self, tables);
        lanes.root(a, mask(width));
        lanes.root(b, mask(width));
        match lanes.vanishes(if tables { BUDGET_OF_TABLES } else { BUDGET }) {
            true => Ok(()),
            false => refuse("the terms are not shown to be the same polynomials in bits"),
        }
    }
}

impl<'k, 'a> Lanes<'k, 'a> {
    fn new(kernel: &'k Kernel<'a>, tables: bool) -> Self {
        let (zeros, parts, products) = (Zeros::new(kernel), BTreeMap::new(), FxHashMap::default());
        Lanes { kernel, zeros, parts, tables, factors: 0, products, depth: 0 }
    }

    fn add(&mut self, product: Product, positions: u128) {
        if positions != 0 {
            self.factors += 1 + product.len();
            self.kernel.spend(1 + product.len());
            *self.parts.entry(product).or_insert(0) ^= positions;
        }
    }

    /// A term itself and not its representative, if it can be taken apart.
    fn root(&mut self, term: TermId, positions: u128) {
        let lane = Lane { opens: true, key: 0, fixed: false, offset: 0, term };
        if self.kernel.terms.as_const(term).is_some() || !self.expand(&lane, &[], positions) {
            self.times(&[], &[(term, 0)], false, positions);
        }
    }

    /// Adds the product of other bits with bits of terms.
    fn times(&mut self, others: &[Lane], factors: &[(TermId, i16)], fixed: bool, positions: u128) {
        let (mut product, mut positions) = (others.to_vec(), positions);
        for &(term, offset) in factors {
            let term = self.kernel.find(term);
            // A term of one bit has that bit at whatever position it stands.
            let (fixed, offset) = if self.kernel.terms.width(term) == 1 { (true, 0) } else { (fixed, offset) };
            if let Some(value) = self.kernel.terms.as_const(term) {
                positions &= lane_of(value, offset, fixed);
                continue;
            }
            let opens = opens(self.kernel.terms.node(term), self.tables);
            let lane = Lane { opens, key: self.kernel.key(term), fixed, offset, term };
            let at = product.partition_point(|other| *other > lane);
            if product.get(at) != Some(&lane) {
                product.insert(at, lane);
            }
        }
        self.add(product, positions);
    }

    /// Takes everything apart; whether nothing is left.
    fn vanishes(mut self, budget: usize) -> bool {
        for _ in 0..budget {
            if self.factors > FACTORS {
                break;
            }
            let Some((product, positions)) = self.parts.pop_last() else { return true };
            if positions == 0 {
                continue;
            }
            let Some((first, others)) = product.split_first().filter(|(first, _)| first.opens) else {
                self.parts.insert(product, positions);
                return self.vanishes_bit_by_bit();
            };
            if !self.expand(first, others, positions) {
                let shut = Lane { opens: false, ..*first };
                let mut product = others.to_vec();
                let at = product.partition_point(|other| *other > shut);
                if product.get(at) != Some(&shut) {
                    product.insert(at, shut);
                }
                self.add(product, positions);
            }
        }
        false
    }

    /// One bit has many names: at each position, relative or fixed. Here each has one.
    fn vanishes_bit_by_bit(&self) -> bool {
        let bits = |(product, positions): (&Product, &u128)| positions.count_ones() as usize * (1 + product.len());
        let total: usize = self.parts.iter().map(bits).sum();
        // Without a fixed bit the names are unique.
        let fixed = self.parts.keys().flatten().any(|lane| lane.fixed && self.kernel.terms.width(lane.term) > 1);
        if total > SINGLE_BITS || !fixed {
            return total == 0;
        }
        let mut odd: FxHashSet<(u32, Vec<(TermId, i16)>)> = FxHashSet::default();
        for (product, &positions) in &self.parts {
            for at in (0..128u32).filter(|at| positions >> at & 1 == 1) {
                let bit = |lane: &Lane| (lane.term, if lane.fixed { lane.offset } else { lane.offset + at as i16 });
                let mut bits: Vec<(TermId, i16)> = product.iter().map(bit).collect();
                bits.sort_unstable();
                bits.dedup();
                let key = (at, bits);
                if !odd.remove(&key) {
                    odd.insert(key);
                }
            }
        }
        odd.is_empty()
    }

    /// Adds the product of other bits with the bits of a term taken apart; or says that it cannot be.
    fn expand(&mut self, lane: &Lane, others: &[Lane], positions: u128) -> bool {
        let Lane { fixed, offset, term, .. } = *lane;
        match self.kernel.terms.node(term) {
            Node::Extract { a, lo, .. } => {
                self.times(others, &[(a, offset + i16::from(lo))], fixed, positions);
                true
            }
            Node::Lookup { table, index, .. } if self.tables => {
                self.element(table, index, lane, others, positions);
                true
            }
            Node::Prim { prim, width, a, b, c } => {
                self.logic(prim, [a, b, c], lane, others, positions)
                    || self.moved(prim, width, [a, b], lane, others, positions)
            }
            _ => false,
        }
    }

    /// An element of a table: for each of its bits that is named, the polynomial in the bits of the index.
    fn element(&mut self, table: u32, index: TermId, lane: &Lane, others: &[Lane], positions: u128) {
        let table = self.kernel.terms.table(table).clone();
        for bit in 0..table.width {
            let at = positions & lane_of(1 << bit, lane.offset, lane.fixed);
            if at == 0 {
                continue;
            }
            for monomial in monomials(&table.elements, bit) {
                let bits = (0..self.kernel.terms.width(index)).filter(|n| monomial >> n & 1 == 1);
                let factors: Vec<(TermId, i16)> = bits.map(|n| (index, i16::from(n))).collect();
                self.times(others, &factors, true, at);
            }
        }
    }

    /// Operations on each bit.
    fn logic(&mut self, prim: Prim, [a, b, c]: [TermId; 3], lane: &Lane, others: &[Lane], positions: u128) -> bool {
        let Lane { fixed, offset, term, .. } = *lane;
        let of = |term| (term, offset);
        match prim {
            Prim::Not => {
                self.times(others, &[], fixed, positions);
                self.times(others, &[of(a)], fixed, positions);
            }
            Prim::And => self.times(others, &[of(a), of(b)], fixed, positions),
            Prim::Eor => {
                self.times(others, &[of(a)], fixed, positions);
                self.times(others, &[of(b)], fixed, positions);
            }
            Prim::Or => {
                self.times(others, &[of(a)], fixed, positions);
                self.times(others, &[of(b)], fixed, positions);
                self.times(others, &[of(a), of(b)], fixed, positions);
            }
            Prim::Eq if self.kernel.terms.width(a) == 1 => {
                self.times(others, &[], fixed, positions);
                self.times(others, &[of(a)], fixed, positions);
                self.times(others, &[of(b)], fixed, positions);
            }
            // Words that have no bit in common are added without a carry.
            Prim::Add if self.disjoint(term, a, b) => {
                self.times(others, &[of(a)], fixed, positions);
                self.times(others, &[of(b)], fixed, positions);
            }
            Prim::Select if self.kernel.terms.width(a) == 1 => {
                self.times(others, &[(a, 0), of(b)], fixed, positions);
                self.times(others, &[(a, 0), of(c)], fixed, positions);
                self.times(others, &[of(c)], fixed, positions);
            }
            _ => return false,
        }
        true
    }

    /// Whether two words have no bit in common: by known zeros, or because their product vanishes as a polynomial.
    fn disjoint(&mut self, sum: TermId, a: TermId, b: TermId) -> bool {
        if self.zeros.disjoint(a, b) {
            return true;
        }
        if let Some(&known) = self.products.get(&sum) {
            return known;
        }
        let masked = |id| {
            let id = self.kernel.find(id);
            matches!(self.kernel.terms.node(id), Node::Prim { prim: Prim::And | Prim::Not, .. })
        };
        let vanishes = self.depth == 0 && (masked(a) || masked(b)) && {
            let mut product = Lanes::new(self.kernel, false);
            product.depth = 1;
            product.times(&[], &[(a, 0), (b, 0)], false, mask(self.kernel.terms.width(sum)));
            product.vanishes(PRODUCT)
        };
        self.products.insert(sum, vanishes);
        vanishes
    }

    /// Operations that move bits.
    fn moved(
        &mut self,
        prim: Prim,
        width: u8,
        [a, b]: [TermId; 2],
        lane: &Lane,
        others: &[Lane],
        positions: u128,
    ) -> bool {
        match (prim, self.kernel.amount(prim, width, b)) {
            (Prim::Concat, _) => {
                let low = self.kernel.terms.width(b);
                self.piece(others, b, (0, low, 0), lane, positions);
                self.piece(others, a, (0, width - low, low), lane, positions);
            }
            (Prim::ZeroExtend, _) => {
                self.piece(others, a, (0, self.kernel.terms.width(a), 0), lane, positions);
            }
            (Prim::SignExtend, _) => {
                let from = self.kernel.terms.width(a);
                self.piece(others, a, (0, from, 0), lane, positions);
                let above = within(lane, positions, from, width - from);
                self.times(others, &[(a, i16::from(from) - 1)], true, above);
            }
            (Prim::Asr, Some(by)) => {
                self.piece(others, a, (by, width - by, 0), lane, positions);
                let above = within(lane, positions, width - by, by);
                self.times(others, &[(a, i16::from(width) - 1)], true, above);
            }
            (Prim::Shl, Some(by)) => self.piece(others, a, (0, width - by, by), lane, positions),
            (Prim::Lsr, Some(by)) => self.piece(others, a, (by, width - by, 0), lane, positions),
            (Prim::Ror, Some(by)) => {
                self.piece(others, a, (by, width - by, 0), lane, positions);
                self.piece(others, a, (0, by, width - by), lane, positions);
            }
            _ => return false,
        }
        true
    }

    /// The positions where the result's bits from `to` on are `length` bits of `a` from `from` on.
    fn piece(&mut self, others: &[Lane], a: TermId, (from, length, to): (u8, u8, u8), lane: &Lane, positions: u128) {
        let offset = lane.offset + i16::from(from) - i16::from(to);
        self.times(others, &[(a, offset)], lane.fixed, within(lane, positions, to, length));
    }
}

/// The positions at which the bit that is named is one of `length` bits from `from` on.
fn within(lane: &Lane, positions: u128, from: u8, length: u8) -> u128 {
    positions & lane_of(mask(length).checked_shl(from.into()).unwrap_or(0), lane.offset, lane.fixed)
}

/// The positions at which a number has a one at the bit that is named.
fn lane_of(value: u128, offset: i16, fixed: bool) -> u128 {
    let by = u32::from(offset.unsigned_abs());
    match (fixed, offset >= 0) {
        (true, _) => 0u128.wrapping_sub(value.checked_shr(by).unwrap_or(0) & 1),
        (false, true) => value.checked_shr(by).unwrap_or(0),
        (false, false) => value.checked_shl(by).unwrap_or(0),
    }
}

/// The products of index bits that make up a bit of a table's elements, each as the mask of its factors: the Möbius
/// transform of the bit's truth table.
fn monomials(elements: &[u128], bit: u8) -> impl Iterator<Item = usize> {
    let mut odd: Vec<bool> = elements.iter().map(|element| element >> bit & 1 == 1).collect();
    let mut step = 1;
    while step < odd.len() {
        for at in (0..odd.len()).filter(|at| at & step != 0) {
            odd[at] ^= odd[at ^ step];
        }
        step *= 2;
    }
    odd.into_iter().enumerate().filter(|(_, odd)| *odd).map(|(monomial, _)| monomial)
}

/// Whether such a term can be taken apart at all.
fn opens(node: Node, tables: bool) -> bool {
    use Prim::*;
    match node {
        Node::Extract { .. } => true,
        Node::Lookup { .. } => tables,
        Node::Prim { prim, .. } => !matches!(prim, Sub | Mul | Ult | Slt),
        _ => false,
    }
}
