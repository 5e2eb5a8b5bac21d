//! Rows hold for all values, sums of them for all integers; and what does not follow is refused.

use super::*;
use crate::claim::standard::Standard;
use crate::term::Terms;
use crate::term::eval::{Assignment, evaluate};
use Prim::*;

fn by(lines: &[Line]) -> Proof {
    Proof::Lines(lines.to_vec())
}

/// A sum of a row for values of its terms, without how often something wraps around; and what that is multiplied by.
fn sum_of(terms: &Terms, row: &Row, seed: u64) -> (i128, Option<i128>) {
    let mut assignment = Assignment::random(seed);
    let (mut sum, mut power) = (row.constant, None);
    for (&atom, &factor) in &row.parts {
        match atom {
            Atom::Value(id) => sum += factor * evaluate(terms, &[id], &mut assignment)[0] as i128,
            Atom::Wraps(_) => power = Some(factor),
        }
    }
    (sum, power)
}

#[test]
fn what_is_computed_is_a_sum() {
    let (mut terms, standard) = (Terms::default(), Standard::default());
    let mut sums = Vec::new();
    for width in [1, 7, 32, 63, 64] {
        let [x, y] = ["x", "y"].map(|name| terms.var(width, format!("{name}{width}")));
        let three = terms.constant(width, 3 & mask(width));
        sums.extend([Add, Sub].map(|prim| terms.binary(prim, x, y)));
        sums.extend([[x, three], [three, y]].map(|[a, b]| terms.binary(Mul, a, b)));
        let by = terms.constant(width, u128::from(width > 1));
        sums.push(terms.binary(Shl, x, by));
        sums.push(terms.prim(Not, width, [x, x, x]));
        sums.push(terms.extract(width - width / 2, x, 0));
        if width < 64 {
            sums.push(terms.prim(ZeroExtend, 64, [x, x, x]));
            let bit = terms.var(1, "bit");
            sums.push(terms.prim(Concat, width + 1, [x, bit, x]));
        }
    }
    let kernel = Kernel::new(&mut terms, &standard);
    let mut rows = 0;
    for id in sums {
        let Ok(row) = kernel.row(&Line::Computed(id), &[], &Supposed::default()) else { continue };
        for seed in 0..40 {
            let (sum, power) = sum_of(kernel.terms(), &row, seed);
            assert!(power.map_or(sum == 0, |power| sum % power == 0), "{row:?}");
            for line in [Line::Least(id), Line::Most(id)] {
                let range = kernel.row(&line, &[], &Supposed::default()).expect("a number");
                assert!(sum_of(kernel.terms(), &range, seed).0 >= 0);
            }
        }
        rows += 1;
    }
    assert!(rows > 30, "{rows}");
}

