//! Scripts that must prove, and scripts that must be refused for the reason that they name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use vambrace::claim::goal::Verdict;
use vambrace::claim::script::{Edits, Script};
use vambrace::lift::isa::Isa;
use vambrace::lift::texts::embedded;
use vambrace::machine::elf::{Image, Request};
use vambrace::prove::run::{Report, prove};
use vambrace::solve::Limits;

fn isa() -> Isa {
    Isa::read(&embedded()).unwrap_or_else(|_| panic!("the build has checked the texts"))
}

/// The reports of a script, each of its proofs against the object that it names or another.
fn run(isa: &Isa, path: &Path, object: Option<&Path>) -> Result<Vec<Report>, String> {
    let script = Script::read(path, &Edits::NONE)?;
    script.standard.test()?;
    let object = object.map(Path::to_path_buf).or(script.programs.first().cloned()).ok_or("no program")?;
    let bytes = std::fs::read(&object).map_err(|e| format!("{}: {e}", object.display()))?;
    let request = Request { member: None, symbol: None, externals: &BTreeMap::new() };
    let image = Image::load(&bytes, &request).map_err(|e| e.to_string())?;
    script.proofs.iter().map(|proof| prove(&script, proof, &image, isa, Limits::default())).collect()
}

/// What a script is refused for, all of it; empty if it proves.
fn refusals(result: &Result<Vec<Report>, String>) -> String {
    match result {
        Err(message) => message.clone(),
        Ok(reports) => {
            let failures = reports.iter().flat_map(|report| &report.failures);
            failures.map(|f| format!("{}: {}\n", f.name, f.reason)).collect()
        }
    }
}

/// `None`: the script must prove. Else every text must stand in its refusal.
fn check(isa: &Isa, path: &Path, object: Option<&Path>, expected: Option<&[String]>) {
    let found = refusals(&run(isa, path, object));
    match expected {
        None => assert!(found.is_empty(), "{}: {found}", path.display()),
        Some(texts) => {
            assert!(!texts.is_empty(), "{} names no reason", path.display());
            for text in texts {
                assert!(found.contains(text), "{}: expected `{text}`, found:\n{found}", path.display());
            }
        }
    }
}

fn scripts(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let mut paths: Vec<PathBuf> = entries.map(|e| e.expect("readable").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "proof"));
    paths.sort();
    assert!(!paths.is_empty(), "{folder} is empty");
    paths
}

#[test]
fn pass() {
    let isa = isa();
    scripts("tests/proofs/pass").iter().for_each(|path| check(&isa, path, None, None));
}

#[test]
fn fail() {
    let isa = isa();
    for path in scripts("tests/proofs/fail") {
        let text = std::fs::read_to_string(&path).expect("readable");
        let expected: Vec<String> =
            text.lines().filter_map(|l| l.strip_prefix("// expect: ")).map(str::to_string).collect();
        check(&isa, &path, None, Some(&expected));
        // Where it says how many failures there are, there are no others.
        if let Some(count) = text.lines().find_map(|line| line.strip_prefix("// failures: ")) {
            let found = refusals(&run(&isa, &path, None));
            assert_eq!(found.lines().count().to_string(), count, "{}:\n{found}", path.display());
        }
    }
}

/// Each routine for SHA-256 in every build at hand that its script names. The rest is proved by `tests/table --check`, which
/// is faster, for it is optimised.
#[test]
fn shipped_routines() {
    let (isa, mut builds) = (isa(), 0);
    for path in scripts("proofs/sha256") {
        let script = Script::read(&path, &Edits::NONE).unwrap_or_else(|error| panic!("{error}"));
        for object in &script.programs {
            builds += 1;
            if object.exists() {
                check(&isa, &path, Some(object), None);
                continue;
            }
            println!("missing: {}, run testdata/fetch", object.display());
            assert!(std::env::var_os("VAMBRACE_REQUIRE_FETCHED").is_none(), "{} is required", object.display());
        }
    }
    assert!(builds >= 10, "the scripts name {builds} builds");
}

/// The script's and the standard's names come back in a refusal: which value of FIPS 180-4 is missing, where.
#[test]
fn a_refusal_names_the_value_and_the_instruction() {
    let isa = isa();
    let change = |text: String| text.replace("0x4a7484aa", "0x4a7484ab");
    let edits = Edits { script: &|text| text, standard: &change };
    let script = Script::read(Path::new("proofs/sha256/vambrace_sha256_blocks.proof"), &edits).expect("reads");
    assert!(script.standard.test().is_err(), "a wrong constant fails the known answers too");
    let bytes = std::fs::read("testdata/sha256_ce.o").expect("committed");
    let request = Request { member: None, symbol: None, externals: &BTreeMap::new() };
    let image = Image::load(&bytes, &request).expect("loads");
    let report = prove(&script, &script.proofs[0], &image, &isa, Limits::default()).expect("usable");
    let refutation = report.refutation.expect("a run shows it");
    let details = refutation.details.join("\n");
    // K[21] is the first constant that differs, so the sixth group of four rounds is the first that is wrong.
    assert!(details.contains("never made: T1 (t = 21) = 0x"), "{details}");
    assert!(details.contains("`sha256h q0, q1, v20.4s`"), "{details}");
    assert!(details.contains("word 0: expected 0x"), "{details}");
}

/// AES by tables, as shipped, gives its secrets away by each look-up, and by nothing else.
#[test]
fn tables_are_leaks() {
    let (isa, path) = (isa(), Path::new("tests/timing_by_tables.proof"));
    let script = Script::read(path, &Edits::NONE).unwrap_or_else(|error| panic!("{error}"));
    if !script.programs.iter().all(|object| object.exists()) {
        assert!(std::env::var_os("VAMBRACE_REQUIRE_FETCHED").is_none(), "{} needs its object", path.display());
        return println!("missing: {}, run testdata/fetch", script.programs[0].display());
    }
    let reports = run(&isa, path, None).expect("usable");
    let failures = &reports[0].failures;
    assert!(failures.iter().all(|failure| failure.verdict == Verdict::Timing && failure.refuted), "{failures:?}");
    // Each is a load of a word at four times an index from one of the tables, whose addresses are in X6 to X9.
    let from_table = |name: &str| (6..10).any(|n| name.contains(&format!(", [x{n}, x"))) && name.contains(", lsl #2]");
    let others: Vec<&str> =
        failures.iter().map(|failure| failure.name.as_str()).filter(|name| !from_table(name)).collect();
    assert_eq!((failures.len(), others), (48, vec![]));
    assert!(reports[0].refutation.is_some(), "two runs show it");
}
