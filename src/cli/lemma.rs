//! The lemmas of a script: one line each, as text or as JSON.

use super::put;
use serde_json::json;
use std::time::Instant;
use vambrace::claim::goal::{Engine, Goal, Outcome, Verdict};
use vambrace::claim::lemma::{LemmaGoals, assignment, goals};
use vambrace::claim::standard::Standard;
use vambrace::kernel::Kernel;
use vambrace::lang::ast::Lemma;
use vambrace::prove::discharge::discharge;
use vambrace::solve::{Answer, Limits, decide};
use vambrace::term::Terms;

/// Proves a lemma and says so; yes if it holds.
pub fn run(standard: &Standard, lemma: &Lemma, limits: Limits, as_json: bool) -> Result<bool, String> {
    let start = Instant::now();
    let mut terms = Terms::default();
    let goals = goals(standard, lemma, &mut terms)?;
    let proved = prove(standard, &mut terms, goals, limits);
    let milliseconds = start.elapsed().as_secs_f64() * 1000.0;
    let name = &lemma.name.name;
    put(&match (as_json, &proved) {
        (true, _) => format!(
            "{}\n",
            json!({
                "lemma": name,
                "proved": proved.is_ok(),
                "engine": proved.as_ref().ok().map(|engine| engine.name()),
                "reason": proved.as_ref().err(),
                "terms": terms.len(),
                "milliseconds": milliseconds,
            })
        ),
        (false, Ok(engine)) => format!("lemma {name}: proved ({}, {milliseconds:.0} ms)\n", engine.name()),
        (false, Err(reason)) => format!("lemma {name}: REFUSED: {reason} ({milliseconds:.0} ms)\n"),
    });
    Ok(proved.is_ok())
}

/// The strongest engine that was needed, or why the lemma is refused.
fn prove(standard: &Standard, terms: &mut Terms, goals: LemmaGoals, limits: Limits) -> Result<Engine, String> {
    let mut strongest = Engine::Builder;
    let LemmaGoals { assumptions, claims } = goals;
    let never = terms.constant(1, 0);
    // From assumptions that contradict each other everything follows, so nothing is proved.
    match decide(terms, &assumptions, never, &limits) {
        Answer::Refuted(_) => {}
        Answer::Proved { .. } => return Err("`requires` cannot be satisfied, so the lemma would be empty".into()),
        Answer::Unknown(reason) => return Err(format!("undecided whether `requires` can be satisfied: {reason}")),
    }
    let goal = |(name, claim)| Goal { verdict: Verdict::Function, assumptions: assumptions.clone(), claim, name };
    let goals: Vec<Goal> = claims.into_iter().map(goal).collect();
    let closed = discharge(&mut Kernel::new(terms, standard), &goals.iter().collect::<Vec<_>>(), limits);
    for (goal, closed) in goals.iter().zip(closed) {
        match closed.outcome {
            Outcome::Proved(engine) => strongest = strongest.max(engine),
            Outcome::Open(reason) => return Err(format!("{}: undecided: {reason}", goal.name)),
            Outcome::Refuted(values) => {
                let values = assignment(terms, &values);
                let which = if values.is_empty() { "some values" } else { &values };
                return Err(format!("{}: it is false for {which}", goal.name));
            }
        }
    }
    Ok(strongest)
}
