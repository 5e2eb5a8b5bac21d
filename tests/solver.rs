//! Other solvers behind `--smt`: good ones, and those of `tests/solvers`, which fail in every way there is. No failure
//! may become an answer.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use vambrace::lift::prim::Prim;
use vambrace::smt::solver::{Answer, ask};
use vambrace::term::{TermId, Terms};

/// `x + y == 7` as an assumption, and a claim about `x`.
fn question(terms: &mut Terms, holds: bool) -> (Vec<TermId>, TermId) {
    let (x, y, seven) = (terms.var(8, "x"), terms.var(8, "y"), terms.constant(8, 7));
    let sum = terms.binary(Prim::Add, x, y);
    let left = terms.binary(Prim::Sub, seven, if holds { y } else { x });
    (vec![terms.equal(sum, seven)], terms.equal(x, left))
}

fn answer(command: &str, holds: bool) -> Answer {
    let mut terms = Terms::default();
    let (assumptions, claim) = question(&mut terms, holds);
    let start = Instant::now();
    let answer = ask(&mut terms, &assumptions, claim, command, 3.0);
    assert!(start.elapsed() < Duration::from_secs(10), "`{command}` took {:?}", start.elapsed());
    answer
}

fn fake(name: &str) -> String {
    format!("sh {}/tests/solvers/{name}.sh", env!("CARGO_MANIFEST_DIR"))
}

/// The solver leaves the question open, and this is said of it.
fn check(command: &str, expected: &str) {
    match answer(command, false) {
        Answer::Unknown(why) => assert!(why.contains(expected) && why.contains(command), "{command}: {why}"),
        other => panic!("{command}: {other:?}"),
    }
}

#[test]
fn failures_are_no_answers() {
    check("no-such-solver-here -in", "is no command here");
    check("./Cargo.toml", "cannot be run");
    check("true", "ended before it answered");
    check(&fake("crash"), "ended with exit code 3");
    check(&fake("crash_midway"), "ended with exit code 139");
    check(&fake("garbage"), "answers `unsatisfactory ???`");
    check(&fake("error"), "no such logic");
    check(&fake("unknown"), "answers `unknown`");
    check(&fake("lies"), "for its values the assertions do not hold");
    check(&fake("floods"), "expected sat, unsat or unknown");
}

#[test]
fn solutions_that_cannot_be_read_are_no_solutions() {
    for name in ["crash_at_values", "nonsense_values"] {
        assert_eq!(answer(&fake(name), false), Answer::Sat(None), "{name}");
    }
}

#[test]
fn a_solver_that_hangs_is_ended_with_all_that_it_started() {
    check(&fake("hangs"), "gave no answer within 3 s");
    let processes = Command::new("ps").args(["-eo", "args"]).stderr(Stdio::null()).output();
    let Ok(processes) = processes else { return println!("missing: ps; whether processes are left is not seen") };
    let left = String::from_utf8_lossy(&processes.stdout);
    assert!(!left.lines().any(|line| line.ends_with("tests/solvers/hangs.sh")), "{left}");
}

#[test]
fn values_without_an_end_are_cut_off() {
    match answer(&fake("floods_values"), false) {
        Answer::Sat(None) | Answer::Unknown(_) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_word_of_a_solver_is_taken() {
    assert_eq!(answer(&fake("unsat"), true), Answer::Unsat);
}

#[test]
fn a_real_solver() {
    if Command::new("z3").arg("--version").stdout(Stdio::null()).status().is_err() {
        return println!("missing: z3; no real solver is asked");
    }
    assert_eq!(answer("z3 -in", true), Answer::Unsat);
    assert!(matches!(answer("z3 -in", false), Answer::Sat(Some(values)) if values.len() == 2));
}
