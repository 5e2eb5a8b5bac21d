//! What the rules accept must be so when terms are evaluated; and what is not so must be refused.

use super::make::Make;
use super::step::Step;
use super::{Kernel, Refusal};
use crate::claim::standard::Standard;
use crate::lift::ops::Table;
use crate::lift::prim::{Prim, mask};
use crate::term::eval::{Assignment, evaluate};
use crate::term::{Fold, Node, TermId, Terms};
use std::sync::Arc;

/// Choices of leaves on which terms are compared.
const CASES: u64 = 24;

/// Numbers from a seed.
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % below
    }

    fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.next(all.len())]
    }
}

/// A graph of operations on a few unknowns of a width.
fn graph(seed: u64, width: u8, size: usize) -> (Terms, Vec<TermId>) {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut terms = Terms::default();
    let mut all: Vec<TermId> = (0..3).map(|n| terms.var(width, format!("x{n}"))).collect();
    all.push(terms.var(1, "c"));
    for value in [0, 1, mask(width), 1 << (width - 1), u128::from(width / 2)] {
        all.push(terms.constant(width, value));
    }
    let elements: Vec<u128> = (0..8).map(|n| (n * 37 % 11) & mask(width)).collect();
    let table = Arc::new(Table { name: "T".into(), width, elements });
    for _ in 0..size {
        let (a, b) = (random.pick(&all), random.pick(&all));
        let made = grow(&mut terms, &mut random, &all, &table, a, b);
        all.extend(made);
    }
    (terms, all)
}

fn grow(
    terms: &mut Terms,
    random: &mut Random,
    all: &[TermId],
    table: &Arc<Table>,
    a: TermId,
    b: TermId,
) -> Option<TermId> {
    use Prim::*;
    let (wa, wb) = (terms.width(a), terms.width(b));
    let by = terms.constant(wa, random.next(usize::from(wa) + 2) as u128);
    let prim = random.pick(&[Not, Add, Sub, Mul, And, Or, Eor, Shl, Lsr, Asr, Ror, Eq, Ult, Slt, Concat]);
    Some(match (prim, random.next(8)) {
        (_, 0) if wa > 1 => {
            let bits = 1 + random.next(usize::from(wa)) as u8;
            terms.extract(bits, a, random.next(usize::from(wa - bits) + 1) as u8)
        }
        (_, 1) => {
            let more = wa + random.next(usize::from(129 - wa)) as u8;
            terms.prim(random.pick(&[ZeroExtend, SignExtend]), more, [a; 3])
        }
        (_, 2) => {
            let c = all.iter().copied().find(|&c| terms.width(c) == 1)?;
            let other = all.iter().rev().copied().find(|&other| terms.width(other) == wa && other != a)?;
            terms.prim(Select, wa, [c, a, other])
        }
        (_, 3) if wa >= 3 => {
            let index = terms.extract(3, a, 0);
            terms.lookup(table, index)
        }
        (Not, _) => terms.not(a),
        (Shl | Lsr | Asr | Ror, _) => terms.prim(prim, wa, [a, by, by]),
        (Concat, _) if u32::from(wa) + u32::from(wb) <= 128 => terms.concat(a, b),
        (Eq | Ult | Slt, _) if wa == wb => terms.prim(prim, 1, [a, b, b]),
        (Add | Sub | Mul | And | Or | Eor, _) if wa == wb => terms.binary(prim, a, b),
        _ => return None,
    })
}

/// All terms have the values of their representatives.
fn check_values(kernel: &Kernel) {
    let all: Vec<TermId> = (0..kernel.terms().len() as u32).map(TermId).collect();
    for seed in 0..CASES {
        let mut assignment = if seed % 2 == 0 { Assignment::random(seed) } else { Assignment::corners(seed) };
        let values = evaluate(kernel.terms(), &all, &mut assignment);
        for &id in &all {
            let rep = kernel.find(id);
            let (found, expected) = (values[rep.0 as usize], values[id.0 as usize]);
            assert_eq!(found, expected, "{:?} is not {:?}", kernel.terms().node(id), kernel.terms().node(rep));
        }
    }
}

