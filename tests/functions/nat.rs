//! Natural numbers of any size, slowly: the independent arithmetic that big-number functions are compared with.

use std::cmp::Ordering;

/// Words, the lowest first, without zeros at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nat(Vec<u64>);

impl Nat {
    pub fn from(words: &[u64]) -> Nat {
        let mut words = words.to_vec();
        while words.last() == Some(&0) {
            words.pop();
        }
        Nat(words)
    }

    pub fn zero() -> Nat {
        Nat(Vec::new())
    }

    /// 2 to the power of n.
    pub fn power(n: usize) -> Nat {
        let mut words = vec![0; n / 64 + 1];
        words[n / 64] = 1 << (n % 64);
        Nat(words)
    }

    /// Lower digits come first.
    pub fn little(bytes: &[u8]) -> Nat {
        let word = |bytes: &[u8]| bytes.iter().rev().fold(0, |word, byte| word << 8 | *byte as u64);
        Nat::from(&bytes.chunks(8).map(word).collect::<Vec<u64>>())
    }

    pub fn big(bytes: &[u8]) -> Nat {
        Nat::little(&bytes.iter().rev().copied().collect::<Vec<u8>>())
    }

    /// The lowest bytes, little-endian.
    pub fn bytes(&self, words: usize) -> Vec<u8> {
        (0..words).flat_map(|n| self.word(n).to_le_bytes()).collect()
    }

    pub fn word(&self, n: usize) -> u64 {
        self.0.get(n).copied().unwrap_or(0)
    }

    /// How many bits the number takes.
    pub fn bits(&self) -> usize {
        self.0.last().map_or(0, |top| self.0.len() * 64 - top.leading_zeros() as usize)
    }

    pub fn bit(&self, n: usize) -> bool {
        self.word(n / 64) >> (n % 64) & 1 == 1
    }

    pub fn add(&self, other: &Nat) -> Nat {
        let mut carry = false;
        let length = self.0.len().max(other.0.len()) + 1;
        let sum = |n| {
            let (first, one) = self.word(n).overflowing_add(other.word(n));
            let (second, two) = first.overflowing_add(carry as u64);
            carry = one | two;
            second
        };
        Nat::from(&(0..length).map(sum).collect::<Vec<u64>>())
    }

    /// The other must not be greater.
    pub fn sub(&self, other: &Nat) -> Nat {
        let mut borrow = false;
        let difference = |n| {
            let (first, one) = self.word(n).overflowing_sub(other.word(n));
            let (second, two) = first.overflowing_sub(borrow as u64);
            borrow = one | two;
            second
        };
        let words: Vec<u64> = (0..self.0.len().max(other.0.len())).map(difference).collect();
        assert!(!borrow, "a negative difference");
        Nat::from(&words)
    }

    pub fn mul(&self, other: &Nat) -> Nat {
        let mut words = vec![0u64; self.0.len() + other.0.len() + 1];
        for (n, a) in self.0.iter().enumerate() {
            let mut carry = 0u128;
            for (m, b) in other.0.iter().chain([&0]).enumerate() {
                let sum = words[n + m] as u128 + *a as u128 * *b as u128 + carry;
                (words[n + m], carry) = (sum as u64, sum >> 64);
            }
        }
        Nat::from(&words)
    }

    pub fn shl(&self, n: usize) -> Nat {
        self.mul(&Nat::power(n))
    }

    pub fn shr(&self, n: usize) -> Nat {
        let (words, bits) = (n / 64, n % 64);
        let above = |at: usize| self.word(at + 1).checked_shl(64 - bits as u32).unwrap_or(0);
        Nat::from(&(words..self.0.len()).map(|at| self.word(at) >> bits | above(at)).collect::<Vec<u64>>())
    }

    /// Quotient and remainder, bit by bit.
    pub fn div(&self, by: &Nat) -> (Nat, Nat) {
        assert!(!by.0.is_empty(), "division by zero");
        let (mut quotient, mut rest) = (vec![0; self.0.len()], Nat::zero());
        for n in (0..self.bits()).rev() {
            rest = rest.add(&rest);
            if self.bit(n) {
                rest = rest.add(&Nat(vec![1]));
            }
            if rest.compare(by) != Ordering::Less {
                rest = rest.sub(by);
                quotient[n / 64] |= 1 << (n % 64);
            }
        }
        (Nat::from(&quotient), rest)
    }

    pub fn rem(&self, by: &Nat) -> Nat {
        if self.compare(by) == Ordering::Less { self.clone() } else { self.div(by).1 }
    }

    pub fn compare(&self, other: &Nat) -> Ordering {
        let by_word = || self.0.iter().rev().cmp(other.0.iter().rev());
        self.0.len().cmp(&other.0.len()).then_with(by_word)
    }

    /// self to the power of an exponent, modulo m.
    pub fn pow(&self, exponent: &Nat, m: &Nat) -> Nat {
        let bits = (0..exponent.bits()).rev();
        let square = |x: &Nat| x.mul(x).rem(m);
        bits.fold(Nat(vec![1]).rem(m), |x, n| match exponent.bit(n) {
            true => square(&x).mul(self).rem(m),
            false => square(&x),
        })
    }

    /// Half of a number below an odd m, modulo m.
    pub fn half(&self, m: &Nat) -> Nat {
        if self.bit(0) { self.add(m).shr(1) } else { self.shr(1) }
    }

    /// The inverse modulo an odd number to which this one is coprime, by halving.
    pub fn inverse(&self, m: &Nat) -> Nat {
        let below = |u: Nat| if u.compare(m) == Ordering::Less { u } else { u.sub(m) };
        // a = self u and b = self v, modulo m.
        let (mut a, mut u, mut b, mut v) = (self.rem(m), Nat(vec![1]), m.clone(), Nat::zero());
        while !a.0.is_empty() {
            while !a.bit(0) {
                (a, u) = (a.shr(1), u.half(m));
            }
            if a.compare(&b) == Ordering::Less {
                (a, u, b, v) = (b, v, a, u);
            }
            (a, u) = (a.sub(&b), below(u.add(m).sub(&v)));
        }
        assert_eq!(b, Nat(vec![1]), "no inverse");
        v
    }

    pub fn gcd(&self, other: &Nat) -> Nat {
        if other.0.is_empty() { self.clone() } else { other.gcd(&self.rem(other)) }
    }
}

#[test]
fn arithmetic() {
    let (a, b) = (Nat::from(&[u64::MAX, 5, 7]), Nat::from(&[u64::MAX - 2, 3]));
    let (quotient, rest) = a.div(&b);
    assert_eq!(quotient.mul(&b).add(&rest), a);
    assert_eq!(a.add(&b).sub(&a), b);
    assert_eq!(a.shl(67).shr(67), a);
    assert_eq!(Nat::from(&[3]).pow(&Nat::from(&[5]), &Nat::from(&[100])), Nat::from(&[43]));
    assert_eq!(Nat::from(&[12]).gcd(&Nat::from(&[18])), Nat::from(&[6]));
    assert_eq!(Nat::from(&[3]).inverse(&Nat::from(&[7])), Nat::from(&[5]));
    assert_eq!(a.inverse(&b).mul(&a).rem(&b), Nat::from(&[1]));
}
