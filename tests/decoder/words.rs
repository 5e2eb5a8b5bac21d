//! `testdata/coverage/words.tsv`: the distinct instruction words of the cryptographic code of AWS-LC, BoringSSL,
//! GMP, libgcrypt, Linux, Nettle, OpenSSL and ring, with the manual's name of each encoding.

use super::isa;
use std::collections::BTreeMap;
use std::path::Path;
use vambrace::lift::isa::{DecodeError, Isa};

/// Word and encoding of each line.
pub fn listed() -> Vec<(u32, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/coverage/words.tsv");
    let list = std::fs::read_to_string(path).expect("the list of words");
    let parse = |line: &str| {
        let (word, name) = line.split_once('\t').expect("word and encoding");
        (u32::from_str_radix(word, 16).expect("a word"), name.to_string())
    };
    list.lines().skip(1).map(parse).collect()
}

/// What a word lacks, if anything.
fn missing(isa: &Isa, word: u32) -> Option<String> {
    match isa.lift(word) {
        Err(DecodeError::Unknown { .. }) => Some("no text".into()),
        Err(error) => Some(error.to_string()),
        Ok(_) => isa.disassemble(word).starts_with(".word").then(|| "cannot be disassembled".into()),
    }
}

#[test]
fn words_of_real_code() {
    let (isa, list) = (isa(), listed());
    assert_eq!(list.len(), 42_167);
    assert!(list.is_sorted());
    let mut lacking: BTreeMap<&str, (u32, String)> = BTreeMap::new();
    for (word, name) in &list {
        if let Some(what) = missing(&isa, *word) {
            lacking.entry(name).or_insert((0, format!("{word:#010x}: {what}"))).0 += 1;
        }
    }
    let told: Vec<String> = lacking.iter().map(|(name, (n, first))| format!("{name}: {n} words, {first}")).collect();
    assert!(told.is_empty(), "{} encodings:\n{}", told.len(), told.join("\n"));
}
