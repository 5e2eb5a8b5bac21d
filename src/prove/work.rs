//! What engines did for a goal, for people and for numbers.

use crate::kernel::step::{Step, tally};
use crate::solve::ask::Effort;
use std::collections::BTreeMap;
use std::fmt;

/// Counts of one goal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Terms that sweeping visited for the first time.
    pub visited: usize,
    /// The kernel's steps, by the names of its rules.
    pub rules: BTreeMap<&'static str, usize>,
    pub sat: Effort,
}

impl Work {
    /// What was done since another count of visits and effort, with these steps.
    pub fn between(before: &(usize, Effort), after: &(usize, Effort), steps: &[Step]) -> Work {
        let (a, b) = (&before.1, &after.1);
        let sat = Effort {
            questions: b.questions - a.questions,
            clauses: b.clauses - a.clauses,
            steps: b.steps - a.steps,
            bytes: b.bytes - a.bytes,
        };
        Work { visited: after.0.saturating_sub(before.0), rules: tally(steps), sat }
    }
}

impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if self.visited > 0 {
            parts.push(format!("{} terms visited", self.visited));
        }
        let frame = |name: &str| matches!(name, "open" | "close" | "sat");
        parts.extend(self.rules.iter().filter(|(name, _)| !frame(name)).map(|(name, n)| format!("{n} {name}")));
        if self.sat.questions > 0 {
            let Effort { questions, clauses, steps, bytes } = self.sat;
            parts.push(format!("{questions} sat ({clauses} clauses, {steps} steps of LRAT, {bytes} bytes)"));
        }
        f.write_str(&parts.join(", "))
    }
}
