//! Numbers that differ: where one is no less than the other, it is larger.

use super::simplex::Found;
use super::{Order, Probe};
use crate::kernel::order::{Line, Row};
use crate::lift::prim::Prim;
use crate::term::{Node, TermId};

/// Equations that are looked at.
const EQUATIONS: usize = 12;

/// In the place of the number of a row that is none of the kernel's.
const NONE: usize = usize::MAX;

impl Order<'_, '_> {
    /// Either number of each equation that does not hold may be the larger one.
    pub(super) fn unequal(&self) -> Vec<Probe> {
        let of = |&equation: &TermId| match self.kernel.terms().node(equation) {
            Node::Prim { prim: Prim::Eq, a, b, .. } => {
                [(a, b), (b, a)].map(|(a, b)| Probe::Less(equation, a, b)).into()
            }
            _ => Vec::new(),
        };
        self.distinct.iter().take(EQUATIONS).flat_map(of).collect()
    }

    /// Whether it is shown that `a` is no less than `b`; that it is larger is then a row.
    pub(super) fn less(&mut self, equation: TermId, a: TermId, b: TermId) -> bool {
        self.try_less(equation, a, b).is_some()
    }

    fn try_less(&mut self, equation: TermId, a: TermId, b: TermId) -> Option<()> {
        let difference = self.kernel.difference(a, b).ok()?;
        let (reduced, mut mix) = self.reduced(&difference, NONE, 1)?;
        let number = self.no_less(&reduced)?;
        let factor = factor(&reduced, &self.rows[number])?;
        mix.remove(&NONE);
        let back = mix.into_iter().filter(|part| part.1 != 0).map(|(row, times)| (row, -times));
        let number = self.line(Line::Sum([(number, factor)].into_iter().chain(back).collect()))?;
        let number = self.line(Line::Distinct(equation, number))?;
        let row = self.rows[number].clone();
        self.constrain(&row, number, 1)
    }

    /// The number of the row that a sum is at least 0, if that follows.
    fn no_less(&mut self, sum: &Row) -> Option<usize> {
        let mut simplex = self.simplex.clone();
        let parts: Vec<_> = self.scaled(sum)?.into_iter().map(|(unknown, factor)| (unknown, -factor)).collect();
        simplex.add(&parts, sum.constant.checked_neg()?.checked_sub(1)?)?;
        let Found::Sum(found) = simplex.check()? else { return None };
        let last = self.mixes.len();
        let found: Vec<_> = found.into_iter().filter(|part| part.0 != last).collect();
        self.push(&found)?;
        Some(self.rows.len() - 1)
    }
}

/// By what a row is to be multiplied to be the sum; none if it says more.
fn factor(sum: &Row, row: &Row) -> Option<i128> {
    let (atom, &part) = row.parts.first_key_value()?;
    let factor = sum.parts.get(atom)?.checked_div(part).filter(|factor| *factor > 0)?;
    let same = sum.parts.len() == row.parts.len()
        && row.parts.iter().all(|(atom, part)| sum.parts.get(atom) == part.checked_mul(factor).as_ref())
        && row.constant.checked_mul(factor) == Some(sum.constant);
    same.then_some(factor)
}
