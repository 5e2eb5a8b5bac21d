//! Values for which a claim is false, without a search for them: those that the assumptions need, and random ones.

use super::{Answer, Limits, decide};
use crate::claim::standard::Standard;
use crate::kernel::Kernel;
use crate::term::TermId;
use crate::term::eval::{Assignment, Bytes, FoldValue, Oracle, evaluate};
use rustc_hash::FxHashMap;

/// Random values that are tried.
const TRIALS: u64 = 4;

/// Folds of more blocks are not computed.
const BLOCKS: u64 = 64;

/// Values of leaves.
pub type Values = Vec<(TermId, u128)>;

/// Values for which assumptions hold, as far as folds are taken for arbitrary; `None` if there are none at all.
pub fn model(kernel: &Kernel, assumptions: &[TermId], limits: &Limits) -> Option<Values> {
    let few = Limits { seconds: limits.seconds.min(1.0), ..*limits };
    match decide(kernel.terms(), assumptions, kernel.truth(false), &few) {
        Answer::Refuted(values) => Some(values),
        Answer::Proved { .. } => None,
        Answer::Unknown(_) => Some(Vec::new()),
    }
}

/// Values of all leaves for which the assumptions hold and the claim fails, with folds as the standard has them. They
/// begin as in a model of the assumptions.
pub fn falsify(kernel: &Kernel, assumptions: &[TermId], model: &Values, claim: TermId) -> Option<Values> {
    let terms = kernel.terms();
    let roots: Vec<TermId> = assumptions.iter().copied().chain([claim]).collect();
    let mut leaves = terms.below(&roots);
    leaves.retain(|id| terms.node(*id).is_leaf());
    (0..TRIALS).find_map(|seed| {
        let mut assignment = Assignment::random(seed).oracle(oracle(kernel.standard()));
        assignment.set_leaves(terms, model);
        let values = evaluate(terms, &[roots.clone(), leaves.clone()].concat(), &mut assignment);
        let (holds, values) = values.split_at(assumptions.len());
        let fails = holds.iter().all(|&value| value == 1) && values[0] == 0;
        fails.then(|| leaves.iter().copied().zip(values[1..].iter().copied()).collect())
    })
}

/// What short folds are, by the standard.
fn oracle<'a>(standard: &'a Standard) -> Oracle<'a> {
    let mut known: FxHashMap<FoldValue, Option<Vec<u128>>> = FxHashMap::default();
    Box::new(move |fold, n, bytes| {
        let words = known.entry(fold.clone()).or_insert_with(|| words(standard, fold, bytes));
        words.as_ref()?.get(usize::from(n)).copied()
    })
}

fn words(standard: &Standard, fold: &FoldValue, bytes: &Bytes) -> Option<Vec<u128>> {
    if fold.count > BLOCKS {
        return None;
    }
    let chunk = u64::from(fold.chunk);
    let at = |n: u64| bytes.get(fold.region, fold.start.wrapping_add(n));
    let data: Vec<u8> = (0..fold.count * chunk).map(at).collect();
    let blocks: Vec<&[u8]> = data.chunks(fold.chunk as usize).collect();
    standard.fold(&fold.function, &fold.initial, fold.word, &blocks).ok()
}
