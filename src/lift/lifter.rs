//! The state of one lift: the operations so far, the names in scope, the fields of the encoding.

use super::library::Library;
use super::ops::{Op, Ops, Slot};
use super::prim::{Prim, mask};
use super::value::{At, Bits, Bool, Deps, Int, Val};
use crate::lang::ast::StopReason;
use crate::lang::{LangError, Span};
use rustc_hash::FxHashMap;

/// A field of the encoding that is lifted.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    pub width: u8,
    /// Its value; while the texts are checked it may be unknown.
    pub value: Option<u32>,
    /// Values that it does not have, when it is unknown.
    pub not: Vec<u32>,
}

/// Which case distinction a check needs: one value against all others, or every value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    pub field: u8,
    pub value: Option<u32>,
}

/// Why a lift ends early.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    Error(LangError),
    /// A width or a branch needs this field; only while the texts are checked.
    Split(Split),
    Stop(StopReason, Span),
}

impl Fault {
    /// An error told at another place; other faults as they are.
    pub(super) fn at(self, span: Span) -> Fault {
        match self {
            Fault::Error(error) => Fault::Error(LangError { span, ..error }),
            other => other,
        }
    }

    /// An error that says what it is about; other faults as they are.
    pub(super) fn of(self, what: impl FnOnce() -> String) -> Fault {
        match self {
            Fault::Error(error) => {
                Fault::Error(LangError { message: format!("{}: {}", what(), error.message), ..error })
            }
            other => other,
        }
    }
}

/// What a lift returns.
pub type Lift<T> = Result<T, Fault>;

/// An error in the text, at a place.
pub fn fail<T>(span: Span, message: impl Into<String>) -> Lift<T> {
    Err(Fault::Error(LangError::new(span, message)))
}

/// What a name in a proof script stands for: a region of memory at an address that is an input.
#[derive(Clone, Debug)]
pub struct Region {
    pub name: String,
    pub address: Val,
    /// Width of an element, in bits.
    pub element: u8,
    /// Elements, when that is a number.
    pub length: Option<u32>,
    /// The contents on entry.
    pub old: Val,
    /// Whether the routine may change the contents.
    pub writable: bool,
}

/// Lifts one thing.
pub struct Lifter<'a> {
    pub library: &'a Library,
    pub ops: Ops,
    pub fields: Vec<Field>,
    /// Regions that a script's expression may name.
    pub regions: Vec<Region>,
    /// Name, value, and whether it is a variable, which can be assigned to.
    pub(super) names: Vec<(String, Val, bool)>,
    /// Where the names of the function at hand begin.
    pub(super) frame: usize,
    /// The condition under which the statement at hand happens, one bit.
    pub(super) guard: Option<Bits>,
    pub(super) depth: u32,
    /// Steps left, so that no text runs forever.
    pub(super) fuel: u32,
    pub(super) known_constants: FxHashMap<String, Val>,
    /// The depth of calls whose names are recorded for reports, if any are.
    pub(super) record: Option<u32>,
    pub(super) loops: Vec<(String, i128)>,
    /// Conditions of syntax lines are only looked at, never split on.
    pub(super) lenient: bool,
    pure: FxHashMap<(Op, u8), Slot>,
    constants: FxHashMap<u128, u32>,
}

