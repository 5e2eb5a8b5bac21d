//! Lanes: part of words that are combined bit by bit is combined from their parts, so that vectors whose lanes are
//! words of a standard meet these.

use super::sweep::Sweep;
use crate::kernel::Kernel;
use crate::kernel::make::Make;
use crate::lift::prim::Prim;
use crate::term::{Node, TermId};

/// Operations on vectors, one upon the other, that are split.
const DEPTH: u32 = 8;

/// Unites a lane of a vector with the operation on the lanes of its operands; whether that was done.
pub fn split(sweep: &mut Sweep, kernel: &mut Kernel, id: TermId, depth: u32) -> Option<()> {
    let Node::Extract { width: width @ 64, a, lo } = kernel.terms().node(id) else { return None };
    let vector = kernel.find(a);
    let Node::Prim { prim, width: 128, a, b, .. } = kernel.terms().node(vector) else { return None };
    if !matches!(prim, Prim::And | Prim::Or | Prim::Eor | Prim::Not) || depth == DEPTH {
        return None;
    }
    let mut part = |operand| {
        let lane = kernel.make(Make::Extract { width, a: operand, lo }).ok()?;
        sweep.lane(kernel, lane, depth + 1);
        Some(kernel.find(lane))
    };
    let a = part(a)?;
    let b = if prim == Prim::Not { a } else { part(b)? };
    let made = kernel.make(Make::Prim { prim, width, operands: [a, b, b] }).ok()?;
    sweep.lane(kernel, made, depth + 1);
    kernel.bits(id, made).ok()
}
