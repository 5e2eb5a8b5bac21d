//! Makes operands meet: values beside each other in the registers that an instruction reads.
//!
//! [`super::fill`] makes each register by itself and does not know how wide the instruction's elements are. So two
//! whose sum is just what saturates, a shift by just the width, or a quotient of several digits are rare there.
//! Recordings hold what is changed here as they hold aimed addresses.

use super::random::Random;
use crate::lift::ops::Op;
use crate::machine::State;
use crate::machine::run::Lifted;
use std::collections::BTreeSet;

/// So that the stream is not the one that made the state.
const STREAM: u64 = 0x7661_7279;

/// Changes what the word reads in the state that `seed` made.
pub fn vary(lifted: &Lifted, state: &mut State, seed: u64) {
    let mut random = Random::new(seed, &[STREAM]);
    let ops = &lifted.ops;
    // Addresses of any magnitude could be those of the harness itself.
    let goes = ops.bytes_accessed() > 0 || ops.list.iter().any(|(op, _)| matches!(op, Op::WritePc(_)));
    let x = if goes { BTreeSet::new() } else { ops.reads_x() };
    let v = ops.reads_v();
    let size = 32 << random.below(2);
    let mut values: Vec<u128> = x.iter().map(|&n| state.x[n as usize].into()).collect();
    change(&mut values, 64, size, &mut random);
    x.iter().zip(values).for_each(|(&n, value)| state.x[n as usize] = value as u64);
    let size = 8 << random.below(4);
    let mut values: Vec<u128> = v.iter().map(|&n| state.v[n as usize]).collect();
    change(&mut values, 128, size, &mut random);
    v.iter().zip(values).for_each(|(&n, value)| state.v[n as usize] = value);
}

/// Shapes some of these values of `width` bits, and relates two of them, element by element of `size` bits.
fn change(values: &mut [u128], width: u32, size: u32, random: &mut Random) {
    for value in values.iter_mut() {
        let shape = random.below(8);
        *value = elements(*value, width, size, |element| shaped(element, shape, size, random));
    }
    if values.len() > 1 && random.below(2) == 0 {
        let from = random.below(values.len() as u64) as usize;
        let to = (from + 1 + random.below(values.len() as u64 - 1) as usize) % values.len();
        let relation = random.below(5);
        if relation == 4 {
            values[from] = elements(values[from], width, size, |_| edge(size, random));
        }
        values[to] = elements(values[from], width, size, |element| related(element, relation, size, random));
    }
}

fn elements(value: u128, width: u32, size: u32, mut make: impl FnMut(u64) -> u64) -> u128 {
    let ones = u128::MAX >> (128 - size);
    (0..width).step_by(size as usize).fold(0, |all, lo| {
        let element = make((value >> lo & ones) as u64);
        all | (u128::from(element) & ones) << lo
    })
}

/// Of any magnitude, with or without sign; beside a power of two; or within what a register may tell to shift by.
fn shaped(element: u64, shape: u64, size: u32, random: &mut Random) -> u64 {
    let bits = u64::from(size);
    let (top, bit, beside) = (random.word() << (64 - size), random.below(bits), random.below(3).wrapping_sub(1));
    let amount = random.below(2 * bits + 3).wrapping_sub(bits + 1);
    match shape {
        0 => ((top as i64) >> (64 - size) >> bit) as u64,
        1 => top >> (64 - size) >> bit,
        2 => (1u64 << bit).wrapping_add(beside),
        3 => (1u64 << bit).wrapping_add(beside).wrapping_neg(),
        4 if random.below(2) == 0 => amount,
        // Shifts by a register read its lowest byte.
        4 => element & !0xff | amount & 0xff,
        _ => element,
    }
}

/// Zero, the least, the greatest, or -1, for numbers with sign.
fn edge(size: u32, random: &mut Random) -> u64 {
    let least = 1u64 << (size - 1);
    random.pick(&[0, least, least - 1, u64::MAX])
}

/// Equal or beside it, at or beside an edge when added or subtracted, a multiple with a rest, or an edge itself.
fn related(element: u64, relation: u64, size: u32, random: &mut Random) -> u64 {
    let beside = random.pick(&[0, 0, 0, 1, u64::MAX]);
    let edge = edge(size, random);
    match relation {
        0 => element.wrapping_add(beside),
        1 => edge.wrapping_add(beside).wrapping_sub(element),
        2 => element.wrapping_sub(edge.wrapping_add(beside)),
        3 => element.wrapping_mul(random.below(1 << 12)).wrapping_add(beside),
        _ => edge,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of 1000 pairs of registers have an element of `size` bits for which this holds.
    fn count(size: u32, holds: impl Fn(u64, u64) -> bool) -> usize {
        let pairs = (0..1000).filter(|&seed| {
            let mut random = Random::new(seed, &[1]);
            let mut value = || u128::from(random.word()) << 64 | u128::from(random.word());
            let mut values = [value(), value()];
            change(&mut values, 128, size, &mut Random::new(seed, &[2]));
            let ones = u128::MAX >> (128 - size);
            let element = |v: u128, lo: u32| (v >> lo & ones) as u64;
            (0..128).step_by(size as usize).any(|lo| holds(element(values[0], lo), element(values[1], lo)))
        });
        pairs.count()
    }

    #[test]
    fn what_is_rare_by_chance_is_made() {
        let least = 1 << 63;
        let made = [
            ("equal", count(64, |a, b| a == b)),
            ("the sum is the greatest", count(64, |a, b| a.wrapping_add(b) == least - 1)),
            ("the sum is just too great", count(64, |a, b| (a as i64).checked_add(b as i64).is_none())),
            ("least by least", count(64, |a, b| a == least && b == least)),
            ("a shift by the width", count(64, |_, b| b & 0xff == 64)),
            ("a quotient of several digits", count(64, |a, b| b > 15 && b < least && a / b > 9)),
        ];
        assert!(made.iter().all(|(_, count)| *count >= 5), "{made:?}");
    }
}
