//! The SAT solver. Neither its refutations nor its solutions are believed: the kernel's checker has accepted the one
//! before it leaves here, and the other makes every clause true.

#[cfg(feature = "cadical")]
pub mod cadical;
pub mod elaborate;
pub mod propagate;
#[cfg(test)]
mod tests;
pub mod trace;
pub mod varisat;

use super::Limits;
use crate::kernel::lrat::{self, Step};
use std::time::{Duration, Instant};

/// What the solver found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is no solution, by this refutation of the clauses. It has no step that is not needed, and no gaps in its ids.
    Unsat(Vec<Step>),
    /// A solution by variable; index 0 is variable 1.
    Sat(Vec<bool>),
    Unknown(String),
}

/// Looks for a solution of clauses over variables 1 to `variables`, and gives up at the limits.
pub fn solve(variables: usize, clauses: &[Vec<i32>], limits: &Limits) -> Verdict {
    #[cfg(feature = "cadical")]
    let search = cadical::search;
    #[cfg(not(feature = "cadical"))]
    let search = varisat::search;
    solve_by(search, variables, clauses, limits)
}

/// Looks for a solution by one of the solvers.
pub fn solve_by(search: Search, variables: usize, clauses: &[Vec<i32>], limits: &Limits) -> Verdict {
    let end = End::new(limits);
    let named = |literal: &i32| (1..=variables.min(i32::MAX as usize)).contains(&(literal.unsigned_abs() as usize));
    if let Some(literal) = clauses.iter().flatten().find(|literal| !named(literal)) {
        return Verdict::Unknown(format!("{literal} is no literal of {variables} variables"));
    }
    if end.is_over() {
        return Verdict::Unknown(end.late());
    }
    let verdict = match clauses.iter().position(|clause| clause.is_empty()) {
        // The solvers need not write a step for what is there already.
        Some(at) => Verdict::Unsat(vec![again(clauses.len() as u64 + 1, at as u64 + 1)]),
        None => search(variables, clauses, &end),
    };
    confirmed(verdict, clauses)
}

/// One of the solvers.
pub type Search = fn(usize, &[Vec<i32>], &End) -> Verdict;

fn again(id: u64, empty: u64) -> Step {
    Step::Add { id, clause: vec![], hints: vec![empty] }
}

fn confirmed(verdict: Verdict, clauses: &[Vec<i32>]) -> Verdict {
    match &verdict {
        Verdict::Unsat(proof) => match lrat::refutes(clauses, proof) {
            Ok(()) => verdict,
            Err(refusal) => Verdict::Unknown(format!("the solver's proof is refused: {refusal}")),
        },
        Verdict::Sat(model) if !clauses.iter().all(|clause| clause.iter().any(|&literal| holds(model, literal))) => {
            Verdict::Unknown("the solver's solution is none".into())
        }
        _ => verdict,
    }
}

/// Whether a literal is true in a solution.
pub fn holds(model: &[bool], literal: i32) -> bool {
    let value = (literal.unsigned_abs() as usize).checked_sub(1).and_then(|index| model.get(index));
    value.is_some_and(|&value| value == (literal > 0))
}

/// When a search ends without an answer.
#[derive(Clone, Copy, Debug)]
pub struct End {
    limits: Limits,
    /// None if it is too far away to be represented.
    deadline: Option<Instant>,
}

impl End {
    fn new(limits: &Limits) -> End {
        let longest = if limits.seconds > 0.0 { Duration::MAX } else { Duration::ZERO };
        let time = Duration::try_from_secs_f64(limits.seconds).unwrap_or(longest);
        End { limits: *limits, deadline: Instant::now().checked_add(time) }
    }

    fn is_over(&self) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    fn late(&self) -> String {
        format!("no answer within {} s", self.limits.seconds)
    }

    /// Why a search that was given up has no answer.
    #[cfg(feature = "cadical")]
    fn reason(&self) -> String {
        if self.is_over() { self.late() } else { format!("no answer within {} conflicts", self.limits.conflicts) }
    }
}
