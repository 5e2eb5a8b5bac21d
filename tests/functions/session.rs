//! A session: memory with buffers, and calls of an object's functions as the procedure call standard (AAPCS64) has it.

use super::object::{Object, isa};
use super::outside;
use std::collections::BTreeMap;
use vambrace::machine::elf::Image;
use vambrace::machine::{Memory, NoObserver, Program, State, Stop};

const STACK: u64 = 0x30_0000_0000;
const STACK_BYTES: u64 = 0x2_0000;
const BUFFERS: u64 = 0x10_0000_0000;
/// Unmapped bytes around each buffer, so that an access beyond its ends is stopped.
const GUARD: u64 = 0x1_0000;
/// Where the caller goes on; nothing is mapped there.
const BACK: u64 = 0x40_0000_0000;
const LIMIT: u64 = 100_000_000;

pub struct Session<'a> {
    object: &'a Object,
    program: Program<'a>,
    pub memory: Memory,
    next: u64,
    /// Instructions executed so far.
    pub executed: u64,
    /// Instructions of a call, by symbol and size.
    counts: BTreeMap<(String, usize), u64>,
}

impl<'a> Session<'a> {
    pub fn new(object: &'a Object) -> Session<'a> {
        let mut memory = Memory::default();
        memory.map("stack", STACK, vec![0xaa; STACK_BYTES as usize], true).expect("the stack");
        memory.map_image(&object.image).expect("the image");
        let program = Program::new(isa(), &object.image);
        Session { object, program, memory, next: BUFFERS, executed: 0, counts: BTreeMap::new() }
    }

    fn buffer(&mut self, bytes: &[u8], writable: bool) -> u64 {
        let base = self.next;
        // Each begins at another distance from a multiple of 64, but at a multiple of 16 as `malloc` gives it.
        self.next = (base + bytes.len() as u64 + GUARD).next_multiple_of(64) + (base + 16) % 64;
        self.memory.map("buffer", base, bytes.to_vec(), writable).expect("a buffer");
        base
    }

    /// A buffer that holds these bytes and that the function must not write.
    pub fn input(&mut self, bytes: &[u8]) -> u64 {
        self.buffer(bytes, false)
    }

    /// A buffer that holds these bytes at first.
    pub fn inout(&mut self, bytes: &[u8]) -> u64 {
        self.buffer(bytes, true)
    }

    /// A buffer that is to be written.
    pub fn output(&mut self, length: usize) -> u64 {
        self.buffer(&vec![0x55; length], true)
    }

    pub fn read(&mut self, address: u64, length: usize) -> Vec<u8> {
        let byte = |n| self.memory.load(address + n as u64, 1).map(|byte| byte as u8);
        (0..length).map(byte).collect::<Result<_, _>>().expect("a buffer")
    }

    pub fn write(&mut self, address: u64, bytes: &[u8]) {
        for (n, byte) in bytes.iter().enumerate() {
            self.memory.store(address + n as u64, 1, *byte as u128).expect("a buffer");
        }
    }

    /// Says which extensions the library is to believe in: the bits of its `OPENSSL_armcap_P`, if it has that.
    pub fn capabilities(&mut self, bits: u32) {
        let symbol = self.object.image.symbols.iter().find(|symbol| symbol.name == "OPENSSL_armcap_P");
        if let Some(address) = symbol.map(|symbol| symbol.address) {
            self.write(address, &bits.to_le_bytes());
        }
    }

    /// Calls a function; X0 when it returns.
    pub fn call(&mut self, symbol: &str, arguments: &[u64]) -> Result<u64, String> {
        let address = self.object.address(symbol)?;
        let mut state = entry_state(address, arguments);
        let before = kept(&state);
        self.run(&mut state).map_err(|stop| format!("{symbol} {}", explain(&self.object.image, &state, &stop)))?;
        match kept(&state) {
            after if after == before => Ok(state.x[0]),
            after => Err(format!("{symbol} changes what it must keep: {before:x?} became {after:x?}")),
        }
    }

    /// Calls a function whose number of instructions may depend on this size only, never on the data.
    pub fn call_steady(&mut self, symbol: &str, arguments: &[u64], size: usize) -> Result<u64, String> {
        let before = self.executed;
        let result = self.call(symbol, arguments)?;
        let count = self.executed - before;
        match *self.counts.entry((symbol.to_string(), size)).or_insert(count) {
            first if first == count => Ok(result),
            first => Err(format!("{symbol} executes {count} instructions for size {size}, and {first} before")),
        }
    }

    /// Runs to the return; calls of other libraries are done here.
    fn run(&mut self, state: &mut State) -> Result<(), Stop> {
        loop {
            let (stop, count) = self.program.run(state, &mut self.memory, &mut NoObserver, BACK, LIMIT);
            self.executed += count;
            match stop {
                Stop::Returned => return Ok(()),
                Stop::NotCode { pc } if outside::call(self.object.outside(pc), state, &mut self.memory)? => {}
                stop => return Err(stop),
            }
        }
    }
}

/// Something in every register, so that what a function forgets to save, or takes without being given it, is seen.
fn entry_state(address: u64, arguments: &[u64]) -> State {
    let mut state = State::default();
    for (n, x) in state.x.iter_mut().enumerate() {
        *x = 0x0101_0101_0101_0101u64.wrapping_mul(n as u64 + 0x30);
    }
    for (n, v) in state.v.iter_mut().enumerate() {
        *v = 0x0101_0101_0101_0101_0101_0101_0101_0101u128.wrapping_mul(n as u128 + 0x60);
    }
    state.x[..arguments.len()].copy_from_slice(arguments);
    state.x[30] = BACK;
    (state.sp, state.pc, state.nzcv) = (STACK + STACK_BYTES - 64, address, 0b1010);
    state
}

/// What a function must keep: X19 to X29, SP, and the low halves of V8 to V15.
fn kept(state: &State) -> (Vec<u64>, u64, Vec<u64>) {
    (state.x[19..30].to_vec(), state.sp, state.v[8..16].iter().map(|v| *v as u64).collect())
}

/// Why and where a run stopped, with the instruction.
fn explain(image: &Image, state: &State, stop: &Stop) -> String {
    let place = match image.symbol_at(state.pc) {
        Some((symbol, offset)) => format!("{}+{offset:#x}", symbol.name),
        None => format!("{:#x}", state.pc),
    };
    match image.word(state.pc) {
        Some(word) => format!("stops at {place}, word {word:#010x}: it {stop}"),
        None => format!("stops at {place}: it {stop}"),
    }
}
