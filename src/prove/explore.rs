//! Finds what a loop changes by running its body until no further place differs; never asked for, never believed.

use super::apart;
use super::said::generalize;
use crate::claim::changed::{Changed, Run};
use crate::claim::flow::Arrival;
use crate::claim::frame::{Place, differences};
use crate::claim::hints::{Guide, Hints};
use crate::claim::session::{Session, Trouble};
use crate::solve::cone::of_numbers;
use crate::solve::falsify::Values;
use crate::solve::scope::{value_in, values_in};
use crate::solve::{Answer, Limits, decide};
use crate::symbolic::path::{End, Side};
use crate::symbolic::state::SymState;
use crate::term::eval::{Assignment, evaluate, mix};
use crate::term::{Node, TermId, Terms};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Random values on which two terms must agree to be taken for equal; and twice as many small ones.
const TRIALS: u64 = 4;

/// Explores, and keeps what it found.
#[derive(Default)]
pub struct Explorer {
    pub hints: Hints,
    /// Whether to find sides of branches that no run goes to.
    pub forks: Option<Forks>,
}

/// What it may cost to find out where no run goes.
pub struct Forks {
    /// For one side of a branch.
    pub limits: Limits,
    /// How many sides may stay open before no more is asked, so that a walk of endless forks ends.
    pub patience: usize,
    /// How many may be asked about at all.
    pub questions: usize,
    /// Values of runs that went to sides which were asked about, the last one last: most often one of them goes to the next
    /// side too.
    runs: Vec<Values>,
    /// Whether terms speak of data.
    of_data: FxHashMap<TermId, bool>,
}

/// A second for each, eight times; a routine of five blocks at a time needs 78 questions.
impl Default for Forks {
    fn default() -> Self {
        let limits = Limits { seconds: 1.0, ..Limits::default() };
        Forks { limits, patience: 8, questions: 400, runs: Vec::new(), of_data: FxHashMap::default() }
    }
}

/// Earlier runs that are tried.
const RUNS: usize = 8;

/// Terms below a question about numbers. A branch on data, as mutants have it, is not asked about.
const SMALL: usize = 1000;

impl Forks {
    /// Whether a claim follows.
    fn follows(&mut self, terms: &Terms, facts: &[TermId], claim: TermId) -> bool {
        if let Some(value) = apart::number(terms, claim) {
            return value == 1;
        }
        if self.patience == 0 || self.questions == 0 || terms.below(&[claim]).len() > SMALL {
            return false;
        }
        let facts = of_numbers(terms, facts, claim, &mut self.of_data);
        if self.has_run(terms, &facts, claim) {
            return false;
        }
        self.questions -= 1;
        match decide(terms, &facts, claim, &self.limits) {
            Answer::Proved { .. } => return true,
            Answer::Refuted(values) => self.runs.push(values),
            Answer::Unknown(_) => self.patience -= 1,
        }
        false
    }

    /// Whether for values of an earlier run the facts hold and the claim does not.
    fn has_run(&self, terms: &Terms, facts: &[TermId], claim: TermId) -> bool {
        let goes_there = |values: &Values| {
            value_in(terms, values, claim) == 0 && values_in(terms, values, facts).iter().all(|&holds| holds == 1)
        };
        self.runs.iter().rev().take(RUNS).any(goes_there)
    }
}

/// Bytes of memory that change: region and offset.
type Bytes = BTreeSet<(usize, i64)>;

impl Guide for Explorer {
    fn changed(
        &mut self,
        session: &mut Session,
        head: usize,
        arrivals: &[Arrival],
        facts: &[TermId],
    ) -> Result<Changed, Trouble> {
        let address = session.heads[head].address;
        let (mut changed, mut bytes) = (Changed::default(), Bytes::new());
        let first = &arrivals[0].state;
        for other in &arrivals[1..] {
            add(session, first, &other.state, &mut changed, &mut bytes);
        }
        // No run comes back to a cut.
        if session.heads[head].source.decreases.is_none() {
            changed.runs = runs(&bytes, first);
            generalize(session, head, first, &mut changed);
            self.hints.changed.push(changed.clone());
            return Ok(changed);
        }
        loop {
            let general = session.general(head, first, &changed, facts)?;
            let (ends, _) = session.run(self, general.state.clone(), address, &general.facts)?;
            let mut grew = false;
            for end in ends.iter().filter(|end| end.end == End::At(address)) {
                grew |= add(session, &general.state, &end.state, &mut changed, &mut bytes);
            }
            if !grew {
                self.hints.changed.push(changed.clone());
                return Ok(changed);
            }
        }
    }

