//! AND, OR, EOR, NOT, shifts and rotations by constants, as the XOR of products over rotated leaves.

use super::{Leaf, Norm, NormId, Normalizer, Product};
use crate::lift::prim::{Prim, mask};
use std::collections::BTreeMap;

/// More products than this are not multiplied out.
const PRODUCTS: usize = 64;

impl Normalizer {
    /// A bitwise operation on two values of one width.
    pub(super) fn bitwise(&mut self, prim: Prim, a: NormId, b: NormId) -> NormId {
        if a == b && prim != Prim::Eor {
            return a;
        }
        if let Some(parts) = self.lanes(a, b) {
            let parts: Vec<NormId> = parts.into_iter().map(|(a, b)| self.bitwise(prim, a, b)).collect();
            return self.concat(&parts);
        }
        let width = self.width(a);
        let (x, y) = (self.as_xor(a), self.as_xor(b));
        if prim == Prim::Eor {
            return self.make_xor(width, xor(&x, &y));
        }
        if x.len() * y.len() > PRODUCTS {
            let (a, b) = if a <= b { (a, b) } else { (b, a) };
            return self.op(prim, width, [a, b, b]);
        }
        let both = multiply(&x, &y);
        // a OR b is a EOR b EOR (a AND b).
        let products = if prim == Prim::Or { xor(&xor(&x, &y), &both) } else { both };
        self.make_xor(width, products)
    }

    /// All bits inverted.
    pub(super) fn not(&mut self, a: NormId) -> NormId {
        let width = self.width(a);
        let ones = self.constant(width, u128::MAX);
        self.bitwise(Prim::Eor, a, ones)
    }

    /// Both values cut at each other's seams, when one is made of parts that are no rotations or shifts.
    fn lanes(&mut self, a: NormId, b: NormId) -> Option<Vec<(NormId, NormId)>> {
        let mut seams: Vec<u8> = [a, b].iter().flat_map(|&id| self.seams(id)).collect();
        if seams.is_empty() {
            return None;
        }
        seams.push(self.width(a));
        seams.sort_unstable();
        seams.dedup();
        let mut lo = 0;
        let mut pairs = Vec::with_capacity(seams.len());
        for hi in seams {
            pairs.push((self.slice(a, lo, hi - lo), self.slice(b, lo, hi - lo)));
            lo = hi;
        }
        Some(pairs)
    }

    /// Where the parts of a concatenation meet; nowhere, if it reads as leaves of its own width.
    fn seams(&self, id: NormId) -> Vec<u8> {
        let Norm::Concat { parts, width } = self.node(id) else { return Vec::new() };
        // Words put together from bytes stay whole: cutting them helps nothing.
        if *width <= 64 && parts.iter().all(|&part| self.width(part) <= 8 || self.as_const(part).is_some()) {
            return Vec::new();
        }
        if parts.iter().all(|&part| self.is_own_slice(part, *width)) {
            return Vec::new();
        }
        let ends = parts.iter().scan(0, |at, &part| {
            *at += self.width(part);
            Some(*at)
        });
        ends.collect()
    }

    fn is_own_slice(&self, part: NormId, width: u8) -> bool {
        match self.node(part) {
            Norm::Const { .. } => true,
            Norm::Slice { of, .. } => self.width(*of) == width,
            _ => false,
        }
    }

    /// A shift or rotation by a constant.
    pub(super) fn shift(&mut self, prim: Prim, a: NormId, by: u128) -> NormId {
        let width = self.width(a);
        if prim == Prim::Ror {
            return self.rotate(a, (by % width as u128) as u8);
        }
        if by >= width as u128 {
            return self.constant(width, 0);
        }
        let by = by as u8;
        match (prim, by) {
            (_, 0) => a,
            (Prim::Shl, _) => self.scale(a, 1 << by),
            _ => {
                let top = self.slice(a, by, width - by);
                let zeros = self.constant(by, 0);
                self.concat(&[top, zeros])
            }
        }
    }

