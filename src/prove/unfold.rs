//! Folds of different lengths brought together: `n + 1` blocks are one step more than `n`.

use crate::kernel::make::Make;
use crate::kernel::unfold::Unfold;
use crate::lift::prim::Prim;
use crate::solve::scope::Scope;
use crate::term::{Fold, Node, TermId};
use rustc_hash::FxHashSet;

/// Blocks of a known number up to which each is made a step.
const KNOWN: u128 = 16;

/// Each fold of a claim that is one block longer than another is expressed by that; one of a few blocks by none.
pub fn unfold(scope: &mut Scope, claim: TermId) {
    let folds: Vec<(TermId, Fold)> = folds(scope, claim);
    for (at, (fold, known)) in folds.iter().enumerate() {
        let others = folds.iter().enumerate().filter(|other| other.0 != at).map(|other| &other.1.1);
        // A solver is asked what a count is only where no other fold may be one block shorter.
        let alone = !others.into_iter().any(|other| scope.kernel.are_alike(known, other));
        if let Some(blocks @ 1..=KNOWN) = number(scope, known.count, alone) {
            from_nothing(scope, *fold, blocks);
        }
    }
    for (at, (longer, long)) in folds.iter().enumerate() {
        for (other, (shorter, short)) in folds.iter().enumerate() {
            if at != other && scope.kernel.are_alike(long, short) && scope.kernel.find(*longer) == *longer {
                if at > other && sum_that_equals(scope, long.count, short.count, 0).is_some() {
                    break;
                }
                if is_longer(scope, *longer, *shorter, long, short) {
                    break;
                }
            }
        }
    }
}

/// The number that a count is, if the assumptions leave it no other.
fn number(scope: &mut Scope, count: TermId, ask: bool) -> Option<u128> {
    let known = scope.kernel.known(count);
    if known.is_some() || !ask {
        return known;
    }
    let value = scope.likely(count).filter(|value| (1..=KNOWN).contains(value))?;
    let number = scope.kernel.make(Make::Constant { width: 64, value }).ok()?;
    let equation = Make::Prim { prim: Prim::Eq, width: 1, operands: [count, number, number] };
    let equation = scope.kernel.make(equation).ok()?;
    let holds = scope.holds(equation) && scope.kernel.consequences(equation).is_ok();
    holds.then(|| scope.kernel.known(count)).flatten()
}

/// A fold of so many blocks, from no blocks on.
fn from_nothing(scope: &mut Scope, mut longer: TermId, blocks: u128) {
    for value in (0..blocks).rev() {
        let Ok(count) = scope.kernel.make(Make::Constant { width: 64, value }) else { return };
        let Ok(shorter) = scope.kernel.make(Make::Fold { like: longer, count }) else { return };
        // The counts are numbers, so nothing else has to show that they differ by one.
        scope.unfold(&Unfold { longer, shorter, next: count, grows: count });
        longer = shorter;
    }
}

fn folds(scope: &Scope, claim: TermId) -> Vec<(TermId, Fold)> {
    let terms = scope.kernel.terms();
    let fold = |id: TermId| match terms.node(id) {
        Node::Fold { index } => Some((id, terms.fold(index).clone())),
        _ => None,
    };
    scope.kernel.below(&[claim], &FxHashSet::default()).into_iter().filter_map(fold).collect()
}

/// Unfolds once, if that can be shown.
fn is_longer(scope: &mut Scope, longer: TermId, shorter: TermId, long: &Fold, short: &Fold) -> bool {
    let Some(next) = sum_that_equals(scope, long.count, short.count, 1) else { return false };
    let less = Make::Prim { prim: Prim::Ult, width: 1, operands: [short.count, long.count, long.count] };
    let Ok(grows) = scope.kernel.make(less) else { return false };
    scope.holds(grows) && scope.unfold(&Unfold { longer, shorter, next, grows })
}

/// The term `short + steps`, if the kernel can be made to know that it is `long`.
fn sum_that_equals(scope: &mut Scope, long: TermId, short: TermId, steps: u128) -> Option<TermId> {
    let steps = scope.kernel.make(Make::Constant { width: 64, value: steps }).ok()?;
    let operation = |prim, width, a, b| Make::Prim { prim, width, operands: [a, b, b] };
    let sum = scope.kernel.make(operation(Prim::Add, 64, short, steps)).ok()?;
    let claim = scope.kernel.make(operation(Prim::Eq, 1, long, sum)).ok()?;
    let holds = scope.holds(claim) && scope.kernel.consequences(claim).is_ok();
    (holds && scope.kernel.same(long, sum)).then_some(sum)
}
