//! The data page: two windows that a case fills, zeros between them.

use crate::layout::{DATA, Global, WINDOW, WINDOWS, WORDS};
use crate::sys;

static SIZE: Global<usize> = Global::new(0);

/// Makes the data page.
pub fn map(page_size: usize) {
    SIZE.set(page_size);
    sys::map("the data page", DATA, page_size);
}

fn page() -> &'static mut [u64] {
    // SAFETY: mapped by `map`, and only the functions of this file make a reference, one at a time.
    unsafe { core::slice::from_raw_parts_mut(DATA as *mut u64, SIZE.get() / 8) }
}

/// Fills the windows.
pub fn fill(words: &[u64; WORDS]) {
    let page = page();
    let last = page.len() - WINDOW;
    page[..WINDOW].copy_from_slice(&words[WINDOWS..WINDOWS + WINDOW]);
    page[last..].copy_from_slice(&words[WINDOWS + WINDOW..]);
}

/// Reads the windows.
pub fn read(words: &mut [u64; WORDS]) {
    let page = page();
    words[WINDOWS..WINDOWS + WINDOW].copy_from_slice(&page[..WINDOW]);
    words[WINDOWS + WINDOW..].copy_from_slice(&page[page.len() - WINDOW..]);
}

/// The offset of the first word between the windows that is not zero any more, and makes all of them zero again; 0 if
/// there is none.
pub fn clean() -> u32 {
    let page = page();
    let last = page.len() - WINDOW;
    let between = &mut page[WINDOW..last];
    if between.iter().fold(0, |any, word| any | word) == 0 {
        return 0;
    }
    let first = between.iter().position(|&word| word != 0).unwrap_or(0);
    between.fill(0);
    ((WINDOW + first) * 8) as u32
}
