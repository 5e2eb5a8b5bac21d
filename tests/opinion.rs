//! Other solvers beside a proof: as a last resort, about everything, and goals as files for them. Whatever a solver does,
//! no proof becomes certified by it and none fails without a reason.

mod command;

use command::says;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// One that proves, and one that does not.
const PROOF: &str = "tests/proofs/pass/hash_of_nothing.proof";
const REFUSED: &str = "tests/proofs/fail/invariant_false_on_entry.proof";

/// One that proves, all but a few goals with so little memory.
const LOOP: &str = "tests/proofs/pass/own_routine.proof";
const LITTLE: &str = "8";

fn fake(name: &str) -> String {
    format!("sh {}/tests/solvers/{name}.sh", env!("CARGO_MANIFEST_DIR"))
}

fn proof(script: &str, more: &[&str], code: i32, parts: &[&str]) -> String {
    says(&[&["prove", script], more].concat(), code, parts)
}

/// Goals are left open for want of memory; this solver is asked.
fn last_resort(command: &str, parts: &[&str]) {
    let out = proof(LOOP, &["--memory", LITTLE, "--timeout", "1", "--smt", command], 1, parts);
    assert!(!out.contains("proved, for all inputs"), "{out}");
}

#[test]
fn the_word_of_a_solver_is_marked() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().to_str().expect("UTF-8");
    let parts = ["function     proved, but uncertified", "on the word of `sh ", "no certificate is written"];
    let more = ["--memory", LITTLE, "--smt", &fake("unsat"), "--certificate", dir];
    proof(LOOP, &more, 1, &parts);
    assert_eq!(fs::read_dir(dir).expect("a folder").count(), 0);
    let out = proof(LOOP, &["--memory", LITTLE, "--smt", &fake("unsat"), "--json"], 1, &[]);
    let report: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((&report["proved"], &report["verdicts"]["function"]), (&false.into(), &false.into()));
    assert!(report["smt"]["uncertified"].as_array().is_some_and(|goals| !goals.is_empty()), "{out}");
}

#[test]
fn a_last_resort_that_fails_leaves_the_goal_open() {
    let open = "undecided: more than 8 MB of memory; `";
    last_resort(&fake("lies"), &["REFUSED", open]);
    last_resort(&fake("sat"), &["REFUSED", open, "says sat"]);
    last_resort(&fake("hangs"), &["REFUSED", open, "gave no answer within 1 s"]);
    last_resort(&fake("crash"), &["REFUSED", open, "ended with exit code 3"]);
    last_resort(&fake("garbage"), &["REFUSED", open, "answers `unsatisfactory"]);
    last_resort("no-such-solver-here", &["REFUSED", open, "is no command here"]);
}

#[test]
fn a_solver_that_is_not_needed_is_not_asked() {
    proof(PROOF, &["--smt", "no-such-solver-here"], 0, &["proved, for all inputs"]);
    proof(PROOF, &["--cross-check"], 2, &["--smt"]);
}

/// Lies and silence change no verdict; the opposite of ours, unchecked or confirmed, is a bug.
#[test]
fn a_cross_check_tells_who_says_what() {
    let check = |script, solver: &str, code, parts: &[&str]| {
        proof(script, &["--timeout", "2", "--smt", solver, "--cross-check"], code, parts)
    };
    check(PROOF, &fake("unsat"), 0, &["0 no answer within 2 s, 0 disagree", "proved, for all inputs"]);
    check(PROOF, &fake("sat"), 0, &["0 agree", "0 disagree", "gives no values that can be read"]);
    check(PROOF, &fake("lies"), 0, &["0 agree", "0 disagree"]);
    check(PROOF, "no-such-solver-here", 0, &["0 agree", "is no command here"]);
    let out = check(REFUSED, &fake("unsat"), 1, &["1 disagree\nBUG: ", "refuted here, proved there; see "]);
    let folder = out.lines().find_map(|line| line.split_once("; see ")).expect("a place").1;
    let folder = Path::new(folder).parent().expect("a folder");
    assert!(fs::read_dir(folder).expect("the goal is there").count() >= 3, "{out}");
    fs::remove_dir_all(folder).expect("removed");
}

#[test]
fn a_real_solver_agrees() {
    if Command::new("z3").arg("--version").stdout(Stdio::null()).status().is_err() {
        return println!("missing: z3; no real solver is asked");
    }
    proof(PROOF, &["--smt", "z3 -in", "--cross-check", "--timeout", "2"], 0, &[" 0 disagree"]);
    proof(REFUSED, &["--smt", "z3 -in", "--cross-check", "--timeout", "2"], 1, &[" 0 disagree", "REFUSED"]);
}

/// Each goal is there as it was made; a goal whose fold was unfolded also as that.
#[test]
fn every_goal_becomes_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("goals");
    proof(LOOP, &["--dump", dir.to_str().expect("UTF-8")], 0, &["63 goals are written to "]);
    let mut names: Vec<String> = fs::read_dir(&dir)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let unfolded = names.iter().filter(|name| name.ends_with("-unfolded.smt2")).count();
    assert_eq!((names.len(), unfolded), (3 * (63 + 2), 2));
    let first = dir.join(&names[2]);
    says(&["goal", first.to_str().expect("UTF-8")], 0, &["unsat"]);
    proof(LOOP, &["--dump", "Cargo.toml"], 2, &["cannot write to Cargo.toml"]);
}

