//! One proof from its script to its report.

use super::decide::{Posed, decide_all, witness};
use super::explore::{Explorer, Forks};
use super::leak;
use super::opinion::{Aim, CrossCheck, Options, consult};
use super::parting::{Parting, parting};
use super::refute::{Refutation, refute};
use super::work::Work;
use crate::claim::cases;
use crate::claim::goal::{Engine, Verdict};
use crate::claim::hints::{Hints, Recorded};
use crate::claim::script::Script;
use crate::claim::session::{Session, Trouble};
use crate::claim::statement::Statement;
use crate::claim::timing;
use crate::kernel::step::Step;
use crate::lang::ast::{Clause, Proof};
use crate::lift::isa::Isa;
use crate::machine::elf::{Function, Image};
use crate::solve::Limits;
use crate::symbolic::stop::SymStopKind;
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
    /// It is false for some values, not merely undecided.
    pub refuted: bool,
    /// The walk through the code ended here, so goals behind it were never made.
    pub stopped: bool,
}

/// A goal that was closed.
#[derive(Clone, Debug)]
pub struct Done {
    pub name: String,
    pub engine: Engine,
    pub time: Duration,
    pub work: Work,
}

/// What came of a proof.
#[derive(Debug)]
pub struct Report {
    pub name: String,
    /// Whether the script speaks of secrets; else nothing is claimed of timing.
    pub timing: bool,
    /// Empty: everything that was claimed is proved.
    pub failures: Vec<Failure>,
    /// Which engine closed how many goals.
    pub engines: BTreeMap<Engine, usize>,
    /// Every goal that was closed, in order.
    pub closed: Vec<Done>,
    /// Goals that rest on the word of another solver.
    pub uncertified: Vec<String>,
    pub cross_check: Option<CrossCheck>,
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
    /// Before anything has come of it.
    fn of(proof: &Proof, statement: Statement) -> Report {
        Report { timing: timing::is_claimed(proof), ..Report::named(cases::name(proof), statement) }
    }

    /// The same without a routine.
    pub(super) fn named(name: String, statement: Statement) -> Report {
        Report {
            name,
            timing: false,
            failures: Vec::new(),
            engines: BTreeMap::new(),
            closed: Vec::new(),
            uncertified: Vec::new(),
            cross_check: None,
            goals: 0,
            terms: 0,
            steps: 0,
            time: Duration::ZERO,
            execution: Duration::ZERO,
            deciding: Duration::ZERO,
            statement,
            refutation: None,
            hints: Hints::default(),
            groups: Vec::new(),
        }
    }

    /// Whether nothing of a verdict failed; it may still rest on the word of another solver.
    pub fn holds(&self, verdict: Verdict) -> bool {
        !self.failures.iter().any(|failure| failure.verdict == verdict)
    }

    /// Whether all that was claimed is proved, by the kernel alone.
    pub fn proved(&self) -> bool {
        self.failures.is_empty() && self.uncertified.is_empty()
    }

    /// Whether another solver says the opposite of what was found here.
    pub fn is_disputed(&self) -> bool {
        self.cross_check.as_ref().is_some_and(|said| !said.disagree.is_empty())
    }
}

/// Proves, or says what cannot be shown. An error means that the script or the object cannot be used.
pub fn prove(script: &Script, proof: &Proof, image: &Image, isa: &Isa, limits: Limits) -> Result<Report, String> {
    prove_with(script, proof, image, isa, &Options { limits, ..Options::default() })
}

/// The same, with what is wanted beside the proof.
pub fn prove_with(
    script: &Script,
    proof: &Proof,
    image: &Image,
    isa: &Isa,
    options: &Options,
) -> Result<Report, String> {
    let limits = options.limits;
    let start = Instant::now();
    let function = image.function(&proof.name.name).map_err(|e| e.to_string())?;
    let mut session = match Session::of(script, proof, image, isa) {
        Ok(session) => session,
        Err(Trouble::Unusable(message)) => return Err(message),
        Err(trouble) => return Ok(early(proof, image, &function, trouble, start)),
    };
    let mut explorer = Explorer::default();
    explorer.hints.witness = match witness(&mut session.terms, &session.requires, &limits) {
        Ok(witness) => witness,
        Err(reason) => {
            return Ok(early(proof, image, &function, Trouble::Refused(Verdict::Function, reason), start));
        }
    };
    // Once to find what loops change, and once as it will be checked: with what was found.
    let again = || Session::of(script, proof, image, isa);
    let walked = walk_twice(&mut session, &again, &mut explorer);
    let execution = start.elapsed();
    let mut report = Report {
        goals: session.goals.len(),
        steps: session.steps,
        execution,
        hints: explorer.hints,
        ..Report::of(proof, Statement::of(&session))
    };
    match walked {
        Err(Trouble::Unusable(message)) => return Err(message),
        Err(trouble) => report.failures.push(failure(image, trouble)),
        Ok(()) => {}
    }
    let known = options.known.as_ref().map(|known| (known, known.leave_out(&session.terms, &mut session.goals)));
    let mut posed = Posed::of(&mut session);
    let tried = decide_all(&mut posed, options, &mut report);
    if let Some((known, digests)) = known {
        known.learn(&digests, &tried);
    }
    report.terms = posed.terms.len();
    consult(&mut posed, &tried, options, &mut report)?;
    if !report.failures.is_empty() && options.aim != Aim::Decide {
        let parted = if options.aim == Aim::Explain { parting(&mut session) } else { None };
        let parted = parted.unwrap_or_default();
        let timing = report.failures.iter().all(|failure| failure.verdict == Verdict::Timing);
        report.refutation = match timing {
            true => leak::two_runs(&mut session),
            false => refute(&mut session, &report.failures, &parted),
        };
    }
    report.deciding = start.elapsed() - execution;
    report.time = start.elapsed();
    Ok(report)
}

