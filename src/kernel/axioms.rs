//! Leaves as functions of what they are applied to: equal offsets read equal bytes, equal folds have equal words, and a
//! fold of nothing is its initial value.

use super::aig::Lit;
use super::blast::{self, Blaster};
use super::clauses::NODES;
use crate::term::{Node, TermId, Terms};
use std::collections::BTreeMap;

/// Reads of one region, or words of folds, up to which every pair is told.
const PAIRED: usize = 64;

/// What leaves are functions of, as far as it must be the same for two of them to be compared.
type Kind = (String, Vec<u32>);

/// Literals that say so of the leaves that were blasted. `at` gives the term that stands for an operand.
pub fn of(terms: &Terms, at: impl Fn(TermId) -> TermId, blaster: &mut Blaster) -> Vec<Lit> {
    let mut kinds: BTreeMap<Kind, Vec<(TermId, Vec<TermId>)>> = BTreeMap::new();
    let mut outputs = Vec::new();
    for id in blaster.leaves().to_vec() {
        // Of a leaf that is a cut nothing is known, and nothing below it was blasted.
        let Some((kind, operands)) = application(terms, id) else { continue };
        let operands: Vec<TermId> = operands.into_iter().map(&at).collect();
        if operands.iter().all(|&operand| !blaster.bits(operand).is_empty()) {
            outputs.extend(fold_of_nothing(terms, &at, blaster, id));
            kinds.entry(kind).or_default().push((id, operands));
        }
    }
    for alike in kinds.values().filter(|alike| alike.len() <= PAIRED) {
        for (n, one) in alike.iter().enumerate() {
            // The question is refused for its size.
            if blaster.aig.gates().len() > NODES {
                return outputs;
            }
            outputs.extend(alike[..n].iter().map(|other| agree(blaster, one, other)));
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

fn fold_of_nothing(terms: &Terms, at: impl Fn(TermId) -> TermId, blaster: &mut Blaster, id: TermId) -> Option<Lit> {
    let Node::FoldOut { fold, n, .. } = terms.node(id) else { return None };
    let Node::Fold { index } = terms.node(fold) else { return None };
    let fold = terms.fold(index);
    let blocks: Vec<Lit> = blaster.bits(at(fold.count)).iter().map(|&bit| !bit).collect();
    let none = blaster.aig.all(blocks);
    let result = equal(blaster, id, at(fold.initial[usize::from(n)]));
    Some(blaster.aig.or(!none, result))
}

fn equal(blaster: &mut Blaster, a: TermId, b: TermId) -> Lit {
    let (a, b) = (blaster.bits(a).to_vec(), blaster.bits(b).to_vec());
    blast::equal(&mut blaster.aig, &a, &b)
}
