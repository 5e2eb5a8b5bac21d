//! Comparisons of counts and addresses: a sum of what is known, as integers, that shows a claim by the kernel's rule `order`.
//! A solver, which sees single bits, takes seconds for what a text of 168-byte blocks needs.
//!
//! First it is shown of each operation that it does not wrap around, where that follows, of unknowns that they are not 0, and
//! of numbers that differ which one is less; then the claim. Where that is not enough, each side of a choice is tried.

pub mod carry;
mod collect;
mod distinct;
pub mod equal;
mod fraction;
mod quotient;
mod simplex;

use crate::kernel::Kernel;
use crate::kernel::order::{Atom, LINES, Line, Proof, Row, Supposed};
use crate::lift::prim::Prim;
use crate::term::{Node, TermId, Terms};
use collect::Known;
use fraction::Fraction;
use simplex::{Found, Simplex};
use std::collections::BTreeMap;

/// How often each of the smaller claims is tried, for one may need another.
const ROUNDS: usize = 3;

/// Atoms of one question.
const ATOMS: usize = 40;

/// Parts of a claim that are shown one by one.
const PARTS: usize = 48;

/// Choices of which both sides are tried, one below another.
const CHOICES: usize = 3;

/// A sum of the kernel's rows.
type Mix = BTreeMap<usize, i128>;

/// What is tried before the claim.
#[derive(Clone, Copy)]
enum Probe {
    /// `factor * atom + constant` is less than 0.
    Sign(Atom, i128, i128),
    /// The equation does not hold because the second number is less than the first.
    Less(TermId, TermId, TermId),
}

/// A search for one claim.
struct Order<'k, 'a> {
    kernel: &'k Kernel<'a>,
    supposed: Supposed,
    /// What decides between the sides of the first choice where it is not known.
    undecided: Option<TermId>,
    /// Equations that do not hold.
    distinct: Vec<TermId>,
    /// The kernel's rows; the first one has no line.
    rows: Vec<Row>,
    lines: Vec<Line>,
    /// Equations, each with the atom that it is solved for, and of which rows it is made.
    solved: Vec<(Atom, Row, Mix)>,
    atoms: Vec<Atom>,
    simplex: Simplex,
    /// Of which of the kernel's rows each row of the simplex is made.
    mixes: Vec<Mix>,
}

/// Shows what is made of comparisons, if what is known of some bits is enough for each of them.
pub fn order(kernel: &mut Kernel, claim: TermId, facts: &[TermId]) -> bool {
    shown(kernel, claim, true, facts, &mut { PARTS })
}

/// Shows that a bit is what `value` says.
fn shown(kernel: &mut Kernel, bit: TermId, value: bool, facts: &[TermId], left: &mut usize) -> bool {
    if let Some(known) = kernel.known(bit) {
        return known == u128::from(value);
    }
    let Node::Prim { prim, width: 1, a, b, .. } = kernel.terms().node(bit) else { return false };
    let Some(fewer) = left.checked_sub(1) else { return false };
    *left = fewer;
    let mut side = |side, value| shown(kernel, side, value, facts, left);
    let follows = match (prim, value) {
        (Prim::Not, _) => side(a, !value),
        (Prim::And, true) | (Prim::Or, false) => side(a, value) && side(b, value),
        (Prim::And, false) | (Prim::Or, true) => side(a, value) || side(b, value),
        (Prim::Ult, _) | (Prim::Eq, false) => return compared(kernel, bit, value, facts),
        _ => false,
    };
    follows && kernel.rewrite(bit).is_ok() && kernel.known(bit) == Some(value.into())
}

/// Shows that facts contradict each other: one of those that compare numbers is shown to be false.
pub fn contradict(kernel: &mut Kernel, facts: &[TermId]) -> bool {
    let one = facts.iter().find_map(|&fact| comparison(kernel.terms(), fact));
    let known = one.and_then(|one| Some((one, kernel.known(one)?)));
    known.is_some_and(|(one, value)| compared(kernel, one, value == 0, facts))
}

/// What a bit says of the order of two numbers: that one is less than the other, or is not.
pub fn comparison(terms: &Terms, bit: TermId) -> Option<TermId> {
    match terms.node(bit) {
        Node::Prim { prim: Prim::Not, a, .. } => comparison(terms, a),
        Node::Prim { prim: Prim::Ult, .. } => Some(bit),
        _ => None,
    }
}

