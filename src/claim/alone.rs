//! A lemma as a proof of its own: its goals, behind those of the lemmas that it rests on. There is no machine.

use super::goal::Goal;
use super::instance::{goals_of_used, used_by};
use super::lemma::goals;
use super::standard::Standard;
use crate::lang::ast::Lemma;
use crate::term::{TermId, Terms};

/// What is to be shown.
pub struct Alone {
    pub terms: Terms,
    /// Must be possible, or the lemma says nothing.
    pub requires: Vec<TermId>,
    pub goals: Vec<Goal>,
}

impl Alone {
    /// The proof of a lemma, before its first step.
    pub fn of(standard: &Standard, lemma: &Lemma) -> Result<Alone, String> {
        let number = standard.lemmas.iter().position(|other| other.name == lemma.name);
        let number = number.ok_or_else(|| format!("there is no lemma `{}`", lemma.name.name))?;
        let mut terms = Terms::default();
        let mut all = goals_of_used(standard, used_by(standard, number)?, &mut terms)?;
        let own = goals(standard, lemma, &mut terms)?;
        let requires = own.assumptions.clone();
        all.extend(own.into_goals(""));
        Ok(Alone { terms, requires, goals: all })
    }
}
