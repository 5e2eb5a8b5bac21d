//! SMT-LIB 2: problems of other tools are read, goals of ours are written, other solvers are asked.

pub mod arrays;
pub mod bits;
pub mod decide;
pub mod model;
pub mod read;
pub mod solver;
pub mod write;

use crate::term::{TermId, Terms};
use bits::Bits;

/// What a script asks: can all the assertions, of one bit each, hold together?
pub struct Problem {
    pub terms: Terms,
    pub asserts: Vec<TermId>,
    /// What the script declares, in its order.
    pub symbols: Vec<Symbol>,
    /// What the script itself says the answer is, by `(set-info :status ...)`.
    pub status: Option<Status>,
}

/// An unknown that the script declares.
pub struct Symbol {
    /// As the script writes it.
    pub name: String,
    pub value: Unknown,
}

/// What stands for a declared symbol.
pub enum Unknown {
    Bool(TermId),
    Bits(Bits),
    /// An array with all the places where it is read; what it holds elsewhere plays no part.
    Array {
        index: u32,
        element: u32,
        reads: Vec<(Bits, Bits)>,
    },
    /// An array that an assertion defines by another.
    Defined,
}

/// The answers that SMT-LIB has to `check-sat`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Sat,
    Unsat,
    Unknown,
}

impl Status {
    /// As SMT-LIB writes it.
    pub fn name(self) -> &'static str {
        match self {
            Status::Sat => "sat",
            Status::Unsat => "unsat",
            Status::Unknown => "unknown",
        }
    }

    /// What [`Status::name`] writes, read back.
    pub fn of(name: &str) -> Option<Status> {
        [Status::Sat, Status::Unsat, Status::Unknown].into_iter().find(|status| status.name() == name)
    }
}
