//! Constants of any width, read from digits and shown as them.

use super::{Bits, widths};
use crate::term::Terms;

impl Bits {
    /// The constant with these bytes, the lowest first; what is missing is zero, what is too much is dropped.
    pub fn of_bytes(terms: &mut Terms, width: u32, bytes: &[u8]) -> Bits {
        let mut at = 0;
        let limbs = widths(width).map(|limb| {
            let value = (0..16.min(limb.div_ceil(8)))
                .rev()
                .fold(0, |all, n| all << 8 | u128::from(bytes.get(at + n as usize).copied().unwrap_or(0)));
            at += usize::from(limb / 8);
            terms.constant(limb, value)
        });
        Bits { width, limbs: limbs.collect() }
    }
}

/// The bytes of a number, the lowest first, from digits of a base of at most 16; `None` if one is no digit.
pub fn bytes(digits: &str, base: u32) -> Option<Vec<u8>> {
    if base.is_power_of_two() {
        return by_bits(digits, base);
    }
    let mut bytes: Vec<u8> = Vec::new();
    for digit in digits.chars() {
        let mut carry = digit.to_digit(base)?;
        for byte in bytes.iter_mut() {
            carry += u32::from(*byte) * base;
            *byte = carry as u8;
            carry >>= 8;
        }
        if carry > 0 {
            bytes.push(carry as u8);
        }
    }
    Some(bytes)
}

/// The same for digits of whole bits, in one pass.
fn by_bits(digits: &str, base: u32) -> Option<Vec<u8>> {
    let per = base.trailing_zeros() as usize;
    let mut bytes = vec![0; (digits.len() * per).div_ceil(8)];
    for (n, digit) in digits.chars().rev().enumerate() {
        bytes[n * per / 8] |= (digit.to_digit(base)? as u8) << (n * per % 8);
    }
    bytes.truncate(bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1));
    Some(bytes)
}

/// Whether a number fits into a width.
pub fn fits(bytes: &[u8], width: u32) -> bool {
    let top = bytes.len() as u32 * 8 - bytes.last().map_or(0, |byte| byte.leading_zeros());
    top <= width
}

/// A vector with these limbs as SMT-LIB writes it: in hexadecimal where the width allows.
pub fn show(width: u32, limbs: &[u128]) -> String {
    let limb = widths(width).next().map_or(1, u32::from);
    let bit = |n: u32| limbs[(n / limb) as usize] >> (n % limb) & 1 == 1;
    let digits = |per: u32| {
        let digit = move |n: u32| (0..per).fold(0, |all, k| all | u32::from(bit(n * per + k)) << k);
        (0..width / per).rev().map(move |n| char::from_digit(digit(n), 16).unwrap_or('?'))
    };
    if width.is_multiple_of(4) {
        "#x".chars().chain(digits(4)).collect()
    } else {
        "#b".chars().chain(digits(1)).collect()
    }
}
