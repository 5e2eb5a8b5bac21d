//! The lemmas in `proofs/lemmas`: what they claim is true of numbers, and false when a text is changed; and those that
//! the engines prove today are proved.

mod command;

use command::says;
use std::path::{Path, PathBuf};
use vambrace::claim::lemma::goals;
use vambrace::claim::script::{Edits, Script};
use vambrace::kernel::Kernel;
use vambrace::lang::ast::Lemma;
use vambrace::prove::discharge::discharge;
use vambrace::solve::Limits;
use vambrace::solve::lasting::Lasting;
use vambrace::term::eval::{Assignment, evaluate};
use vambrace::term::{TermId, Terms};

/// A script, and a text whose change to another makes a claim false.
const SCRIPTS: &[(&str, &str, &str)] = &[
    ("aes_facts", "XTIMES(s[r + 4 * c] EOR", "XTIMES(s[r] EOR"),
    ("aes_inverse_cipher", "10, w) == plaintext", "9, w) == plaintext"),
    ("aes_linear", "s[4 * c + 1] EOR v", "s[4 * c + 1] EOR u"),
    ("aes_sbox_circuit", "low EOR both]", "low AND both]"),
    ("aes_t_tables", "T2[s[(c + 2) MOD 4][15:8]]", "T2[s[(c + 2) MOD 4][7:0]]"),
    ("ch_maj", "(x OR z) AND (NOT x OR y)", "(x OR z) AND (x OR y)"),
    ("chacha20_block", "s[k] EOR s[k + 12], 8", "s[k] EOR s[k + 12], 9"),
    ("ghash_field", "dot(X, one) == X", "dot(X, one EOR 1) == X"),
    (
        "ghash_powers",
        "let H2 = dot(H, H)\n    return dot(Y EOR block(X[0 .. 16]), dot(H2",
        "let H2 = H\n    return dot(Y EOR block(X[0 .. 16]), dot(H2",
    ),
    ("ghash_products", "(all >> 7)", "(all >> 6)"),
    ("keccak_complemented", "B[12] = NOT A[12]", "B[12] = A[12]"),
    ("sha256_block", "W[(t + 9) MOD 16]", "W[(t + 8) MOD 16]"),
    ("sha256_block_forms", "else Ch(x EOR y, z, y)", "else Ch(x EOR y, y, z)"),
    ("sha512_block", "(next AND kept)", "(next OR kept)"),
    ("sha512_block_forms", "(x AND y) + (NOT x AND z)", "(x AND y) + (x AND z)"),
    ("vpaes", "TBL(INV, iak) EOR j", "TBL(INV, iak) EOR k"),
];

/// Lemmas that take seconds; the long test proves them.
const SLOW: &[&str] = &[
    "sbox_is_its_definition",
    "field_inverse",
    "sub_bytes_bit_sliced",
    "equivalent_inverse_cipher",
    "dot_associates",
    "aggregated_reduction",
    "two_blocks_by_powers",
];

/// Random inputs on which each claim is tried.
const TRIALS: u64 = 10;

fn path(name: &str) -> PathBuf {
    Path::new("proofs/lemmas").join(name).with_extension("proof")
}

/// The claims that are false for one of some random inputs which satisfy the assumptions.
fn false_claims(script: &Script) -> Vec<String> {
    let mut wrong = Vec::new();
    for lemma in &script.lemmas {
        let mut terms = Terms::default();
        let goals = goals(&script.standard, lemma, &mut terms).unwrap_or_else(|error| panic!("{error}"));
        let claims = goals.claims.iter().map(|claim| claim.claim);
        let roots: Vec<TermId> = goals.assumptions.iter().copied().chain(claims).collect();
        let mut tried = false;
        for seed in 0..TRIALS {
            let values = evaluate(&terms, &roots, &mut Assignment::corners(seed));
            let (assumed, claimed) = values.split_at(goals.assumptions.len());
            if assumed.iter().all(|&value| value == 1) {
                tried = true;
                let failing = goals.claims.iter().zip(claimed).filter(|(_, value)| **value == 0);
                wrong.extend(failing.map(|(claim, _)| format!("{}: {}", lemma.name.name, claim.text)));
            }
        }
        assert!(tried, "{}: no input satisfies the assumptions", lemma.name.name);
    }
    wrong
}

#[test]
fn every_script_is_listed() {
    let entries = std::fs::read_dir("proofs/lemmas").expect("the folder is there");
    for entry in entries.map(|e| e.expect("readable").path()) {
        assert!(SCRIPTS.iter().any(|&(name, ..)| path(name) == entry), "{} is not listed", entry.display());
    }
}

