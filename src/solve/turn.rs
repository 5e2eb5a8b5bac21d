//! Words that are rotations or complements of each other: code that puts off its rotations, or keeps a lane inverted,
//! computes the standard's words up to these.

use super::simulate::Values;
use crate::kernel::make::Make;
use crate::kernel::{Checked, Kernel};
use crate::lift::prim::{Prim, mask};
use crate::term::TermId;

/// What a word is of another: rotated to the right by so many bits, then complemented or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turn {
    pub right: u8,
    pub not: bool,
}

/// Words of which rotations are looked for.
const TURNED: [u8; 2] = [32, 64];

/// The values that all turns of a word have in common, and the turn that takes them to the word's.
pub fn canonical(width: u8, values: &Values) -> (Values, Turn) {
    if !TURNED.contains(&width) {
        let not = values[0] & 1 == 1 && width > 1;
        return (if not { values.map(|value| !value & mask(width)) } else { *values }, Turn { right: 0, not });
    }
    // The smallest of all rotations of the first value and of its complement.
    let rotated = |value: u128, by: u8| match width {
        32 => (value as u32).rotate_right(by.into()).into(),
        _ => (value as u64).rotate_right(by.into()).into(),
    };
    let flipped = |value: u128, not: bool| if not { !value & mask(width) } else { value };
    let candidates = (0..width).flat_map(|by| [false, true].map(|not| (rotated(flipped(values[0], not), by), by, not)));
    let (_, by, not): (u128, u8, bool) = candidates.min().unwrap_or_default();
    let turned = values.map(|value| rotated(flipped(value, not), by));
    (turned, Turn { right: (width - by) % width, not })
}

impl Turn {
    /// The turn that takes a word of this one to a word of another.
    pub fn to(self, other: Turn, width: u8) -> Turn {
        let right = (u16::from(other.right) + u16::from(width) - u16::from(self.right)) % u16::from(width);
        Turn { right: right as u8, not: self.not ^ other.not }
    }

    /// The values of a turned word.
    pub fn of(self, width: u8, values: &Values) -> Values {
        let flip = if self.not { mask(width) } else { 0 };
        values.map(|value| Prim::Ror.eval(width, width, value, self.right.into(), 0) ^ flip)
    }

    /// The turned word.
    pub fn apply(self, kernel: &mut Kernel, id: TermId) -> Checked<TermId> {
        let width = kernel.terms().width(id);
        let mut turned = id;
        if self.right > 0 {
            let by = kernel.make(Make::Constant { width, value: self.right.into() })?;
            turned = kernel.make(Make::Prim { prim: Prim::Ror, width, operands: [turned, by, by] })?;
        }
        if self.not {
            turned = kernel.make(Make::Prim { prim: Prim::Not, width, operands: [turned; 3] })?;
        }
        Ok(turned)
    }
}

#[cfg(test)]
mod tests {
    use super::super::simulate::VECTORS;
    use super::*;

    fn check(width: u8, right: u8, not: bool) {
        let word: Values = std::array::from_fn(|n| (0x9e37_79b9_7f4a_7c15u128 << n ^ 0x1234_5678) & mask(width));
        let turned = word.map(|value| {
            let value = Prim::Ror.eval(width, width, value, right.into(), 0);
            if not { !value & mask(width) } else { value }
        });
        assert_eq!(Turn { right, not }.of(width, &word), turned);
        let ((a, from), (b, to)) = (canonical(width, &word), canonical(width, &turned));
        assert_eq!(a, b, "{width} {right} {not}");
        assert_eq!(from.to(to, width), Turn { right, not });
        assert_eq!(word.len(), VECTORS);
    }

    #[test]
    fn all_turns_of_a_word_have_the_same_canonical_values() {
        for (width, right, not) in TURNED.iter().flat_map(|&w| (0..w).flat_map(move |r| [(w, r, false), (w, r, true)]))
        {
            check(width, right, not);
        }
        check(128, 0, true);
        check(8, 0, true);
    }
}