/// What was refuted, and what was not tried after that, is written too.
#[test]
fn goals_of_a_refused_proof_become_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().to_str().expect("UTF-8");
    let out = proof(REFUSED, &["--dump", dir], 1, &[" goals are written to "]);
    let goals = out.lines().find_map(|line| line.split_once(" goals are written to ")).expect("a count").0;
    let scripts = fs::read_dir(dir).expect("a folder").filter(|entry| {
        let name = entry.as_ref().expect("an entry").file_name();
        name.to_string_lossy().ends_with(".smt2") && !name.to_string_lossy().ends_with("-unfolded.smt2")
    });
    assert_eq!(scripts.count().to_string(), goals);
}

#[test]
fn memory_has_an_end() {
    proof(LOOP, &["--memory", "1"], 1, &["undecided: more than 1 MB of memory"]);
    proof(LOOP, &["--memory", "0"], 2, &["at least 1"]);
    let file = "tests/goals/unsat/add_256_commutes.smt2";
    says(&["goal", file, "--memory", "none"], 2, &["expected megabytes"]);
    // Are there two factors of a prime?
    let hostile = "(set-logic QF_BV)\n(declare-const x (_ BitVec 64))\n(declare-const y (_ BitVec 64))\n\
        (assert (bvugt x (_ bv1 64)))\n(assert (bvugt y (_ bv1 64)))\n\
        (assert (= (bvmul ((_ zero_extend 64) x) ((_ zero_extend 64) y)) (_ bv18446744073709551557 128)))\n\
        (check-sat)\n";
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("hostile.smt2");
    fs::write(&path, hostile).expect("written");
    says(
        &["goal", path.to_str().expect("UTF-8"), "--memory", "16", "--timeout", "60"],
        1,
        &["unknown\n", "more than 16 MB of memory"],
    );
}

#[test]
fn goals_say_what_was_done() {
    proof(LOOP, &["--goals"], 0, &["terms visited", " rewrite", "steps of LRAT", "1 unfold"]);
    let out = proof(LOOP, &["--json"], 0, &[]);
    let report: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert!(report["closed"][0]["detail"].as_str().is_some_and(|detail| detail.contains("terms visited")), "{out}");
}

/// Of lemmas too, with those that they rest on.
#[test]
fn goals_of_lemmas_become_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().to_str().expect("UTF-8");
    proof("tests/certificates/mean.proof", &["--dump", dir], 0, &["4 goals are written to "]);
    let questions = fs::read_dir(dir).expect("a folder").map(|entry| entry.expect("an entry").path());
    let questions: Vec<_> = questions.filter(|path| path.extension().is_some_and(|e| e == "smt2")).collect();
    assert_eq!(questions.len(), 4, "{questions:?}");
    for question in questions {
        says(&["goal", question.to_str().expect("UTF-8")], 0, &["unsat"]);
    }
    proof("proofs/lemmas", &["--dump", dir], 2, &["--dump needs one script"]);
}

/// A lemma that is true, and false if the number is changed to one that is no prime.
fn factors(folder: &Path, number: &str) -> String {
    let claim = format!("ensures ZeroExtend(x, 128) * ZeroExtend(y, 128) != {number}");
    let text = format!("lemma factors(x : bits(64), y : bits(64)) {{ requires x > 1 requires y > 1 {claim} }}");
    let path = folder.join(number).with_extension("proof");
    fs::write(&path, text).expect("written");
    path.to_str().expect("UTF-8").to_string()
}

#[test]
fn other_solvers_are_asked_about_lemmas() {
    let folder = tempfile::tempdir().expect("a folder");
    let script = factors(folder.path(), "18446744073709551557");
    let ask = |solver: &str, more: &[&str], parts: &[&str]| {
        let solver = fake(solver);
        let options = ["--memory", "16", "--timeout", "1", "--smt", &solver];
        let out = proof(&script, &[&options, more].concat(), 1, parts);
        assert!(!out.contains("factors: proved ("), "{out}");
    };
    let dir = folder.path().join("certificates");
    let certificates = ["--certificate", dir.to_str().expect("UTF-8")];
    ask("unsat", &certificates, &["factors: proved, but uncertified: 1 goal rests on the word of", "no certificate"]);
    assert!(!dir.exists());
    ask("unsat", &["--jobs", "1"], &["REFUSED  lemma factors", "rest on the word of the other solver"]);
    ask("unsat", &["--json"], &[r#""proved":false"#, r#""uncertified":["ZeroExtend"#]);
    ask("sat", &[], &["undecided: more than 16 MB of memory; `", "says sat"]);
    ask("hangs", &[], &["gave no answer within 1 s"]);
    ask("crash", &[], &["ended with exit code 3"]);
    // Ours confirms the values for which it is false.
    let even = factors(folder.path(), "6");
    let solver = fake("unsat");
    let options = ["--smt", &solver, "--cross-check", "--dump", dir.to_str().expect("UTF-8")];
    proof(
        &even,
        &options,
        1,
        &["REFUSED: ", "it is false for ", "1 disagree\nBUG: ", "refuted here, proved there; see "],
    );
    let list = ["--smt", &solver, "--cross-check", "--jobs", "1"];
    proof("tests/certificates/mean.proof", &list, 0, &["2 proved"]);
    proof("tests/certificates/mean.proof", &list[..3], 0, &["1 agree, 0 no answer", "3 agree", "0 disagree"]);
}
