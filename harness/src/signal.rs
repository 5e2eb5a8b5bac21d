//! Signals: how a slow case ends, how any case faults, and the clock that ends a case that hangs.

use crate::layout::{AFTER, DIT_BIT, FPCR_FPSR, Global, NZCV_BITS, PC, PSTATE, SP, TPIDR, V};
use crate::{switch, sys};
use core::arch::asm;

/// Why a case ended, as the host reads it.
#[derive(Clone, Copy)]
#[repr(u8)]
pub enum Event {
    /// The instruction is done and the next one is at PC + 4.
    Next = 0,
    Ill = 1,
    Trap = 2,
    Bus = 3,
    Fpe = 4,
    Segv = 5,
    Timeout = 6,
    /// Not run: it would call the kernel or a debugger.
    Refused = 7,
}

/// What a signal said beside the registers.
#[derive(Clone, Copy)]
pub struct Fault {
    pub event: Event,
    pub code: i32,
    pub address: u64,
    /// The exception syndrome, 0 if the kernel did not tell.
    pub esr: u64,
}

pub static FAULT: Global<Fault> = Global::new(Fault { event: Event::Next, code: 0, address: 0, esr: 0 });
/// The number of the case that runs now, 0 between cases.
pub static RUNNING: Global<u64> = Global::new(0);
/// The case that ran at the last tick.
static TICKED: Global<u64> = Global::new(0);

const STACK: usize = 1 << 18;
static ALTERNATE: Global<[u8; STACK]> = Global::new([0; STACK]);

const SIGINT: usize = 2;
const SIGILL: usize = 4;
const SIGTRAP: usize = 5;
const SIGBUS: usize = 7;
const SIGFPE: usize = 8;
const SIGSEGV: usize = 11;
const SIGPROF: usize = 27;

/// The kernel's `struct ucontext` up to the records of the extensions.
#[repr(C, align(16))]
#[derive(Clone, Copy)]
pub struct Context {
    pub flags: u64,
    pub link: u64,
    pub stack: [u64; 3],
    pub mask: u64,
    pub unused: [u64; 16],
    pub fault_address: u64,
    pub x: [u64; 31],
    pub sp: u64,
    pub pc: u64,
    pub pstate: u64,
    pub padding: u64,
}

/// The kernel's `struct fpsimd_context`, always the first record.
#[repr(C, align(16))]
#[derive(Clone, Copy)]
pub struct Fpsimd {
    pub magic: u32,
    pub size: u32,
    pub fpsr: u32,
    pub fpcr: u32,
    pub v: [u64; 64],
}

pub const FPSIMD_MAGIC: u32 = 0x4650_8001;
const ESR_MAGIC: u32 = 0x4553_5201;

/// The alternate stack as `sigaltstack` takes it.
pub fn alternate_stack() -> [u64; 3] {
    [ALTERNATE.at() as u64, 0, STACK as u64]
}

/// Handlers for all signals that an instruction can raise, none for the keyboard's (the host decides what ends), and a
/// clock: a case that runs at two of its ticks hangs.
pub fn install() {
    const SIGINFO_ONSTACK_RESTART_NODEFER_RESTORER: u64 = 0x4 | 0x800_0000 | 0x1000_0000 | 0x4000_0000 | 0x400_0000;
    let stack = alternate_stack();
    let handler = on_signal as extern "C" fn(usize, *const u8, *const Context);
    let restorer = switch::restorer as unsafe extern "C" fn();
    let action = [handler as usize as u64, SIGINFO_ONSTACK_RESTART_NODEFER_RESTORER, restorer as usize as u64, 0];
    // The processor time of this program, not the time of day: a busy machine must not look like a hang.
    const ITIMER_PROF: usize = 2;
    let clock = [0u64, 10_000, 0, 10_000];
    // SAFETY: the kernel reads these arrays; the handler and its stack live as long as the program.
    unsafe {
        let mut error = sys::call(sys::SIGALTSTACK, [stack.as_ptr() as usize, 0, 0, 0, 0, 0]);
        for signal in [SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSEGV, SIGPROF] {
            error |= sys::call(sys::RT_SIGACTION, [signal, action.as_ptr() as usize, 0, 8, 0, 0]);
        }
        const SIG_IGN: u64 = 1;
        let ignore = [SIG_IGN, 0, 0, 0];
        error |= sys::call(sys::RT_SIGACTION, [SIGINT, ignore.as_ptr() as usize, 0, 8, 0, 0]);
        error |= sys::call(sys::SETITIMER, [ITIMER_PROF, clock.as_ptr() as usize, 0, 0, 0, 0]);
        if error != 0 {
            crate::fatal(format_args!("cannot set up signals: error {error:#x}"));
        }
    }
}