const WIDTHS: [u8; 12] = [1, 2, 3, 5, 8, 31, 32, 33, 64, 65, 127, 128];

#[test]
fn what_the_rules_accept_is_so() {
    let standard = Standard::default();
    let mut accepted = [0; 3];
    for (seed, width) in (0..30).flat_map(|seed| WIDTHS.map(|width| (seed, width))) {
        let (mut terms, all) = graph(seed, width, 60);
        let mut kernel = Kernel::new(&mut terms, &standard);
        for (at, &a) in all.iter().enumerate() {
            let before = kernel.steps();
            kernel.rewrite(a).expect("a term");
            let a = kernel.find(a);
            accepted[0] += kernel.steps() - before;
            for &b in all[..at].iter().rev().take(12) {
                if kernel.check_pair(a, b).is_ok() && !kernel.same(a, b) {
                    accepted[1] += usize::from(kernel.linear(a, b).is_ok());
                    accepted[2] += usize::from(kernel.bits(a, b).is_ok());
                }
            }
        }
        check_values(&kernel);
    }
    println!("accepted: {accepted:?}");
    assert!(accepted.iter().all(|&n| n > 50), "the graphs give the rules something to do: {accepted:?}");
}

/// Makes terms by the kernel.
struct Maker<'k, 'a>(&'k mut Kernel<'a>);

impl Maker<'_, '_> {
    fn op(&mut self, prim: Prim, a: TermId, b: TermId) -> TermId {
        let width = if matches!(prim, Prim::Eq | Prim::Ult) { 1 } else { self.0.terms().width(a) };
        self.0.make(Make::Prim { prim, width, operands: [a, b, b] }).expect("widths fit")
    }

    fn number(&mut self, width: u8, value: u128) -> TermId {
        self.0.make(Make::Constant { width, value }).expect("a width")
    }
}

/// Runs a rule on two terms made from two unknowns of 32 bits.
fn check(
    expected: bool,
    rule: impl Fn(&mut Kernel, TermId, TermId, [TermId; 2]) -> Result<(), Refusal>,
    make: impl Fn(&mut Maker, TermId, TermId) -> (TermId, TermId),
) {
    let (mut terms, standard) = (Terms::default(), Standard::default());
    let (x, y) = (terms.var(32, "x"), terms.var(32, "y"));
    let mut kernel = Kernel::new(&mut terms, &standard);
    let (a, b) = make(&mut Maker(&mut kernel), x, y);
    let answer = rule(&mut kernel, a, b, [x, y]);
    assert_eq!(answer.is_ok(), expected, "{answer:?}");
    assert_eq!(kernel.same(a, b), expected);
}

#[test]
fn linear_knows_rings() {
    use Prim::*;
    let linear = |k: &mut Kernel, a, b, _| k.linear(a, b);
    // (x + y)(x - y) = x x - y y.
    check(true, linear, |m, x, y| {
        let (sum, difference) = (m.op(Add, x, y), m.op(Sub, x, y));
        let (xx, yy) = (m.op(Mul, x, x), m.op(Mul, y, y));
        (m.op(Mul, sum, difference), m.op(Sub, xx, yy))
    });
    // -x = NOT x + 1, and 2^31 (x + x) = 0.
    check(true, linear, |m, x, _| {
        let (one, zero) = (m.number(32, 1), m.number(32, 0));
        let not = m.op(Not, x, x);
        (m.op(Add, not, one), m.op(Sub, zero, x))
    });
    check(true, linear, |m, x, _| {
        let (twice, top, zero) = (m.op(Add, x, x), m.number(32, 1 << 31), m.number(32, 0));
        (m.op(Mul, twice, top), zero)
    });
    check(false, linear, |m, x, y| (m.op(Add, x, y), m.op(Sub, x, y)));
    // A choice is the second, and the condition times what the first is more; not the other way round.
    for swapped in [false, true] {
        check(!swapped, linear, |m, x, y| {
            let (five, zero, less) = (m.number(32, 5), m.number(32, 0), m.op(Ult, x, y));
            let first = m.op(Add, x, five);
            let more = m.op(Sub, first, y);
            let mut choose =
                |a, b| m.0.make(Make::Prim { prim: Select, width: 32, operands: [less, a, b] }).expect("fits");
            let whole = choose(first, y);
            let part = if swapped { choose(zero, more) } else { choose(more, zero) };
            (whole, m.op(Add, part, y))
        });
    }
    // A carry out of 8 bits is lost: the low bytes' sum is no low byte of anything wider.
    check(false, linear, |m, x, y| {
        let low = |m: &mut Maker, a| m.0.make(Make::Extract { width: 8, a, lo: 0 }).expect("fits");
        let wide =
            |m: &mut Maker, a| m.0.make(Make::Prim { prim: ZeroExtend, width: 32, operands: [a; 3] }).expect("fits");
        let (a, b) = (low(m, x), low(m, y));
        let narrow = m.op(Add, a, b);
        let (wide_a, wide_b) = (wide(m, a), wide(m, b));
        (wide(m, narrow), m.op(Add, wide_a, wide_b))
    });
}

