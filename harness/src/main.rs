//! Runs single instructions on the machine that it runs on, in given states, for a host that compares the results.
//!
//! A freestanding program for AArch64 Linux: it reads batches of cases from standard input and writes what happened
//! to standard output. `src/conform/wire` of the host describes the bytes; `layout.rs` says what lies where.
#![no_std]
#![no_main]

mod case;
mod code;
mod data;
mod hello;
mod layout;
mod serve;
mod signal;
mod switch;
mod sys;

use core::arch::global_asm;
use core::fmt::Write;

global_asm!(
    ".globl _start",
    "_start:",
    "mov x29, xzr",
    "mov x30, xzr",
    "mov x0, sp",
    "bl {main}",
    main = sym main,
);

/// `stack` is what the kernel leaves at SP: argc, argv, the environment, the auxiliary vector.
extern "C" fn main(stack: *const usize) -> ! {
    // SAFETY: the kernel made this stack, and nothing else runs yet.
    let auxiliary = unsafe { sys::Auxiliary::read(stack) };
    data::map(auxiliary.page_size);
    code::map(auxiliary.page_size);
    signal::install();
    case::probe();
    hello::send(&auxiliary);
    serve::serve()
}

/// Says why and ends; the host shows the message.
pub fn fatal(message: core::fmt::Arguments) -> ! {
    let _ = writeln!(sys::Stderr, "harness: {message}");
    sys::exit(70)
}

#[panic_handler]
fn panic(info: &core::panic::PanicInfo) -> ! {
    fatal(format_args!("{info}"))
}
