//! Why a run stops.

use crate::lift::isa::DecodeError;
use crate::lift::system::System;
use std::fmt;

/// The reason, without the place: the program counter is in the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Control came back to the address that X30 held at the start.
    Returned,
    Decode(Box<DecodeError>),
    Unmapped {
        address: u64,
        bytes: u8,
        write: bool,
    },
    ReadOnly {
        address: u64,
        bytes: u8,
        region: String,
    },
    /// SP is the base of an access and no multiple of 16.
    StackAlignment {
        sp: u64,
    },
    /// The program counter is no multiple of 4, or outside of code.
    NotCode {
        pc: u64,
    },
    /// An external symbol that nobody supplied.
    Unresolved {
        name: String,
    },
    /// A system register whose value the world outside decides.
    Outside(System),
    /// The instruction limit.
    Limit(u64),
    /// The operation makes no sense in a program: a fold or an input.
    Script,
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stop::Returned => write!(f, "returned"),
            Stop::Decode(error) => write!(f, "{error}"),
            Stop::Unmapped { address, bytes, write } => {
                let what = if *write { "writes" } else { "reads" };
                write!(f, "{what} {bytes} bytes at {address:#x}, which is not mapped (or not whole in one region)")
            }
            Stop::ReadOnly { address, bytes, region } => {
                write!(f, "writes {bytes} bytes at {address:#x} in `{region}`, which is read-only")
            }
            Stop::StackAlignment { sp } => {
                write!(f, "accesses memory through SP = {sp:#x}, which is not a multiple of 16")
            }
            Stop::NotCode { pc } => write!(f, "the program counter is {pc:#x}, which is not code"),
            Stop::Unresolved { name } => {
                write!(f, "uses `{name}`, which this file does not define; supply it with --external {name}=...")
            }
            Stop::Outside(register) => {
                write!(f, "reads {}, whose value is not a matter of this program's state", register.name())
            }
            Stop::Limit(n) => write!(f, "stopped after {n} instructions, the limit"),
            Stop::Script => write!(f, "an operation of scripts only"),
        }
    }
}

impl std::error::Error for Stop {}
