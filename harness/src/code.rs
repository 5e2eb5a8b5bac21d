//! Machine code: the area of slow cases and the slots of fast ones.

use crate::layout::{BEFORE, CODE, CODE_SIZE, Global, SLOT};
use crate::{switch, sys};
use core::arch::asm;

/// Words of one fast slot: two that restore X30, the case's, and a branch out.
const SLOT_WORDS: usize = 4;
/// Fast slots, so words in a batch.
pub const SLOTS: usize = 0x1_0000 / (4 * SLOT_WORDS);

#[repr(C, align(65536))]
struct Slots([[u32; SLOT_WORDS]; SLOTS]);

/// Inside the image, so that the branch to `leave_fast` reaches.
static FAST: Global<Slots> = Global::new(Slots([[0; SLOT_WORDS]; SLOTS]));
static PAGE_SIZE: Global<usize> = Global::new(0);

/// The word of the code area at an offset: BRK with a number that tells the address.
fn filler(offset: usize) -> u32 {
    0xd420_0000 | (0x1000 + offset as u32 / 4) << 5
}

/// Makes the code area.
pub fn map(page_size: usize) {
    PAGE_SIZE.set(page_size);
    sys::map("the code area", CODE, CODE_SIZE);
    // SAFETY: the area has just been mapped for writing.
    unsafe {
        for offset in (0..CODE_SIZE).step_by(4) {
            ((CODE + offset as u64) as *mut u32).write_volatile(filler(offset));
        }
        sys::protect(CODE, CODE_SIZE, sys::PROT_READ | sys::PROT_EXEC);
        synchronise(CODE, CODE_SIZE);
    }
}

/// Puts a word into the slot of the code area.
pub fn place_slow(word: u32) {
    // SAFETY: the area is mapped and can be read.
    if unsafe { (SLOT as *const u32).read_volatile() } == word {
        return;
    }
    let page = PAGE_SIZE.get();
    let from = SLOT & !(page as u64 - 1);
    // SAFETY: the slot is in the code area, from which nothing runs now.
    unsafe {
        sys::protect(from, page, sys::PROT_READ | sys::PROT_WRITE);
        (SLOT as *mut u32).write_volatile(word);
        sys::protect(from, page, sys::PROT_READ | sys::PROT_EXEC);
        synchronise(SLOT, 4);
    }
}

/// Puts the words of a batch into slots 0, 1, and so on.
pub fn place_fast(words: impl Iterator<Item = u32>) {
    let start = FAST.at() as u64;
    // SAFETY: the slots are this program's own, and nothing runs from them now.
    unsafe {
        sys::protect(start, size_of::<Slots>(), sys::PROT_READ | sys::PROT_WRITE);
        let mut count = 0;
        for (slot, word) in (*FAST.at()).0.iter_mut().zip(words) {
            *slot = fast_slot(slot.as_ptr() as u64, word);
            count += 1;
        }
        sys::protect(start, size_of::<Slots>(), sys::PROT_READ | sys::PROT_EXEC);
        synchronise(start, count * 4 * SLOT_WORDS);
    }
}

/// `adrp x30, BEFORE.x30; ldr x30, [x30, lo12]; word; b leave_fast`.
fn fast_slot(address: u64, word: u32) -> [u32; SLOT_WORDS] {
    let from = BEFORE.at() as u64 + 30 * 8;
    let pages = (from >> 12).wrapping_sub(address >> 12) as u32;
    let adrp = 0x9000_0000 | (pages & 3) << 29 | (pages >> 2 & 0x7_ffff) << 5 | 30;
    let ldr = 0xf940_0000 | ((from as u32 & 0xfff) >> 3) << 10 | 30 << 5 | 30;
    let leave = switch::leave_fast as unsafe extern "C" fn() as usize as u64;
    let branch = 0x1400_0000 | (leave.wrapping_sub(address + 12) >> 2) as u32 & 0x3ff_ffff;
    [adrp, ldr, word, branch]
}

/// Where a fast slot begins.
pub fn fast_entry(slot: usize) -> u64 {
    FAST.at() as u64 + (slot * 4 * SLOT_WORDS) as u64
}

/// Where the case's word lies in a fast slot.
pub fn fast_word(slot: usize) -> u64 {
    fast_entry(slot) + 8
}

/// Makes instruction fetches see what was written (the manual's "Synchronization and coherency issues between data
/// and instruction accesses").
///
/// # Safety
/// The bytes must be mapped and readable.
unsafe fn synchronise(address: u64, bytes: usize) {
    let types: u64;
    // SAFETY: reads a register that Linux lets programs read.
    unsafe { asm!("mrs {}, ctr_el0", out(reg) types) };
    let (data_line, code_line) = (4 << (types >> 16 & 15), 4 << (types & 15));
    let end = address + bytes as u64;
    // SAFETY: cleans and invalidates, which changes no value.
    unsafe {
        for line in (address & !(data_line - 1)..end).step_by(data_line as usize) {
            asm!("dc cvau, {}", in(reg) line);
        }
        asm!("dsb ish");
        for line in (address & !(code_line - 1)..end).step_by(code_line as usize) {
            asm!("ic ivau, {}", in(reg) line);
        }
        asm!("dsb ish", "isb");
    }
}

/// What a word may do, by the manual's top-level encoding table; more is said than is true, never less.
#[derive(Clone, Copy)]
pub struct Kind {
    /// It calls the kernel, or an emulator's debugging services (`HLT #0xf000`).
    pub call: bool,
    /// It may branch, read the program counter, load from the code area, or write TPIDR_EL0.
    pub slow: bool,
    /// It may access memory.
    pub memory: bool,
}

impl Kind {
    pub fn of(word: u32) -> Kind {
        let group = word >> 25 & 15;
        let system = word >> 24 == 0xd5;
        let branch = group & 0b1110 == 0b1010 && !system;
        let adr = word & 0x1f00_0000 == 0x1000_0000;
        let literal = word & 0x3b00_0000 == 0x1800_0000;
        let tpidr = word & 0xffff_ffe0 == 0xd51b_d040;
        let arithmetic = group & 0b1110 == 0b1000 || group & 0b0111 == 0b0101 || group & 0b0111 == 0b0111;
        Kind {
            call: word & 0xffe0_001f == 0xd400_0001 || word == 0xd45e_0000,
            slow: branch || adr || literal || tpidr,
            memory: !arithmetic && !branch,
        }
    }
}
