//! From a script to goals: what has to follow so that the statement holds. Trusted: nothing here searches.

pub mod alone;
pub mod calls;
pub mod cases;
pub mod changed;
pub mod defined;
pub mod each;
pub mod env;
pub mod exit;
pub mod flow;
pub mod frame;
mod globals;
pub mod goal;
pub mod hints;
pub mod instance;
pub mod invariant;
pub mod lemma;
pub mod numbers;
pub mod script;
pub mod session;
pub mod split;
pub mod standard;
pub mod statement;
pub mod step;
pub mod timing;
pub mod twin;
pub mod witness;

use crate::machine::elf::Image;

/// An address for people: symbol and offset.
pub fn place(image: &Image, pc: u64) -> String {
    match image.symbol_at(pc) {
        Some((symbol, 0)) => symbol.name.clone(),
        Some((symbol, offset)) => format!("{}+{offset:#x}", symbol.name),
        None => format!("{pc:#x}"),
    }
}
