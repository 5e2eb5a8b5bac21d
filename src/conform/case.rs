//! What is run once on both machines, and what came of it.

use crate::machine::State;

/// Bytes of one window.
pub const WINDOW: usize = 256;

/// The first and the last bytes of the data page; between them it is zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Windows {
    pub first: [u8; WINDOW],
    pub last: [u8; WINDOW],
}

impl Default for Windows {
    fn default() -> Windows {
        Windows { first: [0; WINDOW], last: [0; WINDOW] }
    }
}

/// One word in one state. It runs at the machine's slot, whatever `state.pc` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    pub word: u32,
    pub state: State,
    pub windows: Windows,
}

/// What a machine made of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub event: Event,
    pub state: State,
    pub windows: Windows,
    /// The offset in the data page, a multiple of 8, of the first bytes between the windows that were written.
    pub stray: Option<u32>,
}

/// How a case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The instruction is done and the next one is behind it.
    Next,
    /// As Linux tells it. If the program counter has moved, the instruction is done and what follows raised the signal.
    Signal {
        signal: Signal,
        /// `si_code`
        code: i32,
        /// `si_addr`
        address: u64,
        /// ESR_EL1, 0 where Linux does not tell.
        syndrome: u64,
    },
    /// It ran for 10 ms of processor time or more.
    Timeout,
    /// The harness does not run it, for it calls the kernel, or an emulator's debugging services.
    Refused,
}

/// The signals that an instruction can raise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    Ill,
    Trap,
    Bus,
    Fpe,
    Segv,
}

impl Signal {
    pub const ALL: [Signal; 5] = [Signal::Ill, Signal::Trap, Signal::Bus, Signal::Fpe, Signal::Segv];

    /// The end of Linux's name: `segv`.
    pub fn name(self) -> &'static str {
        match self {
            Signal::Ill => "ill",
            Signal::Trap => "trap",
            Signal::Bus => "bus",
            Signal::Fpe => "fpe",
            Signal::Segv => "segv",
        }
    }
}
