//! Leaks explained: which secrets decide what is observed, and two runs on numbers that show it.

use super::refute::{INSTRUCTIONS, Refutation, Trial};
use crate::claim::env::Param;
use crate::claim::goal::{Goal, Outcome, Verdict};
use crate::claim::place;
use crate::claim::session::Session;
use crate::claim::timing::Public;
use crate::lift::prim::Prim;
use crate::machine::{Observer, Place};
use crate::term::eval::{Assignment, evaluate};
use crate::term::{Node, TermId, Terms};
use std::collections::BTreeSet;

/// Pairs of runs that are tried.
const PAIRS: u64 = 16;

/// What is public, and what registers are called.
pub struct Names<'a> {
    pub public: &'a Public,
    pub params: &'a [Param],
}

/// Why a goal of the timing verdict failed: the secrets by name, and two values where some are known.
pub fn reason(terms: &Terms, names: &Names, goal: &Goal, outcome: &Outcome) -> Option<String> {
    let Node::Prim { prim: Prim::Eq, a, b, .. } = terms.node(goal.claim) else { return None };
    let leaves = names.public.secrets(terms, a).into_iter();
    let names: BTreeSet<&str> = leaves.filter_map(|leaf| names.of(terms, leaf)).collect();
    let names = names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match (goal.verdict, outcome) {
        (Verdict::Timing, Outcome::Refuted(values)) => {
            let mut assignment = Assignment::default();
            assignment.set_leaves(terms, values);
            let sides = evaluate(terms, &[a, b], &mut assignment);
            Some(format!("it depends on {names}: {:#x} in one run, {:#x} in another", sides[0], sides[1]))
        }
        (Verdict::Timing, Outcome::Open(reason)) => Some(format!("undecided whether it depends on {names}: {reason}")),
        _ => None,
    }
}

impl<'a> Names<'a> {
    fn of(&self, terms: &'a Terms, leaf: TermId) -> Option<&'a str> {
        match terms.node(leaf) {
            Node::Var { index, .. } => Some(self.parameter(terms.var_name(index))),
            Node::Read { region, .. } => Some(terms.region_name(region)),
            Node::Fold { index } => Some(terms.region_name(terms.fold(index).region)),
            _ => None,
        }
    }

    /// The parameter that a register holds on entry.
    fn parameter(&self, register: &'a str) -> &'a str {
        let passed = |p: &&Param| matches!(p, Param::Value { register: n, .. } if register == format!("X{n}"));
        self.params.iter().find(passed).map_or(register, Param::name)
    }
}

/// What one run shows: instructions and the addresses of their accesses.
#[derive(Default)]
struct Trace(Vec<(u64, Option<u64>)>);

impl Observer for Trace {
    fn instruction(&mut self, pc: u64, _word: u32) {
        self.0.push((pc, None));
    }

    fn read(&mut self, place: Place, _value: u128) {
        self.access(place);
    }

    fn write(&mut self, place: Place, _value: u128) {
        self.access(place);
    }
}

impl Trace {
    fn access(&mut self, place: Place) {
        if let (Place::Memory { address, .. }, Some(&(pc, _))) = (place, self.0.last()) {
            self.0.push((pc, Some(address)));
        }
    }
}

/// Two runs that agree on what is public, and show an observer different things.
pub fn two_runs(session: &mut Session) -> Option<Refutation> {
    (0..PAIRS).find_map(|seed| {
        let count = 1 + seed % 3;
        let mut runs = [Trial::of(session, (seed, 2 * seed + 1), count)?, Trial::of(session, (seed, 2 * seed), count)?];
        let mut traces = [Trace::default(), Trace::default()];
        for (run, trace) in runs.iter_mut().zip(&mut traces) {
            if !run.satisfies(session)? {
                return None;
            }
            run.watched(session, trace, INSTRUCTIONS);
        }
        told(session, &runs, &traces)
    })
}

fn told(session: &Session, [one, two]: &[Trial; 2], [a, b]: &[Trace; 2]) -> Option<Refutation> {
    let at = a.0.iter().zip(&b.0).position(|(a, b)| a != b)?;
    let image = session.program.image;
    let text = |pc| image.word(pc).map_or("?".into(), |word| session.program.isa.disassemble(word));
    let (a, before) = (a.0[at], a.0[at.saturating_sub(1)].0);
    let what = match (a, b.0[at]) {
        ((pc, Some(first)), (other, Some(second))) if pc == other => format!(
            "{} `{}` accesses {first:#x} in the first run and {second:#x} in the second",
            place(image, pc),
            text(pc)
        ),
        ((first, _), (second, _)) => format!(
            "{} `{}` is followed by {} in the first run and by {} in the second",
            place(image, before),
            text(before),
            place(image, first),
            place(image, second)
        ),
    };
    let differ = one.shown.iter().zip(&two.shown).filter(|(one, two)| one != two);
    let details = differ.map(|(_, (name, value))| format!("{name} in the second run: {value}")).collect();
    Some(Refutation { inputs: one.shown.clone(), what, details })
}
