//! A second opinion on what a word says: Capstone's.

/// Capstone's text of a word at an address, or why there is none.
#[cfg(feature = "capstone")]
pub fn capstone(word: u32, address: u64) -> String {
    use capstone::prelude::*;
    let text = || -> Option<String> {
        let capstone = Capstone::new().arm64().mode(arch::arm64::ArchMode::Arm).build().ok()?;
        let found = capstone.disasm_count(&word.to_le_bytes(), address, 1).ok()?;
        let insn = found.iter().next()?;
        Some(format!("{} {}", insn.mnemonic()?, insn.op_str().unwrap_or("")).trim().to_string())
    };
    text().unwrap_or_else(|| "does not decode it".into())
}

#[cfg(not(feature = "capstone"))]
pub fn capstone(_word: u32, _address: u64) -> String {
    "is not built in (feature `capstone`)".into()
}
