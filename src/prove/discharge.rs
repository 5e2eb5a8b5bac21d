//! Closes goals: those with the same assumptions together, by sweeping first, and by SAT for what is left.

use super::unfold::unfold;
use crate::claim::goal::{Engine, Goal, Outcome};
use crate::kernel::step::Step;
use crate::kernel::{Kernel, Theorem};
use crate::solve::scope::Scope;
use crate::solve::{Answer, Limits, decide};
use crate::term::TermId;
use std::time::{Duration, Instant};

/// What came of a goal, and how long it took.
pub struct Closed {
    pub outcome: Outcome,
    pub theorem: Option<Theorem>,
    pub time: Duration,
}

/// Goals with the same assumptions, in order. After a goal that fails no further one is tried.
pub fn discharge(kernel: &mut Kernel, goals: &[&Goal], limits: Limits) -> Vec<Closed> {
    let Some(first) = goals.first() else { return Vec::new() };
    let mut closed = Vec::new();
    let start = Instant::now();
    let mut mark = kernel.steps();
    let mut scope = match Scope::open(kernel, &first.assumptions, limits) {
        Ok(scope) => scope,
        Err(refusal) => {
            let outcome = Outcome::Open(refusal.to_string());
            return vec![Closed { outcome, theorem: None, time: start.elapsed() }];
        }
    };
    let mut start = start;
    for goal in goals {
        let theorem = prove(&mut scope, goal.claim);
        let outcome = match &theorem {
            Ok(_) => Outcome::Proved(engine(scope.kernel.since(mark))),
            Err(outcome) => outcome.clone(),
        };
        let theorem = theorem.ok();
        let failed = theorem.is_none();
        closed.push(Closed { outcome, theorem, time: start.elapsed() });
        if failed {
            break;
        }
        mark = scope.kernel.steps();
        start = Instant::now();
    }
    let _ = kernel.close();
    closed
}

/// The strongest rule that was used.
fn engine(steps: &[Step]) -> Engine {
    let of = |step: &Step| match step {
        Step::Sat { .. } => Engine::Sat,
        Step::Multilinear(..) => Engine::Multilinear,
        Step::Enumerate(..) => Engine::Enumeration,
        Step::Linear(..)
        | Step::Bits(..)
        | Step::BitsOfTables(..)
        | Step::Rewrite(..)
        | Step::Unfold(_)
        | Step::Solve(..) => Engine::Sweep,
        Step::Open(_) | Step::Close | Step::Consequences(_) | Step::Make(_) => Engine::Builder,
    };
    steps.iter().map(of).max().unwrap_or(Engine::Builder)
}

fn prove(scope: &mut Scope, claim: TermId) -> Result<Theorem, Outcome> {
    unfold(scope, claim);
    if scope.holds(claim) {
        return scope.kernel.conclude(claim).map_err(|refusal| Outcome::Open(refusal.to_string()));
    }
    Err(match decide(scope.kernel.terms(), &scope.assumptions, claim, &scope.limits) {
        Answer::Refuted(values) => Outcome::Refuted(values),
        Answer::Unknown(reason) => Outcome::Open(reason),
        Answer::Proved { .. } => Outcome::Open(std::mem::take(&mut scope.reason)),
    })
}
