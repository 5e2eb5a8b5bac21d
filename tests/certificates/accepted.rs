//! What may be accepted although it differs, and counts of what came of mutants.
//!
//! The checker makes the goals from script, object and texts alone, and a theorem is for the assumptions and the claim of
//! its goal, so whatever is accepted proves the statement that it prints. A mutant can be as good as the original where it
//! differs in
//!
//! * names: script and object are given here, and say for people where they were;
//! * hashes: `check_content` is asked not to look at them; `check` rejects these;
//! * the witness: any values for which `requires` holds show that the statement is not empty;
//! * what a loop changes: a larger set than needed is shown to be large enough, and the statement prints it;
//! * steps: those that are not needed may go or come, and an equality may have more than one proof.

use super::fixture::{Fixture, ISA};
use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};
use vambrace::certificate::Certificate;
use vambrace::certificate::check::{Accepted, Rejection};
use vambrace::claim::script::Script;

/// No check of these small certificates may take longer, on a machine that does other things too.
const LONGEST: Duration = Duration::from_secs(60);

/// What came of mutants.
#[derive(Default)]
pub struct Counts {
    pub unreadable: usize,
    pub same: usize,
    pub rejected: usize,
    /// By the first part that differs.
    pub accepted: BTreeMap<&'static str, usize>,
    slowest: Duration,
}

/// In which part two certificates differ.
fn difference(honest: &Certificate, mutant: &Certificate) -> &'static str {
    match () {
        () if honest.groups != mutant.groups => "steps",
        () if honest.hints.changed != mutant.hints.changed => "changes",
        () if honest.hints.witness != mutant.hints.witness => "witness",
        () if honest.hints.never != mutant.hints.never => "sides",
        () if honest.hashes != mutant.hashes => "hashes",
        () if honest.source != mutant.source => "names",
        () => "nothing",
    }
}

impl Counts {
    /// The bytes of a changed certificate.
    pub fn bytes(&mut self, fixture: &Fixture, script: &Script, bytes: &[u8], what: impl Fn() -> String) {
        match attempt(|| Certificate::from_bytes(bytes), &what) {
            Err(_) => self.unreadable += 1,
            Ok(mutant) => drop(self.certificate(fixture, script, &mutant, what)),
        }
    }

    /// A changed certificate; whether it is accepted.
    pub fn certificate(
        &mut self,
        fixture: &Fixture,
        script: &Script,
        mutant: &Certificate,
        what: impl Fn() -> String,
    ) -> bool {
        if *mutant == fixture.certificate {
            self.same += 1;
            return true;
        }
        let start = Instant::now();
        let answer = attempt(|| fixture.check(script, mutant), &what);
        let time = start.elapsed();
        self.slowest = self.slowest.max(time);
        assert!(time < LONGEST, "{}: {time:?}", what());
        match answer {
            Err(Rejection::Changed(part)) => panic!("{}: hashes do not matter, but {part}", what()),
            Err(Rejection::Refused(reason)) => {
                assert!(!reason.is_empty(), "{}", what());
                self.rejected += 1;
                false
            }
            Ok(found) => {
                let part = difference(&fixture.certificate, mutant);
                same_statement(fixture, &found, part, &what);
                if mutant.hashes != fixture.certificate.hashes {
                    let answer = mutant.check(script, &fixture.object, &ISA);
                    assert!(matches!(answer, Err(Rejection::Changed(_))), "{}", what());
                }
                *self.accepted.entry(part).or_default() += 1;
                true
            }
        }
    }

    /// All mutants.
    pub fn total(&self) -> usize {
        self.unreadable + self.same + self.rejected + self.accepted.values().sum::<usize>()
    }
}

/// What is accepted has the statement of the original, but for the set that a loop is said to change.
fn same_statement(fixture: &Fixture, found: &Accepted, part: &str, what: impl Fn() -> String) {
    let lines = |accepted: &Accepted| -> Vec<(String, String)> {
        let lines = accepted.statement.lines.iter().filter(|line| part != "changes" || line.0 != "changes");
        lines.cloned().collect()
    };
    let about = |accepted: &Accepted| (accepted.statement.code.clone(), accepted.statement.script_hash.clone());
    let honest = &fixture.accepted;
    assert_eq!(lines(found), lines(honest), "{}", what());
    assert_eq!(about(found), about(honest), "{}", what());
    if part != "changes" {
        assert_eq!(found.statement.render(), honest.statement.render(), "{}", what());
        assert_eq!(found.goals, honest.goals, "{}", what());
    }
}

/// The answer; a panic is told with what was tried.
fn attempt<T>(f: impl FnOnce() -> T, what: impl Fn() -> String) -> T {
    catch_unwind(AssertUnwindSafe(f)).unwrap_or_else(|_| panic!("a panic: {}", what()))
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts { unreadable, same, rejected, accepted, slowest } = self;
        write!(f, "{} mutants: {unreadable} cannot be read, {rejected} rejected, {same} equal", self.total())?;
        write!(f, ", accepted {accepted:?}; the slowest check took {slowest:?}")
    }
}
