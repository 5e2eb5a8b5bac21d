//! Cases of the rule `order`: a bit is 0 or 1, so what follows from either follows.

use super::{LINES, Line, Row};
use crate::kernel::{Checked, Kernel, refuse};
use crate::lift::prim::Prim;
use crate::term::{Node, TermId};

/// Bits that are supposed at once.
pub const DEPTH: usize = 8;

/// How a comparison is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Rows, of which the last one cannot hold.
    Lines(Vec<Line>),
    /// A bit is 0, or it is 1.
    Cases(TermId, Box<[Proof; 2]>),
}

/// Bits that are supposed to have a value, complements aside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Supposed {
    bits: Vec<(TermId, bool)>,
    depth: usize,
}

impl Kernel<'_> {
    /// The opposite of a claim, or what is supposed, cannot hold.
    pub(super) fn contradicts(&self, opposite: &Row, proof: &Proof, supposed: &Supposed) -> Checked {
        match proof {
            Proof::Lines(lines) => self.rows_contradict(opposite, lines, supposed),
            Proof::Cases(bit, sides) => sides
                .iter()
                .zip([false, true])
                .try_for_each(|(side, value)| self.contradicts(opposite, side, &self.suppose(supposed, *bit, value)?)),
        }
    }

    fn rows_contradict(&self, opposite: &Row, lines: &[Line], supposed: &Supposed) -> Checked {
        if lines.len() > LINES {
            return refuse(format!("a comparison is shown by at most {LINES} lines"));
        }
        let mut rows = vec![opposite.clone()];
        for line in lines {
            let row = self.row(line, &rows, supposed)?;
            self.spend(1 + row.parts.len());
            rows.push(row);
        }
        match rows.last() {
            Some(row) if row.parts.is_empty() && row.constant < 0 => Ok(()),
            _ => refuse("the rows do not contradict each other"),
        }
    }

    /// The same with one bit more; what that says of bits that it is made of is supposed too.
    pub fn suppose(&self, supposed: &Supposed, bit: TermId, value: bool) -> Checked<Supposed> {
        if self.check_id(bit)? != 1 || supposed.depth == DEPTH {
            return refuse(format!("only bits are supposed, {DEPTH} at once"));
        }
        let mut supposed = Supposed { bits: supposed.bits.clone(), depth: supposed.depth + 1 };
        let mut stack = vec![(bit, value)];
        while let Some((bit, value)) = stack.pop().filter(|_| supposed.bits.len() < LINES) {
            let (bit, value) = self.bare(bit, value);
            self.spend(1);
            supposed.bits.push((bit, value));
            match self.terms.node(bit) {
                Node::Prim { prim: Prim::And, a, b, .. } if value => stack.extend([(a, value), (b, value)]),
                Node::Prim { prim: Prim::Or, a, b, .. } if !value => stack.extend([(a, value), (b, value)]),
                _ => {}
            }
        }
        Ok(supposed)
    }

    /// The value of a bit, if it is known or supposed.
    pub fn value_of(&self, bit: TermId, supposed: &Supposed) -> Option<bool> {
        let (bare, value) = self.bare(bit, true);
        let found = supposed.bits.iter().find(|(other, _)| *other == bare).map(|(_, found)| *found == value);
        found.or_else(|| self.known(bit).map(|bit| bit == 1))
    }

    /// What stands for a bit without its complements, and the value that this then has.
    fn bare(&self, bit: TermId, value: bool) -> (TermId, bool) {
        let (mut bit, mut value) = (self.find(bit), value);
        while let Node::Prim { prim: Prim::Not, width: 1, a, .. } = self.terms.node(bit) {
            (bit, value) = (self.find(a), !value);
        }
        (bit, value)
    }

    /// One side less the choice is 0.
    pub(super) fn chosen(&self, choice: TermId, supposed: &Supposed) -> Checked<Row> {
        let Node::Prim { prim: Prim::Select, a, b, c, .. } = self.terms.node(choice) else {
            return refuse("this term is no choice");
        };
        let side = match self.value_of(a, supposed) {
            Some(true) => b,
            Some(false) => c,
            None => return refuse("it is not known which side is chosen"),
        };
        Ok(Row { is_equation: true, ..self.difference(side, choice)? })
    }

    /// One number less the other is at least 1, where it is at least 0 and the equation of both does not hold.
    pub(super) fn distinct(&self, equation: TermId, row: Option<&Row>, supposed: &Supposed) -> Checked<Row> {
        let Node::Prim { prim: Prim::Eq, a, b, .. } = self.terms.node(equation) else { return refuse("no equation") };
        if self.value_of(equation, supposed) != Some(false) {
            return refuse("it is not known that the equation does not hold");
        }
        let Some(row) = row else { return refuse("a row is not there yet") };
        for (a, b) in [(a, b), (b, a)] {
            let difference = self.difference(a, b)?;
            if (&difference.parts, difference.constant) == (&row.parts, row.constant) {
                return Ok(Row { constant: row.constant - 1, is_equation: false, ..difference });
            }
        }
        refuse("the row does not compare the numbers of the equation")
    }
}
