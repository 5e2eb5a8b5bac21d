//! Goals decided, one group with the same assumptions after the other, and what came of each in the report.

use super::discharge::{Closed, Tried, discharge};
use super::first;
use super::glance::glance;
use super::leak::{self, Names};
use super::opinion::{Aim, Options};
use super::run::{Done, Failure, Report};
use crate::claim::goal::{Goal, Outcome, Verdict};
use crate::claim::lemma::assignment;
use crate::claim::session::Session;
use crate::claim::standard::Standard;
use crate::claim::witness::check_witness;
use crate::kernel::Kernel;
use crate::kernel::step::Step;
use crate::solve::lasting::Lasting;
use crate::solve::{Answer, Limits, decide};
use crate::term::{Node, TermId, Terms};

/// Goals as they were made.
pub struct Posed<'a> {
    pub terms: &'a mut Terms,
    pub standard: &'a Standard,
    pub goals: &'a [Goal],
    /// What the unknowns of a routine are called; those of a lemma have their own names.
    names: Option<Names<'a>>,
}

impl<'a> Posed<'a> {
    /// The goals of a routine.
    pub fn of(session: &'a mut Session) -> Posed<'a> {
        let Session { terms, env, goals, public, .. } = session;
        Posed { terms, standard: env.standard, goals, names: Some(Names { public, params: &env.params }) }
    }

    /// Those of a lemma.
    pub fn alone(terms: &'a mut Terms, standard: &'a Standard, goals: &'a [Goal]) -> Posed<'a> {
        Posed { terms, standard, goals, names: None }
    }

    /// The failure that a goal is which was not proved.
    pub fn failure(&self, goal: &Goal, outcome: Outcome) -> Failure {
        failure(self.terms, &self.names, goal, outcome)
    }
}

/// Values for which `requires` holds: from assumptions that contradict each other everything follows.
pub fn witness(terms: &mut Terms, requires: &[TermId], limits: &Limits) -> Result<Vec<(TermId, u128)>, String> {
    let never = terms.constant(1, 0);
    match decide(terms, requires, never, limits) {
        Answer::Refuted(values) => {
            let is_unknown = |term: TermId| match terms.node(term) {
                Node::Var { .. } => true,
                Node::Read { offset, .. } => terms.as_const(offset).is_some(),
                _ => false,
            };
            let witness: Vec<_> = values.into_iter().filter(|&(term, _)| is_unknown(term)).collect();
            check_witness(terms, requires, &witness).map(|()| witness)
        }
        Answer::Proved { .. } => Err("`requires` cannot be satisfied, so the statement would be empty".into()),
        Answer::Unknown(reason) => Err(format!("it is undecided whether `requires` can be satisfied: {reason}")),
    }
}

/// If goals that are left open are asked about elsewhere, what comes after them is tried.
pub fn decide_all(posed: &mut Posed, options: &Options, report: &mut Report) -> Vec<Tried> {
    let &Options { limits, aim, .. } = options;
    let later = options.smt.is_some();
    let mut all: Vec<Tried> = Vec::new();
    let goals = posed.goals;
    if aim != Aim::Explain
        && let Some((goal, outcome)) = glance(posed.terms, posed.standard, goals, &limits)
    {
        report.failures.push(posed.failure(goal, outcome));
        return all;
    }
    let mut kernel = Kernel::new(posed.terms, posed.standard);
    first::rank(&mut kernel, goals);
    let mut lasting = Lasting::within(&kernel, &limits);
    for group in goals.chunk_by(|a, b| a.assumptions == b.assumptions) {
        let first = all.len();
        all.extend((0..group.len()).map(|n| Tried { goal: first + n, outcome: None, unfolded: Vec::new() }));
        let mut open: Vec<(usize, &Goal)> = (first..).zip(group).collect();
        open.retain(|(_, goal)| report.wants(goal, aim));
        while !open.is_empty() {
            let goals: Vec<&Goal> = open.iter().map(|&(_, goal)| goal).collect();
            let closed = discharge(&mut kernel, &mut lasting, &goals, limits);
            let tried = closed.len();
            for (&(at, goal), mut closed) in open.iter().zip(closed) {
                all[at].outcome = Some(closed.outcome.clone());
                all[at].unfolded = std::mem::take(&mut closed.unfolded);
                report.take(kernel.terms(), &posed.names, goal, &all[at], closed, later);
            }
            open = open.split_off(tried);
            open.retain(|(_, goal)| report.wants(goal, aim));
        }
        let mut steps = kernel.take_steps();
        // The checker closes a scope by itself.
        steps.pop_if(|step| *step == Step::Close);
        report.groups.push(steps);
    }
    all
}

impl Report {
    /// Whether a goal is worth a try: of each verdict the first failure is told; of leaks, each instruction that leaks.
    fn wants(&self, goal: &Goal, aim: Aim) -> bool {
        let enough = |failure: &Failure| aim == Aim::Decide || failure.refuted;
        if aim != Aim::Explain && self.failures.iter().any(enough) {
            return false;
        }
        let mut failures = self.failures.iter().filter(|failure| failure.verdict == goal.verdict);
        match goal.verdict {
            Verdict::Timing => failures.all(|failure| failure.refuted && failure.name != goal.name),
            _ => failures.next().is_none(),
        }
    }

    /// `later`: goals that were not decided are asked about elsewhere.
    fn take(&mut self, terms: &Terms, names: &Option<Names>, goal: &Goal, tried: &Tried, closed: Closed, later: bool) {
        match closed.outcome {
            Outcome::Proved(engine) => {
                *self.engines.entry(engine).or_default() += 1;
                self.closed.push(Done { name: goal.name.clone(), engine, time: closed.time, work: closed.work });
            }
            _ if later && tried.is_open() => {}
            outcome => self.failures.push(failure(terms, names, goal, outcome)),
        }
    }
}

fn failure(terms: &Terms, names: &Option<Names>, goal: &Goal, outcome: Outcome) -> Failure {
    let refuted = matches!(outcome, Outcome::Refuted(_));
    let known = match (names, &outcome) {
        (Some(names), _) => leak::reason(terms, names, goal, &outcome),
        (None, Outcome::Refuted(values)) => Some(assignment(terms, values))
            .filter(|text| !text.is_empty())
            .map(|text| format!("it is false for {text}")),
        _ => None,
    };
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
    let reason = known.unwrap_or(reason);
    Failure { verdict: goal.verdict, name: goal.name.clone(), reason, hints, refuted, stopped: false }
}
