//! The functions of the C library that the objects call, done by the test itself.

use vambrace::machine::{Memory, State, Stop};

/// Does a call; false if there is no such function here.
pub fn call(name: Option<&str>, state: &mut State, memory: &mut Memory) -> Result<bool, Stop> {
    let [to, from, length, ..] = state.x;
    match name {
        Some("memcpy" | "memmove") => copy(memory, to, from, length)?,
        Some("memset") => (0..length).try_for_each(|n| memory.store(to + n, 1, from as u8 as u128))?,
        _ => return Ok(false),
    }
    // A call may change every register that need not be kept; these are the ones that such a routine uses.
    for x in &mut state.x[1..18] {
        *x = 0x0bad_0bad_0bad_0bad;
    }
    state.pc = state.x[30];
    Ok(true)
}

fn copy(memory: &mut Memory, to: u64, from: u64, length: u64) -> Result<(), Stop> {
    let bytes: Vec<u128> = (0..length).map(|n| memory.load(from + n, 1)).collect::<Result<_, _>>()?;
    bytes.into_iter().zip(to..).try_for_each(|(byte, address)| memory.store(address, 1, byte))
}
