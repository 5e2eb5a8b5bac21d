//! Random words of an encoding: every field goes over its values, with weight on corners and on equal registers.

use super::corners::Corners;
use super::random::Random;
use crate::lift::decoder::Pattern;

/// The n-th word of an encoding. Each field of `k` bits takes all its values within 2^(k+1) words.
pub fn word(pattern: &Pattern, corners: &Corners, n: u64, random: &mut Random) -> u32 {
    let mut word = pattern.value;
    let mut registers: Vec<u32> = Vec::new();
    let mut before: Option<(u8, u32)> = None;
    for (at, (name, lo, width)) in pattern.fields.iter().enumerate() {
        let last = u32::MAX >> (32 - width);
        let value = match corners.0.get(at).filter(|named| !named.is_empty()) {
            Some(named) if random.below(4) == 0 => random.pick(named) & last,
            _ if *width == 5 && name.starts_with('R') => register(n, at as u64, &mut registers, random),
            _ => {
                // `immr` and `imms` matter by which is larger.
                let like = before.filter(|(other, _)| other == width).map(|(_, value)| value);
                field(n, at as u64, last, like, random)
            }
        };
        before = Some((*width, value));
        word |= value << lo;
    }
    word
}

/// A number that goes over all values while the other fields go over theirs at other paces.
fn sweep(n: u64, at: u64) -> u32 {
    ((n / 2).wrapping_mul(2 * at + 1).wrapping_add(at * 7)) as u32
}

fn field(n: u64, at: u64, last: u32, like: Option<u32>, random: &mut Random) -> u32 {
    match (random.below(8), like) {
        _ if (n + at).is_multiple_of(2) => sweep(n, at) & last,
        (0, _) => 0,
        (1, _) => last,
        (2, _) => last >> 1,
        (3, _) => (last >> 1).wrapping_add(1) & last,
        (4, _) => 1,
        (5, Some(value)) => value,
        (6, Some(value)) => value.wrapping_add(1) & last,
        _ => random.word() as u32 & last,
    }
}

fn register(n: u64, at: u64, registers: &mut Vec<u32>, random: &mut Random) -> u32 {
    let number = match random.below(8) {
        0 | 1 if !registers.is_empty() => random.pick(registers),
        // LDP and the structures use the next registers too.
        2 if !registers.is_empty() => (random.pick(registers) + 1) & 31,
        3 => random.pick(&[31, 31, 30, 0]),
        4 => random.word() as u32 & 31,
        _ => sweep(n, at) & 31,
    };
    registers.push(number);
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_goes_over_its_values_and_registers_meet() {
        let fields = vec![("imm".to_string(), 10, 6), ("Rn".to_string(), 5, 5), ("Rd".to_string(), 0, 5)];
        let pattern = Pattern { mask: !0xffff, value: 0xabc_0000, fields, span: Default::default() };
        let mut seen = [0u64; 3];
        let (mut same, mut zero) = (0, 0);
        for n in 0..128 {
            let word = word(&pattern, &Corners::default(), n, &mut Random::new(1, &[n]));
            assert_eq!(word & pattern.mask, pattern.value);
            for (seen, lo) in seen.iter_mut().zip([10, 5, 0]) {
                *seen |= 1 << (word >> lo & if lo == 10 { 63 } else { 31 });
            }
            same += u32::from(word >> 5 & 31 == word & 31);
            zero += u32::from(word & 31 == 31);
        }
        assert_eq!(seen, [u64::MAX, u64::from(u32::MAX), u64::from(u32::MAX)]);
        assert!(same > 16 && zero > 8, "{same} {zero}");
    }
}
