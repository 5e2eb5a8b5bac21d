//! Equations of blocks, as lemmas about products give them: taken before anything is swept, for they are there for what no
//! sweep finds, and closed under congruence, over what folds are unfolded to too: a word of a fold may stand for that.

use crate::claim::invariant::conjuncts;
use crate::kernel::Kernel;
use crate::lift::prim::Prim;
use crate::term::{Node, TermId, Terms};

/// A product in GF(2^128).
const BLOCK: u8 = 128;

/// One equation may make both sides of another one the same, and so on.
const ROUNDS: usize = 4;

/// Whether an assumption is such an equation.
pub fn are_among(terms: &Terms, assumptions: &[TermId]) -> bool {
    assumptions.iter().flat_map(|&id| conjuncts(terms, id)).any(|id| is_of_blocks(terms, id))
}

/// Unites the sides of all equations of blocks among assumptions; whether anything came of it.
pub fn equate(kernel: &mut Kernel, assumptions: &[TermId], unfolded: &[TermId]) -> bool {
    let start = kernel.steps();
    let equations: Vec<TermId> = assumptions.iter().flat_map(|&id| conjuncts(kernel.terms(), id)).collect();
    let equations: Vec<TermId> = equations.into_iter().filter(|&id| is_of_blocks(kernel.terms(), id)).collect();
    if equations.is_empty() {
        return false;
    }
    // Right sides first: of what a lemma says are equal, what is made first stands for the other.
    let right: Vec<TermId> = equations.iter().filter_map(|&id| right_side(kernel.terms(), id)).collect();
    let mut below = kernel.terms().below(&right);
    below.extend(kernel.terms().below(&[equations.as_slice(), unfolded].concat()));
    for _ in 0..ROUNDS {
        let before = kernel.steps();
        // Not only what stands for others: a sum that another equation is about may stand for nothing.
        for &id in &below {
            let _ = kernel.rewrite(id);
        }
        for &id in &equations {
            let _ = kernel.consequences(id);
        }
        if kernel.steps() == before {
            break;
        }
    }
    kernel.steps() > start
}

fn right_side(terms: &Terms, equation: TermId) -> Option<TermId> {
    if let Node::Prim { prim: Prim::Eq, b, .. } = terms.node(equation) { Some(b) } else { None }
}

/// Whether it says that two blocks are equal that are more than unknowns.
fn is_of_blocks(terms: &Terms, claim: TermId) -> bool {
    let is_sum = |id| matches!(terms.node(id), Node::Prim { prim: Prim::Eor, .. });
    matches!(terms.node(claim), Node::Prim { prim: Prim::Eq, a, b, .. }
        if a != b && terms.width(a) == BLOCK && is_sum(a) && is_sum(b))
}
