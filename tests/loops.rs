//! `vambrace loops` and `vambrace explain`: what they say of code and scripts before anything is proved.

mod command;
mod objects;

use command::says;
use objects::{object, of_symbols};
use std::fs;

const OWN: &str = "testdata/sha256_ce.o";
const SCRIPT: &str = "proofs/sha256/vambrace_sha256_blocks.proof";
const SYMBOL: &str = "vambrace_sha256_blocks";

/// The loops of a function of these words: the exit code, and all of this in this order.
fn check(words: &[u32], code: i32, parts: &[&str]) {
    check_object(&object("f", words), code, parts);
}

fn check_object(bytes: &[u8], code: i32, parts: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("f.o");
    fs::write(&path, bytes).expect("written");
    let out = says(&["loops", path.to_str().expect("UTF-8"), "f"], code, &[]);
    let mut rest = out.as_str();
    for part in parts {
        let at = rest.find(part).unwrap_or_else(|| panic!("expected {part:?} in\n{rest}\nof\n{out}"));
        rest = &rest[at + part.len()..];
    }
}

#[test]
fn loops_in_loops() {
    // mov w3, #4; 1: mov x4, x1; 2: ldr x5, [x0], #8; sub x4, x4, #2; cbnz x4, 2b; subs w3, w3, #1; b.ne 1b; ret
    let words =
        [0x5280_0083, 0xaa01_03e4, 0xf840_8405, 0xd100_0884, 0xb5ff_ffc4, 0x7100_0463, 0x54ff_ff61, 0xd65f_03c0];
    check(
        &words,
        0,
        &[
            "8 instructions reached, 2 loops",
            "loop at f+0x4 (0x100004) `mov x4, x1`",
            "goes back    f+0x18",
            "body         6 instructions",
            "writes       X0, X3, X4, X5, NZCV",
            "counts       W3 by -1\n",
            "loop at \"mov x4, x1\" {",
            "invariant X[3, 32] == (START_W3 - done)[31:0]",
            "decreases START_W3 - done",
            "loop at f+0x8",
            "is left      f+0x10",
            "depth        2, in the loop at f+0x4",
            "writes       X0, X4, X5\n",
            "counts       X0 by +8, X4 by -2\n",
            "// In another loop",
            "invariant X[0] == START_X0 + 8 * done",
            "invariant X[4] == START_X4 - 2 * done",
            "decreases MEASURE",
        ],
    );
}

#[test]
fn ways_that_meet() {
    // 1: add x1, x1, #1; tbz w0, #0, 2f; add x2, x2, #4; b 3f; 2: add x2, x2, #8; 3: subs x0, x0, #1; b.ne 1b; ret
    let words =
        [0x9100_0421, 0x3600_0060, 0x9100_1042, 0x1400_0002, 0x9100_2042, 0xf100_0400, 0x54ff_ff41, 0xd65f_03c0];
    // The head is the first instruction. X2 grows by one of two numbers.
    check(&words, 0, &["loop at f+0x0", "counts       X0 by -1, X1 by +1\n", "What is kept of: X2, NZCV"]);
}

#[test]
fn an_instruction_that_stands_several_times_is_numbered() {
    // 1: add x1, x1, #1; add x1, x1, #1; cbnz x1, 1b; 2: add x1, x1, #1; sub x2, x2, #1; cbnz x2, 2b; ret
    let words = [0x9100_0421, 0x9100_0421, 0xb5ff_ffc1, 0x9100_0421, 0xd100_0442, 0xb5ff_ffc2, 0xd65f_03c0];
    check(&words, 0, &["X1 by +2", "loop at \"add x1, x1, #1\" #1 {", "X1 by +1", "loop at \"add x1, x1, #1\" #3 {"]);
}

#[test]
fn what_cannot_be_followed_is_said() {
    // adr x9, 1f; ldr x10, [x9, x0, lsl #3]; br x10; 1: .word 0
    let switch = [0x1000_0069, 0xf860_792a, 0xd61f_0140, 0];
    check(&switch, 1, &["0 loops", "not followed f+0x8", "`br x10`: it branches to an address that only a run knows"]);
    // cbz x0, 1f; ret; 1: .word 0xffffffff
    check(&[0xb400_0040, 0xd65f_03c0, 0xffff_ffff], 1, &["not followed f+0x8", "UNDEFINED or not covered"]);
    // cbz x0, 2f; 1: add x1, x1, #1; 2: sub x0, x0, #1; cbnz x0, 1b; ret
    let middle = [0xb400_0040, 0x9100_0421, 0xd100_0400, 0xb5ff_ffc0, 0xd65f_03c0];
    check(&middle, 0, &["1 loop\n", "control also enters it elsewhere"]);
    // stp x29, x30, [sp, #-16]!; 1: bl f; subs x19, x19, #1; b.ne 1b; blr x9; ldp x29, x30, [sp], #16; b f+0x100
    let calls = [0xa9bf_7bfd, 0x97ff_ffff, 0xf100_0673, 0x54ff_ffc1, 0xd63f_0120, 0xa8c1_7bfd, 0x1400_003a];
    check(
        &calls,
        0,
        &[
            "counts       nothing by a number that is known",
            "calls        f+0x4",
            "f+0x4 calls f+0x0, whose loops are its own",
            "f+0x10 calls an address that only a run knows",
            "f+0x18 goes on at 0x100100, outside of the function",
        ],
    );
    // b .
    check(&[0x1400_0000], 0, &["1 loop\n", "body         1 instructions", "What is kept of: nothing else"]);
}

