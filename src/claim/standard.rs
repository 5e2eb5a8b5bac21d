//! Standards: their functions as operations, their tests, and one step of a fold.

use super::numbers::Numbers;
use crate::lang::ast::{File, Item, Lemma};
use crate::lang::{LangError, Sources, parse, render_all};
use crate::lift::exec::exec;
use crate::lift::library::Library;
use crate::lift::lifter::{Fault, Lifter};
use crate::lift::ops::Ops;
use crate::lift::value::{Bits, Bool, Val};
use crate::machine::read::read_text;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// The standards that a script names, with what has been lifted of them.
#[derive(Default)]
pub struct Standard {
    pub sources: Sources,
    pub library: Library,
    pub files: Vec<PathBuf>,
    /// Those that a claim may rest on, in order: each may rest on those before it.
    pub lemmas: Vec<Lemma>,
    tests: Vec<File>,
    steps: RefCell<FxHashMap<StepKey, Rc<Ops>>>,
    /// Expressions of scripts, by all that decides what they are.
    lifted: RefCell<FxHashMap<String, Rc<Ops>>>,
}

/// A function of a fold with its number of words, their width, and the bytes of a block.
type StepKey = (String, usize, u8, u32);

impl Standard {
    /// Reads one more file; `edit` may change its text, for mutants.
    pub fn add(&mut self, path: &Path, edit: &dyn Fn(String) -> String) -> Result<(), String> {
        let text = read_text(path).map_err(|e| format!("cannot read the standard {}: {e}", path.display()))?;
        let file = self.sources.add(path.display().to_string(), edit(text));
        let (parsed, mut errors) = parse(&self.sources, file);
        self.library.add(&parsed, &mut errors);
        if !errors.is_empty() {
            return Err(render_all(&errors, &self.sources));
        }
        self.files.push(path.to_path_buf());
        self.tests.push(parsed);
        Ok(())
    }

    /// Adds a file whose `test` lines are to be run too.
    pub fn add_tests(&mut self, file: File) {
        self.tests.push(file);
    }

    /// Runs every `test` line; how many passed, or what failed.
    pub fn test(&self) -> Result<usize, String> {
        let (mut passed, mut errors) = (0, Vec::new());
        for item in self.tests.iter().flat_map(|file| &file.items) {
            let Item::Test { condition, span } = item else { continue };
            match Lifter::new(&self.library).bool_expr(condition) {
                Ok(Bool::Known(true)) => passed += 1,
                Ok(_) => errors.push(LangError::new(*span, "this test fails")),
                Err(Fault::Error(error)) => errors.push(error),
                Err(_) => errors.push(LangError::new(*span, "this test cannot be evaluated")),
            }
        }
        if errors.is_empty() { Ok(passed) } else { Err(render_all(&errors, &self.sources)) }
    }

    /// One step of a fold: inputs are the words of the state, then the bytes of the block; outputs the new words.
    pub fn step(&self, function: &str, words: usize, word: u8, chunk: u32) -> Result<Rc<Ops>, String> {
        let key = (function.to_string(), words, word, chunk);
        if let Some(ops) = self.steps.borrow().get(&key) {
            return Ok(ops.clone());
        }
        let ops = Rc::new(self.lift_step(function, words, word, chunk)?);
        self.steps.borrow_mut().insert(key, ops.clone());
        Ok(ops)
    }

    /// What an expression of a script was lifted to, or what it is now; errors are not kept.
    pub(super) fn lifted(&self, key: String, lift: impl FnOnce() -> Result<Ops, String>) -> Result<Rc<Ops>, String> {
        if let Some(ops) = self.lifted.borrow().get(&key) {
            return Ok(ops.clone());
        }
        let ops = Rc::new(lift()?);
        self.lifted.borrow_mut().insert(key, ops.clone());
        Ok(ops)
    }

    fn lift_step(&self, function: &str, words: usize, word: u8, chunk: u32) -> Result<Ops, String> {
        let mut lifter = Lifter::new(&self.library);
        let state: Vec<Val> = (0..words).map(|n| Val::Bits(lifter.input(word, n as u32))).collect();
        let block: Vec<Val> = (0..chunk).map(|n| Val::Bits(lifter.input(8, words as u32 + n))).collect();
        lifter.record_names();
        let span = self.library.functions.get(function).map_or_else(Default::default, |f| f.name.span);
        let arguments = vec![Val::Array(state.into()), Val::Array(block.into())];
        let result = lifter.apply(function, arguments, span).map_err(|fault| self.render(fault))?;
        let Val::Array(out) = result else { return Err(format!("`{function}` does not return an array")) };
        for value in out.iter() {
            match value {
                Val::Bits(bits @ Bits { width, .. }) if *width == word => {
                    let slot = lifter.slot(*bits);
                    lifter.ops.outputs.push(slot);
                }
                other => return Err(format!("`{function}` returns {} among its words", other.describe())),
            }
        }
        if lifter.ops.outputs.len() != words {
            return Err(format!("`{function}` returns {} words, expected {words}", lifter.ops.outputs.len()));
        }
        Ok(lifter.ops)
    }

    /// The text of a fault, with its place.
    pub fn render(&self, fault: Fault) -> String {
        match fault {
            Fault::Error(error) => error.render(&self.sources),
            Fault::Stop(_, span) => LangError::new(span, "this cannot be reached in a standard").render(&self.sources),
            Fault::Split(_) => "a field outside of an encoding".into(),
        }
    }

    /// A whole fold on numbers, block after block.
    pub fn fold(&self, function: &str, initial: &[u128], word: u8, blocks: &[&[u8]]) -> Result<Vec<u128>, String> {
        let mut state = initial.to_vec();
        let mut slots = Vec::new();
        for block in blocks {
            let ops = self.step(function, state.len(), word, block.len() as u32)?;
            let inputs: Vec<u128> = state.iter().copied().chain(block.iter().map(|&b| b as u128)).collect();
            exec(&ops, &mut Numbers::pure(&inputs), &mut slots).map_err(|stop| stop.to_string())?;
            state = ops.outputs.iter().map(|&slot| slots[slot as usize]).collect();
        }
        Ok(state)
    }
}
