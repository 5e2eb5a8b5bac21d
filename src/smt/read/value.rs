//! Sorts and values of expressions.

use crate::smt::arrays::ArrayId;
use crate::smt::bits::Bits;
use crate::term::TermId;
use std::fmt;

/// What kind of thing an expression is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Bool,
    Bits(u32),
    /// The widths of index and elements.
    Array(u32, u32),
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Sort::Bool => write!(f, "Bool"),
            Sort::Bits(width) => write!(f, "(_ BitVec {width})"),
            Sort::Array(index, element) => write!(f, "(Array {} {})", Sort::Bits(*index), Sort::Bits(*element)),
        }
    }
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum Value {
    /// A term of one bit.
    Bool(TermId),
    Bits(Bits),
    Array(ArrayId, (u32, u32)),
    /// An equation of arrays, which only an assertion can use.
    SameArrays(ArrayId, ArrayId),
}

impl Value {
    /// The sort; an equation is a truth.
    pub fn sort(&self) -> Sort {
        match self {
            Value::Bool(_) | Value::SameArrays(..) => Sort::Bool,
            Value::Bits(bits) => Sort::Bits(bits.width),
            Value::Array(_, (index, element)) => Sort::Array(*index, *element),
        }
    }
}
