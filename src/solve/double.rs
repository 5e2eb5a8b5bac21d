//! A word added to itself is that word moved by one place, which the rules for bits can take apart.

use crate::kernel::Kernel;
use crate::kernel::make::Make;
use crate::lift::prim::Prim;
use crate::term::{Node, TermId};

/// Unites such a sum with the shift.
pub fn double(kernel: &mut Kernel, id: TermId) {
    let Node::Prim { prim: Prim::Add, width, a, b, .. } = kernel.terms().node(id) else { return };
    if !kernel.same(a, b) {
        return;
    }
    let word = kernel.find(a);
    let Ok(one) = kernel.make(Make::Constant { width, value: 1 }) else { return };
    if let Ok(moved) = kernel.make(Make::Prim { prim: Prim::Shl, width, operands: [word, one, one] }) {
        let _ = kernel.linear(id, moved);
    }
}