fn compared(kernel: &mut Kernel, claim: TermId, value: bool, facts: &[TermId]) -> bool {
    let known = Known::new(kernel, claim, facts);
    let Some(proof) = search(kernel, claim, value, &known, &Supposed::default(), CHOICES) else { return false };
    kernel.order(claim, value, &proof).is_ok()
}

/// A proof by what is known and supposed; where there is none, of both sides of a choice.
fn search(
    kernel: &Kernel,
    claim: TermId,
    value: bool,
    known: &Known,
    supposed: &Supposed,
    left: usize,
) -> Option<Proof> {
    let mut order = Order::new(kernel, claim, value, known, supposed)?;
    if let Some(lines) = order.search() {
        return Some(Proof::Lines(needed(lines)));
    }
    let (bit, left) = (order.undecided?, left.checked_sub(1)?);
    let side = |side| search(kernel, claim, value, known, &kernel.suppose(supposed, bit, side).ok()?, left);
    Some(Proof::Cases(bit, Box::new([side(false)?, side(true)?])))
}

impl Order<'_, '_> {
    fn search(&mut self) -> Option<Vec<Line>> {
        if let Found::Sum(sum) = self.simplex.check()? {
            return self.end(&sum);
        }
        let mut open = self.probes();
        for _ in 0..ROUNDS {
            let before = open.len();
            let mut left = Vec::new();
            for probe in open {
                let shown = match probe {
                    Probe::Sign(atom, factor, constant) => self.probe(atom, factor, constant)?,
                    Probe::Less(equation, a, b) => self.less(equation, a, b),
                };
                if !shown {
                    left.push(probe);
                } else if let Found::Sum(sum) = self.simplex.check()? {
                    return self.end(&sum);
                }
            }
            if left.len() == before {
                break;
            }
            open = left;
        }
        None
    }

    /// Whether an operation wraps around, either way, whether an unknown is 0, and which of two numbers is less.
    fn probes(&self) -> Vec<Probe> {
        let of = |&atom: &Atom| match atom {
            Atom::Wraps(_) => vec![Probe::Sign(atom, 1, -1), Probe::Sign(atom, -1, -1)],
            Atom::Value(id) if self.kernel.terms().node(id).is_leaf() => vec![Probe::Sign(atom, -1, 0)],
            Atom::Value(_) => Vec::new(),
        };
        let mut probes: Vec<Probe> = self.atoms.iter().flat_map(of).collect();
        probes.extend(self.unequal());
        probes
    }

    /// Whether it is shown that `factor * atom + constant` is less than 0; its opposite is then a row.
    fn probe(&mut self, atom: Atom, factor: i128, constant: i128) -> Option<bool> {
        let Some(unknown) = self.atoms.iter().position(|&other| other == atom) else { return Some(false) };
        let mut simplex = self.simplex.clone();
        let scale = self.scale(atom);
        simplex.add(&[(unknown, factor)], constant.checked_mul(scale)?)?;
        let Found::Sum(sum) = simplex.check()? else { return Some(false) };
        let last = self.mixes.len();
        let sum: Vec<_> = sum.into_iter().filter(|part| part.0 != last).collect();
        self.push(&sum)?;
        let row = self.rows.last()?.clone();
        self.constrain(&row, self.rows.len() - 1, scale)?;
        Some(true)
    }

    fn end(&mut self, sum: &[(usize, Fraction)]) -> Option<Vec<Line>> {
        self.push(sum)?;
        Some(std::mem::take(&mut self.lines))
    }

    /// A sum of rows of the simplex as a line.
    fn push(&mut self, sum: &[(usize, Fraction)]) -> Option<()> {
        let divisor = |all: i128, bottom: i128| {
            let common = fraction::gcd(all.unsigned_abs(), bottom.unsigned_abs());
            (all / i128::try_from(common).ok()?).checked_mul(bottom)
        };
        let bottom = sum.iter().try_fold(1, |all, (_, factor)| divisor(all, factor.bottom))?;
        let mut mix = Mix::new();
        for &(row, factor) in sum {
            add_mix(&mut mix, &self.mixes[row], factor.top.checked_mul(bottom / factor.bottom)?)?;
        }
        let parts = mix.into_iter().filter(|part| part.1 != 0).collect();
        self.line(Line::Sum(parts)).map(drop)
    }

    /// A line, if the kernel takes it; the number of its row.
    fn line(&mut self, line: Line) -> Option<usize> {
        let row = self.kernel.row(&line, &self.rows, &self.supposed).ok().filter(|_| self.lines.len() < LINES)?;
        self.rows.push(row);
        self.lines.push(line);
        Some(self.rows.len() - 1)
    }

