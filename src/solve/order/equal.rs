//! Equations of counts: two numbers are the same if neither is less than the other, which sums show.

use super::order;
use crate::kernel::Kernel;
use crate::kernel::clauses::Question;
use crate::kernel::make::Make;
use crate::lift::prim::Prim;
use crate::solve::Limits;
use crate::solve::ask::{Effort, Reply, ask};
use crate::solve::counts;
use crate::symbolic::linear::Linear;
use crate::term::{Node, TermId};

/// Shows an equation of 64 bits. What is added on both sides, such as an address of which nothing is known, counts for
/// nothing.
pub fn equal(kernel: &mut Kernel, claim: TermId, facts: &[TermId], limits: &Limits, effort: &mut Effort) -> bool {
    let Node::Prim { prim: Prim::Eq, a, b, .. } = kernel.terms().node(claim) else { return false };
    if kernel.terms().width(a) != 64 {
        return false;
    }
    let Some(shorter) = without_common(kernel, a, b) else { return neither_less(kernel, claim, facts, limits, effort) };
    let shown = kernel.known(shorter) == Some(1) || neither_less(kernel, shorter, facts, limits, effort);
    shown && kernel.solve(shorter, a, b).is_ok() && kernel.rewrite(claim).is_ok() && kernel.known(claim) == Some(1)
}

/// The equation of two sums without what is added to both, if there is something.
fn without_common(kernel: &mut Kernel, a: TermId, b: TermId) -> Option<TermId> {
    let [mut one, mut other] = [a, b].map(|side| Linear::of(kernel.terms(), kernel.find(side)));
    let common: Vec<_> = one.parts.iter().copied().filter(|part| other.parts.contains(part)).collect();
    if common.is_empty() {
        return None;
    }
    for sum in [&mut one, &mut other] {
        sum.parts.retain(|part| !common.contains(part));
    }
    for part in one.parts.iter_mut().chain(&mut other.parts) {
        part.0 = kernel.find(part.0);
    }
    let (a, b) = (counts::make(kernel, &one).ok()?, counts::make(kernel, &other).ok()?);
    kernel.make(Make::Prim { prim: Prim::Eq, width: 1, operands: [a, b, b] }).ok()
}

/// Shows an equation by both comparisons. A solver then sees these, and nothing of what the numbers are made of.
fn neither_less(kernel: &mut Kernel, claim: TermId, facts: &[TermId], limits: &Limits, effort: &mut Effort) -> bool {
    let Node::Prim { prim: Prim::Eq, a, b, .. } = kernel.terms().node(claim) else { return false };
    let (Some(one), Some(other)) = (not_less(kernel, a, b, facts), not_less(kernel, b, a, facts)) else { return false };
    let question = Question { a: claim, b: kernel.truth(true), facts: vec![one, other], cut: vec![a, b] };
    ask(kernel, &question, limits, effort) == Reply::Equal
}

/// The comparison of which it was shown that it does not hold.
fn not_less(kernel: &mut Kernel, a: TermId, b: TermId, facts: &[TermId]) -> Option<TermId> {
    let less = kernel.make(Make::Prim { prim: Prim::Ult, width: 1, operands: [a, b, b] }).ok()?;
    let never = kernel.make(Make::Prim { prim: Prim::Not, width: 1, operands: [less; 3] }).ok()?;
    (kernel.known(less) == Some(0) || order(kernel, never, facts)).then_some(less)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::standard::Standard;
    use crate::term::Terms;

    /// Whether `x + 1 == n` is shown for `x < n`, where 64 * x + 64 and 64 * n are the same number of 64 bits and `n` is
    /// below a bound.
    fn check(bound: u128, shown: bool) {
        let (mut terms, standard) = (Terms::default(), Standard::default());
        let [x, n] = ["x", "n"].map(|name| terms.var(64, name));
        let [one, size, most] = [1, 64, bound].map(|value| terms.constant(64, value));
        let less = |terms: &mut Terms, a, b| terms.prim(Prim::Ult, 1, [a, b, b]);
        let facts = [less(&mut terms, x, n), less(&mut terms, n, most)];
        let [a, b] = [x, n].map(|side| terms.binary(Prim::Mul, size, side));
        let (a, next) = (terms.binary(Prim::Add, a, size), terms.binary(Prim::Add, x, one));
        let (same, claim) = (terms.equal(a, b), terms.equal(next, n));
        let facts = [facts[0], facts[1], same];
        let mut kernel = Kernel::new(&mut terms, &standard);
        kernel.open(&facts).expect("bits");
        let _ = kernel.consequences(same);
        let found = equal(&mut kernel, claim, &facts, &Limits::default(), &mut Effort::default());
        assert_eq!((found, kernel.known(claim)), (shown, shown.then_some(1)), "{bound:x}");
    }

    #[test]
    fn counts_are_the_same_where_texts_that_fit_end_together() {
        check(1 << 58, true);
        check((1 << 58) + 1, true);
        check((1 << 58) + 2, false);
        check(u64::MAX.into(), false);
    }

    /// Whether `x + 16 * d + (if 16 * (n - 2 - d) == 0 then 0 else 16) + 16` is shown to be `x + 16 * (if d + 2 < n then d + 2
    /// else n - 1)`, for `d + least < n` and both up to a bound, where nothing is known of `x`.
    fn check_address(least: u128, shown: bool) {
        let (mut terms, standard) = (Terms::default(), Standard::default());
        let [x, n, d] = ["x", "n", "d"].map(|name| terms.var(64, name));
        let [zero, one, two, size, most, by] = [0, 1, 2, 16, 1 << 59, least].map(|value| terms.constant(64, value));
        let (next, first) = (terms.binary(Prim::Add, d, two), terms.binary(Prim::Add, d, by));
        let facts = [terms.less(first, n), terms.less(n, most), terms.less(d, most)];
        let rest = terms.binary(Prim::Sub, n, next);
        let rest = terms.binary(Prim::Mul, size, rest);
        let is_last = terms.equal(rest, zero);
        let step = terms.prim(Prim::Select, 64, [is_last, zero, size]);
        let done = terms.binary(Prim::Mul, size, d);
        let a = [done, step, size].into_iter().fold(x, |sum, part| terms.binary(Prim::Add, sum, part));
        let (more, last) = (terms.less(next, n), terms.binary(Prim::Sub, n, one));
        let block = terms.prim(Prim::Select, 64, [more, next, last]);
        let from = terms.binary(Prim::Mul, size, block);
        let b = terms.binary(Prim::Add, x, from);
        let claim = terms.equal(a, b);
        let mut kernel = Kernel::new(&mut terms, &standard);
        kernel.open(&facts).expect("bits");
        let found = equal(&mut kernel, claim, &facts, &Limits::default(), &mut Effort::default());
        assert_eq!((found, kernel.known(claim)), (shown, shown.then_some(1)), "{least}");
    }

    #[test]
    fn what_both_sides_add_counts_for_nothing() {
        check_address(1, true);
        // No block may be left.
        check_address(0, false);
    }
}
