//! `vambrace conform` finds what is wrong in the texts, and its recordings can be replayed and refuse damage.
//!
//! The seeded bugs need `qemu-aarch64` and the harness, which `harness/build` makes. Without them their test says so
//! and passes, unless `VAMBRACE_REQUIRE_HARNESS` is 1.

mod command;
#[path = "conform/edits.rs"]
mod edits;

use command::says;
use edits::{Edit, edits};
use std::path::Path;
use vambrace::conform::model::Model;
use vambrace::conform::oracle::Oracle;
use vambrace::conform::round::{Round, Tally};
use vambrace::lift::isa::Isa;
use vambrace::lift::texts::embedded;

const HARNESS: &str = "harness/target/aarch64-unknown-none/release/harness";
/// Cases of each encoding, and what they are made of.
const CASES: u64 = 500;
const SEED: u64 = 1;

/// The oracle, if it can be had here.
fn oracle() -> Option<Oracle> {
    let harness = Path::new(env!("CARGO_MANIFEST_DIR")).join(HARNESS);
    let started = match harness.is_file() {
        true => Oracle::start(&format!("qemu-aarch64 -cpu max,pauth=off \"{}\"", harness.display())),
        false => return missing("there is no harness; harness/build makes it"),
    };
    started.map_or_else(|error| missing(&error.to_string()), Some)
}

fn missing(why: &str) -> Option<Oracle> {
    let required = std::env::var("VAMBRACE_REQUIRE_HARNESS").is_ok_and(|value| value == "1");
    assert!(!required, "{why}");
    eprintln!("not run: {why}");
    None
}

/// One encoding of these texts against the oracle.
fn round(isa: &Isa, encoding: &str, model: &mut Model, oracle: &mut Oracle) -> Result<Tally, String> {
    let n = isa.instructions.iter().position(|instruction| instruction.name.name == encoding);
    let n = n.ok_or(format!("there is no {encoding}"))?;
    let tally = Round::new(isa, SEED, CASES, 1).run(n, model, oracle, |_| true, |_, _, _| ());
    let tally = tally.map_err(|error| error.to_string())?;
    if tally.cases < CASES { Err(format!("{encoding} has {} cases", tally.cases)) } else { Ok(tally) }
}

fn differences(edit: &Edit, model: &mut Model, oracle: &mut Oracle) -> Result<u64, String> {
    let isa = Isa::read(&edit.apply()?).map_err(|_| "the texts cannot be read")?;
    Ok(round(&isa, &edit.encoding, model, oracle)?.different)
}

#[test]
fn every_seeded_bug_is_found() {
    let edits = edits();
    assert!(edits.len() >= 45, "{} edits", edits.len());
    let Some(mut oracle) = oracle() else { return };
    let mut model = Model::new(oracle.hello()).expect("the harness's memory");
    let isa = Isa::read(&embedded()).unwrap_or_else(|_| panic!("isa/ was checked by the build"));
    let mut wrong = Vec::new();
    let mut encodings: Vec<&str> = edits.iter().map(|edit| edit.encoding.as_str()).collect();
    encodings.sort_unstable();
    encodings.dedup();
    for encoding in encodings {
        match round(&isa, encoding, &mut model, &mut oracle) {
            Ok(tally) if tally.different == 0 => {}
            Ok(tally) => wrong.push(format!("{encoding} as it is: {} of {CASES} cases differ", tally.different)),
            Err(error) => wrong.push(error),
        }
    }
    for edit in &edits {
        let Edit { line, from, to, encoding, .. } = edit;
        match differences(edit, &mut model, &mut oracle) {
            Ok(0) => wrong.push(format!("edits.txt:{line}: nobody notices `{to}` for `{from}` in {encoding}")),
            Ok(_) => {}
            Err(error) => wrong.push(format!("edits.txt:{line}: {error}")),
        }
    }
    assert!(wrong.is_empty(), "{} of {} edits\n{}", wrong.len(), edits.len(), wrong.join("\n"));
}

