//! Choices between two numbers: a condition may follow, or fail, or be the same as another one or its opposite wherever the
//! assumptions hold. Once that is shown, sums with choices in them are sums.

use super::falsify::Values;
use super::scope::Scope;
use crate::kernel::make::Make;
use crate::lift::prim::Prim;
use crate::term::eval::{Assignment, evaluate};
use crate::term::{Node, TermId, Terms};

/// Conditions that are compared, each with each other.
const CONDITIONS: usize = 4;

impl Scope<'_, '_> {
    /// Takes it of those conditions of a claim's choices of which it follows; whether it does of any.
    pub(super) fn choices(&mut self, claim: TermId) -> bool {
        let conditions = self.deciding(claim);
        let mut grew = false;
        for (at, &condition) in conditions.iter().enumerate() {
            grew |= self.follows(condition) || conditions[..at].iter().any(|&other| self.agree(condition, other));
        }
        grew
    }

    /// What decides between numbers of 64 bits below a claim; complements aside, and the lowest first, for a higher one is
    /// then expressed by it.
    fn deciding(&self, claim: TermId) -> Vec<TermId> {
        let terms = self.kernel.terms();
        let condition = |id: TermId| match terms.node(id) {
            Node::Prim { prim: Prim::Select, width: 64, a, .. } => Some(self.bare(a)),
            _ => None,
        };
        let mut conditions: Vec<TermId> = terms.below(&[claim]).into_iter().filter_map(condition).collect();
        conditions.sort_by_cached_key(|&id| self.kernel.key(id));
        conditions.dedup();
        conditions.retain(|&id| self.kernel.known(id).is_none());
        conditions.truncate(CONDITIONS);
        conditions
    }

    fn bare(&self, condition: TermId) -> TermId {
        let id = self.kernel.find(condition);
        match self.kernel.terms().node(id) {
            Node::Prim { prim: Prim::Not, a, .. } => self.bare(a),
            _ => id,
        }
    }

    /// Whether a condition always holds, or never.
    fn follows(&mut self, condition: TermId) -> bool {
        if !self.conditions.insert((condition, condition)) {
            return false;
        }
        let Some(value) = self.likely(condition) else { return false };
        if self.solutions.iter().any(|solution| value_in(self.kernel.terms(), solution, condition) != value) {
            return false;
        }
        let truth = self.kernel.truth(value == 1);
        self.is(condition, truth).is_some()
    }

    /// Whether two conditions are the same, or opposites: which of these it is, values say.
    fn agree(&mut self, condition: TermId, other: TermId) -> bool {
        if !self.conditions.insert((condition, other)) {
            return false;
        }
        let (Some(a), Some(b)) = (self.likely(condition), self.likely(other)) else { return false };
        let opposite = Make::Prim { prim: Prim::Not, width: 1, operands: [other; 3] };
        let other = if a == b { Ok(other) } else { self.kernel.make(opposite) };
        other.is_ok_and(|other| self.is(condition, other).is_some())
    }
}

/// What a bit is where unknowns have some values; others are arbitrary.
fn value_in(terms: &Terms, values: &Values, bit: TermId) -> u128 {
    let mut assignment = Assignment::random(0);
    assignment.set_leaves(terms, values);
    evaluate(terms, &[bit], &mut assignment)[0]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::standard::Standard;
    use crate::kernel::Kernel;
    use crate::solve::Limits;

    /// What is found out of a choice by `16 * n - 16 * d < 80` and one by `n - d < 5`, for `d <= n` and `n` up to a bound.
    fn check(bound: u128, least: u128, expected: bool) {
        let (mut terms, standard) = (Terms::default(), Standard::default());
        let [n, d] = ["n", "d"].map(|name| terms.var(64, name));
        let [sixteen, eighty, five, most, fewest] = [16, 80, 5, bound, least].map(|value| terms.constant(64, value));
        let facts = [terms.at_most(d, n), terms.at_most(n, most), terms.at_most(fewest, n), terms.at_most(d, five)];
        let [a, b] = [n, d].map(|count| terms.binary(Prim::Mul, sixteen, count));
        let (bytes, blocks) = (terms.binary(Prim::Sub, a, b), terms.binary(Prim::Sub, n, d));
        let (few, less) = (terms.less(bytes, eighty), terms.less(blocks, five));
        let [one, other] = [few, less].map(|condition| terms.prim(Prim::Select, 64, [condition, n, d]));
        let claim = terms.equal(one, other);
        let mut kernel = Kernel::new(&mut terms, &standard);
        let mut scope = Scope::open(&mut kernel, &facts, Limits::default()).expect("bits");
        assert_eq!(scope.choices(claim), expected, "{bound:?} {least:?}");
        assert_eq!(scope.kernel.same(few, less), expected);
        assert!(!scope.choices(claim), "each is asked about once");
    }

    #[test]
    fn conditions_meet_where_they_say_the_same() {
        check(1 << 59, 0, true);
        check((1 << 60) - 1, 0, true);
        // 16 * 2^60 is 0.
        check(1 << 60, 0, false);
        // Both fail.
        check(1 << 59, 10, true);
    }
}
