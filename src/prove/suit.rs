//! Chosen inputs made to suit `requires`, where it says by an equation what a parameter is.

use super::refute::{Trial, number};
use crate::claim::env::Param;
use crate::claim::numbers::Numbers;
use crate::claim::session::Session;
use crate::lang::ast::{BinaryOp, Expr, ExprKind};
use crate::lift::prim::mask;

/// Sets what equations of `requires` speak of; whether all of it holds is seen before the run.
pub(super) fn suit(session: &Session, trial: &mut Trial) {
    for e in &session.clauses.requires {
        claim(session, trial, e);
    }
}

fn claim(session: &Session, trial: &mut Trial, e: &Expr) {
    let ExprKind::Binary { op, left, right } = &e.kind else { return };
    match op {
        BinaryOp::LogicalAnd => [left, right].into_iter().for_each(|e| claim(session, trial, e)),
        BinaryOp::Equal => {
            let _ = equation(session, trial, left, right);
        }
        _ => {}
    }
}

/// `place == value`.
fn equation(session: &Session, trial: &mut Trial, place: &Expr, value: &Expr) -> Option<()> {
    match &place.kind {
        ExprKind::Index { base, arguments } => {
            let (ExprKind::Name(name), [Expr { kind: ExprKind::Integer(n), .. }]) = (&base.kind, arguments.as_slice())
            else {
                return None;
            };
            let value = evaluate(session, trial, value, 0)?;
            element(session, trial, name, usize::try_from(*n).ok()?, value)
        }
        ExprKind::Slice { base, hi, lo } => match (&base.kind, &hi.kind, &lo.kind) {
            (ExprKind::Name(name), ExprKind::Integer(hi @ 0..=63), ExprKind::Integer(0)) => {
                low_bits(session, trial, name, *hi as u8 + 1, evaluate(session, trial, value, 0)?)
            }
            _ => None,
        },
        ExprKind::Range { base, from, .. } => {
            let (ExprKind::Name(name), ExprKind::Integer(from)) = (&base.kind, &from.kind) else { return None };
            let from = usize::try_from(*from).ok()?;
            (0..).try_for_each(|n| element(session, trial, name, from + n, evaluate(session, trial, value, n)?))
        }
        ExprKind::Name(name) => match session.env.params.iter().find(|param| param.name() == name)? {
            Param::Region { .. } => {
                (0..).try_for_each(|n| element(session, trial, name, n, evaluate(session, trial, value, n)?))
            }
            _ => low_bits(session, trial, name, 64, evaluate(session, trial, value, 0)?),
        },
        _ => None,
    }
}

/// The n-th element of a value.
fn evaluate(session: &Session, trial: &Trial, e: &Expr, n: usize) -> Option<u128> {
    let integer = || session.env.value(&[], &[], e).ok().filter(|_| n == 0);
    let ops = session.env.element(&[], e, n).or_else(integer)?;
    number(&ops, &mut Numbers::pure(&trial.inputs))
}

fn low_bits(session: &Session, trial: &mut Trial, name: &str, width: u8, value: u128) -> Option<()> {
    let n = session.env.params.iter().position(|param| param.name() == name)?;
    trial.inputs[n] = trial.inputs[n] & !mask(width) | value & mask(width);
    Some(())
}

/// Sets an element of a region of fixed length, in its contents and among the inputs.
fn element(session: &Session, trial: &mut Trial, name: &str, n: usize, value: u128) -> Option<()> {
    let is_region = |param: &&Param| matches!(param, Param::Region { .. });
    let mut input = session.env.params.len();
    for (region, param) in session.env.params.iter().filter(is_region).enumerate() {
        let Param::Region { element, length, .. } = param else { continue };
        let crate::claim::env::ParamLength::Fixed(length) = length else { continue };
        if param.name() == name && n < *length as usize {
            let bytes = *element as usize / 8;
            trial.contents.get_mut(region)?[n * bytes..][..bytes].copy_from_slice(&value.to_le_bytes()[..bytes]);
            trial.inputs[input + n] = value;
            return Some(());
        }
        input += *length as usize;
    }
    None
}
