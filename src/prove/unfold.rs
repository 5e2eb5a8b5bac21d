//! Folds of different lengths brought together: `n + k` blocks are `k` steps more than `n`.

use crate::kernel::make::Make;
use crate::kernel::unfold::Unfold;
use crate::lift::prim::Prim;
use crate::solve::scope::Scope;
use crate::term::{Fold, Node, TermId};
use rustc_hash::FxHashSet;

/// So many blocks at most are made steps.
const KNOWN: u128 = 16;

/// Each fold of a claim that is some blocks longer than another is expressed by that; one of a few blocks by none.
pub fn unfold(scope: &mut Scope, claim: TermId) {
    let folds: Vec<(TermId, Fold)> = folds(scope, &[claim]);
    if !folds.is_empty() {
        scope.compare_for_lemmas();
    }
    for (at, (fold, known)) in folds.iter().enumerate() {
        let others = folds.iter().enumerate().filter(|other| other.0 != at).map(|other| &other.1.1);
        // A solver is asked what a count is only where no other fold may be one block shorter.
        let alone = !others.into_iter().any(|other| scope.kernel.are_alike(known, other));
        if let Some(1..=KNOWN) = number(scope, known.count, alone) {
            from_nothing(scope, *fold);
        }
    }
    let mut single = Vec::new();
    for (at, (longer, long)) in folds.iter().enumerate() {
        let mut met = false;
        for (other, (shorter, short)) in folds.iter().enumerate() {
            if at != other && scope.kernel.are_alike(long, short) && scope.kernel.find(*longer) == *longer {
                met = true;
                if at > other && sum_that_equals(scope, long.count, short.count, 0).is_some() {
                    break;
                }
                if is_longer(scope, *longer, *shorter, long, short) {
                    break;
                }
            }
        }
        if !met && scope.kernel.known(long.count).is_none() {
            single.push((*longer, long.clone()));
        }
    }
    by_assumptions(scope, &single);
}

/// Folds that nothing else in the claim is like, by those that are assumed to be something.
fn by_assumptions(scope: &mut Scope, single: &[(TermId, Fold)]) {
    if single.is_empty() {
        return;
    }
    let assumed = folds(scope, &scope.assumptions);
    for (longer, long) in single {
        let like = |other: &&(TermId, Fold)| other.0 != *longer && scope.kernel.are_alike(long, &other.1);
        let like: Vec<_> = assumed.iter().filter(like).cloned().collect();
        like.iter().any(|(shorter, short)| is_longer(scope, *longer, *shorter, long, short));
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

/// A fold of a known number of blocks, from no blocks on.
fn from_nothing(scope: &mut Scope, longer: TermId) {
    let Ok(count) = scope.kernel.make(Make::Constant { width: 64, value: 0 }) else { return };
    let Ok(shorter) = scope.kernel.make(Make::Fold { like: longer, count }) else { return };
    // The counts are numbers, so nothing else has to show by how many they differ.
    scope.unfold(&Unfold { longer, shorter, next: count, grows: count });
}

fn folds(scope: &Scope, roots: &[TermId]) -> Vec<(TermId, Fold)> {
    let terms = scope.kernel.terms();
    let fold = |id: TermId| match terms.node(id) {
        Node::Fold { index } => Some((id, terms.fold(index).clone())),
        _ => None,
    };
    scope.kernel.below(roots, &FxHashSet::default()).into_iter().filter_map(fold).collect()
}

/// Unfolds, if that can be shown.
fn is_longer(scope: &mut Scope, longer: TermId, shorter: TermId, long: &Fold, short: &Fold) -> bool {
    let Some(next) = longer_by(scope, long, short) else { return false };
    let less = Make::Prim { prim: Prim::Ult, width: 1, operands: [short.count, long.count, long.count] };
    let Ok(grows) = scope.kernel.make(less) else { return false };
    scope.holds(grows) && scope.unfold(&Unfold { longer, shorter, next, grows })
}

/// The longer count, as a number more than the shorter one: mostly one.
fn longer_by(scope: &mut Scope, long: &Fold, short: &Fold) -> Option<TermId> {
    sum_that_equals(scope, long.count, short.count, 1).or_else(|| {
        let steps = scope.likely(long.count)?.checked_sub(scope.likely(short.count)?)?;
        let some = (2..=KNOWN).contains(&steps);
        some.then(|| sum_that_equals(scope, long.count, short.count, steps)).flatten()
    })
}

/// The term `short + steps`, if the kernel can be made to know that it is `long`.
fn sum_that_equals(scope: &mut Scope, long: TermId, short: TermId, steps: u128) -> Option<TermId> {
    let steps = scope.kernel.make(Make::Constant { width: 64, value: steps }).ok()?;
    let operation = |prim, width, a, b| Make::Prim { prim, width, operands: [a, b, b] };
    let sum = scope.kernel.make(operation(Prim::Add, 64, short, steps)).ok()?;
    // Most counts that are compared differ, and values that are known show it.
    if !scope.kernel.same(long, sum) && scope.has_model() && !scope.seem_equal(long, sum) {
        return None;
    }
    let claim = scope.kernel.make(operation(Prim::Eq, 1, long, sum)).ok()?;
    let holds = scope.holds(claim) && scope.kernel.consequences(claim).is_ok();
    (holds && scope.kernel.same(long, sum)).then_some(sum)
}
