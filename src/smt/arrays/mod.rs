//! Arrays: chains of stores and choices over declared arrays, and what is read from them.

mod select;

use super::bits::Bits;
use crate::term::{TermId, Terms};
use rustc_hash::FxHashMap;

/// The index of an array in its [`Arrays`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ArrayId(u32);

/// How an array is made of others; those are older, except where a declared one is defined later.
#[derive(Clone)]
enum Shape {
    Declared(usize),
    Store { base: ArrayId, index: Bits, value: Bits },
    Choice { condition: TermId, then: ArrayId, otherwise: ArrayId },
    Everywhere(Bits),
}

/// A declared array.
struct Declared {
    name: String,
    element: u32,
    /// Bytes at up to 2^64 places are a region of the terms; all others are unknowns, one for each index.
    region: Option<u32>,
    reads: Vec<(Bits, Bits)>,
    known: FxHashMap<Bits, usize>,
    definition: Option<ArrayId>,
}

/// All arrays of a script.
#[derive(Default)]
pub struct Arrays {
    shapes: Vec<(Shape, (u32, u32))>,
    declared: Vec<Declared>,
    /// What must hold besides, so that equal indices read equal elements.
    pub axioms: Vec<TermId>,
}

impl Arrays {
    fn add(&mut self, shape: Shape, sort: (u32, u32)) -> ArrayId {
        self.shapes.push((shape, sort));
        ArrayId(self.shapes.len() as u32 - 1)
    }

    /// The widths of the index and of the elements.
    pub fn sort(&self, id: ArrayId) -> (u32, u32) {
        self.shapes[id.0 as usize].1
    }

    /// A new unknown array.
    pub fn declare(&mut self, terms: &mut Terms, name: &str, (index, element): (u32, u32)) -> ArrayId {
        let region = (index <= 64 && element == 8).then(|| terms.add_region(name));
        let (reads, known) = (Vec::new(), FxHashMap::default());
        self.declared.push(Declared { name: name.into(), element, region, reads, known, definition: None });
        self.add(Shape::Declared(self.declared.len() - 1), (index, element))
    }

    /// The array that has one value at every index.
    pub fn everywhere(&mut self, value: Bits, sort: (u32, u32)) -> ArrayId {
        self.add(Shape::Everywhere(value), sort)
    }

    /// The array with another value at one index.
    pub fn store(&mut self, base: ArrayId, index: Bits, value: Bits) -> ArrayId {
        self.add(Shape::Store { base, index, value }, self.sort(base))
    }

    /// `if condition then then else otherwise`.
    pub fn choice(&mut self, condition: TermId, then: ArrayId, otherwise: ArrayId) -> ArrayId {
        self.add(Shape::Choice { condition, then, otherwise }, self.sort(then))
    }

    /// Takes an equation as the definition of one side, if that is a declared array that nothing was read from yet and
    /// that the other side does not rest on.
    pub fn define(&mut self, a: ArrayId, b: ArrayId) -> bool {
        a == b || self.define_as(a, b) || self.define_as(b, a)
    }

    fn define_as(&mut self, name: ArrayId, value: ArrayId) -> bool {
        let Shape::Declared(n) = self.shapes[name.0 as usize].0 else { return false };
        let free = self.declared[n].definition.is_none() && self.declared[n].reads.is_empty();
        if free && !self.rests_on(value, name) {
            self.declared[n].definition = Some(value);
            return true;
        }
        false
    }

    fn rests_on(&self, array: ArrayId, on: ArrayId) -> bool {
        let mut seen = bitvec::bitvec![0; self.shapes.len()];
        let mut stack = vec![array];
        while let Some(id) = stack.pop() {
            if id == on {
                return true;
            }
            if !seen.replace(id.0 as usize, true) {
                match &self.shapes[id.0 as usize].0 {
                    Shape::Declared(n) => stack.extend(self.declared[*n].definition),
                    Shape::Store { base, .. } => stack.push(*base),
                    Shape::Choice { then, otherwise, .. } => stack.extend([*then, *otherwise]),
                    Shape::Everywhere(_) => {}
                }
            }
        }
        false
    }

    /// What a declared array is, for models: where it was read, or `None` if another defines it.
    pub fn reads(&self, id: ArrayId) -> Option<&[(Bits, Bits)]> {
        match self.shapes[id.0 as usize].0 {
            Shape::Declared(n) if self.declared[n].definition.is_none() => Some(&self.declared[n].reads),
            _ => None,
        }
    }
}
