//! Makes `testdata/coverage/names.tsv`: for each encoding of ours, words with the manual's name of their encoding, by
//! Binary Ninja's decoder (`bad64-sys`), which is generated from Arm's specification.
//!
//! Words that it decodes otherwise than we do are told on standard error. It is built in C, for which libclang is
//! needed; so it is no test of the crate. In this folder:
//! `cargo run --release > ../../testdata/coverage/names.tsv`

#[path = "../../decoder/random.rs"]
mod random;
#[allow(dead_code)]
#[path = "../../decoder/slices.rs"]
mod slices;

use random::Random;
use std::collections::BTreeMap;
use std::process::Command;
use vambrace::lang::ast::StopReason;
use vambrace::lift::isa::{DecodeError, Isa};
use vambrace::lift::texts::embedded;

/// Words listed of each encoding and alias.
const LISTED: usize = 2;

/// One of the manual's encodings.
struct Name {
    name: String,
    alias: bool,
}

impl Name {
    /// An alias's name is its own, `_` (of SVE `__`), and that of the encoding.
    fn encoding(&self) -> &str {
        let parts = self.name.split_once("__").or_else(|| self.name.split_once('_'));
        parts.filter(|_| self.alias).map_or(&self.name, |(_, encoding)| encoding)
    }
}

/// Names by number, out of the header that the numbers come from.
fn names() -> BTreeMap<u32, Name> {
    let metadata = Command::new("cargo").args(["metadata", "--format-version=1"]).output().expect("cargo metadata");
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let found = packages.iter().find(|p| p["name"] == "bad64-sys").expect("bad64-sys");
    let manifest = found["manifest_path"].as_str().expect("a path");
    let header = std::fs::read_to_string(manifest.replace("Cargo.toml", "disassembler/encodings_dec.h"));
    let line = |line: &str| {
        let (name, rest) = line.strip_prefix("ENC_")?.split_once('=')?;
        let (number, comment) = rest.split_once(',')?;
        Some((number.parse().ok()?, Name { name: name.into(), alias: comment.contains("alias") }))
    };
    header.expect("the header").lines().filter_map(line).collect()
}

/// What the decoder says of a word: the number of the encoding and the mnemonic.
fn decode(word: u32) -> Option<(u32, String)> {
    let mnemonic = bad64::decode(word, 0).ok()?.op().mnem().to_string();
    // SAFETY: the structure is plain data, for which all zeros are valid, and the function writes to nothing else.
    let insn = unsafe {
        let mut insn: bad64_sys::Instruction = std::mem::zeroed();
        bad64_sys::aarch64_decompose(word, &mut insn, 0);
        insn
    };
    Some((insn.encoding as u32, mnemonic))
}

fn mnemonic(text: &str) -> &str {
    text.split([' ', '.']).next().unwrap_or(text)
}

/// Words by encoding and alias, and words by complaint.
type Found = BTreeMap<(u32, String), Vec<u32>>;

fn compare(isa: &Isa, n: usize, words: &[u32]) -> (Found, Found) {
    let (mut found, mut complaints) = (Found::new(), Found::new());
    for &word in words {
        let ours = isa.disassemble(word);
        match (isa.lift(word), decode(word)) {
            (Ok(_), Some((number, theirs))) => {
                if mnemonic(&ours) != mnemonic(&theirs) {
                    let complaint = format!("{} for our {}", mnemonic(&theirs), mnemonic(&ours));
                    complaints.entry((n as u32, complaint)).or_default().push(word);
                }
                found.entry((number, theirs)).or_default().push(word);
            }
            (Ok(_), None) => complaints.entry((n as u32, "refuses".into())).or_default().push(word),
            (Err(DecodeError::Stop { reason: StopReason::Undefined, .. }), Some((_, theirs))) => {
                complaints.entry((n as u32, format!("accepts UNDEFINED {theirs}"))).or_default().push(word);
            }
            // What is refused for other reasons has its name too.
            (Err(_), Some((number, theirs))) => found.entry((number, theirs)).or_default().push(word),
            (Err(_), None) => {}
        }
    }
    (found, complaints)
}

fn main() {
    let isa = Isa::read(&embedded()).unwrap_or_else(|_| panic!("isa/ was checked by the build"));
    let names = names();
    println!("word\tarm_encoding\tmnemonic");
    for (n, pattern) in isa.patterns.iter().enumerate() {
        let words = slices::sample(pattern, &mut Random(n as u64), 9, 4000);
        let (found, complaints) = compare(&isa, n, &words);
        for ((number, mnemonic), words) in found {
            let encoding = names[&number].encoding();
            for word in words.iter().take(LISTED) {
                println!("{word:08x}\t{encoding}\t{}", self::mnemonic(&mnemonic));
            }
        }
        for ((_, what), words) in complaints {
            eprintln!("{}: {what}, {} words, {:08x}", isa.instructions[n].name.name, words.len(), words[0]);
        }
    }
}
