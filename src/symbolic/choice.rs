//! A register that is given one of two addresses, as CSEL does: from there on a path has the one or the other.

use super::observe::{Observation, Seen};
use super::path::{Runner, settled};
use super::region::Location;
use super::state::SymState;
use crate::lift::prim::Prim;
use crate::term::{Node, TermId};

impl Runner<'_, '_> {
    /// Splits a path by the condition of the choice that a register holds: the state goes on where the condition holds,
    /// the other one that is returned, from the same instruction, where it does not. What follows depends on the
    /// condition as on a branch's, so it is observed like one.
    pub(super) fn choose(&mut self, state: &mut SymState, register: u8, (pc, next): (u64, TermId)) -> Option<SymState> {
        // Only where both go on at one address: a branch splits the path by a condition of its own.
        self.terms.as_const(next)?;
        let x = register as usize;
        let Node::Prim { prim: Prim::Select, a, b, c, .. } = self.terms.node(state.x[x]) else { return None };
        let located = |id| matches!(self.regions.locate(self.terms, id), Location::Region { .. });
        if !located(b) || !located(c) {
            return None;
        }
        if let Some(holds) = settled(self.terms, a) {
            state.x[x] = if holds { b } else { c };
            return None;
        }
        self.notes.observations.push(Observation { pc, seen: Seen::Choice, value: a });
        let mut other = state.clone();
        other.path.push(self.terms.not(a));
        other.x[x] = c;
        state.path.push(a);
        state.x[x] = b;
        Some(other)
    }
}
