//! A register that is given one of two addresses, as by CSEL: from there on a path has the one or the other.

use super::linear::Linear;
use super::observe::{Observation, Seen};
use super::path::{Runner, Side};
use super::region::{Location, Regions};
use super::state::SymState;
use crate::lift::prim::Prim;
use crate::term::{Node, TermId, Terms};

/// Terms that are looked at to see whether a value is an address: sums of data may be as large as the routine.
const LOOKS: u32 = 64;

impl Runner<'_, '_> {
    /// Splits a path by the condition of the choice that a register holds: the state goes on where the condition holds,
    /// the other one that is returned, from the same instruction, where it does not. What follows depends on the
    /// condition as on a branch's, so it is observed like one, and a side that no run goes to is left out.
    pub(super) fn choose(&mut self, state: &mut SymState, register: u8, next: TermId, here: Side) -> Option<SymState> {
        // Only where both go on at one address: a branch splits the path by a condition of its own.
        self.terms.as_const(next)?;
        let x = register as usize;
        let (condition, [yes, no]) = addresses(self.terms, self.regions, state.x[x])?;
        let not = self.terms.not(condition);
        let go = |state: &mut SymState, side| {
            state.take(here.pc, if side { condition } else { not }, side);
            state.x[x] = if side { yes } else { no };
        };
        if let Some(side) = self.only_side(state, here, [condition, not]) {
            go(state, side);
            return None;
        }
        self.notes.observations.push(Observation { pc: here.pc, seen: Seen::Choice, value: condition });
        let mut other = state.clone();
        go(&mut other, false);
        go(state, true);
        Some(other)
    }
}

/// Whether a value is a choice, or one is added to something or taken from it.
pub(super) fn may_choose(terms: &Terms, value: TermId) -> bool {
    let chosen = |id| matches!(terms.node(id), Node::Prim { prim: Prim::Select, .. });
    match terms.node(value) {
        Node::Prim { prim: Prim::Add | Prim::Sub, a, b, .. } => chosen(a) || chosen(b),
        _ => chosen(value),
    }
}

/// The condition of a choice in an address, and the address with the one or the other part that is chosen; both must
/// lie in regions.
fn addresses(terms: &mut Terms, regions: &Regions, value: TermId) -> Option<(TermId, [TermId; 2])> {
    if !has_base(terms, regions, value, &mut LOOKS.clone()) {
        return None;
    }
    let linear = Linear::of(terms, value);
    let (atom, factor, condition, parts) = linear.parts.iter().find_map(|&(atom, factor)| match terms.node(atom) {
        Node::Prim { prim: Prim::Select, a, b, c, .. } if terms.width(a) == 1 => Some((atom, factor, a, [b, c])),
        _ => None,
    })?;
    let mut rest = linear.clone();
    rest.parts.retain(|part| part.0 != atom);
    // Where the condition holds the choice is its first part, else the other: modulo 2 to the 64, as all addresses.
    let arms = parts.map(|part| rest.clone().plus(&Linear::of(terms, part), factor).term(terms));
    let located = |id| matches!(regions.locate(terms, id), Location::Region { .. });
    arms.into_iter().all(located).then_some((condition, arms))
}

/// Whether a sum, or each of two that are chosen from, has the base of a region in it.
fn has_base(terms: &Terms, regions: &Regions, id: TermId, looks: &mut u32) -> bool {
    *looks = looks.saturating_sub(1);
    if *looks == 0 {
        return false;
    }
    match terms.node(id) {
        Node::Var { .. } => regions.list.iter().any(|region| region.base == id),
        Node::Prim { prim: Prim::Add | Prim::Sub, a, b, .. } => {
            has_base(terms, regions, a, looks) || has_base(terms, regions, b, looks)
        }
        Node::Prim { prim: Prim::Select, b, c, .. } => {
            has_base(terms, regions, b, looks) && has_base(terms, regions, c, looks)
        }
        _ => false,
    }
}
