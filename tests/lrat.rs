//! Files of clauses and refutations that `vambrace` writes, read by checkers that others have written.
//!
//! `tests/lrat/fetch` gets two that are formally verified. Without them the test says so and passes, unless
//! `VAMBRACE_REQUIRE_CHECKERS` is 1. Two more are always there.

#[path = "lrat/checkers.rs"]
mod checkers;
#[path = "lrat/questions.rs"]
mod questions;

use checkers::{Checker, checkers};
use questions::{Question, goal, pigeons};
use std::path::Path;
use vambrace::kernel::cnf::to_dimacs;
use vambrace::kernel::lrat::{Step, to_text};
use vambrace::solve::Limits;
use vambrace::solve::sat::{Verdict, solve};

fn refutation(question: &Question) -> Vec<Step> {
    match solve(question.variables, &question.clauses, &Limits::default()) {
        Verdict::Unsat(proof) => proof,
        other => panic!("{other:?}"),
    }
}

/// Each checker must accept or refuse these files.
fn check(all: &[Checker], question: &Question, proof: &[Step], what: &str, accepted: impl Fn(&Checker) -> bool) {
    let folder = tempfile::tempdir().expect("a folder");
    let (cnf, lrat) = (folder.path().join("question.cnf"), folder.path().join("proof.lrat"));
    write(&cnf, &to_dimacs(question.variables, &question.clauses));
    write(&lrat, &to_text(proof));
    for checker in all {
        assert_eq!((checker.accepts)(&cnf, &lrat), accepted(checker), "{}: {what}", checker.name);
    }
}

fn write(path: &Path, text: &str) {
    std::fs::write(path, text).expect("a file");
}

/// The question with another clause in the place of its last one, without which it has a solution.
fn without_last(question: &Question) -> Question {
    let mut fewer = question.clone();
    fewer.clauses.pop();
    fewer.clauses.push(fewer.clauses[0].clone());
    let verdict = solve(fewer.variables, &fewer.clauses, &Limits::default());
    assert!(matches!(verdict, Verdict::Sat(_)), "{verdict:?}");
    fewer
}

#[test]
fn others_accept_what_is_proved_and_refuse_what_was_changed() {
    let all = checkers();
    for question in [pigeons(5), goal()] {
        let proof = refutation(&question);
        println!("{} clauses, {} steps", question.clauses.len(), proof.len());
        check(&all, &question, &proof, "the proof", |_| true);
        check(&all, &without_last(&question), &proof, "a clause fewer", |_| false);
        check(&all, &question, &proof[..1], "its first step", |_| false);
        let mut changed = proof.clone();
        let at = changed.len() / 2;
        let Step::Add { hints, .. } = &mut changed[at] else { panic!("an addition") };
        hints.pop();
        // Who reads no hints finds them out.
        check(&all, &question, &changed, "a hint fewer", |checker| !checker.reads_hints);
        let mut changed = proof.clone();
        let Step::Add { clause, .. } = &mut changed[0] else { panic!("an addition") };
        clause.clear();
        let readers: Vec<Checker> = all.iter().copied().filter(|checker| checker.reads_hints).collect();
        check(&readers, &question, &changed, "a step without its literals", |_| false);
    }
}
