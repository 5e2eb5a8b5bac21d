//! A goal as another solver can decide it: what the kernel found out about folds is told.

use crate::claim::goal::Goal;
use crate::claim::standard::Standard;
use crate::claim::step::advance;
use crate::kernel::Kernel;
use crate::kernel::unfold::Unfold;
use crate::symbolic::substitute::Substitution;
use crate::term::{Node, TermId, Terms};

/// A fold that is some steps of the standard on a shorter one, under the assumptions of a goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unfolded {
    pub longer: TermId,
    pub shorter: TermId,
    pub steps: u128,
}

/// Whether the assumptions can hold and the claim fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub assumptions: Vec<TermId>,
    pub claim: TermId,
}

impl Question {
    /// The goal as it was made: folds are arbitrary functions.
    pub fn raw(goal: &Goal) -> Question {
        Question { assumptions: goal.assumptions.clone(), claim: goal.claim }
    }

    /// The goal with the longer folds of its claim replaced by steps on the shorter ones. What is said of the longer
    /// ones elsewhere stays, and so each replacement is an assumption too. `None` if there is nothing to tell.
    pub fn unfolded(terms: &mut Terms, standard: &Standard, goal: &Goal, folds: &[Unfolded]) -> Option<Question> {
        if folds.is_empty() || terms.as_const(goal.claim).is_some() {
            return None;
        }
        let mut pairs = Vec::new();
        for fold in folds {
            pairs.extend(words(terms, standard, fold).unwrap_or_default());
        }
        let mut substitution = Substitution::default();
        substitution.insert(&pairs);
        let claim = substitution.apply(terms, goal.claim);
        let mut assumptions = goal.assumptions.clone();
        assumptions.extend(pairs.iter().map(|&(word, step)| terms.equal(word, step)));
        Some(Question { assumptions, claim })
    }
}

/// The words of the longer fold, and what they are.
fn words(terms: &mut Terms, standard: &Standard, fold: &Unfolded) -> Option<Vec<(TermId, TermId)>> {
    let Node::Fold { index } = terms.node(fold.shorter) else { return None };
    let short = terms.fold(index).clone();
    let made = advance(terms, standard, fold.shorter, &short, fold.steps).ok()?;
    let out = |(n, step): (usize, TermId)| (terms.fold_out(short.word, fold.longer, n as u16), step);
    Some(made.into_iter().enumerate().map(out).collect())
}

/// What is known of the folds that a goal speaks of, from what was unfolded in the kernel's scope.
pub fn known(kernel: &Kernel, goal: &Goal, unfolds: &[Unfold]) -> Vec<Unfolded> {
    if unfolds.is_empty() {
        return Vec::new();
    }
    let of = |unfold: &Unfold| {
        let steps = kernel.steps_between(unfold).ok()?;
        Some(Unfolded { longer: unfold.longer, shorter: unfold.shorter, steps })
    };
    let mut folds: Vec<Unfolded> = unfolds.iter().filter_map(of).collect();
    for id in kernel.terms().below(&[goal.claim]) {
        let same = |unfold: &&Unfold| unfold.longer != id && kernel.same(unfold.longer, id);
        if let (Node::Fold { .. }, Some(unfold)) = (kernel.terms().node(id), unfolds.iter().find(same)) {
            folds.extend(of(unfold).map(|found| Unfolded { longer: id, ..found }));
        }
    }
    folds
}
