//! Assumptions: what holds for one goal only, and what it says about its parts.

use super::step::Step;
use super::{Checked, Kernel, Theorem, refuse};
use crate::lift::prim::Prim;
use crate::term::{Node, TermId};
use rustc_hash::FxHashSet;

/// What is assumed, and where the store was before.
pub struct Scope {
    pub assumptions: Vec<TermId>,
    mark: usize,
    /// The assumptions contradict each other, so everything follows from them.
    pub contradiction: bool,
}

/// Terms that are known and still to be looked into, and all that ever were.
struct Trace {
    stack: Vec<TermId>,
    seen: FxHashSet<TermId>,
}

impl Kernel<'_> {
    /// Assumes terms of one bit, until [`Kernel::close`].
    pub fn open(&mut self, assumptions: &[TermId]) -> Checked {
        for &id in assumptions {
            if self.check_id(id)? != 1 {
                return refuse("an assumption is one bit");
            }
        }
        if !self.scopes.is_empty() {
            return refuse("a scope is open already");
        }
        self.scopes.push(Scope { assumptions: assumptions.to_vec(), mark: self.store.mark(), contradiction: false });
        self.steps.push(Step::Open(assumptions.to_vec()));
        for &id in assumptions {
            self.unite(id, self.truths[1]);
        }
        Ok(())
    }

    /// Forgets the assumptions and what came of them.
    pub fn close(&mut self) -> Checked {
        let Some(scope) = self.scopes.pop() else { return refuse("no scope is open") };
        self.store.undo(scope.mark);
        self.steps.push(Step::Close);
        Ok(())
    }

    /// Two numbers that differ are equal: only assumptions can say so.
    pub(super) fn contradict(&mut self) {
        match self.scopes.last_mut() {
            Some(scope) => scope.contradiction = true,
            None => self.broken = true,
        }
    }

    /// What a step may change: one that leaves all of it as it is need not be taken again.
    pub(super) fn changes(&self) -> (usize, usize, bool) {
        (self.terms.len(), self.store.mark(), self.is_contradictory())
    }

    /// What a term of one bit that is known says about its parts.
    pub fn consequences(&mut self, id: TermId) -> Checked {
        if self.check_id(id)? != 1 || self.known(id).is_none() {
            return refuse("only of a known bit there are consequences");
        }
        let before = self.changes();
        let [no, yes] = self.truths;
        self.follow(id, no, yes);
        if self.changes() != before {
            self.steps.push(Step::Consequences(id));
        }
        Ok(())
    }

    fn follow(&mut self, id: TermId, no: TermId, yes: TermId) {
        let mut trace = Trace { stack: vec![id], seen: FxHashSet::default() };
        while let Some(id) = trace.stack.pop() {
            self.spend(1);
            let (Node::Prim { prim, a, b, .. }, Some(value)) = (self.terms.node(id), self.known(id)) else { continue };
            match (prim, value) {
                (Prim::Not, _) => self.learn(a, if value == 0 { yes } else { no }, &[a], &mut trace),
                (Prim::And, 1) | (Prim::Or, 0) => {
                    let same = if value == 0 { no } else { yes };
                    self.learn(a, same, &[a], &mut trace);
                    self.learn(b, same, &[b], &mut trace);
                }
                (Prim::Eq, 1) if self.terms.width(a) == 1 => self.learn(a, b, &[a, b], &mut trace),
                (Prim::Eq, 1) => self.unite(a, b),
                (Prim::Eq, 0) if self.terms.width(a) == 1 => {
                    for (known, other) in [(a, b), (b, a)] {
                        if let Some(known) = self.known(known) {
                            self.learn(other, if known == 0 { yes } else { no }, &[other], &mut trace);
                        }
                    }
                }
                // `if c then 1 else 0` is `c`, and the other way round.
                (Prim::Select, _) => self.follow_select(id, value, no, yes, &mut trace),
                _ => {}
            }
        }
    }

    fn follow_select(&mut self, id: TermId, value: u128, no: TermId, yes: TermId, trace: &mut Trace) {
        let Node::Prim { prim: Prim::Select, a, b, c, .. } = self.terms.node(id) else { return };
        if self.terms.width(a) != 1 {
            return;
        }
        match (self.known(b), self.known(c)) {
            (Some(x), Some(y)) if x != y && (value == x || value == y) => {
                self.learn(a, if value == x { yes } else { no }, &[a], trace);
            }
            _ => {}
        }
    }

    /// Unites two terms. Those to be looked into next are if that is new, or they are: there may be more ways through a
    /// graph than can be walked.
    fn learn(&mut self, a: TermId, b: TermId, next: &[TermId], trace: &mut Trace) {
        let before = self.store.mark();
        self.unite(a, b);
        let news = self.store.mark() > before;
        let Trace { stack, seen } = trace;
        stack.extend(next.iter().copied().filter(|&id| seen.insert(id) || news));
    }

    /// The theorem that a claim follows from the assumptions, if it is known to hold.
    pub fn conclude(&mut self, claim: TermId) -> Checked<Theorem> {
        if self.check_id(claim)? != 1 {
            return refuse("a claim is one bit");
        }
        let contradiction = self.scopes.iter().any(|scope| scope.contradiction);
        if self.broken || self.known(claim) != Some(1) && !contradiction {
            return refuse("the claim is not known to hold");
        }
        let assumptions = self.scopes.iter().flat_map(|scope| scope.assumptions.iter().copied()).collect();
        Ok(Theorem { assumptions, claim })
    }

    /// Whether everything follows.
    pub fn is_contradictory(&self) -> bool {
        self.scopes.iter().any(|scope| scope.contradiction)
    }
}