/// Runs `vambrace conform`; it must end with this code and say all of this.
fn conform(args: &[&str], code: i32, parts: &[&str]) {
    let text = says(&[&["conform"], args].concat(), code, parts);
    assert!(!text.contains("panicked"), "{text}");
}

const RECORDING: &str = "testdata/conformance/vectors.txt";

#[test]
fn the_recording_is_replayed() {
    conform(&["--replay", RECORDING], 0, &[" 0 different", "oracle: recording of "]);
}

/// A recording of one case: ADD_immediate, from the state of the seed 7 but for X1.
const SMALL: &str = "vambrace conformance vectors 1
oracle a machine
seed 1
memory code=100000000+10000@100008000 data=200000000+1000
ADD_immediate
91000820 7 x1=7 -> x0=9 pc=100008004
end 1
";

/// Replays what is in the file.
fn replay(text: &str, code: i32, parts: &[&str]) {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), text).expect("it can be written");
    conform(&["--replay", file.path().to_str().expect("UTF-8")], code, parts);
}

#[test]
fn a_small_recording_is_replayed() {
    replay(SMALL, 0, &["1 encodings, 1 cases", " 0 different"]);
    replay(&SMALL.replace("x0=9", "x0=a"), 1, &["ADD_immediate: 1 of 1 cases differ", "line 6 of the recording"]);
    replay(&SMALL.replace("-> x0=9", "-> x0=9 v3=0"), 1, &["V3"]);
    replay(&SMALL.replace("-> x0=9", "-> x0=9 first+8=0"), 1, &["differ"]);
    replay(&SMALL.replace("-> x0=9 pc=100008004", "-> segv:10"), 1, &["differ"]);
}

#[test]
fn damaged_recordings_are_refused() {
    for (from, to, why) in [
        ("->", "-", "line 6: expected `place=value` or an event, found `-`"),
        ("x1=7 -> x0=9 pc=100008004", "x1=7", "line 6: no arrow"),
        ("x0=9", "x77=9", "line 6: expected `place=value`"),
        ("x0=9", "x0=", "line 6: expected `place=value`"),
        ("91000820 7", "9100082z 7", "line 6: expected an instruction word"),
        ("ADD_immediate", "SUB_immediate", "line 6: 91000820 is no SUB_immediate here"),
        ("vectors 1", "vectors 2", "this is no recording"),
        ("seed 1", "seed x", "line 3"),
        ("data=200000000+1000", "data=200000000+1001", "line 4"),
        ("data=200000000", "data=100000000", "overlaps"),
    ] {
        assert!(SMALL.contains(from), "{from}");
        replay(&SMALL.replacen(from, to, 1), 2, &[why]);
    }
    replay("", 2, &["this is no recording"]);
    replay("\u{0}\u{fffd}", 2, &["this is no recording"]);
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), [0xff, 0xfe]).expect("it can be written");
    conform(&["--replay", file.path().to_str().expect("UTF-8")], 2, &["is not text"]);
    conform(&["--replay", "no/such/file"], 2, &["no/such/file"]);
}

#[test]
fn truncated_recordings_are_noticed() {
    for length in (0..SMALL.len() - 1).step_by(7) {
        replay(&SMALL[..length], 2, &[]);
    }
    replay(SMALL.strip_suffix("end 1\n").expect("its end"), 2, &["cut short"]);
    replay(&SMALL.replace("end 1", "end 2"), 2, &["cut short"]);
}

#[test]
fn what_is_not_there_is_said() {
    conform(&["--only", "no_such_instruction"], 2, &["`vambrace isa list` lists them"]);
    conform(&["--harness", "no/such/harness"], 2, &["no/such/harness", "harness/build"]);
    conform(&["--runner", "no-such-runner"], 2, &["`no-such-runner` is not installed"]);
    conform(&["--only", "AESE", "--runner", "false"], 2, &["ended"]);
    conform(&["--replay", RECORDING, "--seed", "2"], 2, &["--seed"]);
    conform(&["--case", "1"], 2, &["--only"]);
    conform(&["--cases", "0"], 2, &["--cases"]);
}
