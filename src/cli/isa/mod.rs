//! `vambrace isa`: the instructions that the texts describe.

mod coverage;
mod find;
mod reference;
mod show;

use super::load::isa;
use super::{Answer, put, verdict};
use std::path::PathBuf;
use vambrace::lang::ast::{Instruction, Piece};
use vambrace::lift::isa::Isa;

/// Shows which instructions are described
#[derive(clap::Args)]
pub struct IsaArgs {
    #[command(subcommand)]
    command: IsaCommand,
    /// Reads the instruction texts from this folder instead of the built-in ones
    #[arg(long, value_name = "DIR", global = true)]
    isa: Option<PathBuf>,
}

#[derive(clap::Subcommand)]
enum IsaCommand {
    /// Lists every encoding: its name, its bits, its first assembly text
    List,
    /// Shows which encoding a word has, with its fields
    Find {
        /// The instruction word, in hexadecimal
        #[arg(value_parser = word)]
        word: u32,
    },
    /// Shows an encoding: its diagram, its assembly text, what it does
    Show {
        /// The text's name, a mnemonic, or the title of the manual's page
        name: String,
    },
    Coverage(coverage::CoverageArgs),
    Reference(reference::ReferenceArgs),
}

fn word(text: &str) -> Result<u32, String> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let all = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_hexdigit());
    let word = u32::from_str_radix(digits, 16).ok().filter(|_| all);
    word.ok_or_else(|| format!("expected up to 8 hexadecimal digits, found `{text}`"))
}

/// Runs the command.
pub fn run(args: &IsaArgs) -> Answer {
    let isa = isa(args.isa.as_deref())?;
    match &args.command {
        IsaCommand::List => list(isa),
        IsaCommand::Find { word } => return Ok(find::run(isa, *word)),
        IsaCommand::Show { name } => return show::run(isa, name),
        IsaCommand::Coverage(args) => return coverage::run(isa, args),
        IsaCommand::Reference(args) => return reference::run(isa, args),
    }
    Ok(verdict(true))
}

fn list(isa: &Isa) {
    let width = isa.instructions.iter().map(|i| i.name.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for instruction in &isa.instructions {
        let syntax = instruction.syntax.first().map_or("", |syntax| syntax.template.as_str());
        text += &format!("{:width$}  {}  {syntax}\n", instruction.name.name, diagram(instruction));
    }
    put(&text);
    put(&format!("{} encodings\n", isa.instructions.len()));
}

/// The 32 bits, a dot for each bit of a field.
fn diagram(instruction: &Instruction) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Fixed { value, width, .. } => format!("{value:0width$b}", width = *width as usize),
        Piece::Field { width, .. } => ".".repeat(*width as usize),
    };
    instruction.encoding.iter().map(piece).collect()
}
