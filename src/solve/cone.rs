//! Which assumptions a goal may need: those about what it is about, and for goals about numbers those about numbers.

use crate::lift::prim::Prim;
use crate::term::{Node, TermId, Terms};
use rustc_hash::{FxHashMap, FxHashSet};

/// The assumptions that say something about what the goal is about, directly or through others.
pub fn cone(terms: &Terms, assumptions: &[TermId], goal: TermId) -> Vec<TermId> {
    let mut reached = subjects(terms, goal);
    let mut left: Vec<(TermId, FxHashSet<Subject>)> = assumptions.iter().map(|&a| (a, subjects(terms, a))).collect();
    let mut used = FxHashSet::default();
    loop {
        let before = left.len();
        left.retain(|(id, about)| {
            let far = about.is_disjoint(&reached);
            if !far {
                reached.extend(about);
                used.insert(*id);
            }
            far
        });
        if left.len() == before {
            return assumptions.iter().copied().filter(|id| used.contains(id)).collect();
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Subject {
    Var(TermId),
    Region(u32),
}

fn subjects(terms: &Terms, id: TermId) -> FxHashSet<Subject> {
    let below = terms.below(&[id]);
    let subject = |id: TermId| match terms.node(id) {
        Node::Var { .. } => Some(Subject::Var(id)),
        Node::Read { region, .. } => Some(Subject::Region(region)),
        Node::Fold { index } => Some(Subject::Region(terms.fold(index).region)),
        _ => None,
    };
    below.into_iter().filter_map(subject).collect()
}

/// Assumptions for a goal that has no word of 128 bits in it, no element of a table and nothing of a fold: those that have
/// none either, for sums and products of data say little of counts and addresses. What is known of terms is not looked for
/// again.
pub fn of_numbers(
    terms: &Terms,
    assumptions: &[TermId],
    goal: TermId,
    known: &mut FxHashMap<TermId, bool>,
) -> Vec<TermId> {
    let mut of_data = |id| *known.entry(id).or_insert_with(|| is_of_data(terms, id));
    let all = of_data(goal);
    assumptions.iter().copied().filter(|&id| all || !of_data(id)).collect()
}

/// Whether a term is made of unknowns and numbers alone, which are no data.
pub fn is_of_counts(terms: &Terms, id: TermId) -> bool {
    let is_read = |id| matches!(terms.node(id), Node::Read { .. });
    !terms.below(&[id]).into_iter().any(|id| is_read(id) || is_data(terms, id))
}

/// Whether a term has a word of 128 bits in it, an element of a table or something of a fold.
fn is_of_data(terms: &Terms, id: TermId) -> bool {
    terms.below(&[id]).into_iter().any(|id| is_data(terms, id))
}

/// Whether a term is one of these.
fn is_data(terms: &Terms, id: TermId) -> bool {
    match terms.node(id) {
        Node::Lookup { .. } | Node::FoldOut { .. } => true,
        // The whole of a product of two numbers, of which code takes the upper half to divide by a number.
        Node::Prim { prim: Prim::Mul | Prim::ZeroExtend, .. } => false,
        _ => terms.width(id) == 128 && terms.as_const(id).is_none(),
    }
}
