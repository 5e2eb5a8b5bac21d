//! `testdata/coverage/names.tsv`: words with the manual's name of their encoding, by a decoder that is generated from
//! Arm's specification. `tests/names` makes it, and says how.

use super::{isa, words};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use vambrace::lift::isa::Isa;

/// Word, encoding, and mnemonic, which for an alias is another than the encoding's.
fn named() -> Vec<(u32, String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/coverage/names.tsv");
    let list = std::fs::read_to_string(path).expect("the list of names");
    let parse = |line: &str| {
        let [word, encoding, mnemonic] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("three columns: {line}")
        };
        (u32::from_str_radix(word, 16).expect("a word"), encoding.to_string(), mnemonic.to_string())
    };
    list.lines().skip(1).map(parse).collect()
}

/// Our mnemonic, that of the list, and why they differ.
const OTHER_MNEMONIC: &[(&str, &str, &str)] = &[
    ("sshll", "sxtl", "\"SXTL\" is the preferred alias; LLVM writes sshll #0, and so do we"),
    ("sshll2", "sxtl2", "likewise"),
    ("ushll", "uxtl", "likewise"),
    ("ushll2", "uxtl2", "likewise"),
    ("prfm", "rprfm", "FEAT_RPRFM gives 24 to 31 of the operations of \"PRFM (register)\" a name; it stays a hint"),
    ("hint", "pacm", "a hint of FEAT_PAuth_LR, without which it is a no-operation with a number"),
];

/// Our page's name, the first part of the encoding's name, and why they differ.
const OTHER_NAME: &[(&str, &str, &str)] = &[
    ("HINT", "", "hints with a name have pages of their own; we have all in one text"),
    ("CRC32", "CRC32", "the manual puts the size behind the name"),
    ("CRC32C", "CRC32C", "likewise"),
    ("PRFM", "RPRFM", "see above"),
];

/// The instruction of ours that a word has.
fn ours(isa: &Isa, word: u32) -> Option<&str> {
    Some(isa.instructions[isa.find(word)?].name.name.as_str())
}

fn page(name: &str) -> &str {
    name.split('_').next().unwrap_or(name)
}

fn same_page(ours: &str, encoding: &str) -> bool {
    let other = |(page, encodings, _): &(&str, &str, &str)| ours == *page && encoding.starts_with(encodings);
    ours == encoding || OTHER_NAME.iter().any(other)
}

#[test]
fn each_text_has_the_manuals_name_and_mnemonic() {
    let (isa, mut wrong, mut seen) = (isa(), Vec::new(), BTreeSet::new());
    for (word, encoding, theirs) in named() {
        let Some(name) = ours(&isa, word) else {
            wrong.push(format!("{word:#010x} is {encoding}: no text"));
            continue;
        };
        seen.insert(name.to_string());
        if !same_page(page(name), page(&encoding)) {
            wrong.push(format!("{word:#010x} is {encoding}, not our {name}"));
        }
        let text = isa.disassemble(word);
        let mnemonic = text.split([' ', '.']).next().unwrap_or(&text);
        let known = OTHER_MNEMONIC.iter().any(|(a, b, _)| (*a, *b) == (mnemonic, theirs.as_str()));
        // What a text refuses is printed as data.
        if !(mnemonic == theirs || known || text.starts_with(".word")) {
            wrong.push(format!("{word:#010x} {name}: {mnemonic}, not {theirs}"));
        }
    }
    // Permanently undefined words have a page and no name in that list.
    let unseen = isa.instructions.iter().map(|i| &i.name.name).filter(|name| !seen.contains(*name) && *name != "UDF");
    wrong.extend(unseen.map(|name| format!("{name} has no words in the list: make it anew, see tests/names")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The two lists of names have different origins.
#[test]
fn names_of_real_code_are_those_of_the_manual() {
    let isa = isa();
    let mut manual: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (word, encoding, _) in named() {
        if let Some(name) = ours(&isa, word) {
            manual.entry(name).or_default().insert(encoding);
        }
    }
    let mut wrong = BTreeSet::new();
    for (word, encoding) in words::listed() {
        let name = ours(&isa, word).unwrap_or("no text");
        if !manual.get(name).is_some_and(|encodings| encodings.contains(&encoding)) {
            wrong.insert(format!("{encoding}: words are our {name}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