/// Multiples of powers of 2, their sums and products, and the masks that change nothing of them.
#[test]
fn masks_that_clear_zeros_are_nothing() {
    use Prim::*;
    let standard = Standard::default();
    let mut kept = 0;
    for n in 0..600u128 {
        let mut terms = Terms::default();
        let [x, y] = ["x", "y"].map(|name| terms.var(8, name));
        let [by, times, mask] = [n % 20, n / 3 % 50, 255 << (n % 9) & 255].map(|value| terms.constant(8, value));
        let (a, b) = (terms.binary(Mul, by, x), terms.binary(Mul, y, times));
        let sum = terms.binary([Add, Sub, Mul][n as usize % 3], a, b);
        let masked = terms.binary(And, mask, sum);
        let mut kernel = Kernel::new(&mut terms, &standard);
        kernel.rewrite(masked).expect("a term");
        kept += usize::from(kernel.same(masked, sum));
        check_values(&kernel);
    }
    assert!((100..500).contains(&kept), "{kept}");
}

/// Of a multiple of a power of 2 and a rest, masks leave the one or the other, if the rest is smaller than the power.
#[test]
fn masks_take_a_multiple_and_its_rest_apart() {
    use Prim::*;
    let standard = Standard::default();
    let mut taken = [0; 2];
    for n in 0..400u32 {
        let (by, width, low, upper) = (n % 5, 1 + n / 5 % 5, n / 25 % 8, n % 2 == 0);
        let mut terms = Terms::default();
        let (x, rest) = (terms.var(64, "x"), terms.var(width as u8, "rest"));
        let ones = (1u128 << low) - 1;
        let mask = terms.constant(64, if upper { u128::from(u64::MAX) & !ones } else { ones });
        let factor = terms.constant(64, 1 << by);
        let (multiple, rest) = (terms.binary(Mul, factor, x), terms.prim(ZeroExtend, 64, [rest; 3]));
        let sum = if n % 3 == 0 { terms.binary(Add, rest, multiple) } else { terms.binary(Add, multiple, rest) };
        let masked = terms.binary(And, mask, sum);
        let mut kernel = Kernel::new(&mut terms, &standard);
        kernel.rewrite(masked).expect("a term");
        let part = if upper { multiple } else { rest };
        let apart = width <= low && low <= by;
        assert!(!apart || low == 0 || kernel.same(masked, part), "{by} {width} {low} {upper}");
        assert!(apart || low == 0 || !kernel.same(masked, part), "{by} {width} {low} {upper}");
        taken[usize::from(upper)] += usize::from(kernel.same(masked, part));
        check_values(&kernel);
    }
    assert!(taken.iter().all(|&taken| (10..200).contains(&taken)), "{taken:?}");
}