#[test]
fn the_highest_bits_are_a_quotient() {
    let (mut terms, standard) = (Terms::default(), Standard::default());
    let [x, wide] = [(64, "x"), (65, "wide")].map(|(width, name)| terms.var(width, name));
    let [half, third] = [0xcccc_cccc_cccc_cccd, 1 << 64].map(|factor| terms.constant(128, factor));
    let [long, longer] = [x, wide].map(|number| terms.prim(ZeroExtend, 128, [number; 3]));
    let product = terms.binary(Mul, half, long);
    let right = [(32, x, 32), (1, x, 63), (58, product, 70), (64, product, 64)];
    let right = right.map(|(width, number, lo)| terms.extract(width, number, lo));
    let wrong = [terms.binary(Mul, third, long), terms.binary(Mul, half, longer), terms.binary(Mul, long, long)];
    let mut wrong: Vec<TermId> = wrong.into_iter().map(|product| terms.extract(64, product, 64)).collect();
    wrong.extend([(32, x, 31), (64, product, 63)].map(|(width, number, lo)| terms.extract(width, number, lo)));
    let kernel = Kernel::new(&mut terms, &standard);
    for id in right {
        let rows = [Line::Floor(id), Line::Ceiling(id)]
            .map(|line| kernel.row(&line, &[], &Supposed::default()).expect("a quotient"));
        let at = |row: &Row, value: u64| {
            let mut assignment = Assignment::random(0);
            assignment.set_var(x, value.into());
            let terms = kernel.terms();
            let value_of = |atom: &Atom, assignment: &mut Assignment| match *atom {
                Atom::Value(id) => evaluate(terms, &[id], assignment)[0] as i128,
                Atom::Wraps(_) => unreachable!("nothing wraps around"),
            };
            let Row { parts, constant, .. } = row;
            let products = parts.iter().map(|(atom, factor)| factor.wrapping_mul(value_of(atom, &mut assignment)));
            products.fold(*constant, i128::wrapping_add)
        };
        let edges = [0, 1, 79, 80, 81, 0xffff_ffff, 1 << 32, 1 << 63, u64::MAX - 1, u64::MAX];
        let sums: Vec<[i128; 2]> = edges.iter().map(|&value| rows.each_ref().map(|row| at(row, value))).collect();
        assert!(sums.iter().flatten().all(|&sum| sum >= 0), "{rows:?}");
        // Neither row says less than the other one leaves open.
        assert!(sums.iter().all(|[floor, ceiling]| floor + ceiling == rows[1].constant), "{rows:?}");
    }
    for id in wrong {
        assert!(
            [Line::Floor(id), Line::Ceiling(id)]
                .iter()
                .all(|line| kernel.row(line, &[], &Supposed::default()).is_err())
        );
    }
}

/// All integers of a small square for which two rows hold are among those for which their sum does.
#[test]
fn a_sum_of_rows_is_rounded_as_integers_allow() {
    let atom = |n| Atom::Wraps(TermId(n));
    let row = |a: i128, b: i128, constant| Row {
        parts: BTreeMap::from([(atom(0), a), (atom(1), b)]),
        constant,
        ..Row::default()
    };
    let (mut terms, standard) = (Terms::default(), Standard::default());
    let kernel = Kernel::new(&mut terms, &standard);
    let mut rounded = 0;
    for n in 0..2000i128 {
        let rows = [row(n % 7 - 3, n / 7 % 7 - 3, n % 11 - 5), row(3 - n % 5, n / 3 % 5 - 2, n % 13 - 6)];
        let sum = kernel
            .row(&Line::Sum(vec![(0, 1 + n % 3), (1, 1 + n % 2)]), &rows, &Supposed::default())
            .expect("small numbers");
        for (x, y) in (-9..10).flat_map(|x| (-9..10).map(move |y| (x, y))) {
            let at = |row: &Row| {
                let part = |n| row.parts.get(&atom(n)).copied().unwrap_or(0);
                part(0) * x + part(1) * y + row.constant
            };
            assert!(rows.iter().any(|row| at(row) < 0) || at(&sum) >= 0, "{rows:?} {sum:?}");
            rounded += usize::from(rows.iter().all(|row| at(row) >= 0));
        }
    }
    assert!(rounded > 1000, "{rounded}");
}

/// 24 * x < 24 * n for x < n, while n is small enough.
#[test]
fn products_are_compared_where_they_do_not_wrap_around() {
    let (mut terms, standard) = (Terms::default(), Standard::default());
    let [x, n] = ["x", "n"].map(|name| terms.var(64, name));
    let [factor, bound] = [24, u128::from(u64::MAX / 24)].map(|value| terms.constant(64, value));
    let (less, large) = (terms.prim(Ult, 1, [x, n, n]), terms.prim(Ult, 1, [bound, n, n]));
    let small = terms.prim(Not, 1, [large, large, large]);
    let [a, b] = [x, n].map(|side| terms.binary(Mul, factor, side));
    let claim = terms.prim(Ult, 1, [a, b, b]);
    let lines = [
        Line::Known(less),
        Line::Known(large),
        Line::Computed(a),
        Line::Computed(b),
        Line::Most(a),
        Line::Least(b),
        Line::Least(x),
        // 24 * n does not wrap around, 24 * x no less than 0 times; then the claim.
        Line::Sum(vec![(2, 24), (4, 1), (6, 1)]),
        Line::Sum(vec![(3, -1), (7, 24), (5, 1)]),
        Line::Sum(vec![(0, 1), (1, 24), (3, 1), (4, -1), (8, 1 << 64), (9, 1 << 64)]),
    ];
    let mut kernel = Kernel::new(&mut terms, &standard);
    assert!(kernel.order(claim, true, &by(&lines)).is_err(), "nothing is known");
    kernel.open(&[less, small]).expect("bits");
    kernel.consequences(small).expect("known");
    assert!(kernel.order(claim, false, &by(&lines)).is_err());
    for without in 0..lines.len() {
        let mut other = lines.clone();
        other[without] = Line::Least(n);
        assert!(kernel.order(claim, true, &by(&other)).is_err(), "{without}");
    }
    kernel.order(claim, true, &by(&lines)).expect("it follows");
    assert_eq!(kernel.known(claim), Some(1));
}

