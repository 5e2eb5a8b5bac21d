//! Numbers that are the same everywhere: SplitMix64.

use vambrace::lift::decoder::Pattern;

pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        ((z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb) >> 32) as u32
    }

    /// A word of an encoding; each field is often all zeros, all ones, a power of two or like the field before.
    pub fn word(&mut self, pattern: &Pattern) -> u32 {
        let (mut word, mut before) = (pattern.value, 0);
        for (_, lo, width) in &pattern.fields {
            let mask = u32::MAX >> (32 - *width as u32);
            let value = match self.next() % 10 {
                0 | 1 => 0,
                2 => u32::MAX,
                3 => 1 << (self.next() % *width as u32),
                4 => before,
                _ => self.next(),
            };
            before = value & mask;
            word |= before << lo;
        }
        word
    }
}
