//! The timing verdict: in two runs that agree on what is public, branches go the same way and addresses are the same.

use super::changed::Changed;
use super::flow::{Arrival, HeadState};
use super::goal::Verdict;
use super::session::{Session, Trouble};
use super::twin::Twin;
use crate::lang::ast::{Clause, Proof};
use crate::lift::prim::Prim;
use crate::symbolic::observe::{Observation, Seen};
use crate::symbolic::state::SymState;
use crate::term::{Node, TermId, Terms};
use rustc_hash::FxHashSet;

/// Leaves of terms that have the same values in two runs which agree on what is public.
#[derive(Clone, Debug, Default)]
pub struct Public {
    /// Unknowns.
    pub vars: FxHashSet<TermId>,
    /// Regions whose initial contents they are, by the number that terms use.
    pub contents: FxHashSet<u32>,
}

/// What was observed without a secret in it, as shown in the statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    pub branches: FxHashSet<u64>,
    pub accesses: FxHashSet<u64>,
}

/// Whether a proof speaks of secrets; else nothing is claimed of timing.
pub fn is_claimed(proof: &Proof) -> bool {
    proof.clauses.iter().any(|clause| matches!(clause, Clause::Secret(_)))
}

impl Public {
    /// Whether a leaf is secret by itself. What it is an application to, as the offset of a byte, is a term of its own.
    pub fn hides(&self, terms: &Terms, leaf: TermId) -> bool {
        match terms.node(leaf) {
            Node::Var { .. } => !self.vars.contains(&leaf),
            Node::Read { region, .. } => !self.contents.contains(&region),
            Node::Fold { index } => !self.contents.contains(&terms.fold(index).region),
            _ => false,
        }
    }

    /// The secret leaves below a term.
    pub fn secrets(&self, terms: &Terms, id: TermId) -> Vec<TermId> {
        let mut below = terms.below(&[id]);
        below.retain(|&leaf| self.hides(terms, leaf));
        below
    }

    fn shows(&self, terms: &Terms, id: TermId) -> bool {
        terms.below(&[id]).into_iter().all(|leaf| !self.hides(terms, leaf))
    }
}

