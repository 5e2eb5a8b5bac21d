//! What is read from an array: its stores and choices are followed down to the declared ones.

use super::{ArrayId, Arrays, Shape};
use crate::lift::prim::Prim;
use crate::smt::bits::Bits;
use crate::term::Terms;
use rustc_hash::FxHashMap;

impl Arrays {
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
}
