//! Random mutants: one bit or one operand of an instruction that a run executes is changed. Each must be refused, or be
//! the same routine, which its own proof then shows and no run contradicts.

use super::mutants::{Fate, fate, with_word};
use super::opinion::Options;
use super::refute::{INSTRUCTIONS, Refutation, Trial};
use crate::claim::script::Script;
use crate::claim::session::Session;
use crate::lang::ast::{Piece, Proof};
use crate::lift::isa::Isa;
use crate::machine::elf::Image;
use crate::machine::{Observer, Stop};
use std::collections::BTreeSet;

/// What is tried of one routine.
pub struct Campaign<'a> {
    pub script: &'a Script,
    pub proof: &'a Proof,
    pub image: &'a Image,
    pub isa: &'a Isa,
    /// Addresses of instructions that runs execute.
    pub executed: Vec<u64>,
}

/// A word in place of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    pub at: u64,
    pub from: u32,
    pub to: u32,
}

/// What came of a random mutant.
pub enum Outcome {
    Refused(Fate),
    /// It is proved, and no run breaks the statement.
    Equivalent,
    /// It is proved, and this run breaks the statement: one of the two is wrong.
    Escaped(Box<Refutation>),
}

/// The instructions that were executed.
#[derive(Default)]
struct Executed(BTreeSet<u64>);

impl Observer for Executed {
    fn instruction(&mut self, pc: u64, _word: u32) {
        self.0.insert(pc);
    }
}

/// Splitmix64.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(1);
    crate::term::eval::mix(*state)
}

impl<'a> Campaign<'a> {
    /// Runs the routine on a few inputs. If none of them suits `requires`, all of the routine is taken for executed.
    pub fn new(script: &'a Script, proof: &'a Proof, image: &'a Image, isa: &'a Isa) -> Option<Self> {
        let mut session = Session::of(script, proof, image, isa).ok()?;
        let mut executed = Executed::default();
        for seed in 0..8 {
            let Some(mut trial) = Trial::of(&session, (seed, 0), 1 + seed % 4) else { continue };
            if trial.satisfies(&session) == Some(true) {
                let mut seen = Executed::default();
                if trial.watched(&mut session, &mut seen, INSTRUCTIONS).0 == Stop::Returned {
                    executed.0.extend(seen.0);
                }
            }
        }
        let mut executed: Vec<u64> = executed.0.into_iter().collect();
        if executed.is_empty() {
            let later = session.calls.iter().map(|call| &call.function);
            for function in std::iter::once(&session.function).chain(later) {
                executed.extend((function.address..function.address + function.size).step_by(4));
            }
        }
        (!executed.is_empty()).then_some(Campaign { script, proof, image, isa, executed })
    }

    /// The n-th mutant of a seed: every second one changes a bit, the others an operand.
    pub fn change(&self, seed: u64, n: u64) -> Change {
        let mut state = crate::term::eval::mix(seed ^ n.rotate_left(32));
        let at = self.executed[(next(&mut state) % self.executed.len() as u64) as usize];
        let from = self.image.word(at).unwrap_or(0);
        let bit = from ^ 1 << (next(&mut state) % 32);
        let to = if n.is_multiple_of(2) { bit } else { self.operand(from, &mut state).unwrap_or(bit) };
        Change { at, from, to }
    }

    /// Another value of one field of the encoding.
    fn operand(&self, word: u32, state: &mut u64) -> Option<u32> {
        let instruction = &self.isa.instructions[self.isa.find(word)?];
        let (mut fields, mut lo) = (Vec::new(), 32);
        for piece in &instruction.encoding {
            let (Piece::Fixed { width, .. } | Piece::Field { width, .. }) = piece;
            lo -= width;
            if matches!(piece, Piece::Field { .. }) {
                fields.push((lo, *width));
            }
        }
        let (lo, width) = *fields.get((next(state) % fields.len().max(1) as u64) as usize)?;
        let ones = (1u64 << width) - 1;
        let other = 1 + next(state) % ones;
        let value = ((u64::from(word >> lo) & ones) ^ other) << lo;
        Some(word & !((ones << lo) as u32) | value as u32)
    }

    /// Runs the mutant and proves it.
    pub fn outcome(&self, change: Change, options: &Options) -> Outcome {
        let image = with_word(self.image, change.at, change.to);
        match fate(self.script, self.proof, &image, self.isa, options) {
            Fate::Proved => Outcome::Equivalent,
            Fate::Contradicted(run) => Outcome::Escaped(run),
            fate => Outcome::Refused(fate),
        }
    }
}
