//! Varisat, in Rust: where there is no C++ compiler. It says what it derives but not why, so `elaborate` finds that out.

use super::elaborate::Elaborator;
use super::{End, Verdict};
use crate::kernel::lrat::Step;
use std::io::{Error, Write};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Instant;
use varisat::{ExtendFormula, Lit, ProofFormat, Solver};

/// Looks for a solution in a thread of its own, so that a panic or an endless loop is an `Unknown` and nothing worse.
/// It knows no limit of conflicts.
pub fn search(variables: usize, clauses: &[Vec<i32>], end: &End) -> Verdict {
    let (sender, receiver) = channel();
    let (formula, limit) = (clauses.to_vec(), *end);
    thread::spawn(move || sender.send(attempt(variables, &formula, &limit)));
    let answer = match end.deadline {
        Some(deadline) => receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())),
        None => receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
    };
    match answer {
        Ok(Ok(verdict)) => verdict,
        Ok(Err(_)) if end.is_over() => Verdict::Unknown(end.late()),
        Ok(Err(reason)) => Verdict::Unknown(reason),
        Err(RecvTimeoutError::Timeout) => Verdict::Unknown(end.late()),
        Err(RecvTimeoutError::Disconnected) => Verdict::Unknown("the solver broke down".into()),
    }
}

fn attempt(variables: usize, clauses: &[Vec<i32>], end: &End) -> Result<Verdict, String> {
    let mut lemmas = Target { bytes: Vec::new(), end: *end };
    let mut solver = Solver::new();
    solver.write_proof(&mut lemmas, ProofFormat::BinaryDrat);
    for clause in clauses {
        solver.add_clause(&clause.iter().map(|&literal| Lit::from_dimacs(literal as isize)).collect::<Vec<_>>());
    }
    if solver.solve().map_err(|error| error.to_string())? {
        let model = solver.model().ok_or("a solution without a model")?;
        let mut values = vec![false; variables];
        for literal in model.iter().filter(|literal| literal.index() < variables) {
            values[literal.index()] = literal.is_positive();
        }
        return Ok(Verdict::Sat(values));
    }
    solver.close_proof().map_err(|error| error.to_string())?;
    drop(solver);
    refutation(variables, clauses, &lemmas.bytes, end).map(Verdict::Unsat)
}

fn refutation(variables: usize, clauses: &[Vec<i32>], lemmas: &[u8], end: &End) -> Result<Vec<Step>, String> {
    let mut elaborator = Elaborator::new(variables, clauses, end.limits.derived());
    let mut rest = lemmas;
    while !elaborator.is_done() && !rest.is_empty() {
        if end.is_over() {
            return Err(end.late());
        }
        if elaborator.trace().is_full() {
            return Err(end.limits.too_much_memory());
        }
        if let Some(clause) = lemma(&mut rest).ok_or("the solver's proof is cut off")? {
            elaborator.lemma(clause)?;
        }
    }
    elaborator.trace().refutation().ok_or("the solver's proof stops before its end".into())
}

/// The next clause that a binary DRAT proof adds, or none if it deletes one. Clauses are not deleted here: what is known
/// stays known.
fn lemma(rest: &mut &[u8]) -> Option<Option<Vec<i32>>> {
    let (&kind, after) = rest.split_first()?;
    *rest = after;
    let mut clause = Vec::new();
    loop {
        match number(rest)? {
            0 => break,
            code => clause.push((code >> 1) as i32 * if code & 1 == 1 { -1 } else { 1 }),
        }
    }
    match kind {
        b'a' => Some(Some(clause)),
        b'd' => Some(None),
        _ => None,
    }
}

fn number(rest: &mut &[u8]) -> Option<u32> {
    let mut value = 0;
    for shift in (0..32).step_by(7) {
        let (&byte, after) = rest.split_first()?;
        *rest = after;
        value |= u32::from(byte & 127) << shift;
        if byte < 128 {
            return Some(value);
        }
    }
    None
}

/// Takes the proof; it ends the search by an error, for the solver has no other way to be stopped.
struct Target {
    bytes: Vec<u8>,
    end: End,
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.end.is_over() {
            return Err(Error::other("out of time"));
        }
        if self.bytes.len() > self.end.limits.derived() {
            return Err(Error::other(self.end.limits.too_much_memory()));
        }
        self.bytes.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