/// Gathers all goals. The routine is walked once to find what loops change, and once as it will be checked: with what was
/// found. A walk that ends early is not repeated.
pub(super) fn walk_twice<'a>(
    session: &mut Session<'a>,
    again: &dyn Fn() -> Result<Session<'a>, Trouble>,
    explorer: &mut Explorer,
) -> Result<(), Trouble> {
    explore(session, again, explorer)?;
    *session = again()?;
    let returns = session.walk(&mut Recorded::new(&explorer.hints))?;
    session.exit_goals(&returns)
}

/// Finds what loops change. If that leads out of memory, into the caller's frame or to more paths than can be followed, sides
/// of branches that no run goes to are left out. Where calls follow one another, or a cut has cases, they are from the start: a
/// routine that no run leaves in one way would be followed by another in that way too, and there would be all cases of it.
fn explore<'a>(
    session: &mut Session<'a>,
    again: &dyn Fn() -> Result<Session<'a>, Trouble>,
    explorer: &mut Explorer,
) -> Result<(), Trouble> {
    if !session.calls.is_empty() || session.heads.iter().any(|head| head.source.cases.is_some()) {
        return explore_without(again, explorer);
    }
    match session.walk(explorer) {
        Err(stop @ Trouble::Stop(..)) if may_be_of_no_run(&stop) => match explore_without(again, explorer) {
            // It may have come to what the first walk did not.
            Err(unusable @ Trouble::Unusable(_)) => Err(unusable),
            found => found.map_err(|_| stop),
        },
        walked => walked.map(drop),
    }
}

/// Whether a walk may have stopped where no run goes.
fn may_be_of_no_run(trouble: &Trouble) -> bool {
    match trouble {
        Trouble::Stop(Verdict::Memory | Verdict::Abi, _) => true,
        Trouble::Stop(_, stop) => matches!(stop.kind, SymStopKind::TooManyPaths(_) | SymStopKind::TooManySteps(_)),
        _ => false,
    }
}

/// The same without sides of branches that no run goes to; what was found is told only if all was walked.
fn explore_without<'a>(
    again: &dyn Fn() -> Result<Session<'a>, Trouble>,
    explorer: &mut Explorer,
) -> Result<(), Trouble> {
    let hints = Hints { witness: explorer.hints.witness.clone(), ..Hints::default() };
    let mut found = Explorer { hints, forks: Some(Forks::default()) };
    again()?.walk(&mut found)?;
    *explorer = found;
    Ok(())
}

/// Only looks for a run on numbers that breaks `ensures`, the ABI or memory: for code that the loops of a script do
/// not fit.
pub fn run_only(script: &Script, proof: &Proof, image: &Image, isa: &Isa) -> Option<Refutation> {
    let mut without_loops = proof.clone();
    without_loops.clauses.retain(|clause| !matches!(clause, Clause::Loop(_)));
    let mut session = Session::of(script, &without_loops, image, isa).ok()?;
    refute(&mut session, &[], &Parting::default())
}

fn failure(image: &Image, trouble: Trouble) -> Failure {
    let (verdict, name, reason) = match trouble {
        Trouble::Stop(verdict, stop) => (verdict, crate::claim::place(image, stop.pc), stop.kind.to_string()),
        Trouble::Refused(verdict, reason) => (verdict, "the routine".to_string(), reason),
        Trouble::Unusable(reason) => (Verdict::Function, "the script".to_string(), reason),
    };
    Failure { verdict, name, reason, hints: Vec::new(), refuted: false, stopped: true }
}

fn early(proof: &Proof, image: &Image, function: &Function, trouble: Trouble, start: Instant) -> Report {
    Report {
        failures: vec![failure(image, trouble)],
        time: start.elapsed(),
        execution: start.elapsed(),
        ..Report::of(proof, Statement::empty(image, function))
    }
}
