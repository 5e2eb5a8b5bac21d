//! Runners that fail, and the harness itself where it can run.
//!
//! The harness is built by `harness/build`, or named by `VAMBRACE_HARNESS` as a command. Without it, or without
//! qemu, its tests pass with a message, unless `VAMBRACE_REQUIRE_HARNESS` is set.

use super::*;
use crate::conform::case::{Event, Signal};
use crate::conform::wire::filler;

fn failure(command: &str) -> String {
    match Oracle::start(command) {
        Ok(_) => panic!("`{command}` is no harness"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn runners_that_fail_say_why() {
    assert_eq!(failure("no-such-runner x"), "the runner `no-such-runner` is not installed");
    assert_eq!(failure(" "), "the runner's command: there is none");
    assert_eq!(failure("sh -c 'exit"), "the runner's command: a quote without its end in `sh -c 'exit`");
    assert_eq!(failure("sh -c 'exit 0'"), "the runner `sh -c 'exit 0'` ended (exit status: 0)");
    let died = failure("sh -c 'echo no such host >&2; exit 255'");
    assert!(died.ends_with("ended (exit status: 255)\nit said: no such host"), "{died}");
    let banner = failure("echo 'Hello, I am pi'");
    assert!(banner.ends_with("is no harness: it begins with `Hello, I am pi\n`"), "{banner}");
}

/// The harness, if it is there.
fn oracle() -> Option<Oracle> {
    let built = concat!(env!("CARGO_MANIFEST_DIR"), "/harness/target/aarch64-unknown-none/release/harness");
    let native = cfg!(all(target_arch = "aarch64", target_os = "linux"));
    let command = std::env::var("VAMBRACE_HARNESS").unwrap_or_else(|_| match native {
        true => format!("'{built}'"),
        false => format!("qemu-aarch64 -cpu max '{built}'"),
    });
    match Oracle::start(&command) {
        Ok(oracle) => Some(oracle),
        Err(error) if std::env::var_os("VAMBRACE_REQUIRE_HARNESS").is_some() => panic!("{error}"),
        Err(error) => {
            eprintln!("not run: {error}");
            None
        }
    }
}

/// A state with something in each register, and SP and X30 in the data page.
fn case(word: u32, oracle: &Oracle) -> Case {
    let mut case = Case { word, ..Case::default() };
    for n in 0..31 {
        case.state.x[n] = 0x0123_4567_89ab_cdef_u64.rotate_left(n as u32 * 7);
    }
    for n in 0..32 {
        case.state.v[n] = 0x0123_4567_89ab_cdef_0011_2233_4455_6677_u128.rotate_left(n as u32 * 5);
    }
    case.state.sp = oracle.hello.data + 0x20;
    case.state.x[30] = oracle.hello.data;
    (case.state.nzcv, case.state.dit, case.state.tpidr_el0) = (0b0110, oracle.hello.dit as u8, 0x1234_5678_9abc);
    (case.state.fpcr, case.state.fpsr) = (0x0340_0000, 0x0800_0011);
    case.windows.first = std::array::from_fn(|i| i as u8);
    case.windows.last = std::array::from_fn(|i| !i as u8);
    case
}

/// Runs both ways, which must agree.
fn run(oracle: &mut Oracle, cases: &[Case]) -> Vec<Outcome> {
    let fast = oracle.run(cases).unwrap();
    oracle.slow = true;
    let slow = oracle.run(cases).unwrap();
    oracle.slow = false;
    assert_eq!(fast, slow);
    fast
}

/// Runs a word in the state of `case`, changed by `before`; only what `after` changes may change, and PC.
fn check(word: u32, before: impl Fn(&mut Case), after: impl Fn(&mut Case)) {
    let Some(mut oracle) = oracle() else { return };
    let mut case = case(word, &oracle);
    before(&mut case);
    let outcome = run(&mut oracle, std::slice::from_ref(&case)).remove(0);
    case.state.pc = oracle.hello.slot + 4;
    after(&mut case);
    assert_eq!(outcome, Outcome { event: Event::Next, state: case.state, windows: case.windows, stray: None });
}

#[test]
fn nothing_changes_without_a_reason() {
    check(0xd503_201f, |_| (), |_| ()); // nop
    check(0xd503_201f, |c| c.state = Default::default(), |_| ());
}

#[test]
fn each_kind_of_register_is_written_and_read() {
    check(0x8b02_0020, |_| (), |c| c.state.x[0] = c.state.x[1].wrapping_add(c.state.x[2])); // add x0, x1, x2
    check(0xaa1e_03e0, |_| (), |c| c.state.x[0] = c.state.x[30]); // mov x0, x30
    check(0xaa00_03fe, |_| (), |c| c.state.x[30] = c.state.x[0]); // mov x30, x0
    check(0x9100_43ff, |_| (), |c| c.state.sp += 16); // add sp, sp, #16
    check(0xeb1f_03ff, |_| (), |c| c.state.nzcv = 0b0110); // cmp xzr, xzr
    check(0x4ea1_1c3f, |_| (), |c| c.state.v[31] = c.state.v[1]); // mov v31.16b, v1.16b
    check(0xd53b_d043, |_| (), |c| c.state.x[3] = c.state.tpidr_el0); // mrs x3, tpidr_el0
    check(0xd51b_d043, |_| (), |c| c.state.tpidr_el0 = c.state.x[3]); // msr tpidr_el0, x3
    check(0xd51b_4205, |c| c.state.x[5] = 9 << 28, |c| c.state.nzcv = 9); // msr nzcv, x5
    check(0xd51b_4405, |c| c.state.x[5] = 1 << 24, |c| c.state.fpcr = 1 << 24); // msr fpcr, x5
    check(0xd51b_4425, |c| c.state.x[5] = 1 << 27, |c| c.state.fpsr = 1 << 27); // msr fpsr, x5
    check(0xd53b_4405, |_| (), |c| c.state.x[5] = c.state.fpcr.into()); // mrs x5, fpcr
}

#[test]
fn windows_are_read_and_written() {
    let word = u64::from_le_bytes([8, 9, 10, 11, 12, 13, 14, 15]);
    check(0xf940_07c0, |_| (), |c| c.state.x[0] = word); // ldr x0, [x30, #8]
    let store = |c: &mut Case| c.windows.first[8..16].copy_from_slice(&c.state.x[0].to_le_bytes());
    check(0xf900_07c0, |_| (), store); // str x0, [x30, #8]
    let store = |c: &mut Case| c.windows.first[0x20..0x30].copy_from_slice(&c.state.v[7].to_le_bytes());
    check(0x3d80_03e7, |_| (), store); // str q7, [sp]
}

#[test]
fn what_is_written_between_the_windows_is_noticed() {
    let Some(mut oracle) = oracle() else { return };
    let store = case(0xb901_27c0, &oracle); // str w0, [x30, #292]
    let nop = case(0xd503_201f, &oracle);
    let outcomes = run(&mut oracle, &[store, nop]);
    assert_eq!(outcomes.iter().map(|o| o.stray).collect::<Vec<_>>(), [Some(288), None], "the page is clean again");
}

#[test]
fn code_can_be_read_where_the_case_runs() {
    let Some(mut oracle) = oracle() else { return };
    let (slot, code) = (oracle.hello.slot, oracle.hello.code);
    let mut load = case(0xf940_0020, &oracle); // ldr x0, [x1]
    load.state.x[1] = slot;
    let words = [0x5800_0040, 0x1000_0060, 0xf940_0020]; // ldr x0, +8; adr x0, +12
    let [literal, adr, _] = words.map(|word| case(word, &oracle));
    let outcomes = run(&mut oracle, &[literal, adr, load]);
    let at = |offset: u64| u64::from(filler((slot - code + offset) as usize));
    let expected = [at(8) | at(12) << 32, slot + 12, 0xf940_0020 | at(4) << 32];
    assert_eq!(outcomes.iter().map(|o| o.state.x[0]).collect::<Vec<_>>(), expected);
}

/// The event of a word, and PC minus the slot.
fn event(word: u32, before: impl Fn(&mut Case)) -> Option<(Event, i64)> {
    let mut oracle = oracle()?;
    let mut case = case(word, &oracle);
    before(&mut case);
    let outcome = run(&mut oracle, &[case.clone()]).remove(0);
    case.state.pc = outcome.state.pc;
    assert_eq!((outcome.state.clone(), &outcome.windows), (case.state, &case.windows));
    Some((outcome.event, outcome.state.pc.wrapping_sub(oracle.hello.slot) as i64))
}

#[test]
fn signals_say_where_and_why() {
    let signal = |word, before: fn(&mut Case)| match event(word, before) {
        Some((Event::Signal { signal, address, .. }, pc)) => Some((signal, address, pc)),
        None => None,
        Some(other) => panic!("{word:#x}: {other:?}"),
    };
    let expect = |got: Option<_>, expected| assert_eq!(got.unwrap_or(expected), expected);
    expect(signal(0x0000_0000, |_| ()), (Signal::Ill, 0x1_0000_8000, 0)); // udf
    expect(signal(0xd420_0000, |_| ()), (Signal::Trap, 0x1_0000_8000, 0)); // brk
    expect(signal(0x1400_0003, |_| ()), (Signal::Trap, 0x1_0000_800c, 12)); // b +12
    expect(signal(0x17ff_f000, |_| ()), (Signal::Trap, 0x1_0000_4000, -0x4000)); // b -0x4000
    expect(signal(0x1600_0000, |_| ()), (Signal::Segv, 0xf800_8000, -(128 << 20))); // b, as far back as it goes
    expect(signal(0xd61f_0020, |c| c.state.x[1] = 0x7000), (Signal::Segv, 0x7000, 0x7000 - 0x1_0000_8000)); // br x1
    expect(signal(0xf940_0020, |c| c.state.x[1] = 0x8000), (Signal::Segv, 0x8000, 0)); // ldr x0, [x1]
    expect(signal(0xf900_0020, |c| c.state.x[1] = 0x1_0000_0000), (Signal::Segv, 0x1_0000_0000, 0)); // str x0, [x1]
    expect(signal(0xf85f_83c0, |_| ()), (Signal::Segv, 0x1_ffff_fff8, 0)); // ldur x0, [x30, #-8]
    let jump = event(0xd61f_0020, |c| c.state.x[1] = 0x1_0000_8006); // br x1, between two instructions
    assert!(matches!(jump, None | Some((Event::Signal { signal: Signal::Bus, .. }, 6))), "{jump:?}");
}

#[test]
fn hangs_end_and_calls_of_the_system_are_refused() {
    assert!(matches!(event(0x1400_0000, |_| ()), None | Some((Event::Timeout, 0)))); // b .
    assert!(matches!(event(0xd400_0001, |_| ()), None | Some((Event::Refused, 0)))); // svc #0
    assert!(matches!(event(0xd45e_0000, |_| ()), None | Some((Event::Refused, 0)))); // hlt #0xf000
}

#[test]
fn a_dead_harness_is_an_error() {
    let Some(mut oracle) = oracle() else { return };
    let case = case(0xd503_201f, &oracle);
    oracle.child.kill().unwrap();
    let error = oracle.run(&vec![case; 5000]).unwrap_err().to_string();
    assert!(error.contains("ended (signal: 9"), "{error}");
}
