//! Which single byte a term is a function of.

use super::super::upwards::upwards;
use crate::kernel::Kernel;
use crate::term::{Node, TermId};
use rustc_hash::FxHashMap;

/// What a term is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    /// Numbers alone.
    Number,
    /// One byte, which may be the term itself.
    Byte(TermId),
    /// More than that.
    Many,
}

impl Root {
    fn and(self, other: Root) -> Root {
        match (self, other) {
            (Root::Number, other) | (other, Root::Number) => other,
            (Root::Byte(a), Root::Byte(b)) if a == b => self,
            _ => Root::Many,
        }
    }
}

/// The roots of terms, as far as they were asked for.
#[derive(Default)]
pub struct Roots {
    known: FxHashMap<TermId, Root>,
    /// Bits of bytes of words that are no functions of one byte: the byte, and the lowest of the bits in it.
    pub slices: FxHashMap<TermId, (TermId, u8)>,
}

impl Roots {
    /// The root of a term's representative.
    pub fn of(&mut self, kernel: &Kernel, id: TermId) -> Root {
        let Roots { known, slices } = self;
        upwards(kernel, known, id, |known, id| match (slices.get(&id), made(kernel, known, id)) {
            (Some(&(byte, _)), Root::Many) if latest(kernel, known, byte) == Root::Byte(byte) => Root::Byte(byte),
            (_, made) => made,
        });
        latest(kernel, &self.known, id)
    }

    /// Takes in bits of a byte.
    pub fn slice(&mut self, kernel: &Kernel, id: TermId, byte: TermId, lo: u8) {
        if self.of(kernel, byte) == Root::Byte(kernel.find(byte)) {
            self.slices.insert(id, (kernel.find(byte), lo));
        }
    }
}

/// The root of a term whose operands are known.
fn made(kernel: &Kernel, known: &FxHashMap<TermId, Root>, id: TermId) -> Root {
    let node = kernel.terms().node(id);
    if matches!(node, Node::Const { .. }) {
        return Root::Number;
    }
    let mut root = if node.is_leaf() || matches!(node, Node::Fold { .. }) { Root::Many } else { Root::Number };
    kernel.terms().operands(id, |operand| root = root.and(latest(kernel, known, operand)));
    if root == Root::Many && kernel.terms().width(id) == 8 { Root::Byte(id) } else { root }
}

/// A byte that was a root may since be a function of another.
fn latest(kernel: &Kernel, known: &FxHashMap<TermId, Root>, id: TermId) -> Root {
    let mut id = kernel.find(id);
    // Representatives only become simpler, so this ends.
    loop {
        match known.get(&id) {
            Some(&Root::Byte(root)) if kernel.find(root) != id => id = kernel.find(root),
            Some(&root) => return root,
            None => return Root::Many,
        }
    }
}
