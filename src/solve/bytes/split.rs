//! Bytes of vectors: what an operation on each bit of a vector makes of them is the same operation on bytes.

use crate::kernel::make::Make;
use crate::kernel::{Checked, Kernel};
use crate::lift::prim::Prim;
use crate::term::{Node, TermId};

/// Bits within a byte of a vector that is made bit by bit.
struct Piece {
    width: u8,
    prim: Prim,
    operands: [TermId; 3],
    /// The byte's lowest bit in the vector, and the lowest of the bits in it.
    byte: u8,
    lo: u8,
}

/// The bytes of the operands, which are to be swept before [`split`].
pub fn parts(kernel: &mut Kernel, id: TermId) -> Vec<TermId> {
    let Some(piece) = piece(kernel, id) else { return Vec::new() };
    operands(kernel, &piece).map_or(Vec::new(), |parts| parts.to_vec())
}

/// Bits of a byte of a word that is not made bit by bit, such as a sum: the byte, and the lowest of the bits in it.
pub fn byte(kernel: &mut Kernel, id: TermId) -> Option<(TermId, u8)> {
    let Node::Extract { width: 1..=7, a, lo } = kernel.terms().node(id) else { return None };
    let a = kernel.find(a);
    let whole = kernel.terms().width(a);
    let bitwise = matches!(kernel.terms().node(a), Node::Prim { prim, .. } if prim.is_bitwise());
    let inside = whole > 8 && (lo & 7) + kernel.terms().width(id) <= 8 && (lo | 7) < whole;
    if bitwise || !inside {
        return None;
    }
    Some((kernel.make(Make::Extract { width: 8, a, lo: lo & !7 }).ok()?, lo & 7))
}

/// Unites bits of a vector with those of the operation on bytes.
pub fn split(kernel: &mut Kernel, id: TermId) {
    if let Some(piece) = piece(kernel, id)
        && let Ok(made) = made(kernel, &piece)
    {
        let _ = kernel.bits(id, made);
    }
}

fn piece(kernel: &mut Kernel, id: TermId) -> Option<Piece> {
    let Node::Extract { width: 1..=8, .. } = kernel.terms().node(id) else { return None };
    // The slice of what the bits come from.
    let slice = kernel.rewrite(id).ok()?;
    let Node::Extract { width, a, lo } = kernel.terms().node(slice) else { return None };
    let Node::Prim { prim, width: whole, a, b, c } = kernel.terms().node(kernel.find(a)) else { return None };
    let (byte, at) = (lo & !7, lo & 7);
    let inside = whole > 8 && at + width <= 8 && byte + 8 <= whole;
    (prim.is_bitwise() && inside).then_some(Piece { width, prim, operands: [a, b, c], byte, lo: at })
}

fn operands(kernel: &mut Kernel, piece: &Piece) -> Checked<[TermId; 3]> {
    let mut bytes = piece.operands;
    for byte in &mut bytes {
        *byte = kernel.make(Make::Extract { width: 8, a: kernel.find(*byte), lo: piece.byte })?;
    }
    Ok(bytes)
}

fn made(kernel: &mut Kernel, piece: &Piece) -> Checked<TermId> {
    let bytes = operands(kernel, piece)?.map(|byte| kernel.find(byte));
    let whole = kernel.make(Make::Prim { prim: piece.prim, width: 8, operands: bytes })?;
    let whole = kernel.rewrite(whole)?;
    kernel.make(Make::Extract { width: piece.width, a: kernel.find(whole), lo: piece.lo })
}
