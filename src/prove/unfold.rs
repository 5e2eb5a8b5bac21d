//! Folds of different lengths brought together: `n + 1` blocks are one step more than `n`.

use super::discharge::Engines;
use crate::claim::step::{block, run};
use crate::lift::prim::Prim;
use crate::symbolic::substitute::Substitution;
use crate::term::{Fold, Node, TermId, Terms};

/// Steps that may lie between two folds.
const STEPS: u128 = 4;

/// The claim with every fold expressed by the shortest one of its kind. Each use of `fold`'s second axiom is
/// justified by a question to the engines: the counts differ by the steps taken, and no count wraps around.
pub fn unfold(
    engines: &mut Engines,
    terms: &mut Terms,
    assumptions: &[TermId],
    claim: TermId,
) -> Result<TermId, String> {
    let mut claim = claim;
    // A fold may be expressed by one that is itself expressed by a shorter one.
    for _ in 0..=STEPS {
        let before = claim;
        claim = unfold_once(engines, terms, assumptions, claim)?;
        if claim == before {
            break;
        }
    }
    Ok(claim)
}

fn unfold_once(
    engines: &mut Engines,
    terms: &mut Terms,
    assumptions: &[TermId],
    claim: TermId,
) -> Result<TermId, String> {
    let folds: Vec<(TermId, Fold)> = terms
        .below(&[claim])
        .into_iter()
        .filter_map(|id| match terms.node(id) {
            Node::Fold { index } => Some((id, terms.fold(index).clone())),
            _ => None,
        })
        .collect();
    let mut pairs = Vec::new();
    for (id, fold) in &folds {
        let shorter = folds.iter().filter(|(other, _)| other != id).find_map(|(base_id, base)| {
            let steps = distance(engines, terms, assumptions, fold, base)?;
            // Of two folds of one length the older one stands for both.
            (steps > 0 || base_id < id).then_some((*base_id, base.clone(), steps))
        });
        if let Some((base_id, base, steps)) = shorter {
            let words = advance(engines, terms, base_id, &base, steps)?;
            for (n, word) in words.into_iter().enumerate() {
                let out = terms.fold_out(fold.word, *id, n as u16);
                pairs.push((out, word));
            }
        }
    }
    if pairs.is_empty() {
        return Ok(claim);
    }
    let mut substitution = Substitution::default();
    substitution.insert(&pairs);
    Ok(substitution.apply(terms, claim))
}

/// How many blocks more the first fold has than the second, if that can be shown.
fn distance(
    engines: &mut Engines,
    terms: &mut Terms,
    assumptions: &[TermId],
    fold: &Fold,
    base: &Fold,
) -> Option<u128> {
    let kind = |f: &Fold| (f.function.clone(), f.region, f.chunk, f.word, f.initial.clone());
    if kind(fold) != kind(base) || fold.start != base.start {
        return None;
    }
    let (n, m) = (engines.normalizer.normalize(terms, fold.count), engines.normalizer.normalize(terms, base.count));
    let steps = match engines.normalizer.difference(n, m) {
        Some(steps) if steps <= STEPS => steps,
        Some(_) => return None,
        None => (0..=1).find(|&steps| {
            let claim = differs_by(terms, fold.count, base.count, steps);
            engines.holds(terms, assumptions, claim)
        })?,
    };
    let no_wrap = terms.at_most(base.count, fold.count);
    (steps == 0 || engines.holds(terms, assumptions, no_wrap)).then_some(steps)
}

fn differs_by(terms: &mut Terms, longer: TermId, shorter: TermId, steps: u128) -> TermId {
    let steps = terms.constant(64, steps);
    let sum = terms.binary(Prim::Add, shorter, steps);
    terms.equal(longer, sum)
}

/// The words of a fold after so many further blocks.
fn advance(
    engines: &Engines,
    terms: &mut Terms,
    base_id: TermId,
    base: &Fold,
    steps: u128,
) -> Result<Vec<TermId>, String> {
    let words = base.initial.len();
    let mut state: Vec<TermId> = (0..words).map(|n| terms.fold_out(base.word, base_id, n as u16)).collect();
    let ops = engines.standard.step(&base.function, words, base.word, base.chunk)?;
    for step in 0..steps {
        let block = block(terms, base, step);
        let inputs: Vec<TermId> = state.iter().copied().chain(block).collect();
        state = run(terms, &ops, &inputs)?;
    }
    Ok(state)
}
