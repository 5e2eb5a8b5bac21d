//! Arrays: chains of stores and choices over declared arrays, and what is read from them.

use super::bits::Bits;
use crate::lift::prim::Prim;
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

    /// The element at an index; `cost` is told of each step and may refuse.
    pub fn select(
        &mut self,
        terms: &mut Terms,
        array: ArrayId,
        index: &Bits,
        mut cost: impl FnMut(u64) -> Result<(), String>,
    ) -> Result<Bits, String> {
        let mut values: FxHashMap<ArrayId, Bits> = FxHashMap::default();
        let mut stack = vec![array];
        // Without recursion, for chains are long; an array is left on the stack until what it is made of has a value.
        while let Some(&id) = stack.last() {
            cost(1)?;
            if !values.contains_key(&id) {
                match self.step(terms, id, index, &values, &mut cost)? {
                    Ok(value) => values.insert(id, value),
                    Err(missing) => {
                        stack.extend(missing);
                        continue;
                    }
                };
            }
            stack.pop();
        }
        Ok(values.remove(&array).expect("the last one has a value"))
    }

    /// The element of one array, or the arrays whose elements must be known first.
    fn step(
        &mut self,
        terms: &mut Terms,
        id: ArrayId,
        index: &Bits,
        values: &FxHashMap<ArrayId, Bits>,
        cost: &mut impl FnMut(u64) -> Result<(), String>,
    ) -> Result<Result<Bits, Vec<ArrayId>>, String> {
        Ok(match &self.shapes[id.0 as usize].0 {
            Shape::Everywhere(value) => Ok(value.clone()),
            Shape::Declared(n) => match self.declared[*n].definition {
                Some(other) => values.get(&other).cloned().ok_or(vec![other]),
                None => Ok(self.read(terms, *n, index, cost)?),
            },
            Shape::Store { base, index: at, value } => {
                let same = at.equal(terms, index);
                match (terms.as_const(same), values.get(base)) {
                    (Some(1), _) => Ok(value.clone()),
                    (_, None) => Err(vec![*base]),
                    (Some(_), Some(below)) => Ok(below.clone()),
                    (None, Some(below)) => Ok(value.select(terms, same, below)),
                }
            }
            Shape::Choice { condition, then, otherwise } => match (values.get(then), values.get(otherwise)) {
                (Some(a), Some(b)) => Ok(a.select(terms, *condition, b)),
                _ => Err(vec![*then, *otherwise]),
            },
        })
    }

    fn read(
        &mut self,
        terms: &mut Terms,
        n: usize,
        index: &Bits,
        cost: &mut impl FnMut(u64) -> Result<(), String>,
    ) -> Result<Bits, String> {
        let declared = &mut self.declared[n];
        if let Some(&known) = declared.known.get(index) {
            return Ok(declared.reads[known].1.clone());
        }
        let value = match declared.region {
            Some(region) => {
                let offset = index.zero_extend(terms, 64).limbs[0];
                let byte = terms.read(region, offset);
                Bits::single(terms, byte)
            }
            None => {
                let name = format!("{}@{}", declared.name, declared.reads.len());
                Bits::unknown(terms, declared.element, &name)
            }
        };
        if declared.region.is_none() {
            cost(declared.reads.len() as u64)?;
            for (other, element) in &declared.reads {
                let same = other.equal(terms, index);
                let agree = element.equal(terms, &value);
                let differ = terms.not(same);
                let axiom = terms.binary(Prim::Or, differ, agree);
                if terms.as_const(same) != Some(0) {
                    self.axioms.push(axiom);
                }
            }
        }
        declared.known.insert(index.clone(), declared.reads.len());
        declared.reads.push((index.clone(), value.clone()));
        Ok(value)
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
