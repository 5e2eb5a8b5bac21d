//! Vectors of many widths, on numbers: every operation against the plain one on lists of bits.

use super::Bits;
use super::constant::{bytes, show};
use crate::lift::prim::Prim;
use crate::term::Terms;
use crate::term::eval::{Assignment, evaluate};

/// The lowest bit is first.
type Plain = Vec<bool>;

const WIDTHS: [u32; 11] = [1, 2, 7, 64, 127, 128, 129, 130, 191, 192, 200];

fn number(width: u32, value: u64) -> Plain {
    (0..width).map(|n| n < 64 && value >> n & 1 == 1).collect()
}

fn add(a: &Plain, b: &Plain, mut carry: bool) -> Plain {
    let step = |(&a, &b): (&bool, &bool)| {
        let ones = u8::from(a) + u8::from(b) + u8::from(carry);
        carry = ones > 1;
        ones & 1 == 1
    };
    a.iter().zip(b).map(step).collect()
}

fn not(a: &Plain) -> Plain {
    a.iter().map(|bit| !bit).collect()
}

fn below(a: &Plain, b: &Plain) -> bool {
    a.iter().rev().lt(b.iter().rev())
}

fn moved_up(a: &Plain, by: usize) -> Plain {
    (0..a.len()).map(|n| n >= by && a[n - by]).collect()
}

fn moved_down(a: &Plain, by: usize, fill: bool) -> Plain {
    (0..a.len()).map(|n| a.get(n.saturating_add(by)).copied().unwrap_or(fill)).collect()
}

fn mul(a: &Plain, b: &Plain) -> Plain {
    let rows = (0..a.len()).filter(|&n| b[n]);
    rows.fold(number(a.len() as u32, 0), |all, n| add(&all, &moved_up(a, n), false))
}

fn divide(a: &Plain, b: &Plain) -> (Plain, Plain) {
    let zero = number(a.len() as u32, 0);
    if *b == zero {
        return (not(&zero), a.clone());
    }
    let (mut quotient, mut rest) = (zero.clone(), [zero, vec![false]].concat());
    let b = [&b[..], &[false]].concat();
    for n in (0..a.len()).rev() {
        rest = moved_up(&rest, 1);
        rest[0] = a[n];
        if !below(&rest, &b) {
            quotient[n] = true;
            rest = add(&rest, &not(&b), true);
        }
    }
    (quotient, rest[..a.len()].to_vec())
}

/// The amount of a shift; more than any width when it is more than 2^16.
fn amount(b: &Plain) -> usize {
    if b.iter().skip(16).any(|&bit| bit) {
        return usize::MAX;
    };
    b.iter().rev().fold(0, |all, &bit| all << 1 | usize::from(bit))
}

struct Check {
    terms: Terms,
}

impl Check {
    fn bits(&mut self, plain: &Plain) -> Bits {
        let digits: String = plain.iter().rev().map(|&bit| if bit { '1' } else { '0' }).collect();
        Bits::of_bytes(&mut self.terms, plain.len() as u32, &bytes(&digits, 2).expect("digits"))
    }

    fn plain(&mut self, bits: &Bits) -> Plain {
        let limbs = evaluate(&self.terms, &bits.limbs, &mut Assignment::default());
        let each = bits.limbs.iter().zip(limbs);
        let terms = &self.terms;
        let plain: Plain =
            each.flat_map(|(&id, value)| (0..terms.width(id)).map(move |n| value >> n & 1 == 1)).collect();
        assert_eq!(plain.len() as u32, bits.width);
        let layout: Vec<u8> = bits.limbs.iter().map(|&id| terms.width(id)).collect();
        assert_eq!(layout, super::widths(bits.width).collect::<Vec<u8>>());
        plain
    }

    fn same(&mut self, what: &str, got: Bits, expected: Plain) {
        assert_eq!(self.plain(&got), expected, "{what}, {} bits", expected.len());
    }

