//! Leaves as functions of their operands: told to the solver, and turned back into a counterexample.

use super::aig::{Lit, lit_value};
use super::blast::{self, Blaster};
use crate::term::eval::{Assignment, evaluate, fold_value};
use crate::term::{Node, TermId, Terms};
use rustc_hash::{FxHashMap, FxHashSet};

/// Reads of one region, or words of folds, up to which every pair is told that equal operands give equal values.
const PAIRED: usize = 64;

/// What the leaves of one kind are functions of, as far as it must be the same for two of them to be compared.
type Kind = (String, Vec<u32>);

/// Literals that say: equal offsets read equal bytes, equal folds have equal words, a fold of nothing is its initial
/// value. Without them a solution of the clauses need not be one of the terms.
pub fn congruence(terms: &Terms, blaster: &mut Blaster) -> Vec<Lit> {
    let mut kinds: FxHashMap<Kind, Vec<(TermId, Vec<TermId>)>> = FxHashMap::default();
    let mut outputs = Vec::new();
    for id in blaster.leaves().to_vec() {
        if let Some((kind, operands)) = application(terms, id) {
            outputs.extend(fold_of_nothing(terms, blaster, id));
            kinds.entry(kind).or_default().push((id, operands));
        }
    }
    for alike in kinds.values().filter(|alike| alike.len() <= PAIRED) {
        for (at, one) in alike.iter().enumerate() {
            outputs.extend(alike[..at].iter().map(|other| agree(blaster, one, other)));
        }
    }
    outputs
}

fn application(terms: &Terms, id: TermId) -> Option<(Kind, Vec<TermId>)> {
    match terms.node(id) {
        Node::Read { region, offset } => Some(((String::new(), vec![region]), vec![offset])),
        Node::FoldOut { fold, n, .. } => {
            let Node::Fold { index } = terms.node(fold) else { return None };
            let fold = terms.fold(index);
            let kind = [fold.word.into(), fold.region, fold.chunk, n.into(), fold.initial.len() as u32];
            let operands = fold.initial.iter().copied().chain([fold.start, fold.count]).collect();
            Some(((fold.function.clone(), kind.to_vec()), operands))
        }
        _ => None,
    }
}

fn agree(blaster: &mut Blaster, one: &(TermId, Vec<TermId>), other: &(TermId, Vec<TermId>)) -> Lit {
    let same: Vec<Lit> = one.1.iter().zip(&other.1).map(|(&a, &b)| equal(blaster, a, b)).collect();
    let same = blaster.aig.all(same);
    if same == Lit::FALSE {
        return Lit::TRUE;
    }
    let result = equal(blaster, one.0, other.0);
    blaster.aig.or(!same, result)
}

fn fold_of_nothing(terms: &Terms, blaster: &mut Blaster, id: TermId) -> Option<Lit> {
    let Node::FoldOut { fold, n, .. } = terms.node(id) else { return None };
    let Node::Fold { index } = terms.node(fold) else { return None };
    let fold = terms.fold(index);
    let blocks: Vec<Lit> = blaster.bits(fold.count).iter().map(|&bit| !bit).collect();
    let none = blaster.aig.all(blocks);
    let result = equal(blaster, id, fold.initial[n as usize]);
    Some(blaster.aig.or(!none, result))
}

fn equal(blaster: &mut Blaster, a: TermId, b: TermId) -> Lit {
    let (a, b) = (blaster.bits(a).to_vec(), blaster.bits(b).to_vec());
    blast::equal(&mut blaster.aig, &a, &b)
}

/// Values of all leaves for which the assumptions hold and the goal fails, if the terms themselves say so when they are
/// evaluated where these inputs are true.
pub fn counterexample(
    terms: &Terms,
    blaster: &Blaster,
    inputs: &FxHashSet<usize>,
    assumptions: &[TermId],
    goal: TermId,
) -> Option<Vec<(TermId, u128)>> {
    let bits = blaster.aig.evaluate(|node| inputs.contains(&node));
    let word = |id| blaster.bits(id).iter().rev().fold(0, |all, &bit| all << 1 | u128::from(lit_value(&bits, bit)));
    let mut assignment = Assignment::default();
    for &leaf in blaster.leaves() {
        match terms.node(leaf) {
            Node::Read { region, offset } => {
                assignment.bytes.set(region, word(offset) as u64, word(leaf) as u8);
            }
            Node::FoldOut { fold, n, .. } => {
                assignment.set_fold(fold_value(terms, fold, word), n, word(leaf));
            }
            _ => assignment.set_var(leaf, word(leaf)),
        }
    }
    let roots: Vec<TermId> = assumptions.iter().copied().chain([goal]).collect();
    let is_leaf = |id: &TermId| matches!(terms.node(*id), Node::Var { .. } | Node::Read { .. } | Node::FoldOut { .. });
    let leaves: Vec<TermId> = terms.below(&roots).into_iter().filter(is_leaf).collect();
    let values = evaluate(terms, &[roots, leaves.clone()].concat(), &mut assignment);
    let (holds, values) = values.split_at(assumptions.len());
    let confirmed = holds.iter().all(|&value| value == 1) && values[0] == 0;
    confirmed.then(|| leaves.into_iter().zip(values[1..].iter().copied()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `data[x] != data[y]` as a model with the given offsets says it, against the goal that they are equal.
    fn check(offsets: [u64; 2], confirmed: bool) {
        let mut terms = Terms::default();
        let (region, x, y) = (terms.add_region("data"), terms.var(64, "x"), terms.var(64, "y"));
        let reads = [x, y].map(|offset| terms.read(region, offset));
        let goal = terms.equal(reads[0], reads[1]);
        let mut blaster = Blaster::default();
        assert!(blaster.blast(&terms, &[goal], usize::MAX));
        let mut inputs = FxHashSet::default();
        for (id, value) in [(x, offsets[0]), (y, offsets[1]), (reads[0], 1), (reads[1], 2)] {
            let bits = blaster.bits(id).iter().enumerate();
            inputs.extend(bits.filter(|(n, _)| value >> n & 1 == 1).map(|(_, bit)| bit.node()));
        }
        assert_eq!(counterexample(&terms, &blaster, &inputs, &[], goal).is_some(), confirmed);
    }

    #[test]
    fn a_byte_with_two_values_is_no_counterexample() {
        check([3, 4], true);
        check([3, 3], false);
    }
}
