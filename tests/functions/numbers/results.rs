//! Moduli and results that several functions share.

use super::Operands;
use crate::nat::Nat;
use std::cmp::Ordering;

/// An odd number above 1 made of y.
pub fn odd(y: &Nat, _: usize) -> Nat {
    let odd = if y.bit(0) { y.clone() } else { y.add(&Nat::from(&[1])) };
    if odd == Nat::from(&[1]) { Nat::from(&[3]) } else { odd }
}

/// The same with all words in use.
pub fn odd_full(y: &Nat, size: usize) -> Nat {
    let odd = odd(y, size);
    if odd.bits() == size * 64 { odd } else { odd.add(&Nat::power(size * 64 - 1)) }
}

/// The field of P-256, 2^256 - 2^224 + 2^192 + 2^96 - 1.
pub fn p256(_: &Nat, _: usize) -> Nat {
    Nat::from(&[u64::MAX, 0xffff_ffff, 0, 0xffff_ffff_0000_0001])
}

/// The order of P-256's base point.
pub fn n256(_: &Nat, _: usize) -> Nat {
    Nat::from(&[0xf3b9_cac2_fc63_2551, 0xbce6_faad_a717_9e84, u64::MAX, 0xffff_ffff_0000_0000])
}

/// 2^255 - 19
pub fn p25519(_: &Nat, _: usize) -> Nat {
    Nat::power(255).sub(&Nat::from(&[19]))
}

/// The order of Curve25519's base point, 2^252 + 27742317777372353535851937790883648493.
pub fn n25519(_: &Nat, _: usize) -> Nat {
    Nat::power(252).add(&Nat::from(&[0x5812_631a_5cf5_d3ed, 0x14de_f9de_a2f7_9cd6]))
}

pub fn sum(o: &Operands) -> Nat {
    o.x.add(&o.y)
}

/// As a number of one word more; the borrow is above the result's words.
pub fn difference(o: &Operands) -> Nat {
    o.x.add(&o.full()).sub(&o.y)
}

pub fn carry(o: &Operands) -> u64 {
    sum(o).word(o.size)
}

pub fn borrow(o: &Operands) -> u64 {
    (o.x.compare(&o.y) == Ordering::Less) as u64
}

pub fn modular_sum(o: &Operands) -> Nat {
    o.x.add(&o.y).rem(&o.m)
}

pub fn modular_difference(o: &Operands) -> Nat {
    o.x.add(&o.m).sub(&o.y).rem(&o.m)
}

pub fn modular_product(o: &Operands) -> Nat {
    o.x.mul(&o.y).rem(&o.m)
}

pub fn montgomery_product(o: &Operands) -> Nat {
    o.unmontgomery(&o.x.mul(&o.y))
}

pub fn montgomery_square(o: &Operands) -> Nat {
    o.unmontgomery(&o.x.mul(&o.x))
}

pub fn double(o: &Operands) -> Nat {
    o.x.add(&o.x).rem(&o.m)
}

pub fn negative(o: &Operands) -> Nat {
    o.m.sub(&o.x).rem(&o.m)
}

pub fn half(o: &Operands) -> Nat {
    o.x.half(&o.m)
}

pub fn triple(o: &Operands) -> Nat {
    o.x.mul(&Nat::from(&[3])).rem(&o.m)
}

pub fn to_montgomery(o: &Operands) -> Nat {
    o.x.mul(&o.full()).rem(&o.m)
}

pub fn from_montgomery(o: &Operands) -> Nat {
    o.unmontgomery(&o.x)
}

pub fn remainder(o: &Operands) -> Nat {
    o.x.rem(&o.m)
}
