//! Decoding and assembly text against Capstone, which knows the architecture from LLVM's tables and not from ours.
//!
//! Both texts are brought into one form: no spaces but the one behind the mnemonic, and every number behind a `#` in
//! decimal, modulo 2 to the 64 as a signed number, and so is every index. Capstone is asked at address 0, where its absolute branch targets
//! are our distances.

use capstone::prelude::*;
use std::collections::BTreeMap;
use vambrace::lang::ast::StopReason;
use vambrace::lift::decoder::Pattern;
use vambrace::lift::isa::{DecodeError, Isa};
use vambrace::lift::texts::embedded;

/// Words tried of each encoding.
const WORDS: u32 = 4000;

/// Words tried without regard to encodings.
const ANY_WORDS: u32 = 200_000;

/// The encoding, how our text becomes Capstone's, and why ours stays.
type OtherText = (&'static str, fn(&str) -> String, &'static str);

/// Accepted differences of texts.
const OTHER_TEXT: &[OtherText] = &[
    (
        "BFM",
        |ours| ours.replacen("bfxil", "bfc", 1).replacen(",xzr", "", 1).replacen(",wzr", "", 1),
        "the manual prefers BFC only for imms < immr; LLVM writes it for immr = 0 too",
    ),
    (
        "ORR_immediate",
        |ours| signed_words(&ours.replacen("orr", "mov", 1).replacen(",xzr", "", 1).replacen(",wzr", "", 1)),
        "the manual, and LLVM too, write MOV only for what MOVZ and MOVN cannot make; Capstone 5 writes it for all",
    ),
];

/// Capstone's `mov` to a register of 32 bits has a signed immediate.
fn signed_words(text: &str) -> String {
    match text.split_once('#').map(|(before, value)| (before, value.parse::<u32>())) {
        Some((before, Ok(value))) if before.starts_with("mov w") => format!("{before}#{}", value as i32),
        _ => text.to_string(),
    }
}

/// Words that a text calls UNDEFINED and Capstone decodes: the encoding, and why we are right.
const CAPSTONE_ACCEPTS: &[(&str, &str)] = &[];

fn isa() -> Isa {
    Isa::read(&embedded()).unwrap_or_else(|_| panic!("isa/ was checked by the build"))
}

fn capstone() -> Capstone {
    Capstone::new().arm64().mode(arch::arm64::ArchMode::Arm).build().expect("Capstone")
}

/// Capstone's text of a word, if it decodes it.
fn reference(capstone: &Capstone, word: u32) -> Option<String> {
    let found = capstone.disasm_count(&word.to_le_bytes(), 0, 1).ok()?;
    let insn = found.iter().next()?;
    Some(format!("{} {}", insn.mnemonic()?, insn.op_str().unwrap_or("")))
}

fn normal(text: &str) -> String {
    let (mnemonic, operands) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    let operands: String = operands.chars().filter(|c| *c != ' ').collect();
    let mut all = format!("{mnemonic} ");
    for part in operands.split_inclusive(['#', '[']) {
        let end = part.find([',', ']', '}', '#', '[']).unwrap_or(part.len());
        all.push_str(&number(&part[..end]));
        all.push_str(&part[end..]);
    }
    all.trim().to_string()
}

fn number(text: &str) -> String {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let value = match digits.strip_prefix("0x") {
        Some(hex) => u64::from_str_radix(hex, 16),
        None => digits.parse(),
    };
    let signed = |value: u64| if negative { (value as i64).wrapping_neg() } else { value as i64 };
    value.map_or(text.to_string(), |value| signed(value).to_string())
}

#[test]
fn normal_form() {
    let check = |text, expect| assert_eq!(normal(text), expect);
    check("add x0, x1, #0x10, lsl #12", "add x0,x1,#16,lsl#12");
    check("b #0xfffffffffffffff8", "b #-8");
    check("and x0, x1, #18446744073709551614", "and x0,x1,#-2");
    check("ld1 { v0.4s, v1.4s }, [x0], #-0x20", "ld1 {v0.4s,v1.4s},[x0],#-32");
    check("mov v1.b[0xa], v2.b[11]", "mov v1.b[10],v2.b[11]");
    check("ret ", "ret");
}

