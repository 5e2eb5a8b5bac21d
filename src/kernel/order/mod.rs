//! The rule `order`: a comparison holds, for its opposite and what is known, taken as integers, each times a factor, add up
//! to a negative number that is not negative.
//!
//! A row says of integers that `sum of factors * atoms + constant` is at least 0. An atom is what a term of at most 64 bits
//! is as a number; or how often an operation wraps around, which is an integer of either sign. A sum of rows is divided by
//! what divides all its factors, and its constant rounded down: that is what integers allow (Gomory's cuts). Where choices
//! matter, a bit is supposed to be 0 and to be 1, and either way the rows contradict each other.

#[cfg(test)]
mod tests;

mod cases;
mod quotient;

pub use cases::{DEPTH, Proof, Supposed};

use super::step::Step;
use super::{Checked, Kernel, refuse};
use crate::lift::prim::{Prim, mask};
use crate::term::{Node, TermId};
use std::collections::BTreeMap;

/// Lines of one case: each may have all atoms of those above.
pub const LINES: usize = 256;

/// How a row is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A comparison whose value is known or follows from what is supposed.
    Known(TermId),
    /// A choice is the side that is known, or follows from what is supposed: an equation.
    Chosen(TermId),
    /// A term is no less than 0.
    Least(TermId),
    /// A term is no more than all its bits can say.
    Most(TermId),
    /// A term is what its operation computes, but for how often it wraps around: an equation.
    Computed(TermId),
    /// The highest bits of a number, times what they count, are no more than the number.
    Floor(TermId),
    /// A number is no more than its highest bits, times what they count, and ones behind them.
    Ceiling(TermId),
    /// The numbers of an equation that does not hold, of which a row above says that one is no less, differ by 1 at least.
    Distinct(TermId, usize),
    /// Rows above, each times a factor: a negative one only of an equation.
    Sum(Vec<(usize, i128)>),
}

/// A term as a number, or how often it wraps around.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Atom {
    Value(TermId),
    Wraps(TermId),
}

/// `sum of factors * atoms + constant` is at least 0, or is 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    pub parts: BTreeMap<Atom, i128>,
    pub constant: i128,
    pub is_equation: bool,
}

impl Row {
    fn add(&mut self, factor: i128, atom: Option<Atom>) -> Checked {
        let place = atom.map_or(&mut self.constant, |atom| self.parts.entry(atom).or_default());
        let Some(sum) = place.checked_add(factor) else { return too_large() };
        *place = sum;
        Ok(())
    }

    fn add_row(&mut self, other: &Row, factor: i128) -> Checked {
        let parts = other.parts.iter().map(|(&atom, &part)| (Some(atom), part));
        for (atom, part) in parts.chain([(None, other.constant)]) {
            let Some(product) = part.checked_mul(factor) else { return too_large() };
            self.add(product, atom)?;
        }
        Ok(())
    }

    /// Divided by what divides all factors; whatever integers the atoms are, the sum without the constant is then an
    /// integer too, so the constant is rounded down.
    fn divided(mut self) -> Row {
        self.parts.retain(|_, factor| *factor != 0);
        let divisor = self.parts.values().fold(0u128, |all, factor| gcd(all, factor.unsigned_abs()));
        if let Ok(divisor @ 2..) = i128::try_from(divisor) {
            self.parts.values_mut().for_each(|factor| *factor /= divisor);
            self.constant = self.constant.div_euclid(divisor);
        }
        self
    }
}

