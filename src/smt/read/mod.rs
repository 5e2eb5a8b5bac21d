//! Reads a script of SMT-LIB 2 in QF_ABV, with functions: one question about bit-vectors, arrays and functions.

mod apply;
mod bitvec;
mod commands;
mod core;
mod declare;
mod error;
mod eval;
mod indexed;
mod leaf;
mod lexer;
mod lists;
mod sexp;
mod value;

pub use error::Error;

use super::arrays::{ArrayId, Arrays};
use super::{Problem, Status, Symbol, Unknown};
use crate::term::{TermId, Terms};
use error::At;
use lexer::Lexer;
use rustc_hash::FxHashMap;
use sexp::{NodeId, Tree};
use value::{Sort, Value};

/// The largest script that is read, in bytes.
pub const LARGEST: usize = 256 << 20;

/// How many steps reading may take; nested definitions can ask for more than any machine has.
const STEPS: u64 = 50_000_000;

/// How many terms a problem may have.
const TERMS: usize = 30_000_000;

/// Reads a whole script; `file` is its name in errors.
pub fn read(file: &str, text: &str) -> std::result::Result<Problem, Error> {
    let problem = || {
        if text.len() > LARGEST {
            return Err(At(0, format!("a script of more than {} MiB", LARGEST >> 20)));
        }
        let mut reader = Reader::new(text);
        let mut lexer = Lexer::new(text);
        while !reader.ended
            && let Some(tree) = Tree::read(&mut lexer)?
        {
            reader.command(tree)?;
        }
        if !reader.asked {
            return Err(At(text.len() as u32, "expected (check-sat), found the end of the file".into()));
        }
        Ok(reader.problem())
    };
    problem().map_err(|at| Error::new(file, text, at))
}

/// What a name of a script stands for.
#[derive(Clone)]
enum Meaning {
    Value(Value),
    /// A definition with parameters, by its place in the list of them.
    Macro(usize),
    /// An unknown function: an array whose index is all the arguments together.
    Function(ArrayId, usize),
}

/// A definition with parameters; its body is evaluated anew where it is used.
struct Macro<'a> {
    parameters: Vec<(&'a str, Sort)>,
    result: Sort,
    body: Place,
}

/// A node of one of the trees.
type Place = (u32, NodeId);

/// The state of reading.
struct Reader<'a> {
    text: &'a str,
    terms: Terms,
    arrays: Arrays,
    asserts: Vec<TermId>,
    names: FxHashMap<&'a str, Meaning>,
    sorts: FxHashMap<&'a str, Sort>,
    macros: Vec<Macro<'a>>,
    /// The sorts of the arguments and of the result of unknown functions.
    signatures: Vec<(Vec<Sort>, Sort)>,
    /// What `let` and parameters bind, innermost last, each with the frame that it belongs to.
    locals: FxHashMap<&'a str, Vec<(u32, Value)>>,
    /// The body that is being evaluated: it does not see what is bound around its use.
    frame: u32,
    frames: u32,
    /// The current command, and before it those whose bodies are still needed.
    trees: Vec<Tree>,
    declared: Vec<(&'a str, Value)>,
    status: Option<Status>,
    steps: u64,
    asked: bool,
    ended: bool,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Reader {
            text,
            terms: Terms::default(),
            arrays: Arrays::default(),
            asserts: Vec::new(),
            names: FxHashMap::default(),
            sorts: FxHashMap::default(),
            macros: Vec::new(),
            signatures: Vec::new(),
            locals: FxHashMap::default(),
            frame: 0,
            frames: 0,
            trees: Vec::new(),
            declared: Vec::new(),
            status: None,
            steps: STEPS,
            asked: false,
            ended: false,
        }
    }

    /// Pays for work before it is done.
    fn charge(&mut self, steps: u64) -> std::result::Result<(), String> {
        pay(&mut self.steps, steps)?;
        match self.terms.len() > TERMS {
            true => Err(format!("the script makes more than {TERMS} terms")),
            false => Ok(()),
        }
    }

    fn problem(mut self) -> Problem {
        self.asserts.append(&mut self.arrays.axioms);
        let symbol = |(name, value): &(&str, Value)| {
            let value = match value {
                Value::Bool(id) => Unknown::Bool(*id),
                Value::Bits(bits) => Unknown::Bits(bits.clone()),
                Value::Array(id, (index, element)) => match self.arrays.reads(*id) {
                    Some(reads) => Unknown::Array { index: *index, element: *element, reads: reads.to_vec() },
                    None => Unknown::Defined,
                },
                Value::SameArrays(..) => Unknown::Defined,
            };
            Symbol { name: name.to_string(), value }
        };
        let symbols = self.declared.iter().map(symbol).collect();
        Problem { terms: self.terms, asserts: self.asserts, symbols, status: self.status }
    }
}

/// Takes steps from those that are left.
fn pay(left: &mut u64, steps: u64) -> std::result::Result<(), String> {
    *left =
        left.checked_sub(steps).ok_or("the script takes too many steps to read; its definitions repeat too much")?;
    Ok(())
}
