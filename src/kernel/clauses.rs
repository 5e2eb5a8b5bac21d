//! The rule `sat`: two terms agree wherever assumptions hold, for the clauses that say otherwise are refuted.

use super::aig::Lit;
use super::blast::{self, Blaster};
use super::cnf::Cnf;
use super::step::Step;
use super::{Checked, Kernel, Refusal, axioms, lrat};
use crate::term::TermId;
use rustc_hash::FxHashSet;

/// Nodes of a graph for one question.
pub const NODES: usize = 6_000_000;

/// That two terms differ although everything that is known holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    pub a: TermId,
    pub b: TermId,
    /// Bits of which the value is known and told.
    pub facts: Vec<TermId>,
    /// Terms that are taken for unknowns.
    pub cut: Vec<TermId>,
}

/// A question as clauses. If they have no solution, the terms agree.
pub struct Formula {
    pub cnf: Cnf,
    pub blaster: Blaster,
}

impl Kernel<'_> {
    /// Unites two terms; `proof` is binary LRAT.
    pub fn sat(&mut self, question: &Question, proof: &[u8]) -> Checked {
        let formula = self.formula(question)?;
        let steps = lrat::decode(proof).map_err(|error| Refusal(error.to_string()))?;
        let read = lrat::literals_read(&formula.cnf.clauses, &steps).map_err(|error| Refusal(error.to_string()))?;
        self.spend(read);
        self.unite(question.a, question.b);
        self.steps.push(Step::Sat { question: question.clone(), proof: proof.to_vec() });
        Ok(())
    }

    /// The clauses of a question.
    pub fn formula(&self, question: &Question) -> Checked<Formula> {
        self.formula_within(question, NODES)
    }

    /// The same, with fewer nodes allowed.
    pub fn formula_within(&self, question: &Question, nodes: usize) -> Checked<Formula> {
        self.check_pair(question.a, question.b)?;
        for &id in question.cut.iter().chain(&question.facts) {
            self.check_id(id)?;
        }
        let mut blaster = Blaster::default();
        let known = self.graph(question, &mut blaster, nodes)?;
        let mut outputs = axioms::of(self.terms, |id| self.view(id), &mut blaster);
        enough(&blaster, nodes)?;
        outputs.extend(known);
        let (a, b) = (blaster.bits(question.a).to_vec(), blaster.bits(question.b).to_vec());
        outputs.push(!blast::equal(&mut blaster.aig, &a, &b));
        self.spend(blaster.aig.gates().len());
        Ok(Formula { cnf: Cnf::new(&blaster.aig, &outputs), blaster })
    }

    /// What stands for an operand: its representative. But a bit stands for itself, for its representative may be the
    /// truth value that it is known to have, and what it says would be lost.
    fn view(&self, id: TermId) -> TermId {
        if self.terms.width(id) == 1 { id } else { self.find(id) }
    }

    /// All that the question speaks of; what is known of the bits among it. Facts are taken as they are written: over
    /// representatives an equation that is known to hold would say nothing.
    fn graph(&self, question: &Question, blaster: &mut Blaster, nodes: usize) -> Checked<Vec<Lit>> {
        let cut: FxHashSet<TermId> = question.cut.iter().map(|&id| self.view(id)).collect();
        let mut known = Vec::new();
        for id in self.below_by(&question.facts, &cut, |_, operand| operand) {
            self.define(blaster, &mut known, &cut, id, |operand| operand)?;
            enough(blaster, nodes)?;
        }
        for id in self.below_by(&[question.a, question.b], &cut, |_, operand| self.view(operand)) {
            self.define(blaster, &mut known, &cut, id, |operand| self.view(operand))?;
            enough(blaster, nodes)?;
        }
        Ok(known)
    }

    fn define(
        &self,
        blaster: &mut Blaster,
        known: &mut Vec<Lit>,
        cut: &FxHashSet<TermId>,
        id: TermId,
        view: impl Fn(TermId) -> TermId,
    ) -> Checked {
        if cut.contains(&id) && self.terms.as_const(id).is_none() {
            blaster.leaf(self.terms, id);
        } else {
            blaster.define(self.terms, id, view);
        }
        if let (1, Some(value)) = (self.terms.width(id), self.known(id)) {
            let bit = blaster.bits(id)[0];
            known.push(if value == 1 { bit } else { !bit });
        }
        Ok(())
    }
}

/// What is said of a question with more nodes than this.
pub fn too_many(nodes: usize) -> Refusal {
    Refusal(format!("the question has more than {nodes} nodes"))
}

fn enough(blaster: &Blaster, nodes: usize) -> Checked {
    if blaster.aig.gates().len() > nodes { Err(too_many(nodes)) } else { Ok(()) }
}
