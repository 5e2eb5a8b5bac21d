//! Where everything lies, and how a state is laid out in words of 64 bits.

use core::cell::UnsafeCell;

/// The code area of a slow case: `BRK` with a different number in each word, but for the case's word at `SLOT`.
pub const CODE: u64 = 0x1_0000_0000;
/// The largest page that Linux has on AArch64, so that the area is the same everywhere.
pub const CODE_SIZE: usize = 0x1_0000;
/// Where each case runs, as far as it can tell.
pub const SLOT: u64 = CODE + 0x8000;
/// The data page; what lies before and behind it is not mapped.
pub const DATA: u64 = 0x2_0000_0000;

/// X0-X30 are the words 0 to 30.
pub const SP: usize = 31;
pub const TPIDR: usize = 32;
/// NZCV in bits 31 to 28 and DIT in bit 24, as in SPSR_EL1.
pub const PSTATE: usize = 33;
/// FPCR below, FPSR above.
pub const FPCR_FPSR: usize = 34;
pub const PC: usize = 35;
/// V0-V31, the lower half first.
pub const V: usize = 36;
/// The first 256 bytes of the data page, then the last.
pub const WINDOWS: usize = 100;
pub const WINDOW: usize = 32;
pub const WORDS: usize = WINDOWS + 2 * WINDOW;
/// Words of 64 bits that say which words follow.
pub const BITMAP: usize = WORDS.div_ceil(64);

pub const NZCV_BITS: u64 = 0xf << 28;
pub const DIT_BIT: u64 = 1 << 24;

/// A variable of this program, which has one thread; signal handlers see it too.
#[repr(C, align(64))]
pub struct Global<T>(UnsafeCell<T>);

// SAFETY: there is one thread.
unsafe impl<T> Sync for Global<T> {}

impl<T> Global<T> {
    pub const fn new(value: T) -> Global<T> {
        Global(UnsafeCell::new(value))
    }

    pub const fn at(&self) -> *mut T {
        self.0.get()
    }
}

impl<T: Copy> Global<T> {
    /// Volatile, for a signal handler may have written it.
    pub fn get(&self) -> T {
        // SAFETY: the pointer is that of a live variable.
        unsafe { self.at().read_volatile() }
    }

    pub fn set(&self, value: T) {
        // SAFETY: as above, and there are no references to what `get` and `set` are used on.
        unsafe { self.at().write_volatile(value) }
    }
}

/// The state to run in.
pub static BEFORE: Global<[u64; WORDS]> = Global::new([0; WORDS]);
/// The state found afterwards.
pub static AFTER: Global<[u64; WORDS]> = Global::new([0; WORDS]);
/// This machine has FEAT_DIT.
pub static HAS_DIT: Global<u64> = Global::new(0);
