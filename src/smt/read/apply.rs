//! Operators by their names, and unknown functions.

use super::declare::width;
use super::error::{At, Result};
use super::{ArrayId, Place, Reader, Sort, Value, pay};
use crate::smt::bits::{Bits, pack};

/// A value, or what is wrong without the place.
pub(super) type Outcome = std::result::Result<Value, String>;

impl Reader<'_> {
    /// Refuses arguments of other sorts than these.
    pub(super) fn expect_sorts(&self, place: Place, sorts: &[Sort], arguments: &[Value]) -> Result<()> {
        let name = self.shown(self.part(place, 0));
        if sorts.len() != arguments.len() {
            let found = arguments.len();
            return self.wrong(place, format!("`{name}` takes {} arguments, found {found}", sorts.len()));
        }
        for (n, (sort, argument)) in sorts.iter().zip(arguments).enumerate() {
            if *sort != argument.sort() || matches!(argument, Value::SameArrays(..)) {
                let message = format!("argument {} of `{name}`: expected {sort}, found {}", n + 1, argument.sort());
                return self.wrong(place, message);
            }
        }
        Ok(())
    }

    /// An unknown function of values: the element of its array at all of them together.
    pub(super) fn apply_function(
        &mut self,
        place: Place,
        array: ArrayId,
        n: usize,
        arguments: Vec<Value>,
    ) -> Result<Value> {
        let (sorts, result) = self.signatures[n].clone();
        self.expect_sorts(place, &sorts, &arguments)?;
        let mut pieces = Vec::new();
        for argument in &arguments {
            match argument {
                Value::Bool(id) => pieces.push(*id),
                Value::Bits(bits) => pieces.extend(bits.limbs.iter()),
                Value::Array(..) | Value::SameArrays(..) => {}
            }
        }
        let index = pack(&mut self.terms, &pieces);
        debug_assert_eq!(Some(index.width), sorts.iter().map(|&sort| width(sort)).sum());
        let element = self.select(array, &index).map_err(|why| At(self.node(place).start, why))?;
        Ok(if result == Sort::Bool { Value::Bool(element.limbs[0]) } else { Value::Bits(element) })
    }

    /// The element of an array.
    pub(super) fn select(&mut self, array: ArrayId, index: &Bits) -> std::result::Result<Bits, String> {
        let each = index.limbs.len() as u64;
        let Reader { arrays, terms, steps, .. } = self;
        let element = arrays.select(terms, array, index, |n| pay(steps, n * each))?;
        self.charge(1)?;
        Ok(element)
    }

    /// An operator without numbers of its own.
    pub(super) fn apply(&mut self, name: &str, arguments: Vec<Value>) -> Outcome {
        match name {
            "not" | "and" | "or" | "xor" | "=>" | "=" | "distinct" | "ite" => self.core(name, arguments),
            "select" | "store" => self.array(name, arguments),
            _ if arguments.is_empty() => Err(format!("`{name}` needs arguments")),
            _ => {
                let vectors = arguments.iter().map(|argument| match argument {
                    Value::Bits(bits) => Ok(bits.clone()),
                    other => Err(format!("`{name}` takes bit-vectors, found {}", other.sort())),
                });
                // An unknown name is the more important message.
                if !super::bitvec::is_operator(name) {
                    return Err(format!("nothing is called `{name}` here; expected an operator of QF_ABV"));
                }
                self.vector(name, &vectors.collect::<std::result::Result<Vec<_>, _>>()?)
            }
        }
    }

    fn array(&mut self, name: &str, arguments: Vec<Value>) -> Outcome {
        match (name, arguments.as_slice()) {
            ("select", [Value::Array(array, sort), Value::Bits(index)]) if index.width == sort.0 => {
                Ok(Value::Bits(self.select(*array, index)?))
            }
            ("store", [Value::Array(array, sort), Value::Bits(index), Value::Bits(value)])
                if (index.width, value.width) == *sort =>
            {
                Ok(Value::Array(self.arrays.store(*array, index.clone(), value.clone()), *sort))
            }
            _ => {
                let sorts: Vec<String> = arguments.iter().map(|argument| argument.sort().to_string()).collect();
                let expected =
                    if name == "select" { "an array and its index" } else { "an array, its index and element" };
                Err(format!("`{name}` takes {expected}, found {}", sorts.join(", ")))
            }
        }
    }
}
