//! The primitive operations on bit-vectors of 1 to 128 bits, and their meaning on numbers.

/// A primitive; widths are given beside it. Truth is one bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Prim {
    Not,
    Add,
    Sub,
    Mul,
    And,
    Or,
    Eor,
    /// `a << b`; zero when `b >= width`
    Shl,
    /// `a >> b`, unsigned; zero when `b >= width`
    Lsr,
    /// `a >> b`, signed; all copies of the sign when `b >= width`
    Asr,
    /// `a` rotated right by `b` modulo the width
    Ror,
    Eq,
    /// unsigned `a < b`
    Ult,
    /// signed `a < b`
    Slt,
    /// `a` on top of `b`
    Concat,
    ZeroExtend,
    SignExtend,
    /// `if a then b else c`
    Select,
}

impl Prim {
    /// How many operands it takes.
    pub fn arity(self) -> usize {
        match self {
            Prim::Not | Prim::ZeroExtend | Prim::SignExtend => 1,
            Prim::Select => 3,
            _ => 2,
        }
    }

    /// Whether each bit of the result is made of the bits at its place alone, which are of words of the same width.
    pub fn is_bitwise(self) -> bool {
        matches!(self, Prim::And | Prim::Or | Prim::Eor | Prim::Not)
    }

    /// The name by which terms are shown.
    pub fn name(self) -> &'static str {
        match self {
            Prim::Not => "NOT",
            Prim::Add => "+",
            Prim::Sub => "-",
            Prim::Mul => "*",
            Prim::And => "AND",
            Prim::Or => "OR",
            Prim::Eor => "EOR",
            Prim::Shl => "<<",
            Prim::Lsr => ">>",
            Prim::Asr => "ASR",
            Prim::Ror => "ROR",
            Prim::Eq => "==",
            Prim::Ult => "<",
            Prim::Slt => "SLT",
            Prim::Concat => "::",
            Prim::ZeroExtend => "ZeroExtend",
            Prim::SignExtend => "SignExtend",
            Prim::Select => "if",
        }
    }

    /// Its value. `width` is the result's, `from` the width of the first operand (of the second for `Concat`).
    /// Operands have no bit set at or above their widths, and neither has the result.
    #[inline(always)]
    pub fn eval(self, width: u8, from: u8, a: u128, b: u128, c: u128) -> u128 {
        let m = mask(width);
        match self {
            Prim::Not => !a & m,
            Prim::Add => a.wrapping_add(b) & m,
            Prim::Sub => a.wrapping_sub(b) & m,
            Prim::Mul => a.wrapping_mul(b) & m,
            Prim::And => a & b,
            Prim::Or => a | b,
            Prim::Eor => a ^ b,
            Prim::Shl if b < width as u128 => (a << b) & m,
            Prim::Lsr if b < width as u128 => a >> b,
            Prim::Shl | Prim::Lsr => 0,
            Prim::Asr => (signed(a, width) >> b.min(width as u128 - 1)) as u128 & m,
            Prim::Ror => rotate_right(a, b, width),
            Prim::Eq => (a == b) as u128,
            Prim::Ult => (a < b) as u128,
            Prim::Slt => (signed(a, from) < signed(b, from)) as u128,
            Prim::Concat => (a << from) | b,
            Prim::ZeroExtend => a,
            Prim::SignExtend => signed(a, from) as u128 & m,
            Prim::Select if a != 0 => b,
            Prim::Select => c,
        }
    }
}

/// The number whose low `width` bits are ones.
#[inline(always)]
pub fn mask(width: u8) -> u128 {
    if width >= 128 { u128::MAX } else { (1u128 << width) - 1 }
}

/// A bit-vector read as a two's complement number.
#[inline(always)]
pub fn signed(a: u128, width: u8) -> i128 {
    let unused = 128 - width as u32;
    ((a << unused) as i128) >> unused
}

#[inline(always)]
fn rotate_right(a: u128, by: u128, width: u8) -> u128 {
    // A division of 128 bits is slow, and almost never needed.
    let by = if by < width as u128 { by as u32 } else { (by % width as u128) as u32 };
    if by == 0 { a } else { ((a >> by) | (a << (width as u32 - by))) & mask(width) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(prim: Prim, width: u8, from: u8, operands: [u128; 3], expected: u128) {
        assert_eq!(prim.eval(width, from, operands[0], operands[1], operands[2]), expected, "{prim:?}");
    }

    #[test]
    fn edges() {
        check(Prim::Add, 8, 8, [0xff, 1, 0], 0);
        check(Prim::Sub, 8, 8, [0, 1, 0], 0xff);
        check(Prim::Shl, 8, 8, [0xff, 8, 0], 0);
        check(Prim::Lsr, 128, 128, [u128::MAX, 127, 0], 1);
        check(Prim::Asr, 8, 8, [0x80, 200, 0], 0xff);
        check(Prim::Ror, 32, 32, [1, 33, 0], 0x8000_0000);
        check(Prim::Ror, 128, 128, [1, 0, 0], 1);
        check(Prim::Slt, 1, 8, [0x80, 0x7f, 0], 1);
        check(Prim::Ult, 1, 8, [0x80, 0x7f, 0], 0);
        check(Prim::Concat, 128, 64, [1, 2, 0], (1 << 64) | 2);
        check(Prim::SignExtend, 128, 1, [1, 0, 0], u128::MAX);
        check(Prim::Select, 8, 1, [0, 5, 6], 6);
    }
}
