//! Follows every path from one point to the next loop head or to the return.

use super::domain::{LeftOut, Notes, Symbolic};
use super::linear::Linear;
use super::observe::{Observation, Seen};
use super::region::Regions;
use super::state::SymState;
use super::stop::{SymStop, SymStopKind};
use crate::lift::exec::exec;
use crate::lift::prim::Prim;
use crate::machine::run::Program;
use crate::term::brief::brief;
use crate::term::{Node, TermId, Terms};

/// Where a path ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// At a point that was asked for, before its instruction.
    At(u64),
    /// At the address that X30 held on entry.
    Return,
    /// Stopped after as many instructions as were asked for, before this one.
    Steps(u64),
}

/// An address at which paths end, unless they come to it from one instruction: the back edge of a loop within another
/// that has the same head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    pub address: u64,
    pub except: Option<u64>,
}

impl Point {
    fn is_reached(&self, pc: u64, came_from: u64) -> bool {
        self.address == pc && self.except != Some(came_from)
    }
}

/// A path's last state.
#[derive(Clone, Debug)]
pub struct PathEnd {
    pub state: SymState,
    pub end: End,
}

/// A side of a branch on an unknown, by the way to it: where the run began, and which sides of others were taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Side {
    pub from: u64,
    pub way: u64,
    pub pc: u64,
    pub taken: bool,
}

/// Who says that no run goes to a side, for on a path where conditions hold, one more does. Not believed: it is noted,
/// and must be shown.
pub type Never<'a> = dyn FnMut(&Terms, &[TermId], Side, TermId) -> bool + 'a;

/// Paths that may be open at once, and instructions on one path.
const PATHS: usize = 256;
const STEPS: u64 = 2_000_000;

/// What all paths of a run have in common.
struct Way<'a> {
    from: u64,
    points: &'a [Point],
    open: &'a mut Vec<Open>,
}

/// The other side of a fork, or where a run begins.
struct Open {
    state: SymState,
    pc: u64,
    /// The instruction before, if there is one.
    came_from: u64,
    /// How many instructions came before.
    steps: u64,
}

/// Runs paths of one program over one arena.
pub struct Runner<'a, 'p> {
    pub terms: &'a mut Terms,
    pub program: &'a mut Program<'p>,
    pub regions: &'a Regions,
    /// The unknown that X30 held on entry.
    pub back: TermId,
    /// Of all paths; the log in order of execution on each.
    pub notes: Notes,
    /// Instructions executed.
    pub steps: u64,
    /// Instructions after which a path ends, for looking at it.
    pub limit: u64,
    /// Without one, both sides of every branch are followed.
    pub never: Option<&'a mut Never<'a>>,
}

impl<'a, 'p> Runner<'a, 'p> {
    /// Nothing has run yet.
    pub fn new(terms: &'a mut Terms, program: &'a mut Program<'p>, regions: &'a Regions, back: TermId) -> Self {
        Runner { terms, program, regions, back, notes: Notes::default(), steps: 0, limit: STEPS, never: None }
    }

    /// From `pc` on, at least one instruction, to the points or the return.
    pub fn run(&mut self, state: SymState, from: u64, points: &[Point]) -> Result<Vec<PathEnd>, SymStop> {
        let (mut open, mut ends) = (vec![Open { state, pc: from, came_from: from, steps: 0 }], Vec::new());
        let mut slots = Vec::new();
        while let Some(mut side) = open.pop() {
            let start = side.pc;
            let mut way = Way { from, points, open: &mut open };
            let end = self.path(&mut side, &mut way, &mut slots)?;
            ends.push(PathEnd { state: side.state, end });
            if ends.len() > PATHS {
                return Err(SymStop { pc: start, kind: SymStopKind::TooManyPaths(PATHS) });
            }
        }
        Ok(ends)
    }

    /// One path to its end; the other sides of forks are left open.
    fn path(&mut self, side: &mut Open, way: &mut Way, slots: &mut Vec<TermId>) -> Result<End, SymStop> {
        let (mut pc, mut came_from, mut steps) = (side.pc, side.came_from, side.steps);
        let state = &mut side.state;
        loop {
            // The other side of a fork may start at a point; the very first instruction is one, and is executed.
            if steps > 0 && way.points.iter().any(|point| point.is_reached(pc, came_from)) {
                return Ok(End::At(pc));
            }
            if steps == self.limit && self.limit < STEPS {
                return Ok(End::Steps(pc));
            }
            let stop = |kind| SymStop { pc, kind };
            let (next, chosen) = self.step(state, pc, slots).map_err(stop)?;
            steps += 1;
            if steps > STEPS {
                return Err(stop(SymStopKind::TooManySteps(STEPS)));
            }
            // A loop without a head forks on each pass, so this ends it too.
            if way.open.len() > PATHS {
                return Err(stop(SymStopKind::TooManyPaths(PATHS)));
            }
            let mut here = Side { from: way.from, way: state.way, pc, taken: true };
            let other = chosen.and_then(|register| self.choose(state, register, next, here));
            here.way = state.way;
            came_from = pc;
            match self.follow(state, next, way.open, (here, steps)).map_err(stop)? {
                Some(to) => pc = to,
                None => return Ok(End::Return),
            }
            way.open.extend(other.map(|state| Open { state, pc, came_from, steps }));
        }
    }

