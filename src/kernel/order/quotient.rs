//! What the highest bits of a number say of it: they are its quotient by a power of two, rounded down. The number may be a
//! product of more than 64 bits by a constant, as where code divides by multiplying (Granlund and Montgomery, "Division by
//! Invariant Integers using Multiplication", 1994).

use super::Row;
use crate::kernel::{Checked, Kernel, refuse};
use crate::lift::prim::Prim;
use crate::term::{Node, TermId};

impl Kernel<'_> {
    /// The number less `power * quotient` is at least 0.
    pub(super) fn floor(&self, id: TermId) -> Checked<Row> {
        let (number, power) = self.divided(id)?;
        self.sum([number, (-power, id)], 0)
    }

    /// `power * quotient + power - 1` less the number is at least 0.
    pub(super) fn ceiling(&self, id: TermId) -> Checked<Row> {
        let ((factor, term), power) = self.divided(id)?;
        self.sum([(-factor, term), (power, id)], power - 1)
    }

    /// A factor and a term, whose product is the number of which a term is the highest bits; and what these count.
    fn divided(&self, id: TermId) -> Checked<((i128, TermId), i128)> {
        match self.terms.node(id) {
            Node::Extract { a, lo, width } if lo + width == self.terms.width(a) && lo < 127 => {
                Ok((self.product(a)?, 1 << lo))
            }
            _ => refuse("these are not the highest bits of a number"),
        }
    }

    /// A number of at most 64 bits; or one that is extended, times a constant for which there is room.
    fn product(&self, id: TermId) -> Checked<(i128, TermId)> {
        if self.narrow(id).is_ok() {
            return Ok((1, id));
        }
        let Node::Prim { prim: Prim::Mul, width, a, b, .. } = self.terms.node(id) else {
            return refuse("more than 64 bits, and no product");
        };
        let (factor, number) = match (self.terms.as_const(a), self.terms.as_const(b)) {
            (Some(factor), _) => (factor, b),
            (_, Some(factor)) => (factor, a),
            _ => return refuse("a product of unknowns is no sum"),
        };
        let Node::Prim { prim: Prim::ZeroExtend, a: number, .. } = self.terms.node(number) else {
            return refuse("this factor is no number that is extended");
        };
        match u32::from(self.narrow(number)?) + (128 - factor.leading_zeros()) {
            bits if bits <= u32::from(width) => Ok((factor as i128, number)),
            _ => refuse("the product may wrap around"),
        }
    }
}
