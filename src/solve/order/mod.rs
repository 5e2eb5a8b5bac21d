//! Comparisons of counts and addresses: a sum of what is known, as integers, that shows a claim by the kernel's rule `order`.
//! A solver, which sees single bits, takes seconds for what a text of 168-byte blocks needs.
//!
//! First it is shown of each operation that it does not wrap around, where that follows, and of unknowns that they are not
//! 0; then the claim.

pub mod carry;
mod collect;
pub mod equal;
mod fraction;
mod quotient;
mod simplex;

use crate::kernel::Kernel;
use crate::kernel::order::{Atom, LINES, Line, Row};
use crate::lift::prim::Prim;
use crate::term::{Node, TermId};
use fraction::Fraction;
use simplex::{Found, Simplex};
use std::collections::BTreeMap;

/// How often each of the smaller claims is tried, for one may need another.
const ROUNDS: usize = 3;

/// Atoms of one question.
const ATOMS: usize = 40;

/// A sum of the kernel's rows.
type Mix = BTreeMap<usize, i128>;

/// A search for one claim.
struct Order<'k, 'a> {
    kernel: &'k Kernel<'a>,
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

/// Shows a comparison, if what is known of some bits is enough.
pub fn order(kernel: &mut Kernel, claim: TermId, facts: &[TermId]) -> bool {
    let Some((claim, value)) = comparison(kernel, claim) else { return false };
    let Some(lines) = lines(kernel, claim, value, facts) else { return false };
    kernel.order(claim, value, &lines).is_ok()
}

/// A comparison under complements, and what it has to be.
fn comparison(kernel: &Kernel, mut claim: TermId) -> Option<(TermId, bool)> {
    let mut value = true;
    loop {
        match kernel.terms().node(claim) {
            Node::Prim { prim: Prim::Not, width: 1, a, .. } => (claim, value) = (a, !value),
            Node::Prim { prim: Prim::Ult, .. } => return Some((claim, value)),
            _ => return None,
        }
    }
}

fn lines(kernel: &mut Kernel, claim: TermId, value: bool, facts: &[TermId]) -> Option<Vec<Line>> {
    let mut order = Order::new(kernel, claim, value, facts)?;
    let lines = order.search()?;
    Some(needed(lines))
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
            for (atom, factor, constant) in open {
                if !self.probe(atom, factor, constant)? {
                    left.push((atom, factor, constant));
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

    /// Whether an operation wraps around, either way, and whether an unknown is 0.
    fn probes(&self) -> Vec<(Atom, i128, i128)> {
        let of = |&atom: &Atom| match atom {
            Atom::Wraps(_) => vec![(atom, 1, -1), (atom, -1, -1)],
            Atom::Value(id) if self.kernel.terms().node(id).is_leaf() => vec![(atom, -1, 0)],
            Atom::Value(_) => Vec::new(),
        };
        self.atoms.iter().flat_map(of).collect()
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
        let row = self.kernel.row(&line, &self.rows).ok().filter(|_| self.lines.len() < LINES)?;
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
        let mut parts = Vec::new();
        for (&atom, &factor) in &row.parts {
            let unknown = self.atoms.iter().position(|&other| other == atom)?;
            let scale = self.scale(atom);
            parts.push((unknown, (factor % scale == 0).then_some(factor / scale)?));
        }
        self.simplex.add(&parts, row.constant)?;
        self.mixes.push(mix);
        Some(())
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
        if let (true, Line::Sum(parts)) = (used[at + 1], line) {
            parts.iter().for_each(|&(row, _)| used[row] = true);
        }
    }
    used[0] = true;
    let number = |row: usize| used[..row].iter().filter(|&&used| used).count();
    let renumbered = |line: &Line| match line {
        Line::Sum(parts) => Line::Sum(parts.iter().map(|&(row, factor)| (number(row), factor)).collect()),
        other => other.clone(),
    };
    lines.iter().zip(&used[1..]).filter(|(_, used)| **used).map(|(line, _)| renumbered(line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::standard::Standard;
    use crate::term::Terms;

    /// Whether `24 * x + 23 < 24 * n` is shown for `x < n` and `n` up to a bound.
    fn check(bound: u64, shown: bool) {
        let (mut terms, standard) = (Terms::default(), Standard::default());
        let [x, n] = ["x", "n"].map(|name| terms.var(64, name));
        let [factor, rest, bound] = [24, 23, bound].map(|value| terms.constant(64, value.into()));
        let less = |terms: &mut Terms, a, b| terms.prim(Prim::Ult, 1, [a, b, b]);
        let [a, b] = [x, n].map(|side| terms.binary(Prim::Mul, factor, side));
        let a = terms.binary(Prim::Add, a, rest);
        let (large, facts) = (less(&mut terms, bound, n), less(&mut terms, x, n));
        let small = terms.prim(Prim::Not, 1, [large; 3]);
        let claim = less(&mut terms, a, b);
        let mut kernel = Kernel::new(&mut terms, &standard);
        kernel.open(&[facts, small]).expect("bits");
        kernel.consequences(small).expect("known");
        assert_eq!(order(&mut kernel, claim, &[facts, small]), shown, "{bound:?}");
    }

    #[test]
    fn blocks_are_inside_where_all_of_them_fit() {
        check(u64::MAX / 24, true);
        check(1000, true);
        check(u64::MAX / 24 + 1, false);
        check(u64::MAX, false);
    }
}
