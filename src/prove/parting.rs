//! Where machine and standard part ways: the first instruction whose value leads to nothing that the standard knows,
//! and the first named value of the standard that the machine never makes.

use super::discharge::Engines;
use crate::claim::session::Session;
use crate::claim::step::{block, run_all};
use crate::lift::ops::{Op, Ops};
use crate::solve::normal::{Norm, NormId, Normalizer};
use crate::term::{Fold, Node, TermId, Terms};
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

/// What was found; either may be missing.
#[derive(Clone, Debug, Default)]
pub struct Parting {
    pub pc: Option<u64>,
    /// Its name in the standard.
    pub name: Option<String>,
    /// The operation of the standard's step that makes it.
    pub slot: Option<u32>,
    pub step: Option<Rc<Ops>>,
}

/// Compares the values of the last body with one step of the standard.
pub fn parting(session: &mut Session, engines: &mut Engines) -> Option<Parting> {
    let log = session.log.clone();
    let written: Vec<TermId> = log.iter().map(|entry| entry.1).collect();
    let base = session.terms.below(&written).into_iter().find_map(|id| match session.terms.node(id) {
        Node::Fold { index } => Some((id, session.terms.fold(index).clone())),
        _ => None,
    })?;
    let ops = engines.standard.step(&base.1.function, base.1.initial.len(), base.1.word, base.1.chunk).ok()?;
    let slots = standard_terms(&mut session.terms, &base, &ops)?;
    let terms = &session.terms;
    let normal: Vec<NormId> = slots.iter().map(|&t| engines.normalizer.normalize(terms, t)).collect();
    let pc = first_stray(terms, &mut engines.normalizer, &log, &normal);
    let lost = first_lost(terms, &mut engines.normalizer, &written, &ops, &normal);
    Some(Parting {
        pc,
        name: lost.map(|n| ops.names[n].0.clone()),
        slot: lost.map(|n| ops.names[n].1),
        step: Some(ops),
    })
}

fn standard_terms(terms: &mut Terms, (id, base): &(TermId, Fold), ops: &Ops) -> Option<Vec<TermId>> {
    let words = base.initial.len();
    let state: Vec<TermId> = (0..words).map(|n| terms.fold_out(base.word, *id, n as u16)).collect();
    let inputs: Vec<TermId> = state.into_iter().chain(block(terms, base, 0)).collect();
    run_all(terms, ops, &inputs).ok()
}

/// The first value written that depends on data, is no part of a value of the standard, and goes into none.
fn first_stray(terms: &Terms, normalizer: &mut Normalizer, log: &[(u64, TermId)], standard: &[NormId]) -> Option<u64> {
    let known = Known::new(normalizer, standard);
    let explained: Vec<TermId> = log
        .iter()
        .map(|entry| entry.1)
        .filter(|&t| {
            let normal = normalizer.normalize(terms, t);
            known.explains(normalizer, normal)
        })
        .collect();
    let good: FxHashSet<TermId> = terms.below(&explained).into_iter().collect();
    let written: Vec<TermId> = log.iter().map(|entry| entry.1).collect();
    let data = data_dependent(terms, &written);
    log.iter().find(|(_, t)| data.contains(t) && !good.contains(t)).map(|entry| entry.0)
}

/// The terms that depend on contents of memory or on a state of the standard.
fn data_dependent(terms: &Terms, roots: &[TermId]) -> FxHashSet<TermId> {
    let mut found = FxHashSet::default();
    for id in terms.below(roots) {
        let mut depends = matches!(terms.node(id), Node::Read { .. } | Node::FoldOut { .. });
        terms.operands(id, |operand| depends |= found.contains(&operand));
        if depends {
            found.insert(id);
        }
    }
    found
}

/// The standard's values, to be asked whether another value is one of them or a part of one.
struct Known {
    all: FxHashSet<NormId>,
    sums: FxHashMap<(NormId, u128), Vec<NormId>>,
}

impl Known {
    fn new(normalizer: &Normalizer, standard: &[NormId]) -> Known {
        let mut known = Known { all: standard.iter().copied().collect(), sums: FxHashMap::default() };
        for &id in &known.all {
            if let Norm::Sum { parts, .. } = normalizer.node(id) {
                for &part in parts.iter() {
                    known.sums.entry(part).or_default().push(id);
                }
            }
        }
        known
    }

    fn explains(&self, normalizer: &Normalizer, id: NormId) -> bool {
        if self.all.contains(&id) {
            return true;
        }
        match normalizer.node(id) {
            Norm::Const { .. } => true,
            Norm::Concat { parts, .. } => parts.iter().all(|&part| self.explains(normalizer, part)),
            Norm::Sum { parts, .. } => {
                let candidates = parts.first().and_then(|part| self.sums.get(part));
                candidates.is_some_and(|all| all.iter().any(|&sum| has_parts(normalizer, sum, parts)))
            }
            Norm::Xor { products, .. } => self.all.iter().any(|&other| match normalizer.node(other) {
                Norm::Xor { products: more, .. } => products.iter().all(|product| more.contains(product)),
                _ => false,
            }),
            _ => false,
        }
    }
}

fn has_parts(normalizer: &Normalizer, sum: NormId, parts: &[(NormId, u128)]) -> bool {
    match normalizer.node(sum) {
        Norm::Sum { parts: more, .. } => parts.iter().all(|part| more.contains(part)),
        _ => false,
    }
}

/// The first named value of the standard that the machine does not make and that goes into none that it makes.
fn first_lost(
    terms: &Terms,
    normalizer: &mut Normalizer,
    written: &[TermId],
    ops: &Ops,
    standard: &[NormId],
) -> Option<usize> {
    let made: FxHashSet<NormId> = terms.below(written).into_iter().map(|t| normalizer.normalize(terms, t)).collect();
    let mut good: Vec<bool> = standard.iter().map(|id| made.contains(id)).collect();
    for at in (0..ops.list.len()).rev() {
        if good[at] && !matches!(ops.list[at].0, Op::Const(_)) {
            ops.list[at].0.operands(&ops.folds, |slot| good[slot as usize] = true);
        }
    }
    ops.names.iter().position(|(_, slot)| !good[*slot as usize])
}
