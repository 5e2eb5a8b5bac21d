//! Each routine computes SHA-256 of messages whose digests are known, and keeps what the procedure call standard says
//! it must keep.

use std::collections::BTreeMap;
use std::path::Path;
use vambrace::lift::isa::Isa;
use vambrace::lift::texts::embedded;
use vambrace::machine::elf::{Image, Request};
use vambrace::machine::{Memory, NoObserver, Program, State, Stop};

const STATE: u64 = 0x10_0000_0000;
const DATA: u64 = 0x20_0000_0000;
const STACK: u64 = 0x30_0000_0000;
const STACK_BYTES: u64 = 0x1_0000;
/// Where the caller goes on; nothing is mapped there.
const BACK: u64 = 0x40_0000_0000;
const LIMIT: u64 = 100_000_000;

/// The initial hash value, FIPS 180-4 section 5.3.3.
const INITIAL: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

struct Answer {
    message: Vec<u8>,
    digest: String,
}

/// The lines of `testdata/known_answers/sha256.txt`, which says how they are written.
fn answers() -> Vec<Answer> {
    let text = include_str!("../testdata/known_answers/sha256.txt");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| answer(line).unwrap_or_else(|| panic!("cannot read the line `{line}`"))).collect()
}

fn answer(line: &str) -> Option<Answer> {
    let parts: Vec<&str> = line.split(' ').collect();
    let (digest, written) = parts.split_last()?;
    let message = match written {
        ["text"] => Vec::new(),
        ["text", text] => text.as_bytes().to_vec(),
        ["hex", hex] => bytes(hex)?,
        ["repeat", text, times] => text.as_bytes().repeat(times.parse().ok()?),
        _ => return None,
    };
    (bytes(digest)?.len() == 32).then(|| Answer { message, digest: digest.to_string() })
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok()).collect()
}

/// FIPS 180-4 section 5.1.1: a one, zeros, and the length in bits.
fn padded(message: &[u8]) -> Vec<u8> {
    let mut all = message.to_vec();
    all.push(0x80);
    all.resize((all.len() + 8).next_multiple_of(64) - 8, 0);
    all.extend((message.len() as u64 * 8).to_be_bytes());
    all
}

/// Something in every register, so that what a routine forgets to save is seen.
fn entry_state(address: u64, blocks: u64) -> State {
    let mut state = State::default();
    for (n, x) in state.x.iter_mut().enumerate() {
        *x = 0x0101_0101_0101_0101u64.wrapping_mul(n as u64 + 0x30);
    }
    for (n, v) in state.v.iter_mut().enumerate() {
        *v = 0x0101_0101_0101_0101_0101_0101_0101_0101u128.wrapping_mul(n as u128 + 0x60);
    }
    (state.x[0], state.x[1], state.x[2], state.x[30]) = (STATE, DATA, blocks, BACK);
    (state.sp, state.pc, state.nzcv) = (STACK + STACK_BYTES, address, 0b1010);
    state
}

fn memory(image: &Image, data: Vec<u8>) -> Memory {
    let mut memory = Memory::default();
    for segment in image.segments.iter().filter(|s| s.readable) {
        memory.map(&segment.name, segment.address, segment.bytes.clone(), segment.writable).expect("the image");
    }
    let initial = INITIAL.iter().flat_map(|word| word.to_le_bytes()).collect();
    memory.map("state", STATE, initial, true).expect("the state");
    memory.map("data", DATA, data, false).expect("the data");
    memory.map("stack", STACK, vec![0xaa; STACK_BYTES as usize], true).expect("the stack");
    memory
}

fn digest(memory: &Memory) -> String {
    let state = &memory.region("state").expect("the state").bytes;
    let word = |bytes: &[u8]| u32::from_le_bytes(bytes.try_into().expect("four bytes"));
    state.chunks(4).map(|bytes| format!("{:08x}", word(bytes))).collect()
}

