//! Concatenations and slices: flattened, merged, and turned into shifts where they are ones.

use super::linear::Sum;
use super::{Norm, NormId, Normalizer, Product};
use crate::lift::prim::{Prim, mask};

/// Some bits of a normal form.
#[derive(Clone, Copy, Debug)]
struct Cut {
    id: NormId,
    lo: u8,
    width: u8,
}

impl Normalizer {
    /// Parts put together, the lowest first.
    pub(super) fn concat(&mut self, parts: &[NormId]) -> NormId {
        let mut flat: Vec<NormId> = Vec::with_capacity(parts.len());
        for &part in parts {
            match self.node(part) {
                Norm::Concat { parts, .. } => {
                    let parts = parts.clone();
                    for &part in parts.iter() {
                        self.join(&mut flat, part);
                    }
                }
                _ => self.join(&mut flat, part),
            }
        }
        if let [only] = flat.as_slice() {
            return *only;
        }
        let width = flat.iter().map(|&part| self.width(part)).sum();
        self.as_rotation(width, &flat).unwrap_or_else(|| {
            let parts = flat.into_boxed_slice();
            self.intern(Norm::Concat { width, parts })
        })
    }

    /// Appends a part, merging it with the one below where they belong together.
    fn join(&mut self, flat: &mut Vec<NormId>, part: NormId) {
        let merged = flat.last().and_then(|&below| self.merge(below, part));
        let Some(both) = merged else { return flat.push(part) };
        flat.pop();
        // What was cut in two may belong to what lies below it, or be made of parts itself.
        match self.node(both) {
            Norm::Concat { parts, .. } => {
                let parts = parts.clone();
                parts.iter().for_each(|&part| self.join(flat, part));
            }
            _ => self.join(flat, both),
        }
    }

    fn merge(&mut self, below: NormId, above: NormId) -> Option<NormId> {
        let (low, high) = (self.width(below), self.width(above));
        match (self.node(below), self.node(above)) {
            (Norm::Const { value: x, .. }, Norm::Const { value: y, .. }) => {
                let value = y << low | x;
                Some(self.constant(low + high, value))
            }
            (Norm::Slice { of: x, lo, .. }, Norm::Slice { of: y, lo: next, .. }) if x == y && *next == lo + low => {
                let (of, lo) = (*x, *lo);
                Some(self.slice(of, lo, low + high))
            }
            _ => None,
        }
    }

    /// `x[..k] :: x[k..]` is a rotation of `x`; `x[..] :: 0` a shift to the left.
    fn as_rotation(&mut self, width: u8, flat: &[NormId]) -> Option<NormId> {
        let &[low, high] = flat else { return None };
        match (self.node(low).clone(), self.node(high).clone()) {
            (Norm::Slice { of: x, lo, width: n }, Norm::Slice { of: y, lo: 0, .. })
                if x == y && self.width(x) == width && lo + n == width =>
            {
                let products: Vec<Product> = vec![(Box::new([(x, lo)]), mask(width))];
                Some(self.make_xor(width, products))
            }
            (Norm::Const { value: 0, width: zeros }, Norm::Slice { of, lo: 0, .. }) if self.width(of) == width => {
                Some(self.scale(of, 1 << zeros))
            }
            _ => None,
        }
    }

    /// `width` bits of a value from bit `lo` upwards; without recursion into what it is made of, for that is deep.
    pub(super) fn slice(&mut self, id: NormId, lo: u8, width: u8) -> NormId {
        let mut stack = vec![Cut { id, lo, width }];
        while let Some(&cut) = stack.last() {
            let waiting = stack.len();
            if self.known(cut).is_none() {
                stack.extend(self.through(cut).into_iter().filter(|&inner| self.known(inner).is_none()));
                if stack.len() > waiting {
                    continue;
                }
                let slice = self.new_slice(cut);
                self.slices.insert((cut.id, cut.lo, cut.width), slice);
            }
            stack.pop();
        }
        self.known(Cut { id, lo, width }).expect("just made")
    }

    fn known(&self, Cut { id, lo, width }: Cut) -> Option<NormId> {
        if lo == 0 && width == self.width(id) { Some(id) } else { self.slices.get(&(id, lo, width)).copied() }
    }