    /// One instruction: the address to go on at, and the register that it gave one of two values.
    fn step(
        &mut self,
        state: &mut SymState,
        pc: u64,
        slots: &mut Vec<TermId>,
    ) -> Result<(TermId, Option<u8>), SymStopKind> {
        let lifted = self.program.fetch(pc).map_err(SymStopKind::Machine)?;
        self.steps += 1;
        if lifted.through_sp {
            self.check_sp(state.sp)?;
        }
        let sp_before = state.sp;
        let image = self.program.image;
        let mut domain = Symbolic::new(self.terms, self.regions, image, state, &mut self.notes, pc);
        exec(&lifted.ops, &mut domain, slots)?;
        let (next, lowest, chosen) = (domain.next, domain.lowest, domain.chosen);
        if let Some(lowest) = lowest {
            self.check_above_sp(lowest, [sp_before, state.sp])?;
        }
        Ok((next.unwrap_or_else(|| self.terms.constant(64, pc.wrapping_add(4) as u128)), chosen))
    }

    /// SP is 16-byte aligned on entry (AAPCS64), so a multiple of 16 away from it is aligned.
    fn check_sp(&mut self, sp: TermId) -> Result<(), SymStopKind> {
        let linear = Linear::of(self.terms, sp);
        let stack = self.regions.list.iter().find(|r| r.length == super::region::Length::Stack);
        let aligned = stack.is_none_or(|r| linear.parts == [(r.base, 1)] && linear.constant.is_multiple_of(16));
        if aligned { Ok(()) } else { Err(SymStopKind::StackPointer { sp: brief(self.terms, sp) }) }
    }

    /// Nothing below SP is accessed, as it was before the instruction or as it is after, whichever is lower (AAPCS64,
    /// "Universal stack constraints").
    fn check_above_sp(&mut self, lowest: i64, sps: [TermId; 2]) -> Result<(), SymStopKind> {
        let stack = self.regions.list.iter().find(|r| r.length == super::region::Length::Stack);
        let mut low = i64::MAX;
        for sp in sps {
            let linear = Linear::of(self.terms, sp);
            if stack.is_none_or(|r| linear.parts != [(r.base, 1)]) {
                return Err(SymStopKind::StackPointer { sp: brief(self.terms, sp) });
            }
            low = low.min(linear.constant as i64);
        }
        if lowest < low { Err(SymStopKind::Stack { offset: lowest, sp: low }) } else { Ok(()) }
    }

    /// The address to go on at; `None` on return. An unknown condition forks.
    fn follow(
        &mut self,
        state: &mut SymState,
        next: TermId,
        open: &mut Vec<Open>,
        (here, steps): (Side, u64),
    ) -> Result<Option<u64>, SymStopKind> {
        if next == self.back {
            return Ok(None);
        }
        if let Some(to) = self.terms.as_const(next) {
            return Ok(Some(to as u64));
        }
        if let Node::Prim { prim: Prim::Select, a, b, c, .. } = self.terms.node(next)
            && let (Some(taken), Some(fallen)) = (self.terms.as_const(b), self.terms.as_const(c))
        {
            let not = self.terms.not(a);
            if let Some(side) = self.only_side(state, here, [a, not]) {
                state.take(here.pc, if side { a } else { not }, side);
                return Ok(Some(if side { taken } else { fallen } as u64));
            }
            self.notes.observations.push(Observation { pc: here.pc, seen: Seen::Branch, value: a });
            let mut other = state.clone();
            other.take(here.pc, not, false);
            state.take(here.pc, a, true);
            open.push(Open { state: other, pc: fallen as u64, came_from: here.pc, steps });
            return Ok(Some(taken as u64));
        }
        Err(SymStopKind::Branch { target: brief(self.terms, next) })
    }

    /// The side of a fork that is followed, if no run goes to the other: where a condition holds, or where its complement does.
    pub(super) fn only_side(&mut self, state: &SymState, here: Side, [holds, not]: [TermId; 2]) -> Option<bool> {
        let sides = [(true, holds), (false, not)];
        sides.into_iter().find(|&(side, claim)| self.is_never(state, Side { taken: !side, ..here }, claim)).map(|s| s.0)
    }

    /// Whether a side is left out, which is noted.
    fn is_never(&mut self, state: &SymState, side: Side, claim: TermId) -> bool {
        let Some(is_never) = &mut self.never else { return false };
        let never = is_never(self.terms, &state.path, side, claim);
        if never {
            self.notes.never.push(LeftOut { pc: side.pc, path: state.path.clone(), claim });
        }
        never
    }
}
