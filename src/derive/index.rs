//! The alphabetical index: every mnemonic, with the encodings that it may be.

use super::page::mnemonics;
use crate::lift::isa::Isa;
use std::collections::BTreeMap;

/// Encodings by mnemonic, in the order of the texts.
pub fn index(isa: &Isa) -> BTreeMap<String, Vec<usize>> {
    let mut index: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (n, instruction) in isa.instructions.iter().enumerate() {
        for mnemonic in mnemonics(instruction) {
            index.entry(mnemonic).or_default().push(n);
        }
    }
    index
}