#[test]
fn bits_know_polynomials_over_gf2() {
    use Prim::*;
    let bits = |k: &mut Kernel, a, b, _| k.bits(a, b);
    // x OR y = (x EOR y) EOR (x AND y); rotations by shifts.
    check(true, bits, |m, x, y| {
        let (or, eor, and) = (m.op(Or, x, y), m.op(Eor, x, y), m.op(And, x, y));
        (or, m.op(Eor, eor, and))
    });
    check(true, bits, |m, x, _| {
        let (seven, rest) = (m.number(32, 7), m.number(32, 25));
        let (low, high, ror) = (m.op(Lsr, x, seven), m.op(Shl, x, rest), m.op(Ror, x, seven));
        (m.op(Add, low, high), ror)
    });
    check(false, bits, |m, x, _| {
        let (seven, rest) = (m.number(32, 7), m.number(32, 24));
        let (low, high, ror) = (m.op(Lsr, x, seven), m.op(Shl, x, rest), m.op(Ror, x, seven));
        (m.op(Or, low, high), ror)
    });
    check(false, bits, |m, x, y| (m.op(Add, x, y), m.op(Eor, x, y)));
}

#[test]
fn enumeration_sees_every_value_and_multilinearity_every_basis() {
    use Prim::*;
    // Eight bits of x: (b + b) is (b << 1); but b AND 1 is not b for one value only.
    let byte = |k: &mut Kernel, a, b, [x, _]: [TermId; 2]| {
        let leaf = k.make(Make::Extract { width: 8, a: x, lo: 0 })?;
        k.enumerate(a, b, &[leaf])
    };
    let low = |m: &mut Maker, a| m.0.make(Make::Extract { width: 8, a, lo: 0 }).expect("fits");
    check(true, byte, move |m, x, _| {
        let (b, one) = (low(m, x), m.number(8, 1));
        (m.op(Add, b, b), m.op(Shl, b, one))
    });
    check(false, byte, move |m, x, _| {
        let (b, last, one) = (low(m, x), m.number(8, 255), m.number(8, 1));
        let less = m.op(Ult, b, last);
        let yes = m.number(1, 1);
        let _ = one;
        (less, yes)
    });
    check(false, byte, move |m, x, y| (low(m, x), low(m, y)));
    let both = |k: &mut Kernel, a, b, [x, y]: [TermId; 2]| k.multilinear(a, b, &[vec![x], vec![y]]);
    check(true, both, |m, x, y| {
        let (and, eor, or) = (m.op(And, x, y), m.op(Eor, x, y), m.op(Or, x, y));
        (m.op(Eor, and, eor), or)
    });
    check(false, both, |m, x, y| (m.op(And, x, y), m.op(Eor, x, y)));
    // Of degree 2 in x: x AND ROR(x, 1) is zero at all points with one bit set, as 0 is, but not at those with two.
    check(false, both, |m, x, _| {
        let (one, zero) = (m.number(32, 1), m.number(32, 0));
        let ror = m.op(Ror, x, one);
        (m.op(And, x, ror), zero)
    });
}

#[test]
fn bits_of_a_word_are_bits_of_a_leaf_that_is_a_slice_of_it() {
    use Prim::*;
    // The second byte of x + y, of which nothing is known.
    let second = |k: &mut Kernel, a, b, [x, y]: [TermId; 2]| {
        let sum = k.make(Make::Prim { prim: Add, width: 32, operands: [x, y, y] })?;
        let leaf = k.make(Make::Extract { width: 8, a: sum, lo: 8 })?;
        k.enumerate(a, b, &[leaf])
    };
    // Its upper nibble, and four bits of the sum from some place on.
    let nibbles = |lo| {
        move |m: &mut Maker, x, y| {
            let (sum, four) = (m.op(Add, x, y), m.number(8, 4));
            let byte = m.0.make(Make::Extract { width: 8, a: sum, lo: 8 }).expect("fits");
            let upper = m.op(Lsr, byte, four);
            let mut low = |a, lo| m.0.make(Make::Extract { width: 4, a, lo }).expect("fits");
            (low(sum, lo), low(upper, 0))
        }
    };
    check(true, second, nibbles(12));
    for lo in [0, 4, 7, 8, 11, 13, 16, 20, 28] {
        check(false, second, nibbles(lo));
    }
}

/// Carry-less products of 8 by 8 bits, extended to 32.
fn carry_less(m: &mut Maker, x: TermId, y: TermId) -> TermId {
    let mut sum = m.number(32, 0);
    for n in 0..8 {
        let bit = m.0.make(Make::Extract { width: 1, a: x, lo: n }).expect("fits");
        let (by, zero) = (m.number(32, n.into()), m.number(32, 0));
        let moved = m.op(Prim::Shl, y, by);
        let part = m.0.make(Make::Prim { prim: Prim::Select, width: 32, operands: [bit, moved, zero] }).expect("fits");
        sum = m.op(Prim::Eor, sum, part);
    }
    sum
}

