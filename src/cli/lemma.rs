//! What came of a lemma, for people and as JSON.

use super::opinion;
use super::prove::{ProveArgs, closed, tally, with_hashes};
use serde_json::{Value, json};
use std::fmt::Write;
use vambrace::prove::run::{Failure, Report};

/// One line; then the statement, if it is proved.
pub fn text(args: &ProveArgs, report: &Report, tests: usize) -> String {
    let (name, milliseconds) = (&report.name, report.time.as_secs_f64() * 1000.0);
    let mut out = format!("lemma {name}: ");
    if let Some(failure) = report.failures.first() {
        let _ = writeln!(out, "REFUSED: {} ({milliseconds:.0} ms)", reason(failure));
    } else {
        match report.proved() {
            true => {
                let _ = writeln!(out, "proved ({}, {milliseconds:.0} ms), for all inputs:", report.engine().name());
            }
            false => {
                let _ = writeln!(out, "{}what rests on it, for all inputs:", opinion::uncertified(args, report));
            }
        }
        let _ = writeln!(
            out,
            "{}{}; {} terms; {tests} tests of the standard passed",
            report.statement.render(),
            tally(report),
            report.terms
        );
    }
    out + &opinion::cross_check(args, report)
}

/// Why it is refused: of a claim also which.
pub fn reason(failure: &Failure) -> String {
    match failure.stopped {
        true => failure.reason.clone(),
        false => format!("{}: {}", failure.name, failure.reason),
    }
}

/// The same as JSON.
pub fn to_json(args: &ProveArgs, report: &Report) -> Value {
    let json = json!({
        "lemma": report.name,
        "proved": report.proved(),
        "engine": report.proved().then(|| report.engine().name()),
        "reason": report.failures.first().map(reason),
        "statement": report.statement.lines,
        "goals": report.goals,
        "smt": opinion::to_json(args, report),
        "closed": closed(report),
        "terms": report.terms,
        "milliseconds": report.time.as_secs_f64() * 1000.0,
    });
    with_hashes(json, &report.statement)
}