    /// The slices that a slice is made of; none, if it stays whole.
    fn through(&self, Cut { id, lo, width }: Cut) -> Vec<Cut> {
        let register = width.is_power_of_two() && width >= 8;
        match self.node(id) {
            Norm::Slice { of, lo: base, .. } => vec![Cut { id: *of, lo: base + lo, width }],
            Norm::Concat { parts, .. } => self.overlaps(parts, lo, width),
            // Narrow registers only: the low part of a rotation stays beside its high part.
            Norm::Sum { parts, .. } if lo == 0 && register => {
                parts.iter().map(|&(id, _)| Cut { id, lo, width }).collect()
            }
            Norm::Xor { products, .. } if register && unturned(products) => {
                products.iter().flat_map(|(leaves, _)| leaves.iter().map(|&(id, _)| Cut { id, lo, width })).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The same, when the slices that it is made of are known.
    fn new_slice(&mut self, cut @ Cut { id, lo, width }: Cut) -> NormId {
        if let Norm::Const { value, .. } = *self.node(id) {
            return self.constant(width, value >> lo);
        }
        let inner = self.through(cut);
        let inner: Vec<NormId> = inner.into_iter().map(|cut| self.known(cut).expect("inner slices first")).collect();
        match self.node(id).clone() {
            Norm::Slice { .. } => inner[0],
            Norm::Concat { .. } => self.concat(&inner),
            Norm::Sum { constant, parts, .. } if !inner.is_empty() => self.slice_sum(constant, &parts, &inner, width),
            Norm::Xor { products, .. } if !inner.is_empty() => self.slice_xor(&products, &inner, lo, width),
            _ => self.intern(Norm::Slice { width, of: id, lo }),
        }
    }

    fn overlaps(&self, parts: &[NormId], lo: u8, width: u8) -> Vec<Cut> {
        let (mut at, mut kept) = (0u8, Vec::new());
        for &part in parts {
            let next = at + self.width(part);
            let (from, to) = (at.max(lo), next.min(lo + width));
            if from < to {
                kept.push(Cut { id: part, lo: from - at, width: to - from });
            }
            at = next;
        }
        kept
    }

    /// Low bits of a sum depend on low bits only.
    fn slice_sum(&mut self, constant: u128, parts: &[(NormId, u128)], low: &[NormId], width: u8) -> NormId {
        let mut sum = Sum { constant: constant & mask(width), parts: Vec::new() };
        for (&(_, factor), &low) in parts.iter().zip(low) {
            let low = self.as_sum(low);
            sum = sum.plus(&low, factor, width);
        }
        self.make_sum(width, sum)
    }

    /// Each leaf sliced.
    fn slice_xor(&mut self, products: &[Product], sliced: &[NormId], lo: u8, width: u8) -> NormId {
        let (mut all, mut sliced) = (self.constant(width, 0), sliced.iter());
        for (leaves, m) in products {
            let mut product = self.constant(width, m >> lo);
            for &part in sliced.by_ref().take(leaves.len()) {
                product = self.bitwise(Prim::And, product, part);
            }
            all = self.bitwise(Prim::Eor, all, product);
        }
        all
    }
}

/// Whether no leaf is rotated.
fn unturned(products: &[Product]) -> bool {
    products.iter().all(|(leaves, _)| leaves.iter().all(|leaf| leaf.1 == 0))
}

#[cfg(test)]
mod tests {
    use super::super::same::check;
    use super::*;

    #[test]
    fn neighbours_merge_and_strangers_do_not() {
        check(&[8, 33, 64], true, |w, [a, ..]| {
            let (low, high) = (w.cut(3, a, 0), w.cut(w.width - 3, a, 3));
            vec![w.terms.concat(high, low), a]
        });
        check(&[8, 33, 64], false, |w, [a, b, ..]| {
            let (low, high) = (w.cut(3, a, 0), w.cut(w.width - 3, b, 3));
            vec![w.terms.concat(high, low), a]
        });
    }

    #[test]
    fn low_slices_of_sums_are_sums_and_high_ones_are_not() {
        let make = |lo| {
            move |w: &mut super::super::same::Writer, [a, b, ..]: [crate::term::TermId; 4]| {
                let sum = w.op(Prim::Add, a, b);
                let (x, y) = (w.cut(16, a, lo), w.cut(16, b, lo));
                vec![w.cut(16, sum, lo), w.op(Prim::Add, x, y)]
            }
        };
        check(&[32, 64, 66], true, make(0));
        check(&[32, 64, 66], false, make(8));
    }

    #[test]
    fn a_word_above_zeros_is_a_shift() {
        check(&[32, 64], true, |w, [a, ..]| {
            let (low, zeros) = (w.cut(w.width - 5, a, 0), w.terms.constant(5, 0));
            vec![w.terms.concat(low, zeros), w.by(Prim::Shl, a, 5), w.by(Prim::Mul, a, 32)]
        });
    }
}
