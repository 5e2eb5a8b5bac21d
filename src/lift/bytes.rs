//! Parts of a region whose length is symbolic: bytes from its start, as many as a symbol says, or a known number of them
//! from a symbolic offset on.

use super::lifter::{Lift, Lifter, fail};
use super::ops::Op;
use super::prim::Prim;
use super::value::{Bits, Int, Seq, Val};
use crate::lang::Span;
use crate::lang::ast::{BinaryOp, Expr, ExprKind};
use crate::lang::printer::expression;

/// Bytes that are taken out at once.
const MOST: i128 = 4096;

impl Lifter<'_> {
    /// `xs[0 .. unit * n]`, or `xs[e .. e + n]` for a number `n`.
    pub(super) fn range_of_bytes(&mut self, seq: Seq, from: &Expr, to: &Expr, span: Span) -> Lift<Val> {
        let start = match self.expr(from)? {
            Val::Int(Int::Known(0)) => return self.prefix(seq, to, span),
            value => self.offset(value, from.span)?,
        };
        // The number of bytes must be known before any value is, so the two ends are compared as they are written.
        match &to.kind {
            ExprKind::Binary { op: BinaryOp::Add, left, right } if expression(left) == expression(from) => {
                match self.expr(right)? {
                    Val::Int(Int::Known(n @ 1..=MOST)) => {
                        Ok(Val::Array(self.contents(seq, start, n as u32, span).into()))
                    }
                    _ => fail(right.span, format!("expected a number of bytes, 1 to {MOST}")),
                }
            }
            _ => {
                let from = expression(from);
                fail(span, format!("such a range starts at 0 or is written `{from} .. {from} + n` with a number `n`"))
            }
        }
    }

    /// The first `unit * n` bytes of a region, with the duty to show that it has them.
    fn prefix(&mut self, seq: Seq, to: &Expr, span: Span) -> Lift<Val> {
        let (unit, count) = self.length(to)?;
        if unit != seq.unit {
            return fail(to.span, format!("expected a length written `{} * ...`, as the region's is", seq.unit));
        }
        let beyond = self.prim(Prim::Ult, 1, &[seq.count, count]);
        self.must_not(beyond, span);
        Ok(Val::Seq(Seq { count, rest: None, ..seq }))
    }

    /// An offset in a region.
    pub(super) fn offset(&mut self, value: Val, span: Span) -> Lift<Bits> {
        match value {
            Val::Bits(bits) if bits.width == 64 => Ok(bits),
            Val::Int(Int::Known(n @ 0..=0xffff_ffff)) => Ok(Bits::known(64, n as u128)),
            other => fail(span, format!("an offset has 64 bits, found {}", other.describe())),
        }
    }

    /// `n` bytes from an offset on, with the duty to show that the region has them. That length does not wrap: of a
    /// region that is derived, and of a first part of one it is shown that the region is no shorter.
    pub(super) fn contents(&mut self, seq: Seq, from: Bits, n: u32, span: Span) -> Vec<Val> {
        let [unit, wanted] = [seq.unit, n].map(|n| Bits::known(64, n.into()));
        let mut length = self.prim(Prim::Mul, 64, &[unit, seq.count]);
        if let Some(rest) = seq.rest {
            length = self.prim(Prim::Add, 64, &[length, rest]);
        }
        let left = self.prim(Prim::Sub, 64, &[length, from]);
        let beyond = self.prim(Prim::Ult, 1, &[length, from]);
        let short = self.prim(Prim::Ult, 1, &[left, wanted]);
        let outside = self.prim(Prim::Or, 1, &[beyond, short]);
        self.must_not(outside, span);
        (0..n).map(|k| self.byte(seq, from, k)).collect()
    }

    /// The k-th byte from an offset on.
    fn byte(&mut self, seq: Seq, from: Bits, k: u32) -> Val {
        let at = self.prim(Prim::Add, 64, &[from, Bits::known(64, k.into())]);
        let byte = match seq.now {
            Some(base) => {
                let address = self.prim(Prim::Add, 64, &[base, at]);
                let address = self.slot(address);
                self.ops.push(Op::Load { address, bytes: 1 }, 8)
            }
            None => {
                let at = self.slot(at);
                self.pure(Op::Content(seq.region, at), 8)
            }
        };
        Val::Bits(Bits::slot(8, byte))
    }

    /// The duty to show that a condition is false.
    fn must_not(&mut self, condition: Bits, span: Span) {
        let claim = self.prim(Prim::Not, 1, &[condition]);
        let claim = self.slot(claim);
        self.ops.spans.push(span);
        self.ops.push(Op::Assert(claim, self.ops.spans.len() as u32 - 1), 0);
    }
}
