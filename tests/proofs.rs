//! Scripts that must prove, and scripts that must be refused for the reason that they name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
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
    let object = object.map(Path::to_path_buf).or(script.program.clone()).ok_or("no program")?;
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

/// Scripts, each with the builds that hold its routine.
const SHIPPED: &[(&str, &[&str])] = &[
    ("sha1/sha1_block_armv8", &[OPENSSL]),
    ("sha1/sha1_block_data_order", &[OPENSSL]),
    ("sha1/sha1_block_data_order_hw", &["aws-lc/sha1-armv8.o", "aws-lc-bti/sha1-armv8.o", WHEEL]),
    ("sha1/sha1_block_data_order_nohw", &["aws-lc/sha1-armv8.o", "aws-lc-bti/sha1-armv8.o", WHEEL]),
    ("sha256/sha256_block_armv8", &[OPENSSL]),
    ("sha256/sha256_block_data_order_hw", SHA256),
    ("sha256/sha256_block_data_order_nohw", SHA256),
    ("sha3/SHA3_absorb", &[OPENSSL]),
    ("sha3/sha3_keccak_f1600", &["s2n-bignum/sha3_keccak_f1600.o", WHEEL]),
    ("sha3/sha3_keccak_f1600_alt2", &["s2n-bignum/sha3_keccak_f1600_alt2.o"]),
    ("sha3/KeccakF1600_hw", &["aws-lc/keccak1600-armv8.o", "aws-lc-bti/keccak1600-armv8.o", WHEEL]),
    ("sha512/sha512_block_armv8", &[OPENSSL]),
    ("sha512/sha512_block_data_order", &[OPENSSL]),
    ("sha512/sha512_block_data_order_hw", SHA512),
    ("sha512/sha512_block_data_order_nohw", SHA512),
];

const OPENSSL: &str = "cryptography/_rust.abi3.so";
const WHEEL: &str = "awscrt/_awscrt.abi3.so";
const SHA256: &[&str] = &["aws-lc/sha256-armv8.o", "aws-lc-bti/sha256-armv8.o", "ring/sha256-armv8.o", WHEEL];
const SHA512: &[&str] = &["aws-lc/sha512-armv8.o", "aws-lc-bti/sha512-armv8.o", "ring/sha512-armv8.o", WHEEL];

/// Every routine in every build at hand, by one script a routine.
#[test]
fn shipped_routines() {
    let isa = isa();
    check(&isa, Path::new("proofs/sha256/vambrace_sha256_blocks.proof"), None, None);
    for &(script, builds) in SHIPPED {
        for build in builds {
            let object = Path::new("testdata/fetched").join(build);
            if !object.exists() {
                println!("missing: {}, run testdata/fetch", object.display());
                assert!(std::env::var_os("VAMBRACE_REQUIRE_FETCHED").is_none(), "{} is required", object.display());
                continue;
            }
            let script = Path::new("proofs").join(script).with_extension("proof");
            check(&isa, &script, Some(&object), None);
        }
    }
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
