//! Asks the SAT solver a question of the kernel, and hands its refutation over.

use super::Limits;
use super::falsify::Values;
use super::sat::{Verdict, solve};
use crate::kernel::Kernel;
use crate::kernel::aig::lit_value;
use crate::kernel::blast::Blaster;
use crate::kernel::clauses::{Formula, NODES, Question, too_many};
use crate::kernel::lrat;
use crate::term::{Node, Terms};
use rustc_hash::FxHashSet;
use std::ops::Add;

/// What came of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The terms are equal, and the kernel has united them.
    Equal,
    /// They are not where the assumptions hold, as far as cuts and folds are taken for arbitrary.
    Differ,
    Unknown(String),
}

/// What solvers did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effort {
    pub questions: usize,
    pub clauses: usize,
    /// Of the refutations.
    pub steps: usize,
    /// Of the refutations in a certificate.
    pub bytes: usize,
}

impl Add for Effort {
    type Output = Effort;

    fn add(self, more: Effort) -> Effort {
        Effort {
            questions: self.questions + more.questions,
            clauses: self.clauses + more.clauses,
            steps: self.steps + more.steps,
            bytes: self.bytes + more.bytes,
        }
    }
}

/// Asks whether the terms of a question are equal.
pub fn ask(kernel: &mut Kernel, question: &Question, limits: &Limits, effort: &mut Effort) -> Reply {
    ask_for(kernel, question, limits, effort, &mut Vec::new())
}

/// The same; where they differ, it says for which unknowns.
pub fn ask_for(
    kernel: &mut Kernel,
    question: &Question,
    limits: &Limits,
    effort: &mut Effort,
    values: &mut Values,
) -> Reply {
    let nodes = NODES.min(limits.gates());
    let (formula, blaster) = match kernel.formula_within(question, nodes) {
        Ok(Formula { cnf, blaster }) => (cnf, blaster),
        Err(refusal) if nodes < NODES && refusal == too_many(nodes) => return Reply::Unknown(limits.too_much_memory()),
        Err(refusal) => return Reply::Unknown(refusal.to_string()),
    };
    effort.questions += 1;
    effort.clauses += formula.clauses.len();
    if formula.clauses.len() > limits.clauses {
        return Reply::Unknown(format!("more than {} clauses", limits.clauses));
    }
    match solve(formula.variables, &formula.clauses, limits) {
        Verdict::Unsat(proof) => {
            let code = lrat::encode(&proof);
            effort.steps += proof.len();
            effort.bytes += code.len();
            drop(proof);
            match kernel.sat(question, &code) {
                Ok(()) => Reply::Equal,
                Err(refusal) => Reply::Unknown(refusal.to_string()),
            }
        }
        Verdict::Sat(model) => {
            *values = unknowns(kernel.terms(), &blaster, &formula.inputs(&model));
            Reply::Differ
        }
        Verdict::Unknown(reason) => Reply::Unknown(reason),
    }
}

/// What unknowns are in a solution.
fn unknowns(terms: &Terms, blaster: &Blaster, inputs: &FxHashSet<usize>) -> Values {
    let bits = blaster.aig.evaluate(|node| inputs.contains(&node));
    let word = |id| blaster.bits(id).iter().rev().fold(0, |all, &bit| all << 1 | u128::from(lit_value(&bits, bit)));
    let leaves = blaster.leaves().iter().copied();
    leaves.filter(|&id| matches!(terms.node(id), Node::Var { .. })).map(|id| (id, word(id))).collect()
}