/// AAPCS64: X19 to X29, SP, and the low halves of V8 to V15.
fn kept(state: &State) -> (Vec<u64>, u64, Vec<u64>) {
    (state.x[19..30].to_vec(), state.sp, state.v[8..16].iter().map(|v| *v as u64).collect())
}

/// Runs one message; the number of instructions.
fn run(program: &mut Program, address: u64, answer: &Answer) -> Result<u64, String> {
    let data = padded(&answer.message);
    let mut state = entry_state(address, data.len() as u64 / 64);
    let (before, mut memory) = (kept(&state), memory(program.image, data));
    let (stop, count) = program.run(&mut state, &mut memory, &mut NoObserver, BACK, LIMIT);
    if stop != Stop::Returned {
        return Err(format!("it {stop}, at {:#x} after {count} instructions", state.pc));
    }
    if kept(&state) != before {
        return Err(format!("it changes what it must keep: {before:x?} became {:x?}", kept(&state)));
    }
    match digest(&memory) {
        found if found == answer.digest => Ok(count),
        found => Err(format!("it computes {found} and not {}", answer.digest)),
    }
}

/// Runs every message through a routine of a file under `testdata`.
fn check(file: &str, symbol: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(file);
    let Ok(content) = std::fs::read(&path) else {
        println!("missing: {}; run testdata/fetch", path.display());
        let required = std::env::var("VAMBRACE_REQUIRE_FETCHED").is_ok_and(|value| value == "1");
        assert!(!required, "missing: {}; run testdata/fetch", path.display());
        return;
    };
    let isa = Isa::read(&embedded()).unwrap_or_else(|_| panic!("isa/ was checked by the build"));
    let request = Request { member: None, symbol: None, externals: &BTreeMap::new() };
    let image = Image::load(&content, &request).unwrap_or_else(|e| panic!("{file}: {e}"));
    let function = image.function(symbol).unwrap_or_else(|e| panic!("{file}: {e}"));
    let mut program = Program::new(&isa, &image);
    let mut counts = BTreeMap::new();
    for answer in answers() {
        let length = answer.message.len();
        let count = run(&mut program, function.address, &answer)
            .unwrap_or_else(|why| panic!("{symbol} of {file}, a message of {length} bytes: {why}"));
        let blocks = padded(&answer.message).len() / 64;
        let first = *counts.entry(blocks).or_insert(count);
        assert_eq!(count, first, "{symbol}: the instructions executed for {blocks} blocks depend on the message");
    }
    println!("{symbol} of {file}: instructions by blocks {counts:?}");
}

#[test]
fn padding() {
    for (length, blocks) in [(0, 1), (55, 1), (56, 2), (63, 2), (64, 2), (119, 2), (120, 3)] {
        assert_eq!(padded(&vec![7; length]).len(), blocks * 64, "{length} bytes");
    }
}

#[test]
fn own_ce() {
    check("sha256_ce.o", "vambrace_sha256_blocks");
}

#[test]
fn aws_lc_hw() {
    check("fetched/aws-lc/sha256-armv8.o", "sha256_block_data_order_hw");
}

#[test]
fn aws_lc_nohw() {
    check("fetched/aws-lc/sha256-armv8.o", "sha256_block_data_order_nohw");
}

#[test]
fn aws_lc_bti_hw() {
    check("fetched/aws-lc-bti/sha256-armv8.o", "sha256_block_data_order_hw");
}

#[test]
fn aws_lc_bti_nohw() {
    check("fetched/aws-lc-bti/sha256-armv8.o", "sha256_block_data_order_nohw");
}

#[test]
fn awscrt_hw() {
    check("fetched/awscrt/_awscrt.abi3.so", "sha256_block_data_order_hw");
}

#[test]
fn awscrt_nohw() {
    check("fetched/awscrt/_awscrt.abi3.so", "sha256_block_data_order_nohw");
}
