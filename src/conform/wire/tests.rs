//! Cases and answers as bytes, and answers that make no sense.

use super::*;
use crate::conform::case::Windows;

fn hello() -> Hello {
    Hello {
        code: 0x1_0000_0000,
        code_size: 0x1_0000,
        slot: 0x1_0000_8000,
        data: 0x2_0000_0000,
        page_size: 0x1000,
        dit: true,
        groups: 16,
        cases: 4,
        bytes: 16 * GROUP_HEAD + 4 * CASE,
        ..Hello::default()
    }
}

fn hello_bytes() -> Vec<u8> {
    let h = hello();
    let places = [u64::from_le_bytes(*b"VAMBRACE"), 1, h.code, h.code_size as u64, h.slot, h.data, 0x1000, 7, 8, 9, 1];
    let limits = [h.groups, h.cases, h.bytes].map(|n| n as u64);
    let mut bytes: Vec<u8> = places.into_iter().chain(limits).flat_map(u64::to_le_bytes).collect();
    for name in ["Linux", "secret-host", "6.1\x1b", "#1", "aarch64", ""] {
        bytes.extend(name.bytes().chain(std::iter::repeat(0)).take(65));
    }
    bytes
}

/// A state with something else in each place.
fn case() -> Case {
    let mut case = Case { word: 0x8b02_0020, ..Case::default() };
    for n in 0..31 {
        case.state.x[n] = n as u64 + 1;
    }
    for n in 0..32 {
        case.state.v[n] = (n as u128) << 64 | 0xff;
    }
    (case.state.sp, case.state.nzcv, case.state.dit) = (0x5000, 0b1010, 1);
    (case.state.fpcr, case.state.fpsr, case.state.tpidr_el0) = (0x0300_0000, 0x0800_0000, 77);
    case.windows = Windows { first: [1; 256], last: [2; 256] };
    case
}

fn bytes(words: &[u64]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn decoded(words: &[u64], cases: &[Case]) -> Result<Vec<Outcome>, Nonsense> {
    let mut out = Vec::new();
    decode(&bytes(words), cases.len(), cases, &hello(), &mut out).map(|()| out)
}

#[test]
fn a_hello_is_read() {
    let read = Hello::decode(&hello_bytes()).unwrap();
    let names = ("Linux".to_string(), "6.1".to_string(), "aarch64".to_string());
    let expected =
        Hello { hwcap: 7, hwcap2: 8, midr: 9, system: names.0, release: names.1, machine: names.2, ..hello() };
    assert_eq!(read, expected);
    assert_eq!(hello_bytes().len(), HELLO);
}

#[test]
fn a_hello_that_makes_no_sense_is_refused() {
    let whole = hello_bytes();
    (0..HELLO).for_each(|length| assert!(Hello::decode(&whole[..length]).is_err(), "{length} bytes"));
    for (word, value) in [(0, 1), (1, 2), (3, u64::MAX), (4, 2), (5, u64::MAX), (6, 0), (12, 0), (12, 1 << 40), (13, 8)]
    {
        let mut wrong = hello_bytes();
        wrong[8 * word..8 * word + 8].copy_from_slice(&u64::to_le_bytes(value));
        assert!(Hello::decode(&wrong).is_err(), "word {word} = {value:#x}");
    }
    let banner = Hello::decode(b"Welcome to pi, today is").unwrap_err();
    assert_eq!(banner.0, "it begins with `Welcome to pi, today is`");
}

#[test]
fn every_place_of_a_state_has_its_word() {
    let case = case();
    let mut found = Case { word: case.word, ..Case::default() };
    for (i, word) in words(&case).into_iter().enumerate() {
        set(&mut found.state, &mut found.windows, i, word).unwrap();
    }
    assert_eq!(found, case);
    assert!(set(&mut found.state, &mut found.windows, WORDS, 0).is_err());
}

#[test]
fn neighbours_with_one_word_share_a_group() {
    let other = Case { word: 0xd503_201f, ..Case::default() };
    let (batch, count) = encode(&[case(), case(), other.clone(), case(), case()], false, &hello());
    assert_eq!(count, 4, "the limit of a batch");
    let head = u64::from_le_bytes(batch[..8].try_into().unwrap());
    assert_eq!((head as u32 as usize, head >> 32), (batch.len() - 8, 3));
    let (batch, _) = encode(&[other], true, &hello());
    let slow_and_one_case = 0xd503_201f | 1 << 32 | 1 << 48;
    assert_eq!(batch, bytes(&[40 | 1 << 32, slow_and_one_case, 24, 0, 0, 0]), "zeros are not sent");
}

#[test]
fn an_answer_is_what_changed() {
    let cases = [case(), case()];
    let moved = [0, 0, 0, 0, 1 << 35 | 1 << 2, 0, 0, 42, 0x1_0000_8004];
    let fault = [5 | 1 << 32, 0x1000, 0x9200_0007, 264, 0, 0, 0];
    let outcomes = decoded(&[&moved[..], &fault[..]].concat(), &cases).unwrap();
    let mut state = cases[0].state.clone();
    (state.x[2], state.pc) = (42, 0x1_0000_8004);
    let windows = cases[0].windows.clone();
    assert_eq!(outcomes[0], Outcome { event: Event::Next, state, windows, stray: None });
    let signal = Event::Signal { signal: Signal::Segv, code: 1, address: 0x1000, syndrome: 0x9200_0007 };
    assert_eq!((outcomes[1].event, outcomes[1].stray, outcomes[1].state.pc), (signal, Some(264), 0x1_0000_8000));
}

#[test]
fn an_answer_that_makes_no_sense_is_refused() {
    let good = [0, 0, 0, 0, 1, 0, 0, 42];
    assert!(decoded(&good, &[case()]).is_ok());
    assert!(decoded(&good, &[]).is_err(), "bytes behind the last result");
    assert!(decoded(&[8, 0, 0, 0, 0, 0, 0], &[case()]).is_err(), "event");
    assert!(decoded(&[0, 0, 0, 4096, 0, 0, 0], &[case()]).is_err(), "stray bytes outside the page");
    assert!(decoded(&[0, 0, 0, 0, 0, 0, 1 << 63, 1], &[case()]).is_err(), "no such word");
    let whole = bytes(&good);
    for length in 0..whole.len() {
        assert!(decode(&whole[..length], 1, &[case()], &hello(), &mut Vec::new()).is_err(), "{length} bytes");
    }
    assert!(decode(&whole, 2, &[case()], &hello(), &mut Vec::new()).is_err(), "two results for one case");
}
