//! Equal values that are written differently and must have one normal form.
//!
//! Known not to be unified: AND and OR of more than [`super::bitwise::PRODUCTS`] products; products of unknowns
//! multiplied out; SignExtend and Asr, but of constants, beside the same made of slices and choices; slices of sums
//! above bit 0, and those of a width that is no register's, taken apart; the bits of a sum inside an XOR of a wider
//! word; comparisons turned round (`a < b` and `!(b <= a)` are, `a - b < 0` is not); choices of more than one bit
//! beside masks; shifts by terms beside anything.

use super::Normalizer;
use crate::lift::prim::Prim::{self, *};
use crate::term::{TermId, Terms};

/// Terms over four unknowns, each written shortly.
pub(super) struct Writer {
    pub terms: Terms,
    pub width: u8,
}

impl Writer {
    pub fn op(&mut self, prim: Prim, a: TermId, b: TermId) -> TermId {
        self.terms.binary(prim, a, b)
    }

    pub fn not(&mut self, a: TermId) -> TermId {
        self.terms.not(a)
    }

    pub fn number(&mut self, value: u128) -> TermId {
        self.terms.constant(self.width, value)
    }

    pub fn by(&mut self, prim: Prim, a: TermId, value: u128) -> TermId {
        let by = self.number(value);
        self.op(prim, a, by)
    }

    pub fn all(&mut self, prim: Prim, parts: &[TermId]) -> TermId {
        let first = parts[0];
        parts[1..].iter().fold(first, |all, &part| self.op(prim, all, part))
    }

    pub fn cut(&mut self, width: u8, a: TermId, lo: u8) -> TermId {
        self.terms.extract(width, a, lo)
    }
}

/// All terms made at each width have, or have not, one normal form.
pub(super) fn check(widths: &[u8], same: bool, make: impl Fn(&mut Writer, [TermId; 4]) -> Vec<TermId>) {
    for &width in widths {
        let mut terms = Terms::default();
        let leaves = ["a", "b", "c", "d"].map(|name| terms.var(width, name));
        let mut writer = Writer { terms, width };
        let made = make(&mut writer, leaves);
        let mut normalizer = Normalizer::default();
        let forms: Vec<_> = made.iter().map(|&id| normalizer.normalize(&writer.terms, id)).collect();
        let shown: Vec<_> = forms.iter().map(|&id| normalizer.node(id)).collect();
        for pair in forms.windows(2) {
            assert_eq!(pair[0] == pair[1], same, "width {width}: {shown:#?}");
        }
    }
}

const ALL: &[u8] = &[1, 7, 8, 16, 31, 32, 33, 63, 64, 65, 127, 128];
const WIDE: &[u8] = &[7, 8, 16, 31, 32, 33, 63, 64, 65, 127, 128];

#[test]
fn associative_and_commutative() {
    for prim in [Add, Eor, And, Or] {
        check(ALL, true, |w, [a, b, c, d]| {
            let (ab, dc) = (w.op(prim, a, b), w.op(prim, d, c));
            let halves = w.op(prim, dc, ab);
            vec![w.all(prim, &[a, b, c, d]), w.all(prim, &[d, b, a, c]), w.all(prim, &[c, d, b, a]), halves]
        });
    }
    check(WIDE, false, |w, [a, b, ..]| vec![w.op(Sub, a, b), w.op(Sub, b, a)]);
}

#[test]
fn differences_and_negations() {
    check(WIDE, true, |w, [a, b, ..]| {
        let (not_b, zero) = (w.not(b), w.number(0));
        let carried = w.op(Add, a, not_b);
        let negated = w.op(Sub, zero, b);
        let negative = w.by(Mul, b, u128::MAX);
        vec![w.op(Sub, a, b), w.by(Add, carried, 1), w.op(Add, a, negated), w.op(Add, negative, a)]
    });
    check(WIDE, true, |w, [a, ..]| {
        let minus = w.by(Mul, a, u128::MAX);
        let ones = w.number(u128::MAX);
        vec![w.not(a), w.by(Sub, minus, 1), w.op(Eor, a, ones), w.op(Sub, ones, a)]
    });
}

#[test]
fn de_morgan() {
    check(ALL, true, |w, [a, b, c, _]| {
        let [x, y, z] = [a, b, c].map(|id| w.not(id));
        let (all, any) = (w.all(And, &[a, b, c]), w.all(Or, &[x, y, z]));
        vec![w.not(all), any]
    });
    check(ALL, true, |w, [a, b, ..]| {
        let (any, all) = (w.op(Or, a, b), w.op(And, a, b));
        let (x, y) = (w.not(a), w.not(b));
        let (left, right) = (w.op(And, a, y), w.op(And, x, b));
        let not_all = w.not(all);
        vec![w.op(Eor, a, b), w.op(Eor, any, all), w.op(Or, left, right), w.op(And, any, not_all)]
    });
}

