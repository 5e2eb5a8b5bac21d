//! Runs the built binary, for the tests of commands.

use std::process::{Command, Output};

/// Runs the binary; its exit code, standard output and standard error.
pub fn vambrace(args: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } =
        Command::new(env!("CARGO_BIN_EXE_vambrace")).args(args).output().expect("the binary runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (status.code().expect("an exit code"), text(stdout), text(stderr))
}

/// The command ends with this code, and says all of this.
pub fn says(args: &[&str], code: i32, parts: &[&str]) -> String {
    let (found, out, err) = vambrace(args);
    let all = out + &err;
    assert_eq!(found, code, "{args:?}\n{all}");
    for part in parts {
        assert!(all.contains(part), "{args:?}: expected {part:?} in\n{all}");
    }
    all
}
