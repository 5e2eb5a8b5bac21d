//! The way through a routine: from the entry to loop heads, once around each loop, and to the return.

use super::changed::Changed;
use super::each::{Part, Scope};
use super::goal::{Goal, Verdict};
use super::hints::Guide;
use super::invariant::define;
use super::session::{Session, Trouble};
use super::split::Case;
use crate::lang::ast::Expr;
use crate::lang::printer::expression;
use crate::symbolic::domain::LeftOut;
use crate::symbolic::path::{End, PathEnd, Point, Runner, Side};
use crate::symbolic::region::Access;
use crate::symbolic::state::SymState;
use crate::symbolic::stop::{SymStop, SymStopKind};
use crate::term::{Node, TermId, Terms};

/// A state at a loop head or at the return, with what is known of it.
#[derive(Clone)]
pub struct Arrival {
    pub state: SymState,
    pub facts: Vec<TermId>,
    /// What is known of the arbitrary block, for claims of all blocks.
    pub each: Vec<TermId>,
    /// In which case it is, behind a cut with cases.
    pub case: Option<Case>,
}

/// A loop head in general position.
#[derive(Clone)]
pub struct HeadState {
    pub state: SymState,
    pub(super) ghosts: Vec<TermId>,
    /// The unknowns that stand for what the loop changes.
    pub(super) fresh: Vec<TermId>,
    pub facts: Vec<TermId>,
    pub(super) each: Vec<TermId>,
    /// What the invariants take for granted.
    pub(super) asserts: Vec<TermId>,
    /// All else is what it was at the first arrival.
    pub(super) changed: Changed,
    pub(super) case: Option<Case>,
}

