//! One proof from its script to its report.

use super::discharge::{Closed, discharge};
use super::explore::Explorer;
use super::parting::{Parting, parting};
use super::refute::{Refutation, refute};
use crate::claim::goal::{Engine, Goal, Outcome, Verdict};
use crate::claim::hints::{Hints, Recorded};
use crate::claim::script::Script;
use crate::claim::session::{Session, Trouble};
use crate::claim::statement::Statement;
use crate::kernel::Kernel;
use crate::kernel::step::Step;
use crate::lang::ast::{Clause, Proof};
use crate::lift::isa::Isa;
use crate::machine::elf::{Function, Image};
use crate::solve::{Answer, Limits, decide};
use crate::term::{Node, TermId, Terms};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// A goal that was not closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub verdict: Verdict,
    pub name: String,
    /// Why, for people.
    pub reason: String,
    /// Values of 64-bit unknowns on entry for which the goal fails, where the engines found some.
    pub hints: Vec<(String, u64)>,
    /// The walk through the code ended here, so goals behind it were never made.
    pub stopped: bool,
}

/// What came of a proof.
#[derive(Debug)]
pub struct Report {
    pub name: String,
    /// Empty: everything that was claimed is proved.
    pub failures: Vec<Failure>,
    /// Which engine closed how many goals.
    pub engines: BTreeMap<Engine, usize>,
    /// Every goal that was closed, in order: its name, the engine, the time.
    pub closed: Vec<(String, Engine, Duration)>,
    pub goals: usize,
    pub terms: usize,
    /// Instructions executed symbolically.
    pub steps: u64,
    pub time: Duration,
    /// Symbolic execution alone, and deciding the goals alone.
    pub execution: Duration,
    pub deciding: Duration,
    pub statement: Statement,
    /// A run that shows a failure, when one was found.
    pub refutation: Option<Refutation>,
    /// What a certificate holds, when all is proved.
    pub hints: Hints,
    /// The kernel's steps for goals with the same assumptions.
    pub groups: Vec<Vec<Step>>,
}

impl Report {
    /// Whether nothing of a verdict failed.
    pub fn holds(&self, verdict: Verdict) -> bool {
        !self.failures.iter().any(|failure| failure.verdict == verdict)
    }

    fn take(&mut self, terms: &Terms, goal: &Goal, closed: Closed) {
        match closed.outcome {
            Outcome::Proved(engine) => {
                *self.engines.entry(engine).or_default() += 1;
                self.closed.push((goal.name.clone(), engine, closed.time));
            }
            outcome => self.failures.push(open_goal(terms, goal, outcome)),
        }
    }

    /// Whether all that was claimed is proved.
    pub fn proved(&self) -> bool {
        self.failures.is_empty()
    }
}

/// Proves, or says what cannot be shown. An error means that the script or the object cannot be used.
pub fn prove(script: &Script, proof: &Proof, image: &Image, isa: &Isa, limits: Limits) -> Result<Report, String> {
    let start = Instant::now();
    let function = image.function(&proof.name.name).map_err(|e| e.to_string())?;
    let mut session = match Session::of(script, proof, image, isa) {
        Ok(session) => session,
        Err(Trouble::Unusable(message)) => return Err(message),
        Err(trouble) => return Ok(early(proof, image, &function, trouble, start)),
    };
    let mut explorer = Explorer::default();
    explorer.hints.witness = match witness(&mut session, &limits) {
        Ok(witness) => witness,
        Err(reason) => {
            return Ok(early(proof, image, &function, Trouble::Refused(Verdict::Function, reason), start));
        }
    };
    // Once to find what loops change, and once as it will be checked: with what was found.
    let mut walked = session.walk(&mut explorer);
    if walked.is_ok() {
        session = Session::of(script, proof, image, isa).map_err(|_| "the second walk differs from the first")?;
        walked = session.walk(&mut Recorded::new(&explorer.hints));
    }
    let walked = walked.and_then(|returns| session.exit_goals(&returns));
    let execution = start.elapsed();
    let mut report = Report {
        name: proof.name.name.clone(),
        failures: Vec::new(),
        engines: BTreeMap::new(),
        closed: Vec::new(),
        goals: session.goals.len(),
        terms: 0,
        steps: session.steps,
        time: Duration::ZERO,
        execution,
        deciding: Duration::ZERO,
        statement: Statement::of(&session),
        refutation: None,
        hints: explorer.hints,
        groups: Vec::new(),
    };
    match walked {
        Err(Trouble::Unusable(message)) => return Err(message),
        Err(trouble) => report.failures.push(failure(image, trouble)),
        Ok(()) => {}
    }
    decide_all(&mut session, limits, &mut report);
    if !report.proved() {
        let parted = parting(&mut session).unwrap_or_default();
        report.refutation = refute(&mut session, &report.failures, &parted);
    }
    report.terms = session.terms.len();
    report.deciding = start.elapsed() - execution;
    report.time = start.elapsed();
    Ok(report)
}