#[test]
fn data_in_code_is_not_taken_for_code() {
    // cbz x0, 1f; ret; 1: .word 0x14000000, which would be a branch
    let words = [0xb400_0040, 0xd65f_03c0, 0x1400_0000];
    let bytes = of_symbols(&words, &[("f", 0, 12), ("$x", 0, 0), ("$d", 8, 0)]);
    check_object(&bytes, 1, &["2 instructions reached, 0 loops", "not followed f+0x8", "here is data, not code"]);
}

#[test]
fn wrong_arguments_are_explained() {
    says(&["loops", OWN, "vambrace_sha256_block"], 2, &["no function", "nearest names", SYMBOL]);
    says(&["loops", OWN], 2, &["SYMBOL"]);
    says(&["loops", "no/such.o", SYMBOL], 2, &["cannot read no/such.o"]);
    let folder = tempfile::tempdir().expect("a folder");
    let short = folder.path().join("short.o");
    let bytes = fs::read(OWN).expect("committed");
    fs::write(&short, &bytes[..bytes.len() / 2]).expect("written");
    says(&["loops", short.to_str().expect("UTF-8"), SYMBOL], 2, &["damaged or cut short"]);
}

#[test]
fn more_loops_than_a_person_writes() {
    // cbnz x0, .; and so on
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("f.o");
    fs::write(&path, object("f", &[0xb500_0000; 5000])).expect("written");
    says(&["loops", path.to_str().expect("UTF-8"), "f"], 2, &["f: it has more than 4096 loops"]);
}

/// The start of a script, with what has to be put in, is a proof.
#[test]
fn the_start_of_a_script_can_be_completed() {
    let out = says(&["loops", OWN, SYMBOL], 0, &["counts       X1 by +64, X2 by -1\n"]);
    let start = out.split_once("for a script:\n").expect("a start").1;
    let kept = "invariant words(V[0]) ++ words(V[1]) == sha256(old(state), old(data)[0 .. 64 * done])\n//";
    let filled = start.replace("START_X1", "&data").replace("START_X2", "num").replace("//", kept);
    let script = fs::read_to_string(SCRIPT).expect("committed");
    let (before, after) = script.split_once("    loop at").expect("a loop");
    let after = after.split_once("\n    }\n").expect("its end").1;
    let here = env!("CARGO_MANIFEST_DIR");
    let text =
        format!("{before}{filled}{after}").replace("\"sha256.spec\"", &format!("\"{here}/proofs/sha256/sha256.spec\""));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("own.proof");
    fs::write(&path, text).expect("written");
    says(&["prove", path.to_str().expect("UTF-8"), "--object", OWN], 0, &["proved, for all inputs"]);
    // As it stands it proves nothing.
    let raw = format!("{before}{start}{after}");
    fs::write(&path, raw.replace("\"sha256.spec\"", &format!("\"{here}/proofs/sha256/sha256.spec\"")))
        .expect("written");
    says(&["prove", path.to_str().expect("UTF-8"), "--object", OWN], 2, &["START_X1"]);
}

const NOTHING: &str = "NOTHING IS PROVED HERE. This is what `vambrace prove` would have to show.\n";

#[test]
fn a_script_is_explained_without_a_proof() {
    let out = says(
        &["explain", SCRIPT],
        0,
        &[
            "as would be claimed for all inputs:\n",
            "loop at vambrace_sha256_blocks+0x18 (0x100018), before `ld1 {",
            "  invariant    X[2] == num - done\n",
            "63 goals: 14 for function (0 of them need no engine), 1 for memory",
        ],
    );
    assert!(out.starts_with(NOTHING) && out.ends_with(NOTHING) && !out.contains("  proved"), "{out}");
    // The statement is the one that is proved.
    let proved = says(&["prove", SCRIPT], 0, &[]);
    let statement = |text: &str| {
        let from = text.find("  routine ").expect("a statement");
        let lines = text[from..].split_inclusive('\n').take_while(|line| line.starts_with("  "));
        lines.filter(|line| !line.contains("also assumed")).collect::<String>()
    };
    assert_eq!(statement(&out), statement(&proved));
    says(&["explain", SCRIPT, "--goals"], 0, &["  memory       the accesses to `data` from", "  ABI          "]);
    says(
        &["explain", "proofs/lemmas/ch_maj.proof", "--only", "Ch_or"],
        0,
        &["lemma Ch_or, as would be", "  ensures  "],
    );
}

#[test]
fn what_is_refused_or_unusable_is_explained_as_far_as_it_goes() {
    let early = "the walk through the code ends early, so what follows is not all: ";
    let fail =
        |name: &str, code, parts: &[&str]| says(&["explain", &format!("tests/proofs/fail/{name}.proof")], code, parts);
    fail("no_loop", 1, &[NOTHING, early, "a loop may lack its `loop at`"]);
    fail("nothing_may_be_written", 1, &[early, "writes to `state`", "  ensures "]);
    // A false claim is explained like any other: nothing is decided.
    fail("wrong_ensures", 0, &[NOTHING, "as would be claimed"]);
    fail("loop_not_in_the_code", 2, &["holds this instruction 0 times"]);
    fail("missing_standard", 2, &["cannot read the standard"]);
    says(&["explain", SCRIPT, "--only", "x"], 2, &["holds no proof of `x`"]);
    says(&["explain", SCRIPT, "--object", "Cargo.toml"], 2, &["Cargo.toml: expected an AArch64"]);
}
