//! How many words a second are decoded, and how long the tables take to make. `cargo bench --bench decoder`

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::path::Path;
use std::time::Duration;
use vambrace::lift::decoder::{Decoder, Pattern};
use vambrace::lift::isa::Isa;
use vambrace::lift::texts::embedded;

/// So many that the tables are used as they are in a long run, not as the last words left them.
const WORDS: usize = 1 << 20;

fn isa() -> Isa {
    Isa::read(&embedded()).unwrap_or_else(|_| panic!("the build checked isa/"))
}

/// Numbers that are the same everywhere: SplitMix64.
fn random_words() -> Vec<u32> {
    let word = |n: u64| {
        let z = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        ((z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb) >> 32) as u32
    };
    (1..=WORDS as u64).map(word).collect()
}

/// The instruction words of real code, in an order that no branch predictor learns.
fn real_words() -> Vec<u32> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/coverage/words.tsv");
    let list = std::fs::read_to_string(path).expect("the list of words");
    let parse = |line: &str| u32::from_str_radix(line.split('\t').next()?, 16).ok();
    let distinct: Vec<u32> = list.lines().skip(1).filter_map(parse).collect();
    random_words().iter().map(|&n| distinct[n as usize % distinct.len()]).collect()
}

fn find(c: &mut Criterion) {
    let mut group = c.benchmark_group("find");
    let isa = isa();
    for (name, words) in [("random words", random_words()), ("words of real code", real_words())] {
        let found = || words.iter().filter(|&&word| isa.find(word).is_some()).count();
        println!("{name}: {} of {WORDS} are described", found());
        group.throughput(Throughput::Elements(WORDS as u64));
        group.bench_function(name, |b| b.iter(found));
    }
}

/// What each start of the tool pays for.
fn tables(c: &mut Criterion) {
    let isa = isa();
    let named: Vec<(&str, &Pattern)> =
        isa.instructions.iter().zip(&isa.patterns).map(|(i, p)| (i.name.name.as_str(), p)).collect();
    c.bench_function(&format!("tables of {} encodings", named.len()), |b| {
        b.iter(|| Decoder::new(&named, &mut Vec::new()))
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(30).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3));
    targets = find, tables
}
criterion_main!(benches);
