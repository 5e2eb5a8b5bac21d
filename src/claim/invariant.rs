//! Invariants taken as definitions: an equation says what an unknown of the loop head is.

use crate::lift::prim::Prim;
use crate::symbolic::substitute::Substitution;
use crate::term::{Node, TermId, Terms};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// Values of parts of unknowns: lowest bit, width, value.
type Parts = BTreeMap<TermId, Vec<(u8, u8, TermId)>>;

/// The unknowns that equations among the facts define, replaced; and the facts, of which the used ones have become
/// trivial. A state in which the facts hold is one where the unknowns have these values, and the other way round.
pub fn define(terms: &mut Terms, unknowns: &[TermId], facts: &[TermId]) -> (Substitution, Vec<TermId>) {
    let facts: Vec<TermId> = facts.iter().flat_map(|&fact| conjuncts(terms, fact)).collect();
    let mut parts = Parts::new();
    // Unknowns that values speak of stay unknown, so that no definition goes round in a circle.
    let mut free: FxHashSet<TermId> = FxHashSet::default();
    for &fact in &facts {
        let Node::Prim { prim: Prim::Eq, a, b, .. } = terms.node(fact) else { continue };
        for (place, value) in [(a, b), (b, a)] {
            if let Some((unknown, lo, width)) = place_of(terms, unknowns, place)
                && !free.contains(&unknown)
                && let speaks_of = unknowns_below(terms, unknowns, value)
                && !speaks_of.iter().any(|other| *other == unknown || parts.contains_key(other))
            {
                free.extend(speaks_of);
                let taken = parts.entry(unknown).or_default();
                if taken.iter().all(|&(l, w, _)| lo + width <= l || l + w <= lo) {
                    taken.push((lo, width, value));
                }
                break;
            }
        }
    }
    let mut pairs = Vec::new();
    for (unknown, parts) in parts {
        pairs.push((unknown, assemble(terms, unknown, parts)));
    }
    let mut substitution = Substitution::default();
    substitution.insert(&pairs);
    let facts = facts.into_iter().map(|fact| substitution.apply(terms, fact)).collect();
    (substitution, facts)
}

/// The unknown, or the part of one, that a term is.
fn place_of(terms: &Terms, unknowns: &[TermId], place: TermId) -> Option<(TermId, u8, u8)> {
    let (unknown, lo) = match terms.node(place) {
        Node::Extract { a, lo, .. } => (a, lo),
        _ => (place, 0),
    };
    unknowns.contains(&unknown).then(|| (unknown, lo, terms.width(place)))
}

/// The unknowns of the head that a value speaks of.
fn unknowns_below(terms: &Terms, unknowns: &[TermId], value: TermId) -> Vec<TermId> {
    let below: FxHashSet<TermId> = terms.below(&[value]).into_iter().collect();
    unknowns.iter().copied().filter(|unknown| below.contains(unknown)).collect()
}

/// The whole from its parts; bits that no equation speaks of stay unknown.
fn assemble(terms: &mut Terms, unknown: TermId, mut parts: Vec<(u8, u8, TermId)>) -> TermId {
    parts.sort_by_key(|part| part.0);
    let width = terms.width(unknown);
    let (mut whole, mut at): (Option<TermId>, u8) = (None, 0);
    let add = |terms: &mut Terms, whole: &mut Option<TermId>, part: TermId| {
        *whole = Some(whole.map_or(part, |low| terms.concat(part, low)));
    };
    for (lo, part_width, value) in parts {
        if lo > at {
            let gap = terms.var(lo - at, "rest");
            add(terms, &mut whole, gap);
        }
        add(terms, &mut whole, value);
        at = lo + part_width;
    }
    if at < width {
        let gap = terms.var(width - at, "rest");
        add(terms, &mut whole, gap);
    }
    whole.unwrap_or(unknown)
}

/// The parts of a conjunction.
pub fn conjuncts(terms: &Terms, claim: TermId) -> Vec<TermId> {
    let (mut parts, mut stack) = (Vec::new(), vec![claim]);
    while let Some(id) = stack.pop() {
        match terms.node(id) {
            Node::Prim { prim: Prim::And, width: 1, a, b, .. } => stack.extend([b, a]),
            Node::Prim { prim: Prim::Not, width: 1, a, .. } => match terms.node(a) {
                Node::Prim { prim: Prim::Not, a, .. } => stack.push(a),
                _ => parts.push(id),
            },
            _ => parts.push(id),
        }
    }
    parts
}
