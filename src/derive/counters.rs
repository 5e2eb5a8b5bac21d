//! What a piece of code adds to registers, as far as it adds numbers that are known; a hint for people only.

use super::flow::Flow;
use crate::lift::ops::{Op, Ops, Slot};
use crate::lift::prim::{Prim, mask};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    Number(u128),
    /// Its low bits are those of what a register held at the start, plus a number.
    Sum {
        register: u8,
        plus: u64,
        bits: u8,
    },
    Unknown,
}

/// The number of SP among [`Registers`].
pub const SP: u8 = 31;

/// What X0 to X30 and SP hold.
#[derive(Clone, PartialEq, Eq)]
pub struct Registers([Value; 32]);

/// A register to which each pass adds the same number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter {
    pub register: u8,
    pub step: i64,
    /// 32 if that is so of its low half alone.
    pub bits: u8,
}

impl Registers {
    /// Each what it holds at the start.
    pub fn own() -> Registers {
        Registers(std::array::from_fn(|n| Value::Sum { register: n as u8, plus: 0, bits: 64 }))
    }

    /// The value of each slot of an instruction.
    pub fn values(&self, ops: &Ops, pc: u64) -> Vec<Value> {
        let mut values: Vec<Value> = Vec::with_capacity(ops.list.len());
        for &(op, width) in &ops.list {
            let at = |slot: Slot| values[slot as usize];
            let value = match op {
                Op::Const(n) => Value::Number(ops.constants[n as usize]),
                Op::ReadPc => Value::Number(pc.into()),
                Op::ReadX(n) => self.0[n as usize & 31],
                Op::ReadSp => self.0[SP as usize],
                Op::Extract(a, 0) => at(a).low(width),
                Op::Extract(a, lo) => match at(a) {
                    Value::Number(a) => Value::Number(a >> lo & mask(width)),
                    _ => Value::Unknown,
                },
                Op::Prim(prim, a, b, c) => prim_value(ops, prim, width, [a, b, c], &values),
                _ => Value::Unknown,
            };
            values.push(value);
        }
        values
    }

    /// After an instruction.
    fn step(&mut self, ops: &Ops, pc: u64) {
        let values = self.values(ops, pc);
        for (op, _) in &ops.list {
            match *op {
                Op::WriteX(n, a) => self.0[n as usize & 31] = values[a as usize],
                Op::WriteSp(a) => self.0[SP as usize] = values[a as usize],
                _ => {}
            }
        }
    }

    /// What is known on both ways.
    fn meet(&mut self, other: &Registers) {
        for (mine, other) in self.0.iter_mut().zip(&other.0) {
            if mine != other {
                *mine = Value::Unknown;
            }
        }
    }
}

impl Value {
    /// Of its low bits.
    fn low(self, width: u8) -> Value {
        match self {
            Value::Number(n) => Value::Number(n & mask(width)),
            Value::Sum { register, plus, bits } => Value::Sum { register, plus, bits: bits.min(width) },
            Value::Unknown => Value::Unknown,
        }
    }

    fn plus(self, number: u128) -> Value {
        match self {
            Value::Sum { register, plus, bits } => {
                Value::Sum { register, plus: plus.wrapping_add(number as u64), bits }
            }
            _ => Value::Unknown,
        }
    }
}

fn prim_value(ops: &Ops, prim: Prim, width: u8, slots: [Slot; 3], values: &[Value]) -> Value {
    let at = |n: usize| values[slots[n] as usize];
    let numbers: Option<Vec<u128>> = (0..prim.arity())
        .map(|n| match at(n) {
            Value::Number(number) => Some(number),
            _ => None,
        })
        .collect();
    if let Some(numbers) = numbers {
        let operand = |n: usize| numbers.get(n).copied().unwrap_or(0);
        let from = ops.width(if prim == Prim::Concat { slots[1] } else { slots[0] });
        return Value::Number(prim.eval(width, from, operand(0), operand(1), operand(2)));
    }
    match (prim, at(0), at(1)) {
        (Prim::Add, sum, Value::Number(number)) | (Prim::Add, Value::Number(number), sum) => sum.plus(number),
        (Prim::Sub, sum, Value::Number(number)) => sum.plus(number.wrapping_neg()),
        (Prim::ZeroExtend | Prim::SignExtend, sum, _) => sum.low(ops.width(slots[0])),
        (Prim::Concat, _, sum) => sum.low(ops.width(slots[1])),
        (Prim::Select, Value::Number(0), _) => at(2),
        (Prim::Select, Value::Number(_), chosen) => chosen,
        _ => Value::Unknown,
    }
}

/// The registers that count the passes of a loop: on each way around, the same number is added. What a call does to
/// registers is not known.
pub fn counters(flow: &Flow, head: u64, body: &BTreeSet<u64>) -> Vec<Counter> {
    let mut before = BTreeMap::from([(head, Registers::own())]);
    let mut around: Option<Registers> = None;
    let mut open = BTreeSet::from([head]);
    while let Some(pc) = open.pop_first() {
        let (Some(instruction), Some(state)) = (flow.instructions.get(&pc), before.get(&pc)) else { continue };
        let mut after = state.clone();
        after.step(&instruction.ops, pc);
        if instruction.call.is_some() {
            after = Registers([Value::Unknown; 32]);
        }
        for &to in instruction.next.iter().filter(|to| body.contains(to)) {
            if to == head {
                around.get_or_insert_with(|| after.clone()).meet(&after);
                continue;
            }
            let mut met = before.get(&to).unwrap_or(&after).clone();
            met.meet(&after);
            if before.get(&to) != Some(&met) {
                before.insert(to, met);
                open.insert(to);
            }
        }
    }
    let counter = |(n, value): (usize, &Value)| match *value {
        Value::Sum { register, plus, bits } if usize::from(register) == n && bits >= 32 => {
            let step = if bits == 64 { plus as i64 } else { i64::from(plus as i32) };
            (step != 0).then_some(Counter { register, step, bits: if bits == 64 { 64 } else { 32 } })
        }
        _ => None,
    };
    around.iter().flat_map(|around| around.0.iter().enumerate().filter_map(counter)).collect()
}
