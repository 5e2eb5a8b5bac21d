//! Counts that the assumptions leave one distance: where a text ends, so many blocks are left, and one count is the other
//! and a number. A value that satisfies the assumptions says which, and a solver whether it is the only one.

use super::ask::Reply;
use super::counts;
use super::scope::Scope;
use crate::kernel::make::Make;
use crate::lift::prim::Prim;
use crate::symbolic::linear::Linear;
use crate::term::{Node, TermId};

/// Unknowns that are compared, each with each other.
const COUNTS: usize = 6;

/// Distances up to which a solver is asked.
const FAR: i64 = 64;

impl Scope<'_, '_> {
    /// Takes it of those counts of which it follows; whether it does of any.
    pub(super) fn distances(&mut self) -> bool {
        let counts = self.counts();
        let mut grew = false;
        for (at, &younger) in counts.iter().enumerate() {
            grew |= counts[at + 1..].iter().any(|&older| self.distance(younger, older).is_some());
        }
        grew
    }

    /// Whether a count was found to be a number.
    pub(super) fn numbers(&mut self) -> bool {
        let mut found = false;
        for count in self.counts() {
            found |= self.number(count).is_some();
        }
        found
    }

    fn number(&mut self, count: TermId) -> Option<TermId> {
        let value = self.likely(count).filter(|&value| value <= FAR as u128)?;
        self.move_unknown(count);
        if self.solutions.iter().flatten().any(|&(unknown, other)| unknown == count && other != value) {
            return None;
        }
        let number = self.kernel.make(Make::Constant { width: 64, value }).ok()?;
        self.is(count, number)
    }

    /// Unknowns that the facts are of, the youngest first.
    fn counts(&self) -> Vec<TermId> {
        let terms = self.kernel.terms();
        let is_count = |id: &TermId| matches!(terms.node(*id), Node::Var { width: 64, .. });
        let mut counts: Vec<TermId> = terms.below(&self.facts).into_iter().filter(is_count).collect();
        counts.sort_unstable();
        counts.into_iter().rev().filter(|&id| self.kernel.find(id) == id).take(COUNTS).collect()
    }

    /// One count is another and a number.
    fn distance(&mut self, younger: TermId, older: TermId) -> Option<TermId> {
        let likely = self.likely(younger)? as u64;
        let constant = likely.wrapping_sub(self.likely(older)? as u64);
        if (constant as i64).unsigned_abs() > FAR as u64 {
            return None;
        }
        for count in [younger, older] {
            self.move_unknown(count);
        }
        // What was found out of others may say what these are.
        let changed = [younger, older].iter().any(|&count| self.kernel.find(count) != count);
        if changed || !self.is_likely(younger, older, constant) {
            return None;
        }
        let sum = counts::make(self.kernel, &Linear { constant, parts: vec![(older, 1)] }).ok()?;
        self.is(younger, sum)
    }

    /// One count is what a solver says it is; the equation that says so.
    pub(super) fn is(&mut self, count: TermId, sum: TermId) -> Option<TermId> {
        let equation = Make::Prim { prim: Prim::Eq, width: 1, operands: [count, sum, sum] };
        let equation = self.kernel.make(equation).ok()?;
        let holds = self.kernel.known(equation).is_none() && self.ask_plainly(equation) == Reply::Equal;
        (holds && self.kernel.consequences(equation).is_ok()).then_some(equation)
    }

    /// Whether no solution that is known has another distance.
    fn is_likely(&self, younger: TermId, older: TermId, distance: u64) -> bool {
        self.solutions.iter().all(|solution| {
            let value = |id| solution.iter().find(|known| known.0 == id).map(|known| known.1 as u64);
            let found = value(younger).zip(value(older));
            found.is_none_or(|(younger, older)| younger.wrapping_sub(older) == distance)
        })
    }
}
