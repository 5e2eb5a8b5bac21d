//! The rule `linear`: two terms differ by nothing, modulo 2 to their width.
//!
//! The difference is kept as a polynomial over slices of terms. The highest slice is taken apart first, so what both
//! sides share cancels before anyone looks into it.

use super::step::Step;
use super::{Checked, Kernel, refuse};
use crate::lift::prim::{Prim, mask};
use crate::term::{Node, TermId};
use std::collections::BTreeMap;

/// Slices that may be taken apart for one question.
const BUDGET: usize = 20_000;

/// Factors of all products that may be made for one question: products can grow with each step.
const FACTORS: usize = 4_000_000;

/// Bits `lo` to `lo + bits - 1` of a representative, read as a number. Those that may be taken apart are above others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Slice {
    opens: bool,
    key: u128,
    lo: u8,
    bits: u8,
    term: TermId,
}

/// A product of slices, the highest first.
type Product = Vec<Slice>;

/// A sum of products with coefficients modulo 2 to the width.
struct Sum<'k, 'a> {
    kernel: &'k Kernel<'a>,
    width: u8,
    parts: BTreeMap<Product, u128>,
    /// Factors of products made so far.
    factors: usize,
}

impl Kernel<'_> {
    /// Unites two terms whose difference is zero.
    pub fn linear(&mut self, a: TermId, b: TermId) -> Checked {
        let width = self.check_pair(a, b)?;
        if !self.differs_by(a, b, width, 0) {
            return refuse("the difference of the terms is not zero as a sum");
        }
        self.unite(a, b);
        self.steps.push(Step::Linear(a, b));
        Ok(())
    }

    /// An equation that holds, solved for one of its parts: `part` is `value`.
    pub fn solve(&mut self, equation: TermId, part: TermId, value: TermId) -> Checked {
        self.check_id(equation)?;
        let width = self.check_pair(part, value)?;
        let Node::Prim { prim: Prim::Eq, a, b, .. } = self.terms.node(equation) else {
            return refuse("only an equation is solved");
        };
        if self.known(equation) != Some(1) || self.terms.width(a) != width {
            return refuse("only an equation of that width that holds is solved");
        }
        let follows = [1, u128::MAX].into_iter().any(|sign| {
            let mut sum = Sum::of(self, width);
            // The sides are taken apart at once, for as wholes they are equal already.
            sum.root(a, 1);
            sum.root(b, u128::MAX);
            sum.term(part, sign);
            sum.term(value, 0u128.wrapping_sub(sign));
            sum.vanishes()
        });
        if !follows {
            return refuse("the equation does not say so");
        }
        self.unite(part, value);
        self.steps.push(Step::Solve(equation, part, value));
        Ok(())
    }

    /// Whether `a` is `b + constant`.
    pub(super) fn differs_by(&self, a: TermId, b: TermId, width: u8, constant: u128) -> bool {
        let mut sum = Sum::of(self, width);
        sum.root(a, 1);
        sum.root(b, u128::MAX);
        sum.number(0u128.wrapping_sub(constant));
        sum.vanishes()
    }
}

impl<'k, 'a> Sum<'k, 'a> {
    fn of(kernel: &'k Kernel<'a>, width: u8) -> Self {
        Sum { kernel, width, parts: BTreeMap::new(), factors: 0 }
    }

    fn add(&mut self, product: Product, coefficient: u128) {
        let coefficient = coefficient & mask(self.width);
        if coefficient != 0 {
            self.factors += 1 + product.len();
            self.kernel.spend(1 + product.len());
            let total = self.parts.entry(product).or_insert(0);
            *total = total.wrapping_add(coefficient) & mask(self.width);
        }
    }

    fn number(&mut self, value: u128) {
        self.add(Vec::new(), value);
    }

    fn term(&mut self, term: TermId, coefficient: u128) {
        self.slice(&[], term, 0, self.kernel.terms.width(term), coefficient);
    }

