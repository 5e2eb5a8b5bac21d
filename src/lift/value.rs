//! What an expression is while it is lifted: known, made by an operation, or waiting for a field.

use super::ops::Slot;
use std::sync::Arc;

/// Which unknown fields a value depends on, one bit a field, and whether it depends on registers too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deps {
    pub fields: u32,
    pub runtime: bool,
}

impl Deps {
    /// What both depend on together.
    pub fn and(self, other: Deps) -> Deps {
        Deps { fields: self.fields | other.fields, runtime: self.runtime || other.runtime }
    }
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    Known(u128),
    Slot(Slot),
    /// Only while the texts are checked: fields that are not known yet decide it.
    Open(Deps),
}

impl At {
    /// What it depends on.
    pub fn deps(self) -> Deps {
        match self {
            At::Known(_) => Deps::default(),
            At::Slot(_) => Deps { fields: 0, runtime: true },
            At::Open(deps) => deps,
        }
    }
}

/// A bit-vector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bits {
    pub width: u8,
    pub at: At,
    /// The field that it is, whole and unchanged.
    pub field: Option<u8>,
}

/// An integer: without bounds when known; else two's complement, wide enough never to wrap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Int {
    Known(i128),
    /// `width` bits, signed.
    Slot {
        slot: Slot,
        width: u8,
    },
    Open {
        deps: Deps,
        field: Option<u8>,
    },
}

/// A truth value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bool {
    Known(bool),
    Slot(Slot),
    /// `test` is the field and the value that it is compared with, when it is that simple.
    Open {
        deps: Deps,
        test: Option<(u8, u32)>,
    },
}

/// `element bytes of region[0 ..]`, as many as `unit * count`, and a rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seq {
    pub region: u32,
    /// Bytes.
    pub unit: u32,
    /// 64 bits, unsigned.
    pub count: Bits,
    /// Bytes behind the last unit, 64 bits, unsigned; none if there is no such rest.
    pub rest: Option<Bits>,
    /// The region's address, if its contents are meant as they are now, not as they were on entry.
    pub now: Option<Bits>,
}

/// A value of the language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Val {
    Bits(Bits),
    Int(Int),
    Bool(Bool),
    Tuple(Vec<Val>),
    Array(Arc<Vec<Val>>),
    /// Bytes of a region whose length is symbolic.
    Seq(Seq),
    /// The same, cut into blocks of so many bytes.
    Blocks(Seq, u32),
}

impl Bits {
    /// A constant.
    pub fn known(width: u8, value: u128) -> Bits {
        Bits { width, at: At::Known(value & super::prim::mask(width)), field: None }
    }

    /// The value of an operation.
    pub fn slot(width: u8, slot: Slot) -> Bits {
        Bits { width, at: At::Slot(slot), field: None }
    }

    /// A value that waits for fields.
    pub fn open(width: u8, deps: Deps) -> Bits {
        Bits { width, at: At::Open(deps), field: None }
    }
}

impl Val {
    /// What it is, for an error message.
    pub fn describe(&self) -> String {
        match self {
            Val::Bits(Bits { width: 1, .. }) => "1 bit".into(),
            Val::Bits(b) => format!("{} bits", b.width),
            Val::Int(_) => "an integer".into(),
            Val::Bool(_) => "a truth value".into(),
            Val::Tuple(parts) => format!("a tuple of {}", parts.len()),
            Val::Array(elements) => format!("an array of {}", elements.len()),
            Val::Seq(_) => "bytes of symbolic length".into(),
            Val::Blocks(..) => "blocks of symbolic number".into(),
        }
    }
}
