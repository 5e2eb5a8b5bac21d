//! Takes the steps of a certificate again.

use super::step::Step;
use super::{Checked, Kernel, refuse};

/// What all steps of a certificate together may take: minutes. Each rule has a bound of its own, but there may be millions
/// of steps. Those of SHA-256 take less than a ten-thousandth.
pub(super) const WORK: u64 = 1 << 35;

/// Terms that may be there, so that steps of a few bytes cannot ask for all memory.
const TERMS: usize = 1 << 24;

impl Kernel<'_> {
    /// One step, by the rule that took it the first time.
    pub fn take(&mut self, step: &Step) -> Checked {
        if self.work.get() > WORK || self.terms.len() > TERMS {
            return refuse("the steps so far have taken more work than any certificate may");
        }
        self.spend(1);
        match step {
            Step::Rank(first) => self.rank(first),
            Step::Open(assumptions) => self.open(assumptions),
            Step::Close => self.close(),
            Step::Consequences(id) => self.consequences(*id),
            Step::Make(make) => self.make(*make).map(drop),
            Step::Table(width, elements) => self.table(*width, elements).map(drop),
            Step::Rewrite(id) => self.rewrite(*id).map(drop),
            Step::Linear(a, b) => self.linear(*a, *b),
            Step::Bits(a, b) => self.bits(*a, *b),
            Step::BitsOfTables(a, b) => self.bits_of_tables(*a, *b),
            Step::Enumerate(a, b, leaves) => self.enumerate(*a, *b, leaves),
            Step::Multilinear(a, b, arguments) => self.multilinear(*a, *b, arguments),
            Step::Solve(equation, part, value) => self.solve(*equation, *part, *value),
            Step::Order { claim, value, proof } => self.order(*claim, *value, proof),
            Step::Unfold(unfold) => self.unfold(unfold).map(drop),
            Step::Sat { question, proof } => self.sat(question, proof),
        }
    }
}
