//! Functions of a standard on terms, and the blocks that they read.

use super::standard::Standard;
use crate::lift::exec::exec;
use crate::lift::ops::Ops;
use crate::lift::prim::Prim;
use crate::machine::elf::Image;
use crate::symbolic::domain::{Notes, Symbolic};
use crate::symbolic::region::Regions;
use crate::symbolic::state::SymState;
use crate::term::{Fold, TermId, Terms};

/// What one step of the standard reads beyond a fold: the fold's words, and the bytes of the next block.
pub fn inputs(terms: &mut Terms, id: TermId, fold: &Fold) -> Vec<TermId> {
    [words(terms, id, fold), block(terms, fold)].concat()
}

/// The words after so many further blocks.
pub fn advance(
    terms: &mut Terms,
    standard: &Standard,
    id: TermId,
    fold: &Fold,
    steps: u128,
) -> Result<Vec<TermId>, String> {
    let ops = standard.step(&fold.function, fold.initial.len(), fold.word, fold.chunk)?;
    let mut words = words(terms, id, fold);
    let mut next = fold.clone();
    for step in 0..steps {
        if step > 0 {
            let step = terms.constant(64, step);
            next.count = terms.binary(Prim::Add, fold.count, step);
        }
        words.extend(block(terms, &next));
        words = run(terms, &ops, &words)?;
    }
    Ok(words)
}

fn words(terms: &mut Terms, id: TermId, fold: &Fold) -> Vec<TermId> {
    (0..fold.initial.len()).map(|n| terms.fold_out(fold.word, id, n as u16)).collect()
}

/// The bytes of the block that comes after a fold.
fn block(terms: &mut Terms, fold: &Fold) -> Vec<TermId> {
    let chunk = terms.constant(64, fold.chunk as u128);
    let offset = terms.binary(Prim::Mul, chunk, fold.count);
    let start = terms.binary(Prim::Add, fold.start, offset);
    let byte = |n: u128| {
        let n = terms.constant(64, n);
        let at = terms.binary(Prim::Add, start, n);
        terms.read(fold.region, at)
    };
    (0..fold.chunk as u128).map(byte).collect()
}

/// A function of a standard on terms.
pub fn run(terms: &mut Terms, ops: &Ops, inputs: &[TermId]) -> Result<Vec<TermId>, String> {
    let slots = run_all(terms, ops, inputs)?;
    Ok(ops.outputs.iter().map(|&slot| slots[slot as usize]).collect())
}

/// The same, with the term of every operation.
pub fn run_all(terms: &mut Terms, ops: &Ops, inputs: &[TermId]) -> Result<Vec<TermId>, String> {
    // A standard knows no machine: its operations read no register and no memory.
    let nothing = terms.constant(1, 0);
    let (x, v, system) = ([nothing; 31], [nothing; 32], [nothing; 4]);
    let (cells, streams, path) = (vec![], vec![], vec![]);
    let mut state = SymState { x, sp: nothing, nzcv: nothing, v, system, cells, streams, path, way: 0 };
    let (regions, image) = (Regions::default(), Image::default());
    let mut notes = Notes::default();
    let mut domain = Symbolic::new(terms, &regions, &image, &mut state, &mut notes, 0);
    domain.inputs = inputs;
    let mut slots = Vec::with_capacity(ops.list.len());
    exec(ops, &mut domain, &mut slots).map_err(|stop| stop.to_string())?;
    if !notes.asserts.is_empty() {
        return Err("a step of the standard takes something for granted".into());
    }
    Ok(slots)
}
