//! The functions that the language brings along.

use super::lifter::{Lift, Lifter, fail};
use super::prim::Prim;
use super::value::{At, Bits, Int, Seq, Val};
use crate::lang::Span;
use crate::lang::ast::BinaryOp;

/// Their names; texts cannot define them again.
pub const NAMES: &[&str] = &[
    "ZeroExtend",
    "SignExtend",
    "Zeros",
    "Ones",
    "Replicate",
    "IsZero",
    "UInt",
    "SInt",
    "ROR",
    "ROL",
    "ASR",
    "LSL",
    "LSR",
    "HighestSetBit",
    "BitReverse",
    "words",
    "blocks",
    "repeat",
    "length",
    "old",
];

impl Lifter<'_> {
    /// A builtin applied to values.
    pub(super) fn builtin(&mut self, name: &str, values: &[Val], span: Span) -> Lift<Val> {
        match (name, values) {
            ("ZeroExtend" | "SignExtend", [Val::Bits(x), Val::Int(n)]) => self.extend(name, *x, *n, span),
            ("Zeros", [Val::Int(n)]) => Ok(Val::Bits(Bits::known(self.width(*n, span)?, 0))),
            ("Ones", [Val::Int(n)]) => Ok(Val::Bits(Bits::known(self.width(*n, span)?, u128::MAX))),
            ("Replicate", [Val::Bits(x), Val::Int(n)]) => self.replicate(*x, *n, span),
            ("IsZero", [Val::Bits(x)]) => {
                self.binary(BinaryOp::Equal, Val::Bits(*x), Val::Bits(Bits::known(x.width, 0)), span)
            }
            ("UInt", [Val::Bits(x)]) => self.unsigned(*x, span).map(Val::Int),
            ("SInt", [Val::Bits(x)]) if x.width > 0 => Ok(Val::Int(self.bits_int(*x))),
            ("ROR", [Val::Bits(x), Val::Int(n)]) => self.shift_by(Prim::Ror, *x, *n, span).map(Val::Bits),
            ("ROL", [Val::Bits(x), Val::Int(n)]) if x.width > 0 => {
                let n = self.known(*n, span, "a rotation to the left")?.rem_euclid(x.width as i128);
                let right = (x.width as i128 - n) % x.width as i128;
                self.shift_by(Prim::Ror, *x, Int::Known(right), span).map(Val::Bits)
            }
            ("ASR", [Val::Bits(x), Val::Int(n)]) => self.shift_by(Prim::Asr, *x, *n, span).map(Val::Bits),
            ("LSL", [Val::Bits(x), Val::Int(n)]) => self.shift_by(Prim::Shl, *x, *n, span).map(Val::Bits),
            ("LSR", [Val::Bits(x), Val::Int(n)]) => self.shift_by(Prim::Lsr, *x, *n, span).map(Val::Bits),
            ("HighestSetBit", [Val::Bits(x)]) => self.highest_set_bit(*x, span),
            ("BitReverse", [Val::Bits(x)]) => self.reverse(*x, span),
            ("words", [Val::Bits(x)]) if x.width % 32 == 0 => Ok(self.words(*x)),
            ("blocks", [over, Val::Int(n)]) => self.blocks(over, *n, span),
            ("repeat", [value, Val::Int(n)]) => {
                let n = self.known(*n, span, "a number of elements")?.clamp(0, 1 << 16);
                Ok(Val::Array(vec![value.clone(); n as usize].into()))
            }
            ("length", [Val::Array(xs)]) => Ok(Val::Int(Int::Known(xs.len() as i128))),
            _ => {
                let found: Vec<String> = values.iter().map(Val::describe).collect();
                fail(span, format!("`{name}` does not apply to ({})", found.join(", ")))
            }
        }
    }

    fn width(&mut self, n: Int, span: Span) -> Lift<u8> {
        match self.known(n, span, "a width")? {
            n @ 0..=128 => Ok(n as u8),
            n => fail(span, format!("a width of {n} bits; widths are 0 to 128")),
        }
    }

    fn extend(&mut self, name: &str, x: Bits, n: Int, span: Span) -> Lift<Val> {
        let width = self.width(n, span)?;
        if width < x.width {
            return fail(span, format!("{name} of {} bits to {width} bits", x.width));
        }
        Ok(Val::Bits(if name == "ZeroExtend" { self.zero_extend(x, width) } else { self.sign_extend(x, width) }))
    }

    fn replicate(&mut self, x: Bits, n: Int, span: Span) -> Lift<Val> {
        let n = self.known(n, span, "a number of copies")?;
        if n < 1 || n * x.width as i128 > 128 {
            return fail(span, format!("{n} copies of {} bits", x.width));
        }
        let mut all = x;
        for _ in 1..n {
            all = self.prim(Prim::Concat, all.width + x.width, &[all, x]);
        }
        Ok(Val::Bits(all))
    }

    /// One bit wider, so that the sign is clear.
    fn unsigned(&mut self, x: Bits, span: Span) -> Lift<Int> {
        match x.at {
            At::Known(n) if n <= i128::MAX as u128 => Ok(Int::Known(n as i128)),
            At::Open(deps) => Ok(Int::Open { deps, field: x.field }),
            _ if x.width >= 128 => fail(span, "UInt of 128 bits is not supported"),
            _ => {
                let wide = self.zero_extend(x, x.width + 1);
                Ok(self.bits_int(wide))
            }
        }
    }

    fn highest_set_bit(&mut self, x: Bits, span: Span) -> Lift<Val> {
        let n = self.unsigned(x, span)?;
        let n = self.known(n, span, "HighestSetBit")?;
        Ok(Val::Int(Int::Known(127 - n.leading_zeros() as i128)))
    }

    fn reverse(&mut self, x: Bits, _span: Span) -> Lift<Val> {
        let mut all = self.extract(1, x, 0);
        for n in 1..x.width {
            let bit = self.extract(1, x, n);
            all = self.prim(Prim::Concat, all.width + 1, &[all, bit]);
        }
        Ok(Val::Bits(all))
    }

    /// The 32-bit words of a vector, the lowest first.
    fn words(&mut self, x: Bits) -> Val {
        let words = (0..x.width / 32).map(|n| Val::Bits(self.extract(32, x, n * 32)));
        Val::Array(words.collect::<Vec<_>>().into())
    }

    /// Bytes cut into blocks; a rest that fills no block is an error.
    fn blocks(&mut self, over: &Val, chunk: Int, span: Span) -> Lift<Val> {
        let chunk = self.known(chunk, span, "the size of a block")?;
        match over {
            _ if !(1..=1 << 16).contains(&chunk) => fail(span, format!("blocks of {chunk} elements")),
            Val::Array(elements) if elements.len() as i128 % chunk == 0 => {
                let blocks = elements.chunks(chunk as usize).map(|block| Val::Array(block.to_vec().into()));
                Ok(Val::Array(blocks.collect::<Vec<_>>().into()))
            }
            Val::Seq(seq) if seq.unit as i128 == chunk && seq.rest.is_none() => {
                Ok(Val::Blocks(Seq { unit: chunk as u32, ..*seq }, chunk as u32))
            }
            other => fail(span, format!("{} cannot be cut into blocks of {chunk}", other.describe())),
        }
    }
}
