//! Our own engines on a problem that was read.

use super::{Problem, model};
use crate::claim::standard::Standard;
use crate::kernel::Kernel;
use crate::kernel::step::tally_text;
use crate::solve::scope::Scope;
use crate::solve::{self, Limits};
use crate::term::eval::Assignment;

/// What is known about a problem.
pub enum Decision {
    /// The assertions cannot hold together.
    Unsat {
        /// What the engine did, for people.
        how: String,
    },
    /// They hold for these values, confirmed by evaluation.
    Sat {
        how: String,
        model: Assignment<'static>,
    },
    Unknown(String),
}

/// Decides whether the assertions can hold together.
pub fn decide_problem(problem: &mut Problem, limits: &Limits) -> Decision {
    if let Some(how) = refute(problem, limits) {
        return Decision::Unsat { how };
    }
    let never = problem.terms.constant(1, 0);
    match solve::decide(&problem.terms, &problem.asserts, never, limits) {
        solve::Answer::Proved { engine, clauses, proof_steps } => {
            let how = format!("{engine}: {clauses} clauses, {proof_steps} steps of proof replayed");
            Decision::Unsat { how }
        }
        solve::Answer::Refuted(values) => match model::confirm(&problem.terms, &problem.asserts, None, &values) {
            Some(model) => Decision::Sat { how: "sat: a solution, confirmed by evaluation".into(), model },
            None => Decision::Unknown("a solution is not confirmed by evaluation".into()),
        },
        solve::Answer::Unknown(reason) => Decision::Unknown(reason),
    }
}

/// Shows by the kernel that one assertion fails where the others hold: the last one, where writers put the negated goal, or
/// the one that speaks of most terms. What the kernel did, if it could.
fn refute(problem: &mut Problem, limits: &Limits) -> Option<String> {
    let last = problem.asserts.len().checked_sub(1)?;
    let size = |&at: &usize| problem.terms.below(&[problem.asserts[at]]).len();
    let largest = (0..=last).max_by_key(size)?;
    let found = refute_one(problem, last, limits);
    if found.is_none() && largest != last { refute_one(problem, largest, limits) } else { found }
}

fn refute_one(problem: &mut Problem, at: usize, limits: &Limits) -> Option<String> {
    let claim = problem.terms.not(problem.asserts[at]);
    let mut assumptions = problem.asserts.clone();
    assumptions.remove(at);
    let standard = Standard::default();
    let mut kernel = Kernel::new(&mut problem.terms, &standard);
    let mut scope = Scope::open(&mut kernel, &assumptions, *limits).ok()?;
    if !scope.holds(claim) {
        return None;
    }
    kernel.conclude(claim).ok()?;
    Some(format!("kernel: {}", tally_text(kernel.since(0))))
}
