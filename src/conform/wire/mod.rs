//! The bytes that go between this program and the harness.
//!
//! Everything is in words of 64 bits, little-endian. The harness begins with a hello: 14 words and the six texts of
//! Linux's `uname`. Then it answers one batch after the other until its input ends:
//!
//! ```text
//! batch    bytes that follow : 32, groups : 32;  then for each group (a word and the states that it runs in)
//!          word : 32, flags : 16 (1 = slow), cases : 16;  bytes of its cases;  then for each case
//!          bitmap (3 words) of the words that are not zero;  these words
//! answer   bytes that follow : 32, results : 32;  then for each case, in the order of the batch
//!          event : 32, si_code : 32;  si_addr;  syndrome;  offset of stray bytes or 0
//!          bitmap (3 words) of the words that differ from the case's;  these words
//! ```
//!
//! A state is 164 words: X0-X30, SP, TPIDR_EL0, NZCV and DIT as in SPSR_EL1, FPCR with FPSR above, PC, V0-V31 (lower
//! half first), and the two windows of the data page. What the harness sends is checked, never trusted.

mod hello;
mod state;
#[cfg(test)]
mod tests;

pub use hello::{HELLO, Hello, filler};

use super::case::{Case, Event, Outcome, Signal};
use state::{BITMAP, WORDS, set, words};
use std::fmt;

/// Bytes of the longest case.
const CASE: usize = 8 * (BITMAP + WORDS);
const GROUP_HEAD: usize = 16;

/// Bytes that make no sense, said for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonsense(pub String);

impl fmt::Display for Nonsense {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Nonsense {}

fn nonsense<T>(text: String) -> Result<T, Nonsense> {
    Err(Nonsense(text))
}

/// Takes words off bytes.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn word(&mut self) -> Result<u64, Nonsense> {
        let Some((word, rest)) = self.0.split_first_chunk() else {
            return nonsense("a message is cut short".into());
        };
        self.0 = rest;
        Ok(u64::from_le_bytes(*word))
    }

    fn words<const N: usize>(&mut self) -> Result<[u64; N], Nonsense> {
        let mut words = [0; N];
        for word in &mut words {
            *word = self.word()?;
        }
        Ok(words)
    }
}

/// A batch of the first cases that fit, and their number.
pub fn encode(cases: &[Case], slow: bool, hello: &Hello) -> (Vec<u8>, usize) {
    let mut out = Vec::with_capacity(cases.len().min(hello.cases) * CASE);
    out.extend([0; 8]);
    let (mut groups, mut done) = (0, 0);
    for group in cases.chunk_by(|a, b| a.word == b.word) {
        let room = hello.bytes.saturating_sub(out.len() - 8 + GROUP_HEAD) / CASE;
        let count = group.len().min(hello.cases - done).min(room);
        if count == 0 || groups == hello.groups {
            break;
        }
        encode_group(&group[..count], slow, &mut out);
        (groups, done) = (groups + 1, done + count);
        if count < group.len() {
            break;
        }
    }
    let head = (out.len() - 8) as u64 | (groups as u64) << 32;
    out[..8].copy_from_slice(&head.to_le_bytes());
    (out, done)
}

fn encode_group(group: &[Case], slow: bool, out: &mut Vec<u8>) {
    let head = group[0].word as u64 | (slow as u64) << 32 | (group.len() as u64) << 48;
    out.extend(head.to_le_bytes());
    let size_at = out.len();
    out.extend([0; 8]);
    group.iter().for_each(|case| encode_case(case, out));
    let size = (out.len() - size_at - 8) as u64;
    out[size_at..size_at + 8].copy_from_slice(&size.to_le_bytes());
}

fn encode_case(case: &Case, out: &mut Vec<u8>) {
    let mut buffer = [0u64; BITMAP + WORDS];
    let (bitmap, sent) = buffer.split_at_mut(BITMAP);
    let mut count = 0;
    for (i, word) in words(case).into_iter().enumerate() {
        sent[count] = word;
        bitmap[i / 64] |= u64::from(word != 0) << (i % 64);
        count += usize::from(word != 0);
    }
    out.extend(buffer[..BITMAP + count].iter().flat_map(|word| word.to_le_bytes()));
}

/// Reads the answer to a batch, without its first word, of `results` results; adds an outcome for each case.
pub fn decode(
    answer: &[u8],
    results: usize,
    cases: &[Case],
    hello: &Hello,
    out: &mut Vec<Outcome>,
) -> Result<(), Nonsense> {
    if results != cases.len() {
        return nonsense(format!("{results} results for {} cases", cases.len()));
    }
    let mut reader = Reader(answer);
    for case in cases {
        out.push(decode_result(&mut reader, case, hello)?);
    }
    match reader.0.is_empty() {
        true => Ok(()),
        false => nonsense(format!("{} bytes behind the last result", reader.0.len())),
    }
}

fn decode_result(reader: &mut Reader, case: &Case, hello: &Hello) -> Result<Outcome, Nonsense> {
    let [kind, address, syndrome, stray] = reader.words()?;
    let event = event(kind as u32, (kind >> 32) as i32, address, syndrome)?;
    let Some(stray) = u32::try_from(stray).ok().filter(|&at| (at as usize) < hello.page_size) else {
        return nonsense(format!("stray bytes at {stray:#x}"));
    };
    let mut state = case.state.clone();
    state.pc = hello.slot;
    state.nzcv &= 15;
    state.dit &= hello.dit as u8;
    let mut windows = case.windows.clone();
    for (i, mut bits) in reader.words::<BITMAP>()?.into_iter().enumerate() {
        while bits != 0 {
            set(&mut state, &mut windows, i * 64 + bits.trailing_zeros() as usize, reader.word()?)?;
            bits &= bits - 1;
        }
    }
    Ok(Outcome { event, state, windows, stray: (stray != 0).then_some(stray) })
}

fn event(number: u32, code: i32, address: u64, syndrome: u64) -> Result<Event, Nonsense> {
    let signal = match number {
        0 => return Ok(Event::Next),
        1 => Signal::Ill,
        2 => Signal::Trap,
        3 => Signal::Bus,
        4 => Signal::Fpe,
        5 => Signal::Segv,
        6 => return Ok(Event::Timeout),
        7 => return Ok(Event::Refused),
        _ => return nonsense(format!("a result has the event {number}")),
    };
    Ok(Event::Signal { signal, code, address, syndrome })
}
