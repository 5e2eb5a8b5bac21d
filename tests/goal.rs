//! `vambrace goal` on the folders of `tests/goals`: what cannot hold, what can, and what cannot be read.
//!
//! The first two say by `(set-info :status ...)` what is right; each file of `fail` starts with `; expect: ` and a part of
//! the message.

mod command;

use command::{says, vambrace};
use std::fs;
use std::path::{Path, PathBuf};

fn scripts(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("readable").path()).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "smt2"));
    files.sort();
    assert!(!files.is_empty(), "{folder} is empty");
    files
}

fn utf8(file: &Path) -> &str {
    file.to_str().expect("UTF-8")
}

/// Every script of a folder has this answer, and says so itself.
fn check(folder: &str, code: i32, answer: &str) {
    for file in scripts(folder) {
        let text = fs::read_to_string(&file).expect("readable");
        assert!(text.contains(&format!("(set-info :status {answer})")), "{} has no status", file.display());
        let (found, out, err) = vambrace(&["goal", utf8(&file)]);
        assert_eq!((found, out.lines().next(), err.as_str()), (code, Some(answer), ""), "{}: {out}", file.display());
    }
}

#[test]
fn what_cannot_hold() {
    check("tests/goals/unsat", 0, "unsat");
}

#[test]
fn what_can_hold() {
    check("tests/goals/sat", 1, "sat");
}

#[test]
fn what_cannot_be_read() {
    for file in scripts("tests/goals/fail") {
        let text = fs::read_to_string(&file).expect("readable");
        let expected = text.lines().next().and_then(|line| line.strip_prefix("; expect: ")).expect("what to expect");
        says(&["goal", utf8(&file)], 2, &[expected, utf8(&file)]);
    }
}

#[test]
fn a_solution_is_written_as_definitions() {
    let out = says(&["goal", "tests/goals/sat/equation.smt2"], 1, &["\n(define-fun x () (_ BitVec 8) #x0f)\n"]);
    assert!(out.starts_with("sat\n; "), "{out}");
    let (_, out, _) = vambrace(&["goal", "--json", "tests/goals/sat/equation.smt2"]);
    let report: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(
        (&report["answer"], &report["model"][0]),
        (&"sat".into(), &"(define-fun x () (_ BitVec 8) #x0f)".into())
    );
}

/// What is dumped is read again, with the same answer.
#[test]
fn dumped_questions_are_the_same_questions() {
    let folder = tempfile::tempdir().expect("a folder");
    let dumped = |file: &Path, code, answer| {
        says(&["goal", utf8(file), "--dump", utf8(folder.path())], code, &[answer]);
        let stem = file.file_stem().expect("a name").to_string_lossy().replace('_', "-");
        let again = folder.path().join(format!("000-{stem}.smt2"));
        let out = says(&["goal", utf8(&again)], code, &[]);
        assert_eq!(out.lines().next(), Some(answer), "{}", again.display());
        for end in ["aig", "cnf"] {
            assert!(fs::metadata(again.with_extension(end)).is_ok_and(|file| file.len() > 0), "{}", again.display());
        }
    };
    scripts("tests/goals/unsat").iter().for_each(|file| dumped(file, 0, "unsat"));
    scripts("tests/goals/sat").iter().for_each(|file| dumped(file, 1, "sat"));
}

#[test]
fn deep_nesting_is_no_recursion() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("deep.smt2");
    let check = |term: String, code, answer: &str| {
        let text = format!("(set-logic QF_BV)\n(declare-const x Bool)\n(assert {term})\n(check-sat)\n");
        fs::write(&file, text).expect("written");
        says(&["goal", utf8(&file)], code, &[answer]);
    };
    let n = 100_000;
    check(format!("(and x {}x{})", "(not ".repeat(n + 1), ")".repeat(n + 1)), 0, "unsat");
    check(format!("{}x{}", "(let ((x (not x))) ".repeat(n), ")".repeat(n)), 1, "sat");
    check("(".repeat(n), 2, "is never closed");
    check(format!("{}x{}", "(let ((x ".repeat(n), ")".repeat(n)), 2, "is never closed");
}

#[test]
fn files_that_are_no_scripts() {
    says(&["goal", "no/such.smt2"], 2, &["cannot read no/such.smt2"]);
    says(&["goal", "testdata/sha256_ce.o"], 2, &["expected text in UTF-8"]);
    says(&["goal", "Cargo.toml"], 2, &["Cargo.toml:1:1: expected SMT-LIB, found the character '['"]);
    says(&["goal", "tests/goals/sat/nothing.smt2", "--timeout", "0"], 2, &["more than 0"]);
}

/// Any text ends with a message or an answer.
#[test]
fn cut_scripts_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cut.smt2");
    for script in scripts("tests/goals/unsat").iter().step_by(7) {
        let text = fs::read(script).expect("readable");
        for at in (0..text.len()).step_by(97) {
            fs::write(&file, &text[..at]).expect("written");
            says(&["goal", utf8(&file)], 2, &["cut.smt2:"]);
        }
    }
}
