//! Choices between two numbers: one may always be its first, or its second, and its condition may be the same as another
//! one or its opposite, wherever the assumptions hold. Once that is shown, sums with choices in them are sums.

use super::scope::{Scope, value_in};
use crate::kernel::make::Make;
use crate::lift::prim::Prim;
use crate::term::{Node, TermId};

/// Choices of one claim, whose conditions are compared, each with each other.
const CHOICES: usize = 4;

impl Scope<'_, '_> {
    /// Takes it of a claim's choices, and of their conditions, of which it follows; whether it does of any.
    pub(super) fn choices(&mut self, claim: TermId) -> bool {
        let choices = self.choices_below(claim);
        let mut grew = false;
        for &choice in &choices {
            grew |= self.is_one_side(choice);
        }
        let conditions = self.conditions(&choices);
        for (at, &condition) in conditions.iter().enumerate() {
            grew |= conditions[..at].iter().any(|&other| self.agree(condition, other));
        }
        grew
    }

    /// Choices between numbers of 64 bits.
    fn choices_below(&self, claim: TermId) -> Vec<TermId> {
        let terms = self.kernel.terms();
        let is_choice = |id: &TermId| matches!(terms.node(*id), Node::Prim { prim: Prim::Select, width: 64, .. });
        let mut choices: Vec<TermId> = terms.below(&[claim]).into_iter().map(|id| self.kernel.find(id)).collect();
        choices.retain(is_choice);
        choices.sort_unstable();
        choices.dedup();
        choices.truncate(CHOICES);
        choices
    }

    /// What decides between them; complements aside, and the lowest first, for a higher one is then expressed by it.
    fn conditions(&self, choices: &[TermId]) -> Vec<TermId> {
        let condition = |&id: &TermId| match self.kernel.terms().node(id) {
            Node::Prim { prim: Prim::Select, a, .. } if self.kernel.find(id) == id => Some(self.bare(a)),
            _ => None,
        };
        let mut conditions: Vec<TermId> = choices.iter().filter_map(condition).collect();
        conditions.sort_by_cached_key(|&id| self.kernel.key(id));
        conditions.dedup();
        conditions.retain(|&id| self.kernel.known(id).is_none());
        conditions
    }

    /// Whether it is always the first, or always the second; where both are the same, its condition need not follow.
    fn is_one_side(&mut self, choice: TermId) -> bool {
        let Node::Prim { b, c, .. } = self.kernel.terms().node(choice) else { return false };
        [b, c].into_iter().any(|side| {
            let side = self.kernel.find(side);
            self.compared_choices.insert((choice, side))
                && self.seem_equal(choice, side)
                && self.is(choice, side).is_some()
        })
    }

    /// Whether two terms are the same for all values that are known.
    pub fn seem_equal(&mut self, a: TermId, b: TermId) -> bool {
        let likely = self.likely(a);
        likely.is_some() && likely == self.likely(b) && {
            let terms = self.kernel.terms();
            self.solutions.iter().all(|solution| value_in(terms, solution, a) == value_in(terms, solution, b))
        }
    }

    fn bare(&self, condition: TermId) -> TermId {
        let id = self.kernel.find(condition);
        match self.kernel.terms().node(id) {
            Node::Prim { prim: Prim::Not, a, .. } => self.bare(a),
            _ => id,
        }
    }

    /// Whether two conditions are the same, or opposites: which of these it is, values say.
    fn agree(&mut self, condition: TermId, other: TermId) -> bool {
        if !self.compared_choices.insert((condition, other)) {
            return false;
        }
        let (Some(a), Some(b)) = (self.likely(condition), self.likely(other)) else { return false };
        let opposite = Make::Prim { prim: Prim::Not, width: 1, operands: [other; 3] };
        let other = if a == b { Ok(other) } else { self.kernel.make(opposite) };
        other.is_ok_and(|other| self.is(condition, other).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::standard::Standard;
    use crate::kernel::Kernel;
    use crate::solve::Limits;
    use crate::term::Terms;

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
        assert_eq!(scope.settle(claim, &[]), expected);
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
