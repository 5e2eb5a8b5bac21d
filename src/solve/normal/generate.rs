//! Random graphs of terms for the tests: all primitives at many widths, and what real code is made of.

use crate::lift::ops::Table;
use crate::lift::prim::Prim::{self, *};
use crate::term::{Fold, TermId, Terms};
use std::sync::Arc;

/// Widths beside and at those of registers.
const WIDTHS: [u8; 14] = [1, 7, 8, 12, 16, 31, 32, 33, 63, 64, 65, 66, 127, 128];

/// Makes a graph out of a seed.
pub struct Maker {
    pub terms: Terms,
    seed: u64,
    made: Vec<TermId>,
}

/// A graph of so many operations.
pub fn graph(seed: u64, size: usize) -> Maker {
    let mut maker = Maker { terms: Terms::default(), seed: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15), made: Vec::new() };
    for name in ["a", "b"] {
        maker.terms.add_region(name);
    }
    while maker.made.len() < size {
        let made = maker.make();
        maker.made.push(made);
    }
    maker
}

impl Maker {
    /// A number below `n`.
    fn below(&mut self, n: usize) -> usize {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let word = self.seed ^ self.seed >> 29;
        (word.wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 33) as usize % n
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn width(&mut self) -> u8 {
        // Few widths, so that operands are found that were made before.
        if self.below(3) > 0 { self.pick(&[8, 32, 64]) } else { self.pick(&WIDTHS) }
    }

    fn number(&mut self, width: u8) -> TermId {
        let (lo, n) = (self.below(width as usize), self.below(width as usize));
        let random = (0..4).fold(0u128, |all, _| (all << 32) | (self.below(1 << 31) as u128 * 2 + 1));
        let ones = crate::lift::prim::mask(n as u8 + 1) << lo;
        let value = self.pick(&[0, 1, u128::MAX, 1 << lo, ones, !ones, random, n as u128]);
        self.terms.constant(width, value)
    }

    fn leaf(&mut self, width: u8) -> TermId {
        match self.below(8) {
            0 | 1 => self.number(width),
            2 if width == 8 => {
                let (region, at) = (self.below(2) as u32, self.some(64));
                self.terms.read(region, at)
            }
            3 if width >= 32 => self.fold_word(width),
            4 if width == 8 => self.looked_up(),
            _ => self.terms.var(width, "v"),
        }
    }

    fn looked_up(&mut self) -> TermId {
        let bits = self.pick(&[1, 8]);
        let elements = (0..1u128 << bits).map(|n| (n * 167 + 13) % 256).collect();
        let table = Table { name: format!("t{bits}"), width: 8, elements };
        let index = self.some(bits);
        self.terms.lookup(&Arc::new(table), index)
    }

    fn fold_word(&mut self, word: u8) -> TermId {
        let initial = vec![self.some(word), self.some(word)];
        let (start, count, region) = (self.some(64), self.some(64), self.below(2) as u32);
        let fold = Fold { function: "f".into(), initial, word, region, start, chunk: 64, count };
        let fold = self.terms.make_fold(fold);
        let n = self.below(2) as u16;
        self.terms.fold_out(word, fold, n)
    }

    /// A term of a width, mostly one that was made before.
    fn some(&mut self, width: u8) -> TermId {
        let recent = &self.made[self.made.len().saturating_sub(60)..];
        let fitting: Vec<TermId> = recent.iter().copied().filter(|&id| self.terms.width(id) == width).collect();
        match self.below(8) {
            0 => self.leaf(width),
            _ if !fitting.is_empty() => self.pick(&fitting),
            _ if self.made.is_empty() || self.below(2) == 0 => self.leaf(width),
            _ => {
                let made = self.made.clone();
                let other = self.pick(&made);
                self.resize(other, width)
            }
        }
    }

    fn resize(&mut self, id: TermId, width: u8) -> TermId {
        let from = self.terms.width(id);
        if from > width {
            let lo = self.below((from - width) as usize + 1) as u8;
            self.terms.extract(width, id, lo)
        } else {
            let prim = self.pick(&[ZeroExtend, ZeroExtend, SignExtend]);
            self.terms.prim(prim, width, [id; 3])
        }
    }

    fn make(&mut self) -> TermId {
        let width = self.width();
        match self.below(12) {
            0 => self.leaf(width),
            1..=5 => self.plain(width),
            6 => self.part(width),
            7 => self.glue(width),
            8 => self.choice(width),
            9 => self.turned(width),
            10 => self.carried(width),
            _ => self.pattern(width),
        }
    }

    fn plain(&mut self, width: u8) -> TermId {
        let (a, b) = (self.some(width), self.some(width));
        match self.pick(&[Not, Add, Sub, And, Or, Eor, And, Or, Eor, Mul, Shl, Lsr, Asr, Ror, Shl, Lsr, Ror]) {
            Not => self.terms.not(a),
            Mul => {
                let b = if self.below(4) > 0 { self.number(width) } else { b };
                let (a, b) = self.pick(&[(a, b), (b, a)]);
                self.terms.binary(Mul, a, b)
            }
            prim @ (Shl | Lsr | Asr | Ror) => {
                let by = if self.below(6) > 0 { self.amount(width) } else { b };
                self.terms.binary(prim, a, by)
            }
            prim => self.terms.binary(prim, a, b),
        }
    }

    fn amount(&mut self, width: u8) -> TermId {
        let any = self.below(width as usize) as u128;
        let width = width as u128;
        let by = self.pick(&[0, 1, width / 2, 8, width - 1, width, width + 5, any, any, any]);
        self.terms.constant(width as u8, by)
    }

    fn part(&mut self, width: u8) -> TermId {
        let a = self.some(width);
        let n = 1 + self.below(width as usize) as u8;
        let n = if self.below(2) == 0 { n.next_power_of_two().min(width) } else { n };
        let lo = self.below((width - n) as usize + 1) as u8;
        self.terms.extract(n, a, lo)
    }

    fn glue(&mut self, width: u8) -> TermId {
        let mut whole = self.some(width);
        while self.terms.width(whole) < 128 && self.below(4) > 0 {
            let room = 128 - self.terms.width(whole);
            let n = self.width().min(room);
            let next = self.some(n);
            whole = if self.below(2) == 0 { self.terms.concat(next, whole) } else { self.terms.concat(whole, next) };
        }
        whole
    }

    fn choice(&mut self, width: u8) -> TermId {
        let (a, b, flag) = (self.some(width), self.some(width), self.some(1));
        match self.pick(&[Select, Eq, Ult, Slt]) {
            Select => self.terms.prim(Select, width, [flag, a, b]),
            prim => self.terms.prim(prim, 1, [a, b, b]),
        }
    }

    /// Rotations and byte reversals as they are written in practice.
    fn turned(&mut self, width: u8) -> TermId {
        let x = self.some(width);
        let k = self.below(width as usize) as u8;
        match self.below(4) {
            0 if width <= 64 => {
                let twice = self.terms.concat(x, x);
                self.terms.extract(width, twice, k)
            }
            1 if width.is_multiple_of(8) => {
                let bytes: Vec<TermId> = (0..width / 8).map(|n| self.terms.extract(8, x, 8 * n)).collect();
                let first = bytes[0];
                bytes[1..].iter().fold(first, |high, &low| self.terms.concat(high, low))
            }
            2 if k > 0 => {
                // Now and then it only looks like a rotation.
                let from = if self.below(3) == 0 { self.below(k as usize) as u8 } else { k };
                let (low, high) = (self.terms.extract(k, x, 0), self.terms.extract(width - k, x, from));
                self.terms.concat(low, high)
            }
            _ => {
                let (up, down) = (self.terms.constant(width, k.into()), self.terms.constant(width, (width - k).into()));
                let (up, down) = (self.terms.binary(Shl, x, up), self.terms.binary(Lsr, x, down));
                let prim = self.pick(&[Or, Eor, Add]);
                self.terms.binary(prim, up, down)
            }
        }
    }

    /// The sum or difference with its carry, as ADDS and ADCS have it.
    fn carried(&mut self, width: u8) -> TermId {
        let width = width.min(64);
        let (a, b, carry) = (self.some(width), self.some(width), self.some(1));
        let b = if self.below(2) == 0 { self.terms.not(b) } else { b };
        let wide = width + 2;
        let extend = self.pick(&[ZeroExtend, SignExtend]);
        let [a, b] = [a, b].map(|id| self.terms.prim(extend, wide, [id; 3]));
        let carry = self.terms.prim(ZeroExtend, wide, [carry; 3]);
        let sum = self.terms.binary(Add, a, b);
        let sum = self.terms.binary(Add, sum, carry);
        let (n, lo) = self.pick(&[(width, 0), (1, width - 1), (1, width), (2, width), (width + 1, 1)]);
        self.terms.extract(n, sum, lo)
    }

    fn pattern(&mut self, width: u8) -> TermId {
        let [a, b, c] = [0; 3].map(|_| self.some(width));
        let one = self.terms.constant(width, 1);
        match self.below(6) {
            0 => {
                let minus = self.terms.constant(width, u128::MAX);
                let negated = self.terms.binary(Mul, minus, a);
                self.terms.binary(Sub, negated, one)
            }
            1 => {
                let b = self.terms.not(b);
                let sum = self.terms.binary(Add, a, b);
                self.terms.binary(Add, sum, one)
            }
            2 => {
                let a = self.terms.not(a);
                self.terms.not(a)
            }
            3 => {
                let not_a = self.terms.not(a);
                let (x, y) = (self.terms.binary(And, a, b), self.terms.binary(And, not_a, c));
                let prim: Prim = self.pick(&[Or, Eor, Add]);
                self.terms.binary(prim, x, y)
            }
            4 => (0..12).fold(a, |all, _| {
                let next = self.some(width);
                self.terms.binary(Eor, all, next)
            }),
            _ => {
                let pairs = [(a, b), (a, c), (b, c)].map(|(x, y)| self.terms.binary(And, x, y));
                let prim = self.pick(&[Or, Eor]);
                let two = self.terms.binary(prim, pairs[0], pairs[1]);
                self.terms.binary(prim, two, pairs[2])
            }
        }
    }
}
