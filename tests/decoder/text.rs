//! The other decoders' texts, and the one form that all texts are brought into: no spaces but the one behind the
//! mnemonic, and every number behind a `#` in decimal, modulo 2 to the 64 as a signed number, and so is every index.
//! Capstone is asked at address 0, where its absolute branch targets are our distances.

use capstone::prelude::*;
use yaxpeax_arch::{Decoder, U8Reader};
use yaxpeax_arm::armv8::a64::InstDecoder;

pub fn capstone() -> Capstone {
    Capstone::new().arm64().mode(arch::arm64::ArchMode::Arm).build().expect("Capstone")
}

/// Capstone's text of a word, if it decodes it.
pub fn reference(capstone: &Capstone, word: u32) -> Option<String> {
    let found = capstone.disasm_count(&word.to_le_bytes(), 0, 1).ok()?;
    let insn = found.iter().next()?;
    Some(format!("{} {}", insn.mnemonic()?, insn.op_str().unwrap_or("")))
}

/// The second decoder's text of a word, if it decodes it. It writes distances with `$`, and shifts by nothing.
pub fn second(word: u32) -> Option<String> {
    let bytes = word.to_le_bytes();
    let text = InstDecoder::default().decode(&mut U8Reader::new(&bytes)).ok()?.to_string();
    let distances = text.replace("$+", "#").replace("$-", "#-");
    Some(distances.replace("xtw #0]", "xtw]").replace("xtx #0]", "xtx]"))
}

pub fn normal(text: &str) -> String {
    let (mnemonic, operands) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    let operands: String = operands.chars().filter(|c| *c != ' ').collect();
    let mut all = format!("{mnemonic} ");
    for part in operands.split_inclusive(['#', '[']) {
        let end = part.find([',', ']', '}', '#', '[']).unwrap_or(part.len());
        number(&part[..end], &mut all);
        all.push_str(&part[end..]);
    }
    all.truncate(all.trim_end().len());
    all
}

fn number(text: &str, to: &mut String) {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let value = match digits.strip_prefix("0x") {
        Some(hex) => u64::from_str_radix(hex, 16),
        None => digits.parse(),
    };
    let signed = |value: u64| if negative { (value as i64).wrapping_neg() } else { value as i64 };
    to.push_str(&value.map_or(text.to_string(), |value| signed(value).to_string()));
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