    /// A term itself and not its representative, if it can be taken apart.
    fn root(&mut self, term: TermId, coefficient: u128) {
        let bits = self.kernel.terms.width(term);
        let slice = Slice { opens: true, key: 0, lo: 0, bits, term };
        if self.kernel.terms.as_const(term).is_some() || !self.expand(&slice, &[], coefficient) {
            self.term(term, coefficient);
        }
    }

    /// Whether multiples of 2 to the `bits` do not count under a coefficient.
    fn wraps(&self, coefficient: u128, bits: u8) -> bool {
        bits >= 128 || coefficient << bits & mask(self.width) == 0
    }

    /// Adds `coefficient * others * slice`.
    fn slice(&mut self, others: &[Slice], term: TermId, lo: u8, bits: u8, coefficient: u128) {
        let term = self.kernel.find(term);
        if let Some(value) = self.kernel.terms.as_const(term) {
            let value = value >> lo & mask(bits);
            return self.add(others.to_vec(), coefficient.wrapping_mul(value));
        }
        // Higher bits do not count if their coefficients vanish, and a slice has one name.
        let bits = if self.wraps(coefficient, bits) { self.kernel.terms.width(term) - lo } else { bits };
        let slice = Slice { opens: opens(self.kernel.terms.node(term)), key: self.kernel.key(term), lo, bits, term };
        self.add(times(others, slice), coefficient);
    }

    /// Takes everything apart; whether nothing is left.
    fn vanishes(mut self) -> bool {
        for _ in 0..BUDGET {
            if self.factors > FACTORS {
                break;
            }
            let Some((product, coefficient)) = self.parts.pop_last() else { return true };
            if coefficient == 0 {
                continue;
            }
            let Some((first, others)) = product.split_first().filter(|(first, _)| first.opens) else { return false };
            if !self.expand(first, others, coefficient) {
                self.add(times(others, Slice { opens: false, ..*first }), coefficient);
            }
        }
        false
    }

    /// Adds `coefficient * others * slice` with the slice taken apart; or says that it cannot be.
    fn expand(&mut self, slice: &Slice, others: &[Slice], coefficient: u128) -> bool {
        let Slice { lo, bits, term, .. } = *slice;
        match self.kernel.terms.node(term) {
            Node::Extract { a, lo: from, .. } => {
                self.slice(others, a, from + lo, bits, coefficient);
                true
            }
            Node::Prim { prim, width, a, b, c } => {
                self.moved(prim, width, [a, b], (lo, bits), others, coefficient)
                    || self.computed(prim, [a, b, c], (lo, bits), others, coefficient)
            }
            _ => false,
        }
    }

    /// Operations that move bits: each piece of the result is a piece of an operand, whatever the coefficient.
    fn moved(
        &mut self,
        prim: Prim,
        width: u8,
        [a, b]: [TermId; 2],
        (lo, bits): (u8, u8),
        others: &[Slice],
        coefficient: u128,
    ) -> bool {
        match (prim, self.kernel.amount(prim, width, b)) {
            (Prim::Concat, _) => {
                let low = self.kernel.terms.width(b);
                self.piece(others, b, (0, low, 0), (lo, bits), coefficient);
                self.piece(others, a, (0, width - low, low), (lo, bits), coefficient);
            }
            (Prim::ZeroExtend, _) => {
                self.piece(others, a, (0, self.kernel.terms.width(a), 0), (lo, bits), coefficient);
            }
            (Prim::SignExtend, _) => {
                let from = self.kernel.terms.width(a);
                self.piece(others, a, (0, from, 0), (lo, bits), coefficient);
                let start = lo.max(from);
                if start < lo + bits {
                    // The sign at each place from `start` on: 2 to the `bits`, less 2 to the `start - lo`.
                    let top = 1u128.checked_shl(bits.into()).unwrap_or(0).wrapping_sub(1 << (start - lo));
                    self.slice(others, a, from - 1, 1, coefficient.wrapping_mul(top));
                }
            }
            (Prim::Shl, Some(by)) => self.piece(others, a, (0, width - by, by), (lo, bits), coefficient),
            (Prim::Lsr, Some(by)) => self.piece(others, a, (by, width - by, 0), (lo, bits), coefficient),
            (Prim::Ror, Some(by)) => {
                self.piece(others, a, (by, width - by, 0), (lo, bits), coefficient);
                self.piece(others, a, (0, by, width - by), (lo, bits), coefficient);
            }
            _ => return false,
        }
        true
    }

