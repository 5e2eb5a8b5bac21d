//! Which terms stand for others, before anything is known: those of some terms for all others, if that is wanted.

use super::step::Step;
use super::store::Store;
use super::{Checked, Kernel, refuse};
use crate::term::TermId;
use rustc_hash::FxHashSet;

impl Kernel<'_> {
    /// Terms, and what they are made of, rank below all others. Nothing is said of any term by that.
    pub fn rank(&mut self, first: &[TermId]) -> Checked {
        for &id in first {
            self.check_id(id)?;
        }
        if self.store.mark() > 0 || !self.scopes.is_empty() || !self.steps.is_empty() {
            return refuse("terms are ranked before anything is known");
        }
        let first_of_all: FxHashSet<TermId> =
            self.below_by(first, &FxHashSet::default(), |_, operand| operand).into_iter().collect();
        self.store = Store::ranked(self.terms, &first_of_all);
        self.steps.push(Step::Rank(first.to_vec()));
        Ok(())
    }
}
