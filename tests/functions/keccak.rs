//! SHA-3 (FIPS 202): the permutation Keccak-f[1600], and absorbing and squeezing with it.

use super::cases::{Case, same};
use super::session::Session;
use super::table::Row;

const STATE: usize = 200;

/// The constants of iota, FIPS 202 section 3.2.5, for functions that take them from their caller.
#[rustfmt::skip]
const ROUND_CONSTANTS: [u64; 24] = [
    0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808a, 0x8000_0000_8000_8000,
    0x0000_0000_0000_808b, 0x0000_0000_8000_0001, 0x8000_0000_8000_8081, 0x8000_0000_0000_8009,
    0x0000_0000_0000_008a, 0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000a,
    0x0000_0000_8000_808b, 0x8000_0000_0000_008b, 0x8000_0000_0000_8089, 0x8000_0000_0000_8003,
    0x8000_0000_0000_8002, 0x8000_0000_0000_0080, 0x0000_0000_0000_800a, 0x8000_0000_8000_000a,
    0x8000_0000_8000_8081, 0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
];

/// Pads with 01, as SHA-3 does, and then 10*1 (FIPS 202 sections 5.1 and 6.1).
fn padded(message: &[u8], rate: usize) -> Vec<u8> {
    let mut all = message.to_vec();
    all.push(0x06);
    all.resize(all.len().next_multiple_of(rate), 0);
    *all.last_mut().expect("a block") |= 0x80;
    all
}

fn rate(case: &Case) -> usize {
    case.get("rate")[0] as usize
}

/// `f(state)` or `f(state, constants)`
pub fn permutation(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    lanes(session, row, case, 1)
}

/// `f(states, constants)`, two states one behind the other.
pub fn two_permutations(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    lanes(session, row, case, 2)
}

/// `f(states, constants)`, four states.
pub fn four_permutations(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    lanes(session, row, case, 4)
}

/// Hashes the message in each of the states. Each is one block behind the one before, so that no two ever are the same
/// while they work.
fn lanes(session: &mut Session, row: &Row, case: &Case, count: usize) -> Result<bool, String> {
    let (data, digest) = (padded(case.get("message"), rate(case)), case.get("digest"));
    let blocks: Vec<&[u8]> = data.chunks(rate(case)).collect();
    let states = session.output(STATE * count);
    let constants: Vec<u8> = ROUND_CONSTANTS.iter().flat_map(|c| c.to_le_bytes()).collect();
    let constants = session.input(&constants);
    for step in 0..blocks.len() + count - 1 {
        for lane in 0..count {
            let state = states + (STATE * lane) as u64;
            if step == lane {
                session.write(state, &[0; STATE]);
            }
            if let Some(block) = step.checked_sub(lane).and_then(|n| blocks.get(n)) {
                let before = session.read(state, block.len());
                let after: Vec<u8> = before.iter().zip(*block).map(|(a, b)| a ^ b).collect();
                session.write(state, &after);
            }
        }
        session.call_steady(row.symbol, &[states, constants], 0)?;
        if let Some(lane) = (step + 1).checked_sub(blocks.len()) {
            let found = session.read(states + (STATE * lane) as u64, digest.len());
            same("the digest", &found, digest)?;
        }
    }
    Ok(true)
}

/// `absorb(state, data, length, rate)` and `squeeze(state, digest, length, rate, again)`; the row names one, and the
/// other is beside it.
pub fn sponge(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    let (absorb, squeeze) = (row.with[0], row.with[1]);
    let (rate, digest) = (rate(case), case.get("digest"));
    let data = padded(case.get("message"), rate);
    let (state, input) = (session.inout(&[0; STATE]), session.input(&data));
    let left = session.call(absorb, &[state, input, data.len() as u64, rate as u64])?;
    if left != 0 {
        return Err(format!("{absorb} leaves {left} bytes of {}", data.len()));
    }
    let output = session.output(digest.len());
    session.call(squeeze, &[state, output, digest.len() as u64, rate as u64, 0])?;
    let found = session.read(output, digest.len());
    same("the digest", &found, digest).map(|()| true)
}
