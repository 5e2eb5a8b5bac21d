//! The SAT solver, whose refutations are believed only after a replay over our own clauses.

use super::Limits;
use std::collections::HashSet;
use std::io::{Error, Write};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};
use varisat::checker::Checker;
use varisat::{CnfFormula, Lit, ProofFormat, Solver};

/// What the solver found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is no solution, by a replayed proof of this many bytes.
    Unsat {
        proof_bytes: usize,
    },
    /// The literals that are true.
    Sat(Vec<Lit>),
    Unknown(String),
}

/// Looks for a solution of the clauses, and gives up after the time limit.
pub fn solve(formula: CnfFormula, limits: &Limits) -> Verdict {
    let longest = if limits.seconds > 0.0 { Duration::MAX } else { Duration::ZERO };
    let time = Duration::try_from_secs_f64(limits.seconds).unwrap_or(longest);
    let deadline = Instant::now().checked_add(time);
    let (sender, receiver) = channel();
    // A thread, so that a panic or an endless loop of the solver is an `Unknown` and nothing worse.
    thread::spawn(move || sender.send(search(&formula, deadline)));
    let late = || Verdict::Unknown(format!("no answer within {} s", limits.seconds));
    match receiver.recv_timeout(time) {
        Ok(Ok(verdict)) => verdict,
        Ok(Err(_)) if deadline.is_some_and(|deadline| Instant::now() >= deadline) => late(),
        Ok(Err(reason)) => Verdict::Unknown(reason),
        Err(RecvTimeoutError::Timeout) => late(),
        Err(RecvTimeoutError::Disconnected) => Verdict::Unknown("the solver broke down".into()),
    }
}

fn search(formula: &CnfFormula, deadline: Option<Instant>) -> Result<Verdict, String> {
    let mut target = Target { bytes: Vec::new(), deadline };
    let mut solver = Solver::new();
    solver.write_proof(&mut target, ProofFormat::Varisat);
    solver.add_formula(formula);
    if solver.solve().map_err(|error| error.to_string())? {
        return solver.model().map(Verdict::Sat).ok_or("a solution without a model".into());
    }
    solver.close_proof().map_err(|error| error.to_string())?;
    drop(solver);
    replay(formula, &target.bytes)?;
    Ok(Verdict::Unsat { proof_bytes: target.bytes.len() })
}

/// Takes the proof; it ends the search by an error, for `varisat` has no other way to be stopped.
struct Target {
    bytes: Vec<u8>,
    deadline: Option<Instant>,
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return Err(Error::other("out of time"));
        }
        self.bytes.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Accepts a proof only if it refutes this formula.
pub fn replay(formula: &CnfFormula, proof: &[u8]) -> Result<(), String> {
    if contradicts_itself(formula) {
        return Ok(());
    }
    Scan { rest: proof, codes: 2 * formula.var_count() as u64 + 2 }.refutes().ok_or("the proof is no refutation")?;
    let mut checker = Checker::new();
    checker.add_formula(formula).map_err(|error| error.to_string())?;
    checker.check_proof(proof).map_err(|error| error.to_string())
}

/// Whether a refutation is so plain that the solver writes none: an empty clause, or a literal and its complement.
fn contradicts_itself(formula: &CnfFormula) -> bool {
    let units: HashSet<Lit> = formula.iter().filter(|clause| clause.len() == 1).map(|clause| clause[0]).collect();
    formula.iter().any(|clause| clause.is_empty()) || units.iter().any(|&unit| units.contains(&!unit))
}

/// Reads the steps of a proof in Varisat's format. Its checker also accepts proofs that add clauses, and proofs that
/// stop before the empty clause, and it breaks down on numbers out of range; these are refused here.
struct Scan<'a> {
    rest: &'a [u8],
    /// Codes of literals are below this.
    codes: u64,
}

