//! What the host is told first: the machine, and where everything lies.

use crate::layout::{CODE, CODE_SIZE, DATA, HAS_DIT, SLOT};
use crate::serve::{CASES, INPUT};
use crate::sys::{self, Auxiliary};
use crate::{code, fatal};
use core::arch::asm;

const MAGIC: u64 = u64::from_le_bytes(*b"VAMBRACE");
/// Must change with any change to the bytes that host and harness exchange.
const VERSION: u64 = 1;
/// MIDR_EL1 can be read (AT_HWCAP).
const HWCAP_CPUID: u64 = 1 << 11;
/// Linux `struct new_utsname`: six texts of 65 bytes; they are sent as they are.
const NAMES: usize = 6 * 65;

/// Sends it.
pub fn send(auxiliary: &Auxiliary) {
    let words = [
        MAGIC,
        VERSION,
        CODE,
        CODE_SIZE as u64,
        SLOT,
        DATA,
        auxiliary.page_size as u64,
        auxiliary.hwcap,
        auxiliary.hwcap2,
        midr(auxiliary),
        HAS_DIT.get(),
        code::SLOTS as u64,
        CASES as u64,
        INPUT as u64 * 8,
    ];
    for word in words {
        sys::write_all(1, &word.to_le_bytes());
    }
    let mut names = [0u8; NAMES];
    // SAFETY: the kernel fills the six texts.
    if unsafe { sys::call(sys::UNAME, [names.as_mut_ptr() as usize, 0, 0, 0, 0, 0]) } != 0 {
        fatal(format_args!("cannot read the system's name"));
    }
    sys::write_all(1, &names);
}

/// The processor's name, 0 if the kernel does not tell.
fn midr(auxiliary: &Auxiliary) -> u64 {
    if auxiliary.hwcap & HWCAP_CPUID == 0 {
        return 0;
    }
    let midr: u64;
    // SAFETY: the kernel says that this can be read.
    unsafe { asm!("mrs {}, midr_el1", out(reg) midr) };
    midr
}
