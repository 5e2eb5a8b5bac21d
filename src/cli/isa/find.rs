//! `vambrace isa find`: which encoding a word has, with its fields.

use crate::cli::{put, verdict};
use std::process::ExitCode;
use vambrace::derive::class::class;
use vambrace::lift::isa::Isa;

/// Tells of a word; yes if it has operations.
pub fn run(isa: &Isa, word: u32) -> ExitCode {
    let Some(n) = isa.find(word) else {
        put(&format!("{word:08x} is no instruction that the texts describe (UNDEFINED, or not covered yet)\n"));
        put(&format!("the manual's encoding index has it under: {}\n", class(word)));
        return verdict(false);
    };
    let instruction = &isa.instructions[n];
    let (line, _) = isa.sources.line_column(instruction.name.span);
    let place = format!("{}:{line}", isa.sources.name(instruction.name.span.file));
    let mut text = format!("{word:08x}  {}\n", isa.disassemble(word));
    text += &format!("{} ({}), {place}\n", instruction.name.name, instruction.title);
    for (name, lo, width) in &isa.patterns[n].fields {
        let value = word >> lo & (u32::MAX >> (32 - width));
        text += &format!("  {name:8} = {value:0digits$b} ({value})\n", digits = *width as usize);
    }
    let lifted = isa.lift(word);
    text += &match &lifted {
        Ok(ops) => format!("{} operations\n", ops.list.len()),
        Err(error) => format!("{error}\n"),
    };
    put(&text);
    verdict(lifted.is_ok())
}