/// Values for which `requires` holds: from assumptions that contradict each other everything follows.
fn witness(session: &mut Session, limits: &Limits) -> Result<Vec<(TermId, u128)>, String> {
    let never = session.terms.constant(1, 0);
    match decide(&session.terms, &session.requires, never, limits) {
        Answer::Refuted(values) => {
            let is_var = |term: TermId| matches!(session.terms.node(term), Node::Var { .. });
            let witness: Vec<_> = values.into_iter().filter(|&(term, _)| is_var(term)).collect();
            session.check_witness(&witness).map(|()| witness)
        }
        Answer::Proved { .. } => Err("`requires` cannot be satisfied, so the statement would be empty".into()),
        Answer::Unknown(reason) => Err(format!("it is undecided whether `requires` can be satisfied: {reason}")),
    }
}

/// Only looks for a run on numbers that breaks `ensures`, the ABI or memory: for code that the loops of a script do
/// not fit.
pub fn run_only(script: &Script, proof: &Proof, image: &Image, isa: &Isa) -> Option<Refutation> {
    let mut without_loops = proof.clone();
    without_loops.clauses.retain(|clause| !matches!(clause, Clause::Loop(_)));
    let mut session = Session::of(script, &without_loops, image, isa).ok()?;
    refute(&mut session, &[], &Parting::default())
}

fn decide_all(session: &mut Session, limits: Limits, report: &mut Report) {
    let goals = std::mem::take(&mut session.goals);
    let mut kernel = Kernel::new(&mut session.terms, session.env.standard);
    for group in goals.chunk_by(|a, b| a.assumptions == b.assumptions) {
        // Of each verdict the first failure is told; what comes after it depends on it too often.
        let mut open: Vec<&Goal> = group.iter().filter(|goal| report.holds(goal.verdict)).collect();
        while !open.is_empty() {
            let closed = discharge(&mut kernel, &open, limits);
            let tried = closed.len();
            for (goal, closed) in open.iter().zip(closed) {
                report.take(kernel.terms(), goal, closed);
            }
            open = open.split_off(tried);
            open.retain(|goal| report.holds(goal.verdict));
        }
        let mut steps = kernel.take_steps();
        // The checker closes a scope by itself.
        steps.pop_if(|step| *step == Step::Close);
        report.groups.push(steps);
    }
    drop(kernel);
    session.goals = goals;
}

fn open_goal(terms: &Terms, goal: &Goal, outcome: Outcome) -> Failure {
    let (reason, values) = match outcome {
        Outcome::Refuted(values) => ("it is false for some values".to_string(), values),
        Outcome::Open(reason) => (format!("undecided: {reason}"), Vec::new()),
        Outcome::Proved(_) => ("proved".to_string(), Vec::new()),
    };
    let hint = |(term, value): (TermId, u128)| match terms.node(term) {
        Node::Var { width: 64, index } => Some((terms.var_name(index).to_string(), value as u64)),
        _ => None,
    };
    let hints = values.into_iter().filter_map(hint).collect();
    Failure { verdict: goal.verdict, name: goal.name.clone(), reason, hints, stopped: false }
}

fn failure(image: &Image, trouble: Trouble) -> Failure {
    let (verdict, name, reason) = match trouble {
        Trouble::Stop(verdict, stop) => (verdict, crate::claim::place(image, stop.pc), stop.kind.to_string()),
        Trouble::Refused(verdict, reason) => (verdict, "the routine".to_string(), reason),
        Trouble::Unusable(reason) => (Verdict::Function, "the script".to_string(), reason),
    };
    Failure { verdict, name, reason, hints: Vec::new(), stopped: true }
}

fn early(proof: &Proof, image: &Image, function: &Function, trouble: Trouble, start: Instant) -> Report {
    Report {
        name: proof.name.name.clone(),
        failures: vec![failure(image, trouble)],
        engines: BTreeMap::new(),
        closed: Vec::new(),
        goals: 0,
        terms: 0,
        steps: 0,
        time: start.elapsed(),
        execution: start.elapsed(),
        deciding: Duration::ZERO,
        statement: Statement::empty(image, function),
        refutation: None,
        hints: Hints::default(),
        groups: Vec::new(),
    }
}
