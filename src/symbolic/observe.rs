//! What one who shares the machine may observe of a run: where branches go, and which addresses are accessed.

use crate::term::TermId;

/// What is observed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Seen {
    /// Whether a branch is taken.
    Branch,
    /// Which of two addresses a register holds.
    Choice,
    Load,
    Store,
}

/// An outcome or an address, with the instruction that shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Observation {
    pub pc: u64,
    pub seen: Seen,
    pub value: TermId,
}

impl Seen {
    /// As reports call it.
    pub fn name(self) -> &'static str {
        match self {
            Seen::Branch => "the outcome of the branch",
            Seen::Choice => "the choice of an address",
            Seen::Load => "the address that is read",
            Seen::Store => "the address that is written",
        }
    }
}
