//! The rule `sat`: two terms agree wherever assumptions hold, for the clauses that say otherwise are refuted.

use super::blast::{self, Blaster};
use super::cnf::Cnf;
use super::step::Step;
use super::{Checked, Kernel, axioms, lrat, refuse};
use crate::term::TermId;
use rustc_hash::FxHashSet;

/// Nodes of a graph for one question.
const NODES: usize = 6_000_000;

/// That two terms differ although assumptions hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    pub a: TermId,
    pub b: TermId,
    /// Those that are used; each is one of the scope's.
    pub assumptions: Vec<TermId>,
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
        let steps = lrat::decode(proof).map_err(|error| super::Refusal(error.to_string()))?;
        lrat::refutes(&formula.cnf.clauses, &steps).map_err(|error| super::Refusal(error.to_string()))?;
        self.unite(question.a, question.b);
        self.steps.push(Step::Sat { question: question.clone(), proof: proof.to_vec() });
        Ok(())
    }

    /// The clauses of a question.
    pub fn formula(&self, question: &Question) -> Checked<Formula> {
        self.check_pair(question.a, question.b)?;
        for &id in &question.cut {
            self.check_id(id)?;
        }
        if let Some(id) = question.assumptions.iter().find(|&&id| !self.is_assumed(id)) {
            return refuse(format!("term {} is not assumed", id.0));
        }
        let blaster = self.graph(question)?;
        Ok(self.outputs(blaster, question))
    }

    /// All that the question speaks of, over representatives; the question's own terms as they are written.
    fn graph(&self, question: &Question) -> Checked<Blaster> {
        let cut: FxHashSet<TermId> = question.cut.iter().map(|&id| self.find(id)).collect();
        let roots: Vec<TermId> = question.assumptions.iter().copied().chain([question.a, question.b]).collect();
        let mut blaster = Blaster::default();
        for id in self.below(&roots, &cut) {
            if cut.contains(&id) && self.terms.as_const(id).is_none() {
                blaster.leaf(self.terms, id);
            } else {
                blaster.define(self.terms, id, |operand| self.find(operand));
            }
            if blaster.aig.gates().len() > NODES {
                return refuse(format!("the question has more than {NODES} nodes"));
            }
        }
        Ok(blaster)
    }

    fn outputs(&self, mut blaster: Blaster, question: &Question) -> Formula {
        let mut outputs = axioms::of(self.terms, |id| self.find(id), &mut blaster);
        outputs.extend(question.assumptions.iter().map(|&id| blaster.bits(id)[0]));
        let (a, b) = (blaster.bits(question.a).to_vec(), blaster.bits(question.b).to_vec());
        outputs.push(!blast::equal(&mut blaster.aig, &a, &b));
        Formula { cnf: Cnf::new(&blaster.aig, &outputs), blaster }
    }
}
