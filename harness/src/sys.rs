//! Linux, without a C library.

use core::arch::asm;
use core::fmt;

/// # Safety
/// What the call does to memory is the caller's to answer for.
pub unsafe fn call(number: usize, a: [usize; 6]) -> isize {
    let result: isize;
    // SAFETY: the kernel changes X0 only; the rest is the caller's promise.
    unsafe {
        asm!("svc #0", in("x8") number, inlateout("x0") a[0] => result, in("x1") a[1], in("x2") a[2], in("x3") a[3],
             in("x4") a[4], in("x5") a[5], options(nostack));
    }
    result
}

pub const READ: usize = 63;
pub const WRITE: usize = 64;
pub const EXIT_GROUP: usize = 94;
pub const SETITIMER: usize = 103;
pub const SIGALTSTACK: usize = 132;
pub const RT_SIGACTION: usize = 134;
pub const UNAME: usize = 160;
pub const MMAP: usize = 222;
pub const MPROTECT: usize = 226;

pub const EINTR: isize = -4;
pub const PROT_READ: usize = 1;
pub const PROT_WRITE: usize = 2;
pub const PROT_EXEC: usize = 4;

pub fn exit(status: usize) -> ! {
    loop {
        // SAFETY: ends the program.
        unsafe { call(EXIT_GROUP, [status, 0, 0, 0, 0, 0]) };
    }
}

/// Reads until the buffer is full; false if the input ends before the first byte.
pub fn read_exact(mut to: &mut [u8]) -> bool {
    let whole = to.len();
    while !to.is_empty() {
        // SAFETY: the kernel writes into `to` only.
        match unsafe { call(READ, [0, to.as_mut_ptr() as usize, to.len(), 0, 0, 0]) } {
            EINTR => {}
            0 if to.len() == whole => return false,
            0 => crate::fatal(format_args!("the input ends inside a batch")),
            n if n < 0 => crate::fatal(format_args!("cannot read: error {}", -n)),
            n => to = &mut to[n as usize..],
        }
    }
    true
}

/// Writes all; ends the program if nobody reads any more.
pub fn write_all(file: usize, mut from: &[u8]) {
    while !from.is_empty() {
        // SAFETY: the kernel reads `from` only.
        match unsafe { call(WRITE, [file, from.as_ptr() as usize, from.len(), 0, 0, 0]) } {
            EINTR => {}
            n if n <= 0 => exit(71),
            n => from = &from[n as usize..],
        }
    }
}

/// Maps zeros at a fixed address, for reading and writing.
pub fn map(what: &str, address: u64, size: usize) {
    const PRIVATE_ANONYMOUS_FIXED_NOREPLACE: usize = 0x2 | 0x20 | 0x10_0000;
    let protection = PROT_READ | PROT_WRITE;
    // SAFETY: replaces no mapping; if the kernel does not know the flag, the address is a hint.
    let got =
        unsafe { call(MMAP, [address as usize, size, protection, PRIVATE_ANONYMOUS_FIXED_NOREPLACE, usize::MAX, 0]) };
    if got as u64 != address {
        crate::fatal(format_args!("cannot map {what} at {address:#x}: got {got:#x}"));
    }
}

/// # Safety
/// Nothing that needs the old protection may lie there.
pub unsafe fn protect(address: u64, size: usize, protection: usize) {
    // SAFETY: the caller's promise.
    let error = unsafe { call(MPROTECT, [address as usize, size, protection, 0, 0, 0]) };
    if error != 0 {
        crate::fatal(format_args!("cannot protect {address:#x}: error {}", -error));
    }
}

/// What the kernel tells a program at its start.
#[derive(Default)]
pub struct Auxiliary {
    pub page_size: usize,
    pub hwcap: u64,
    pub hwcap2: u64,
}

impl Auxiliary {
    /// # Safety
    /// `stack` must be SP as the kernel set it.
    pub unsafe fn read(stack: *const usize) -> Auxiliary {
        let mut found = Auxiliary { page_size: 4096, ..Default::default() };
        // SAFETY: argc, argv with its null, the environment with its null, then pairs that a zero ends.
        unsafe {
            let mut at = stack.add(1 + *stack + 1);
            while *at != 0 {
                at = at.add(1);
            }
            at = at.add(1);
            while *at != 0 {
                match *at {
                    6 => found.page_size = *at.add(1),
                    16 => found.hwcap = *at.add(1) as u64,
                    26 => found.hwcap2 = *at.add(1) as u64,
                    _ => {}
                }
                at = at.add(2);
            }
        }
        found
    }
}

/// Standard error, for `write!`.
pub struct Stderr;

impl fmt::Write for Stderr {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        write_all(2, text.as_bytes());
        Ok(())
    }
}
