//! Why a refutation is not accepted.

use std::fmt::{Display, Formatter, Result};

/// The reason, and the step from 0 on unless it is about the formula or the proof as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub step: Option<usize>,
    pub reason: Reason,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It is 0, or of a variable that the formula does not have.
    Literal(i32),
    /// It is not above all before it.
    Id(u64),
    /// It was never there or has been deleted.
    NoSuchClause(u64),
    /// More than one literal of it is not false yet.
    NotUnit(u64),
    NoConflict,
    NoEmptyClause,
    TooLarge,
}

impl Display for Refusal {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self.step {
            Some(step) => write!(f, "step {}: {}", step + 1, self.reason),
            None => self.reason.fmt(f),
        }
    }
}

impl Display for Reason {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Reason::Literal(literal) => write!(f, "{literal} is no literal of a variable of the formula"),
            Reason::Id(id) => write!(f, "the id {id} is not above those before it"),
            Reason::NoSuchClause(id) => write!(f, "there is no clause {id}"),
            Reason::NotUnit(id) => write!(f, "clause {id} has more than one literal that is not false"),
            Reason::NoConflict => {
                f.write_str("its hints end without a conflict (steps by RAT rather than RUP are not accepted)")
            }
            Reason::NoEmptyClause => f.write_str("the empty clause is not derived"),
            Reason::TooLarge => f.write_str("it is too large"),
        }
    }
}

impl std::error::Error for Refusal {}
