//! Asks the SAT solver a question of the kernel, and hands its refutation over.

use super::Limits;
use super::sat::{Verdict, solve};
use crate::kernel::Kernel;
use crate::kernel::clauses::Question;
use crate::kernel::lrat;

/// What came of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The terms are equal, and the kernel has united them.
    Equal,
    /// They are not where the assumptions hold, as far as cuts and folds are taken for arbitrary.
    Differ,
    Unknown(String),
}

/// Asks whether the terms of a question are equal.
pub fn ask(kernel: &mut Kernel, question: &Question, limits: &Limits) -> Reply {
    let formula = match kernel.formula(question) {
        Ok(formula) => formula.cnf,
        Err(refusal) => return Reply::Unknown(refusal.to_string()),
    };
    if formula.clauses.len() > limits.clauses {
        return Reply::Unknown(format!("more than {} clauses", limits.clauses));
    }
    match solve(formula.variables, &formula.clauses, limits) {
        Verdict::Unsat(proof) => match kernel.sat(question, &lrat::encode(&proof)) {
            Ok(()) => Reply::Equal,
            Err(refusal) => Reply::Unknown(refusal.to_string()),
        },
        Verdict::Sat(_) => Reply::Differ,
        Verdict::Unknown(reason) => Reply::Unknown(reason),
    }
}
