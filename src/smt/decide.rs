//! Our own engines on a problem that was read.

use super::{Problem, model};
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
    let never = problem.terms.constant(1, 0);
    match solve::decide(&problem.terms, &problem.asserts, never, limits) {
        solve::Answer::Proved { engine, clauses, proof_bytes } => {
            let how = format!("{engine}: {clauses} clauses, {proof_bytes} bytes of proof replayed");
            Decision::Unsat { how }
        }
        solve::Answer::Refuted(values) => match model::confirm(&problem.terms, &problem.asserts, None, &values) {
            Some(model) => Decision::Sat { how: "sat: a solution, confirmed by evaluation".into(), model },
            None => Decision::Unknown("a solution is not confirmed by evaluation".into()),
        },
        solve::Answer::Unknown(reason) => Decision::Unknown(reason),
    }
}
