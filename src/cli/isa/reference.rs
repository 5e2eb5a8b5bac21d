//! `vambrace isa reference`: all instructions as one document.

use crate::cli::{Answer, put, verdict};
use std::path::PathBuf;
use vambrace::derive::conformance::{Counts, counts};
use vambrace::derive::reference::reference;
use vambrace::lift::isa::Isa;

/// Prints the reference of all encodings as Markdown, as it is in isa/REFERENCE.md
#[derive(clap::Args)]
pub struct ReferenceArgs {
    /// Takes the conformance counts from this table
    #[arg(long, value_name = "FILE")]
    conformance: Option<PathBuf>,
}

/// Runs the command.
pub fn run(isa: &Isa, args: &ReferenceArgs) -> Answer {
    let counts = match &args.conformance {
        None => Counts::new(),
        Some(path) => {
            let failed = |error| format!("cannot read {}: {error}; check the path", path.display());
            let counts = counts(&std::fs::read_to_string(path).map_err(failed)?);
            if counts.is_empty() {
                let rows = "expected rows `| NAME | cases | differences | ...`";
                return Err(format!("{} holds no counts; {rows}", path.display()));
            }
            counts
        }
    };
    put(&reference(isa, &counts));
    Ok(verdict(true))
}
