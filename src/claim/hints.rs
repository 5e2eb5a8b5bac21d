//! What the walk is told by a search, and does not believe: every hint makes goals that show it right.

use super::changed::Changed;
use super::flow::Arrival;
use super::session::{Session, Trouble};
use crate::symbolic::path::Side;
use crate::term::{TermId, Terms};
use std::collections::BTreeSet;

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

    /// Whether no run goes to a side of a branch, for a claim follows from facts.
    fn never(&mut self, terms: &Terms, facts: &[TermId], side: Side, claim: TermId) -> bool;
}

/// What a search has found, in the order in which the walk asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    pub changed: Vec<Changed>,
    /// Values of unknowns for which `requires` holds, so that the statement is not empty.
    pub witness: Vec<(TermId, u128)>,
    /// Sides of branches that no run goes to.
    pub never: BTreeSet<Side>,
}

/// Answers from what was found before.
pub struct Recorded<'a> {
    changed: std::slice::Iter<'a, Changed>,
    never: &'a BTreeSet<Side>,
}

impl<'a> Recorded<'a> {
    /// From the first answer on.
    pub fn new(hints: &'a Hints) -> Self {
        Recorded { changed: hints.changed.iter(), never: &hints.never }
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

    fn never(&mut self, _: &Terms, _: &[TermId], side: Side, _: TermId) -> bool {
        self.never.contains(&side)
    }
}
