//! Certificates changed byte by byte, where neither hash nor compression hides anything.

use super::accepted::Counts;
use super::fixture::{Fixture, LEMMA, LOOP, SMALL, all};
use std::ops::Range;
use vambrace::kernel::step::Step;

/// Where refutations lie among the bytes: most of them all.
fn refutations(fixture: &Fixture, bytes: &[u8]) -> Vec<Range<usize>> {
    let mut from = 0;
    let mut found = Vec::new();
    for step in fixture.certificate.groups.iter().flatten() {
        if let Step::Sat { proof, .. } = step {
            let at = bytes[from..].windows(proof.len()).position(|window| window == proof).expect("in order") + from;
            from = at + proof.len();
            found.push(at..from);
        }
    }
    found
}

/// Flips these bits of these bytes, one at a time.
fn flips(fixture: &Fixture, places: impl Iterator<Item = usize>, bits: impl Fn(usize) -> Vec<u32>) -> Counts {
    let (bytes, script, mut counts) = (fixture.certificate.to_bytes(), fixture.script(), Counts::default());
    for at in places {
        for bit in bits(at) {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            counts.bytes(fixture, &script, &changed, || format!("bit {bit} of byte {at}"));
        }
    }
    counts
}

#[test]
fn every_bit_of_a_small_certificate() {
    let fixture = SMALL.with(|f| *f);
    let counts = flips(fixture, 0..fixture.certificate.to_bytes().len(), |_| (0..8).collect());
    println!("{counts}");
    // Of the steps no bit can be another.
    assert!(counts.accepted.keys().all(|part| ["names", "hashes", "witness"].contains(part)), "{counts}");
}

/// Of its refutations some bits can be another: a hint that is not needed, an order of literals.
#[test]
fn every_bit_of_a_lemma() {
    let fixture = LEMMA.with(|f| *f);
    let bytes = fixture.certificate.to_bytes();
    let refutations = refutations(fixture, &bytes);
    let (inside, outside): (Vec<usize>, Vec<usize>) =
        (0..bytes.len()).partition(|at| refutations.iter().any(|range| range.contains(at)));
    let counts = flips(fixture, outside.into_iter(), |_| (0..8).collect());
    println!("{counts}");
    assert!(counts.accepted.keys().all(|part| ["names", "hashes", "witness"].contains(part)), "{counts}");
    let counts = flips(fixture, inside.into_iter(), |_| (0..8).collect());
    println!("{counts}");
    assert!(counts.rejected + counts.unreadable > counts.total() / 2, "{counts}");
}

#[test]
fn every_byte_that_is_not_of_a_refutation() {
    let fixture = LOOP.with(|f| *f);
    let bytes = fixture.certificate.to_bytes();
    let refutations = refutations(fixture, &bytes);
    let others = (0..bytes.len()).filter(|at| !refutations.iter().any(|range| range.contains(at)));
    let counts = flips(fixture, others, |at| vec![at as u32 % 8]);
    println!("{counts}");
    assert!(counts.rejected + counts.unreadable > counts.total() / 2, "{counts}");
}

#[test]
fn bytes_of_refutations() {
    let fixture = LOOP.with(|f| *f);
    let all = refutations(fixture, &fixture.certificate.to_bytes()).into_iter().flatten();
    let counts = flips(fixture, all.step_by(101), |at| vec![at as u32 % 7]);
    println!("{counts}");
    assert!(counts.rejected > counts.total() / 2, "{counts}");
}

#[test]
fn cut_and_longer_bytes_cannot_be_read() {
    for fixture in all() {
        let (bytes, script, mut counts) = (fixture.certificate.to_bytes(), fixture.script(), Counts::default());
        let step = bytes.len() / 2000 + 1;
        for length in (0..bytes.len()).step_by(step) {
            counts.bytes(fixture, &script, &bytes[..length], || format!("the first {length} bytes"));
        }
        for more in 0..=255 {
            let longer = [&bytes[..], &[more]].concat();
            counts.bytes(fixture, &script, &longer, || format!("{more} at the end"));
        }
        assert_eq!(counts.unreadable, counts.total(), "{counts}");
    }
}

/// Random numbers, the same in each run.
pub struct Random(pub u64);

impl Random {
    /// A number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % bound.max(1)
    }
}

/// One to three changes of bits, bytes, and pieces.
fn mutate(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    for _ in 0..1 + random.below(3) {
        let (at, other) = (random.below(changed.len()), random.below(changed.len()));
        let length = random.below(16.min(changed.len() - at.max(other)));
        match random.below(7) {
            0 => changed[at] ^= 1 << random.below(8),
            1 => changed[at] = random.below(256) as u8,
            2 => changed.insert(at, random.below(256) as u8),
            3 => drop(changed.remove(at)),
            4 => changed.swap(at, other),
            5 => changed.copy_within(at..at + length, other),
            _ => drop(changed.drain(at..at + length)),
        }
    }
    changed
}

/// Random mutations, most of them outside of refutations, which are most of the bytes.
fn mutations(fixture: &Fixture, many: usize, seed: u64) -> Counts {
    let (bytes, script, mut counts) = (fixture.certificate.to_bytes(), fixture.script(), Counts::default());
    let mut random = Random(seed);
    for n in 0..many {
        let changed = mutate(&bytes, &mut random);
        counts.bytes(fixture, &script, &changed, || format!("mutation {n} of seed {seed}"));
    }
    println!("{counts}");
    counts
}

#[test]
fn thousands_of_mutations() {
    let small = mutations(SMALL.with(|f| *f), 3000, 0x9e37_79b9_7f4a_7c15);
    let large = mutations(LOOP.with(|f| *f), 500, 0x1234_5678_9abc_def1);
    let lemma = mutations(LEMMA.with(|f| *f), 3000, 0xa076_1d64_78bd_642f);
    assert_eq!(small.total() + large.total() + lemma.total(), 6500);
}

/// Long; `tests/all` runs it.
#[test]
#[ignore = "minutes; tests/all runs it"]
fn a_hundred_thousand_mutations() {
    let small = mutations(SMALL.with(|f| *f), 50_000, 0xda94_2042_e4dd_58b5);
    let large = mutations(LOOP.with(|f| *f), 50_000, 0x94d0_49bb_1331_11eb);
    assert_eq!(small.total() + large.total(), 100_000);
}

/// Long; `tests/all` runs it.
#[test]
#[ignore = "minutes; tests/all runs it"]
fn every_byte_of_a_loop() {
    let fixture = LOOP.with(|f| *f);
    println!("{}", flips(fixture, 0..fixture.certificate.to_bytes().len(), |at| vec![at as u32 % 8]));
}