#[test]
fn true_of_numbers() {
    for &(name, ..) in SCRIPTS {
        let script = Script::read(&path(name), &Edits::NONE).unwrap_or_else(|error| panic!("{error}"));
        script.standard.test().unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(false_claims(&script), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn a_wrong_text_makes_a_claim_false() {
    for &(name, from, to) in SCRIPTS {
        let change = |text: String| {
            assert!(text.contains(from), "{name} has no {from}");
            text.replacen(from, to, 1)
        };
        let edits = Edits { script: &change, standard: &|text| text };
        let script = Script::read(&path(name), &edits).unwrap_or_else(|error| panic!("{error}"));
        assert!(!false_claims(&script).is_empty(), "{name} with {to}");
    }
}

/// Proves lemmas of all scripts by the command, with nothing but the script; what that writes is accepted.
fn prove(wanted: impl Fn(&str) -> bool) {
    let folder = tempfile::tempdir().expect("a folder");
    let certificates = folder.path().to_str().expect("UTF-8");
    for &(name, ..) in SCRIPTS {
        let script = Script::read(&path(name), &Edits::NONE).unwrap_or_else(|error| panic!("{error}"));
        for lemma in script.lemmas.iter().map(|lemma| lemma.name.name.as_str()).filter(|lemma| wanted(lemma)) {
            let script = path(name).display().to_string();
            let args = ["prove", &script, "--only", lemma, "--certificate", certificates];
            says(&args, 0, &[&format!("lemma {lemma}: proved (")]);
        }
    }
    says(&["check", certificates], 0, &[": checked, for all inputs:\n"]);
}

#[test]
fn proved() {
    prove(|lemma| !SLOW.contains(&lemma));
}

#[test]
#[ignore = "long: minutes without optimisation"]
fn slow_ones_are_proved_and_wrong_ones_are_not() {
    prove(|lemma| SLOW.contains(&lemma));
    for &(name, from, to) in SCRIPTS {
        let change = |text: String| text.replacen(from, to, 1);
        let edits = Edits { script: &change, standard: &|text| text };
        let script = Script::read(&path(name), &edits).unwrap_or_else(|error| panic!("{error}"));
        assert!(script.lemmas.iter().any(|lemma| !is_proved(&script, lemma)), "{name} with {to}");
    }
}

/// Whether the engines show all claims of a lemma.
fn is_proved(script: &Script, lemma: &Lemma) -> bool {
    let mut terms = Terms::default();
    let goals = goals(&script.standard, lemma, &mut terms).unwrap_or_else(|error| panic!("{error}"));
    let goals = goals.into_goals("");
    let limits = Limits { seconds: 1.0, ..Limits::default() };
    let mut kernel = Kernel::new(&mut terms, &script.standard);
    goals.chunk_by(|a, b| a.assumptions == b.assumptions).all(|same| {
        let closed = discharge(&mut kernel, &mut Lasting::default(), &same.iter().collect::<Vec<_>>(), limits);
        closed.iter().all(|closed| closed.theorem.is_some())
    })
}

/// The command on a script with this text.
fn check(name: &str, text: &str, options: &[&str], code: i32, parts: &[&str]) {
    let script = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name).with_extension("proof");
    std::fs::write(&script, text).expect("writable");
    let mut args = vec!["prove", script.to_str().expect("UTF-8")];
    args.extend(options);
    says(&args, code, parts);
}

#[test]
fn the_command() {
    let two = "lemma a(x : bits(8)) { ensures x EOR x == 0 }
               lemma b(x : bits(8), y : bits(4)[2]) { requires x == 5 ensures y[1] != 3 }";
    check("two", two, &[], 1, &["lemma a: proved (", "lemma b: REFUSED: y[1] != 3: it is false for ", "y[1] = 0x3"]);
    check("only", two, &["--only", "a"], 0, &["lemma a: proved ("]);
    check("none", two, &["--only", "c"], 2, &["holds no proof of `c`"]);
    check("json", two, &["--json"], 1, &[r#""lemma":"a""#, r#""proved":true"#, r#""proved":false"#]);
    check(
        "empty",
        "lemma a(x : bits(8)) { requires x != x ensures x == 3 }",
        &[],
        1,
        &["lemma a: REFUSED: `requires` cannot be satisfied"],
    );
    // A lemma is not proved if one that it rests on is false.
    let by = "lemma a(x : bits(8)) { ensures x == 3 }
              lemma b(x : bits(8)) { ensures x == 3 by a(x) }
              lemma c(x : bits(8)) { ensures x + x == 6 by b(x) }";
    check("by", by, &["--only", "c"], 1, &["lemma c: REFUSED: lemma a: x == 3: it is false for x = 0x"]);
    check("machine", "lemma a(x : bits(64)) { ensures x == X[0] }", &[], 2, &["registers or memory"]);
    check("test", "test 1 == 2 lemma a() { ensures TRUE }", &[], 2, &["this test fails"]);
}
