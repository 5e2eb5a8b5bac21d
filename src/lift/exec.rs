//! The one executor of operations, over any domain of values.

use super::ops::{FoldCall, Op, Ops, Table};
use super::prim::Prim;
use super::system::System;
use crate::lang::Span;
use std::sync::Arc;

/// What values are: numbers when a program runs, terms when it is proved.
pub trait Domain {
    type Value: Copy;
    /// Why execution stops.
    type Stop;

    fn constant(&mut self, width: u8, value: u128) -> Self::Value;
    fn input(&mut self, n: u32) -> Self::Value;
    /// `from` is the width of the second operand for `Concat`, of the first for extensions and `Slt`, and means nothing
    /// for others; neither do operands past the arity.
    fn prim(&mut self, prim: Prim, width: u8, from: u8, operands: [Self::Value; 3]) -> Self::Value;
    /// `width` bits from bit `lo` upwards of a value of `from` bits.
    fn extract(&mut self, width: u8, from: u8, value: Self::Value, lo: u8) -> Self::Value;
    /// The element of a table at an index that is no wider than the table is long.
    fn lookup(&mut self, table: &Arc<Table>, index: Self::Value) -> Self::Value;
    fn read_x(&mut self, n: u8) -> Self::Value;
    fn read_v(&mut self, n: u8) -> Self::Value;
    fn read_sp(&mut self) -> Self::Value;
    fn read_pc(&mut self) -> Self::Value;
    fn read_nzcv(&mut self) -> Self::Value;
    fn read_system(&mut self, register: System) -> Result<Self::Value, Self::Stop>;
    fn write_x(&mut self, n: u8, value: Self::Value);
    fn write_v(&mut self, n: u8, value: Self::Value);
    fn write_sp(&mut self, value: Self::Value);
    fn write_pc(&mut self, value: Self::Value);
    fn write_nzcv(&mut self, value: Self::Value);
    /// Only for registers that are kept.
    fn write_system(&mut self, register: System, value: Self::Value);
    fn load(&mut self, address: Self::Value, bytes: u8) -> Result<Self::Value, Self::Stop>;
    fn store(&mut self, address: Self::Value, bytes: u8, value: Self::Value) -> Result<(), Self::Stop>;
    /// A value that stands for the whole result, for [`Domain::fold_out`].
    fn fold(
        &mut self,
        call: &FoldCall,
        initial: &[Self::Value],
        start: Self::Value,
        count: Self::Value,
    ) -> Result<Self::Value, Self::Stop>;
    fn fold_out(&mut self, width: u8, fold: Self::Value, n: u16) -> Self::Value;
    /// The byte that a region of the proof holds on entry at an offset.
    fn content(&mut self, region: u32, offset: Self::Value) -> Result<Self::Value, Self::Stop>;
    fn assert(&mut self, condition: Self::Value, span: Span) -> Result<(), Self::Stop>;
}

/// Executes the operations in order. `slots` is working space that a caller keeps from one instruction to the next;
/// afterwards it holds the value of each slot.
#[inline]
pub fn exec<D: Domain>(ops: &Ops, domain: &mut D, slots: &mut Vec<D::Value>) -> Result<(), D::Stop> {
    let Some(nothing) = ops.list.first().map(|_| domain.constant(1, 0)) else { return Ok(()) };
    // Slots are made once and written before they are read: operations use earlier ones only.
    if slots.len() < ops.list.len() {
        slots.resize(ops.list.len(), nothing);
    }
    let slots = &mut slots[..ops.list.len()];
    for (at, &(op, width)) in ops.list.iter().enumerate() {
        slots[at] = step(ops, domain, slots, op, width, nothing)?;
    }
    Ok(())
}

#[inline(always)]
fn step<D: Domain>(
    ops: &Ops,
    domain: &mut D,
    slots: &[D::Value],
    op: Op,
    width: u8,
    nothing: D::Value,
) -> Result<D::Value, D::Stop> {
    let at = |slot: u32| slots[slot as usize];
    Ok(match op {
        Op::Const(n) => domain.constant(width, ops.constants[n as usize]),
        Op::Input(n) => domain.input(n),
        Op::ReadX(n) => domain.read_x(n),
        Op::ReadV(n) => domain.read_v(n),
        Op::ReadSp => domain.read_sp(),
        Op::ReadPc => domain.read_pc(),
        Op::ReadNzcv => domain.read_nzcv(),
        Op::ReadSystem(register) => domain.read_system(register)?,
        Op::Lookup(table, a) => domain.lookup(&ops.tables[table as usize], at(a)),
        Op::Prim(prim, a, b, c) => {
            // Only these look at the width of an operand; the others' operands are as wide as the result, or it
            // does not matter.
            let from = match prim {
                Prim::Concat => ops.width(b),
                Prim::SignExtend | Prim::ZeroExtend | Prim::Slt => ops.width(a),
                _ => width,
            };
            domain.prim(prim, width, from, [at(a), at(b), at(c)])
        }
        Op::Extract(a, lo) => domain.extract(width, ops.width(a), at(a), lo),
        Op::Load { address, bytes } => domain.load(at(address), bytes)?,
        Op::Content(region, offset) => domain.content(region, at(offset))?,
        Op::FoldOut(fold, n) => domain.fold_out(width, at(fold), n),
        Op::Fold(n) => {
            let call = &ops.folds[n as usize];
            let initial: Vec<D::Value> = call.initial.iter().map(|&slot| at(slot)).collect();
            domain.fold(call, &initial, at(call.start), at(call.count))?
        }
        _ => {
            act(ops, domain, slots, op)?;
            nothing
        }
    })
}

#[inline(always)]
fn act<D: Domain>(ops: &Ops, domain: &mut D, slots: &[D::Value], op: Op) -> Result<(), D::Stop> {
    let at = |slot: u32| slots[slot as usize];
    match op {
        Op::Store { address, bytes, value } => domain.store(at(address), bytes, at(value))?,
        Op::WriteX(n, a) => domain.write_x(n, at(a)),
        Op::WriteV(n, a) => domain.write_v(n, at(a)),
        Op::WriteSp(a) => domain.write_sp(at(a)),
        Op::WritePc(a) => domain.write_pc(at(a)),
        Op::WriteNzcv(a) => domain.write_nzcv(at(a)),
        Op::WriteSystem(register, a) => domain.write_system(register, at(a)),
        Op::Assert(a, n) => domain.assert(at(a), ops.spans[n as usize])?,
        _ => unreachable!("an operation that makes a value"),
    }
    Ok(())
}
