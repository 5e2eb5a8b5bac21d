//! The rule `unfold`: a fold of one block more is one step of the standard on the fold of one block less.

use super::make::Make;
use super::step::Step;
use super::{Checked, Kernel, Refusal, refuse};
use crate::claim::step::{block, run};
use crate::lift::prim::Prim;
use crate::term::{Fold, Node, TermId};

impl Kernel<'_> {
    /// Unites the words of the longer fold with those of a step on the shorter one. `grows` is the term that says
    /// `shorter.count < longer.count`; it must be known to hold, and the counts must differ by one as sums.
    pub fn unfold(&mut self, longer: TermId, shorter: TermId, grows: TermId) -> Checked {
        let (long, short) = (self.fold_at(longer)?, self.fold_at(shorter)?);
        let same = |kernel: &Self, a: &[TermId], b: &[TermId]| {
            a.len() == b.len() && a.iter().zip(b).all(|(&a, &b)| kernel.same(a, b))
        };
        let kind = |f: &Fold| (f.function.clone(), f.region, f.chunk, f.word);
        if kind(&long) != kind(&short)
            || !same(self, &long.initial, &short.initial)
            || !self.same(long.start, short.start)
        {
            return refuse("the folds are of different kinds");
        }
        self.check_id(grows)?;
        let Node::Prim { prim: Prim::Ult, a, b, .. } = self.terms.node(grows) else {
            return refuse("that the fold grows is said by a comparison");
        };
        let grown = self.known(grows) == Some(1) && self.same(a, short.count) && self.same(b, long.count);
        if !grown || !self.differs_by(long.count, short.count, 64, 1) {
            return refuse("the fold is not shown to be one block longer");
        }
        // A replay could not make the terms of a step that fails half-way.
        let words = self.advance(shorter, &short).inspect_err(|_| self.broken = true)?;
        for (n, word) in words.into_iter().enumerate() {
            let out = self.terms.fold_out(long.word, longer, n as u16);
            self.store.grow(self.terms);
            self.unite(out, word);
        }
        self.steps.push(Step::Unfold { longer, shorter, grows });
        Ok(())
    }

    fn fold_at(&self, id: TermId) -> Checked<Fold> {
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
        let mut inputs: Vec<TermId> = (0..words).map(|n| self.terms.fold_out(fold.word, base, n as u16)).collect();
        inputs.extend(block(self.terms, fold, 0));
        let made = run(self.terms, &ops, &inputs).map_err(Refusal)?;
        self.store.grow(self.terms);
        Ok(made)
    }

    /// The term that says that one fold has fewer blocks than another, for [`Kernel::unfold`].
    pub fn grows(&mut self, longer: TermId, shorter: TermId) -> Checked<TermId> {
        let (long, short) = (self.fold_at(longer)?.count, self.fold_at(shorter)?.count);
        self.make(Make::Prim { prim: Prim::Ult, width: 1, operands: [short, long, long] })
    }
}
