//! Assumptions that say something only where a condition holds: the condition is asked about first, for what they say
//! may be large.

use super::ask::Reply;
use super::scope::Scope;
use crate::claim::invariant::conjuncts;
use crate::kernel::Kernel;
use crate::lift::prim::Prim;
use crate::term::{Node, TermId, Terms};
use rustc_hash::FxHashSet;

/// Terms below what is said that make it no burden for a solver: that is left as it is.
const SMALL: usize = 48;

/// `NOT (condition AND not)`.
#[derive(Clone, Copy)]
struct Implication {
    whole: TermId,
    condition: TermId,
    /// That what it says does not hold.
    not: TermId,
}

/// Implications among assumptions.
#[derive(Default)]
pub struct Implications {
    list: Vec<Implication>,
    tried: FxHashSet<TermId>,
}

impl Implications {
    /// Those whose condition compares numbers, such as `NOT (a < b AND NOT c)`.
    pub fn among(terms: &Terms, assumptions: &[TermId]) -> Implications {
        let list = assumptions.iter().filter_map(|&id| implication(terms, id)).collect();
        Implications { list, tried: FxHashSet::default() }
    }

    /// Whether an assumption is one.
    pub fn holds(&self, assumption: TermId) -> bool {
        self.list.iter().any(|implication| implication.whole == assumption)
    }

    /// Those of which nothing is known yet.
    pub fn open(&self, kernel: &Kernel) -> Vec<TermId> {
        let open = self.list.iter().filter(|implication| kernel.known(implication.condition).is_none());
        open.map(|implication| implication.whole).collect()
    }
}

impl Scope<'_, '_> {
    /// Takes what implications say whose condition follows; whether any did.
    pub(super) fn imply(&mut self) -> bool {
        let mut grew = false;
        for Implication { whole, condition, not } in self.implications.list.clone() {
            let known = self.kernel.known(condition);
            if known == Some(0) || !self.implications.tried.insert(whole) {
                continue;
            }
            self.sweep.sweep(self.kernel, &[condition]);
            if self.kernel.known(condition) != Some(1) && self.ask_plainly(condition) != Reply::Equal {
                continue;
            }
            self.sweep.sweep(self.kernel, &[whole]);
            let _ = self.kernel.consequences(whole);
            grew |= self.kernel.consequences(not).is_ok();
        }
        grew
    }
}

fn implication(terms: &Terms, whole: TermId) -> Option<Implication> {
    let not = |id: TermId| match terms.node(id) {
        Node::Prim { prim: Prim::Not, width: 1, a, .. } => Some(a),
        _ => None,
    };
    let Node::Prim { prim: Prim::And, a, b, .. } = terms.node(not(whole)?) else { return None };
    let compares = |id: TermId| {
        let of = not(id).unwrap_or(id);
        matches!(terms.node(of), Node::Prim { prim: Prim::Ult | Prim::Eq, .. })
    };
    let compare = conjuncts(terms, a).into_iter().all(compares);
    // What flags say of numbers is no burden either, however many wide sums they are made of.
    let is_of_data = |id: &TermId| matches!(terms.node(*id), Node::Read { .. } | Node::Fold { .. });
    let large = || {
        let below = terms.below(&[b]);
        below.len() > SMALL && below.iter().any(is_of_data)
    };
    (compare && not(b).is_some() && large()).then_some(Implication { whole, condition: a, not: b })
}
