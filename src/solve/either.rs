//! Claims of which one of two things holds, one of them small: it may hold alone, and then the other, which may be a whole
//! cipher, need not be looked at.

use super::ask::Reply;
use super::scope::Scope;
use crate::kernel::Kernel;
use crate::lift::prim::Prim;
use crate::term::{Node, TermId};

/// Terms below a side that is tried.
const SMALL: usize = 48;

impl Scope<'_, '_> {
    /// Whether a small side of a claim holds, so that the claim does.
    pub(super) fn either(&mut self, claim: TermId) -> bool {
        let Some(sides) = sides(self.kernel, claim) else { return false };
        let small = |id: &&TermId| self.kernel.terms().below(&[**id]).len() <= SMALL;
        let tried: Vec<TermId> = sides.iter().filter(small).copied().collect();
        tried.len() < sides.len() && tried.into_iter().any(|side| self.side(side)) && self.kernel.rewrite(claim).is_ok()
    }

    fn side(&mut self, side: TermId) -> bool {
        if self.likely(side) != Some(1) {
            return false;
        }
        self.sweep.sweep(self.kernel, &[side]);
        self.kernel.known(side) == Some(1) || self.ask_plainly(side) == Reply::Equal
    }
}

fn sides(kernel: &Kernel, claim: TermId) -> Option<[TermId; 2]> {
    match kernel.terms().node(claim) {
        Node::Prim { prim: Prim::Or, width: 1, a, b, .. } => Some([a, b]),
        _ => None,
    }
}