impl Session<'_> {
    /// Whether the script speaks of secrets; else nothing is claimed of timing.
    pub fn claims_timing(&self) -> bool {
        !self.clauses.secret.is_empty()
    }

    /// What two runs agree on at entry: parameters that are not secret, where regions are, and what is in those that
    /// are not secret; SP and the address of return.
    pub(super) fn make_public(&mut self) {
        let mut public = Public::default();
        public.vars.extend([self.entry.sp, self.entry.x[30]]);
        public.vars.extend(self.regions.list.iter().map(|region| region.base));
        let open = self.env.params.iter().zip(&self.values).filter(|(param, _)| !self.clauses.is_secret(param.name()));
        for (param, &value) in open {
            public.vars.insert(value);
            public.contents.extend(self.regions.list.iter().filter(|r| r.name == param.name()).map(|r| r.contents));
        }
        self.public = public;
    }

    /// Goals for what the last run of a part showed and a secret may have decided.
    pub(super) fn timing_goals(&mut self, facts: &[TermId]) {
        let seen = std::mem::take(&mut self.observations);
        if !self.claims_timing() {
            return;
        }
        let (mut known, mut twin) = (FxHashSet::default(), Twin::default());
        let mut both = Vec::new();
        for observation in seen {
            if !known.insert(observation) {
                continue;
            }
            self.watched.note(observation);
            if self.public.shows(&self.terms, observation.value) {
                continue;
            }
            if both.is_empty() {
                both = facts.to_vec();
                both.extend(facts.iter().map(|&fact| twin.of(&mut self.terms, &self.public, fact)));
            }
            let other = twin.of(&mut self.terms, &self.public, observation.value);
            let claim = self.terms.equal(observation.value, other);
            let name = self.observed(observation);
            self.goal(Verdict::Timing, name, &both, claim);
        }
    }

    /// ``sha256+0x34 `b.ne 0x14`: the outcome of the branch depends on no secret``
    fn observed(&self, Observation { pc, seen, .. }: Observation) -> String {
        let image = self.program.image;
        let text = image.word(pc).map_or_else(String::new, |word| self.program.isa.disassemble(word));
        format!("{} `{text}`: {} depends on no secret", super::place(image, pc), seen.name())
    }

    /// At a loop head two runs agree on the unknowns of the places that are public whenever the head is reached: each
    /// is taken for public, until an arrival or a back edge says otherwise. Ghosts likewise. By induction over the
    /// passes.
    pub(super) fn public_at_head(
        &mut self,
        head: usize,
        arrivals: &[Arrival],
        general: &HeadState,
        backs: &[SymState],
    ) -> Result<(), Trouble> {
        if !self.claims_timing() {
            return Ok(());
        }
        let places = self.held(&general.changed, &general.state);
        let mut values: Vec<(TermId, Vec<TermId>)> = places.iter().map(|&value| (value, Vec::new())).collect();
        let mut ghosts: Vec<(TermId, Vec<TermId>)> = general.ghosts.iter().map(|&ghost| (ghost, Vec::new())).collect();
        let mut add = |places: Vec<TermId>, firsts: Vec<TermId>| {
            values.iter_mut().zip(places).for_each(|(value, now)| value.1.push(now));
            ghosts.iter_mut().zip(firsts).for_each(|(ghost, now)| ghost.1.push(now));
        };
        for arrival in arrivals {
            let mut state = arrival.state.clone();
            let firsts = self.ghost_values(head, &mut state, None)?;
            add(self.held(&general.changed, &state), firsts);
        }
        for back in backs {
            let mut state = back.clone();
            let nexts = self.ghost_values(head, &mut state, Some(&general.ghosts))?;
            add(self.held(&general.changed, &state), nexts);
        }
        let before = self.public.vars.clone();
        // What no place holds by itself, no place makes public.
        let own: FxHashSet<TermId> = places.iter().flat_map(|&value| parts(&self.terms, value)).collect();
        self.public.vars.extend(general.fresh.iter().filter(|unknown| own.contains(unknown)));
        self.public.vars.extend(&general.ghosts);
        loop {
            let doubtful = |list: &[(TermId, Vec<TermId>)]| -> Vec<TermId> {
                let hidden = |values: &Vec<TermId>| values.iter().any(|&v| !self.public.shows(&self.terms, v));
                list.iter().filter(|(_, values)| hidden(values)).map(|(value, _)| *value).collect()
            };
            let mut lost = doubtful(&ghosts);
            // A place that an invariant defines has no unknown of its own: others say what it holds.
            lost.extend(doubtful(&values).into_iter().flat_map(|value| parts(&self.terms, value)));
            let count = self.public.vars.len();
            lost.retain(|leaf| !before.contains(leaf));
            self.public.vars.retain(|leaf| !lost.contains(leaf));
            if self.public.vars.len() == count {
                return Ok(());
            }
        }
    }

    /// What the changed places hold in a state.
    fn held(&mut self, changed: &Changed, state: &SymState) -> Vec<TermId> {
        let places = changed.places();
        places.into_iter().map(|place| place.term(&mut self.terms, &self.regions, state)).collect()
    }
}

/// The unknowns that a value is put together from.
fn parts(terms: &Terms, value: TermId) -> Vec<TermId> {
    let (mut found, mut stack) = (Vec::new(), vec![value]);
    while let Some(id) = stack.pop() {
        match terms.node(id) {
            Node::Var { .. } => found.push(id),
            Node::Prim { prim: Prim::Concat, a, b, .. } => stack.extend([a, b]),
            Node::Extract { a, .. } => stack.push(a),
            _ => {}
        }
    }
    found
}

impl Watched {
    fn note(&mut self, Observation { pc, seen, .. }: Observation) {
        match seen {
            Seen::Branch => self.branches.insert(pc),
            Seen::Choice | Seen::Load | Seen::Store => self.accesses.insert(pc),
        };
    }
}
