//! The normal form: sums with coefficients, bitwise functions as XORs of products, concatenations flattened.
//!
//! It is search and never believed: it may record each step, for a checker that replays them.

mod bitwise;
mod compare;
mod concat;
mod convert;
pub mod eval;
mod linear;
mod to_term;

#[cfg(test)]
mod generate;
#[cfg(test)]
mod growth;
#[cfg(test)]
mod same;
#[cfg(test)]
mod sound;

use crate::lift::prim::{Prim, mask};
use crate::term::TermId;
use rustc_hash::FxHashMap;

/// The index of a normal form; equal id means equal value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NormId(pub u32);

/// A leaf of a bitwise function: a value rotated right by so many bits.
pub type Leaf = (NormId, u8);

/// A normal form; widths are in bits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Norm {
    Const {
        width: u8,
        value: u128,
    },
    /// An unknown, by its term.
    Unknown {
        width: u8,
        term: TermId,
    },
    Lookup {
        width: u8,
        table: u32,
        index: NormId,
    },
    Read {
        region: u32,
        offset: NormId,
    },
    Fold(Box<NormFold>),
    FoldOut {
        width: u8,
        fold: NormId,
        n: u16,
    },
    /// Two or more parts, the lowest first; none is a concatenation, no two neighbours would merge.
    Concat {
        width: u8,
        parts: Box<[NormId]>,
    },
    /// Of what is no constant, concatenation or slice itself.
    Slice {
        width: u8,
        of: NormId,
        lo: u8,
    },
    /// `constant + sum of coefficient * part`, modulo 2^width; parts in order, no sums, coefficients not zero.
    Sum {
        width: u8,
        constant: u128,
        parts: Box<[(NormId, u128)]>,
    },
    /// The XOR of products, each the AND of its leaves and a mask; in order of leaves, masks not zero.
    Xor {
        width: u8,
        products: Box<[Product]>,
    },
    Op {
        prim: Prim,
        width: u8,
        operands: [NormId; 3],
    },
}

/// The AND of leaves and a mask.
pub type Product = (Box<[Leaf]>, u128);

/// A fold with its operands in normal form.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NormFold {
    pub function: String,
    pub initial: Vec<NormId>,
    pub region: u32,
    pub start: NormId,
    pub chunk: u32,
    pub count: NormId,
}

/// Which rule made a normal form of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    Leaf,
    Sum,
    Xor,
    Concat,
    Slice,
    Compare,
    Select,
    /// Nothing is known of the operation but its operands.
    Congruence,
}

/// One step: the term has this normal form by this rule, its operands having theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub rule: Rule,
    pub term: TermId,
    pub normal: NormId,
}

/// The arena of normal forms of the terms of one arena.
#[derive(Default)]
pub struct Normalizer {
    nodes: Vec<Norm>,
    ids: FxHashMap<Norm, NormId>,
    of_term: Vec<Option<NormId>>,
    slices: FxHashMap<(NormId, u8, u8), NormId>,
    /// Every step, if they are to be recorded.
    pub steps: Option<Vec<Step>>,
}

impl Normalizer {
    /// Records each step.
    pub fn recording() -> Normalizer {
        Normalizer { steps: Some(Vec::new()), ..Normalizer::default() }
    }

    /// How many normal forms there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// A normal form.
    pub fn node(&self, id: NormId) -> &Norm {
        &self.nodes[id.0 as usize]
    }

    fn intern(&mut self, node: Norm) -> NormId {
        if let Some(&id) = self.ids.get(&node) {
            return id;
        }
        let id = NormId(self.nodes.len() as u32);
        self.nodes.push(node.clone());
        self.ids.insert(node, id);
        id
    }

    fn constant(&mut self, width: u8, value: u128) -> NormId {
        self.intern(Norm::Const { width, value: value & mask(width) })
    }

    /// The value of a constant.
    pub fn as_const(&self, id: NormId) -> Option<u128> {
        match self.node(id) {
            Norm::Const { value, .. } => Some(*value),
            _ => None,
        }
    }

    fn width(&self, id: NormId) -> u8 {
        match self.node(id) {
            Norm::Const { width, .. } | Norm::Unknown { width, .. } | Norm::FoldOut { width, .. } => *width,
            Norm::Concat { width, .. } | Norm::Slice { width, .. } | Norm::Sum { width, .. } => *width,
            Norm::Xor { width, .. } | Norm::Op { width, .. } | Norm::Lookup { width, .. } => *width,
            Norm::Read { .. } => 8,
            Norm::Fold(_) => 0,
        }
    }

    fn op(&mut self, prim: Prim, width: u8, operands: [NormId; 3]) -> NormId {
        self.intern(Norm::Op { prim, width, operands })
    }
}