    pub(super) fn rotate(&mut self, a: NormId, by: u8) -> NormId {
        if by == 0 {
            return a;
        }
        let width = self.width(a);
        let rotated = self.as_xor(a).into_iter().map(|(leaves, m)| {
            let mut leaves: Vec<Leaf> = leaves.iter().map(|&(id, r)| (id, add_rotation(r, by, width))).collect();
            leaves.sort_unstable();
            (leaves.into_boxed_slice(), Prim::Ror.eval(width, width, m, by as u128, 0))
        });
        let mut rotated: Vec<Product> = rotated.collect();
        rotated.sort();
        self.make_xor(width, rotated)
    }

    /// A value as the XOR of products.
    fn as_xor(&mut self, id: NormId) -> Vec<Product> {
        let width = self.width(id);
        match self.node(id) {
            Norm::Const { value: 0, .. } => Vec::new(),
            Norm::Const { value, .. } => vec![(Box::new([]), *value)],
            Norm::Xor { products, .. } => products.to_vec(),
            Norm::Concat { parts, .. } if parts.iter().all(|&part| self.is_own_slice(part, width)) => {
                let parts = parts.clone();
                self.parts_as_xor(width, &parts)
            }
            Norm::Sum { .. } => match self.as_shift_left(id) {
                Some((of, by)) => self.shifted(of, by, width),
                None => vec![leaf(id, 0, width)],
            },
            _ => vec![leaf(id, 0, width)],
        }
    }

    fn shifted(&mut self, of: NormId, by: u8, width: u8) -> Vec<Product> {
        let kept = mask(width) << by & mask(width);
        let turn = width - by;
        let moved = self.as_xor(of).into_iter().filter_map(|(leaves, m)| {
            let m = Prim::Ror.eval(width, width, m, turn as u128, 0) & kept;
            let mut leaves: Vec<Leaf> = leaves.iter().map(|&(id, r)| (id, add_rotation(r, turn, width))).collect();
            leaves.sort_unstable();
            (m != 0).then(|| (leaves.into_boxed_slice(), m))
        });
        let mut moved: Vec<Product> = moved.collect();
        moved.sort();
        moved
    }

    /// Slices of values of the whole's width are those values, rotated and masked.
    fn parts_as_xor(&mut self, width: u8, parts: &[NormId]) -> Vec<Product> {
        let (mut at, mut all) = (0u8, Vec::new());
        for &part in parts {
            let n = self.width(part);
            let place = mask(n) << at;
            match *self.node(part) {
                Norm::Const { value, .. } => all = xor(&all, &constant(value << at)),
                Norm::Slice { of, lo, .. } => {
                    let turn = (lo + width - at) % width;
                    all = xor(&all, &[(Box::new([(of, turn)]) as Box<[Leaf]>, place)]);
                }
                _ => unreachable!("the caller looked"),
            }
            at += n;
        }
        all
    }

    /// The normal form of an XOR of products.
    pub(super) fn make_xor(&mut self, width: u8, products: Vec<Product>) -> NormId {
        match products.as_slice() {
            [] => self.constant(width, 0),
            [(leaves, m)] if leaves.is_empty() => self.constant(width, *m),
            [(leaves, m)] if leaves.len() == 1 => {
                let ((of, turn), m) = (leaves[0], *m);
                self.single(width, of, turn, m)
            }
            _ => self.intern(Norm::Xor { width, products: products.into() }),
        }
    }

    /// One leaf under one mask: itself, a shift or a slice when it is one.
    fn single(&mut self, width: u8, of: NormId, turn: u8, m: u128) -> NormId {
        if turn == 0 && m == mask(width) {
            return of;
        }
        let (lo, hi) = (m.trailing_zeros() as u8, (128 - m.leading_zeros()) as u8);
        let contiguous = m == mask(hi - lo) << lo;
        let from = (lo as u16 + turn as u16) % width as u16;
        if !contiguous || hi - lo == width || from + (hi - lo) as u16 > width as u16 {
            let products: Box<[Product]> = Box::new([(Box::new([(of, turn)]), m)]);
            return self.intern(Norm::Xor { width, products });
        }
        if from == 0 && hi == width {
            return self.scale(of, 1 << lo);
        }
        let mut parts = Vec::with_capacity(3);
        if lo > 0 {
            parts.push(self.constant(lo, 0));
        }
        parts.push(self.slice(of, from as u8, hi - lo));
        if hi < width {
            parts.push(self.constant(width - hi, 0));
        }
        self.concat(&parts)
    }
}

