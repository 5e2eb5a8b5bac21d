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

/// What must be another term.
struct Equation {
    place: Place,
    term: TermId,
}

enum Place {
    /// An unknown from one of its bits on.
    Var { var: TermId, lo: u8 },
    /// Bytes of regions, the lowest first.
    Bytes(Vec<TermId>),
}

/// What assumptions say that unknowns are, or parts of them, or bytes in memory: such as that a register holds what a fold is
/// so far, and a schedule the round keys.
fn equations(terms: &Terms, assumptions: &[TermId]) -> Vec<Equation> {
    let equation = |id| {
        let Node::Prim { prim: Prim::Eq, a, b, .. } = terms.node(id) else { return None };
        let of = |(side, term)| place(terms, side).map(|place| Equation { place, term });
        [(a, b), (b, a)].into_iter().find_map(of)
    };
    assumptions.iter().flat_map(|&id| conjuncts(terms, id)).filter_map(equation).collect()
}

fn place(terms: &Terms, side: TermId) -> Option<Place> {
    let (var, lo) = if let Node::Extract { a, lo, .. } = terms.node(side) { (a, lo) } else { (side, 0) };
    match terms.node(var) {
        Node::Var { .. } => Some(Place::Var { var, lo }),
        _ => bytes(terms, side).map(Place::Bytes),
    }
}

/// The bytes that a word is read from.
fn bytes(terms: &Terms, word: TermId) -> Option<Vec<TermId>> {
    match terms.node(word) {
        Node::Read { .. } => Some(vec![word]),
        Node::Prim { prim: Prim::Concat, a: high, b: low, .. } => {
            Some([bytes(terms, low)?, bytes(terms, high)?].concat())
        }
        _ => None,
    }
}

/// Gives unknowns and bytes of equations the values that these say; some depend on others.
fn repair(terms: &Terms, equations: &[Equation], assignment: &mut Assignment) {
    let (mut vars, mut read) = (Vec::new(), Vec::new());
    for Equation { place, term } in equations {
        match place {
            Place::Var { var, lo } => vars.push((*var, *lo, *term)),
            Place::Bytes(all) => read.push((all, *term)),
        }
    }
    for _ in 0..ROUNDS {
        let roots: Vec<TermId> = vars.iter().flat_map(|&(var, _, term)| [var, term]).collect();
        let values = evaluate(terms, &roots, assignment);
        let mut now: FxHashMap<TermId, u128> = FxHashMap::default();
        for (&(var, lo, term), values) in vars.iter().zip(values.chunks(2)) {
            let ones = mask(terms.width(term)) << lo;
            let value = now.entry(var).or_insert(values[0]);
            *value = *value & !ones | values[1] << lo & ones;
        }
        now.into_iter().for_each(|(var, value)| assignment.set_var(var, value));
        let roots: Vec<TermId> = read.iter().map(|&(_, term)| term).collect();
        let values = evaluate(terms, &roots, assignment);
        let set = read.iter().zip(values).flat_map(|((all, _), value)| {
            all.iter().enumerate().map(move |(n, &byte)| (byte, value >> (8 * n) & 0xff))
        });
        assignment.set_leaves(terms, &set.collect::<Vec<_>>());
    }
}

/// What short folds are, by the standard; and whether others were asked for. Bytes may be other ones from time to time.
fn oracle<'a>(standard: &'a Standard, arbitrary: &'a Cell<bool>) -> Oracle<'a> {
    let mut known: FxHashMap<Folded, Option<Vec<u128>>> = FxHashMap::default();
    Box::new(move |fold, n, bytes| {
        let data = data(fold, bytes);
        let words = known
            .entry((fold.clone(), data))
            .or_insert_with_key(|(fold, data)| words(standard, fold, data.as_deref()?));
        let word = words.as_ref().and_then(|words| words.get(usize::from(n)).copied());
        arbitrary.set(arbitrary.get() || word.is_none());
        word
    })
}

/// A fold, and what it is of if it is short.
type Folded = (FoldValue, Option<Vec<u8>>);

fn data(fold: &FoldValue, bytes: &Bytes) -> Option<Vec<u8>> {
    let at = |n: u64| bytes.get(fold.region, fold.start.wrapping_add(n));
    (fold.count <= BLOCKS).then(|| (0..fold.count * u64::from(fold.chunk)).map(at).collect())
}

fn words(standard: &Standard, fold: &FoldValue, data: &[u8]) -> Option<Vec<u128>> {
    let blocks: Vec<&[u8]> = data.chunks(fold.chunk as usize).collect();
    standard.fold(&fold.function, &fold.initial, fold.word, &blocks).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether values are found for which a schedule's two bytes are `key + 1`, and something else is false.
    fn check(bytes: [u128; 2], claim: impl Fn(&mut Terms, TermId) -> TermId, expected: bool) {
        let (mut terms, standard) = (Terms::default(), Standard::default());
        let (region, key, one) = (terms.add_region("schedule"), terms.var(16, "key"), terms.constant(16, 1));
        let reads = bytes.map(|at| {
            let offset = terms.constant(64, at);
            terms.read(region, offset)
        });
        let (word, next) = (terms.concat(reads[0], reads[1]), terms.binary(Prim::Add, key, one));
        let (assumption, claim) = (terms.equal(word, next), claim(&mut terms, word));
        let found = try_values(&terms, &standard, &[assumption], &Values::new(), &[claim]);
        assert_eq!(found.is_some_and(|found| found.exact), expected, "{bytes:?}");
    }

    #[test]
    fn bytes_are_what_assumptions_say() {
        let is_seven = |terms: &mut Terms, word| {
            let seven = terms.constant(16, 7);
            terms.equal(word, seven)
        };
        check([1, 0], is_seven, true);
        check([0, 1], is_seven, true);
        // One byte cannot be both halves.
        check([0, 0], is_seven, false);
        check([1, 0], |terms, word| terms.equal(word, word), false);
    }
}
