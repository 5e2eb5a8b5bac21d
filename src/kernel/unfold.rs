//! The rule `unfold`: a fold of one block more is one step of the standard on the fold of one block less.

use super::step::Step;
use super::{Checked, Kernel, Refusal, refuse};
use crate::claim::step::{inputs, run};
use crate::lift::prim::Prim;
use crate::term::{Fold, Node, TermId};

/// Two folds of one kind, with what shows that one is a block longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unfold {
    pub longer: TermId,
    pub shorter: TermId,
    /// `shorter.count + 1`, which must be known to be `longer.count`.
    pub next: TermId,
    /// `shorter.count < longer.count`, which must be known to hold.
    pub grows: TermId,
}

impl Kernel<'_> {
    /// Unites the words of the longer fold with those of a step on the shorter one, which it gives.
    pub fn unfold(&mut self, unfold: &Unfold) -> Checked<Vec<TermId>> {
        let Unfold { longer, shorter, next, grows } = *unfold;
        let (long, short) = (self.fold_at(longer)?, self.fold_at(shorter)?);
        if !self.are_alike(&long, &short) {
            return refuse("the folds are of different kinds");
        }
        self.check_counts(&long, &short, next, grows)?;
        // A replay could not make the terms of a step that fails half-way.
        let words = self.advance(shorter, &short).inspect_err(|_| self.broken = true)?;
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

    /// That the counts differ by one as numbers, not only modulo 2 to the 64.
    fn check_counts(&self, long: &Fold, short: &Fold, next: TermId, grows: TermId) -> Checked {
        self.check_id(next)?;
        self.check_id(grows)?;
        if let (Some(short), Some(long)) = (self.known(short.count), self.known(long.count)) {
            let adds_one = short.checked_add(1) == Some(long);
            return if adds_one { Ok(()) } else { refuse("the fold is not one block longer") };
        }
        let adds_one = matches!(self.terms.node(next), Node::Prim { prim: Prim::Add, width: 64, a, b, .. }
            if self.same(a, short.count) && self.known(b) == Some(1));
        let compares = matches!(self.terms.node(grows), Node::Prim { prim: Prim::Ult, a, b, .. }
            if self.same(a, short.count) && self.same(b, long.count));
        match adds_one && self.same(next, long.count) && compares && self.known(grows) == Some(1) {
            true => Ok(()),
            false => refuse("the fold is not shown to be one block longer"),
        }
    }

    pub(super) fn fold_at(&self, id: TermId) -> Checked<Fold> {
        self.check_id(id)?;
        match self.terms.node(id) {
            Node::Fold { index } => Ok(self.terms.fold(index).clone()),
            _ => refuse(format!("term {} is no fold", id.0)),
        }
    }

    /// The words after one further block.
    fn advance(&mut self, base: TermId, fold: &Fold) -> Checked<Vec<TermId>> {
        let words = fold.initial.len();
        let ops = self.standard.step(&fold.function, words, fold.word, fold.chunk).map_err(Refusal)?;
        let inputs = inputs(self.terms, base, fold);
        self.spend(ops.list.len() + inputs.len());
        let made = run(self.terms, &ops, &inputs).map_err(Refusal)?;
        self.store.grow(self.terms);
        Ok(made)
    }
}
