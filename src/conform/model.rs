//! The machine that is tested: the texts, executed beside the harness's memory.

use super::case::{Case, WINDOW, Windows};
use super::wire::{Hello, filler};
use crate::lang::ast::StopReason;
use crate::lift::isa::{DecodeError, Isa};
use crate::lift::ops::Op;
use crate::machine::run::Lifted;
use crate::machine::{Memory, Observer, Place, State, Stop};

/// What the texts say that a case does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// It is done; PC is where execution goes on.
    Done(Box<(State, Windows)>),
    /// An access is refused; these are the bytes that the instruction accesses, and the registers that it would write
    /// but for those that its address is made of. `state` is what the texts leave: all else in it must be as before, so
    /// that a text which writes its base back too early is noticed.
    Fault { address: u64, bytes: u64, write: bool, registers: Vec<Place>, state: Box<State> },
    /// SP is no multiple of 16.
    StackAlignment,
    /// The word is UNDEFINED.
    Undefined,
}

/// The memory that an execution touched.
#[derive(Clone, Debug, Default)]
struct Touched {
    /// The lowest address.
    first: Option<u64>,
    /// Address and bytes of each store.
    stores: Vec<(u64, u8)>,
}

impl Touched {
    fn at(&mut self, address: u64) {
        self.first = Some(self.first.map_or(address, |first| first.min(address)));
    }
}

impl Observer for Touched {
    fn read(&mut self, place: Place, _value: u128) {
        if let Place::Memory { address, .. } = place {
            self.at(address);
        }
    }

    fn write(&mut self, place: Place, _value: u128) {
        if let Place::Memory { address, bytes } = place {
            self.at(address);
            self.stores.push((address, bytes));
        }
    }
}

/// Code area and data page as the harness has them.
pub struct Model {
    memory: Memory,
    slots: Vec<u128>,
    code: u64,
    slot: u64,
    data: u64,
    touched: Touched,
}

impl Model {
    /// Memory where the harness says.
    pub fn new(hello: &Hello) -> Result<Model, String> {
        let code = (0..hello.code_size).step_by(4).flat_map(|offset| filler(offset).to_le_bytes()).collect();
        let mut memory = Memory::default();
        memory.map("the data page", hello.data, vec![0; hello.page_size], true)?;
        memory.map("the code area", hello.code, code, false)?;
        let (code, slot, data) = (hello.code, hello.slot, hello.data);
        Ok(Model { memory, slots: Vec::new(), code, slot, data, touched: Touched::default() })
    }

    /// What the case does; the word is that of the operations.
    pub fn run(&mut self, lifted: &Lifted, case: &Case) -> Expected {
        self.prepare(case);
        let mut state = State { pc: self.slot, ..case.state.clone() };
        let done = lifted.execute(&mut state, &mut self.memory, &mut self.touched, &mut self.slots);
        match done {
            Ok(()) => Expected::Done(Box::new((state, self.windows()))),
            Err(Stop::StackAlignment { .. }) => Expected::StackAlignment,
            Err(Stop::Unmapped { address, write, .. }) => self.fault(lifted, state, address, write),
            Err(Stop::ReadOnly { address, .. }) => self.fault(lifted, state, address, true),
            Err(other) => unreachable!("a word that was lifted, and whose system registers are kept: {other}"),
        }
    }

    fn fault(&self, lifted: &Lifted, state: State, address: u64, write: bool) -> Expected {
        let address = self.touched.first.map_or(address, |first| first.min(address));
        let reads = lifted.ops.reads_x();
        let written = lifted.ops.list.iter().filter_map(|(op, _)| match *op {
            Op::WriteX(n, _) if !reads.contains(&n) => Some(Place::X(n)),
            Op::WriteV(n, _) => Some(Place::V(n)),
            _ => None,
        });
        let (bytes, registers) = (lifted.ops.bytes_accessed(), written.collect());
        Expected::Fault { address, bytes, write, registers, state: Box::new(state) }
    }

    fn prepare(&mut self, case: &Case) {
        self.wipe();
        let page = self.memory.bytes_mut(self.data).expect("it was mapped");
        page[..WINDOW].copy_from_slice(&case.windows.first);
        let last = page.len() - WINDOW;
        page[last..].copy_from_slice(&case.windows.last);
        let offset = (self.slot - self.code) as usize;
        let code = self.memory.bytes_mut(self.code).expect("it was mapped");
        code[offset..offset + 4].copy_from_slice(&case.word.to_le_bytes());
    }

    /// What the last case wrote between the windows is zero again.
    fn wipe(&mut self) {
        self.touched.first = None;
        let page = self.memory.bytes_mut(self.data).expect("it was mapped");
        for (address, bytes) in self.touched.stores.drain(..) {
            let offset = (address - self.data) as usize;
            page[offset..offset + bytes as usize].fill(0);
        }
    }

    fn windows(&mut self) -> Windows {
        let page = self.memory.bytes_mut(self.data).expect("it was mapped");
        let mut windows = Windows::default();
        windows.first.copy_from_slice(&page[..WINDOW]);
        windows.last.copy_from_slice(&page[page.len() - WINDOW..]);
        windows
    }
}

/// What a word is good for here.
pub enum Lift {
    /// Boxed, for it is large.
    Run(Box<Lifted>),
    Undefined,
    /// Not to be asked about, and why.
    Skip(Skip),
}

/// Why a word is not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Skip {
    Unpredictable,
    NotModelled,
    Outside,
    PointerAuthentication,
}

impl Skip {
    /// For the table.
    pub fn reason(self) -> &'static str {
        match self {
            Skip::Unpredictable => "CONSTRAINED UNPREDICTABLE: machines may differ",
            Skip::NotModelled => "not modelled, and refused",
            Skip::PointerAuthentication => "signs pointers on this machine; the texts describe one that does not",
            Skip::Outside => "reads what the world outside decides",
        }
    }
}

/// HWCAP: the machine authenticates pointers (Linux, arch/arm64 "elf_hwcaps").
const HWCAP_PACA: u64 = 1 << 30;

/// The hints that do something on a machine with pointer authentication (the manual's page "HINT"): PAC*, AUT*,
/// XPACLRI.
fn authenticates(word: u32) -> bool {
    word & 0xffff_f01f == 0xd503_201f && matches!(word >> 5 & 0x7f, 7 | 8 | 10 | 12 | 14 | 24..=31)
}

/// Lifts a word for a machine; an error of the text itself is an error.
pub fn lift(isa: &Isa, word: u32, hello: &Hello) -> Result<Lift, DecodeError> {
    if hello.hwcap & HWCAP_PACA != 0 && authenticates(word) {
        return Ok(Lift::Skip(Skip::PointerAuthentication));
    }
    match Lifted::new(isa, word) {
        Ok(lifted) => {
            let outside = |op: &Op| matches!(op, Op::ReadSystem(register) if !register.is_kept());
            let skip = lifted.ops.list.iter().any(|(op, _)| outside(op));
            Ok(if skip { Lift::Skip(Skip::Outside) } else { Lift::Run(Box::new(lifted)) })
        }
        Err(DecodeError::Stop { reason, .. }) => Ok(match reason {
            StopReason::Undefined => Lift::Undefined,
            StopReason::Unpredictable => Lift::Skip(Skip::Unpredictable),
            StopReason::NotModelled => Lift::Skip(Skip::NotModelled),
        }),
        Err(error) => Err(error),
    }
}