impl<'a> Lifter<'a> {
    /// A lift with nothing in scope but the library.
    pub fn new(library: &'a Library) -> Lifter<'a> {
        Lifter {
            library,
            ops: Ops::default(),
            fields: Vec::new(),
            regions: Vec::new(),
            names: Vec::new(),
            frame: 0,
            guard: None,
            depth: 0,
            fuel: 2_000_000,
            known_constants: FxHashMap::default(),
            record: None,
            loops: Vec::new(),
            lenient: false,
            pure: FxHashMap::default(),
            constants: FxHashMap::default(),
        }
    }

    /// Brings a name into scope.
    pub fn bind(&mut self, name: &str, value: Val) {
        self.names.push((name.to_string(), value, false));
    }

    /// The value of a name in the function at hand.
    pub(super) fn local(&self, name: &str) -> Option<usize> {
        (self.frame..self.names.len()).rev().find(|&at| self.names[at].0 == name)
    }

    /// A value handed in from outside.
    pub fn input(&mut self, width: u8, n: u32) -> Bits {
        Bits::slot(width, self.ops.push(Op::Input(n), width))
    }

    /// The slot of a value; a value that waits for fields has one only to be thrown away.
    pub fn slot(&mut self, bits: Bits) -> Slot {
        match bits.at {
            At::Slot(slot) => slot,
            At::Known(value) => self.constant_slot(bits.width, value),
            At::Open(_) => self.constant_slot(bits.width, 0),
        }
    }

    fn constant_slot(&mut self, width: u8, value: u128) -> Slot {
        let next = self.ops.constants.len() as u32;
        let index = *self.constants.entry(value).or_insert(next);
        if index == next {
            self.ops.constants.push(value);
        }
        self.pure(Op::Const(index), width)
    }

    /// A pure operation: the same one twice is one.
    pub(super) fn pure(&mut self, op: Op, width: u8) -> Slot {
        if let Some(&slot) = self.pure.get(&(op, width)) {
            return slot;
        }
        let slot = self.ops.push(op, width);
        self.pure.insert((op, width), slot);
        slot
    }

    /// A primitive on values; constants fold.
    pub fn prim(&mut self, prim: Prim, width: u8, operands: &[Bits]) -> Bits {
        let deps = operands.iter().fold(Deps::default(), |deps, b| deps.and(b.at.deps()));
        if operands.iter().any(|b| matches!(b.at, At::Open(_))) {
            return Bits::open(width, deps);
        }
        let operand = |n: usize| operands.get(n).copied().unwrap_or(operands[0]);
        if let (At::Known(a), At::Known(b), At::Known(c)) = (operand(0).at, operand(1).at, operand(2).at) {
            let from = operand(if prim == Prim::Concat { 1 } else { 0 }).width;
            return Bits::known(width, prim.eval(width, from, a, b, c));
        }
        let slots = [0, 1, 2].map(|n| if n < operands.len() { self.slot(operands[n]) } else { 0 });
        Bits::slot(width, self.pure(Op::Prim(prim, slots[0], slots[1], slots[2]), width))
    }

    /// `width` bits of a value from bit `lo` upwards; the caller has checked the bounds.
    pub fn extract(&mut self, width: u8, of: Bits, lo: u8) -> Bits {
        if width == of.width {
            return of;
        }
        match of.at {
            At::Known(value) => Bits::known(width, (value >> lo) & mask(width)),
            At::Open(deps) => Bits::open(width, deps),
            At::Slot(slot) => match self.ops.list[slot as usize].0 {
                // What was widened and is narrowed again: X registers hold zero-extended W values.
                Op::Prim(Prim::ZeroExtend, inner, ..) if lo == 0 && width <= self.ops.width(inner) => {
                    let inner = Bits::slot(self.ops.width(inner), inner);
                    self.extract(width, inner, 0)
                }
                _ => Bits::slot(width, self.pure(Op::Extract(slot, lo), width)),
            },
        }
    }

    /// Zero-extended or unchanged.
    pub fn zero_extend(&mut self, of: Bits, width: u8) -> Bits {
        if width == of.width { of } else { self.prim(Prim::ZeroExtend, width, &[of]) }
    }

    /// Sign-extended or unchanged.
    pub fn sign_extend(&mut self, of: Bits, width: u8) -> Bits {
        if width == of.width { of } else { self.prim(Prim::SignExtend, width, &[of]) }
    }

    /// `value` where the guard holds, else `before`.
    pub(super) fn guarded(&mut self, value: Bits, before: impl FnOnce(&mut Self) -> Bits) -> Bits {
        match self.guard {
            None => value,
            Some(guard) => {
                let before = before(self);
                self.prim(Prim::Select, value.width, &[guard, value, before])
            }
        }
    }

    /// A field as bits.
    pub(super) fn field_bits(&self, n: u8) -> Bits {
        let field = &self.fields[n as usize];
        match field.value {
            Some(value) => Bits::known(field.width, value as u128),
            None => {
                let deps = Deps { fields: 1 << n, runtime: false };
                Bits { width: field.width, at: At::Open(deps), field: Some(n) }
            }
        }
    }

    /// The case distinction that settles a value which waits for fields only.
    pub(super) fn split_on(&self, deps: Deps, span: Span, what: &str) -> Fault {
        let open = (0..self.fields.len() as u8).filter(|n| deps.fields >> n & 1 == 1);
        match open.min_by_key(|&n| self.fields[n as usize].width) {
            Some(field) if !deps.runtime && self.fields[field as usize].width <= 8 => {
                Fault::Split(Split { field, value: None })
            }
            Some(field) if !deps.runtime => {
                let name = &self.fields[field as usize].name;
                Fault::Error(LangError::new(span, format!("{what} depends on all bits of `{name}`, too wide to try")))
            }
            _ => Fault::Error(LangError::new(span, format!("{what} must not depend on registers or memory"))),
        }
    }

    /// A known truth, or the bit that decides it when the program runs.
    pub(super) fn truth(&mut self, value: Bool, span: Span) -> Lift<Result<bool, Bits>> {
        match value {
            Bool::Known(truth) => Ok(Ok(truth)),
            Bool::Slot(slot) => Ok(Err(Bits::slot(1, slot))),
            Bool::Open { deps, .. } if deps.runtime || self.lenient => Ok(Err(Bits::open(1, deps))),
            Bool::Open { test: Some((field, value)), .. } => Err(Fault::Split(Split { field, value: Some(value) })),
            Bool::Open { deps, .. } => Err(self.split_on(deps, span, "the condition")),
        }
    }

    /// An integer that must be known.
    pub(super) fn known(&mut self, value: Int, span: Span, what: &str) -> Lift<i128> {
        match value {
            Int::Known(n) => Ok(n),
            Int::Open { deps, .. } => Err(self.split_on(deps, span, what)),
            Int::Slot { .. } => fail(span, format!("{what} must not depend on registers or memory")),
        }
    }

    /// From now on, remembers the names that a function called from here gives to its values.
    pub fn record_names(&mut self) {
        self.record = Some(self.depth + 1);
    }

    /// One step of work; an error when there are too many.
    pub(super) fn burn(&mut self, span: Span) -> Lift<()> {
        match self.fuel.checked_sub(1) {
            Some(left) => self.fuel = left,
            None => return fail(span, "this takes more than 2,000,000 steps to lift"),
        }
        Ok(())
    }
}
