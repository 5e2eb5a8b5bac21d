//! Finds out from which clauses a derived one follows, where a solver does not say.

use super::propagate::Propagator;
use super::trace::Trace;
use std::mem::take;

/// All clauses so far, and what has been derived of them.
///
/// For what is true for good a unit clause is derived, which is its reason from there on. So no step has to repeat how it
/// became true.
pub struct Elaborator {
    known: Propagator,
    trace: Trace,
    /// How much of the trail has unit clauses.
    units: usize,
    /// A clause whose literals are all false for good.
    conflict: Option<u32>,
    done: bool,
    /// By variable: whether it has a part in the conflict at hand.
    seen: Vec<bool>,
}

impl Elaborator {
    /// Starts from clauses over variables 1 to `variables`; what is derived may take so many bytes.
    pub fn new(variables: usize, formula: &[Vec<i32>], most: usize) -> Elaborator {
        let (known, trace) = (Propagator::new(variables), Trace::new(formula.len(), most));
        let seen = vec![false; variables + 1];
        let mut elaborator = Elaborator { known, trace, units: 0, conflict: None, done: false, seen };
        for clause in formula {
            let number = elaborator.add(clause.clone());
            elaborator.trace.original(number.into());
        }
        elaborator.settle();
        elaborator
    }

    /// Whether the empty clause has been derived.
    pub fn is_done(&self) -> bool {
        self.done
    }

    /// What has been derived, with reasons.
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// Derives a clause that follows by unit propagation.
    pub fn lemma(&mut self, clause: Vec<i32>) -> Result<(), String> {
        if let Some(literal) = clause.iter().find(|&&literal| !self.known.knows(literal)) {
            return Err(format!("the solver's proof has {literal}, which is no literal of the clauses"));
        }
        if !self.done {
            let root = self.known.trail().len();
            let hints = self.refute(&clause, root);
            self.known.undo(root);
            let hints = hints.ok_or("a step of the solver's proof does not follow by unit propagation")?;
            self.derive(clause, hints);
            self.settle();
        }
        Ok(())
    }

    /// The clauses, in the order of their use, by which the literals cannot all be false.
    fn refute(&mut self, clause: &[i32], root: usize) -> Option<Vec<u64>> {
        for &literal in clause {
            if self.known.is_true(literal) {
                return Some(vec![self.known.reason(literal).into()]);
            }
            if !self.known.is_true(-literal) {
                self.known.set(-literal, 0);
            }
        }
        let conflict = self.known.propagate()?;
        Some(self.explain(conflict, root))
    }

    /// What the conflict rests on: unit clauses up to `root` in the trail, and above it the reasons of the reasons too.
    fn explain(&mut self, conflict: u32, root: usize) -> Vec<u64> {
        let mut hints = vec![conflict];
        self.see(conflict);
        for at in (0..self.known.trail().len()).rev() {
            let literal = self.known.trail()[at];
            let reason = self.known.reason(literal);
            if take(&mut self.seen[literal.unsigned_abs() as usize]) && reason > 0 {
                hints.push(reason);
                if at >= root {
                    self.see(reason);
                    self.seen[literal.unsigned_abs() as usize] = false;
                }
            }
        }
        hints.into_iter().rev().map(u64::from).collect()
    }

    fn see(&mut self, number: u32) {
        for literal in self.known.clause(number) {
            self.seen[literal.unsigned_abs() as usize] = true;
        }
    }

    fn derive(&mut self, clause: Vec<i32>, hints: Vec<u64>) -> u32 {
        let (text, empty) = (clause.clone(), clause.is_empty());
        let number = self.add(clause);
        self.trace.derived(number.into(), &text, hints);
        self.done |= empty;
        number
    }

    fn add(&mut self, clause: Vec<i32>) -> u32 {
        let (number, is_false) = self.known.add(clause);
        if is_false && self.conflict.is_none() {
            self.conflict = Some(number);
        }
        number
    }

    /// Derives what is true for good, and the empty clause if that is a contradiction.
    fn settle(&mut self) {
        let conflict = self.known.propagate();
        let conflict = self.conflict.take().or(conflict);
        while let Some(&literal) = self.known.trail().get(self.units) {
            self.units += 1;
            self.derive_unit(literal);
        }
        if let (false, Some(conflict)) = (self.done, conflict) {
            let hints = self.explain(conflict, self.known.trail().len());
            self.derive(vec![], hints);
        }
    }

    fn derive_unit(&mut self, literal: i32) {
        let reason = self.known.reason(literal);
        let others = self.known.clause(reason).iter().filter(|&&other| other != literal);
        let mut hints: Vec<u64> = others.map(|&other| self.known.reason(other).into()).collect();
        if !hints.is_empty() {
            hints.push(reason.into());
            let number = self.derive(vec![literal], hints);
            self.known.set_reason(literal, number);
        }
    }
}