#[test]
fn rows_that_say_too_much_are_refused() {
    let (mut terms, standard) = (Terms::default(), Standard::default());
    let [x, y] = ["x", "y"].map(|name| terms.var(64, name));
    let (wide, less) = (terms.var(65, "wide"), terms.prim(Ult, 1, [x, y, y]));
    let (most, same) = (terms.constant(64, mask(64)), terms.equal(x, y));
    let never = terms.prim(Ult, 1, [most, x, x]);
    let mut kernel = Kernel::new(&mut terms, &standard);
    let refused = |kernel: &mut Kernel, claim, lines: &[Line]| assert!(kernel.order(claim, true, &by(lines)).is_err());
    refused(&mut kernel, less, &[Line::Known(less)]);
    refused(&mut kernel, less, &[Line::Least(wide)]);
    refused(&mut kernel, less, &[Line::Sum(vec![(7, 1)])]);
    refused(&mut kernel, less, &[Line::Least(x), Line::Sum(vec![(1, -1), (0, 1)])]);
    refused(&mut kernel, less, &[Line::Least(x), Line::Sum(vec![(1, i128::MAX), (1, i128::MAX)])]);
    refused(&mut kernel, less, &[]);
    refused(&mut kernel, same, &[Line::Least(x)]);
    refused(&mut kernel, x, &[Line::Least(x)]);
    refused(&mut kernel, TermId(99), &[Line::Least(x)]);
    refused(&mut kernel, less, &vec![Line::Least(x); LINES + 1]);
    kernel.order(never, false, &by(&[Line::Most(x), Line::Sum(vec![(0, 1), (1, 1)])])).expect("no number is larger");
    assert_eq!(kernel.known(never), Some(0));
}

/// `if x < y then x else y` is at most `x`: either side is, but one of them alone says nothing.
#[test]
fn both_sides_of_a_choice_are_looked_at() {
    let (mut terms, standard) = (Terms::default(), Standard::default());
    let [x, y] = ["x", "y"].map(|name| terms.var(64, name));
    let less = terms.prim(Ult, 1, [x, y, y]);
    let not = terms.not(less);
    let choice = terms.prim(Select, 64, [less, x, y]);
    let claim = terms.prim(Ult, 1, [x, choice, choice]);
    let other = terms.extract(1, x, 0);
    let mut kernel = Kernel::new(&mut terms, &standard);
    let no = vec![Line::Chosen(choice), Line::Known(less), Line::Sum(vec![(0, 1), (1, 1), (2, 1)])];
    let yes = vec![Line::Chosen(choice), Line::Sum(vec![(0, 1), (1, 1)])];
    let cases = |bit, no: &[Line], yes: &[Line]| Proof::Cases(bit, Box::new([by(no), by(yes)]));
    assert!(kernel.order(claim, false, &by(&no)).is_err(), "the condition is not known");
    assert!(kernel.order(claim, false, &cases(less, &no, &no)).is_err());
    assert!(kernel.order(claim, false, &cases(less, &yes, &yes)).is_err());
    assert!(kernel.order(claim, false, &cases(less, &yes, &no)).is_err(), "each side has its own value");
    assert!(kernel.order(claim, false, &cases(not, &no, &yes)).is_err(), "a complement has the other value");
    assert!(kernel.order(claim, false, &cases(x, &no, &yes)).is_err(), "a number is no bit");
    assert!(kernel.order(claim, true, &cases(less, &no, &yes)).is_err());
    let nested =
        |bits| (0..bits).fold(cases(less, &no, &yes), |inner, _| Proof::Cases(other, Box::new([inner.clone(), inner])));
    assert!(kernel.order(claim, false, &nested(DEPTH)).is_err(), "too many bits");
    assert_eq!(kernel.known(claim), None);
    kernel.order(claim, false, &cases(less, &no, &yes)).expect("it follows");
    assert_eq!(kernel.known(claim), Some(0));
    kernel.open(&[]).expect("nothing");
    assert!(kernel.order(claim, false, &cases(not, &yes, &no)).is_ok());
    assert!(kernel.order(claim, false, &nested(DEPTH - 1)).is_ok());
}

