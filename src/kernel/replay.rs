//! Takes the steps of a certificate again.

use super::step::Step;
use super::{Checked, Kernel};

impl Kernel<'_> {
    /// One step, by the rule that took it the first time.
    pub fn take(&mut self, step: &Step) -> Checked {
        match step {
            Step::Open(assumptions) => self.open(assumptions),
            Step::Close => self.close(),
            Step::Consequences(id) => self.consequences(*id),
            Step::Make(make) => self.make(*make).map(drop),
            Step::Rewrite(id) => self.rewrite(*id).map(drop),
            Step::Linear(a, b) => self.linear(*a, *b),
            Step::Bits(a, b) => self.bits(*a, *b),
            Step::BitsOfTables(a, b) => self.bits_of_tables(*a, *b),
            Step::Enumerate(a, b, leaves) => self.enumerate(*a, *b, leaves),
            Step::Multilinear(a, b, arguments) => self.multilinear(*a, *b, arguments),
            Step::Solve(equation, part, value) => self.solve(*equation, *part, *value),
            Step::Unfold(unfold) => self.unfold(unfold),
            Step::Sat { question, proof } => self.sat(question, proof),
        }
    }
}
