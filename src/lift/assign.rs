//! Lifting of assignments, to names, registers, memory and parts of them.

use super::expr::state_read;
use super::lifter::{Lift, Lifter, fail};
use super::ops::Op;
use super::prim::Prim;
use super::value::{At, Bits, Val};
use crate::lang::Span;
use crate::lang::ast::{BinaryOp, Expr, ExprKind};
use std::sync::Arc;

impl Lifter<'_> {
    /// `target = value`.
    pub(super) fn assign(&mut self, target: &Expr, value: Val) -> Lift<()> {
        match &target.kind {
            ExprKind::Name(name) => self.assign_name(name, value, target.span),
            ExprKind::Index { base, arguments } => self.assign_index(base, arguments, value, target.span),
            ExprKind::Slice { base, hi, lo } => {
                let (hi, lo) = (self.known_expr(hi, "a slice")?, self.known_expr(lo, "a slice")?);
                self.assign_slice(base, (hi, lo), value, target.span)
            }
            ExprKind::Binary { op: BinaryOp::Concat, left, right } => self.assign_concat(left, right, value),
            ExprKind::Tuple(targets) => match value {
                Val::Tuple(values) if values.len() == targets.len() => {
                    targets.iter().zip(values).try_for_each(|(target, value)| self.assign(target, value))
                }
                other => fail(target.span, format!("{} targets for {}", targets.len(), other.describe())),
            },
            _ => fail(target.span, "this cannot be assigned to"),
        }
    }

    fn assign_slice(&mut self, base: &Expr, (hi, lo): (i128, i128), value: Val, span: Span) -> Lift<()> {
        let whole = self.bits_expr(base)?;
        if lo < 0 || hi < lo || hi >= whole.width as i128 {
            return fail(span, format!("[{hi}:{lo}] of {} bits", whole.width));
        }
        let part = self.sized(value, (hi - lo + 1) as u8, span)?;
        let whole = self.insert(whole, lo as u8, part);
        self.assign(base, Val::Bits(whole))
    }

    fn assign_concat(&mut self, left: &Expr, right: &Expr, value: Val) -> Lift<()> {
        let span = left.span.to(right.span);
        let (high, low) = (self.bits_expr(left)?.width, self.bits_expr(right)?.width);
        let whole = self.sized(value, high.saturating_add(low), span)?;
        let (top, bottom) = (self.extract(high, whole, low), self.extract(low, whole, 0));
        self.assign(left, Val::Bits(top))?;
        self.assign(right, Val::Bits(bottom))
    }

    /// The value as so many bits.
    fn sized(&mut self, value: Val, width: u8, span: Span) -> Lift<Bits> {
        match value {
            Val::Bits(bits) if bits.width == width => Ok(bits),
            Val::Int(n) => self.as_bits(n, width, span),
            other => fail(span, format!("expected {width} bits, found {}", other.describe())),
        }
    }

    /// `whole` with `part` in place of the bits from `lo` upwards.
    fn insert(&mut self, whole: Bits, lo: u8, part: Bits) -> Bits {
        let (hi, end) = (lo + part.width, whole.width);
        let mut value = part;
        if hi < end {
            let top = self.extract(end - hi, whole, hi);
            value = self.prim(Prim::Concat, end - lo, &[top, value]);
        }
        if lo > 0 {
            let bottom = self.extract(lo, whole, 0);
            value = self.prim(Prim::Concat, end, &[value, bottom]);
        }
        value
    }

    fn assign_name(&mut self, name: &str, value: Val, span: Span) -> Lift<()> {
        let Some(at) = self.local(name) else {
            return self.assign_state(name, value, span);
        };
        self.refuse_constant(at, span)?;
        let before = self.names[at].1.clone();
        let value = match (&before, value) {
            (Val::Bits(bits), value) => Val::Bits(self.sized(value, bits.width, span)?),
            (_, value) => value,
        };
        let value = match self.guard {
            Some(guard) => self.select(guard, value, before, span)?,
            None => value,
        };
        self.note_name(name, &value);
        self.names[at].1 = value;
        Ok(())
    }

    fn refuse_constant(&self, at: usize, span: Span) -> Lift<()> {
        match &self.names[at] {
            (_, _, true) => Ok(()),
            (name, ..) => fail(span, format!("`{name}` cannot be assigned to; only what `var` makes can")),
        }
    }

    fn assign_state(&mut self, name: &str, value: Val, span: Span) -> Lift<()> {
        self.machine_allowed(span)?;
        let Some((read, width)) = state_read(name) else {
            return fail(span, format!("`{name}` is not defined here"));
        };
        let value = self.sized(value, width, span)?;
        let value = self.guarded(value, |lifter| {
            // Where the guard does not hold, execution goes on behind this instruction.
            let before = lifter.read(read, width);
            if read == Op::ReadPc { lifter.prim(Prim::Add, 64, &[before, Bits::known(64, 4)]) } else { before }
        });
        let slot = self.slot(value);
        let write = match read {
            Op::ReadSp => Op::WriteSp(slot),
            Op::ReadPc => Op::WritePc(slot),
            Op::ReadNzcv => Op::WriteNzcv(slot),
            Op::ReadSystem(register) if register.is_kept() => Op::WriteSystem(register, slot),
            _ => return fail(span, format!("`{name}` can only be read")),
        };
        self.ops.push(write, 0);
        Ok(())
    }

    fn assign_index(&mut self, base: &Expr, arguments: &[Expr], value: Val, span: Span) -> Lift<()> {
        let ExprKind::Name(name) = &base.kind else { return fail(span, "this cannot be assigned to") };
        if self.local(name).is_none() {
            match (name.as_str(), arguments) {
                ("X", [n, width]) => return self.write_x(n, width, value, span),
                ("V", [n, width]) => return self.write_v(n, width, value, span),
                ("Mem", [address, bytes]) => return self.store(address, bytes, value, span),
                ("Elem", [vector, e, size]) => {
                    let whole = self.bits_expr(vector)?;
                    let (lo, width) = self.element(whole, e, size, span)?;
                    let part = self.sized(value, width, span)?;
                    let whole = self.insert(whole, lo, part);
                    return self.assign(vector, Val::Bits(whole));
                }
                (_, [n]) if state_read(name).is_some() => {
                    let n = self.known_expr(n, "a bit")?;
                    return self.assign_slice(base, (n, n), value, span);
                }
                _ => return fail(span, format!("`{name}[...]` cannot be assigned to like this")),
            }
        }
        self.assign_element(name, arguments, value, span)
    }

    fn assign_element(&mut self, name: &str, arguments: &[Expr], value: Val, span: Span) -> Lift<()> {
        let [n] = arguments else { return fail(span, "expected one index") };
        let n = self.known_expr(n, "an index")?;
        let at = self.local(name).expect("the caller found it");
        self.refuse_constant(at, span)?;
        let Val::Array(elements) = self.names[at].1.clone() else {
            return fail(span, format!("`{name}` is not an array"));
        };
        let Some(before) = usize::try_from(n).ok().and_then(|n| elements.get(n)).cloned() else {
            return fail(span, format!("index {n} of an array of {}", elements.len()));
        };
        let value = match &before {
            Val::Bits(bits) => Val::Bits(self.sized(value, bits.width, span)?),
            _ => value,
        };
        let value = match self.guard {
            Some(guard) => self.select(guard, value, before, span)?,
            None => value,
        };
        self.note_name(&format!("{name}[{n}]"), &value);
        drop(elements);
        if let Val::Array(elements) = &mut self.names[at].1 {
            Arc::make_mut(elements)[n as usize] = value;
        }
        Ok(())
    }

    fn write_x(&mut self, n: &Expr, width: &Expr, value: Val, span: Span) -> Lift<()> {
        self.machine_allowed(span)?;
        let width = self.width_expr(width)?;
        if ![32, 64].contains(&width) {
            return fail(span, format!("X[...] of {width} bits; a general register has 32 or 64"));
        }
        let value = self.sized(value, width, span)?;
        // The manual's X[] setter: a 32-bit write zeroes the upper half.
        let value = self.zero_extend(value, 64);
        if let Ok(n @ 0..=30) = self.register_number(n)? {
            let value = self.guarded(value, |lifter| lifter.read(Op::ReadX(n), 64));
            let slot = self.slot(value);
            self.ops.push(Op::WriteX(n, slot), 0);
        }
        Ok(())
    }

    fn write_v(&mut self, n: &Expr, width: &Expr, value: Val, span: Span) -> Lift<()> {
        self.machine_allowed(span)?;
        let width = self.width_expr(width)?;
        if ![8, 16, 32, 64, 128].contains(&width) {
            return fail(span, format!("V[...] of {width} bits; a vector register has 8, 16, 32, 64 or 128"));
        }
        let value = self.sized(value, width, span)?;
        // The manual's V[] setter: the rest of the register becomes zero.
        let value = self.zero_extend(value, 128);
        if let Ok(n) = self.register_number(n)? {
            let value = self.guarded(value, |lifter| lifter.read(Op::ReadV(n), 128));
            let slot = self.slot(value);
            self.ops.push(Op::WriteV(n, slot), 0);
        }
        Ok(())
    }

    fn store(&mut self, address: &Expr, bytes: &Expr, value: Val, span: Span) -> Lift<()> {
        let (at, bytes) = self.access(address, bytes)?;
        let value = self.sized(value, bytes * 8, span)?;
        if let At::Open(_) = at.at {
            return Ok(());
        }
        let (address, value) = (self.slot(at), self.slot(value));
        self.ops.push(Op::Store { address, bytes, value }, 0);
        Ok(())
    }
}
