//! What the invariants of a cut say that registers and elements of regions hold: from there on it is all that is known of them,
//! so that a table is what a standard says, whatever code made it.

use crate::claim::changed::{Changed, Run};
use crate::claim::env::{Param, general_register};
use crate::claim::session::Session;
use crate::lang::ast::{BinaryOp, Expr, ExprKind};
use crate::symbolic::state::SymState;

/// Makes the places of which invariants of a cut say what they hold places that change.
pub fn generalize(session: &Session, head: usize, state: &SymState, changed: &mut Changed) {
    for invariant in &session.heads[head].source.invariants {
        let ExprKind::Binary { op: BinaryOp::Equal, left, .. } = &invariant.claim.kind else { continue };
        match general_register(left) {
            Some(register) => drop(changed.x.insert(register)),
            None => region(left).into_iter().for_each(|name| add(session, name, state, changed)),
        }
    }
}

/// The name that elements are taken of.
fn region(e: &Expr) -> Option<&str> {
    match &e.kind {
        ExprKind::Name(name) => Some(name),
        ExprKind::Index { base, .. } | ExprKind::Range { base, .. } => region(base),
        _ => None,
    }
}

/// Adds the elements of a region that were stored as a whole.
fn add(session: &Session, name: &str, state: &SymState, changed: &mut Changed) {
    let of = |param: &Param| match param {
        Param::Region { name: region, element, .. } if region == name => Some(element / 8),
        _ => None,
    };
    let number = session.regions.list.iter().position(|region| region.name == name);
    let (Some(length), Some(number)) = (session.env.params.iter().find_map(of), number) else { return };
    let cells = &state.cells[number];
    let mut starts: Vec<i64> = cells.keys().copied().filter(|at| at % i64::from(length) == 0).collect();
    starts.sort_unstable();
    let is_whole = |at: &i64| (*at..*at + i64::from(length)).all(|at| cells.contains_key(&at));
    let runs = starts.into_iter().filter(is_whole).map(|at| Run { region: number as u32, at, length });
    let new: Vec<Run> = runs.filter(|run| !changed.holds(number, run.at)).collect();
    changed.runs.extend(new);
}
