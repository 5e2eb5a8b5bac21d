//! Constants and branches over their whole ranges, against a second formulation of what the manual says.

use super::isa;
use vambrace::lang::ast::StopReason;
use vambrace::lift::isa::{DecodeError, Isa};
use vambrace::machine::run::Lifted;
use vambrace::machine::{Memory, NoObserver, State, Stop};

/// Executes a word on no memory; the state before has its place.
fn execute(isa: &Isa, word: u32, mut state: State) -> (Result<(), Stop>, State) {
    let lifted = Lifted::new(isa, word).unwrap_or_else(|error| panic!("{error}"));
    let done = lifted.execute(&mut state, &mut Memory::default(), &mut NoObserver, &mut Vec::new());
    (done, state)
}

/// The constant of a logical instruction, bit by bit, for the manual's table of `immN` and `imms` ("DecodeBitMasks"):
/// the size of the element and how many bits of `imms` count.
fn bit_mask(n: u32, immr: u32, imms: u32, datasize: u32) -> Option<u64> {
    let element = match (n, imms >> 5 & 1, imms >> 4 & 1, imms >> 3 & 1, imms >> 2 & 1, imms >> 1 & 1) {
        (1, ..) => 64,
        (0, 0, ..) => 32,
        (0, 1, 0, ..) => 16,
        (0, 1, 1, 0, ..) => 8,
        (0, 1, 1, 1, 0, _) => 4,
        (0, 1, 1, 1, 1, 0) => 2,
        _ => return None,
    };
    let ones = imms % element + 1;
    if ones == element || element > datasize {
        return None;
    }
    // Rotated to the right by immr: bit i comes from bit i + immr of the run at the bottom.
    Some((0..datasize).filter(|i| (i + immr) % element < ones).fold(0, |mask, i| mask | 1 << i))
}

/// Every word of AND, ORR, EOR and ANDS with a constant: X0 is made of X1, which is all zeros or all ones.
#[test]
fn logical_immediates() {
    let isa = isa();
    let mut different = [std::collections::BTreeSet::new(), std::collections::BTreeSet::new()];
    for fields in 0..1u32 << 14 {
        let (sf, n, immr, imms) = (fields >> 13, fields >> 12 & 1, fields >> 6 & 63, fields & 63);
        let mask = bit_mask(n, immr, imms, 32 << sf);
        for (opc, x1) in [(0, u64::MAX), (1, 0), (2, 0), (3, u64::MAX)] {
            let word = sf << 31 | opc << 29 | 0x1200_0020 | n << 22 | immr << 16 | imms << 10;
            let Some(mask) = mask else {
                let refused = isa.lift(word);
                let undefined = |e: &DecodeError| matches!(e, DecodeError::Stop { reason: StopReason::Undefined, .. });
                assert!(refused.as_ref().is_err_and(undefined), "{word:08x}: {refused:?}");
                continue;
            };
            let mut state = State::default();
            state.x[1] = x1;
            assert_eq!(execute(&isa, word, state).1.x[0], mask, "{word:08x}");
            different[sf as usize].insert(mask);
        }
    }
    // Of each element of e bits e - 1 lengths and e rotations: 2 + 12 + 56 + 240 + 992, and 4032 more for 64 bits.
    assert_eq!(different.map(|masks| masks.len()), [1302, 5334]);
}

/// A branch or an address: the word without its distance, where the bits of that are, and its unit.
struct Distance {
    name: &'static str,
    word: u32,
    /// Lowest bit and number of bits.
    field: (u32, u32),
    scale: i128,
}

const BRANCHES: [Distance; 9] = [
    Distance { name: "b", word: 0x1400_0000, field: (0, 26), scale: 4 },
    Distance { name: "bl", word: 0x9400_0000, field: (0, 26), scale: 4 },
    Distance { name: "b.al", word: 0x5400_000e, field: (5, 19), scale: 4 },
    Distance { name: "cbz x0,", word: 0xb400_0000, field: (5, 19), scale: 4 },
    Distance { name: "cbnz w1,", word: 0x3500_0001, field: (5, 19), scale: 4 },
    Distance { name: "tbz w0, #0,", word: 0x3600_0000, field: (5, 14), scale: 4 },
    Distance { name: "tbnz w1, #31,", word: 0x37f8_0001, field: (5, 14), scale: 4 },
    Distance { name: "adr x0,", word: 0x1000_0000, field: (5, 21), scale: 1 },
    Distance { name: "adrp x0,", word: 0x9000_0000, field: (5, 21), scale: 4096 },
];

