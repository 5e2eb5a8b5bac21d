//! The narrow waist: the straight-line operations that one encoding, function or script expression means.

use super::prim::Prim;
use super::system::System;
use crate::lang::Span;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The index of the operation that makes a value.
pub type Slot = u32;

/// One operation; its value, where it has one, is known by its index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// Index into [`Ops::constants`].
    Const(u32),
    /// The n-th value handed in from outside.
    Input(u32),
    ReadX(u8),
    ReadV(u8),
    ReadSp,
    /// The address of this instruction.
    ReadPc,
    ReadNzcv,
    ReadSystem(System),
    Prim(Prim, Slot, Slot, Slot),
    /// The element of a table that an index names; index into [`Ops::tables`].
    Lookup(u32, Slot),
    /// Bits `lo` and upwards, as many as the width.
    Extract(Slot, u8),
    /// `bytes` bytes at an address, little-endian.
    Load {
        address: Slot,
        bytes: u8,
    },
    Store {
        address: Slot,
        bytes: u8,
        value: Slot,
    },
    WriteX(u8, Slot),
    WriteV(u8, Slot),
    WriteSp(Slot),
    WritePc(Slot),
    WriteNzcv(Slot),
    WriteSystem(System, Slot),
    /// Index into [`Ops::folds`].
    Fold(u32),
    /// The n-th word of a fold's result.
    FoldOut(Slot, u16),
    /// The byte that a region of the proof holds on entry at an offset of 64 bits.
    Content(u32, Slot),
    /// What a script takes for granted where it is written, such as the bounds of a slice; index into [`Ops::spans`].
    Assert(Slot, u32),
}

/// `fold function over blocks(region[start ..], chunk) from initial`, `count` blocks of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FoldCall {
    pub function: String,
    pub initial: Vec<Slot>,
    /// Width of each word of the state, in bits.
    pub word: u8,
    /// Which region of the proof the blocks come from.
    pub region: u32,
    /// Byte offset of the first block, 64 bits.
    pub start: Slot,
    /// Bytes in a block.
    pub chunk: u32,
    /// Number of blocks, 64 bits, unsigned.
    pub count: Slot,
}

/// A constant table of 2 to the `n` elements, for an index of `n` bits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Table {
    /// What the text calls it.
    pub name: String,
    /// Width of an element, in bits.
    pub width: u8,
    pub elements: Vec<u128>,
}

impl Table {
    /// Whether the same index names the same element; names do not count.
    pub fn same(&self, other: &Table) -> bool {
        self.width == other.width && self.elements == other.elements
    }
}

/// Straight-line operations in order, each with the width of its value in bits (0 where there is none).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ops {
    pub list: Vec<(Op, u8)>,
    pub constants: Vec<u128>,
    pub folds: Vec<FoldCall>,
    pub tables: Vec<Arc<Table>>,
    pub spans: Vec<Span>,
    /// Values that a function or an expression returns.
    pub outputs: Vec<Slot>,
    /// Names that the text gives to values, in the order of the text: `W[16]`, `a (t = 3)`.
    pub names: Vec<(String, Slot)>,
}

impl Ops {
    /// The width of a value, in bits.
    pub fn width(&self, slot: Slot) -> u8 {
        self.list[slot as usize].1
    }

    /// Appends an operation.
    pub fn push(&mut self, op: Op, width: u8) -> Slot {
        self.list.push((op, width));
        self.list.len() as Slot - 1
    }

    /// The general registers that are read, each once.
    pub fn reads_x(&self) -> BTreeSet<u8> {
        self.list.iter().filter_map(|(op, _)| if let Op::ReadX(n) = op { Some(*n) } else { None }).collect()
    }

    /// The vector registers that are read, each once.
    pub fn reads_v(&self) -> BTreeSet<u8> {
        self.list.iter().filter_map(|(op, _)| if let Op::ReadV(n) = op { Some(*n) } else { None }).collect()
    }

    /// The bytes of all loads and stores together.
    pub fn bytes_accessed(&self) -> u64 {
        let bytes = self.list.iter().map(|(op, _)| match op {
            Op::Load { bytes, .. } | Op::Store { bytes, .. } => u64::from(*bytes),
            _ => 0,
        });
        bytes.sum()
    }

