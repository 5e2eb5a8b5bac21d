//! What the walk is told by a search, and does not believe: every hint makes goals that show it right.

use super::changed::Changed;
use super::flow::Arrival;
use super::session::{Session, Trouble};
use crate::term::TermId;

/// Who tells it. A wrong answer makes goals that cannot be closed, and nothing worse.
pub trait Guide {
    /// What a loop changes, when it is reached with these arrivals and these facts at its head.
    fn changed(
        &mut self,
        session: &mut Session,
        head: usize,
        arrivals: &[Arrival],
        facts: &[TermId],
    ) -> Result<Changed, Trouble>;
}

/// What a search has found, in the order in which the walk asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    pub changed: Vec<Changed>,
    /// Values of unknowns for which `requires` holds, so that the statement is not empty.
    pub witness: Vec<(TermId, u128)>,
}

/// Answers from what was found before.
pub struct Recorded<'a> {
    changed: std::slice::Iter<'a, Changed>,
}

impl<'a> Recorded<'a> {
    /// From the first answer on.
    pub fn new(hints: &'a Hints) -> Self {
        Recorded { changed: hints.changed.iter() }
    }

    /// Whether all answers were asked for.
    pub fn is_used_up(&self) -> bool {
        self.changed.len() == 0
    }
}

impl Guide for Recorded<'_> {
    fn changed(&mut self, _: &mut Session, _: usize, _: &[Arrival], _: &[TermId]) -> Result<Changed, Trouble> {
        let next = self.changed.next().cloned();
        next.ok_or_else(|| Trouble::Unusable("there are more loops than were recorded".into()))
    }
}