const LITERALS: [Distance; 6] = [
    Distance { name: "ldr w0,", word: 0x1800_0000, field: (5, 19), scale: 4 },
    Distance { name: "ldr x0,", word: 0x5800_0000, field: (5, 19), scale: 4 },
    Distance { name: "ldrsw x0,", word: 0x9800_0000, field: (5, 19), scale: 4 },
    Distance { name: "ldr s0,", word: 0x1c00_0000, field: (5, 19), scale: 4 },
    Distance { name: "ldr d0,", word: 0x5c00_0000, field: (5, 19), scale: 4 },
    Distance { name: "ldr q0,", word: 0x9c00_0000, field: (5, 19), scale: 4 },
];

/// Places from which distances wrap around in both directions.
const PLACES: [u64; 4] = [0, 0x1000, 1 << 63, u64::MAX - 3];

impl Distance {
    /// The word for a number of units; ADR has its two lowest bits elsewhere (the manual's "ADR": `immhi:immlo`).
    fn at(&self, units: i64) -> u32 {
        let (lo, width) = self.field;
        let units = (units as u32) & ((1 << width) - 1);
        match width {
            21 => self.word | (units & 3) << 29 | units >> 2 << lo,
            _ => self.word | units << lo,
        }
    }

    /// Both ends, next to each power of two, and every 257th: all of the shorter fields.
    fn units(&self) -> Vec<i64> {
        let half = 1i64 << (self.field.1 - 1);
        let stride = if self.field.1 == 14 { 1 } else { (half / 512) | 1 };
        let powers = (0..self.field.1 - 1).flat_map(|n| [(1 << n) - 1, 1 << n, -(1 << n), -(1 << n) - 1]);
        let ends = [-half, -half + 1, half - 1, half - 2];
        (-half..half).step_by(stride as usize).chain(powers).chain(ends).filter(|n| (-half..half).contains(n)).collect()
    }

    /// Where the distance leads from a place: the sum, modulo 2 to the 64.
    fn target(&self, units: i64, pc: u64) -> u64 {
        let base = if self.scale == 4096 { pc - pc % 4096 } else { pc };
        (i128::from(base) + i128::from(units) * self.scale).rem_euclid(1 << 64) as u64
    }
}

/// X0 is 0 and W1 has its highest bit set, so that every branch is taken.
fn state(pc: u64) -> State {
    let mut state = State { pc, ..State::default() };
    state.x[1] = 1 << 31;
    state
}

#[test]
fn branches_and_addresses() {
    let isa = isa();
    for distance in &BRANCHES {
        for units in distance.units() {
            let word = distance.at(units);
            let text = format!("{} #{}", distance.name, i128::from(units) * distance.scale);
            assert_eq!(isa.disassemble(word), text, "{word:08x}");
            for pc in PLACES {
                let (target, mut expected) = (distance.target(units, pc), state(pc));
                match distance.name {
                    "adr x0," | "adrp x0," => (expected.x[0], expected.pc) = (target, pc.wrapping_add(4)),
                    "bl" => (expected.x[30], expected.pc) = (pc.wrapping_add(4), target),
                    _ => expected.pc = target,
                }
                assert_eq!(execute(&isa, word, state(pc)), (Ok(()), expected), "{text} at {pc:#x}");
            }
        }
    }
}

/// Nothing is mapped, so that the load names its address.
#[test]
fn literals() {
    let isa = isa();
    for distance in &LITERALS {
        for units in distance.units() {
            let word = distance.at(units);
            let text = format!("{} #{}", distance.name, i128::from(units) * distance.scale);
            assert_eq!(isa.disassemble(word), text, "{word:08x}");
            for pc in PLACES {
                match execute(&isa, word, state(pc)).0 {
                    Err(Stop::Unmapped { address, write: false, .. }) => {
                        assert_eq!(address, distance.target(units, pc), "{text} at {pc:#x}");
                    }
                    other => panic!("{text} at {pc:#x}: {other:?}"),
                }
            }
        }
    }
}