    /// The simplex has 2 to the width times how often an operation wraps around, so that its factors are small.
    fn scale(&self, atom: Atom) -> i128 {
        match atom {
            Atom::Value(_) => 1,
            Atom::Wraps(id) => 1 << self.kernel.terms().width(id),
        }
    }

    /// A row times a factor for the simplex, with the equations put into it.
    fn constrain(&mut self, row: &Row, number: usize, factor: i128) -> Option<()> {
        let (row, mix) = self.reduced(row, number, factor)?;
        self.add(&row, mix)
    }

    fn reduced(&self, row: &Row, number: usize, factor: i128) -> Option<(Row, Mix)> {
        let mut sum = Row::default();
        add_row(&mut sum, row, factor)?;
        let mut mix = Mix::from([(number, factor)]);
        for (atom, equation, of) in &self.solved {
            let Some(&part) = sum.parts.get(atom).filter(|part| **part != 0) else { continue };
            // The atom has the factor 1 or -1 in its equation.
            let times = part.checked_mul(-equation.parts[atom])?;
            add_row(&mut sum, equation, times)?;
            add_mix(&mut mix, of, times)?;
        }
        sum.parts.retain(|_, part| *part != 0);
        Some((sum, mix))
    }

    fn add(&mut self, row: &Row, mix: Mix) -> Option<()> {
        let parts = self.scaled(row)?;
        self.simplex.add(&parts, row.constant)?;
        self.mixes.push(mix);
        Some(())
    }

    /// A row's parts over the unknowns of the simplex.
    fn scaled(&self, row: &Row) -> Option<Vec<(usize, i128)>> {
        let part = |(&atom, &factor): (&Atom, &i128)| {
            let unknown = self.atoms.iter().position(|&other| other == atom)?;
            let scale = self.scale(atom);
            (factor % scale == 0).then_some((unknown, factor / scale))
        };
        row.parts.iter().map(part).collect()
    }
}

fn add_row(sum: &mut Row, row: &Row, factor: i128) -> Option<()> {
    for (&atom, part) in &row.parts {
        let place = sum.parts.entry(atom).or_default();
        *place = place.checked_add(part.checked_mul(factor)?)?;
    }
    sum.constant = sum.constant.checked_add(row.constant.checked_mul(factor)?)?;
    Some(())
}

fn add_mix(sum: &mut Mix, mix: &Mix, factor: i128) -> Option<()> {
    for (&row, part) in mix {
        let place = sum.entry(row).or_default();
        *place = place.checked_add(part.checked_mul(factor)?)?;
    }
    Some(())
}

