//! A round: random cases of an encoding on both machines.

use super::aim::Aim;
use super::case::{Case, Event, Outcome, Signal};
use super::compare::{Row, compare};
use super::corners::Corners;
use super::fill::fill;
use super::model::{Expected, Lift, Model, Skip, lift};
use super::oracle::{Oracle, OracleError};
use super::random::{Random, hash};
use super::vary::vary;
use super::wire::Hello;
use super::words::word;
use crate::lift::isa::{DecodeError, Isa};
use crate::lift::ops::Op;
use crate::lift::system::System;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// At most so many states of each word: its translation and its operations are made once.
pub const STATES: u64 = 16;
/// But at least so many words of each encoding, where there are as many cases: fields of 6 bits take all their values.
const WORDS: u64 = 130;
/// Words that are tried to find one that can be run.
const PATIENCE: u64 = 8;
/// Cases that are on their way at once.
const CHUNK: usize = 1 << 10;

/// Why a round ends early.
#[derive(Debug)]
pub enum RoundError {
    Oracle(OracleError),
    Text(DecodeError),
    Memory(String),
}

impl fmt::Display for RoundError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RoundError::Oracle(error) => write!(f, "{error}"),
            RoundError::Text(error) => write!(f, "{error}"),
            RoundError::Memory(error) => write!(f, "the harness's memory cannot be: {error}"),
        }
    }
}

impl std::error::Error for RoundError {}

/// How a case was made, and what the texts say of it.
pub struct Made {
    /// `word * STATES + state`; with seed and encoding it makes the case again.
    pub number: u64,
    /// What [`fill`] made its state of, before operands were varied and memory operands aimed.
    pub fill: u64,
    pub expected: Expected,
}

/// A case on which the machines differ.
pub struct Difference {
    pub case: Case,
    /// [`Made::number`], or the line of a recording.
    pub number: u64,
    pub rows: Vec<Row>,
}

/// What came of an encoding.
#[derive(Default)]
pub struct Tally {
    pub cases: u64,
    /// Of these, words that are UNDEFINED.
    pub undefined: u64,
    /// Of these, accesses that both refuse.
    pub faults: u64,
    pub words: u64,
    pub skipped: BTreeMap<Skip, u64>,
    pub different: u64,
    /// The first of them.
    pub differences: Vec<Difference>,
    /// The oracle refused words that the texts execute: it may lack the feature.
    pub refused: u64,
}

/// What to run.
#[derive(Clone)]
pub struct Round<'a> {
    pub isa: &'a Isa,
    pub seed: u64,
    /// Cases of each encoding.
    pub cases: u64,
    /// Differences that are kept.
    pub kept: usize,
    /// Of each encoding.
    pub corners: Arc<[Corners]>,
}

