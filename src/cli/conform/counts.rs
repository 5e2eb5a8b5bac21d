//! What came of all encodings.

use vambrace::conform::round::Tally;
use vambrace::conform::vectors::{end, head};
use vambrace::conform::wire::Hello;
use vambrace::lift::isa::Isa;

/// Tallies with what they are about.
pub struct Counts {
    pub oracle: String,
    pub hello: Hello,
    pub seed: u64,
    /// Index of the encoding, its tally, and the recorded lines.
    pub encodings: Vec<(usize, Tally, String)>,
    pub seconds: f64,
    pub interrupted: bool,
}

impl Counts {
    /// A number over all encodings.
    pub fn sum(&self, of: impl Fn(&Tally) -> u64) -> u64 {
        self.encodings.iter().map(|(_, tally, _)| of(tally)).sum()
    }

    /// The text of a recording.
    pub fn recording(&self, isa: &Isa) -> String {
        let mut text = head(&self.hello, &self.oracle, self.seed);
        let mut cases = 0;
        for (n, _, lines) in self.encodings.iter().filter(|(_, _, lines)| !lines.is_empty()) {
            text += &format!("{}\n{lines}", isa.instructions[*n].name.name);
            cases += lines.lines().count();
        }
        text + &end(cases)
    }
}
