//! What a bit of a vector is made of; bits that programs exchange between two vectors are followed to where they come from.

use crate::kernel::make::Make;
use crate::kernel::{Checked, Kernel};
use crate::lift::prim::Prim;
use crate::term::{Node, TermId};

/// The bits that a bit of a vector is made of; none, if that is not made bit by bit. It is united with one of another
/// vector where it is that.
pub(super) fn operands(kernel: &mut Kernel, id: TermId) -> Checked<Vec<TermId>> {
    let Some((prim, [a, b])) = opened(kernel, id)? else { return Ok(Vec::new()) };
    let (x, y) = (kernel.known(a), kernel.known(b));
    let same = match (prim, x, y) {
        (Prim::And, Some(0), _) | (Prim::And, _, Some(1)) | (Prim::Or, _, Some(0)) => Some(a),
        (Prim::And, Some(1), _) | (Prim::And, _, Some(0)) | (Prim::Or, Some(0), _) => Some(b),
        (Prim::Eor, None, None) => match exchanged(kernel, a, b)? {
            Some(bit) => Some(bit),
            None => exchanged(kernel, b, a)?,
        },
        _ => None,
    };
    match same {
        Some(bit) if kernel.bits(id, bit).is_ok() => Ok(vec![bit]),
        _ if prim == Prim::Not => Ok(vec![a]),
        _ => Ok(vec![a, b]),
    }
}

/// The operation on bits that a bit of a vector is, if it is one.
fn opened(kernel: &mut Kernel, id: TermId) -> Checked<Option<(Prim, [TermId; 2])>> {
    let slice = kernel.rewrite(id)?;
    let Node::Extract { width: 1, a, lo } = kernel.terms().node(slice) else { return Ok(None) };
    let Node::Prim { prim, width: 9.., a, b, .. } = kernel.terms().node(kernel.find(a)) else { return Ok(None) };
    if !prim.is_bitwise() {
        return Ok(None);
    }
    let mut bits = [a, b];
    for bit in &mut bits {
        *bit = kernel.make(Make::Extract { width: 1, a: kernel.find(*bit), lo })?;
        // The slice itself is what rules take apart; what stands for it may be far from the vectors.
        kernel.rewrite(*bit)?;
    }
    Ok(Some((prim, bits)))
}

/// What is left of `a EOR ((a EOR rest) AND mask)`: how bits of two vectors are exchanged.
fn exchanged(kernel: &mut Kernel, a: TermId, masked: TermId) -> Checked<Option<TermId>> {
    let (a, sum) = (unmasked(kernel, a)?, unmasked(kernel, masked)?);
    let Some((Prim::Eor, [x, y])) = opened(kernel, sum)? else { return Ok(None) };
    let (x, y) = (unmasked(kernel, x)?, unmasked(kernel, y)?);
    Ok(if kernel.same(x, a) { Some(y) } else { kernel.same(y, a).then_some(x) })
}

/// A bit that a mask lets through.
fn unmasked(kernel: &mut Kernel, bit: TermId) -> Checked<TermId> {
    let Some((Prim::And, [x, y])) = opened(kernel, bit)? else { return Ok(bit) };
    Ok(match (kernel.known(x), kernel.known(y)) {
        (Some(1), _) => y,
        (_, Some(1)) => x,
        _ => bit,
    })
}