    /// Drops the operations that nothing uses and that do nothing, renumbering the rest.
    pub fn without_dead(mut self) -> Ops {
        let live = self.live();
        let mut renamed = vec![0; self.list.len()];
        let mut list = Vec::with_capacity(self.list.len());
        for (at, (op, width)) in self.list.iter().enumerate() {
            if live[at] {
                renamed[at] = list.len() as Slot;
                list.push((op.map(|slot| renamed[slot as usize]), *width));
            }
        }
        for slot in self.outputs.iter_mut().chain(self.names.iter_mut().map(|(_, slot)| slot)) {
            *slot = renamed[*slot as usize];
        }
        for fold in &mut self.folds {
            fold.start = renamed[fold.start as usize];
            fold.count = renamed[fold.count as usize];
            fold.initial.iter_mut().for_each(|slot| *slot = renamed[*slot as usize]);
        }
        Ops { list, ..self }
    }

    fn live(&self) -> Vec<bool> {
        let mut live = vec![false; self.list.len()];
        for &slot in self.outputs.iter().chain(self.names.iter().map(|(_, slot)| slot)) {
            live[slot as usize] = true;
        }
        for at in (0..self.list.len()).rev() {
            let op = self.list[at].0;
            live[at] |= op.acts();
            if live[at] {
                op.operands(&self.folds, |slot| live[slot as usize] = true);
            }
        }
        live
    }
}

impl Op {
    /// Whether it changes or may refuse something, rather than only make a value.
    pub fn acts(self) -> bool {
        use Op::*;
        matches!(
            self,
            Load { .. }
                | Store { .. }
                | WriteX(..)
                | WriteV(..)
                | WriteSp(_)
                | WritePc(_)
                | WriteNzcv(_)
                | ReadSystem(_)
                | WriteSystem(..)
                | Assert(..)
                | Fold(_)
        )
    }

    /// Visits the slots it reads.
    pub fn operands(self, folds: &[FoldCall], mut visit: impl FnMut(Slot)) {
        if let Op::Fold(n) = self {
            let fold = &folds[n as usize];
            fold.initial.iter().copied().chain([fold.start, fold.count]).for_each(visit);
        } else {
            self.map(|slot| {
                visit(slot);
                slot
            });
        }
    }

    /// The same operation over other slots; a fold's are in its table.
    pub fn map(self, mut f: impl FnMut(Slot) -> Slot) -> Op {
        use Op::*;
        match self {
            Prim(p, a, b, c) => match p.arity() {
                1 => Prim(p, f(a), 0, 0),
                2 => Prim(p, f(a), f(b), 0),
                _ => Prim(p, f(a), f(b), f(c)),
            },
            Lookup(table, a) => Lookup(table, f(a)),
            Extract(a, lo) => Extract(f(a), lo),
            Load { address, bytes } => Load { address: f(address), bytes },
            Store { address, bytes, value } => Store { address: f(address), bytes, value: f(value) },
            WriteX(n, a) => WriteX(n, f(a)),
            WriteV(n, a) => WriteV(n, f(a)),
            WriteSp(a) => WriteSp(f(a)),
            WritePc(a) => WritePc(f(a)),
            WriteNzcv(a) => WriteNzcv(f(a)),
            WriteSystem(register, a) => WriteSystem(register, f(a)),
            FoldOut(a, n) => FoldOut(f(a), n),
            Content(region, a) => Content(region, f(a)),
            Assert(a, n) => Assert(f(a), n),
            Const(_) | Input(_) | ReadX(_) | ReadV(_) | ReadSp | ReadPc | ReadNzcv | ReadSystem(_) | Fold(_) => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_stays_small() {
        assert!(size_of::<(Op, u8)>() <= 20);
    }

    #[test]
    fn dead_operations_go_and_the_rest_keeps_its_meaning() {
        let mut ops = Ops { constants: vec![7], ..Ops::default() };
        ops.push(Op::ReadX(1), 64);
        let used = ops.push(Op::Const(0), 64);
        ops.push(Op::WriteX(2, used), 0);
        let ops = ops.without_dead();
        assert_eq!(ops.list, [(Op::Const(0), 64), (Op::WriteX(2, 0), 0)]);
    }
}