impl<'a> Round<'a> {
    /// So many cases of each encoding.
    pub fn new(isa: &'a Isa, seed: u64, cases: u64, kept: usize) -> Round<'a> {
        let corners = isa.instructions.iter().zip(&isa.patterns).map(|(i, p)| Corners::of(i, p)).collect();
        Round { isa, seed, cases, kept, corners }
    }

    /// Word `n` of an encoding, and what its states are made of.
    fn word(&self, encoding: usize, n: u64) -> (u32, Random) {
        let name = hash(&self.isa.instructions[encoding].name.name);
        let mut random = Random::new(self.seed, &[name, n]);
        (word(&self.isa.patterns[encoding], &self.corners[encoding], n, &mut random), random)
    }

    /// Whether an encoding reads or writes NZCV, or sets flags in FPSR: of those more cases are run.
    pub fn has_flags(&self, encoding: usize, hello: &Hello) -> bool {
        let flags = |op: &Op| matches!(op, Op::ReadNzcv | Op::WriteNzcv(_) | Op::WriteSystem(System::Fpsr, _));
        (0..STATES).any(|n| match lift(self.isa, self.word(encoding, n).0, hello) {
            Ok(Lift::Run(lifted)) => lifted.ops.list.iter().any(|(op, _)| flags(op)),
            _ => false,
        })
    }

    /// Makes the cases of word `n` of an encoding, at most `states`; why not, if it cannot be run.
    pub fn make(
        &self,
        encoding: usize,
        n: u64,
        states: u64,
        model: &mut Model,
        hello: &Hello,
    ) -> Result<Group, RoundError> {
        let (word, mut random) = self.word(encoding, n);
        let mut group = Vec::new();
        match lift(self.isa, word, hello).map_err(RoundError::Text)? {
            Lift::Skip(skip) => return Ok(Group::Skipped(skip)),
            Lift::Undefined => {
                let fill = random.word() >> 32;
                let made = Made { number: n * STATES, fill, expected: Expected::Undefined };
                group.push((case(word, fill), made));
            }
            Lift::Run(lifted) => {
                let aim = Aim::new(&lifted, hello.slot);
                for state in 0..states {
                    let fill = random.word() >> 32;
                    let mut case = case(word, fill);
                    case.state.pc = hello.slot;
                    case.state.dit &= u8::from(hello.dit);
                    if (n + state) % 2 == 1 {
                        vary(&lifted, &mut case.state, fill);
                    }
                    if aim.set(&lifted, &mut case, hello, &mut random) {
                        let expected = model.run(&lifted, &case);
                        // It takes the harness long to see that a branch to itself has no end: once is enough.
                        if state > 0 && is_endless(&expected, hello) {
                            continue;
                        }
                        group.push((case, Made { number: n * STATES + state, fill, expected }));
                    }
                }
            }
        }
        Ok(Group::Made(group))
    }

    /// Runs an encoding; `go_on` is asked between chunks, with the cases done since.
    pub fn run(
        &self,
        encoding: usize,
        model: &mut Model,
        oracle: &mut Oracle,
        mut go_on: impl FnMut(u64) -> bool,
        mut seen: impl FnMut(&Case, &Made, &Outcome),
    ) -> Result<Tally, RoundError> {
        let hello = oracle.hello().clone();
        let (mut tally, mut n, mut idle) = (Tally::default(), 0, 0);
        let states = (self.cases / WORDS).clamp(1, STATES);
        let (mut cases, mut waiting) = (Vec::with_capacity(CHUNK), Vec::with_capacity(CHUNK));
        while tally.cases + (waiting.len() as u64) < self.cases && idle < PATIENCE * self.cases.max(WORDS) {
            match self.make(encoding, n, states, model, &hello)? {
                Group::Skipped(skip) => {
                    *tally.skipped.entry(skip).or_default() += 1;
                    idle += states;
                }
                Group::Made(made) => {
                    idle += states - made.len() as u64;
                    tally.words += u64::from(!made.is_empty());
                    for (case, made) in made {
                        cases.push(case);
                        waiting.push(made);
                    }
                }
            }
            n += 1;
            if waiting.len() >= CHUNK {
                let done = waiting.len() as u64;
                self.ask(oracle, &hello, (&mut cases, &mut waiting), &mut tally, &mut seen)?;
                if !go_on(done) {
                    return Ok(tally);
                }
            }
        }
        let done = waiting.len() as u64;
        self.ask(oracle, &hello, (&mut cases, &mut waiting), &mut tally, &mut seen)?;
        go_on(done);
        Ok(tally)
    }

    fn ask(
        &self,
        oracle: &mut Oracle,
        hello: &Hello,
        (cases, waiting): (&mut Vec<Case>, &mut Vec<Made>),
        tally: &mut Tally,
        seen: &mut impl FnMut(&Case, &Made, &Outcome),
    ) -> Result<(), RoundError> {
        let outcomes = oracle.run(cases).map_err(RoundError::Oracle)?;
        for ((case, made), outcome) in cases.drain(..).zip(waiting.drain(..)).zip(outcomes) {
            seen(&case, &made, &outcome);
            tally.count(case, made, &outcome, hello, self.kept);
        }
        Ok(())
    }
}

impl Tally {
    /// Compares a case's outcome with what the texts say; of the cases that differ the first are kept.
    pub fn count(&mut self, case: Case, made: Made, outcome: &Outcome, hello: &Hello, kept: usize) {
        self.cases += 1;
        self.undefined += u64::from(made.expected == Expected::Undefined);
        self.faults += u64::from(matches!(made.expected, Expected::Fault { .. }));
        let rows = compare(&case, &made.expected, outcome, hello);
        if rows.is_empty() {
            return;
        }
        self.refused += u64::from(made.expected != Expected::Undefined && is_illegal(outcome, hello));
        self.different += 1;
        if self.differences.len() < kept {
            self.differences.push(Difference { case, number: made.number, rows });
        }
    }
}

/// What became of a word.
pub enum Group {
    Skipped(Skip),
    Made(Vec<(Case, Made)>),
}

/// A case in the state of a seed.
fn case(word: u32, seed: u64) -> Case {
    let (state, windows) = fill(seed);
    Case { word, state, windows }
}

fn is_endless(expected: &Expected, hello: &Hello) -> bool {
    matches!(expected, Expected::Done(after) if after.0.pc == hello.slot)
}

fn is_illegal(outcome: &Outcome, hello: &Hello) -> bool {
    outcome.state.pc == hello.slot && matches!(outcome.event, Event::Signal { signal: Signal::Ill, .. })
}