#[test]
fn rotations_are_written_in_many_ways() {
    check(&[7, 8, 16, 31, 32, 33, 63, 64], true, |w, [a, b, ..]| {
        let x = w.op(Add, a, b);
        let (n, k) = (w.width, w.width / 3);
        let twice = w.terms.concat(x, x);
        let (up, down) = (w.by(Shl, x, (n - k).into()), w.by(Lsr, x, k.into()));
        let (high, low) = (w.cut(k, x, 0), w.cut(n - k, x, k));
        let shifted: Vec<TermId> = [Or, Eor].map(|prim| w.op(prim, up, down)).into();
        let turned = w.by(Ror, x, 1);
        let again = w.by(Ror, turned, (k - 1).into());
        let others = [w.by(Ror, x, k.into()), w.cut(n, twice, k), w.terms.concat(high, low), again];
        [&shifted[..], &others].concat()
    });
}

#[test]
fn choice_and_majority() {
    check(ALL, true, |w, [e, f, g, _]| {
        let not_e = w.not(e);
        let (x, y) = (w.op(And, e, f), w.op(And, not_e, g));
        let differ = w.op(Eor, f, g);
        let (taken, kept) = (w.op(And, differ, e), w.op(Or, e, g));
        let (not_f, none) = (w.not(f), w.op(And, e, f));
        let lost = w.op(And, e, not_f);
        let fifth = w.op(Eor, kept, lost);
        let clear = w.op(And, g, not_e);
        vec![w.op(Eor, x, y), w.op(Or, x, y), w.op(Eor, taken, g), fifth, w.op(Or, clear, none)]
    });
    check(ALL, true, |w, [a, b, c, _]| {
        let (ab, ac, bc) = (w.op(And, a, b), w.op(And, a, c), w.op(And, b, c));
        let (either, differ) = (w.op(Or, a, b), w.op(Eor, a, b));
        let (b_or_c, with_c, of_c) = (w.op(Or, b, c), w.op(And, either, c), w.op(And, differ, c));
        let other = w.op(Eor, b, c);
        let (picked, with_a) = (w.op(And, differ, other), w.op(And, a, b_or_c));
        let forms = [w.op(Or, ab, with_c), w.op(Eor, ab, of_c), w.op(Eor, picked, b), w.op(Or, with_a, bc)];
        [&[w.all(Eor, &[ab, ac, bc]), w.all(Or, &[ab, ac, bc])], &forms[..]].concat()
    });
}

#[test]
fn concatenations_cut_and_put_together_again() {
    check(&[8, 16, 31, 32, 33, 63, 64], true, |w, [a, b, c, _]| {
        let x = w.op(Add, a, b);
        let n = w.width;
        let (low, middle, high) = (w.cut(3, x, 0), w.cut(2, x, 3), w.cut(n - 5, x, 5));
        let both = w.terms.concat(c, x);
        let upper = w.terms.concat(high, middle);
        let rebuilt = w.terms.concat(upper, low);
        let (rest, first) = (w.terms.concat(c, high), w.terms.concat(middle, low));
        let (left, right) = (w.terms.concat(c, rebuilt), w.terms.concat(rest, first));
        vec![both, left, right]
    });
    check(&[32, 64], true, |w, [a, b, ..]| {
        let whole = w.op(Eor, a, b);
        let halves = [w.width / 2, 0].map(|lo| {
            let (x, y) = (w.cut(w.width / 2, a, lo), w.cut(w.width / 2, b, lo));
            w.op(Eor, x, y)
        });
        vec![w.cut(w.width / 2, whole, 0), halves[1]]
    });
}

#[test]
fn words_made_of_bytes_and_of_words() {
    check(&[8], true, |w, [a, b, c, d]| {
        let (low, high) = (w.terms.concat(b, a), w.terms.concat(d, c));
        let upper = w.terms.concat(d, c);
        let rest = w.terms.concat(upper, b);
        vec![w.terms.concat(high, low), w.terms.concat(rest, a)]
    });
    check(&[32], true, |w, [a, b, ..]| {
        let [x, y] = [a, b].map(|id| w.terms.prim(ZeroExtend, 64, [id; 3]));
        let (sum, short) = (w.op(Add, x, y), w.op(Add, a, b));
        vec![w.cut(32, sum, 0), short]
    });
    check(&[32, 64], true, |w, [a, b, ..]| {
        let wide = w.width + 2;
        let b_inverted = w.not(b);
        let [x, y] = [a, b_inverted].map(|id| w.terms.prim(ZeroExtend, wide, [id; 3]));
        let (sum, one) = (w.op(Add, x, y), w.terms.constant(wide, 1));
        let sum = w.op(Add, sum, one);
        vec![w.cut(w.width, sum, 0), w.op(Sub, a, b)]
    });
}