#[test]
fn products_of_degree_two_need_all_pairs_of_bits() {
    use Prim::*;
    let both = |k: &mut Kernel, a, b, [x, y]: [TermId; 2]| k.multilinear(a, b, &[vec![x], vec![y]]);
    let low = |m: &mut Maker, x| {
        let byte = m.0.make(Make::Extract { width: 8, a: x, lo: 0 }).expect("fits");
        m.0.make(Make::Prim { prim: ZeroExtend, width: 32, operands: [byte; 3] }).expect("fits")
    };
    // (x + y) (x + y) = x x + y y, for x y + y x = 0; but one of the two products is not zero.
    let squares = |m: &mut Maker, x, y, more: bool| {
        let (x, y) = (low(m, x), low(m, y));
        let sum = m.op(Eor, x, y);
        let (whole, xx, yy, xy) =
            (carry_less(m, sum, sum), carry_less(m, x, x), carry_less(m, y, y), carry_less(m, x, y));
        let parts = m.op(Eor, xx, yy);
        (whole, if more { m.op(Eor, parts, xy) } else { parts })
    };
    check(true, both, move |m, x, y| squares(m, x, y, false));
    check(false, both, move |m, x, y| squares(m, x, y, true));
    // Two bits of one argument that are multiplied with each other vanish at every point with one bit.
    check(false, both, |m, x, y| {
        let (two, zero) = (m.number(32, 2), m.number(32, 0));
        let moved = m.op(Lsr, x, two);
        let product = m.op(And, x, moved);
        (m.op(And, product, y), zero)
    });
    // x x x has degree 3, as a polynomial in bits, though x AND x AND x is x.
    check(false, both, |m, x, y| {
        let (one, two) = (m.number(32, 1), m.number(32, 2));
        let (a, b) = (m.op(Ror, x, one), m.op(Ror, x, two));
        let (ab, zero) = (m.op(And, a, b), m.number(32, 0));
        let _ = y;
        (m.op(And, ab, x), zero)
    });
}

#[test]
fn ranks_say_nothing_and_come_first() {
    let (mut terms, standard) = (Terms::default(), Standard::default());
    let (x, y) = (terms.var(64, "x"), terms.var(64, "y"));
    let (older, younger) = (terms.binary(Prim::Add, x, y), terms.binary(Prim::Add, y, x));
    let mut kernel = Kernel::new(&mut terms, &standard);
    kernel.rank(&[younger]).expect("nothing is known yet");
    assert!(!kernel.same(older, younger) && !kernel.same(x, y));
    assert!(kernel.key(younger) < kernel.key(older) && kernel.key(x) < kernel.key(younger));
    assert!(kernel.rank(&[older]).is_err(), "ranks are given once");
    kernel.linear(older, younger).expect("sums commute");
    assert_eq!(kernel.find(older), younger);
    assert!(kernel.rank(&[older]).is_err() && kernel.rank(&[TermId(1 << 20)]).is_err());
}

/// What steps on a shorter fold are made of ranks below a longer one, whoever made that: so they stand for it, and are met.
#[test]
fn folds_rank_by_their_age_but_those_of_no_blocks_as_what_they_start_from() {
    let (mut terms, standard) = (Terms::default(), Standard::default());
    let region = terms.add_region("in");
    let [start, done] = ["start", "done"].map(|name| terms.var(64, name));
    let [one, none] = [1, 0].map(|value| terms.constant(64, value));
    let of = |terms: &mut Terms, count| {
        let (function, initial) = ("f".to_string(), vec![start]);
        let fold = terms.make_fold(Fold { function, initial, word: 64, region, start: none, chunk: 64, count });
        terms.fold_out(64, fold, 0)
    };
    let (shorter, middle) = (of(&mut terms, done), terms.var(64, "middle"));
    let nothing = of(&mut terms, none);
    let mut kernel = Kernel::new(&mut terms, &standard);
    let next = kernel.make(Make::Prim { prim: Prim::Add, width: 64, operands: [done, one, one] }).expect("fits");
    let Node::FoldOut { fold: like, .. } = kernel.terms().node(shorter) else { panic!("a word") };
    let longer = kernel.make(Make::Fold { like, count: next }).expect("a fold");
    let step = kernel.make(Make::Prim { prim: Prim::Eor, width: 64, operands: [shorter, middle, middle] });
    let step = step.expect("fits");
    assert!(kernel.key(next) < kernel.key(shorter), "the longer one is made of old parts");
    assert!(kernel.key(shorter) < kernel.key(step) && kernel.key(step) < kernel.key(longer));
    assert!(kernel.key(nothing) < kernel.key(shorter), "it is younger, and starts from the same");
}

