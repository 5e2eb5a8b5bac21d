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

#[cfg(test)]
mod tests {
    use crate::claim::standard::Standard;
    use crate::kernel::Kernel;
    use crate::lift::prim::Prim;
    use crate::solve::order::order;
    use crate::term::Terms;

    /// Whether it is shown of `q`, the highest bits of `x` times a factor, that `d * q + more` is at most `x + least`.
    fn check(factor: u64, lo: u8, (d, more): (u64, u64), least: u64, shown: bool) {
        let (mut terms, standard) = (Terms::default(), Standard::default());
        let x = terms.var(64, "x");
        let long = terms.prim(Prim::ZeroExtend, 128, [x; 3]);
        let factor = terms.constant(128, factor.into());
        let product = terms.binary(Prim::Mul, factor, long);
        let quotient = terms.extract(128 - lo, product, lo);
        let quotient = terms.prim(Prim::ZeroExtend, 64, [quotient; 3]);
        let [d, more, least, large] = [d, more, least, 1 << 40].map(|value| terms.constant(64, value.into()));
        let (times, whole) = (terms.binary(Prim::Mul, d, quotient), terms.binary(Prim::Add, x, least));
        let times = terms.binary(Prim::Add, times, more);
        let [more, small] = [[whole, times], [x, large]].map(|[a, b]| terms.prim(Prim::Ult, 1, [a, b, b]));
        let claim = terms.prim(Prim::Not, 1, [more; 3]);
        let mut kernel = Kernel::new(&mut terms, &standard);
        kernel.open(&[small]).expect("a bit");
        assert_eq!(order(&mut kernel, claim, &[small]), shown, "{lo} {shown}");
    }

    #[test]
    fn code_divides_by_multiplying() {
        check(0xcccc_cccc_cccc_cccd, 70, (80, 0), 0, true);
        check(0xcccc_cccc_cccc_cccd, 70, (80, 1), 0, false);
        check(0xcccc_cccc_cccc_cccd, 70, (81, 0), 0, false);
        check(0xaaaa_aaaa_aaaa_aaab, 65, (3, 0), 0, true);
        check(0xaaaa_aaaa_aaaa_aaab, 65, (3, 3), 3, true);
        check(0xaaaa_aaaa_aaaa_aaac, 64, (3, 0), 0, false);
    }
}
