//! The known answers of every standard, and that a wrong digit in one breaks them.

use std::path::{Path, PathBuf};
use vambrace::claim::standard::Standard;

/// A standard, how many of its tests must pass, and a text whose change to another must make one fail.
const STANDARDS: &[(&str, usize, &str, &str)] = &[
    ("proofs/sha1/sha1.spec", 4, "0x6ed9eba1", "0x6ed9eba0"),
    ("proofs/sha256/sha256.spec", 4, "0x4a7484aa", "0x4a7484ab"),
    ("proofs/sha512/sha512.spec", 6, "0xb5c0fbcfec4d3b2f", "0xb5c0fbcfec4d3b2e"),
    ("proofs/sha3/keccak.spec", 11, "0x000000000000808b", "0x000000000000808a"),
    ("proofs/chacha20/chacha20.spec", 8, "0x79622d32", "0x79622d33"),
    ("proofs/aes/aes.spec", 18, "0x63, 0x7c, 0x77", "0x63, 0x7c, 0x76"),
    ("proofs/aes/schedule.spec", 21, "4 * (Nr - round)", "4 * round"),
    ("proofs/aes/vpaes.spec", 28, "0x70, 0x2a", "0x70, 0x2b"),
    ("proofs/aes/modes.spec", 34, "+ j[31:0]", "- j[31:0]"),
    ("proofs/aes/xts.spec", 31, "0x87", "0x86"),
    ("proofs/gcm/gcm.spec", 39, "increment32(J), w, P", "J, w, P"),
    ("proofs/ghash/ghash.spec", 6, "'11100001'", "'11100011'"),
    ("proofs/ghash/htable.spec", 8, "'11000010'", "'11000110'"),
    ("proofs/ghash/products.spec", 10, "b[i] == '1'", "b[63 - i] == '1'"),
];

/// Files that know the names of another, which a script names before them.
const BEFORE: &[(&str, &str)] = &[
    ("proofs/aes/schedule.spec", "proofs/aes/aes.spec"),
    ("proofs/aes/vpaes.spec", "proofs/aes/aes.spec"),
    ("proofs/aes/modes.spec", "proofs/aes/aes.spec"),
    ("proofs/aes/xts.spec", "proofs/aes/aes.spec"),
    ("proofs/aes/xts.spec", "proofs/aes/modes.spec"),
    ("proofs/gcm/gcm.spec", "proofs/aes/aes.spec"),
    ("proofs/gcm/gcm.spec", "proofs/aes/modes.spec"),
    ("proofs/gcm/gcm.spec", "proofs/ghash/ghash.spec"),
    ("proofs/ghash/htable.spec", "proofs/ghash/ghash.spec"),
    ("proofs/ghash/products.spec", "proofs/ghash/ghash.spec"),
    ("proofs/ghash/products.spec", "proofs/ghash/htable.spec"),
];

/// Every file of a folder and of those below it that has the extension.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder is there").map(|e| e.expect("readable").path());
    let below = |path: PathBuf| match path.is_dir() {
        true => files(&path, extension),
        false => Vec::from_iter(path.extension().is_some_and(|e| e == extension).then_some(path)),
    };
    entries.flat_map(below).collect()
}

/// How many tests pass when the text is changed so, or what failed.
fn check(path: &str, change: &dyn Fn(String) -> String) -> Result<usize, String> {
    let mut standard = Standard::default();
    for (_, before) in BEFORE.iter().filter(|(after, _)| *after == path) {
        standard.add(Path::new(before), &|text| text)?;
    }
    standard.add(Path::new(path), change)?;
    standard.test()
}

#[test]
fn known_answers() {
    for &(path, least, ..) in STANDARDS {
        let passed = check(path, &|text| text).unwrap_or_else(|error| panic!("{error}"));
        assert!(passed >= least, "{path}: {passed} tests, expected {least}");
    }
}

#[test]
fn a_wrong_digit_fails() {
    for &(path, _, from, to) in STANDARDS {
        let change = |text: String| {
            assert!(text.contains(from), "{path} has no {from}");
            text.replacen(from, to, 1)
        };
        let error = check(path, &change).expect_err(path);
        assert!(error.contains("this test fails"), "{error}");
    }
}

/// What a fold steps with: the function, its words with their width, and the bytes of a block.
const STEPS: &[(&str, &str, usize, u8, u32)] = &[
    ("proofs/sha1/sha1.spec", "compress", 5, 32, 64),
    ("proofs/sha256/sha256.spec", "compress", 8, 32, 64),
    ("proofs/sha512/sha512.spec", "compress", 8, 64, 128),
    ("proofs/sha3/keccak.spec", "absorb", 25, 64, 72),
    ("proofs/sha3/keccak.spec", "absorb", 25, 64, 104),
    ("proofs/sha3/keccak.spec", "absorb", 25, 64, 136),
    ("proofs/sha3/keccak.spec", "absorb", 25, 64, 144),
    ("proofs/sha3/keccak.spec", "absorb", 25, 64, 168),
    ("proofs/ghash/ghash.spec", "ghash_block", 2, 128, 16),
];

/// A proof about any number of blocks needs the step of the fold as operations.
#[test]
fn folds_have_steps() {
    for &(path, function, words, width, block) in STEPS {
        let mut standard = Standard::default();
        standard.add(Path::new(path), &|text| text).unwrap_or_else(|error| panic!("{error}"));
        standard.step(function, words, width, block).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
}

#[test]
fn every_standard_is_listed() {
    for path in files(Path::new("proofs"), "spec") {
        assert!(STANDARDS.iter().any(|&(listed, ..)| Path::new(listed) == path), "{} is not listed", path.display());
    }
}
