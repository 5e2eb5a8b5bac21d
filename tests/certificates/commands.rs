//! `prove --certificate`, `check`, `show` and `vambrace-check`: what they print and their exit codes.

use super::command::{says, vambrace};
use super::fixture::{MIX, ONCE, object};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use tempfile::TempDir;
use vambrace::certificate::file;

/// A folder with scripts, objects and, in `out`, the certificate of `mix`.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["mix.spec", "mix.proof", "once.proof", "mean.proof"] {
        std::fs::copy(Path::new("tests/certificates").join(name), folder.path().join(name)).expect("copied");
    }
    std::fs::write(folder.path().join("mix.o"), object("mix", &MIX)).expect("written");
    std::fs::write(folder.path().join("once.o"), object("once", &ONCE)).expect("written");
    folder
}

fn text(path: &Path) -> String {
    path.to_str().expect("UTF-8").to_string()
}

/// Proves a script of the folder and writes its certificate; what is printed.
fn prove(folder: &TempDir, name: &str) -> String {
    let script = text(&folder.path().join(name).with_extension("proof"));
    let (code, out, err) = vambrace(&["prove", &script, "--certificate", &text(&folder.path().join("out"))]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    out
}

/// The lines of a statement, which are those that begin with two blanks.
fn statement(out: &str) -> Vec<&str> {
    let from = out.find("for all inputs:\n").expect("a statement");
    out[from..].lines().skip(1).take_while(|line| line.starts_with("  ")).collect()
}

/// The lines of all statements.
fn stated(out: &str) -> Vec<&str> {
    out.lines().filter(|line| line.starts_with("  ")).collect()
}

/// The checker's own binary, which is of another package.
fn checker(args: &[&str]) -> (i32, String) {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let path = BUILT.get_or_init(|| {
        let path = Path::new(env!("CARGO_BIN_EXE_vambrace")).with_file_name("vambrace-check");
        // The folder has the profile's name, but for that of `dev`.
        let folder = path.parent().and_then(Path::file_name).and_then(OsStr::to_str).expect("a folder of the target");
        let profile = if folder == "debug" { "dev" } else { folder };
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--package", "vambrace-check", "--profile", profile]);
        assert!(cargo.status().expect("cargo runs").success());
        path
    });
    let Output { status, stdout, stderr } = Command::new(path).args(args).output().expect("the binary runs");
    let all = [stdout, stderr].concat();
    (status.code().expect("an exit code"), String::from_utf8(all).expect("UTF-8"))
}

/// Both checkers end with this code and say all of this.
fn check(args: &[&str], code: i32, parts: &[&str]) {
    says(&[&["check"], args].concat(), code, parts);
    let (found, out) = checker(args);
    assert_eq!(found, code, "{args:?}\n{out}");
    for part in parts {
        assert!(out.contains(part), "{args:?}: expected {part:?} in\n{out}");
    }
}

#[test]
fn what_is_checked_is_what_was_proved() {
    let folder = folder();
    for name in ["mix", "once"] {
        let proved = prove(&folder, name);
        let certificate = text(&folder.path().join("out").join(format!("{name}.vcert")));
        let (code, checked, err) = vambrace(&["check", &certificate]);
        assert_eq!((code, err.as_str()), (0, ""), "{checked}");
        assert!(statement(&proved).len() > 10, "{proved}");
        assert_eq!(statement(&proved), statement(&checked));
        let (code, alone) = checker(&[&certificate]);
        assert_eq!((code, statement(&alone)), (0, statement(&checked)));
        says(&["show", &certificate], 0, &[name, "SHA-256", "steps", "rewrite", "before compression"]);
        says(&["show", &certificate, "--steps"], 0, &["goals of group 0:\n  open ", "\n  rewrite "]);
    }
    // Folders, and more than one path.
    let out = text(&folder.path().join("out"));
    check(&[&out], 0, &["mix in ", "once in ", "requires     num < 16", "requires     num != 0"]);
    check(&[&out, &out], 0, &["checked, for all inputs"]);
    let (_, json, _) = vambrace(&["check", &out, "--json"]);
    let lines: Vec<serde_json::Value> = json.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert!(lines.len() == 2 && lines.iter().all(|line| line["accepted"] == true), "{json}");
}

#[test]
fn what_is_checked_of_a_lemma_is_what_was_proved() {
    let folder = folder();
    let path = |name: &str| text(&folder.path().join(name));
    let proved = prove(&folder, "mean");
    let (sum, mean) = (path("out/lemma-sum.vcert"), path("out/lemma-mean.vcert"));
    let (_, both, _) = vambrace(&["check", &sum, &mean]);
    assert_eq!(stated(&proved), stated(&both));
    assert_eq!(stated(&proved), stated(&checker(&[&sum, &mean]).1));
    assert_eq!(stated(&proved).len(), 11, "{proved}");
    says(&["show", &mean, "--steps"], 0, &["lemma mean\n", "goals of group 0:\n  open\n", "\n  enumerate "]);
    let (_, json, _) = vambrace(&["check", &mean, "--json"]);
    assert!(json.contains(r#""lemma":"mean""#), "{json}");
    let lrat = path("lrat");
    says(&["show", &mean, "--lrat", &lrat], 0, &["2 questions in"]);
    // A lemma is about no object, and about its script.
    check(&["--object", &path("nothing.o"), &mean], 0, &["lemma mean: checked, for all inputs"]);
    check(&["--script", &path("mix.proof"), &mean], 1, &["REJECTED: the script or one of its standards is not what"]);
    let script = std::fs::read_to_string(path("mean.proof")).expect("text");
    std::fs::write(path("mean.proof"), script.replace("< 200", "< 201")).expect("written");
    check(&[&mean], 1, &["REJECTED: the script or one of its standards is not what"]);
}

#[test]
fn what_is_no_certificate_is_refused() {
    let folder = folder();
    let path = |name: &str| text(&folder.path().join(name));
    prove(&folder, "once");
    let bytes = std::fs::read(folder.path().join("out/once.vcert")).expect("written");
    let write = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.path().join(name), bytes).expect("written");
        path(name)
    };
    let cut = write("cut.vcert", &bytes[..bytes.len() / 2]);
    check(&[&cut], 1, &["REJECTED", "changed or cut"]);
    says(&["show", &cut], 2, &["cut.vcert", "changed or cut"]);
    for (name, bytes) in [("text.vcert", &b"proof of nothing\n"[..]), ("empty.vcert", &[])] {
        let file = write(name, bytes);
        check(&[&file], 1, &["REJECTED", "no certificate of this version", "prove --certificate"]);
        says(&["show", &file], 2, &["no certificate of this version"]);
    }
    let mut changed = file::read(&bytes).expect("a certificate");
    changed.groups[0].pop();
    changed.groups[0].remove(0);
    let changed = write("changed.vcert", &file::write(&changed));
    check(&[&changed], 1, &["REJECTED"]);
    // One bad file among good ones decides.
    check(&[&path("out"), &changed], 1, &["REJECTED", "checked, for all inputs"]);
}

#[test]
fn other_inputs_are_refused() {
    let folder = folder();
    let path = |name: &str| text(&folder.path().join(name));
    prove(&folder, "once");
    let out = path("out");
    check(&["--object", &path("mix.o"), &out], 1, &["REJECTED: the object file is not what the proof was made of"]);
    check(&["--script", &path("mix.proof"), &out], 1, &["REJECTED: the script or one of its standards is not what"]);
    check(&["--object", &path("nothing.o"), &out], 1, &["REJECTED: cannot read", "nothing.o"]);
    check(&["--script", "/dev/zero", &out], 1, &["REJECTED: cannot read /dev/zero", "no text of this tool"]);
    let spec = std::fs::read_to_string(path("mix.spec")).expect("text");
    std::fs::write(path("mix.spec"), format!("{spec}\n")).expect("written");
    check(&[&out], 1, &["REJECTED: the script or one of its standards is not what"]);
}

#[test]
fn wrong_arguments_are_explained() {
    let folder = folder();
    let empty = text(folder.path());
    check(&[&empty], 2, &["holds no certificate", ".vcert"]);
    check(&["no/such.vcert"], 2, &["cannot read no/such.vcert", "check the path"]);
    check(&["--objekt", "x"], 2, &["--objekt"]);
    check(&["--object"], 2, &["--object"]);
    says(&["check"], 2, &["PATHS"]);
    says(&["show"], 2, &["FILE"]);
    says(&["show", &empty], 2, &["cannot read"]);
    assert_eq!(checker(&[]).0, 2);
    assert!(checker(&[]).1.contains("usage: vambrace-check"));
}
