//! From normal forms back to terms, for engines that take terms: smaller questions than the raw ones.

use super::{Norm, NormId, Normalizer, Product};
use crate::lift::prim::{Prim, mask};
use crate::term::{TermId, Terms};
use rustc_hash::FxHashMap;

/// Deeper forms are left to the raw terms.
const DEPTH: u32 = 100;

impl Normalizer {
    /// The term with this normal form again, written small; `None` for what is deep or a fold.
    pub fn to_term(&self, terms: &mut Terms, id: NormId) -> Option<TermId> {
        Back { normalizer: self, terms, done: FxHashMap::default() }.term(id, 0)
    }
}

struct Back<'a> {
    normalizer: &'a Normalizer,
    terms: &'a mut Terms,
    done: FxHashMap<NormId, TermId>,
}

impl Back<'_> {
    fn term(&mut self, id: NormId, depth: u32) -> Option<TermId> {
        if let Some(&term) = self.done.get(&id) {
            return Some(term);
        }
        if depth > DEPTH {
            return None;
        }
        let normalizer = self.normalizer;
        let mut of = |id: NormId| self.term(id, depth + 1);
        let term = match normalizer.node(id) {
            Norm::Const { width, value } => self.terms.constant(*width, *value),
            Norm::Unknown { term, .. } => *term,
            Norm::Slice { width, of: whole, lo } => {
                let whole = of(*whole)?;
                self.terms.extract(*width, whole, *lo)
            }
            Norm::Concat { parts, .. } => {
                let parts: Vec<TermId> = parts.iter().map(|&part| of(part)).collect::<Option<_>>()?;
                let (first, rest) = parts.split_first()?;
                rest.iter().fold(*first, |low, &high| self.terms.concat(high, low))
            }
            Norm::Sum { width, constant, parts } => {
                let parts: Vec<(TermId, u128)> =
                    parts.iter().map(|&(part, factor)| Some((of(part)?, factor))).collect::<Option<_>>()?;
                self.sum(*width, *constant, &parts)
            }
            Norm::Xor { width, products } => {
                let products: Vec<TermId> =
                    products.iter().map(|product| self.product(*width, product, depth)).collect::<Option<_>>()?;
                let (first, rest) = products.split_first()?;
                rest.iter().fold(*first, |all, &product| self.terms.binary(Prim::Eor, all, product))
            }
            Norm::Op { prim, width, operands } => {
                let [a, b, c] = [of(operands[0])?, of(operands[1])?, of(operands[2])?];
                self.terms.prim(*prim, *width, [a, b, c])
            }
            Norm::Lookup { table, index, .. } => {
                let (index, table) = (of(*index)?, self.terms.table(*table).clone());
                self.terms.lookup(&table, index)
            }
            Norm::Read { .. } | Norm::Fold(_) | Norm::FoldOut { .. } => return None,
        };
        self.done.insert(id, term);
        Some(term)
    }

    /// Coefficients in the upper half are subtractions.
    fn sum(&mut self, width: u8, constant: u128, parts: &[(TermId, u128)]) -> TermId {
        let mut sum = self.terms.constant(width, constant);
        let half = 1u128 << (width - 1);
        for &(part, factor) in parts {
            let (prim, size) = if factor >= half && width > 1 {
                (Prim::Sub, factor.wrapping_neg() & mask(width))
            } else {
                (Prim::Add, factor)
            };
            let size = self.terms.constant(width, size);
            let one = self.terms.as_const(size) == Some(1);
            let multiple = if one { part } else { self.terms.binary(Prim::Mul, size, part) };
            let zero = self.terms.as_const(sum) == Some(0);
            sum = if zero && prim == Prim::Add { multiple } else { self.terms.binary(prim, sum, multiple) };
        }
        sum
    }

    fn product(&mut self, width: u8, (leaves, m): &Product, depth: u32) -> Option<TermId> {
        let mut all = self.terms.constant(width, *m);
        for &(leaf, turn) in leaves.iter() {
            let leaf = self.term(leaf, depth + 1)?;
            let by = self.terms.constant(8, turn as u128);
            let turned = if turn == 0 { leaf } else { self.terms.prim(Prim::Ror, width, [leaf, by, by]) };
            let ones = self.terms.as_const(all) == Some(mask(width));
            all = if ones { turned } else { self.terms.binary(Prim::And, all, turned) };
        }
        Some(all)
    }
}
