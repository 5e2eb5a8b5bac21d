//! Tables that are affine images of narrower ones over GF(2), as the T-tables of AES are of its S-box: their elements
//! are expressed by the narrower table's, so that what is linear behind them is seen to be so.

use crate::kernel::make::Make;
use crate::kernel::{Checked, Kernel};
use crate::lift::ops::Table;
use crate::lift::prim::Prim;
use crate::term::{Node, TermId};
use rustc_hash::FxHashMap;

/// `T[i]` is the EXCLUSIVE OR of a constant and of one column for each bit that is set in `S[i]`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Affine {
    columns: Vec<u128>,
    constant: u128,
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
            let image = self.images.entry((table, other)).or_insert_with(|| affine(wide, narrow));
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
            let elements = nested.elements.iter().map(|&n| outer.elements[n as usize]).collect();
            let numbers = (0..nested.elements.len() as u128).collect();
            let both = [(outer.width, elements), (kernel.terms().width(at), numbers)];
            let [wide, narrow] = both.map(|(width, elements)| Table { name: String::new(), width, elements });
            affine(&wide, &narrow)
        });
        let Some(image) = image else { return false };
        expression(kernel, image, width, at).is_ok_and(|made| kernel.enumerate(id, made, &[at]).is_ok())
    }
}

/// The image of an element.
fn expression(kernel: &mut Kernel, image: &Affine, width: u8, element: TermId) -> Checked<TermId> {
    let zero = kernel.make(Make::Constant { width, value: 0 })?;
    let mut sum = kernel.make(Make::Constant { width, value: image.constant })?;
    for (&column, lo) in image.columns.iter().zip(0..) {
        let bit = kernel.make(Make::Extract { width: 1, a: element, lo })?;
        let column = kernel.make(Make::Constant { width, value: column })?;
        let part = kernel.make(Make::Prim { prim: Prim::Select, width, operands: [bit, column, zero] })?;
        sum = kernel.make(Make::Prim { prim: Prim::Eor, width, operands: [sum, part, part] })?;
    }
    Ok(sum)
}

/// Solves for the columns, and tries them on all elements.
fn affine(wide: &Table, narrow: &Table) -> Option<Affine> {
    // Differences to the first element, in echelon form by their highest bits, each with what it is mapped to.
    let mut rows: Vec<(u128, u128)> = Vec::new();
    for (&from, &to) in narrow.elements.iter().zip(&wide.elements) {
        let (mut from, mut to) = (from ^ narrow.elements[0], to ^ wide.elements[0]);
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
    let columns: Vec<u128> = (0..narrow.width).map(|bit| apply(1 << bit)).collect();
    let image = |value: u128| {
        let set = columns.iter().enumerate().filter(|(bit, _)| value >> bit & 1 == 1);
        set.fold(0, |all, (_, column)| all ^ column)
    };
    let constant = wide.elements[0] ^ image(narrow.elements[0]);
    let fits = narrow.elements.iter().zip(&wide.elements).all(|(&from, &to)| image(from) ^ constant == to);
    fits.then_some(Affine { columns, constant })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(width: u8, f: impl Fn(u128) -> u128) -> Table {
        Table { name: "T".into(), width, elements: (0..256).map(f).collect() }
    }

    fn check(expected: bool, narrow: impl Fn(u128) -> u128, wide: impl Fn(u128) -> u128) {
        let (narrow, wide) = (table(8, narrow), table(32, wide));
        let found = affine(&wide, &narrow);
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
