//! Closes goals: those with the same assumptions together, by sweeping first, and by SAT for what is left.

use super::question::{Unfolded, known};
use super::unfold::unfold;
use super::work::Work;
use crate::claim::goal::{Engine, Goal, Outcome};
use crate::kernel::step::Step;
use crate::kernel::{Kernel, Theorem};
use crate::solve::ask::Effort;
use crate::solve::lasting::Lasting;
use crate::solve::scope::Scope;
use crate::solve::{Answer, Limits, decide};
use crate::term::TermId;
use std::time::{Duration, Instant};

/// What came of a goal, and how long it took.
pub struct Closed {
    pub outcome: Outcome,
    pub theorem: Option<Theorem>,
    pub time: Duration,
    pub work: Work,
    pub unfolded: Vec<Unfolded>,
}

/// A goal by its place among all, with what is known of it.
pub struct Tried {
    pub goal: usize,
    /// None if no engine was asked, after another goal of its verdict had failed.
    pub outcome: Option<Outcome>,
    pub unfolded: Vec<Unfolded>,
}

impl Tried {
    /// Whether another solver may know more: ours did not decide the goal, or only with folds for arbitrary functions
    /// although more was known of them.
    pub fn is_open(&self) -> bool {
        match &self.outcome {
            Some(Outcome::Open(_)) => true,
            Some(Outcome::Refuted(_)) => !self.unfolded.is_empty(),
            Some(Outcome::Proved(_)) | None => false,
        }
    }
}

/// Goals with the same assumptions, in order. After a goal that fails no further one is tried.
pub fn discharge(kernel: &mut Kernel, lasting: &mut Lasting, goals: &[&Goal], limits: Limits) -> Vec<Closed> {
    let Some(first) = goals.first() else { return Vec::new() };
    let mut closed = Vec::new();
    let mut start = Instant::now();
    let mut mark = kernel.steps();
    let mut before = (lasting.visited(), lasting.effort);
    let claims: Vec<TermId> = goals.iter().map(|goal| goal.claim).collect();
    lasting.look(kernel, &first.assumptions, &claims, &limits);
    let mut scope = match Scope::open(kernel, &first.assumptions, limits) {
        Ok(scope) => scope,
        Err(refusal) => {
            let outcome = Outcome::Open(refusal.to_string());
            let (work, unfolded) = (Work::default(), Vec::new());
            return vec![Closed { outcome, theorem: None, time: start.elapsed(), work, unfolded }];
        }
    };
    scope.models = std::mem::take(&mut lasting.models);
    // A bit-sliced program computes many blocks at once, so that bits of one are met on the way to another.
    if scope.kernel.is_sliced() {
        scope.sweep.deadline = limits.deadline();
        scope.sweep.sweep(scope.kernel, &claims);
    }
    let mut unfolds = Vec::new();
    for goal in goals {
        let theorem = prove(&mut scope, goal.claim);
        let outcome = match &theorem {
            Ok(_) => Outcome::Proved(engine(scope.kernel.since(mark))),
            Err(outcome) => outcome.clone(),
        };
        let time = start.elapsed();
        let theorem = theorem.ok();
        let failed = theorem.is_none();
        let (after, steps) = (done(lasting, &scope), scope.kernel.since(mark));
        let work = Work::between(&before, &after, steps);
        before = after;
        unfolds
            .extend(steps.iter().filter_map(|step| if let Step::Unfold(unfold) = step { Some(*unfold) } else { None }));
        let unfolded = known(scope.kernel, goal, &unfolds);
        closed.push(Closed { outcome, theorem, time, work, unfolded });
        if failed {
            break;
        }
        mark = scope.kernel.steps();
        start = Instant::now();
    }
    lasting.models = std::mem::take(&mut scope.models);
    let _ = kernel.close();
    closed
}

/// How many terms were visited, and what solvers did.
fn done(lasting: &Lasting, scope: &Scope) -> (usize, Effort) {
    (lasting.visited() + scope.sweep.visited(), lasting.effort + scope.effort)
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
        | Step::Order { .. }
        | Step::Unfold(_)
        | Step::Solve(..) => Engine::Sweep,
        Step::Rank(_) | Step::Table(..) | Step::Open(_) | Step::Close | Step::Consequences(_) | Step::Make(_) => {
            Engine::Builder
        }
    };
    steps.iter().map(of).max().unwrap_or(Engine::Builder)
}

fn prove(scope: &mut Scope, claim: TermId) -> Result<Theorem, Outcome> {
    unfold(scope, claim);
    if scope.holds(claim) {
        return scope.kernel.conclude(claim).map_err(|refusal| Outcome::Open(refusal.to_string()));
    }
    if let Some(values) = scope.refuted.take() {
        return Err(Outcome::Refuted(values));
    }
    // A solver that ran out of time on the question as it was made short will not do better on the long one.
    if !scope.differs {
        return Err(Outcome::Open(std::mem::take(&mut scope.reason)));
    }
    Err(match decide(scope.kernel.terms(), &scope.assumptions, claim, &scope.limits) {
        Answer::Refuted(values) => Outcome::Refuted(values),
        Answer::Unknown(reason) => Outcome::Open(reason),
        Answer::Proved { .. } => Outcome::Open(std::mem::take(&mut scope.reason)),
    })
}