#[test]
fn an_unknown_is_expressed_by_an_older_one_and_a_number() {
    let (mut terms, standard) = (Terms::default(), Standard::default());
    let [older, younger] = ["older", "younger"].map(|name| terms.var(64, name));
    let number = terms.constant(64, 1);
    // As a script says it, and so made before anything is known.
    let sum = terms.binary(Prim::Add, older, number);
    let equation = terms.equal(younger, sum);
    let mut kernel = Kernel::new(&mut terms, &standard);
    kernel.open(&[equation]).expect("one bit");
    kernel.consequences(equation).expect("it is known");
    assert_eq!(kernel.find(younger), sum);
}

#[test]
fn what_is_assumed_holds_in_its_scope_only() {
    let (mut terms, standard) = (Terms::default(), Standard::default());
    let (x, y) = (terms.var(64, "x"), terms.var(64, "y"));
    let (equal, less) = (terms.equal(x, y), terms.less(x, y));
    let mut kernel = Kernel::new(&mut terms, &standard);
    assert!(kernel.conclude(equal).is_err());
    kernel.open(&[equal]).expect("one bit");
    assert!(!kernel.same(x, y));
    kernel.consequences(equal).expect("it is known");
    assert!(kernel.same(x, y));
    let theorem = kernel.conclude(equal).expect("assumed");
    assert_eq!((theorem.assumptions(), theorem.claim()), ([equal].as_slice(), equal));
    assert!(kernel.open(&[less]).is_err(), "scopes do not nest");
    kernel.rewrite(less).expect("a term");
    assert_eq!(kernel.known(less), Some(0));
    assert!(kernel.conclude(less).is_err());
    kernel.close().expect("open");
    assert!(!kernel.same(x, y) && kernel.known(less).is_none());
    kernel.open(&[equal, less]).expect("one bit");
    kernel.consequences(equal).expect("it is known");
    kernel.rewrite(less).expect("a term");
    assert!(kernel.is_contradictory() && kernel.conclude(kernel.truth(false)).is_ok());
}

#[test]
fn an_equation_says_only_what_it_says() {
    let (mut terms, standard) = (Terms::default(), Standard::default());
    let [x, y, z] = ["x", "y", "z"].map(|name| terms.var(64, name));
    let sum = terms.binary(Prim::Add, x, y);
    let (difference, wrong) = (terms.binary(Prim::Sub, z, x), terms.binary(Prim::Sub, x, z));
    let equation = terms.equal(sum, z);
    let mut kernel = Kernel::new(&mut terms, &standard);
    assert!(kernel.solve(equation, y, difference).is_err(), "nobody says that it holds");
    kernel.open(&[equation]).expect("one bit");
    assert!(kernel.solve(equation, y, wrong).is_err());
    kernel.solve(equation, y, difference).expect("y = z - x");
    assert!(kernel.same(y, difference));
}

