//! Quotients by constants, as code computes them: the highest bits of a product (Granlund and Montgomery, "Division by
//! Invariant Integers using Multiplication", 1994).

use super::Order;
use crate::kernel::order::{Atom, Line};
use crate::term::TermId;

impl Order<'_, '_> {
    /// Both comparisons of a number with its quotient times the divisor, if a term is the quotient of one.
    pub(super) fn quotient(&mut self, id: TermId) -> Option<[usize; 2]> {
        let (floor, ceiling) = (self.line(Line::Floor(id))?, self.line(Line::Ceiling(id))?);
        let parts = &self.rows[floor].parts;
        let power = parts.values().find(|factor| **factor < 0)?.unsigned_abs();
        let (&number, &factor) = parts.iter().find(|(_, factor)| **factor > 0)?;
        let Atom::Value(number) = number else { return None };
        // The factor is the power of two divided by the divisor, rounded up; what that is too much does not matter.
        let divisor = i128::try_from(power.div_ceil(factor.unsigned_abs())).ok()?;
        let error = divisor.checked_mul(factor)?.checked_sub_unsigned(power)?;
        let (least, most) = (self.line(Line::Least(number))?, self.line(Line::Most(number))?);
        let floor = self.line(Line::Sum(vec![(floor, divisor), (most, error)]))?;
        Some([floor, self.line(Line::Sum(vec![(ceiling, divisor), (least, error)]))?])
    }
}
