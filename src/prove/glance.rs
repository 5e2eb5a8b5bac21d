//! A look at all goals before any is proved: whether values are at hand for which one is false. A proof that is to fail does so
//! at once.

use crate::claim::goal::{Goal, Outcome};
use crate::claim::standard::Standard;
use crate::lift::prim::Prim;
use crate::solve::falsify::{Values, try_values};
use crate::solve::scope::MODELLED;
use crate::solve::{Answer, Limits, decide};
use crate::term::{Node, TermId, Terms};
use std::time::Instant;

/// Folds are of fewer blocks, so that they can be computed.
const BLOCKS: u128 = 16;

/// A look takes no longer, however many paths a mutant has.
const SECONDS: f64 = 2.0;

/// A goal that is false for some values, for which its assumptions hold.
pub fn glance<'g>(
    terms: &mut Terms,
    standard: &Standard,
    goals: &'g [Goal],
    limits: &Limits,
) -> Option<(&'g Goal, Outcome)> {
    let few = Limits { seconds: limits.seconds.min(1.0), ..*limits };
    let deadline = Limits { seconds: limits.seconds.min(SECONDS), ..*limits }.deadline();
    let in_time = |_: &&[Goal]| deadline.is_none_or(|deadline| Instant::now() < deadline);
    goals.chunk_by(|a, b| a.assumptions == b.assumptions).take_while(in_time).find_map(|group| {
        let open = |goal: &&Goal| terms.as_const(goal.claim) != Some(1);
        let goals: Vec<&Goal> = group.iter().filter(open).collect();
        let claims: Vec<TermId> = goals.iter().map(|goal| goal.claim).collect();
        let assumptions = &goals.first()?.assumptions;
        let model = model(terms, assumptions, &claims, &few)?;
        let found = try_values(terms, standard, assumptions, &model, &claims)?;
        found.exact.then(|| (goals[found.claim], Outcome::Refuted(found.values)))
    })
}

/// Values for which the assumptions hold that speak of numbers alone, and all folds are short.
fn model(terms: &mut Terms, assumptions: &[TermId], claims: &[TermId], limits: &Limits) -> Option<Values> {
    let is_simple = |id: &TermId| {
        let below = terms.below(&[*id]);
        below.len() <= MODELLED && !below.into_iter().any(|id| is_data(terms, id))
    };
    let mut all: Vec<TermId> = assumptions.iter().copied().filter(is_simple).collect();
    let below = terms.below(&[assumptions, claims].concat());
    let mut counts: Vec<TermId> = below.into_iter().filter_map(|id| count(terms, id)).collect();
    counts.sort_unstable();
    counts.dedup();
    let most = terms.constant(64, BLOCKS);
    all.extend(counts.into_iter().map(|count| terms.binary(Prim::Ult, count, most)));
    let never = terms.constant(1, 0);
    match decide(terms, &all, never, limits) {
        // Blocks are data: what multiplies one is not seen if it is 0.
        Answer::Refuted(mut values) => {
            values.retain(|&(leaf, _)| terms.width(leaf) <= 64);
            Some(values)
        }
        Answer::Proved { .. } | Answer::Unknown(_) => None,
    }
}

fn is_data(terms: &Terms, id: TermId) -> bool {
    matches!(terms.node(id), Node::Read { .. } | Node::Fold { .. })
}

fn count(terms: &Terms, id: TermId) -> Option<TermId> {
    let Node::Fold { index } = terms.node(id) else { return None };
    Some(terms.fold(index).count)
}
