//! Steps as bytes: numbers of seven bits a byte, the lowest first, and ids as differences.
//!
//! A step is the count of its literals or deleted ids, doubled, plus one for a deletion. An addition goes on with its id,
//! its literals, the count of hints and the hints. The id is a difference to the last added one, a hint to the hint before
//! it, the first one to the id. A number has one encoding only, so a proof has too.

use super::Step;
use std::fmt::{Display, Formatter};

/// Where the bytes are no proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadCode {
    pub at: usize,
}

impl Display for BadCode {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "the bytes at {} are no part of a proof", self.at)
    }
}

impl std::error::Error for BadCode {}

/// The bytes of a proof.
pub fn encode(proof: &[Step]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut last = 0;
    for step in proof {
        match step {
            Step::Add { id, clause, hints } => {
                put(&mut bytes, (clause.len() as u64) << 1);
                put_id(&mut bytes, last, *id);
                last = *id;
                clause.iter().for_each(|&literal| put(&mut bytes, fold(literal.into())));
                put(&mut bytes, hints.len() as u64);
                put_ids(&mut bytes, last, hints);
            }
            Step::Delete(ids) => {
                put(&mut bytes, (ids.len() as u64) << 1 | 1);
                put_ids(&mut bytes, last, ids);
            }
        }
    }
    bytes
}

fn put(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 128 {
        bytes.push(value as u8 | 128);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn put_id(bytes: &mut Vec<u8>, before: u64, id: u64) {
    put(bytes, fold(id.wrapping_sub(before) as i64));
}

fn put_ids(bytes: &mut Vec<u8>, mut before: u64, ids: &[u64]) {
    for &id in ids {
        put_id(bytes, before, id);
        before = id;
    }
}

/// Small numbers of either sign become small numbers.
fn fold(value: i64) -> u64 {
    (value << 1 ^ value >> 63) as u64
}

fn unfold(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

/// The proof that `encode` has made these bytes of. It takes no more memory than a fixed multiple of their length.
pub fn decode(bytes: &[u8]) -> Result<Vec<Step>, BadCode> {
    let mut reader = Reader { bytes, at: 0 };
    let mut proof = Vec::new();
    let mut last = 0;
    while reader.at < bytes.len() {
        let at = reader.at;
        proof.push(reader.step(&mut last).ok_or(BadCode { at })?);
    }
    Ok(proof)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn step(&mut self, last: &mut u64) -> Option<Step> {
        let head = self.number()?;
        let count = self.fits(head >> 1)?;
        if head & 1 == 1 {
            return Some(Step::Delete(self.ids(*last, count)?));
        }
        let id = self.id(*last)?;
        *last = id;
        let literal = |_| i32::try_from(unfold(self.number()?)).ok();
        let clause = (0..count).map(literal).collect::<Option<_>>()?;
        let count = self.number()?;
        let count = self.fits(count)?;
        Some(Step::Add { id, clause, hints: self.ids(id, count)? })
    }

    /// A count of things that take a byte each at least.
    fn fits(&self, count: u64) -> Option<usize> {
        usize::try_from(count).ok().filter(|&count| count <= self.bytes.len() - self.at)
    }

    fn ids(&mut self, mut before: u64, count: usize) -> Option<Vec<u64>> {
        let mut ids = Vec::with_capacity(count);
        for _ in 0..count {
            before = self.id(before)?;
            ids.push(before);
        }
        Some(ids)
    }

    fn id(&mut self, before: u64) -> Option<u64> {
        Some(before.wrapping_add(unfold(self.number()?) as u64))
    }

    fn number(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            let part = u64::from(byte & 127);
            value |= part << shift;
            if byte < 128 {
                // Neither lost bits at the top nor a zero that says nothing.
                return (value >> shift == part && (byte > 0 || shift == 0)).then_some(value);
            }
        }
        None
    }
}
