//! Certificates: what a proof was made of, with the steps that show its goals, so that it can be checked without a search.

pub mod body;
pub mod check;
pub mod command;
pub mod file;

use crate::claim::hints::Hints;
use crate::kernel::step::Step;
use crate::machine::elf::External;

/// What was proved, from where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// As they were named when the proof was made.
    pub script: String,
    /// Nothing if it is a lemma that was proved.
    pub object: Option<String>,
    pub member: Option<String>,
    pub externals: Vec<(String, External)>,
    /// The routine, which is the proof's name, or the lemma.
    pub routine: String,
}

impl Source {
    /// What was proved, for people.
    pub fn title(&self) -> String {
        match &self.object {
            Some(object) => format!("{} in {object}", self.routine),
            None => format!("lemma {}", self.routine),
        }
    }
}

/// SHA-256 of all that the proof was read from; of what a lemma has not, zeros.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hashes {
    pub object: [u8; 32],
    /// Of the script with its standards.
    pub script: [u8; 32],
    pub isa: [u8; 32],
}

/// A proof that can be checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Certificate {
    pub source: Source,
    pub hashes: Hashes,
    pub hints: Hints,
    /// The steps for goals with the same assumptions, in the order of the goals.
    pub groups: Vec<Vec<Step>>,
}