extern "C" fn on_signal(signal: usize, info: *const u8, context: *const Context) {
    // SAFETY: the kernel passes pointers into the frame that it has pushed.
    let (context_now, code, address) = unsafe { (&*context, *info.add(8).cast::<i32>(), *info.add(16).cast::<u64>()) };
    let own = own_code(context_now.pc);
    let case = RUNNING.get();
    let event = match signal {
        SIGPROF if own || case == 0 => return,
        SIGPROF if TICKED.get() != case => return TICKED.set(case),
        SIGPROF => Event::Timeout,
        _ if own || case == 0 => crate::fatal(format_args!("signal {signal} at {:#x}, outside a case", context_now.pc)),
        SIGILL => Event::Ill,
        SIGTRAP => Event::Trap,
        SIGBUS => Event::Bus,
        SIGFPE => Event::Fpe,
        _ => Event::Segv,
    };
    // SAFETY: as above; and a case is running.
    unsafe {
        let esr = capture(context);
        FAULT.set(match event {
            Event::Timeout => Fault { event, code: 0, address: 0, esr: 0 },
            _ => Fault { event, code, address, esr },
        });
        switch::leave_signal()
    }
}

/// The program's own text, where the registers are not the case's.
fn own_code(pc: u64) -> bool {
    unsafe extern "C" {
        static __executable_start: u8;
        static etext: u8;
    }
    (&raw const __executable_start as u64..&raw const etext as u64).contains(&pc)
}

/// Copies the interrupted registers to `AFTER`; the syndrome.
///
/// # Safety
/// `context` must be what the kernel passed to a handler.
unsafe fn capture(context: *const Context) -> u64 {
    let tpidr: u64;
    // SAFETY: reads the register that the kernel does not save; the records follow the context.
    unsafe {
        asm!("mrs {}, tpidr_el0", out(reg) tpidr);
        let after = &mut *AFTER.at();
        let fpsimd = &*context.add(1).cast::<Fpsimd>();
        after[..31].copy_from_slice(&(*context).x);
        after[SP] = (*context).sp;
        after[TPIDR] = tpidr;
        after[PSTATE] = (*context).pstate & (NZCV_BITS | DIT_BIT);
        after[PC] = (*context).pc;
        if fpsimd.magic != FPSIMD_MAGIC {
            crate::fatal(format_args!("the signal frame does not begin with the SIMD registers"));
        }
        after[FPCR_FPSR] = fpsimd.fpcr as u64 | (fpsimd.fpsr as u64) << 32;
        after[V..V + 64].copy_from_slice(&fpsimd.v);
        syndrome(context.add(1).cast())
    }
}

/// The record with the syndrome, among records of magic, size and contents that a zero ends.
///
/// # Safety
/// `at` must be the first record of a signal frame.
unsafe fn syndrome(mut at: *const u32) -> u64 {
    // SAFETY: each record says its size.
    unsafe {
        loop {
            match (*at, *at.add(1)) {
                (0, _) | (_, 0) => return 0,
                (ESR_MAGIC, _) => return *at.add(2).cast::<u64>(),
                (_, size) => at = at.byte_add(size as usize),
            }
        }
    }
}