/// What is supposed of a conjunction that holds, or of a disjunction that does not, is supposed of its parts; else it is not.
#[test]
fn what_is_supposed_of_a_bit_is_of_its_parts_where_that_follows() {
    let (mut terms, standard) = (Terms::default(), Standard::default());
    let [a, b] = ["a", "b"].map(|name| terms.var(1, name));
    let not = terms.not(a);
    let [and, or] = [And, Or].map(|prim| terms.prim(prim, 1, [not, b, b]));
    let kernel = Kernel::new(&mut terms, &standard);
    let parts = |bit, value| {
        let supposed = kernel.suppose(&Supposed::default(), bit, value).expect("a bit");
        assert_eq!(kernel.value_of(bit, &supposed), Some(value));
        [a, not, b].map(|part| kernel.value_of(part, &supposed))
    };
    assert_eq!(parts(and, true), [Some(false), Some(true), Some(true)]);
    assert_eq!(parts(or, false), [Some(true), Some(false), Some(false)]);
    assert_eq!(parts(and, false), [None; 3]);
    assert_eq!(parts(or, true), [None; 3]);
}

/// `x <= y` and `x != y` leave `x < y`.
#[test]
fn numbers_that_differ_do_so_by_one() {
    let (mut terms, standard) = (Terms::default(), Standard::default());
    let [x, y] = ["x", "y"].map(|name| terms.var(64, name));
    let (less, same) = (terms.prim(Ult, 1, [y, x, x]), terms.equal(x, y));
    let claim = terms.prim(Ult, 1, [x, y, y]);
    let not = [terms.not(less), terms.not(same)];
    let lines = |row| [Line::Known(less), Line::Distinct(same, row), Line::Sum(vec![(0, 1), (2, 1)])];
    let mut kernel = Kernel::new(&mut terms, &standard);
    kernel.open(&not[..1]).expect("bits");
    kernel.consequences(not[0]).expect("known");
    assert!(kernel.order(claim, true, &by(&lines(1))).is_err(), "both may be the same");
    kernel.close().expect("it is open");
    kernel.open(&not).expect("bits");
    not.iter().for_each(|&bit| kernel.consequences(bit).expect("known"));
    for wrong in [Line::Distinct(less, 1), Line::Distinct(same, 7), Line::Least(x)] {
        let [known, _, sum] = lines(1);
        assert!(kernel.order(claim, true, &by(&[known, wrong, sum])).is_err());
    }
    let row = |lines: &[Line], rows: &[Row]| {
        lines.iter().map(|line| kernel.row(line, rows, &Supposed::default())).collect::<Checked<Vec<_>>>()
    };
    let rows = row(&[Line::Known(less), Line::Least(x)], &[]).expect("both hold");
    assert!(row(&[Line::Distinct(same, 0)], &rows).is_ok());
    assert!(row(&[Line::Distinct(same, 1)], &rows).is_err(), "a row that compares other numbers");
    let loose = Row { constant: 1, ..rows[0].clone() };
    assert!(row(&[Line::Distinct(same, 0)], &[loose]).is_err(), "x <= y + 1 is not enough");
    kernel.order(claim, true, &by(&lines(1))).expect("it follows");
    assert_eq!(kernel.known(claim), Some(1));
}
