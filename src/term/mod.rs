//! Terms: a hash-consed graph of bit-vector expressions; equal id means equal term.

pub mod brief;
pub mod build;
pub mod eval;
pub mod show;
pub mod smtlib;

use crate::lift::ops::Table;
use crate::lift::prim::Prim;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The index of a term in its [`Terms`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TermId(pub u32);

/// A term; widths are in bits, 1 to 128.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// Index into the table of constants; see [`Terms::as_const`].
    Const {
        width: u8,
        index: u32,
    },
    /// An unknown; see [`Terms::var_name`].
    Var {
        width: u8,
        index: u32,
    },
    Prim {
        prim: Prim,
        width: u8,
        a: TermId,
        b: TermId,
        c: TermId,
    },
    Extract {
        width: u8,
        a: TermId,
        lo: u8,
    },
    /// The element of a constant table; see [`Terms::table`].
    Lookup {
        width: u8,
        table: u32,
        index: TermId,
    },
    /// The byte of a region's initial contents at an offset of 64 bits.
    Read {
        region: u32,
        offset: TermId,
    },
    /// A whole result of a fold; index into the table of folds. It has no width of its own.
    Fold {
        index: u32,
    },
    /// The n-th word of a fold's result.
    FoldOut {
        width: u8,
        fold: TermId,
        n: u16,
    },
}

impl Node {
    /// Whether its value is given rather than computed: an unknown, a byte that is read, a word of a fold.
    pub fn is_leaf(self) -> bool {
        matches!(self, Node::Var { .. } | Node::Read { .. } | Node::FoldOut { .. })
    }
}

/// `fold function over blocks(region[start ..], chunk) from initial`, `count` blocks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fold {
    pub function: String,
    pub initial: Vec<TermId>,
    /// Width of each word, in bits.
    pub word: u8,
    pub region: u32,
    /// Byte offset of the first block, 64 bits.
    pub start: TermId,
    /// Bytes in a block.
    pub chunk: u32,
    /// Number of blocks, 64 bits, unsigned.
    pub count: TermId,
}

/// The arena that owns all terms of one proof.
#[derive(Default)]
pub struct Terms {
    nodes: Vec<Node>,
    ids: FxHashMap<Node, TermId>,
    constants: Vec<u128>,
    constant_ids: FxHashMap<u128, u32>,
    names: Vec<String>,
    folds: Vec<Fold>,
    fold_ids: FxHashMap<Fold, u32>,
    regions: Vec<String>,
    tables: Vec<Arc<Table>>,
}

impl Terms {
    /// The node of a term.
    #[inline]
    pub fn node(&self, id: TermId) -> Node {
        self.nodes[id.0 as usize]
    }

    /// How many terms there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no term.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The width of a term, in bits; 0 for a whole fold.
    #[inline]
    pub fn width(&self, id: TermId) -> u8 {
        match self.node(id) {
            Node::Const { width, .. } | Node::Var { width, .. } | Node::Prim { width, .. } => width,
            Node::Extract { width, .. } | Node::FoldOut { width, .. } | Node::Lookup { width, .. } => width,
            Node::Read { .. } => 8,
            Node::Fold { .. } => 0,
        }
    }

    /// The value of a constant.
    #[inline]
    pub fn as_const(&self, id: TermId) -> Option<u128> {
        self.constant_of(self.node(id))
    }

    /// The same, of a node.
    #[inline]
    pub fn constant_of(&self, node: Node) -> Option<u128> {
        match node {
            Node::Const { index, .. } => Some(self.constants[index as usize]),
            _ => None,
        }
    }

    /// The name of an unknown, by its index in [`Node::Var`].
    pub fn var_name(&self, index: u32) -> &str {
        &self.names[index as usize]
    }

    /// A fold, by its index in [`Node::Fold`].
    pub fn fold(&self, index: u32) -> &Fold {
        &self.folds[index as usize]
    }

    /// A constant table, by its index in [`Node::Lookup`].
    pub fn table(&self, index: u32) -> &Arc<Table> {
        &self.tables[index as usize]
    }

    /// All constant tables, by their indices in [`Node::Lookup`].
    pub fn tables(&self) -> &[Arc<Table>] {
        &self.tables
    }

    /// How many regions there are.
    pub fn regions(&self) -> usize {
        self.regions.len()
    }

    /// The name of a region.
    pub fn region_name(&self, region: u32) -> &str {
        &self.regions[region as usize]
    }

    /// Declares a region whose initial bytes terms may read.
    pub fn add_region(&mut self, name: impl Into<String>) -> u32 {
        self.regions.push(name.into());
        self.regions.len() as u32 - 1
    }

    /// Visits the direct operands of a term.
    pub fn operands(&self, id: TermId, mut visit: impl FnMut(TermId)) {
        match self.node(id) {
            Node::Const { .. } | Node::Var { .. } => {}
            Node::Prim { prim, a, b, c, .. } => [a, b, c].into_iter().take(prim.arity()).for_each(visit),
            Node::Extract { a, .. } => visit(a),
            Node::Lookup { index, .. } => visit(index),
            Node::Read { offset, .. } => visit(offset),
            Node::FoldOut { fold, .. } => visit(fold),
            Node::Fold { index } => {
                let fold = &self.folds[index as usize];
                fold.initial.iter().copied().chain([fold.start, fold.count]).for_each(visit)
            }
        }
    }

    /// Every term that the roots are made of, operands before users; without recursion, for terms are deep.
    pub fn below(&self, roots: &[TermId]) -> Vec<TermId> {
        let mut seen = bitvec::bitvec![0; self.len()];
        let mut order = Vec::new();
        let mut stack: Vec<(TermId, bool)> = roots.iter().rev().map(|&id| (id, false)).collect();
        while let Some((id, done)) = stack.pop() {
            if done {
                order.push(id);
            } else if !seen.replace(id.0 as usize, true) {
                stack.push((id, true));
                self.operands(id, |operand| {
                    if !seen[operand.0 as usize] {
                        stack.push((operand, false));
                    }
                });
            }
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_stays_small() {
        assert!(size_of::<Node>() <= 16, "{}", size_of::<Node>());
    }
}
