//! Values for which a claim is false, without a search for them: those that the assumptions need, and random ones.

use super::{Answer, Limits, decide};
use crate::claim::invariant::conjuncts;
use crate::claim::standard::Standard;
use crate::kernel::Kernel;
use crate::lift::prim::{Prim, mask};
use crate::term::eval::{Assignment, Bytes, FoldValue, Oracle, evaluate};
use crate::term::{Node, TermId, Terms};
use rustc_hash::FxHashMap;
use std::cell::Cell;

/// Random values that are tried.
const TRIALS: u64 = 4;

/// How often unknowns are set to what they must be.
const ROUNDS: usize = 3;

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

/// Values of all leaves for which the assumptions hold and the claim fails, with short folds as the standard has them. They
/// begin as in a model of the assumptions.
pub fn falsify(kernel: &Kernel, assumptions: &[TermId], model: &Values, claim: TermId) -> Option<Falsified> {
    try_values(kernel.terms(), kernel.standard(), assumptions, model, &[claim])
}

/// Values for which the assumptions hold and a claim fails.
pub struct Falsified {
    /// Which claim.
    pub claim: usize,
    pub values: Values,
    /// No fold was taken for arbitrary, so the claim is false and not merely not shown.
    pub exact: bool,
}

/// The first of several claims that fails for one of a few choices of values.
pub fn try_values(
    terms: &Terms,
    standard: &Standard,
    assumptions: &[TermId],
    model: &Values,
    claims: &[TermId],
) -> Option<Falsified> {
    let roots = [assumptions, claims].concat();
    let mut leaves = terms.below(&roots);
    leaves.retain(|id| terms.node(*id).is_leaf());
    let equations = equations(terms, assumptions);
    (0..TRIALS).find_map(|seed| {
        let arbitrary = Cell::new(false);
        let mut assignment = Assignment::random(seed).oracle(oracle(standard, &arbitrary));
        assignment.set_leaves(terms, model);
        repair(terms, &equations, &mut assignment);
        arbitrary.set(false);
        let values = evaluate(terms, &[roots.as_slice(), &leaves].concat(), &mut assignment);
        let (holds, values) = values.split_at(assumptions.len());
        let (claimed, values) = values.split_at(claims.len());
        let claim = claimed.iter().position(|&value| value == 0)?;
        let values = leaves.iter().copied().zip(values.iter().copied()).collect();
        holds.iter().all(|&value| value == 1).then(|| Falsified { claim, values, exact: !arbitrary.get() })
    })
}

/// An unknown, from one of its bits on, that must be another term.
struct Equation {
    var: TermId,
    lo: u8,
    term: TermId,
}

/// What assumptions say that unknowns are, or parts of them: such as that a register holds what a fold is so far.
fn equations(terms: &Terms, assumptions: &[TermId]) -> Vec<Equation> {
    let part = |id| match terms.node(id) {
        Node::Extract { a, lo, .. } => (a, lo),
        _ => (id, 0),
    };
    let equation = |id| {
        let Node::Prim { prim: Prim::Eq, a, b, .. } = terms.node(id) else { return None };
        [(a, b), (b, a)].into_iter().find_map(|(side, term)| {
            let (var, lo) = part(side);
            matches!(terms.node(var), Node::Var { .. }).then_some(Equation { var, lo, term })
        })
    };
    assumptions.iter().flat_map(|&id| conjuncts(terms, id)).filter_map(equation).collect()
}

/// Gives the unknowns of equations the values that these say; some depend on others.
fn repair(terms: &Terms, equations: &[Equation], assignment: &mut Assignment) {
    let roots: Vec<TermId> = equations.iter().flat_map(|equation| [equation.var, equation.term]).collect();
    for _ in 0..ROUNDS {
        let values = evaluate(terms, &roots, assignment);
        let mut now: FxHashMap<TermId, u128> = FxHashMap::default();
        for (equation, values) in equations.iter().zip(values.chunks(2)) {
            let ones = mask(terms.width(equation.term)) << equation.lo;
            let value = now.entry(equation.var).or_insert(values[0]);
            *value = *value & !ones | values[1] << equation.lo & ones;
        }
        now.into_iter().for_each(|(var, value)| assignment.set_var(var, value));
    }
}

/// What short folds are, by the standard; and whether others were asked for.
fn oracle<'a>(standard: &'a Standard, arbitrary: &'a Cell<bool>) -> Oracle<'a> {
    let mut known: FxHashMap<FoldValue, Option<Vec<u128>>> = FxHashMap::default();
    Box::new(move |fold, n, bytes| {
        let words = known.entry(fold.clone()).or_insert_with(|| words(standard, fold, bytes));
        let word = words.as_ref().and_then(|words| words.get(usize::from(n)).copied());
        arbitrary.set(arbitrary.get() || word.is_none());
        word
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
