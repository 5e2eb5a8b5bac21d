//! Lemmas at work: `by LEMMA(arguments)` lets a claim rest on what the lemma says of these values. A lemma says it of all
//! values, so of any terms; each lemma that is used is shown with the proof, by goals of its own.

use super::each::Scope;
use super::env::Env;
use super::goal::Goal;
use super::lemma::goals;
use super::session::{Session, Trouble};
use super::standard::Standard;
use crate::lang::LangError;
use crate::lang::ast::{Claim, Use};
use crate::lift::lifter::{Fault, Lift, Lifter};
use crate::lift::value::Bits;
use crate::symbolic::state::SymState;
use crate::term::{TermId, Terms};
use std::collections::BTreeSet;

/// What a lemma among the first `known` says of the arguments.
pub(super) fn instance(standard: &Standard, known: usize, lifter: &mut Lifter, used: &Use) -> Lift<Bits> {
    let (_, lemma) = find(standard, known, used)?;
    let values = used.arguments.iter().map(|argument| lifter.expr(argument)).collect::<Lift<_>>()?;
    lifter.lemma(lemma, values, used.lemma.span)
}

/// A lemma by its name; with its number, by which it stands behind those that it may use.
pub(super) fn find<'s>(standard: &'s Standard, known: usize, used: &Use) -> Lift<(usize, &'s crate::lang::ast::Lemma)> {
    let name = &used.lemma.name;
    let found = standard.lemmas[..known].iter().enumerate().find(|(_, lemma)| lemma.name.name == *name);
    found.ok_or_else(|| {
        let message = format!("there is no lemma `{name}` before this; `lemmas \"FILE\"` takes those of a script");
        Fault::Error(LangError::new(used.lemma.span, message))
    })
}

impl Env<'_> {
    /// What a lemma says, as operations with one output.
    fn instance(&self, scope: Scope, used: &Use) -> Result<crate::lift::ops::Ops, String> {
        let (standard, known) = (self.standard, self.standard.lemmas.len());
        self.lift(scope.names, &scope.lets.iter().collect::<Vec<_>>(), |lifter| instance(standard, known, lifter, used))
    }
}

impl Session<'_> {
    /// What the lemmas of a claim say in a state. Nothing is asked of slices in the arguments: whatever they are, it holds.
    pub(super) fn lemma_facts(
        &mut self,
        claim: &Claim,
        state: &SymState,
        scope: Scope,
    ) -> Result<Vec<TermId>, Trouble> {
        let mut facts = Vec::new();
        for used in &claim.by {
            let ops = self.env.instance(scope, used).map_err(Trouble::Unusable)?;
            facts.push(self.evaluate(&ops, &mut state.clone(), scope.values)?.0);
            let standard = self.env.standard;
            let found = find(standard, standard.lemmas.len(), used);
            self.lemmas.insert(found.map_err(|f| Trouble::Unusable(standard.render(f)))?.0);
        }
        Ok(facts)
    }

    /// The goals of the lemmas that were used.
    pub(super) fn lemma_goals(&mut self) -> Result<(), Trouble> {
        let used = std::mem::take(&mut self.lemmas);
        let found = goals_of_used(self.env.standard, used, &mut self.terms).map_err(Trouble::Unusable)?;
        self.goals.extend(found);
        Ok(())
    }
}

/// The goals of lemmas, by their numbers, and of those that they use themselves, in the order of the lemmas.
pub(super) fn goals_of_used(
    standard: &Standard,
    mut used: BTreeSet<usize>,
    terms: &mut Terms,
) -> Result<Vec<Goal>, String> {
    for number in (0..standard.lemmas.len()).rev() {
        if used.contains(&number) {
            used.extend(used_by(standard, number)?);
        }
    }
    let mut all = Vec::new();
    for lemma in used.into_iter().map(|number| &standard.lemmas[number]) {
        all.extend(goals(standard, lemma, terms)?.into_goals(&format!("lemma {}: ", lemma.name.name)));
    }
    Ok(all)
}

/// The numbers of the lemmas that the claims of a lemma rest on; each is smaller than its own.
pub(super) fn used_by(standard: &Standard, number: usize) -> Result<BTreeSet<usize>, String> {
    let used = standard.lemmas[number].ensures.iter().flat_map(|claim| &claim.by);
    used.map(|used| find(standard, number, used).map(|(number, _)| number).map_err(|f| standard.render(f))).collect()
}
