//! Folds of different lengths brought together: `n + 1` blocks are one step more than `n`.

use super::discharge::Scope;
use crate::kernel::make::Make;
use crate::kernel::unfold::Unfold;
use crate::lift::prim::Prim;
use crate::term::{Fold, Node, TermId};
use rustc_hash::FxHashSet;

impl Scope<'_, '_> {
    /// Each fold of a claim that is one block longer than another is expressed by that.
    pub fn unfold(&mut self, claim: TermId) {
        let folds: Vec<(TermId, Fold)> = self.folds(claim);
        for (at, (longer, long)) in folds.iter().enumerate() {
            for (other, (shorter, short)) in folds.iter().enumerate() {
                if at != other && self.alike(long, short) && self.kernel.find(*longer) == *longer {
                    if at > other && self.sum_that_equals(long.count, short.count, 0).is_some() {
                        break;
                    }
                    if self.is_longer(*longer, *shorter, long, short) {
                        break;
                    }
                }
            }
        }
    }

    fn folds(&self, claim: TermId) -> Vec<(TermId, Fold)> {
        let terms = self.kernel.terms();
        let fold = |id: TermId| match terms.node(id) {
            Node::Fold { index } => Some((id, terms.fold(index).clone())),
            _ => None,
        };
        self.kernel.below(&[claim], &FxHashSet::default()).into_iter().filter_map(fold).collect()
    }

    fn alike(&self, a: &Fold, b: &Fold) -> bool {
        let kind = |f: &Fold| (f.function.clone(), f.region, f.chunk, f.word, f.initial.len());
        let initial = || a.initial.iter().zip(&b.initial).all(|(&a, &b)| self.kernel.same(a, b));
        kind(a) == kind(b) && initial() && self.kernel.same(a.start, b.start)
    }

    /// Unfolds once, if that can be shown.
    fn is_longer(&mut self, longer: TermId, shorter: TermId, long: &Fold, short: &Fold) -> bool {
        let Some(next) = self.sum_that_equals(long.count, short.count, 1) else { return false };
        let less = Make::Prim { prim: Prim::Ult, width: 1, operands: [short.count, long.count, long.count] };
        let Ok(grows) = self.kernel.make(less) else { return false };
        self.holds(grows) && self.kernel.unfold(&Unfold { longer, shorter, next, grows }).is_ok()
    }

    /// The term `short + steps`, if the kernel can be made to know that it is `long`.
    fn sum_that_equals(&mut self, long: TermId, short: TermId, steps: u128) -> Option<TermId> {
        let steps = self.kernel.make(Make::Constant { width: 64, value: steps }).ok()?;
        let operation = |prim, width, a, b| Make::Prim { prim, width, operands: [a, b, b] };
        let sum = self.kernel.make(operation(Prim::Add, 64, short, steps)).ok()?;
        let claim = self.kernel.make(operation(Prim::Eq, 1, long, sum)).ok()?;
        let holds = self.holds(claim) && self.kernel.consequences(claim).is_ok();
        (holds && self.kernel.same(long, sum)).then_some(sum)
    }
}
