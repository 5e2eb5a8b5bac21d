//! The lemmas of a script: one line each, as text or as JSON.

use serde_json::{Value, json};
use std::time::{Duration, Instant};
use vambrace::claim::goal::{Engine, Outcome};
use vambrace::claim::lemma::{LemmaGoals, assignment, goals};
use vambrace::claim::standard::Standard;
use vambrace::kernel::Kernel;
use vambrace::lang::ast::Lemma;
use vambrace::prove::discharge::discharge;
use vambrace::solve::{Answer, Limits, decide};
use vambrace::term::Terms;

/// What came of a lemma.
pub struct LemmaReport {
    pub name: String,
    /// The strongest engine that was needed, or why the lemma is refused.
    pub answer: Result<Engine, String>,
    terms: usize,
    pub time: Duration,
}

/// Proves a lemma. An error means that it cannot be used.
pub fn prove(standard: &Standard, lemma: &Lemma, limits: Limits) -> Result<LemmaReport, String> {
    let start = Instant::now();
    let mut terms = Terms::default();
    let goals = goals(standard, lemma, &mut terms)?;
    let answer = close(standard, &mut terms, goals, limits);
    Ok(LemmaReport { name: lemma.name.name.clone(), answer, terms: terms.len(), time: start.elapsed() })
}

impl LemmaReport {
    /// One line.
    pub fn text(&self) -> String {
        let (name, milliseconds) = (&self.name, self.time.as_secs_f64() * 1000.0);
        match &self.answer {
            Ok(engine) => format!("lemma {name}: proved ({}, {milliseconds:.0} ms)\n", engine.name()),
            Err(reason) => format!("lemma {name}: REFUSED: {reason} ({milliseconds:.0} ms)\n"),
        }
    }

    /// The same as JSON.
    pub fn to_json(&self) -> Value {
        json!({
            "lemma": self.name,
            "proved": self.answer.is_ok(),
            "engine": self.answer.as_ref().ok().map(|engine| engine.name()),
            "reason": self.answer.as_ref().err(),
            "terms": self.terms,
            "milliseconds": self.time.as_secs_f64() * 1000.0,
        })
    }
}

/// The strongest engine that was needed, or why the lemma is refused.
fn close(standard: &Standard, terms: &mut Terms, goals: LemmaGoals, limits: Limits) -> Result<Engine, String> {
    let mut strongest = Engine::Builder;
    let never = terms.constant(1, 0);
    // From assumptions that contradict each other everything follows, so nothing is proved.
    match decide(terms, &goals.assumptions, never, &limits) {
        Answer::Refuted(_) => {}
        Answer::Proved { .. } => return Err("`requires` cannot be satisfied, so the lemma would be empty".into()),
        Answer::Unknown(reason) => return Err(format!("undecided whether `requires` can be satisfied: {reason}")),
    }
    let goals = goals.into_goals("");
    let mut kernel = Kernel::new(terms, standard);
    let same = goals.chunk_by(|a, b| a.assumptions == b.assumptions);
    let closed: Vec<_> =
        same.flat_map(|same| discharge(&mut kernel, &same.iter().collect::<Vec<_>>(), limits)).collect();
    drop(kernel);
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