/// What was found out about one word.
enum Finding {
    Same,
    Neither,
    Different(String, String),
    WeRefuse(String),
    WeAccept(String),
}

fn compare(isa: &Isa, capstone: &Capstone, word: u32) -> Finding {
    let theirs = reference(capstone, word);
    match (isa.lift(word), theirs) {
        (Ok(_), Some(theirs)) => {
            let (ours, theirs) = (normal(&isa.disassemble(word)), normal(&theirs));
            if ours == theirs { Finding::Same } else { Finding::Different(ours, theirs) }
        }
        (Ok(_), None) => Finding::WeAccept(isa.disassemble(word)),
        (Err(DecodeError::Stop { reason: StopReason::Undefined, rule, .. }), Some(theirs)) => {
            Finding::WeRefuse(format!("{theirs} is UNDEFINED by `{rule}`"))
        }
        (Err(error @ DecodeError::Text { .. }), _) => panic!("{error}"),
        _ => Finding::Neither,
    }
}

/// Judges one finding: nothing, or the complaint.
fn judge(name: &str, word: u32, finding: Finding) -> Option<String> {
    match finding {
        Finding::Same | Finding::Neither => None,
        Finding::Different(ours, theirs) => {
            let known = OTHER_TEXT.iter().any(|(n, change, _)| *n == name && change(&ours) == theirs);
            (!known).then(|| format!("{word:#010x} {name}: `{ours}`, Capstone has `{theirs}`"))
        }
        Finding::WeRefuse(what) => {
            let known = CAPSTONE_ACCEPTS.iter().any(|(n, _)| *n == name);
            (!known).then(|| format!("{word:#010x} {name}: {what}"))
        }
        Finding::WeAccept(ours) => Some(format!("{word:#010x} {name}: `{ours}`, Capstone refuses it")),
    }
}

/// A generator of numbers that is the same everywhere: SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        ((z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb) >> 32) as u32
    }

    /// A word of an encoding; each field is often all zeros, all ones, a power of two or like the field before.
    fn word(&mut self, pattern: &Pattern) -> u32 {
        let (mut word, mut before) = (pattern.value, 0);
        for (_, lo, width) in &pattern.fields {
            let mask = u32::MAX >> (32 - *width as u32);
            let value = match self.next() % 10 {
                0 | 1 => 0,
                2 => u32::MAX,
                3 => 1 << (self.next() % *width as u32),
                4 => before,
                _ => self.next(),
            };
            before = value & mask;
            word |= before << lo;
        }
        word
    }
}

#[test]
fn every_encoding_agrees_with_capstone() {
    let (isa, capstone, mut random) = (isa(), capstone(), Random(1));
    let mut complaints: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (n, pattern) in isa.patterns.iter().enumerate() {
        let name = &isa.instructions[n].name.name;
        let mut same = 0;
        for _ in 0..WORDS {
            let word = random.word(pattern);
            assert_eq!(isa.find(word), Some(n), "{word:#010x} is made for {name}");
            let finding = compare(&isa, &capstone, word);
            same += matches!(finding, Finding::Same) as u32;
            complaints.entry(name.clone()).or_default().extend(judge(name, word, finding));
        }
        assert!(same > 0, "{name} was never compared: {:?}", complaints[name].first());
    }
    fail_with(complaints.into_values().filter(|all| !all.is_empty()));
}

#[test]
fn what_we_decode_capstone_decodes() {
    let (isa, capstone, mut random) = (isa(), capstone(), Random(2));
    let (mut complaints, mut decoded) = (Vec::new(), 0);
    for _ in 0..ANY_WORDS {
        let word = random.next();
        let Some(n) = isa.find(word) else { continue };
        decoded += 1;
        complaints.extend(judge(&isa.instructions[n].name.name, word, compare(&isa, &capstone, word)));
    }
    assert!(decoded > ANY_WORDS / 20, "only {decoded} words are described");
    fail_with([complaints].into_iter().filter(|all| !all.is_empty()));
}

/// Fails with the first few complaints of each group.
fn fail_with(groups: impl Iterator<Item = Vec<String>>) {
    let told: Vec<String> = groups
        .map(|all| format!("{} differences:\n    {}", all.len(), all[..all.len().min(6)].join("\n    ")))
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}