fn gcd(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn too_large<T>() -> Checked<T> {
    refuse("a factor has more than 128 bits")
}

impl Kernel<'_> {
    /// A comparison is what `value` says: its opposite is the first row, and the last one of each case says that a negative
    /// number is not negative.
    pub fn order(&mut self, claim: TermId, value: bool, proof: &Proof) -> Checked {
        if self.check_id(claim)? != 1 {
            return refuse("only a comparison is shown");
        }
        self.contradicts(&self.opposite(claim, value)?, proof, &Supposed::default())?;
        self.unite(claim, self.truths[usize::from(value)]);
        self.steps.push(Step::Order { claim, value, proof: proof.clone() });
        Ok(())
    }

    /// What it says that a comparison is not what `value` says.
    pub fn opposite(&self, claim: TermId, value: bool) -> Checked<Row> {
        self.comparison(self.checked(claim)?, !value)
    }

    /// What a line says, after other rows.
    pub fn row(&self, line: &Line, rows: &[Row], supposed: &Supposed) -> Checked<Row> {
        match line {
            Line::Known(comparison) => match self.value_of(self.checked(*comparison)?, supposed) {
                Some(value) => self.comparison(*comparison, value),
                None => refuse("the comparison is not known"),
            },
            Line::Chosen(choice) => self.chosen(self.checked(*choice)?, supposed),
            Line::Distinct(equation, row) => self.distinct(self.checked(*equation)?, rows.get(*row), supposed),
            Line::Least(term) => self.sum([(1, self.checked(*term)?)], 0),
            Line::Most(term) => {
                let most = mask(self.narrow(self.checked(*term)?)?) as i128;
                self.sum([(-1, *term)], most)
            }
            Line::Computed(term) => self.computed(self.checked(*term)?),
            Line::Floor(term) => self.floor(self.checked(*term)?),
            Line::Ceiling(term) => self.ceiling(self.checked(*term)?),
            Line::Sum(parts) => {
                let mut sum = Row::default();
                for &(at, factor) in parts {
                    let Some(row) = rows.get(at) else { return refuse("a row is not there yet") };
                    if factor < 0 && !row.is_equation {
                        return refuse("only an equation is subtracted");
                    }
                    self.spend(1 + row.parts.len());
                    sum.add_row(row, factor)?;
                }
                Ok(sum.divided())
            }
        }
    }

    fn checked(&self, id: TermId) -> Checked<TermId> {
        self.check_id(id).map(|_| id)
    }

    /// The width of a term whose numbers leave room for sums of them.
    fn narrow(&self, id: TermId) -> Checked<u8> {
        match self.terms.width(id) {
            width @ 1..=64 => Ok(width),
            width => refuse(format!("{width} bits are no number of at most 64")),
        }
    }

    /// One number less another.
    pub fn difference(&self, a: TermId, b: TermId) -> Checked<Row> {
        self.sum([(1, a), (-1, b)], 0)
    }

    /// A sum of terms times factors, and a constant.
    fn sum<const N: usize>(&self, parts: [(i128, TermId); N], constant: i128) -> Checked<Row> {
        let mut row = Row { constant, ..Row::default() };
        for (factor, term) in parts {
            self.narrow(term)?;
            let term = self.find(term);
            match self.terms.as_const(term) {
                Some(number) => match factor.checked_mul(number as i128) {
                    Some(product) => row.add(product, None)?,
                    None => return too_large(),
                },
                None => row.add(factor, Some(Atom::Value(term)))?,
            }
        }
        Ok(row)
    }

    /// What it says that `a` is less than `b`, or is not; that both are equal; or that a number is not 0.
    fn comparison(&self, id: TermId, value: bool) -> Checked<Row> {
        let Node::Prim { prim, a, b, .. } = self.terms.node(id) else { return refuse("no comparison") };
        match (prim, value) {
            (Prim::Ult, true) => self.sum([(1, b), (-1, a)], -1),
            (Prim::Ult, false) => self.sum([(1, a), (-1, b)], 0),
            (Prim::Eq, true) => Ok(Row { is_equation: true, ..self.difference(a, b)? }),
            (Prim::Eq, false) if self.known(b) == Some(0) => self.sum([(1, a)], -1),
            (Prim::Eq, false) if self.known(a) == Some(0) => self.sum([(1, b)], -1),
            _ => refuse("this comparison says nothing about an order"),
        }
    }

    /// What an operation computes less 2 to the width for each time that it wraps around, less the result: that is 0.
    fn computed(&self, id: TermId) -> Checked<Row> {
        let width = self.narrow(id)?;
        let (node, power) = (self.terms.node(id), 1i128 << width);
        let (mut row, wraps) = match node {
            Node::Extract { a, lo: 0, .. } => (self.sum([(1, a), (-1, id)], 0)?, true),
            Node::Prim { prim, a, b, .. } => match prim {
                Prim::Add => (self.sum([(1, a), (1, b), (-1, id)], 0)?, true),
                Prim::Sub => (self.sum([(1, a), (-1, b), (-1, id)], 0)?, true),
                Prim::Not => (self.sum([(-1, a), (-1, id)], power - 1)?, false),
                Prim::ZeroExtend => (self.sum([(1, a), (-1, id)], 0)?, false),
                Prim::Concat => (self.sum([(1 << self.narrow(b)?, a), (1, b), (-1, id)], 0)?, false),
                Prim::Mul => match (self.known(a), self.known(b)) {
                    (Some(factor), _) => (self.sum([(factor as i128, b), (-1, id)], 0)?, true),
                    (_, Some(factor)) => (self.sum([(factor as i128, a), (-1, id)], 0)?, true),
                    _ => return refuse("a product of unknowns is no sum"),
                },
                Prim::Shl => match self.known(b) {
                    Some(by) if by < width.into() => (self.sum([(1 << by, a), (-1, id)], 0)?, true),
                    _ => return refuse("a shift by an unknown number is no sum"),
                },
                _ => return refuse("this operation is no sum"),
            },
            _ => return refuse("this term is no sum"),
        };
        if wraps {
            row.add(-power, Some(Atom::Wraps(id)))?;
        }
        row.is_equation = true;
        Ok(row)
    }
}