impl Session<'_> {
    /// Walks all ways and gathers the goals; the states at the return.
    pub fn walk(&mut self, guide: &mut dyn Guide) -> Result<Vec<Arrival>, Trouble> {
        let entry = Arrival { state: self.entry.clone(), facts: self.facts.clone(), each: Vec::new(), case: None };
        let mut done = vec![false; self.heads.len()];
        let mut returns = self.routine(guide, self.function.address, vec![entry], &mut done)?;
        for call in 0..self.calls.len() {
            let arrivals = self.call(call, &returns)?;
            returns = self.routine(guide, self.calls[call].function.address, arrivals, &mut done)?;
        }
        // Each case of a proof by cases may have loops of its own.
        let unreached = done.iter().position(|done| !done).filter(|_| self.env.numbers.is_empty());
        if let Some(unreached) = unreached {
            let name = self.loop_name(unreached);
            return Err(Trouble::Refused(Verdict::Function, format!("{name} is never reached from the entry")));
        }
        Ok(returns)
    }

    /// All ways through one routine; the states at its return.
    fn routine(
        &mut self,
        guide: &mut dyn Guide,
        start: u64,
        entries: Vec<Arrival>,
        done: &mut [bool],
    ) -> Result<Vec<Arrival>, Trouble> {
        let (mut waiting, mut returns) = (Vec::new(), Vec::new());
        for entry in entries {
            match self.heads.iter().position(|head| head.address == start) {
                Some(head) => waiting.push((head, entry)),
                None => {
                    let (ends, accesses) = self.run(guide, entry.state, start, &entry.facts)?;
                    self.bounds_goals(&accesses, &entry.facts);
                    self.timing_goals(&entry.facts);
                    let ways = (&mut waiting, &mut returns);
                    self.sort(ends, (&entry.facts, &entry.each, None), None, ways);
                }
            }
        }
        // In the order of the script: from one loop it may go on to a later one, which waits for all that comes to it.
        while let Some(head) = waiting.iter().map(|arrival| arrival.0).min() {
            if std::mem::replace(&mut done[head], true) {
                let name = self.loop_name(head);
                return Err(Trouble::Refused(
                    Verdict::Function,
                    format!(
                        "{name} is entered again after it was left; loops inside loops are not supported yet, and a \
                         loop that another leads to stands behind that in the script"
                    ),
                ));
            }
            let (here, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|arrival| arrival.0 == head);
            waiting = rest;
            let arrivals: Vec<Arrival> = here.into_iter().map(|arrival| arrival.1).collect();
            self.around(guide, head, &arrivals, &mut waiting, &mut returns)?;
        }
        Ok(returns)
    }

    /// How reports call a loop.
    pub fn loop_name(&self, head: usize) -> String {
        let source = self.heads[head].source;
        let what = if source.decreases.is_some() { "loop" } else { "cut" };
        format!("{what} \"{}\"", source.at.text)
    }

    /// All paths from an address to the next heads and the return, where facts hold.
    pub fn run(
        &mut self,
        guide: &mut dyn Guide,
        state: SymState,
        from: u64,
        facts: &[TermId],
    ) -> Result<(Vec<PathEnd>, Vec<Access>), Trouble> {
        let points: Vec<Point> = self.heads.iter().map(|head| head.point()).collect();
        let back = self.called.x[30];
        let mut never = |terms: &Terms, path: &[TermId], side: Side, claim: TermId| {
            guide.never(terms, &[facts, path].concat(), side, claim)
        };
        let mut runner = Runner::new(&mut self.terms, &mut self.program, &self.regions, back);
        runner.never = Some(&mut never);
        let result = runner.run(SymState { path: Vec::new(), ..state }, from, &points);
        let (notes, steps) = (runner.notes, runner.steps);
        if !notes.asserts.is_empty() {
            return Err(Trouble::Unusable("an instruction takes something for granted, as only scripts may".into()));
        }
        self.never_goals(&notes.never, facts);
        self.log = notes.log;
        self.blocks = notes.blocks;
        self.observations = notes.observations;
        self.stack_depth = self.stack_depth.max(notes.stack_depth);
        self.steps += steps;
        Ok((result.map_err(stop)?, notes.accesses))
    }

    /// Ends of paths by where they are; ends at `own` are left out.
    fn sort(
        &mut self,
        ends: Vec<PathEnd>,
        (facts, each, case): (&[TermId], &[TermId], Option<&Case>),
        own: Option<u64>,
        (waiting, returns): (&mut Vec<(usize, Arrival)>, &mut Vec<Arrival>),
    ) {
        for PathEnd { state, end } in ends {
            let facts: Vec<TermId> = facts.iter().chain(&state.path).copied().collect();
            let (each, case) = (each.to_vec(), case.cloned());
            match end {
                End::At(address) if Some(address) == own => {}
                End::At(address) => {
                    if let Some(head) = self.heads.iter().position(|head| head.address == address) {
                        waiting.push((head, Arrival { state, facts, each, case }));
                    }
                }
                End::Return => returns.push(Arrival { state, facts, each, case }),
                // Only for looking at a run; a proof sets no limit below the one that is an error.
                End::Steps(_) => unreachable!("a path of a proof ended in mid-routine"),
            }
        }
    }

    /// One loop: its entry, its step, and the ways out.
    fn around(
        &mut self,
        guide: &mut dyn Guide,
        head: usize,
        arrivals: &[Arrival],
        waiting: &mut Vec<(usize, Arrival)>,
        returns: &mut Vec<Arrival>,
    ) -> Result<(), Trouble> {
        self.must_have_no_case(arrivals, &self.loop_name(head))?;
        for arrival in arrivals {
            self.invariant_goals(head, "entry", arrival, None)?;
        }
        let facts = match arrivals {
            [only] => only.facts.clone(),
            _ => self.facts.clone(),
        };
        let changed = guide.changed(self, head, arrivals, &facts)?;
        changed.check(&self.regions).map_err(Trouble::Unusable)?;
        let name = self.loop_name(head);
        for other in &arrivals[1..] {
            let states = (&arrivals[0].state, &other.state);
            self.frame_goals(&format!("{name}, entry"), &other.facts, states, &changed);
        }
        let general = self.general(head, &arrivals[0].state, &changed, &facts)?;
        match self.cases(head)?.as_slice() {
            [] => self.onwards(guide, (head, arrivals), general, (waiting, returns))?,
            cases => {
                for case in cases {
                    let Some(here) = self.in_case(&general, case) else { continue };
                    self.look_at(Some(case));
                    self.onwards(guide, (head, arrivals), here, (waiting, returns))?;
                }
                self.look_at(None);
            }
        }
        self.changed.push((name, changed.names(&self.regions)));
        Ok(())
    }

    /// On from a head: its step, and the ways out.
    fn onwards(
        &mut self,
        guide: &mut dyn Guide,
        (head, arrivals): (usize, &[Arrival]),
        mut general: HeadState,
        ways: (&mut Vec<(usize, Arrival)>, &mut Vec<Arrival>),
    ) -> Result<(), Trouble> {
        let address = self.heads[head].address;
        let (ends, accesses) = self.run(guide, general.state.clone(), address, &general.facts)?;
        self.use_blocks(head, &mut general)?;
        let backs = ends.iter().filter(|end| end.end == End::At(address)).map(|end| end.state.clone());
        self.public_at_head(head, arrivals, &general, &backs.collect::<Vec<_>>())?;
        self.timing_goals(&general.facts);
        self.finish(head, &general, ends, &accesses, ways)
    }

    /// The state at a head on any pass: what the loop changes is unknown but for the invariants.
    pub fn general(
        &mut self,
        head: usize,
        first: &SymState,
        changed: &Changed,
        facts: &[TermId],
    ) -> Result<HeadState, Trouble> {
        let mut state = first.clone();
        let before = self.terms.len() as u32;
        let mut unknowns = changed.havoc(&mut self.terms, &mut state);
        unknowns.sort_unstable();
        let names = self.ghost_names(head);
        let ghosts: Vec<TermId> = names.iter().map(|name| self.terms.var(64, name.clone())).collect();
        let [claims, mut each, mut asserts] = self.invariants(head, &state, &ghosts)?;
        let (mut substitution, invariants) = define(&mut self.terms, &unknowns, &claims);
        substitution.apply_state(&mut self.terms, &mut state);
        for term in each.iter_mut().chain(&mut asserts) {
            *term = substitution.apply(&mut self.terms, *term);
        }
        let facts = facts.iter().copied().chain(invariants).collect();
        let made = (before..self.terms.len() as u32).map(TermId);
        let is_unknown = |id: &TermId| matches!(self.terms.node(*id), Node::Var { .. }) && !ghosts.contains(id);
        let fresh = made.filter(is_unknown).collect();
        Ok(HeadState { state, ghosts, fresh, facts, each, asserts, changed: changed.clone(), case: None })
    }

    /// Adds what is known of the blocks that the last run read.
    fn use_blocks(&mut self, head: usize, general: &mut HeadState) -> Result<(), Trouble> {
        let blocks = std::mem::take(&mut self.blocks);
        let (names, lets) = (self.ghost_names(head), self.lets(head));
        let scope = Scope { names: &names, lets: &lets, values: &general.ghosts };
        let invariants = &self.heads[head].source.invariants;
        let known = self.known_of_blocks(invariants, &general.state, scope, &blocks)?;
        general.facts.extend(known);
        Ok(())
    }

    fn finish(
        &mut self,
        head: usize,
        general: &HeadState,
        ends: Vec<PathEnd>,
        accesses: &[Access],
        ways: (&mut Vec<(usize, Arrival)>, &mut Vec<Arrival>),
    ) -> Result<(), Trouble> {
        let address = self.heads[head].address;
        let name = self.loop_name(head);
        self.bounds_goals(accesses, &general.facts);
        for &claim in &general.asserts {
            self.goal(Verdict::Function, format!("{name}: its slices are in bounds"), &general.facts, claim);
        }
        for end in ends.iter().filter(|end| end.end == End::At(address)) {
            let facts: Vec<TermId> = general.facts.iter().chain(&end.state.path).copied().collect();
            let case = general.case.clone();
            let back = Arrival { state: end.state.clone(), facts, each: general.each.clone(), case };
            self.frame_goals(&format!("{name}, step"), &back.facts, (&general.state, &back.state), &general.changed);
            self.invariant_goals(head, "step", &back, Some(&general.ghosts))?;
            self.decrease_goal(head, general, &back)?;
        }
        self.sort(ends, (&general.facts, &general.each, general.case.as_ref()), Some(address), ways);
        Ok(())
    }

    pub(super) fn ghost_names(&self, head: usize) -> Vec<String> {
        self.heads[head].source.ghosts.iter().map(|ghost| ghost.name.name.clone()).collect()
    }

    pub(super) fn lets(&self, head: usize) -> Vec<(String, Expr)> {
        self.heads[head].source.lets.iter().map(|(name, e)| (name.name.clone(), e.clone())).collect()
    }

    /// What the invariants say in a state at the head: each one, those of all blocks of the arbitrary one, and what they
    /// take for granted.
    fn invariants(&mut self, head: usize, state: &SymState, ghosts: &[TermId]) -> Result<[Vec<TermId>; 3], Trouble> {
        let (names, lets) = (self.ghost_names(head), self.lets(head));
        let scope = Scope { names: &names, lets: &lets, values: ghosts };
        let [mut claims, mut each, mut asserts] = [const { Vec::new() }; 3];
        for invariant in &self.heads[head].source.invariants {
            if let Some((fact, taken)) = self.known_of_block(&invariant.claim, state, scope)? {
                each.push(fact);
                asserts.extend(taken);
                continue;
            }
            for part in self.parts(&invariant.claim, state, scope)? {
                claims.push(part.claim);
                asserts.extend(part.asserts);
            }
        }
        Ok([claims, each, asserts])
    }

    /// The ghosts' values on entry, or after a pass in which they were `before`.
    pub(super) fn ghost_values(
        &mut self,
        head: usize,
        state: &mut SymState,
        before: Option<&[TermId]>,
    ) -> Result<Vec<TermId>, Trouble> {
        let names = if before.is_some() { self.ghost_names(head) } else { Vec::new() };
        let lets = if before.is_some() { self.lets(head) } else { Vec::new() };
        let mut values = Vec::new();
        for ghost in &self.heads[head].source.ghosts {
            let e = if before.is_some() { &ghost.next } else { &ghost.first };
            let ops = self.env.value(&names, &lets, e).map_err(Trouble::Unusable)?;
            values.push(self.evaluate(&ops, state, before.unwrap_or_default())?.0);
        }
        Ok(values)
    }

    fn invariant_goals(
        &mut self,
        head: usize,
        when: &str,
        at: &Arrival,
        before: Option<&[TermId]>,
    ) -> Result<(), Trouble> {
        let mut state = at.state.clone();
        let ghosts = self.ghost_values(head, &mut state, before)?;
        let name = format!("{}, {when}", self.loop_name(head));
        let (names, lets) = (self.ghost_names(head), self.lets(head));
        let scope = Scope { names: &names, lets: &lets, values: &ghosts };
        for invariant in &self.heads[head].source.invariants {
            let parts = self.claim_parts(invariant, &state, scope)?;
            self.part_goals(&format!("invariant {}", expression(&invariant.claim)), &name, parts, at);
        }
        Ok(())
    }

    /// Goals for the parts of a claim at an arrival.
    pub(super) fn part_goals(&mut self, claim: &str, when: &str, parts: Vec<Part>, at: &Arrival) {
        for part in parts {
            let each = if part.other { at.each.as_slice() } else { &[] };
            let facts = [&at.facts, &part.facts, each].concat();
            let which = part.which.map_or_else(String::new, |which| format!(" ({which})"));
            self.goal(Verdict::Function, format!("{when}: {claim}{which}"), &facts, part.claim);
            for &claim in &part.asserts {
                self.goal(Verdict::Function, format!("{when}: its slices are in bounds"), &facts, claim);
            }
        }
    }

    fn decrease_goal(&mut self, head: usize, general: &HeadState, back: &Arrival) -> Result<(), Trouble> {
        let (names, lets) = (self.ghost_names(head), self.lets(head));
        let Some(measure) = &self.heads[head].source.decreases else {
            let what = format!("{} is come back to; what is a loop needs `decreases`", self.loop_name(head));
            return Err(Trouble::Refused(Verdict::Function, what));
        };
        let text = crate::lang::printer::expression(measure);
        let ops = self.env.value(&names, &lets, measure).map_err(Trouble::Unusable)?;
        let mut state = general.state.clone();
        let (before, mut asserts) = self.evaluate(&ops, &mut state, &general.ghosts)?;
        let mut state = back.state.clone();
        let ghosts = self.ghost_values(head, &mut state, Some(&general.ghosts))?;
        let (after, taken) = self.evaluate(&ops, &mut state, &ghosts)?;
        asserts.extend(taken);
        let claim = self.terms.less(after, before);
        let name = format!("{}, step: termination, {text} decreases", self.loop_name(head));
        self.goal(Verdict::Function, name.clone(), &back.facts, claim);
        for claim in asserts {
            self.goal(Verdict::Function, format!("{name}: its slices are in bounds"), &back.facts, claim);
        }
        Ok(())
    }

    /// A side that was left out is never taken.
    fn never_goals(&mut self, never: &[LeftOut], facts: &[TermId]) {
        for LeftOut { pc, path, claim } in never {
            let name = format!("{} goes to one side only", super::place(self.program.image, *pc));
            self.goal(Verdict::Function, name, &[facts, path].concat(), *claim);
        }
    }

    fn bounds_goals(&mut self, accesses: &[Access], facts: &[TermId]) {
        for access in accesses {
            let claim = access.goal(&mut self.terms, &self.regions);
            let region = &self.regions.list[access.region].name;
            let place = self
                .program
                .image
                .symbol_at(access.pc)
                .map_or(format!("{:#x}", access.pc), |(s, offset)| format!("{}+{offset:#x}", s.name));
            let name = format!("the accesses to `{region}` from {place} on are inside of it");
            let facts: Vec<TermId> = facts.iter().chain(&access.path).copied().collect();
            self.goal(Verdict::Memory, name, &facts, claim);
        }
    }

    /// Adds a goal.
    pub fn goal(&mut self, verdict: Verdict, name: String, facts: &[TermId], claim: TermId) {
        self.goals.push(Goal { verdict, name, assumptions: facts.to_vec(), claim });
    }
}

/// A stop is a finding of the verdict that it belongs to.
fn stop(stop: SymStop) -> Trouble {
    let verdict = match stop.kind {
        SymStopKind::Stack { .. } | SymStopKind::Frame { .. } | SymStopKind::StackPointer { .. } => Verdict::Abi,
        SymStopKind::Branch { .. } => Verdict::Abi,
        SymStopKind::Address { .. }
        | SymStopKind::Bounds { .. }
        | SymStopKind::ReadOnly { .. }
        | SymStopKind::AcrossBlocks { .. }
        | SymStopKind::SymbolicStore { .. } => Verdict::Memory,
        _ => Verdict::Function,
    };
    Trouble::Stop(verdict, stop)
}