    fn never(&mut self, terms: &Terms, facts: &[TermId], side: Side, claim: TermId) -> bool {
        let Some(forks) = &mut self.forks else { return false };
        let never = forks.follows(terms, facts, claim);
        // The last run from a head is the one that counts.
        match never {
            true => self.hints.never.insert(side),
            false => self.hints.never.remove(&side),
        };
        never
    }
}

/// Adds what differs between two states; whether anything was added.
fn add(session: &mut Session, head: &SymState, back: &SymState, changed: &mut Changed, bytes: &mut Bytes) -> bool {
    let before = (changed.clone(), bytes.clone());
    let found = differences(&mut session.terms, &session.regions, head, back, changed);
    let pairs: Vec<(TermId, TermId)> = found.iter().map(|&(_, a, b)| (a, b)).collect();
    let differ = differ(&session.terms, &pairs);
    // Flags of two comparisons may differ for few values only.
    let differ = found.iter().zip(differ).filter(|(place, differs)| *differs || place.0 == Place::Nzcv);
    for (place, _) in differ {
        match place.0 {
            Place::X(n) => drop(changed.x.insert(n)),
            Place::V(n) => drop(changed.v.insert(n)),
            Place::Nzcv => changed.nzcv = true,
            Place::System(register) => drop(changed.system.insert(register)),
            Place::Byte { region, at } => drop(bytes.insert((region, at))),
            Place::Blocks(region) => drop(changed.blocks.insert(region as u8)),
            // A loop must keep SP; that it does is a goal.
            Place::Sp => {}
        }
    }
    changed.runs = runs(bytes, back);
    (&before.0, &before.1) != (changed, bytes)
}

/// Of each pair whether its terms have different values somewhere.
fn differ(terms: &Terms, pairs: &[(TermId, TermId)]) -> Vec<bool> {
    let roots: Vec<TermId> = pairs.iter().flat_map(|&(a, b)| [a, b]).collect();
    let mut differ = vec![false; pairs.len()];
    for seed in 0..3 * TRIALS {
        // What happens in a loop's last pass happens for few values.
        let mut assignment = Assignment::random(seed);
        if seed >= TRIALS {
            assignment.set_leaves(terms, &small(terms, &roots, seed));
        }
        let values = evaluate(terms, &roots, &mut assignment);
        differ.iter_mut().zip(values.chunks(2)).for_each(|(differs, pair)| *differs |= pair[0] != pair[1]);
    }
    differ
}

/// Small numbers for unknowns of 64 bits.
fn small(terms: &Terms, roots: &[TermId], seed: u64) -> Vec<(TermId, u128)> {
    let unknowns = terms.below(roots).into_iter().filter(|&id| matches!(terms.node(id), Node::Var { width: 64, .. }));
    unknowns.map(|id| (id, u128::from(mix(seed << 32 | u64::from(id.0)) % 4))).collect()
}

/// Changed bytes in runs of one value each that the state at the back edge has stored.
fn runs(bytes: &Bytes, like: &SymState) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let value = |region: usize, at: i64| like.cells[region].get(&at).map(|cell| cell.value);
    for &(region, at) in bytes {
        match runs.last_mut() {
            Some(run)
                if run.region as usize == region
                    && run.at + i64::from(run.length) == at
                    && run.length < 16
                    && value(region, at).is_some()
                    && value(region, at) == value(region, run.at) =>
            {
                run.length += 1;
            }
            _ => runs.push(Run { region: region as u32, at, length: 1 }),
        }
    }
    runs
}
