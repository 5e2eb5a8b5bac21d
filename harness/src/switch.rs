//! The switch between this program's registers and those of a case.
//!
//! Two ways in. The fast one loads the registers and branches to the case's slot, whose last word branches to
//! `leave_fast`. The slow one lets the kernel load everything as it does at the end of a signal handler, so nothing
//! of the case is touched and the program counter may be anything; the way out is a signal.
//!
//! Two ways out, `leave_fast` and `leave_signal`; both return from the function that went in.

use crate::layout::{AFTER, BEFORE, Global, HAS_DIT};
use core::arch::global_asm;

/// This program's SP while a case runs; its other registers lie on that stack.
static HOME: Global<u64> = Global::new(0);

unsafe extern "C" {
    /// Runs the slot in the state `BEFORE` (but for its windows). Returns 0 with the registers in `AFTER`, or 1 when a
    /// signal handler has called `leave_signal`.
    ///
    /// # Safety
    /// `slot` must restore X30, and end in a branch to `leave_fast`.
    pub fn enter_fast(slot: u64) -> u64;
    /// Goes where the frame says. Returns 1 when a signal handler has called `leave_signal`.
    ///
    /// # Safety
    /// `frame` must be a signal frame that the kernel accepts.
    pub fn enter_slow(frame: *const u8, tpidr: u64) -> u64;
    /// Where a fast slot goes on; not a function.
    pub fn leave_fast();
    /// Leaves a signal handler and the case that it interrupted.
    ///
    /// # Safety
    /// A case must be running.
    pub fn leave_signal() -> !;
    /// Where a signal handler returns to; not a function.
    pub fn restorer();
}

// The registers that a function must preserve go to the stack, and SP to HOME (AAPCS64, 6.1). X9 is free.
global_asm!(
    ".macro save_home",
    "stp x29, x30, [sp, #-160]!",
    "stp x19, x20, [sp, #16]",
    "stp x21, x22, [sp, #32]",
    "stp x23, x24, [sp, #48]",
    "stp x25, x26, [sp, #64]",
    "stp x27, x28, [sp, #80]",
    "stp d8, d9, [sp, #96]",
    "stp d10, d11, [sp, #112]",
    "stp d12, d13, [sp, #128]",
    "stp d14, d15, [sp, #144]",
    "mov x10, sp",
    "adrp x9, {home}",
    "str x10, [x9, :lo12:{home}]",
    ".endm",
    home = sym HOME,
);

// Words of BEFORE, in bytes: SP 248, TPIDR_EL0 256, PSTATE 264, FPCR 272, FPSR 276, V 288. X29 and X30 come last: X29
// is the base, X30 the target; the slot itself loads X30. DIT is S3_3_C4_C2_5.
global_asm!(
    ".globl enter_fast",
    "enter_fast:",
    "save_home",
    "mov x30, x0",
    "clrex", // a load-exclusive of an earlier case
    "adrp x29, {before}",
    "add x29, x29, :lo12:{before}",
    "ldp q0, q1, [x29, #288]",
    "ldp q2, q3, [x29, #320]",
    "ldp q4, q5, [x29, #352]",
    "ldp q6, q7, [x29, #384]",
    "ldp q8, q9, [x29, #416]",
    "ldp q10, q11, [x29, #448]",
    "ldp q12, q13, [x29, #480]",
    "ldp q14, q15, [x29, #512]",
    "ldp q16, q17, [x29, #544]",
    "ldp q18, q19, [x29, #576]",
    "ldp q20, q21, [x29, #608]",
    "ldp q22, q23, [x29, #640]",
    "ldp q24, q25, [x29, #672]",
    "ldp q26, q27, [x29, #704]",
    "ldp q28, q29, [x29, #736]",
    "ldp q30, q31, [x29, #768]",
    "ldp x0, x1, [x29, #248]",
    "mov sp, x0",
    "msr tpidr_el0, x1",
    "ldr x1, [x29, #264]",
    "and x0, x1, #0xf0000000",
    "msr nzcv, x0",
    "tbz x1, #24, 1f",
    "msr S3_3_C4_C2_5, x1",
    "1:",
    "ldr x0, [x29, #272]",
    "lsr x1, x0, #32",
    "msr fpsr, x1",
    "mov w0, w0",
    "cbz w0, 2f", // FPCR is 0 here; a write is slow on some machines
    "msr fpcr, x0",
    "2:",
    "ldp x0, x1, [x29, #0]",
    "ldp x2, x3, [x29, #16]",
    "ldp x4, x5, [x29, #32]",
    "ldp x6, x7, [x29, #48]",
    "ldp x8, x9, [x29, #64]",
    "ldp x10, x11, [x29, #80]",
    "ldp x12, x13, [x29, #96]",
    "ldp x14, x15, [x29, #112]",
    "ldp x16, x17, [x29, #128]",
    "ldp x18, x19, [x29, #144]",
    "ldp x20, x21, [x29, #160]",
    "ldp x22, x23, [x29, #176]",
    "ldp x24, x25, [x29, #192]",
    "ldp x26, x27, [x29, #208]",
    "ldr x28, [x29, #224]",
    "ldr x29, [x29, #232]",
    "br x30",
    before = sym BEFORE,
);

