//! Checks refutations in LRAT: each step adds a clause and names the clauses from which it follows.
//!
//! A clause follows if its literals, all taken for false, lead to a conflict. The hints say how: each is a clause that
//! exists, and all its literals but at most one are false by then. If one is left it is true from there on; if none is,
//! that is the conflict. Nothing is searched for, so the time is that of reading the hints.

mod code;
mod refusal;
#[cfg(test)]
mod tests;
mod text;

pub use code::{BadCode, decode, encode};
pub use refusal::{Reason, Refusal};
pub use text::{BadText, parse_text, to_text};

/// Literals as in DIMACS: the number of a variable from 1 on, negative if it is complemented.
pub type Clause = Vec<i32>;

/// The clauses of the formula have the ids 1 to n in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The ids of added clauses go up; they may leave gaps.
    Add {
        id: u64,
        clause: Clause,
        hints: Vec<u64>,
    },
    Delete(Vec<u64>),
}

/// Variables above this are refused, so that a formula of a few bytes cannot ask for gigabytes.
pub const MAX_VARIABLE: u32 = 1 << 26;

/// Literals of hints that may be read: a few bytes can name a long clause again and again.
const LITERALS: usize = 1 << 32;

/// Accepts the proof only if it derives the empty clause from the formula. What comes after that is not read.
pub fn refutes(formula: &[Clause], proof: &[Step]) -> Result<(), Refusal> {
    literals_read(formula, proof).map(drop)
}

/// The same; how many literals of hints were read, which is what it took.
pub fn literals_read(formula: &[Clause], proof: &[Step]) -> Result<usize, Refusal> {
    let formula_refusal = |reason| Refusal { step: None, reason };
    let mut checker = Checker::new(formula).map_err(formula_refusal)?;
    for (index, step) in proof.iter().enumerate() {
        let refusal = |reason| Refusal { step: Some(index), reason };
        match step {
            Step::Add { id, clause, hints } => {
                checker.follows(clause, hints).map_err(refusal)?;
                if clause.is_empty() {
                    return Ok(checker.read);
                }
                checker.store(*id, clause).map_err(refusal)?;
            }
            Step::Delete(ids) => ids.iter().try_for_each(|&id| checker.delete(id)).map_err(refusal)?,
        }
    }
    Err(formula_refusal(Reason::NoEmptyClause))
}

/// The clauses so far, and which literals are true within one step.
struct Checker<'a> {
    ids: Vec<u64>,
    /// Beside `ids`. What is deleted is `None`.
    clauses: Vec<Option<&'a [i32]>>,
    /// By literal: the last step in which it was true. So nothing has to be cleared between steps.
    stamps: Vec<u32>,
    now: u32,
    /// Literals of hints read so far.
    read: usize,
}

impl<'a> Checker<'a> {
    fn new(formula: &'a [Clause]) -> Result<Self, Reason> {
        let highest = formula.iter().flatten().map(|literal| literal.unsigned_abs()).max().unwrap_or(0);
        if highest > MAX_VARIABLE {
            return Err(Reason::TooLarge);
        }
        let stamps = vec![0; 2 * (highest as usize + 1)];
        let clauses = formula.iter().map(|clause| Some(&clause[..])).collect();
        let checker = Checker { ids: (1..=formula.len() as u64).collect(), clauses, stamps, now: 0, read: 0 };
        formula.iter().flatten().try_for_each(|&literal| checker.known(literal))?;
        Ok(checker)
    }

    /// The literal is one of a variable of the formula. Only such literals are stored or set.
    fn known(&self, literal: i32) -> Result<(), Reason> {
        let known = literal != 0 && place(literal) < self.stamps.len();
        known.then_some(()).ok_or(Reason::Literal(literal))
    }

    fn is_false(&self, literal: i32) -> bool {
        self.stamps[place(literal) ^ 1] == self.now
    }

    fn set(&mut self, literal: i32) {
        self.stamps[place(literal)] = self.now;
    }

    fn follows(&mut self, clause: &[i32], hints: &[u64]) -> Result<(), Reason> {
        self.now = self.now.checked_add(1).ok_or(Reason::TooLarge)?;
        for &literal in clause {
            self.known(literal)?;
            self.set(-literal);
        }
        for &hint in hints {
            if self.read > LITERALS {
                return Err(Reason::TooLarge);
            }
            match self.unit(hint)? {
                Some(literal) => self.set(literal),
                None => return Ok(()),
            }
        }
        Err(Reason::NoConflict)
    }

    /// The literal that is left of a clause; none is left in a conflict.
    fn unit(&mut self, hint: u64) -> Result<Option<i32>, Reason> {
        let clause = self.find(hint).and_then(|at| self.clauses[at]).ok_or(Reason::NoSuchClause(hint))?;
        self.read += 1 + clause.len();
        let mut left = None;
        for &literal in clause.iter().filter(|&&literal| !self.is_false(literal)) {
            if left.is_some_and(|left| left != literal) {
                return Err(Reason::NotUnit(hint));
            }
            left = Some(literal);
        }
        Ok(left)
    }

    fn find(&self, id: u64) -> Option<usize> {
        // Where there are no gaps, an id says its place.
        let guess = usize::try_from(id).ok()?.checked_sub(1)?;
        if self.ids.get(guess) == Some(&id) { Some(guess) } else { self.ids.binary_search(&id).ok() }
    }

    fn store(&mut self, id: u64, clause: &'a [i32]) -> Result<(), Reason> {
        if self.ids.last().is_some_and(|&last| id <= last) || id == 0 {
            return Err(Reason::Id(id));
        }
        self.ids.push(id);
        self.clauses.push(Some(clause));
        Ok(())
    }

    fn delete(&mut self, id: u64) -> Result<(), Reason> {
        let deleted = self.find(id).and_then(|at| self.clauses[at].take());
        deleted.map(|_| ()).ok_or(Reason::NoSuchClause(id))
    }
}

/// Where a literal has its stamp; that of its complement is beside it.
fn place(literal: i32) -> usize {
    2 * literal.unsigned_abs() as usize + usize::from(literal < 0)
}
