//! Which words of an encoding are tried.

use super::random::Random;
use vambrace::lift::decoder::Pattern;

/// Encodings with so few free bits are tried whole.
pub const WHOLE: u32 = 20;

/// How many words of a whole encoding are one job of a thread.
pub const JOB: u64 = 1 << 16;

pub fn free_bits(pattern: &Pattern) -> u32 {
    pattern.mask.count_zeros()
}

/// The words of an encoding in order, from the n-th on.
pub fn whole(pattern: &Pattern, from: u64, count: u64) -> impl Iterator<Item = u32> {
    let (free, all) = (!pattern.mask, 1u64 << free_bits(pattern));
    (from..all.min(from + count)).map(move |n| pattern.value | spread(n as u32, free))
}

/// The bits of a number at the places of a mask.
fn spread(number: u32, mask: u32) -> u32 {
    let (mut word, mut rest) = (0, mask);
    for bit in 0..mask.count_ones() {
        let lowest = rest & rest.wrapping_neg();
        if number >> bit & 1 == 1 {
            word |= lowest;
        }
        rest ^= lowest;
    }
    word
}

/// Each value of each field of at most `small` bits with others at random, then `more` words with fields at corners.
pub fn sample(pattern: &Pattern, random: &mut Random, small: u8, more: usize) -> Vec<u32> {
    let mut words = Vec::new();
    for (_, lo, width) in pattern.fields.iter().filter(|(_, _, width)| *width <= small) {
        let field = ((1 << width) - 1) << lo;
        words.extend((0..1 << width).map(|value| random.word(pattern) & !field | value << lo));
    }
    words.extend((0..more).map(|_| random.word(pattern)));
    words
}

#[test]
fn whole_encodings() {
    let pattern = Pattern { mask: 0xffff_fe0f, value: 0x8000_0001, fields: Vec::new(), span: Default::default() };
    let words: Vec<u32> = whole(&pattern, 0, JOB).collect();
    assert_eq!((words.len(), words[0], words[1], words[31]), (32, 0x8000_0001, 0x8000_0011, 0x8000_01f1));
    assert_eq!(whole(&pattern, 30, JOB).collect::<Vec<_>>(), words[30..]);
}
