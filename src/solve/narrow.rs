//! A slice of a word that bits are combined in: the same of the slices. Vectors that hold words then meet the words.

use crate::kernel::Kernel;
use crate::kernel::make::Make;
use crate::term::{Node, TermId};

/// Bits of the narrowest word that vectors are made of. Slices of fewer bits are how products over GF(2) are written, bit by
/// bit: to distribute those would make terms for nothing.
const WORD: u8 = 32;

/// Of a slice of a bitwise operation, the slices of its operands, which it will be rewritten to.
pub fn slices(kernel: &mut Kernel, id: TermId) -> Option<[TermId; 2]> {
    let Node::Extract { width, a, lo } = kernel.terms().node(id) else { return None };
    let Node::Prim { prim, a, b, .. } = kernel.terms().node(kernel.find(a)) else { return None };
    if width < WORD || !prim.is_bitwise() {
        return None;
    }
    let mut slice = |operand| {
        let a = kernel.find(operand);
        kernel.make(Make::Extract { width, a, lo }).ok()
    };
    Some([slice(a)?, slice(b)?])
}
