//! Why a path cannot be followed.

use crate::machine::Stop;
use std::fmt;

/// The reason, at an instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SymStop {
    pub pc: u64,
    pub kind: SymStopKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SymStopKind {
    /// As on the concrete machine.
    Machine(Stop),
    /// The address is in no region that the statement declares.
    Address {
        address: String,
        write: bool,
    },
    /// The offset in the region is certainly outside of it.
    Bounds {
        region: String,
        offset: i64,
        bytes: u8,
        length: u64,
    },
    /// Below SP.
    Stack {
        offset: i64,
        sp: i64,
    },
    /// In the caller's frame.
    Frame {
        region: String,
        offset: i64,
        bytes: u8,
    },
    ReadOnly {
        region: String,
    },
    /// A store at an offset that is not a number.
    SymbolicStore {
        region: String,
        address: String,
    },
    /// An access to a region that is written block by block, not whole in one of its blocks.
    AcrossBlocks {
        region: String,
        unit: u32,
        bytes: u8,
        write: bool,
    },
    StackPointer {
        sp: String,
    },
    Branch {
        target: String,
    },
    TooManyPaths(usize),
    TooManySteps(u64),
}

impl fmt::Display for SymStopKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use SymStopKind::*;
        match self {
            Machine(stop) => write!(f, "{stop}"),
            Address { address, write } => {
                let what = if *write { "writes to" } else { "reads" };
                write!(f, "{what} {address}, which is in no region of the statement (an invariant may be missing)")
            }
            Bounds { region, offset, bytes, length } => {
                write!(f, "accesses {bytes} bytes at offset {offset} of `{region}`, which has {length} bytes")
            }
            Stack { offset, sp } => {
                write!(f, "accesses memory at SP on entry {offset:+}, below SP, which is SP on entry {sp:+}")
            }
            Frame { region, offset, bytes } => {
                write!(f, "accesses {bytes} bytes of the {region} at SP on entry {offset:+}, in the caller's frame")
            }
            ReadOnly { region } => write!(f, "writes to `{region}`, which the statement does not let it modify"),
            SymbolicStore { region, address } => {
                write!(f, "writes to `{region}` at {address}; stores at an offset that is no number are not supported")
            }
            AcrossBlocks { region, unit, bytes, write } => {
                let what = if *write { "writes" } else { "reads" };
                write!(
                    f,
                    "{what} {bytes} bytes of `{region}` that are not known to lie in one of its blocks of {unit} bytes"
                )
            }
            StackPointer { sp } => write!(f, "SP is {sp}, not its value on entry plus a multiple of 16"),
            Branch { target } => write!(f, "branches to {target}, which is neither known nor the return address"),
            TooManyPaths(n) => write!(f, "more than {n} paths between two loop heads; a loop may lack its `loop at`"),
            TooManySteps(n) => write!(f, "more than {n} instructions on one path; a loop may lack its `loop at`"),
        }
    }
}