    /// The part of a slice where the result's bits from `to` on are `length` bits of `a` from `from` on.
    fn piece(
        &mut self,
        others: &[Slice],
        a: TermId,
        (from, length, to): (u8, u8, u8),
        (lo, bits): (u8, u8),
        coefficient: u128,
    ) {
        let (start, end) = (lo.max(to), (lo + bits).min(to + length));
        if start < end {
            self.slice(others, a, from + (start - to), end - start, coefficient << (start - lo));
        }
    }

    /// Operations that compute: multiples of 2 to `bits` must not count, but for complements and choices of numbers.
    fn computed(
        &mut self,
        prim: Prim,
        [a, b, c]: [TermId; 3],
        (lo, bits): (u8, u8),
        others: &[Slice],
        coefficient: u128,
    ) -> bool {
        let wraps = lo == 0 && self.wraps(coefficient, bits);
        let minus = 0u128.wrapping_sub(coefficient);
        match prim {
            Prim::Not => {
                self.add(others.to_vec(), coefficient.wrapping_mul(mask(bits)));
                self.slice(others, a, lo, bits, minus);
            }
            Prim::Add | Prim::Sub if wraps => {
                self.slice(others, a, 0, bits, coefficient);
                self.slice(others, b, 0, bits, if prim == Prim::Add { coefficient } else { minus });
            }
            Prim::Mul if wraps => match (self.kernel.known(a), self.kernel.known(b)) {
                (Some(n), _) => self.slice(others, b, 0, bits, coefficient.wrapping_mul(n)),
                (_, Some(n)) => self.slice(others, a, 0, bits, coefficient.wrapping_mul(n)),
                _ => self.product(others, [a, b], bits, coefficient),
            },
            Prim::Select if self.kernel.terms.width(a) == 1 => match (self.kernel.known(b), self.kernel.known(c)) {
                (Some(x), Some(y)) => {
                    let (x, y) = (x >> lo & mask(bits), y >> lo & mask(bits));
                    self.add(others.to_vec(), coefficient.wrapping_mul(y));
                    self.slice(others, a, 0, 1, coefficient.wrapping_mul(x.wrapping_sub(y)));
                }
                // The second, and the condition times what the first is more.
                _ if wraps => {
                    self.slice(others, c, 0, bits, coefficient);
                    let chosen = self.with(others, a, 1);
                    self.slice(&chosen, b, 0, bits, coefficient);
                    self.slice(&chosen, c, 0, bits, minus);
                }
                _ => return false,
            },
            _ => return false,
        }
        true
    }

    fn product(&mut self, others: &[Slice], [a, b]: [TermId; 2], bits: u8, coefficient: u128) {
        let product = self.with(others, b, bits);
        self.slice(&product, a, 0, bits, coefficient);
    }

    /// A product times the low bits of a term.
    fn with(&self, others: &[Slice], term: TermId, bits: u8) -> Product {
        let term = self.kernel.find(term);
        let (opens, key) = (opens(self.kernel.terms.node(term)), self.kernel.key(term));
        times(others, Slice { opens, key, lo: 0, bits, term })
    }
}

/// A product times a slice, the highest first.
fn times(others: &[Slice], slice: Slice) -> Product {
    let mut product = others.to_vec();
    let at = product.partition_point(|other| *other > slice);
    product.insert(at, slice);
    product
}

/// Whether such a term can be taken apart at all.
fn opens(node: Node) -> bool {
    use Prim::*;
    match node {
        Node::Extract { .. } => true,
        Node::Prim { prim, .. } => {
            matches!(prim, Not | Add | Sub | Mul | Shl | Lsr | Ror | Concat | ZeroExtend | SignExtend | Select)
        }
        _ => false,
    }
}
