//! Solutions of clauses turned back into values of terms, and confirmed by evaluation.

use crate::kernel::aig::lit_value;
use crate::kernel::blast::Blaster;
use crate::term::eval::{Assignment, evaluate, fold_value};
use crate::term::{Node, TermId, Terms};
use rustc_hash::FxHashSet;

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
    let is_leaf = |id: &TermId| terms.node(*id).is_leaf();
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