    fn all(&mut self, a: &Plain, b: &Plain) {
        let (x, y) = (self.bits(a), self.bits(b));
        let width = x.width;
        macro_rules! same {
            ($what:literal, $got:expr, $expected:expr) => {
                let got = $got;
                self.same($what, got, $expected);
            };
        }
        same!("add", x.add(&mut self.terms, &y), add(a, b, false));
        same!("sub", x.sub(&mut self.terms, &y), add(a, &not(b), true));
        same!("negate", x.negate(&mut self.terms), add(&number(width, 0), &not(a), true));
        same!("mul", x.mul(&mut self.terms, &y), mul(a, b));
        let (quotient, rest) = divide(a, b);
        same!("quotient", x.divide(&mut self.terms, &y).0, quotient);
        same!("remainder", x.divide(&mut self.terms, &y).1, rest);
        let by = amount(b);
        same!("shl", x.shift(&mut self.terms, Prim::Shl, &y), moved_up(a, by));
        same!("lsr", x.shift(&mut self.terms, Prim::Lsr, &y), moved_down(a, by, false));
        let sign = a[a.len() - 1];
        same!("asr", x.shift(&mut self.terms, Prim::Asr, &y), moved_down(a, by, sign));
        same!("concat", x.concat(&mut self.terms, &y), [&b[..], &a[..]].concat());
        let more = (by % 300) as u32;
        let extended = |fill| [&a[..], &vec![fill; more as usize][..]].concat();
        same!("zero_extend", x.zero_extend(&mut self.terms, width + more), extended(false));
        same!("sign_extend", x.sign_extend(&mut self.terms, width + more), extended(sign));
        let mut turned = a.clone();
        turned.rotate_right(by % a.len());
        same!("rotate", x.rotate_left(&mut self.terms, (by % a.len()) as u32), turned);
        let lo = by % a.len();
        same!("slice", x.slice(&mut self.terms, lo as u32, width - lo as u32), a[lo..].to_vec());
        same!("repeat", x.repeat(&mut self.terms, 3), a.repeat(3));
        let order = [x.below(&mut self.terms, &y), x.signed_below(&mut self.terms, &y), x.equal(&mut self.terms, &y)];
        let flip = |plain: &Plain| [&plain[..plain.len() - 1], &[!plain[plain.len() - 1]]].concat();
        let expected = [below(a, b), below(&flip(a), &flip(b)), a == b].map(u128::from);
        assert_eq!(order.map(|id| self.terms.as_const(id)), expected.map(Some), "{width} bits");
    }
}

#[test]
fn operations_on_numbers() {
    let mut check = Check { terms: Terms::default() };
    let leaf = check.terms.var(128, "draw");
    let mut seed = 0;
    let mut draw = |width: u32| -> Plain {
        let words = (0..2).map(|_| {
            seed += 1;
            evaluate(&check.terms, &[leaf], &mut Assignment::corners(seed))[0]
        });
        let bits: Plain = words.flat_map(|word| (0..128).map(move |n| word >> n & 1 == 1)).collect();
        bits[..width as usize].to_vec()
    };
    let pairs: Vec<[Plain; 2]> = WIDTHS.iter().flat_map(|&width| [width; 6]).map(|w| [draw(w), draw(w)]).collect();
    for [a, b] in pairs {
        let small = number(a.len() as u32, 1 + a.len() as u64 / 3);
        check.all(&a, &b);
        check.all(&a, &small);
        check.all(&a, &number(a.len() as u32, 0));
    }
}

#[test]
fn digits_both_ways() {
    for (digits, base, width, shown) in [
        ("255", 10, 8, "#xff"),
        ("5", 10, 3, "#b101"),
        ("340282366920938463463374607431768211456", 10, 132, "#x100000000000000000000000000000000"),
        ("00ff", 16, 16, "#x00ff"),
        ("0", 10, 1, "#b0"),
    ] {
        let mut terms = Terms::default();
        let bits = Bits::of_bytes(&mut terms, width, &bytes(digits, base).expect("digits"));
        let limbs: Vec<u128> = bits.limbs.iter().map(|&id| terms.as_const(id).expect("a constant")).collect();
        assert_eq!(show(width, &limbs), shown);
    }
    assert_eq!((bytes("12g", 16), bytes("2", 2), bytes("a", 10)), (None, None, None));
}