impl Scan<'_> {
    /// `Some` if there is nothing but sound steps, the empty clause among them, and the end exactly at the end.
    fn refutes(mut self) -> Option<()> {
        let mut empty = false;
        loop {
            match self.number()? {
                // A name of a variable for hashing or for the user: two numbers; or the end of one.
                0 | 2 => self.below(self.codes).and_then(|_| self.below(self.codes))?,
                // The end of a name, a deleted variable, a sampling mode.
                1 | 3..=6 => self.below(self.codes)?,
                // A clause and the hashes of its reasons.
                7 | 8 => {
                    empty |= self.list(|scan| scan.below(scan.codes))? == 0;
                    self.list(|scan| scan.number().map(drop)).map(drop)?
                }
                // Unit clauses, each with the hash of its reason.
                9 => self.list(|scan| scan.below(scan.codes).and_then(|()| scan.number().map(drop))).map(drop)?,
                // A deleted clause.
                10..=12 => self.list(|scan| scan.below(scan.codes)).map(drop)?,
                // The number of bits in a hash.
                13 => self.below(65)?,
                0x9ac3_391f_4294_c211 => return (self.rest.is_empty() && empty).then_some(()),
                _ => return None,
            }
        }
    }

    fn list(&mut self, item: impl Fn(&mut Self) -> Option<()>) -> Option<u64> {
        let count = self.number()?;
        (0..count).try_for_each(|_| item(self))?;
        Some(count)
    }

    fn below(&mut self, bound: u64) -> Option<()> {
        (self.number()? < bound).then_some(())
    }

    /// One number: the zeros below the lowest set bit count the bytes that follow, 9 at most.
    fn number(&mut self) -> Option<u64> {
        let head = self.rest.iter().take(2).rev().fold(0, |all, &byte| all << 8 | u32::from(byte));
        let length = (head | 1 << 9).trailing_zeros() as usize + 1;
        let (bytes, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some((bytes.iter().rev().fold(0, |all, &byte| all << 8 | u128::from(byte)) >> length) as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use varisat::ExtendFormula;

    /// Six pigeons and five holes.
    fn pigeons() -> CnfFormula {
        let sits = |pigeon: usize, hole: usize, yes| Lit::from_index(5 * pigeon + hole, yes);
        let mut formula = CnfFormula::new();
        for pigeon in 0..6 {
            formula.add_clause(&[0, 1, 2, 3, 4].map(|hole| sits(pigeon, hole, true)));
            for (other, hole) in (0..pigeon).flat_map(|other| (0..5).map(move |hole| (other, hole))) {
                formula.add_clause(&[sits(pigeon, hole, false), sits(other, hole, false)]);
            }
        }
        formula
    }

    fn proof(formula: &CnfFormula) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut solver = Solver::new();
        solver.write_proof(&mut bytes, ProofFormat::Varisat);
        solver.add_formula(formula);
        assert!(!solver.solve().expect("an answer"));
        solver.close_proof().expect("a proof");
        drop(solver);
        bytes
    }

    fn without(formula: &CnfFormula, dropped: usize) -> CnfFormula {
        let mut fewer = CnfFormula::new();
        fewer.set_var_count(formula.var_count());
        formula.iter().enumerate().filter(|(n, _)| *n != dropped).for_each(|(_, clause)| fewer.add_clause(clause));
        fewer
    }

    fn check(formula: &CnfFormula, proof: &[u8], accepted: bool) {
        assert_eq!(replay(formula, proof).is_ok(), accepted, "{} bytes", proof.len());
    }

    #[test]
    fn only_a_whole_refutation_of_this_formula_is_accepted() {
        let formula = pigeons();
        let proof = proof(&formula);
        check(&formula, &proof, true);
        (0..proof.len())
            .step_by(7)
            .chain(proof.len() - 12..proof.len())
            .for_each(|n| check(&formula, &proof[..n], false));
        (0..formula.len()).step_by(3).for_each(|n| check(&without(&formula, n), &proof, false));
        let end = &proof[proof.len() - 10..];
        check(&formula, end, false);
        // Adding the empty clause (step 15) is accepted by the checker, and must not be by us.
        check(&formula, &[&[31, 1][..], end].concat(), false);
        check(&formula, &[&proof[..], end].concat(), false);
    }

    #[test]
    fn a_changed_byte_never_makes_a_refutation_of_something_else() {
        let satisfiable = without(&pigeons(), 0);
        let proof = proof(&pigeons());
        for at in (0..proof.len()).step_by(11) {
            let mut changed = proof.clone();
            changed[at] ^= 1 << (at % 8);
            let believed = std::panic::catch_unwind(|| replay(&satisfiable, &changed).is_ok());
            assert!(!believed.unwrap_or(false), "byte {at}");
        }
    }

    #[test]
    fn contradicting_units_and_solutions() {
        let formula = |units: &[isize]| {
            let mut formula = CnfFormula::new();
            units.iter().for_each(|&unit| formula.add_clause(&[Lit::from_dimacs(unit)]));
            formula
        };
        assert_eq!(solve(formula(&[1]), &Limits::default()), Verdict::Sat(vec![Lit::from_dimacs(1)]));
        assert!(matches!(solve(formula(&[1, -1]), &Limits::default()), Verdict::Unsat { .. }));
        assert!(matches!(solve(pigeons(), &Limits::default()), Verdict::Unsat { .. }));
        let limits = Limits { seconds: 0.0, ..Limits::default() };
        assert_eq!(solve(pigeons(), &limits), Verdict::Unknown("no answer within 0 s".into()));
    }
}

pub fn formula(cnf: &crate::kernel::cnf::Cnf) -> CnfFormula {
    use varisat::ExtendFormula;
    let mut formula = CnfFormula::new();
    for clause in &cnf.clauses {
        formula.add_clause(&clause.iter().map(|&lit| Lit::from_dimacs(lit as isize)).collect::<Vec<_>>());
    }
    formula
}