/// The lines that the last one rests on, numbered anew.
fn needed(lines: Vec<Line>) -> Vec<Line> {
    let mut used = vec![false; lines.len() + 1];
    *used.last_mut().expect("one at least") = true;
    for (at, line) in lines.iter().enumerate().rev() {
        match line {
            Line::Sum(parts) if used[at + 1] => parts.iter().for_each(|&(row, _)| used[row] = true),
            Line::Distinct(_, row) if used[at + 1] => used[*row] = true,
            _ => {}
        }
    }
    used[0] = true;
    let number = |row: usize| used[..row].iter().filter(|&&used| used).count();
    let renumbered = |line: &Line| match line {
        Line::Sum(parts) => Line::Sum(parts.iter().map(|&(row, factor)| (number(row), factor)).collect()),
        Line::Distinct(equation, row) => Line::Distinct(*equation, number(*row)),
        other => other.clone(),
    };
    lines.iter().zip(&used[1..]).filter(|(_, used)| **used).map(|(line, _)| renumbered(line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::standard::Standard;
    use crate::term::Terms;

    /// Whether a claim is shown where facts hold.
    fn follows(terms: &mut Terms, facts: &[TermId], claim: TermId) -> bool {
        let standard = Standard::default();
        let mut kernel = Kernel::new(terms, &standard);
        kernel.open(facts).expect("bits");
        facts.iter().for_each(|&fact| kernel.consequences(fact).expect("known"));
        order(&mut kernel, claim, facts)
    }

    /// Whether `24 * x + 23 < 24 * n` is shown for `x < n` and `n` up to a bound.
    fn check(bound: u64, shown: bool) {
        let mut terms = Terms::default();
        let [x, n] = ["x", "n"].map(|name| terms.var(64, name));
        let [factor, rest, bound] = [24, 23, bound].map(|value| terms.constant(64, value.into()));
        let less = |terms: &mut Terms, a, b| terms.prim(Prim::Ult, 1, [a, b, b]);
        let [a, b] = [x, n].map(|side| terms.binary(Prim::Mul, factor, side));
        let a = terms.binary(Prim::Add, a, rest);
        let (large, facts) = (less(&mut terms, bound, n), less(&mut terms, x, n));
        let small = terms.prim(Prim::Not, 1, [large; 3]);
        let claim = less(&mut terms, a, b);
        assert_eq!(follows(&mut terms, &[facts, small], claim), shown, "{bound:?}");
    }

    #[test]
    fn blocks_are_inside_where_all_of_them_fit() {
        check(u64::MAX / 24, true);
        check(1000, true);
        check(u64::MAX / 24 + 1, false);
        check(u64::MAX, false);
    }

    /// Whether `from + 5 * 16 <= 16 * n` is shown, where `from` is `16 * d` or, behind the last whole step, `16 * (n - 5)`.
    fn check_choice(least: u128, shown: bool) {
        let mut terms = Terms::default();
        let [n, d] = ["n", "d"].map(|name| terms.var(64, name));
        let [sixteen, five, eighty, most, least] =
            [16, 5, 80, (1 << 59) - 1, least].map(|value| terms.constant(64, value));
        let facts = [terms.at_most(d, n), terms.at_most(n, most), terms.at_most(least, n)];
        let left = terms.binary(Prim::Sub, n, d);
        let (few, last) = (terms.less(left, five), terms.binary(Prim::Sub, n, five));
        let from = terms.prim(Prim::Select, 64, [few, last, d]);
        let [from, all] = [from, n].map(|blocks| terms.binary(Prim::Mul, sixteen, blocks));
        let (end, rest) = (terms.binary(Prim::Add, from, eighty), terms.binary(Prim::Sub, all, from));
        let (beyond, short) = (terms.less(all, end), terms.less(rest, eighty));
        let either = terms.prim(Prim::Or, 1, [beyond, short, short]);
        let claim = terms.not(either);
        assert_eq!(follows(&mut terms, &facts, claim), shown, "{least:?}");
    }

    #[test]
    fn both_sides_of_a_choice_are_tried() {
        check_choice(5, true);
        check_choice(4, false);
    }

    /// Whether `x < n` is shown for `x < n + 3` that is none of `n`, `n + 1` and `n + 2`, or not the last of these.
    fn check_distinct(distinct: u128, shown: bool) {
        let mut terms = Terms::default();
        let [x, n] = ["x", "n"].map(|name| terms.var(64, name));
        let mut behind = |by| {
            let by = terms.constant(64, by);
            terms.binary(Prim::Add, n, by)
        };
        let next: Vec<TermId> = (0..=distinct).map(&mut behind).collect();
        let (end, most) = (behind(3), terms.constant(64, 1 << 59));
        let mut facts: Vec<TermId> = next.iter().take(distinct as usize).map(|&n| terms.equal(x, n)).collect();
        facts.iter_mut().for_each(|same| *same = terms.not(*same));
        facts.extend([terms.less(x, end), terms.less(n, most)]);
        let claim = terms.less(x, n);
        assert_eq!(follows(&mut terms, &facts, claim), shown, "{distinct}");
    }

    #[test]
    fn numbers_that_differ_are_passed_one_by_one() {
        check_distinct(3, true);
        check_distinct(2, false);
    }

    /// Whether `x < n`, `n <= 1000` and `16 * n - 16 * x < less` are shown to contradict each other.
    fn check_contradiction(less: u128, shown: bool) {
        let mut terms = Terms::default();
        let [x, n] = ["x", "n"].map(|name| terms.var(64, name));
        let [size, most, less] = [16, 1000, less].map(|value| terms.constant(64, value));
        let [a, b] = [n, x].map(|count| terms.binary(Prim::Mul, size, count));
        let rest = terms.binary(Prim::Sub, a, b);
        let facts = [terms.at_most(n, most), terms.less(x, n), terms.less(rest, less)];
        let standard = Standard::default();
        let mut kernel = Kernel::new(&mut terms, &standard);
        kernel.open(&facts).expect("bits");
        facts.iter().for_each(|&fact| kernel.consequences(fact).expect("known"));
        assert_eq!((contradict(&mut kernel, &facts), kernel.is_contradictory()), (shown, shown), "{less:?}");
    }

    #[test]
    fn facts_contradict_each_other() {
        check_contradiction(16, true);
        check_contradiction(17, false);
    }
}
