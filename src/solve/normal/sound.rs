//! A normal form has the value of the term that it was made of, for all values of the leaves.

use super::generate::{Maker, graph};
use super::{Norm, NormId, Normalizer};
use crate::lift::prim::mask;
use crate::term::eval::{Assignment, evaluate_all};
use crate::term::{Node, TermId};
use std::collections::HashSet;

/// What [`Norm`] promises of its parts, beside the value.
fn well_formed(normalizer: &Normalizer) {
    for node in &normalizer.nodes {
        let width = |id| normalizer.width(id);
        let is = |id, f: fn(&Norm) -> bool| f(normalizer.node(id));
        let fine = match node {
            Norm::Const { width, value } => *width > 0 && *value <= mask(*width),
            Norm::Concat { width: whole, parts } => {
                parts.len() > 1
                    && parts.iter().map(|&part| width(part) as u32).sum::<u32>() == *whole as u32
                    && !parts.iter().any(|&part| is(part, |n| matches!(n, Norm::Concat { .. })))
            }
            Norm::Slice { width: n, of, lo } => {
                let constant = |n: &Norm| matches!(n, Norm::Const { .. } | Norm::Concat { .. } | Norm::Slice { .. });
                *n > 0 && *n < width(*of) && lo + n <= width(*of) && !is(*of, constant)
            }
            Norm::Sum { width: n, constant, parts } => {
                parts.iter().all(|&(id, factor)| width(id) == *n && factor != 0 && factor <= mask(*n))
                    && *constant <= mask(*n)
                    && parts.is_sorted_by(|a, b| a.0 < b.0)
                    && !parts.iter().any(|part| is(part.0, |n| matches!(n, Norm::Sum { .. } | Norm::Const { .. })))
            }
            Norm::Xor { width: n, products } => {
                products.is_sorted_by(|a, b| a.0 < b.0)
                    && products.iter().all(|(leaves, m)| {
                        let whole = |&(leaf, by)| width(leaf) == *n && by < *n;
                        *m != 0 && *m <= mask(*n) && leaves.is_sorted_by(|a, b| a < b) && leaves.iter().all(whole)
                    })
            }
            _ => true,
        };
        assert!(fine, "{node:?}");
    }
}

fn check(seed: u64, size: usize) {
    let Maker { terms, .. } = graph(seed, size);
    let mut normalizer = Normalizer::recording();
    for id in (0..terms.len() as u32).map(TermId) {
        let normal = normalizer.normalize(&terms, id);
        assert_eq!(normalizer.width(normal), terms.width(id), "seed {seed}, {:?}", terms.node(id));
    }
    well_formed(&normalizer);
    let steps = normalizer.steps.take().expect("steps");
    let stepped: HashSet<TermId> = steps.iter().map(|step| step.term).collect();
    assert_eq!((steps.len(), stepped.len()), (terms.len(), terms.len()));
    for trial in 0..6 {
        let mut assignment = if trial < 2 { Assignment::random(trial) } else { Assignment::corners(trial) };
        let expected = evaluate_all(&terms, &mut assignment);
        let values = normalizer.evaluate_all(&terms, &mut assignment);
        for step in &steps {
            let (term, normal) = (step.term.0 as usize, step.normal.0 as usize);
            let node = terms.node(step.term);
            assert_eq!(
                expected[term], values[normal],
                "seed {seed}, {step:?}: {node:?}, {:?}",
                normalizer.nodes[normal]
            );
        }
    }
}

#[test]
fn random_graphs() {
    (0..3000).for_each(|seed| check(seed, 40));
    (3000..3200).for_each(|seed| check(seed, 250));
}

#[test]
fn what_is_written_back_as_terms_keeps_its_value() {
    let mut written = 0;
    for seed in 0..600 {
        let Maker { mut terms, .. } = graph(seed, 40);
        let mut normalizer = Normalizer::default();
        for id in (0..terms.len() as u32).map(TermId) {
            normalizer.normalize(&terms, id);
        }
        let forms = (0..normalizer.len() as u32).map(NormId);
        let back: Vec<_> = forms.filter_map(|id| Some((id, normalizer.to_term(&mut terms, id)?))).collect();
        written += back.len();
        for trial in 0..4 {
            let mut assignment = Assignment::corners(trial);
            let expected = normalizer.evaluate_all(&terms, &mut assignment);
            let values = evaluate_all(&terms, &mut assignment);
            for &(id, term) in &back {
                assert_eq!(terms.width(term), normalizer.width(id), "seed {seed}, {:?}", normalizer.node(id));
                assert_eq!(values[term.0 as usize], expected[id.0 as usize], "seed {seed}, {:?}", normalizer.node(id));
            }
        }
    }
    assert!(written > 10_000, "{written}");
}

#[test]
fn each_term_below_the_root_has_one_step_and_operands_come_first() {
    for seed in 0..100 {
        let Maker { terms, .. } = graph(seed, 60);
        let mut normalizer = Normalizer::recording();
        let roots = [TermId(terms.len() as u32 / 2), TermId(terms.len() as u32 - 1)];
        for root in roots {
            normalizer.normalize(&terms, root);
        }
        let mut seen = HashSet::new();
        for step in normalizer.steps.as_ref().expect("steps") {
            terms.operands(step.term, |operand| assert!(seen.contains(&operand)));
            assert!(seen.insert(step.term), "{:?} twice", step.term);
            assert_eq!(normalizer.of_term[step.term.0 as usize], Some(step.normal));
        }
        let below: HashSet<TermId> = terms.below(&roots).into_iter().collect();
        assert_eq!(seen, below);
    }
}

#[test]
fn all_primitives_and_leaves_occur() {
    let mut kinds = HashSet::new();
    for seed in 0..50 {
        let Maker { terms, .. } = graph(seed, 40);
        kinds.extend((0..terms.len() as u32).map(|n| match terms.node(TermId(n)) {
            Node::Prim { prim, .. } => prim.name().to_string(),
            Node::Fold { .. } => "fold".into(),
            node => format!("{node:?}").split(' ').next().expect("a name").to_string(),
        }));
    }
    assert_eq!(kinds.len(), 18 + 7, "{kinds:?}");
}
