//! Batches: read, run, answered.

use crate::case::{self, End, Route};
use crate::code::{self, Kind, SLOTS};
use crate::fatal;
use crate::layout::{AFTER, BEFORE, BITMAP, Global, WINDOWS, WORDS};
use crate::signal::{Event, Fault};
use crate::sys;

/// Cases in a batch.
pub const CASES: usize = 1024;
/// Words of a batch, without its head.
pub const INPUT: usize = CASES * (BITMAP + WORDS) + 2 * SLOTS;
/// Words of the head of a result.
const HEAD: usize = 4;
const OUTPUT: usize = 1 + CASES * (HEAD + BITMAP + WORDS);

static REQUEST: Global<[u64; INPUT]> = Global::new([0; INPUT]);
static RESPONSE: Global<[u64; OUTPUT]> = Global::new([0; OUTPUT]);

/// Answers batches until the input ends.
pub fn serve() -> ! {
    // SAFETY: the only references to the two buffers.
    let (request, response) = unsafe { (&mut *REQUEST.at(), &mut *RESPONSE.at()) };
    let mut head = [0u64];
    while sys::read_exact(bytes_mut(&mut head)) {
        let (size, groups) = (head[0] as u32 as usize, (head[0] >> 32) as usize);
        if size % 8 != 0 || size > INPUT * 8 || groups > SLOTS {
            fatal(format_args!("a batch of {size} bytes and {groups} words"));
        }
        if !sys::read_exact(bytes_mut(&mut request[..size / 8])) && size != 0 {
            fatal(format_args!("the input ends inside a batch"));
        }
        let length = batch(&request[..size / 8], groups, response);
        sys::write_all(1, bytes(&response[..length]));
    }
    sys::exit(0)
}

/// A word and the cases that it runs in.
#[derive(Clone, Copy)]
struct Group<'a> {
    word: u32,
    forced_slow: bool,
    count: usize,
    cases: &'a [u64],
}

/// The next group, and what follows it.
fn group(input: &[u64]) -> (Group<'_>, &[u64]) {
    let [first, second, rest @ ..] = input else { fatal(format_args!("a batch ends before its last word")) };
    let length = *second as usize / 8;
    if length > rest.len() {
        fatal(format_args!("the cases of a word go beyond the batch"));
    }
    let (cases, rest) = rest.split_at(length);
    let (word, flags, count) = (*first as u32, *first >> 32 & 0xffff, (*first >> 48) as usize);
    (Group { word, forced_slow: flags & 1 != 0, count, cases }, rest)
}

/// Runs a batch; the number of words of the answer.
fn batch(input: &[u64], groups: usize, out: &mut [u64; OUTPUT]) -> usize {
    let mut rest = input;
    code::place_fast((0..groups).map(|_| {
        let (group, next) = group(rest);
        rest = next;
        group.word
    }));
    let (mut rest, mut done, mut length) = (input, 0, 1);
    for slot in 0..groups {
        let (group, next) = group(rest);
        rest = next;
        done += group.count;
        if done > CASES {
            fatal(format_args!("more than {CASES} cases in a batch"));
        }
        length += run_group(group, slot, &mut out[length..]);
    }
    let size = (length as u64 - 1) * 8;
    out[0] = size | (done as u64) << 32;
    length
}

fn run_group(group: Group, slot: usize, out: &mut [u64]) -> usize {
    let kind = Kind::of(group.word);
    let slow = group.forced_slow || kind.slow;
    let route = if slow { Route::Slow } else { Route::Fast(slot) };
    // A fast case may read the code area, too.
    if (slow || kind.memory) && !kind.call {
        code::place_slow(group.word);
    }
    let (mut cases, mut length) = (group.cases, 0);
    for _ in 0..group.count {
        cases = read_state(cases);
        let end = if kind.call { refuse() } else { case::run(route, kind) };
        length += write_result(&end, kind.memory, &mut out[length..]);
    }
    length
}

fn refuse() -> End {
    // SAFETY: two variables, and no other reference to either.
    unsafe { *AFTER.at() = *BEFORE.at() };
    End { fault: Fault { event: Event::Refused, code: 0, address: 0, esr: 0 }, stray: 0 }
}

/// Fills `BEFORE` from a bitmap of the words that are not zero, and these; what follows.
fn read_state(input: &[u64]) -> &[u64] {
    // SAFETY: no other reference.
    let before = unsafe { &mut *BEFORE.at() };
    before.fill(0);
    let Some((bitmap, mut rest)) = input.split_at_checked(BITMAP) else { fatal(format_args!("a case is cut short")) };
    for (i, &bits) in bitmap.iter().enumerate() {
        let mut bits = bits;
        while bits != 0 {
            let place = i * 64 + bits.trailing_zeros() as usize;
            let ([value, next @ ..], Some(to)) = (rest, before.get_mut(place)) else {
                fatal(format_args!("a case is cut short, or has a word {place}"))
            };
            *to = *value;
            rest = next;
            bits &= bits - 1;
        }
    }
    rest
}

/// The head, a bitmap of the words that changed, and these.
fn write_result(end: &End, memory: bool, out: &mut [u64]) -> usize {
    // SAFETY: no other references.
    let (before, after) = unsafe { (&*BEFORE.at(), &*AFTER.at()) };
    let compared = if memory { WORDS } else { WINDOWS };
    out[0] = end.fault.event as u64 | (end.fault.code as u32 as u64) << 32;
    out[1] = end.fault.address;
    out[2] = end.fault.esr;
    out[3] = end.stray as u64;
    let (bitmap, words) = out[HEAD..HEAD + BITMAP + WORDS].split_at_mut(BITMAP);
    bitmap.fill(0);
    let mut count = 0;
    for (i, (old, new)) in before.iter().zip(after).enumerate().take(compared) {
        if old != new {
            bitmap[i / 64] |= 1 << (i % 64);
            words[count] = *new;
            count += 1;
        }
    }
    HEAD + BITMAP + count
}

fn bytes(words: &[u64]) -> &[u8] {
    // SAFETY: bytes have no alignment and no forbidden values.
    unsafe { core::slice::from_raw_parts(words.as_ptr().cast(), size_of_val(words)) }
}

fn bytes_mut(words: &mut [u64]) -> &mut [u8] {
    // SAFETY: as above, and words have no forbidden values either.
    unsafe { core::slice::from_raw_parts_mut(words.as_mut_ptr().cast(), size_of_val(words)) }
}