#[test]
fn terms_of_wrong_widths_are_not_made() {
    let (mut terms, standard) = (Terms::default(), Standard::default());
    let (x, y) = (terms.var(64, "x"), terms.var(32, "y"));
    let mut kernel = Kernel::new(&mut terms, &standard);
    let nowhere = TermId(1 << 20);
    for make in [
        Make::Prim { prim: Prim::Add, width: 64, operands: [x, y, y] },
        Make::Prim { prim: Prim::Add, width: 32, operands: [x, x, x] },
        Make::Prim { prim: Prim::Concat, width: 128, operands: [x, y, y] },
        Make::Prim { prim: Prim::Eq, width: 64, operands: [x, x, x] },
        Make::Prim { prim: Prim::Not, width: 64, operands: [nowhere; 3] },
        Make::Extract { width: 33, a: y, lo: 0 },
        Make::Extract { width: 8, a: y, lo: 250 },
        Make::Extract { width: 0, a: y, lo: 0 },
        Make::Constant { width: 129, value: 0 },
        Make::Lookup { table: 0, index: x },
        Make::Read { region: 0, offset: x },
        Make::FoldOut { fold: x, n: 0 },
    ] {
        assert!(kernel.make(make).is_err(), "{make:?}");
    }
    assert!(matches!(kernel.terms().node(x), Node::Var { .. }));
}

#[test]
fn tables_are_lists_of_numbers_that_fit() {
    let (mut terms, standard) = (Terms::default(), Standard::default());
    let x = terms.var(8, "x");
    let mut kernel = Kernel::new(&mut terms, &standard);
    let numbers: Vec<u128> = (0..256).map(|n| n * n % 251).collect();
    for (width, elements) in [
        (0, &numbers[..]),
        (7, &numbers[..]),
        (129, &numbers[..]),
        (8, &numbers[..255]),
        (8, &numbers[..1]),
        (8, &[]),
        (8, &[0; 512][..]),
        (1, &[0, 2][..]),
    ] {
        assert!(kernel.table(width, elements).is_err(), "{} of {width} bits", elements.len());
    }
    let (table, steps) = (kernel.table(8, &numbers).expect("a table"), kernel.steps());
    assert_eq!((kernel.table(8, &numbers), kernel.steps()), (Ok(table), steps), "it is known");
    let [element, zero] = [Make::Lookup { table, index: x }, Make::Constant { width: 8, value: 0 }]
        .map(|make| kernel.make(make).expect("fits"));
    assert!(kernel.enumerate(element, x, &[x]).is_err());
    assert!(kernel.enumerate(element, zero, &[x]).is_err());
    let steps = kernel.take_steps();
    assert_eq!(steps[0], Step::Table(8, numbers));
    let mut again = Terms::default();
    again.var(8, "x");
    let mut replay = Kernel::new(&mut again, &standard);
    steps.iter().for_each(|step| replay.take(step).expect("the same"));
    assert_eq!(replay.terms().tables()[0].elements, kernel.terms().tables()[0].elements);
}

/// Operands are below what is made of them, and an affine image of one word directly behind that.
#[test]
fn affine_images_rank_behind_their_word() {
    let (mut terms, standard) = (Terms::default(), Standard::default());
    let x = terms.var(8, "x");
    let y = terms.binary(Prim::Mul, x, x);
    let z = terms.binary(Prim::Add, y, x);
    let mut kernel = Kernel::new(&mut terms, &standard);
    let mut m = Maker(&mut kernel);
    let image = |m: &mut Maker, of: TermId| {
        let zero = m.number(8, 0);
        let mut sum = m.number(8, 0x63);
        for lo in 0..8 {
            let bit = m.0.make(Make::Extract { width: 1, a: of, lo }).expect("fits");
            let column = m.number(8, 3 << lo & 0xff | 1);
            let part =
                m.0.make(Make::Prim { prim: Prim::Select, width: 8, operands: [bit, column, zero] }).expect("fits");
            let next = m.op(Prim::Eor, sum, part);
            for operand in [bit, part, sum] {
                assert!(m.0.known(operand).is_some() || m.0.key(operand) < m.0.key(next));
            }
            assert!(m.0.key(of) < m.0.key(bit) && m.0.key(bit) < m.0.key(part));
            sum = next;
        }
        (m.0.key(sum), sum)
    };
    let ((of_y, a), (of_z, b)) = (image(&mut m, y), image(&mut m, z));
    assert!(m.0.key(y) < of_y && of_y < m.0.key(z) && m.0.key(z) < of_z);
    // A sum of two images is behind both.
    let both = m.op(Prim::Eor, a, b);
    assert!(of_y < m.0.key(both) && of_z < m.0.key(both));
}