fn leaf(id: NormId, turn: u8, width: u8) -> Product {
    (Box::new([(id, turn)]), mask(width))
}

fn constant(value: u128) -> Vec<Product> {
    if value == 0 { Vec::new() } else { vec![(Box::new([]), value)] }
}

fn add_rotation(a: u8, b: u8, width: u8) -> u8 {
    ((a as u16 + b as u16) % width as u16) as u8
}

/// The XOR of two, both in order.
fn xor(x: &[Product], y: &[Product]) -> Vec<Product> {
    let mut all: BTreeMap<Box<[Leaf]>, u128> = x.iter().cloned().collect();
    for (leaves, m) in y {
        let entry = all.entry(leaves.clone()).or_insert(0);
        *entry ^= m;
    }
    all.into_iter().filter(|product| product.1 != 0).collect()
}

/// The AND of two: every product with every other, leaves united.
fn multiply(x: &[Product], y: &[Product]) -> Vec<Product> {
    let mut all: BTreeMap<Box<[Leaf]>, u128> = BTreeMap::new();
    for (xl, xm) in x {
        for (yl, ym) in y {
            let mut leaves: Vec<Leaf> = xl.iter().chain(yl.iter()).copied().collect();
            leaves.sort_unstable();
            leaves.dedup();
            *all.entry(leaves.into_boxed_slice()).or_insert(0) ^= xm & ym;
        }
    }
    all.into_iter().filter(|product| product.1 != 0).collect()
}

#[cfg(test)]
mod tests {
    use super::super::same::check;
    use super::*;

    #[test]
    fn masks_and_shifts_are_slices() {
        check(&[32, 64, 128], true, |w, [a, ..]| {
            let (down, low) = (w.by(Prim::Lsr, a, 4), w.cut(8, a, 4));
            let (masked, field) = (w.by(Prim::And, down, 0xff), w.terms.prim(Prim::ZeroExtend, w.width, [low; 3]));
            vec![masked, field]
        });
        check(&[32, 64, 128], false, |w, [a, ..]| vec![w.by(Prim::Lsr, a, 1), w.by(Prim::Ror, a, 1)]);
    }

    #[test]
    fn shifts_out_of_range_are_zero_and_rotations_go_round() {
        check(&[8, 32, 128], true, |w, [a, ..]| {
            let n = u128::from(w.width);
            vec![w.by(Prim::Shl, a, n), w.by(Prim::Lsr, a, n + 5), w.number(0)]
        });
        check(&[7, 8, 32, 128], true, |w, [a, ..]| {
            let n = u128::from(w.width);
            vec![w.by(Prim::Ror, a, n), w.by(Prim::Ror, a, 0), a]
        });
    }

    /// Up to the limit products are multiplied out, above it they are an operation of their own.
    #[test]
    fn too_many_products_are_not_multiplied_out() {
        let make = |parts: usize| {
            move |w: &mut super::super::same::Writer, _: [crate::term::TermId; 4]| {
                let [x, y] = [0; 2].map(|_| {
                    let leaves: Vec<_> = (0..parts).map(|_| w.terms.var(w.width, "v")).collect();
                    w.all(Prim::Eor, &leaves)
                });
                let (both, inverted) = (w.op(Prim::And, x, y), w.not(y));
                vec![w.op(Prim::Eor, x, both), w.op(Prim::And, x, inverted)]
            }
        };
        check(&[32], true, make(7));
        check(&[32], false, make(9));
    }
}
