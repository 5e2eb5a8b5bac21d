//! A state and its windows as words of 64 bits.

use super::{Nonsense, nonsense};
use crate::conform::case::{Case, WINDOW, Windows};
use crate::machine::State;

const SP: usize = 31;
const TPIDR: usize = 32;
const PSTATE: usize = 33;
const FPCR_FPSR: usize = 34;
const PC: usize = 35;
const V: usize = 36;
const WINDOWS: usize = 100;
pub const WORDS: usize = WINDOWS + 2 * WINDOW / 8;
/// Words that say which words follow.
pub const BITMAP: usize = WORDS.div_ceil(64);
const DIT: u32 = 24;

/// A case as words.
pub fn words(case: &Case) -> [u64; WORDS] {
    let state = &case.state;
    let mut words = [0; WORDS];
    words[..31].copy_from_slice(&state.x);
    words[SP] = state.sp;
    words[TPIDR] = state.tpidr_el0;
    words[PSTATE] = u64::from(state.nzcv & 15) << 28 | u64::from(state.dit & 1) << DIT;
    words[FPCR_FPSR] = u64::from(state.fpcr) | u64::from(state.fpsr) << 32;
    for (pair, v) in words[V..].chunks_exact_mut(2).zip(&state.v) {
        pair.copy_from_slice(&[*v as u64, (*v >> 64) as u64]);
    }
    let bytes = case.windows.first.chunks_exact(8).chain(case.windows.last.chunks_exact(8));
    for (word, bytes) in words[WINDOWS..].iter_mut().zip(bytes) {
        *word = u64::from_le_bytes(bytes.try_into().expect("eight bytes"));
    }
    words
}

/// Puts one word into a state or a window.
pub fn set(state: &mut State, windows: &mut Windows, index: usize, word: u64) -> Result<(), Nonsense> {
    match index {
        0..SP => state.x[index] = word,
        SP => state.sp = word,
        TPIDR => state.tpidr_el0 = word,
        PSTATE => {
            state.nzcv = (word >> 28 & 15) as u8;
            state.dit = (word >> DIT & 1) as u8;
        }
        FPCR_FPSR => (state.fpcr, state.fpsr) = (word as u32, (word >> 32) as u32),
        PC => state.pc = word,
        V..WINDOWS => {
            let v = &mut state.v[(index - V) / 2];
            let shift = (index - V) % 2 * 64;
            *v = *v & !(u128::from(u64::MAX) << shift) | u128::from(word) << shift;
        }
        WINDOWS..WORDS => {
            let at = (index - WINDOWS) * 8;
            let window = if at < WINDOW { &mut windows.first } else { &mut windows.last };
            window[at % WINDOW..at % WINDOW + 8].copy_from_slice(&word.to_le_bytes());
        }
        _ => return nonsense(format!("a result has a word {index}")),
    }
    Ok(())
}