// TPIDR_EL0 is where X30 waits: no other register can be written without losing the case's. So what the case wrote to
// TPIDR_EL0 is lost, and instructions that write it are slow. AFTER gets the value of BEFORE.
global_asm!(
    ".globl leave_fast",
    "leave_fast:",
    "msr tpidr_el0, x30",
    "adrp x30, {after}",
    "add x30, x30, :lo12:{after}",
    "stp x0, x1, [x30, #0]",
    "stp x2, x3, [x30, #16]",
    "stp x4, x5, [x30, #32]",
    "stp x6, x7, [x30, #48]",
    "stp x8, x9, [x30, #64]",
    "stp x10, x11, [x30, #80]",
    "stp x12, x13, [x30, #96]",
    "stp x14, x15, [x30, #112]",
    "stp x16, x17, [x30, #128]",
    "stp x18, x19, [x30, #144]",
    "stp x20, x21, [x30, #160]",
    "stp x22, x23, [x30, #176]",
    "stp x24, x25, [x30, #192]",
    "stp x26, x27, [x30, #208]",
    "stp x28, x29, [x30, #224]",
    "mrs x0, tpidr_el0",
    "mov x1, sp",
    "stp x0, x1, [x30, #240]",
    "mrs x0, nzcv",
    "adrp x1, {has_dit}",
    "ldr x1, [x1, :lo12:{has_dit}]",
    "cbz x1, 1f",
    "mrs x1, S3_3_C4_C2_5",
    "orr x0, x0, x1",
    "cbz x1, 1f",
    "msr S3_3_C4_C2_5, xzr",
    "1:",
    "adrp x1, {before}+256",
    "ldr x1, [x1, :lo12:{before}+256]",
    "stp x1, x0, [x30, #256]",
    "mrs x0, fpcr",
    "mrs x1, fpsr",
    "str w0, [x30, #272]",
    "str w1, [x30, #276]",
    "cbz w0, 2f",
    "msr fpcr, xzr",
    "2:",
    "stp q0, q1, [x30, #288]",
    "stp q2, q3, [x30, #320]",
    "stp q4, q5, [x30, #352]",
    "stp q6, q7, [x30, #384]",
    "stp q8, q9, [x30, #416]",
    "stp q10, q11, [x30, #448]",
    "stp q12, q13, [x30, #480]",
    "stp q14, q15, [x30, #512]",
    "stp q16, q17, [x30, #544]",
    "stp q18, q19, [x30, #576]",
    "stp q20, q21, [x30, #608]",
    "stp q22, q23, [x30, #640]",
    "stp q24, q25, [x30, #672]",
    "stp q26, q27, [x30, #704]",
    "stp q28, q29, [x30, #736]",
    "stp q30, q31, [x30, #768]",
    "mov x0, xzr",
    "b go_home",
    before = sym BEFORE,
    after = sym AFTER,
    has_dit = sym HAS_DIT,
);

// The kernel takes the frame from SP (Linux, rt_sigreturn, number 139). Behind a signal, FPCR and DIT are the case's;
// both must be 0 for `enter_fast`.
global_asm!(
    ".globl enter_slow",
    "enter_slow:",
    "save_home",
    "mov sp, x0",
    "msr tpidr_el0, x1",
    ".globl restorer",
    "restorer:",
    "mov x8, #139",
    "svc #0",
    "brk #1",
    ".globl leave_signal",
    "leave_signal:",
    "msr fpcr, xzr",
    "adrp x1, {has_dit}",
    "ldr x1, [x1, :lo12:{has_dit}]",
    "cbz x1, 1f",
    "msr S3_3_C4_C2_5, xzr",
    "1:",
    "mov x0, #1",
    "go_home:",
    "adrp x9, {home}",
    "ldr x9, [x9, :lo12:{home}]",
    "mov sp, x9",
    "ldp x19, x20, [sp, #16]",
    "ldp x21, x22, [sp, #32]",
    "ldp x23, x24, [sp, #48]",
    "ldp x25, x26, [sp, #64]",
    "ldp x27, x28, [sp, #80]",
    "ldp d8, d9, [sp, #96]",
    "ldp d10, d11, [sp, #112]",
    "ldp d12, d13, [sp, #128]",
    "ldp d14, d15, [sp, #144]",
    "ldp x29, x30, [sp], #160",
    "ret",
    home = sym HOME,
    has_dit = sym HAS_DIT,
);
