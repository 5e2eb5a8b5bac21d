//! Bytes of a region that are the same because their offsets are: the equation of the first two, moved by a number, is that of
//! the next ones, so that a block needs one answer and not sixteen.

use super::scope::Scope;
use crate::lift::prim::Prim;
use crate::term::{Node, TermId};

impl Scope<'_, '_> {
    /// Shows an equation of two bytes by that of their offsets.
    pub(super) fn bytes_meet(&mut self, equation: TermId) -> bool {
        let Node::Prim { prim: Prim::Eq, a, b, .. } = self.kernel.terms().node(equation) else { return false };
        let sides = [a, b].map(|side| self.kernel.find(side));
        let [Node::Read { region, offset: a }, Node::Read { region: other, offset: b }] =
            sides.map(|side| self.kernel.terms().node(side))
        else {
            return false;
        };
        if region != other || !self.offsets_meet(a, b) {
            return false;
        }
        let known = [sides[0], sides[1], equation].into_iter().all(|id| self.kernel.rewrite(id).is_ok());
        known && self.kernel.known(equation) == Some(1)
    }

    fn offsets_meet(&mut self, a: TermId, b: TermId) -> bool {
        let Scope { kernel, offsets, .. } = self;
        if kernel.same(a, b) || offsets.iter().any(|&equation| kernel.solve(equation, a, b).is_ok()) {
            return true;
        }
        let equation = self.is(a, b);
        self.offsets.extend(equation);
        equation.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::standard::Standard;
    use crate::kernel::Kernel;
    use crate::solve::Limits;
    use crate::term::Terms;

    /// Whether `in[16 * n - 16 + k]` and `in[16 * d + k]` are found to be the same for `d < n`, `n <= d + most` and `n` up to
    /// 1000, and how many questions that takes for a whole block.
    fn check(most: u128, expected: Option<usize>) {
        let (mut terms, standard) = (Terms::default(), Standard::default());
        let region = terms.add_region("in");
        let [n, d] = ["n", "d"].map(|name| terms.var(64, name));
        let [sixteen, bound, most] = [16, 1000, most].map(|value| terms.constant(64, value));
        let end = terms.binary(Prim::Add, d, most);
        let facts = [terms.less(d, n), terms.at_most(n, end), terms.at_most(n, bound)];
        let [all, done] = [n, d].map(|count| terms.binary(Prim::Mul, sixteen, count));
        let last = terms.binary(Prim::Sub, all, sixteen);
        let bytes = (0..16).map(|k| {
            let k = terms.constant(64, k);
            let sides = [last, done].map(|block| {
                let offset = terms.binary(Prim::Add, block, k);
                terms.read(region, offset)
            });
            terms.equal(sides[0], sides[1])
        });
        let bytes: Vec<TermId> = bytes.collect();
        let mut kernel = Kernel::new(&mut terms, &standard);
        let mut scope = Scope::open(&mut kernel, &facts, Limits::default()).expect("bits");
        let met = bytes.iter().all(|&equation| scope.bytes_meet(equation));
        assert_eq!(met.then_some(scope.offsets.len()), expected, "{most:?}");
        assert_eq!(bytes.iter().all(|&equation| scope.kernel.known(equation) == Some(1)), met);
    }

    #[test]
    fn a_block_is_met_by_one_equation() {
        check(1, Some(1));
        check(2, None);
    }
}
