//! `vambrace prove` of folders: what is taken, what is said of each, the exit code, and what is kept for the next time.

mod command;

use command::{says, vambrace};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;
use vambrace::certificate::{Certificate, file};
use vambrace::machine::elf::External;

const OWN: &str = "proofs/sha256/vambrace_sha256_blocks.proof";
const LEMMA: &str = "lemma same(x : bits(8)) { ensures x EOR x == 0 }";

/// The committed script with its files at absolute paths, changed by the caller.
fn own(change: impl Fn(String) -> String) -> String {
    let here = env!("CARGO_MANIFEST_DIR");
    let text = fs::read_to_string(OWN).expect("committed");
    let text = text.replace("\"sha256.spec\"", &format!("\"{here}/proofs/sha256/sha256.spec\""));
    change(text.replace("\"../../testdata/", &format!("\"{here}/proofs/../testdata/")))
}

/// A folder with these files.
fn folder(files: &[(&str, String)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    folder
}

/// The list of a folder with these files ends with this code and says all of this.
fn check(files: &[(&str, String)], options: &[&str], code: i32, parts: &[&str]) -> String {
    let folder = folder(files);
    let path = folder.path().to_str().expect("UTF-8");
    says(&[&["prove", path, "--no-cache"], options].concat(), code, parts)
}

fn plain(text: String) -> String {
    text
}

fn no_object(text: String) -> String {
    text.replace("sha256_ce.o", "sha257_ce.o")
}

fn wrong(text: String) -> String {
    text.replace("decreases num - done", "decreases done")
}

fn two_builds(text: String) -> String {
    let line = text.lines().find(|line| line.starts_with("program")).expect("there").to_string();
    text.replace(&line, &format!("{}\n{line}", no_object(line.clone())))
}

#[test]
fn all_is_proved_that_is_there() {
    let files = [("a.proof", own(plain)), ("b/c/d.proof", own(no_object)), ("l/e.proof", LEMMA.into())];
    let all = check(
        &files,
        &[],
        0,
        &[
            "proved   vambrace_sha256_blocks",
            "s  function, memory, ABI, timing proved  63 goals (",
            "missing  vambrace_sha256_blocks",
            "1 proved; 1 object is missing; 1 script of lemmas left out;",
        ],
    );
    assert!(!all.contains("/../"), "paths are for people:\n{all}");
    check(&files[2..], &["--jobs", "3"], 0, &["proved   lemma same", "sweeping", "1 proved; "]);
    check(&files, &["--only", "same"], 0, &["proved   lemma same"]);
    check(&files[1..], &[], 2, &["0 proved; 1 object is missing"]);
}

#[test]
fn refused_and_broken_scripts_are_told_beside_the_others() {
    let good = || ("a.proof", own(plain));
    let reason = "step: termination, done decreases: it is false for some values";
    check(
        &[good(), ("b.proof", own(wrong))],
        &[],
        1,
        &["REFUSED  vambrace", reason, "more by: vambrace prove ", "1 proved; 1 refused"],
    );
    let broken = ("b.proof", "proof p(".to_string());
    let parts = ["ERROR    script", "b.proof:1:9: expected", "1 proved; 1 could not run"];
    check(&[good(), broken, ("c.proof", own(wrong))], &[], 2, &parts[..2]);
    check(&[good(), ("b.proof", "proof p(".into())], &[], 2, &parts);
    check(&[("a.proof", own(|text| text.replace("program", "// program")))], &[], 2, &["names no `program`"]);
    check(
        &[("a.proof", own(|text| text.replace("vambrace_sha256_blocks", "nothing")))],
        &[],
        2,
        &["no function nothing"],
    );
}

#[test]
fn builds_and_objects() {
    let two = [("a.proof", own(two_builds))];
    assert!(!check(&two, &[], 0, &["1 proved; "]).contains("missing"));
    check(&two, &["--all-builds"], 0, &["1 proved; 1 object is missing;"]);
    let object = ["--object", "testdata/sha256_ce.o"];
    let parts = ["proved   vambrace_sha256_blocks", "1 proved; ", "are not in testdata/sha256_ce.o"];
    says(&[&["prove", "proofs", "--no-cache"], &object[..]].concat(), 0, &parts);
    check(&two, &["--object", "Cargo.toml"], 2, &["error: Cargo.toml: expected an AArch64"]);
    check(&two, &["--object", "no/such.o"], 2, &["cannot read no/such.o"]);
    // A script that is named itself has to have its object.
    let folder = folder(&[("a.proof", own(no_object)), ("b.proof", LEMMA.into())]);
    let paths = ["a.proof", "b.proof"].map(|name| folder.path().join(name).display().to_string());
    says(&["prove", &paths[0], &paths[1], "--no-cache"], 2, &["there is no such file", "1 proved; 1 could not run"]);
}

#[test]
fn nothing_to_do_and_options_that_do_not_fit() {
    check(&[], &[], 2, &["holds no proof (in files that end in .proof)"]);
    check(&[("a.proof", own(plain))], &["--only", "x"], 2, &["holds no proof of `x`"]);
    check(&[("a.proof", own(plain))], &["--goals"], 2, &["--goals needs one script"]);
    check(&[("a.proof", own(plain))], &["--jobs", "0"], 2, &["0 is not in 1..=1024"]);
    says(&["prove", "no/such/folder", "proofs"], 2, &["cannot read no/such/folder"]);
}

#[test]
fn json_is_one_object_a_line() {
    let files =
        [("a.proof", own(plain)), ("b.proof", own(no_object)), ("c.proof", own(wrong)), ("d.proof", "x".into())];
    let out = folder(&files);
    let (code, out, _) = vambrace(&["prove", out.path().to_str().expect("UTF-8"), "--json", "--no-cache"]);
    let lines: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let mut statuses: Vec<&str> = lines.iter().map(|line| line["status"].as_str().expect("a status")).collect();
    statuses.sort_unstable();
    assert_eq!((code, statuses), (2, vec!["error", "missing", "proved", "refused"]), "{out}");
    assert!(lines.iter().any(|line| line["verdicts"]["memory"] == true && line["reused"] == false), "{out}");
}

#[test]
fn the_table_is_markdown() {
    let row = "sha256_ce.o` | 126 | function, memory, ABI, timing proved | ";
    let head = "| routine | build | instructions | verdicts | seconds | certificate |\n|---|";
    check(&[("a.proof", own(plain))], &["--table"], 0, &[head, row, " kB |\n"]);
}

/// A script, and a cache beside it.
struct Kept(TempDir);

impl Kept {
    fn new() -> Kept {
        let kept = Kept(folder(&[("a.proof", own(plain))]));
        kept.proves(false);
        kept.proves(true);
        kept
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The list says `reused` or not, and is right both times.
    fn proves(&self, reused: bool) {
        let cache = self.path("cache");
        let args = ["prove", self.0.path().to_str().expect("UTF-8"), "--cache", cache.to_str().expect("UTF-8")];
        let all = says(&args, 0, &["function, memory, ABI", "1 proved"]);
        assert_eq!(all.contains("(reused)"), reused, "{all}");
        // Timing is claimed if the script names secrets.
        let secrets = fs::read_to_string(self.path("a.proof")).expect("a script").contains("secret");
        assert_eq!(all.contains("ABI, timing proved"), secrets, "{all}");
        assert_eq!(all.contains("timing not claimed"), !secrets, "{all}");
    }

    fn entry(&self) -> PathBuf {
        let entries: Vec<PathBuf> =
            fs::read_dir(self.path("cache")).expect("kept").map(|e| e.expect("readable").path()).collect();
        let [entry] = entries.as_slice() else { panic!("expected one file, found {entries:?}") };
        entry.clone()
    }

    /// What was kept is changed: then it is proved anew, and kept again.
    fn spoil(&self, change: impl Fn(Vec<u8>) -> Vec<u8>) {
        let entry = self.entry();
        fs::write(&entry, change(fs::read(&entry).expect("kept"))).expect("writable");
        self.proves(false);
        self.proves(true);
    }

    /// The same with a whole file that says something else.
    fn lie(&self, change: impl Fn(&mut Certificate)) {
        self.spoil(|bytes| {
            let mut certificate = file::read(&bytes).expect("a certificate");
            change(&mut certificate);
            file::write(&certificate)
        });
    }
}

#[test]
fn what_was_kept_is_never_believed() {
    let kept = Kept::new();
    kept.spoil(|_| Vec::new());
    kept.spoil(|bytes| bytes[..bytes.len() / 2].to_vec());
    kept.spoil(|mut bytes| {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        bytes
    });
    kept.lie(|certificate| drop(certificate.groups.pop()));
    kept.lie(|certificate| certificate.groups.iter_mut().for_each(Vec::clear));
    kept.lie(|certificate| certificate.hints.changed.clear());
    kept.lie(|certificate| certificate.hashes.object[0] ^= 1);
    kept.lie(|certificate| certificate.source.routine = "another".into());
    kept.lie(|certificate| certificate.source.externals.push(("nothing".into(), External::Address(4))));
    kept.lie(|certificate| certificate.source.member = Some("a.o".into()));
}

#[test]
fn what_was_proved_of_other_texts_or_code_is_not_reused() {
    let kept = Kept::new();
    let script = own(plain);
    fs::write(kept.path("a.proof"), format!("{script}// changed\n")).expect("writable");
    kept.proves(false);
    kept.proves(true);
    fs::write(kept.path("a.proof"), own(|text| text.replace("    secret   state, data\n", ""))).expect("writable");
    kept.proves(false);
    kept.proves(true);
    // Other code: a byte of the file behind what is loaded.
    let object = kept.path("o.o");
    let mut bytes = fs::read("testdata/sha256_ce.o").expect("committed");
    fs::write(&object, &bytes).expect("writable");
    let line =
        |text: String| text.replace(&format!("{}/proofs/../testdata/sha256_ce.o", env!("CARGO_MANIFEST_DIR")), "o.o");
    fs::write(kept.path("a.proof"), line(script)).expect("writable");
    kept.proves(false);
    bytes.push(0);
    fs::write(&object, &bytes).expect("writable");
    kept.proves(false);
    kept.proves(true);
}

/// What is finished when a list is killed need not be proved again.
#[test]
fn a_list_that_is_killed_loses_nothing_that_is_finished() {
    let files = ["a", "b", "c", "d", "e", "f"].map(|name| (name, own(|text| format!("{text}// {name}\n"))));
    let files = files.map(|(name, text)| (format!("{name}.proof"), text));
    let folder = folder(&files.each_ref().map(|(name, text)| (name.as_str(), text.clone())));
    let cache = folder.path().join("cache");
    let args = ["prove", folder.path().to_str().expect("UTF-8"), "--jobs", "1", "--cache"];
    let args = [&args[..], &[cache.to_str().expect("UTF-8")]].concat();
    let mut child = Command::new(env!("CARGO_BIN_EXE_vambrace"))
        .args(&args)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
    child.kill().expect("killed");
    child.wait().expect("ended");
    assert!(line.starts_with("proved "), "{line}");
    let all = says(&args, 0, &["6 proved; "]);
    assert!((1..6).contains(&all.matches("(reused)").count()), "{all}");
}

#[test]
fn a_cache_that_cannot_be_written_fails_nothing() {
    let folder = folder(&[("a.proof", own(plain)), ("file", String::new())]);
    let (path, cache) = (folder.path().to_str().expect("UTF-8"), folder.path().join("file"));
    let parts = ["cannot keep results in ", "--no-cache none", "1 proved;"];
    says(&["prove", path, "--cache", cache.to_str().expect("UTF-8")], 0, &parts);
    assert!(Path::new(&cache).is_file());
}

#[test]
fn certificates_of_a_list_are_those_that_check_reads() {
    let kept = Kept::new();
    let [path, cache, out] = ["", "cache", "out"].map(|name| kept.path(name).display().to_string());
    let proves = || says(&["prove", &path, "--cache", &cache, "--certificate", &out], 0, &["(reused)"]);
    proves();
    says(&["check", &out], 0, &["checked, for all inputs"]);
    says(&["check", &cache], 0, &["checked, for all inputs"]);
}

/// The list of lemmas says `reused` so many times.
fn lemmas(folder: &TempDir, reused: usize) {
    let [path, cache, out] = ["l", "cache", "out"].map(|name| folder.path().join(name).display().to_string());
    let all = says(&["prove", &path, "--cache", &cache, "--certificate", &out], 0, &["2 proved"]);
    assert_eq!(all.matches("(reused)  1 goals, checked by ").count(), reused, "{all}");
    says(&["check", &out], 0, &["lemma same: checked", "lemma mean: checked"]);
}

#[test]
fn lemmas_are_kept_too() {
    let mean = "lemma mean(x : bits(8)) { ensures (x + x) >> 1 == (x AND 127) }".to_string();
    let folder = folder(&[("l/a.proof", LEMMA.into()), ("l/b.proof", mean)]);
    lemmas(&folder, 0);
    lemmas(&folder, 2);
    let entries = || fs::read_dir(folder.path().join("cache")).expect("kept").map(|e| e.expect("readable").path());
    // What was kept is changed, or says that it is of something else.
    let lies: [fn(&mut Certificate); 4] = [
        |certificate| certificate.groups.iter_mut().for_each(Vec::clear),
        |certificate| certificate.source.object = Some("o.o".into()),
        |certificate| certificate.source.routine = "another".into(),
        |certificate| certificate.hashes.script[0] ^= 1,
    ];
    for lie in lies {
        let entry = entries().next().expect("one");
        let mut certificate = file::read(&fs::read(&entry).expect("kept")).expect("a certificate");
        lie(&mut certificate);
        fs::write(&entry, file::write(&certificate)).expect("writable");
        lemmas(&folder, 1);
        lemmas(&folder, 2);
    }
    fs::write(folder.path().join("l/a.proof"), format!("{LEMMA}\n")).expect("writable");
    fs::remove_dir_all(folder.path().join("out")).expect("removed");
    lemmas(&folder, 1);
}
