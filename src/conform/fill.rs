//! Random states, with weight on the values at which instructions go wrong.
//!
//! What a seed makes is part of the format of recordings and must not change: a test holds it.

use super::case::Windows;
use super::random::Random;
use crate::machine::State;

/// FPCR's bits that every machine keeps: AHP, DN, FZ, RMode, FZ16 (the manual's page "FPCR").
pub const FPCR: u32 = 0x07c8_0000;
/// FPSR's bits that every machine keeps: QC, IDC, IXC, UFC, OFC, DZC, IOC (the manual's page "FPSR").
pub const FPSR: u32 = 0x0800_009f;

/// The state and the windows of a seed; PC is for the machine to set.
pub fn fill(seed: u64) -> (State, Windows) {
    let mut random = Random::new(seed, &[]);
    let mut state = State::default();
    for x in &mut state.x {
        *x = corner(&mut random);
    }
    state.sp = corner(&mut random);
    state.tpidr_el0 = random.word();
    let bits = random.word();
    state.nzcv = bits as u8 & 15;
    state.dit = (bits >> 4) as u8 & 1;
    state.fpcr = (bits >> 8) as u32 & FPCR;
    state.fpsr = (bits >> 32) as u32 & FPSR;
    for v in &mut state.v {
        *v = vector(&mut random);
    }
    let mut windows = Windows::default();
    for bytes in windows.first.chunks_exact_mut(8).chain(windows.last.chunks_exact_mut(8)) {
        bytes.copy_from_slice(&random.word().to_le_bytes());
    }
    (state, windows)
}

/// Half of them random; else 0, -1, near the signs of 64 and 32 bits, small, or with one bit or all but one.
fn corner(random: &mut Random) -> u64 {
    let value = random.word();
    let bit = 1 << (value & 63);
    match random.word() & 31 {
        0 | 1 => 0,
        2 | 3 => u64::MAX,
        4 => 1,
        5 => 1 << 63,
        6 => u64::MAX >> 1,
        7 => 0x8000_0000,
        8 => 0x7fff_ffff,
        9 => u64::from(u32::MAX),
        10 => value & 0xff,
        11 => bit,
        12 => !bit,
        13 => value & 0xffff_ffff,
        14 => value | 0xffff_ffff_0000_0000,
        15 => (value & 0xff).wrapping_neg(),
        _ => value,
    }
}

/// Half of them random; else elements of one size, each random, 0, -1, or at or beside its sign.
fn vector(random: &mut Random) -> u128 {
    let value = u128::from(random.word()) << 64 | u128::from(random.word());
    let kind = random.word();
    if kind & 1 == 0 {
        return value;
    }
    let size = 8u32 << (kind >> 1 & 3);
    let ones = u128::MAX >> (128 - size);
    let mut all = 0;
    for e in 0..128 / size {
        let sign = 1u128 << (size - 1);
        let element = match random.word() & 15 {
            0 | 1 => 0,
            2 | 3 => ones,
            4 | 5 => sign,
            6 => sign - 1,
            7 => 1,
            8 => value >> (e * size) & 0xf,
            _ => value >> (e * size) & ones,
        };
        all |= element << (e * size);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recordings_stay_valid() {
        let mut sum = 0u128;
        for seed in 0..1000 {
            let (state, windows) = fill(seed);
            let x = state.x.iter().fold(0, |sum: u64, &x| sum.rotate_left(7) ^ x) ^ state.sp ^ state.tpidr_el0;
            let v = state.v.iter().fold(0, |sum: u128, &v| sum.rotate_left(7) ^ v);
            let flags = u128::from(state.nzcv) << 64 | u128::from(state.fpcr) << 32 | u128::from(state.fpsr);
            let bytes =
                windows.first.iter().chain(&windows.last).fold(0, |sum: u128, &b| sum.rotate_left(3) ^ u128::from(b));
            sum = sum.rotate_left(1) ^ u128::from(x) ^ v ^ flags ^ bytes ^ u128::from(state.dit);
        }
        assert_eq!(sum, 150_393_886_966_349_125_947_235_432_118_378_409_807);
    }
}
