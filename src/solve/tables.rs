//! Tables that are affine images of narrower ones over GF(2), as the T-tables of AES are of its S-box: their elements
//! are expressed by the narrower table's, so that what is linear behind them is seen to be so.

use crate::kernel::make::Make;
use crate::kernel::{Checked, Kernel};
use crate::lift::prim::Prim;
use crate::term::{Node, TermId};
use rustc_hash::FxHashMap;

/// `T[i]` is the EXCLUSIVE OR of a constant and of one column for each bit that is set in `S[i]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Affine {
    pub(super) columns: Vec<u128>,
    pub(super) constant: u128,
}

impl Affine {
    /// What a number is mapped to.
    pub(super) fn apply(&self, value: u128) -> u128 {
        let set = self.columns.iter().enumerate().filter(|(bit, _)| value >> bit & 1 == 1);
        set.fold(self.constant, |all, (_, column)| all ^ column)
    }
}

/// What is known of pairs of tables, by their indices.
#[derive(Default)]
pub struct Tables {
    images: FxHashMap<(u32, u32), Option<Affine>>,
    /// Of an element of the first table at an element of the second one, what it is of the index of that.
    nested: FxHashMap<(u32, u32), Option<Affine>>,
}

impl Tables {
    /// Unites an element of a wide table with its expression by that of a narrow one, if there is one; the narrow one's.
    pub fn express(&mut self, kernel: &mut Kernel, id: TermId) -> Option<TermId> {
        let Node::Lookup { width, table, index } = kernel.terms().node(id) else { return None };
        if self.unnest(kernel, id) {
            return None;
        }
        let narrower: Vec<u32> = (0..kernel.terms().tables().len() as u32)
            .filter(|&other| {
                let (wide, narrow) = (kernel.terms().table(table), kernel.terms().table(other));
                narrow.width < width && narrow.elements.len() == wide.elements.len()
            })
            .collect();
        for other in narrower {
            let (wide, narrow) = (kernel.terms().table(table), kernel.terms().table(other));
            let image = self
                .images
                .entry((table, other))
                .or_insert_with(|| affine(&wide.elements, &narrow.elements, narrow.width));
            if let Some(image) = image
                && let Ok(element) = kernel.make(Make::Lookup { table: other, index })
                && let Ok(made) = expression(kernel, image, width, element)
                && kernel.enumerate(id, made, &[index]).is_ok()
            {
                return Some(element);
            }
        }
        None
    }
}

impl Tables {
    /// Unites an element at an element of another table, of which nothing but an affine image of the inner index is
    /// left: InvMixColumns by the tables of AES is InvSubBytes of SubBytes.
    fn unnest(&mut self, kernel: &mut Kernel, id: TermId) -> bool {
        let Node::Lookup { width, table, index } = kernel.terms().node(id) else { return false };
        let Node::Lookup { table: inner, index: at, .. } = kernel.terms().node(kernel.find(index)) else {
            return false;
        };
        let (outer, nested) = (kernel.terms().table(table), kernel.terms().table(inner));
        let image = self.nested.entry((table, inner)).or_insert_with(|| {
            let elements: Vec<u128> = nested.elements.iter().map(|&n| outer.elements[n as usize]).collect();
            let numbers: Vec<u128> = (0..nested.elements.len() as u128).collect();
            affine(&elements, &numbers, kernel.terms().width(at))
        });
        let Some(image) = image else { return false };
        expression(kernel, image, width, at).is_ok_and(|made| kernel.enumerate(id, made, &[at]).is_ok())
    }
}

/// The image of an element.
pub(super) fn expression(kernel: &mut Kernel, image: &Affine, width: u8, element: TermId) -> Checked<TermId> {
    let parts = image.columns.iter().zip(0..).map(|(&column, bit)| (element, bit, column));
    sum_by_bits(kernel, width, image.constant, parts)
}

/// The EXCLUSIVE OR of a constant and of what bits of terms add where they are set.
pub(super) fn sum_by_bits(
    kernel: &mut Kernel,
    width: u8,
    constant: u128,
    parts: impl Iterator<Item = (TermId, u8, u128)>,
) -> Checked<TermId> {
    let zero = kernel.make(Make::Constant { width, value: 0 })?;
    let mut sum = kernel.make(Make::Constant { width, value: constant })?;
    for (a, lo, column) in parts {
        let bit = kernel.make(Make::Extract { width: 1, a, lo })?;
        let column = kernel.make(Make::Constant { width, value: column })?;
        let part = kernel.make(Make::Prim { prim: Prim::Select, width, operands: [bit, column, zero] })?;
        sum = kernel.make(Make::Prim { prim: Prim::Eor, width, operands: [sum, part, part] })?;
    }
    Ok(sum)
}

/// What numbers of so many bits are mapped to: solves for the columns, and tries them on all.
pub(super) fn affine(wide: &[u128], narrow: &[u128], width: u8) -> Option<Affine> {
    // Differences to the first element, in echelon form by their highest bits, each with what it is mapped to.
    let mut rows: Vec<(u128, u128)> = Vec::new();
    for (&from, &to) in narrow.iter().zip(wide) {
        let (mut from, mut to) = (from ^ narrow[0], to ^ wide[0]);
        for &(row, image) in &rows {
            if from ^ row < from {
                (from, to) = (from ^ row, to ^ image);
            }
        }
        match from {
            0 if to != 0 => return None,
            0 => {}
            _ => {
                rows.push((from, to));
                rows.sort_unstable_by(|a, b| b.cmp(a));
            }
        }
    }
    let apply = |value: u128| {
        let (mut from, mut to) = (value, 0);
        for &(row, image) in &rows {
            if from ^ row < from {
                (from, to) = (from ^ row, to ^ image);
            }
        }
        // Bits that no element has count for nothing.
        to
    };
    let columns: Vec<u128> = (0..width).map(|bit| apply(1 << bit)).collect();
    let linear = Affine { columns, constant: 0 };
    let image = Affine { constant: wide[0] ^ linear.apply(narrow[0]), ..linear };
    narrow.iter().zip(wide).all(|(&from, &to)| image.apply(from) == to).then_some(image)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(expected: bool, narrow: impl Fn(u128) -> u128, wide: impl Fn(u128) -> u128) {
        let (narrow, wide): (Vec<u128>, Vec<u128>) = ((0..256).map(narrow).collect(), (0..256).map(wide).collect());
        let found = affine(&wide, &narrow, 8);
        assert_eq!(found.is_some(), expected, "{found:?}");
    }

    #[test]
    fn affine_images_are_found_and_others_are_not() {
        let cube = |x: u128| x * x * x % 257 % 256;
        check(true, cube, |x| cube(x) << 24 | cube(x) << 3 ^ 0x5a);
        check(true, |x| x, |x| (x ^ x << 1) << 8 ^ 0x63);
        check(true, |x| x & 0xf0, |x| (x & 0xf0) * 0x101);
        check(false, |x| x, cube);
        check(false, |x| x & 0xf0, |x| x);
    }
}
