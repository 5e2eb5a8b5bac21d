//! Goals that were proved already: most goals of a mutant are those of the mutants before it, and need no second proof.
//!
//! Only for proofs with the same script and standard, whose functions have one meaning. No certificate rests on this.

use super::discharge::Tried;
use crate::claim::goal::{Goal, Outcome};
use crate::term::{Node, TermId, Terms};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

/// What a term or a goal says, in 128 bits: ids of terms differ from proof to proof.
type Digest = [u64; 2];

/// Proved goals; a copy shares them.
#[derive(Clone, Debug, Default)]
pub struct Known(Rc<RefCell<FxHashSet<Digest>>>);

impl Known {
    /// Leaves out what was proved before, and gives the digests of the goals that stay.
    pub fn leave_out(&self, terms: &Terms, goals: &mut Vec<Goal>) -> Vec<Digest> {
        let (digests, known) = (of_goals(terms, goals), self.0.borrow());
        let all = digests.into_iter().zip(std::mem::take(goals));
        let digests;
        (digests, *goals) = all.filter(|(digest, _)| !known.contains(digest)).unzip();
        digests
    }

    /// Takes in what was proved of goals with these digests.
    pub fn learn(&self, digests: &[Digest], tried: &[Tried]) {
        let proved = tried.iter().filter(|tried| matches!(tried.outcome, Some(Outcome::Proved(_))));
        self.0.borrow_mut().extend(proved.map(|tried| digests[tried.goal]));
    }
}

fn of_goals(terms: &Terms, goals: &[Goal]) -> Vec<Digest> {
    let roots: Vec<TermId> =
        goals.iter().flat_map(|goal| goal.assumptions.iter().copied().chain([goal.claim])).collect();
    let mut all: FxHashMap<TermId, Digest> = FxHashMap::default();
    for id in terms.below(&roots) {
        let digest = of_term(terms, id, &all);
        all.insert(id, digest);
    }
    let of = |goal: &Goal| {
        let assumptions: Vec<Digest> = goal.assumptions.iter().map(|id| all[id]).collect();
        digest(&(assumptions, all[&goal.claim]))
    };
    goals.iter().map(of).collect()
}

/// What a term says, from what its operands say. Unknowns and regions are told apart by their numbers too, for two may have
/// one name.
fn of_term(terms: &Terms, id: TermId, all: &FxHashMap<TermId, Digest>) -> Digest {
    let node = terms.node(id);
    let mut operands = Vec::new();
    terms.operands(id, |operand| operands.push(all[&operand]));
    match node {
        Node::Const { width, .. } => digest(&("constant", width, terms.as_const(id))),
        Node::Var { width, index } => digest(&("unknown", width, index, terms.var_name(index))),
        Node::Prim { prim, width, .. } => digest(&("prim", prim, width, operands)),
        Node::Extract { width, lo, .. } => digest(&("extract", width, lo, operands)),
        Node::Lookup { width, table, .. } => digest(&("lookup", width, &**terms.table(table), operands)),
        Node::Read { region, .. } => digest(&("read", region, terms.region_name(region), operands)),
        Node::FoldOut { width, n, .. } => digest(&("word", width, n, operands)),
        Node::Fold { index } => {
            let fold = terms.fold(index);
            let shape = (&fold.function, fold.word, fold.region, fold.chunk, fold.initial.len());
            digest(&("fold", shape, terms.region_name(fold.region), operands))
        }
    }
}

fn digest(what: &impl Hash) -> Digest {
    [0u8, 1].map(|half| {
        let mut hasher = DefaultHasher::new();
        (half, what).hash(&mut hasher);
        hasher.finish()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::goal::{Engine, Verdict};
    use crate::lift::prim::Prim;

    /// `X <op> other == 7`, if X is below 9; with terms before it so that ids differ.
    fn made(before: u128, prim: Prim, second: &str) -> (Terms, Vec<Goal>) {
        let mut terms = Terms::default();
        (0..before).for_each(|n| {
            terms.constant(64, 100 + n);
        });
        let (x, y) = (terms.var(64, "X"), terms.var(64, second));
        let (seven, nine) = (terms.constant(64, 7), terms.constant(64, 9));
        let sum = terms.binary(prim, x, y);
        let (claim, least) = (terms.equal(sum, seven), terms.binary(Prim::Ult, x, nine));
        (terms, vec![Goal { verdict: Verdict::Function, name: String::new(), assumptions: vec![least], claim }])
    }

    /// Whether a goal is left out after `made(0, Add, "Y")` was proved.
    fn check(before: u128, prim: Prim, second: &str, outcome: Outcome, expected: bool) {
        let known = Known::default();
        let (terms, mut goals) = made(0, Prim::Add, "Y");
        let digests = known.leave_out(&terms, &mut goals);
        known.learn(&digests, &[Tried { goal: 0, outcome: Some(outcome), unfolded: Vec::new() }]);
        let (terms, mut goals) = made(before, prim, second);
        let left = known.leave_out(&terms, &mut goals);
        assert_eq!((goals.is_empty(), left.is_empty()), (expected, expected), "{before} {prim:?} {second}");
    }

    #[test]
    fn the_same_goal_alone_is_left_out() {
        let proved = || Outcome::Proved(Engine::Sat);
        check(0, Prim::Add, "Y", proved(), true);
        check(5, Prim::Add, "Y", proved(), true);
        check(0, Prim::Mul, "Y", proved(), false);
        check(0, Prim::Add, "Z", proved(), false);
        check(0, Prim::Add, "X", proved(), false);
        check(0, Prim::Add, "Y", Outcome::Open(String::new()), false);
        check(0, Prim::Add, "Y", Outcome::Refuted(Vec::new()), false);
    }
}
