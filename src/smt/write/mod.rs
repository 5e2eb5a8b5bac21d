//! A goal as files that other tools read: SMT-LIB 2, AIGER and DIMACS.

pub mod aiger;
pub mod circuit;
pub mod dimacs;

use crate::term::smtlib::smtlib;
use crate::term::{TermId, Terms};
use circuit::Circuit;
use std::io::{Error, Result};
use std::path::Path;

/// A graph of more nodes is not written.
const LARGEST: usize = 20_000_000;

/// Writes `stem.smt2`, `.aig` and `.cnf` into a folder. Each asks whether the assumptions can hold and the claim fail; so
/// `unsat` is "proved".
pub fn dump(folder: &Path, stem: &str, terms: &mut Terms, assumptions: &[TermId], claim: TermId) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let write = |end: &str, bytes: &[u8]| std::fs::write(folder.join(format!("{stem}.{end}")), bytes);
    write("smt2", question(terms, assumptions, claim).as_bytes())?;
    let circuit = Circuit::new(terms, assumptions, claim, LARGEST);
    let circuit = circuit.ok_or_else(|| Error::other(format!("{stem}: more than {LARGEST} gates")))?;
    write("aig", &aiger::binary(&circuit))?;
    write("cnf", dimacs::text(&circuit).as_bytes())
}

/// The goal as an SMT-LIB 2 script. Reads are elements of arrays, words of folds are unknown functions.
pub fn question(terms: &mut Terms, assumptions: &[TermId], claim: TermId) -> String {
    let fails = terms.not(claim);
    smtlib(terms, &[], &[assumptions, &[fails]].concat())
}

/// `NNN-name`: a name as that of files, which are sorted by the number.
pub fn stem(index: usize, name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let words: String = words.collect::<Vec<_>>().join("-").to_lowercase().chars().take(60).collect();
    format!("{index:03}-{}", words.trim_end_matches('-'))
}

#[cfg(test)]
mod tests;
