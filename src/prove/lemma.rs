//! One lemma from its script to its report.

use super::decide::{Posed, decide_all, witness};
use super::opinion::{Options, consult};
use super::run::{Failure, Report};
use crate::claim::alone::Alone;
use crate::claim::goal::{Engine, Verdict};
use crate::claim::standard::Standard;
use crate::claim::statement::Statement;
use crate::lang::ast::Lemma;
use std::time::Instant;

/// Proves, or says what cannot be shown. An error means that the lemma cannot be used.
pub fn prove_lemma(standard: &Standard, lemma: &Lemma, options: &Options) -> Result<Report, String> {
    let start = Instant::now();
    let mut alone = Alone::of(standard, lemma)?;
    let mut report = Report::named(lemma.name.name.clone(), Statement::of_lemma(standard, lemma));
    if !alone.requires.is_empty() {
        match witness(&mut alone.terms, &alone.requires, &options.limits) {
            Ok(witness) => report.hints.witness = witness,
            Err(reason) => report.failures.push(of_requires(reason)),
        }
        // As it will be checked: without the terms that this took.
        alone = Alone::of(standard, lemma)?;
    }
    report.execution = start.elapsed();
    if report.failures.is_empty() {
        report.goals = alone.goals.len();
        let mut posed = Posed::alone(&mut alone.terms, standard, &alone.goals);
        let tried = decide_all(&mut posed, options, &mut report);
        consult(&mut posed, &tried, options, &mut report)?;
    }
    report.terms = alone.terms.len();
    report.time = start.elapsed();
    report.deciding = report.time - report.execution;
    Ok(report)
}

fn of_requires(reason: String) -> Failure {
    let (verdict, name) = (Verdict::Function, "requires".to_string());
    Failure { verdict, name, reason, hints: Vec::new(), refuted: false, stopped: true }
}

impl Report {
    /// The strongest engine that was needed.
    pub fn engine(&self) -> Engine {
        self.engines.keys().copied().max().unwrap_or(Engine::Builder)
    }
}