#[test]
fn all_steps_together_have_a_bound() {
    let (mut terms, standard) = (Terms::default(), Standard::default());
    let x = terms.var(64, "x");
    let mut kernel = Kernel::new(&mut terms, &standard);
    kernel.work.set(super::replay::WORK);
    kernel.take(&Step::Rewrite(x)).expect("the last one");
    let refusal = kernel.take(&Step::Rewrite(x)).expect_err("more than there may be");
    assert!(refusal.0.contains("more work"), "{refusal}");
}

/// A slice of a word that is combined of joined words: that of the parts, where both slices are known to be parts.
#[test]
fn rewrite_distributes_slices() {
    for prim in [Prim::And, Prim::Or, Prim::Eor] {
        for (joined, lo) in [(true, 0), (true, 32), (true, 16), (false, 0)] {
            let (mut terms, standard) = (Terms::default(), Standard::default());
            let [x, y, z, w] = ["x", "y", "z", "w"].map(|name| terms.var(32, name));
            let a = terms.concat(x, y);
            let b = if joined { terms.concat(z, w) } else { terms.var(64, "b") };
            let whole = terms.binary(prim, a, b);
            let slice = terms.extract(32, whole, lo);
            let [p, q] = [a, b].map(|operand| terms.extract(32, operand, lo));
            let parts = terms.binary(prim, if lo == 0 { y } else { x }, if lo == 0 { w } else { z });
            let mut kernel = Kernel::new(&mut terms, &standard);
            for id in [p, q, slice] {
                kernel.rewrite(id).expect("a term");
            }
            assert_eq!(kernel.same(slice, parts), joined && lo != 16, "{prim:?} {joined} {lo}");
            check_values(&kernel);
        }
    }
}

/// A slice of a word whose bits are shifted or rotated: that of the word, or zeros that the shift brought in.
#[test]
fn rewrite_slices_moved_bits() {
    for (width, prim) in
        WIDTHS.into_iter().flat_map(|width| [Prim::Shl, Prim::Lsr, Prim::Ror].map(|prim| (width, prim)))
    {
        let (mut terms, standard) = (Terms::default(), Standard::default());
        let x = terms.var(width, "x");
        let mut slices = Vec::new();
        for by in [0, 1 % width, width / 2, width - 1].map(|by| terms.constant(width.max(8), by.into())) {
            let moved = terms.prim(prim, width, [x, by, by]);
            for lo in [0, width / 3, width / 2, width - 1] {
                slices.extend([1, (width - lo).div_ceil(2)].map(|bits| terms.extract(bits, moved, lo)));
            }
        }
        let mut kernel = Kernel::new(&mut terms, &standard);
        for &slice in &slices {
            kernel.rewrite(slice).expect("a term");
            // A single bit is one of the word, or a zero.
            let is_bit = matches!(kernel.terms().node(kernel.find(slice)), Node::Extract { a, .. } if a == x);
            let single = kernel.terms().width(slice) == 1;
            assert!(!single || is_bit || kernel.find(slice) == x || kernel.known(slice) == Some(0), "{prim:?} {width}");
        }
        check_values(&kernel);
    }
}

/// What is added to a bit twice is not added; so bit-sliced programs exchange bits of two vectors.
#[test]
fn rewrite_cancels_what_is_added_twice() {
    for turned in 0..8 {
        let (mut terms, standard) = (Terms::default(), Standard::default());
        let [x, y, z] = ["x", "y", "z"].map(|name| terms.var(1, name));
        let mut eor =
            |a, b, turned: bool| if turned { terms.binary(Prim::Eor, b, a) } else { terms.binary(Prim::Eor, a, b) };
        let inner = eor(x, y, turned & 1 == 1);
        let twice = eor(x, inner, turned & 2 == 2);
        let thrice = eor(z, inner, turned & 4 == 4);
        let mut kernel = Kernel::new(&mut terms, &standard);
        for id in [inner, twice, thrice] {
            kernel.rewrite(id).expect("a term");
        }
        assert!(kernel.same(twice, y) && !kernel.same(thrice, y) && !kernel.same(thrice, z));
        check_values(&kernel);
    }
}
