//! One case: run, and the registers found afterwards.

use crate::code::{self, Kind};
use crate::layout::{
    AFTER, BEFORE, DIT_BIT, FPCR_FPSR, Global, HAS_DIT, NZCV_BITS, PC, PSTATE, SLOT, SP, TPIDR, V, WORDS,
};
use crate::signal::{self, Context, Event, FAULT, FPSIMD_MAGIC, Fault, Fpsimd, RUNNING};
use crate::{data, switch};

/// Where the cases of a word run.
#[derive(Clone, Copy)]
pub enum Route {
    Fast(usize),
    Slow,
}

/// Why the case ended, and the offset of a word between the windows that it wrote, or 0.
pub struct End {
    pub fault: Fault,
    pub stray: u32,
}

/// A signal frame as the kernel would have pushed it: 128 bytes about the signal, the registers, an empty record.
#[repr(C, align(16))]
struct Frame {
    info: [u64; 16],
    context: Context,
    fpsimd: Fpsimd,
    end: [u64; 512],
}

// SAFETY: all of it is integers.
static FRAME: Global<Frame> = Global::new(unsafe { core::mem::zeroed() });
static COUNT: Global<u64> = Global::new(0);

/// Runs the case in `BEFORE`, and leaves what it made of it in `AFTER`.
pub fn run(route: Route, kind: Kind) -> End {
    let (before, after) = state();
    let dit = if HAS_DIT.get() != 0 { DIT_BIT } else { 0 };
    before[PSTATE] &= NZCV_BITS | dit;
    before[PC] = SLOT;
    if kind.memory {
        data::fill(before);
    }
    COUNT.set(COUNT.get() + 1);
    let fault = match route {
        Route::Fast(slot) => fast(slot),
        Route::Slow => slow(before),
    };
    if !kind.memory {
        return End { fault, stray: 0 };
    }
    data::read(after);
    End { fault, stray: data::clean() }
}

fn state() -> (&'static mut [u64; WORDS], &'static mut [u64; WORDS]) {
    // SAFETY: the two are different variables, and there is one thread. The handler and the switch write `AFTER`, but
    // only in calls that the compiler cannot see through.
    unsafe { (&mut *BEFORE.at(), &mut *AFTER.at()) }
}

fn fast(slot: usize) -> Fault {
    RUNNING.set(COUNT.get());
    // SAFETY: `code::place_fast` made the slot.
    let signalled = unsafe { switch::enter_fast(code::fast_entry(slot)) } != 0;
    RUNNING.set(0);
    let (_, after) = state();
    if !signalled {
        after[PC] = SLOT + 4;
        return Fault { event: Event::Next, code: 0, address: 0, esr: 0 };
    }
    // The case was to think that it ran at SLOT.
    let mut fault = FAULT.get();
    let moved = code::fast_word(slot).wrapping_sub(SLOT);
    if after[PC] == code::fast_word(slot) {
        after[PC] = SLOT;
    }
    if fault.address == SLOT.wrapping_add(moved) {
        fault.address = SLOT;
    }
    fault
}

fn slow(before: &[u64; WORDS]) -> Fault {
    // SAFETY: nobody else has a reference to the frame.
    let frame = unsafe { &mut *FRAME.at() };
    frame.context.stack = signal::alternate_stack();
    frame.context.x.copy_from_slice(&before[..31]);
    frame.context.sp = before[SP];
    frame.context.pc = before[PC];
    frame.context.pstate = before[PSTATE];
    frame.fpsimd = Fpsimd {
        magic: FPSIMD_MAGIC,
        size: size_of::<Fpsimd>() as u32,
        fpsr: (before[FPCR_FPSR] >> 32) as u32,
        fpcr: before[FPCR_FPSR] as u32,
        v: [0; 64],
    };
    frame.fpsimd.v.copy_from_slice(&before[V..V + 64]);
    RUNNING.set(COUNT.get());
    // SAFETY: the frame is whole.
    unsafe { switch::enter_slow(FRAME.at().cast(), before[TPIDR]) };
    RUNNING.set(0);
    let (_, after) = state();
    match FAULT.get() {
        // The BRK behind the case's word.
        Fault { event: Event::Trap, .. } if after[PC] == SLOT + 4 => {
            Fault { event: Event::Next, code: 0, address: 0, esr: 0 }
        }
        fault => fault,
    }
}

/// Finds out whether there is a DIT register: does `mrs x0, dit` run?
pub fn probe() {
    const MRS_X0_DIT: u32 = 0xd53b_42a0;
    code::place_slow(MRS_X0_DIT);
    let end = run(Route::Slow, Kind::of(MRS_X0_DIT));
    HAS_DIT.set(matches!(end.fault.event, Event::Next) as u64);
}
