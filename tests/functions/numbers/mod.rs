//! What the functions of big numbers compute and how they are called; `specs.rs` is the list.

pub mod results;
mod specs;

use super::nat::Nat;
use results::{odd, p256, p25519};
pub use specs::SPECS;

#[derive(Clone, Copy, PartialEq)]
pub enum Argument {
    /// The number of words.
    Size,
    One,
    Zero,
    /// The lowest word of y, and that modulo 64.
    Word,
    Small,
    /// The lowest word of y, but never zero.
    Divisor,
    X,
    Y,
    M,
    /// Where -1/m modulo 2^64 is.
    Factor,
    /// Where to put the result.
    Z,
    /// The same, and what is there at first belongs to the operands.
    W,
    Scratch,
}

pub struct Operands {
    pub size: usize,
    pub x: Nat,
    pub y: Nat,
    pub m: Nat,
    /// What the result's place holds before.
    pub w: Nat,
}

pub struct Spec {
    pub symbol: &'static str,
    pub arguments: &'static [Argument],
    /// Words of an operand.
    pub sizes: &'static [usize],
    /// The result has so many times as many words.
    pub widths: usize,
    /// Whether x and y are below the modulus.
    pub reduced: bool,
    pub modulus: fn(&Nat, usize) -> Nat,
    /// What is in memory afterwards, cut to the result's words.
    pub result: Option<fn(&Operands) -> Nat>,
    pub returns: Option<fn(&Operands) -> u64>,
}

impl Operands {
    pub fn reduced(self, spec: &Spec) -> Operands {
        if !spec.reduced {
            return self;
        }
        Operands { x: self.x.rem(&self.m), y: self.y.rem(&self.m), ..self }
    }

    pub fn montgomery_factor(&self) -> u64 {
        // Newton's iteration doubles the bits that are right, from three on.
        let m = self.m.word(0);
        (0..5).fold(m, |inverse, _| inverse.wrapping_mul(2u64.wrapping_sub(m.wrapping_mul(inverse)))).wrapping_neg()
    }

    /// 2 to the power of all bits.
    fn full(&self) -> Nat {
        Nat::power(self.size * 64)
    }

    /// x / 2^bits modulo m
    fn unmontgomery(&self, x: &Nat) -> Nat {
        (0..self.size * 64).fold(x.rem(&self.m), |x, _| x.half(&self.m))
    }

    /// The inverse of x, and zero for zero.
    fn inverse(&self) -> Nat {
        let x = self.x.rem(&self.m);
        if x == Nat::zero() { x } else { x.inverse(&self.m) }
    }

    /// y's lowest word.
    fn word(&self) -> Nat {
        Nat::from(&[self.y.word(0)])
    }

    /// The same where it divides.
    pub fn divisor(&self) -> Nat {
        Nat::from(&[self.y.word(0).max(1)])
    }
}

const PLAIN: Spec = Spec {
    symbol: "",
    arguments: &[],
    sizes: &[1, 2, 4, 7],
    widths: 1,
    reduced: false,
    modulus: odd,
    result: None,
    returns: None,
};

/// A result alone.
const fn spec(symbol: &'static str, arguments: &'static [Argument], result: fn(&Operands) -> Nat) -> Spec {
    Spec { symbol, arguments, result: Some(result), ..PLAIN }
}

/// A returned value alone.
const fn value(symbol: &'static str, arguments: &'static [Argument], returns: fn(&Operands) -> u64) -> Spec {
    Spec { symbol, arguments, returns: Some(returns), ..PLAIN }
}

/// With an operand's size fixed and a result of twice that.
const fn product(symbol: &'static str, arguments: &'static [Argument], sizes: &'static [usize]) -> Spec {
    let unary = arguments.len() == 2 || matches!(arguments[2], Argument::Scratch);
    let result: fn(&Operands) -> Nat = if unary { |o| o.x.mul(&o.x) } else { |o| o.x.mul(&o.y) };
    Spec { sizes, widths: 2, ..spec(symbol, arguments, result) }
}

impl Spec {
    const fn and(self, returns: fn(&Operands) -> u64) -> Spec {
        Spec { returns: Some(returns), ..self }
    }

    const fn of(self, sizes: &'static [usize]) -> Spec {
        Spec { sizes, ..self }
    }

    /// Operands below this modulus.
    const fn modulo(self, modulus: fn(&Nat, usize) -> Nat) -> Spec {
        Spec { modulus, reduced: true, ..self }
    }

    /// Any operands, a result below this modulus.
    const fn into(self, modulus: fn(&Nat, usize) -> Nat) -> Spec {
        Spec { modulus, ..self }
    }
}

/// Four words below the field of P-256.
const fn p256_spec(symbol: &'static str, arguments: &'static [Argument], result: fn(&Operands) -> Nat) -> Spec {
    spec(symbol, arguments, result).of(&[4]).modulo(p256)
}

const fn p25519_spec(symbol: &'static str, arguments: &'static [Argument], result: fn(&Operands) -> Nat) -> Spec {
    spec(symbol, arguments, result).of(&[4]).modulo(p25519)
}
