//! A slice of a word that bits are combined in: the same of the slices. Vectors that hold words then meet the words.

use crate::kernel::Kernel;
use crate::kernel::make::Make;
use crate::lift::prim::Prim;
use crate::term::{Node, TermId};

/// For a slice of a bitwise operation, that operation on slices of its operands; shown to be equal by `bits`.
pub fn narrow(kernel: &mut Kernel, id: TermId) -> Option<Narrow> {
    let Node::Extract { width, a, lo } = kernel.terms().node(id) else { return None };
    let Node::Prim { prim, a, b, .. } = kernel.terms().node(kernel.find(a)) else { return None };
    if !matches!(prim, Prim::And | Prim::Or | Prim::Eor | Prim::Not) {
        return None;
    }
    let mut slice = |of| {
        let a = kernel.find(of);
        kernel.make(Make::Extract { width, a, lo }).ok()
    };
    Some(Narrow { prim, width, slices: [slice(a)?, slice(b)?] })
}

/// A bitwise operation and the slices that it is made of.
pub struct Narrow {
    prim: Prim,
    width: u8,
    pub slices: [TermId; 2],
}

impl Narrow {
    /// The operation on what stands for the slices, united with what it is equal to.
    pub fn unite(&self, kernel: &mut Kernel, id: TermId) -> Option<TermId> {
        let [a, b] = self.slices.map(|slice| kernel.find(slice));
        let made = kernel.make(Make::Prim { prim: self.prim, width: self.width, operands: [a, b, b] }).ok()?;
        kernel.bits(id, made).ok().map(|()| made)
    }
}
