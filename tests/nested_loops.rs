//! A loop within another that has the same head: `except from` names its back edge, which is no arrival.

mod command;
mod objects;

use command::says;
use objects::object;
use std::fs;

/// mov x1, #0; mov x2, #0; 1: add x1, x1, #1; add x2, x2, #1; COMPARE; b.ne 1b; mov x2, #0; subs x0, x0, #1; b.ne 1b; ret
const fn words(compare: u32) -> [u32; 10] {
    [
        0xd280_0001,
        0xd280_0002,
        0x9100_0421,
        0x9100_0442,
        compare,
        0x54ff_ffa1,
        0xd280_0002,
        0xf100_0400,
        0x54ff_ff41,
        0xd65f_03c0,
    ]
}

/// `cmp x2, #2`, `cmp x2, #3`, `cmp x2, x3`.
const TWICE: [u32; 10] = words(0xf100_085f);
const THRICE: [u32; 10] = words(0xf100_0c5f);
const ANY: [u32; 10] = words(0xeb03_005f);

/// The exit code of the proof, with this as the loop's place, and what is said.
fn check(words: &[u32], place: &str, code: i32, parts: &[&str]) {
    let text = format!(
        "proof f(n : bits(64) = X[0]) {{
            requires n != 0
            ensures X[1] == 2 * n
            loop at {place} {{
                ghost left = n then left - 1
                invariant left != 0 && left <= n
                invariant X[0] == left && X[1] == 2 * (n - left) && X[2] == 0
                decreases left
            }}
        }}"
    );
    let folder = tempfile::tempdir().expect("a folder");
    let (script, routine) = (folder.path().join("f.proof"), folder.path().join("f.o"));
    fs::write(&script, text).expect("written");
    fs::write(&routine, object("f", words)).expect("written");
    let [script, routine] = [&script, &routine].map(|path| path.to_str().expect("UTF-8"));
    says(&["prove", script, "--object", routine, "--no-cache"], code, parts);
}

const HEAD: &str = "\"add x1, x1, #1\"";
const INNER: &str = "\"add x1, x1, #1\" except from \"b.ne #-12\"";

#[test]
fn the_inner_loop_is_walked_through() {
    check(&TWICE, INNER, 0, &["function     proved"]);
    // One pass more of it is seen.
    check(&THRICE, INNER, 1, &["function     REFUSED", "on return, X[1] == 2 * n is false"]);
}

#[test]
fn arrivals_that_are_not_excepted_are_arrivals() {
    // From the head all ways lead to it again, with the pass of the inner loop before the last one.
    check(&TWICE, HEAD, 1, &["function     REFUSED", "no path returns"]);
    check(&TWICE, "\"add x1, x1, #1\" except from \"b.ne #-24\"", 1, &["function     REFUSED", "no path returns"]);
    check(&TWICE, "\"add x1, x1, #1\" except from \"ret\"", 1, &["function     REFUSED", "no path returns"]);
}

#[test]
fn passes_of_unknown_number_are_not_walked_through() {
    check(&ANY, INNER, 1, &["a loop may lack its `loop at`"]);
}

#[test]
fn the_instruction_must_be_there() {
    check(&TWICE, "\"add x1, x1, #1\" except from \"b.ne #-16\"", 2, &["holds this instruction 0 times"]);
}
