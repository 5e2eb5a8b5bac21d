//! The checkers: a plain one here, one from the crate registry, and two verified ones where they can be had.

use std::collections::{HashMap, HashSet};
use std::fs::{File, read_to_string};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Says whether a file of clauses is refuted by an LRAT file.
#[derive(Clone, Copy)]
pub struct Checker {
    pub name: &'static str,
    /// Others take the clauses alone, and look for reasons by themselves.
    pub reads_hints: bool,
    pub accepts: fn(&Path, &Path) -> bool,
}

/// Those that can be had here.
pub fn checkers() -> Vec<Checker> {
    let mut all = vec![
        Checker { name: "plain", reads_hints: true, accepts: plain },
        Checker { name: "dratify", reads_hints: false, accepts: dratify },
    ];
    let verified = [
        Checker { name: "acl2", reads_hints: true, accepts: acl2 },
        Checker { name: "drup", reads_hints: false, accepts: drup },
    ];
    let required = std::env::var("VAMBRACE_REQUIRE_CHECKERS").is_ok_and(|value| value == "1");
    for checker in verified {
        if fetched().join(checker.name).is_dir() {
            all.push(checker);
        } else {
            assert!(!required, "{} is missing", checker.name);
            eprintln!("not run: {}; tests/lrat/fetch gets it", checker.name);
        }
    }
    all
}

fn fetched() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/checkers")
}

/// The numbers of each line, without the 0 at its end.
fn lines(path: &Path) -> Vec<Vec<i64>> {
    let text = read_to_string(path).expect("a file");
    let numbers = |line: &str| line.split(' ').map(|word| word.parse().expect("a number")).collect();
    let mut lines: Vec<Vec<i64>> = text.lines().filter(|line| !line.starts_with('p')).map(numbers).collect();
    lines.iter_mut().for_each(|line| assert_eq!(line.pop(), Some(0)));
    lines
}

/// The steps of a file without deletions: id, clause and hints.
fn steps(path: &Path) -> Vec<(i64, Vec<i64>, Vec<i64>)> {
    let step = |line: Vec<i64>| {
        let middle = line.iter().position(|&number| number == 0).expect("a 0");
        (line[0], line[1..middle].to_vec(), line[middle + 1..].to_vec())
    };
    lines(path).into_iter().map(step).collect()
}

/// As slow and as simple as can be.
fn plain(cnf: &Path, lrat: &Path) -> bool {
    let mut clauses: HashMap<i64, HashSet<i64>> = HashMap::new();
    for (at, clause) in lines(cnf).into_iter().enumerate() {
        clauses.insert(at as i64 + 1, clause.into_iter().collect());
    }
    for (id, clause, hints) in steps(lrat) {
        let mut is_false: HashSet<i64> = clause.iter().copied().collect();
        let conflict = hints.iter().any(|hint| {
            let left: Vec<i64> = clauses.get(hint).into_iter().flatten().copied().collect();
            let left: Vec<i64> = left.into_iter().filter(|literal| !is_false.contains(literal)).collect();
            if let [unit] = left[..] {
                is_false.insert(-unit);
            }
            left.is_empty() && clauses.contains_key(hint)
        });
        if !conflict || clauses.contains_key(&id) {
            return false;
        }
        if clause.is_empty() {
            return true;
        }
        clauses.insert(id, clause.into_iter().collect());
    }
    false
}

fn dratify(cnf: &Path, lrat: &Path) -> bool {
    let code = |&literal: &i64| 2 * (literal.unsigned_abs() as u32 - 1) + u32::from(literal < 0);
    let clauses: Vec<Vec<u32>> = lines(cnf).iter().map(|clause| clause.iter().map(code).collect()).collect();
    let steps: Vec<(bool, Vec<u32>)> =
        steps(lrat).iter().map(|step| (false, step.1.iter().map(code).collect())).collect();
    let variables = clauses.iter().flatten().max().map_or(0, |highest| highest / 2 + 1);
    // Without RAT, as refutations have no such steps.
    dratify::Checker::new(variables, &clauses, false, true).check(&steps).ok
}

fn acl2(cnf: &Path, lrat: &Path) -> bool {
    let versions = fetched().join("acl2/usr/share");
    let versions = versions.read_dir().expect("a folder").map(|entry| entry.expect("an entry").path());
    let home = versions.into_iter().find(|path| path.join("saved_acl2").is_file()).expect("ACL2");
    let script = cnf.with_extension("lisp");
    let book = "(include-book \"projects/sat/lrat/list-based/run\" :dir :system)";
    let call = format!("{book}\n(lrat-check \"{}\" \"{}\")\n", cnf.display(), lrat.display());
    std::fs::write(&script, call).expect("a file");
    let mut command = Command::new(home.join("saved_acl2"));
    command.arg("-dir").arg(&home).env("ACL2_SYSTEM_BOOKS", home.join("books"));
    let output = command.stdin(Stdio::from(File::open(&script).expect("a file"))).output().expect("ACL2 runs");
    let text = String::from_utf8_lossy(&output.stdout);
    // A refusal of its own, and not that something broke down.
    let refused = ["s FAILED", "HARD ACL2 ERROR in LRAT::"].iter().any(|words| text.contains(words));
    assert!(refused || text.contains("s VERIFIED"), "{text}");
    !refused
}

fn drup(cnf: &Path, lrat: &Path) -> bool {
    let proof = lrat.with_extension("drup");
    let clause = |literals: &[i64]| literals.iter().map(|literal| format!("{literal} ")).collect::<String>() + "0\n";
    let clauses: String = steps(lrat).iter().map(|step| clause(&step.1)).collect();
    std::fs::write(&proof, clauses).expect("a file");
    let mut command = Command::new(fetched().join("drup/bin/python"));
    let output = command.args(["-m", "drup.cli"]).arg(cnf).arg(&proof).output().expect("Python runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("Outcome."), "{text}");
    text.contains("Outcome.VALID")
}
