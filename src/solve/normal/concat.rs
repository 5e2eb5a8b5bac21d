//! Concatenations and slices: flattened, merged, and turned into shifts where they are ones.

use super::linear::Sum;
use super::{Norm, NormId, Normalizer, Product};
use crate::lift::prim::{Prim, mask};

impl Normalizer {
    /// Parts put together, the lowest first.
    pub(super) fn concat(&mut self, parts: &[NormId]) -> NormId {
        let mut flat: Vec<NormId> = Vec::with_capacity(parts.len());
        for &part in parts {
            match self.node(part) {
                Norm::Concat { parts, .. } => {
                    for part in parts.to_vec() {
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
        match merged {
            Some(both) => *flat.last_mut().expect("there is one below") = both,
            None => flat.push(part),
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
                Some(self.from_xor(width, products))
            }
            (Norm::Const { value: 0, width: zeros }, Norm::Slice { of, lo: 0, .. }) if self.width(of) == width => {
                Some(self.scale(of, 1 << zeros))
            }
            _ => None,
        }
    }

    /// `width` bits of a value from bit `lo` upwards.
    pub(super) fn slice(&mut self, id: NormId, lo: u8, width: u8) -> NormId {
        if lo == 0 && width == self.width(id) {
            return id;
        }
        if let Some(&known) = self.slices.get(&(id, lo, width)) {
            return known;
        }
        let slice = self.new_slice(id, lo, width);
        self.slices.insert((id, lo, width), slice);
        slice
    }

    fn new_slice(&mut self, id: NormId, lo: u8, width: u8) -> NormId {
        match self.node(id).clone() {
            Norm::Const { value, .. } => self.constant(width, value >> lo),
            Norm::Slice { of, lo: base, .. } => self.slice(of, base + lo, width),
            Norm::Concat { parts, .. } => self.slice_parts(&parts, lo, width),
            // Narrow registers only: the low part of a rotation stays beside its high part.
            Norm::Sum { constant, parts, .. } if lo == 0 && width.is_power_of_two() && width >= 8 => {
                self.slice_sum(constant, &parts, width)
            }
            Norm::Xor { products, .. } if width.is_power_of_two() && width >= 8 && unturned(&products) => {
                self.slice_xor(&products, lo, width)
            }
            _ => self.intern(Norm::Slice { width, of: id, lo }),
        }
    }

    fn slice_parts(&mut self, parts: &[NormId], lo: u8, width: u8) -> NormId {
        let (mut at, mut kept) = (0u8, Vec::new());
        let end = lo + width;
        for &part in parts {
            let next = at + self.width(part);
            let (from, to) = (at.max(lo), next.min(end));
            if from < to {
                kept.push(self.slice(part, from - at, to - from));
            }
            at = next;
        }
        self.concat(&kept)
    }

    /// Low bits of a sum depend on low bits only.
    fn slice_sum(&mut self, constant: u128, parts: &[(NormId, u128)], width: u8) -> NormId {
        let mut sum = Sum { constant: constant & mask(width), parts: Vec::new() };
        for &(part, factor) in parts {
            let low = self.slice(part, 0, width);
            let low = self.to_sum(low);
            sum = sum.plus(&low, factor, width);
        }
        self.from_sum(width, sum)
    }

    /// Each leaf sliced.
    fn slice_xor(&mut self, products: &[Product], lo: u8, width: u8) -> NormId {
        let mut all = self.constant(width, 0);
        for (leaves, m) in products {
            let mut product = self.constant(width, m >> lo);
            for &(leaf, _) in leaves.iter() {
                let part = self.slice(leaf, lo, width);
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
