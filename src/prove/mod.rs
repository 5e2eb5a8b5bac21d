//! From a script to verdicts: conditions, goals, engines, the report, and refusals.

pub mod changed;
pub mod discharge;
pub mod env;
pub mod exit;
pub mod flow;
pub mod goal;
pub mod invariant;
pub mod lemma;
pub mod mutants;
pub mod numbers;
pub mod parting;
pub mod refute;
pub mod run;
pub mod script;
pub mod session;
pub mod standard;
pub mod statement;
pub mod unfold;

use crate::machine::elf::Image;

/// An address for people: symbol and offset.
pub fn place(image: &Image, pc: u64) -> String {
    match image.symbol_at(pc) {
        Some((symbol, 0)) => symbol.name.clone(),
        Some((symbol, offset)) => format!("{}+{offset:#x}", symbol.name),
        None => format!("{pc:#x}"),
    }
}
