//! The rule `unfold`: a fold of some blocks more is so many steps of the standard on the fold of fewer blocks.

use super::step::Step;
use super::{Checked, Kernel, Refusal, refuse};
use crate::claim::step::advance;
use crate::lift::prim::Prim;
use crate::term::{Fold, Node, TermId};

/// More steps than that are taken one after the other.
const STEPS: u128 = 64;

/// Two folds of one kind, with what shows that one is longer by a number of blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unfold {
    pub longer: TermId,
    pub shorter: TermId,
    /// `shorter.count + n`, which must be known to be `longer.count`.
    pub next: TermId,
    /// `shorter.count < longer.count`, which must be known to hold.
    pub grows: TermId,
}

impl Kernel<'_> {
    /// Unites the words of the longer fold with those of steps on the shorter one, which it gives.
    pub fn unfold(&mut self, unfold: &Unfold) -> Checked<Vec<TermId>> {
        let Unfold { longer, shorter, .. } = *unfold;
        let (long, short) = (self.fold_at(longer)?, self.fold_at(shorter)?);
        if !self.are_alike(&long, &short) {
            return refuse("the folds are of different kinds");
        }
        let steps = self.steps_between(unfold)?;
        let before = self.terms.len();
        // A replay could not make the terms of a step that fails half-way.
        let words = advance(self.terms, self.standard, shorter, &short, steps);
        let words = words.map_err(Refusal).inspect_err(|_| self.broken = true)?;
        self.spend(self.terms.len() - before);
        self.store.grow(self.terms);
        for (n, &word) in words.iter().enumerate() {
            let out = self.terms.fold_out(long.word, longer, n as u16);
            self.store.grow(self.terms);
            self.unite(out, word);
        }
        self.steps.push(Step::Unfold(*unfold));
        Ok(words)
    }

    /// Whether two folds differ in their counts at most, as far as is known.
    pub fn are_alike(&self, a: &Fold, b: &Fold) -> bool {
        let kind = |f: &Fold| (f.function.clone(), f.region, f.chunk, f.word, f.initial.len());
        let initial = || a.initial.iter().zip(&b.initial).all(|(&a, &b)| self.same(a, b));
        kind(a) == kind(b) && initial() && self.same(a.start, b.start)
    }

    /// By how many blocks the counts differ as numbers, not only modulo 2 to the 64: at least one.
    pub fn steps_between(&self, unfold: &Unfold) -> Checked<u128> {
        let (long, short) = (self.fold_at(unfold.longer)?, self.fold_at(unfold.shorter)?);
        self.check_counts(&long, &short, unfold.next, unfold.grows)
    }

    fn check_counts(&self, long: &Fold, short: &Fold, next: TermId, grows: TermId) -> Checked<u128> {
        self.check_id(next)?;
        self.check_id(grows)?;
        let steps = match (self.known(short.count), self.known(long.count)) {
            (Some(short), Some(long)) => long.checked_sub(short),
            _ if self.is_longer(long, short, next, grows) => self.added_to(short, next),
            _ => None,
        };
        match steps {
            Some(steps @ 1..=STEPS) => Ok(steps),
            _ => refuse("the fold is not shown to be some blocks longer"),
        }
    }

    /// Whether `next` is known to be the longer count, and the shorter one to be less than that.
    fn is_longer(&self, long: &Fold, short: &Fold, next: TermId, grows: TermId) -> bool {
        let compares = matches!(self.terms.node(grows), Node::Prim { prim: Prim::Ult, a, b, .. }
            if self.same(a, short.count) && self.same(b, long.count));
        compares && self.known(grows) == Some(1) && self.same(next, long.count)
    }

    /// The number that `next` adds to the shorter count.
    fn added_to(&self, short: &Fold, next: TermId) -> Option<u128> {
        match self.terms.node(next) {
            Node::Prim { prim: Prim::Add, width: 64, a, b, .. } if self.same(a, short.count) => self.known(b),
            _ => None,
        }
    }

    pub(super) fn fold_at(&self, id: TermId) -> Checked<Fold> {
        self.check_id(id)?;
        match self.terms.node(id) {
            Node::Fold { index } => Ok(self.terms.fold(index).clone()),
            _ => refuse(format!("term {} is no fold", id.0)),
        }
    }
}
