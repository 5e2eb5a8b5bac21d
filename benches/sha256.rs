//! How long SHA-256 takes: reading the texts, running on numbers, running on terms, one block against the standard,
//! and whole proofs. Each result is checked before it is measured. `cargo bench --bench sha256`

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use sha2::Digest;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;
use vambrace::claim::script::{Edits, Script};
use vambrace::claim::standard::Standard;
use vambrace::claim::step;
use vambrace::kernel::Kernel;
use vambrace::lift::isa::Isa;
use vambrace::lift::texts::embedded;
use vambrace::machine::elf::{Image, Request};
use vambrace::machine::{Memory, NoObserver, Program, State, Stop};
use vambrace::prove::run::prove;
use vambrace::solve::Limits;
use vambrace::solve::sweep::Sweep;
use vambrace::symbolic::state::Cell;
use vambrace::symbolic::{End, Length, Region, Regions, Runner, SymState};
use vambrace::term::{TermId, Terms};

const STATE: u64 = 0x10_0000_0000;
const DATA: u64 = 0x20_0000_0000;
const STACK: u64 = 0x30_0000_0000;
const BACK: u64 = 0x40_0000_0000;
const BLOCKS: usize = 64;

/// A routine with the regions `state` at X0, `data` at X1 and a number of blocks in X2.
struct Routine {
    name: &'static str,
    symbol: &'static str,
    image: Image,
    address: u64,
    end: u64,
}

fn isa() -> Isa {
    Isa::read(&embedded()).unwrap_or_else(|_| panic!("the build checked isa/"))
}

fn routines() -> Vec<Routine> {
    let fetched = "fetched/aws-lc/sha256-armv8.o";
    let all = [
        ("own", "sha256_ce.o", "vambrace_sha256_blocks"),
        ("hw", fetched, "sha256_block_data_order_hw"),
        ("nohw", fetched, "sha256_block_data_order_nohw"),
    ];
    all.into_iter().filter_map(|(name, file, symbol)| routine(name, file, symbol)).collect()
}

fn routine(name: &'static str, file: &str, symbol: &'static str) -> Option<Routine> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(file);
    let Ok(content) = std::fs::read(&path) else {
        println!("skipped: {name}, for {} is missing; run testdata/fetch", path.display());
        return None;
    };
    let image = Image::load(&content, &Request { member: None, symbol: None, externals: &BTreeMap::new() });
    let image = image.expect("the object loads");
    let function = image.function(symbol).expect("the routine is there");
    Some(Routine { name, symbol, image, address: function.address, end: function.address + function.size })
}

/// Texts from the binary to instructions, and words to operations.
fn lift(c: &mut Criterion) {
    let mut group = c.benchmark_group("lift");
    group.bench_function("read", |b| b.iter(isa));
    let isa = isa();
    for r in routines() {
        let mut words: Vec<u32> = (r.address..r.end).step_by(4).filter_map(|at| r.image.word(at)).collect();
        words.sort();
        words.dedup();
        group.throughput(Throughput::Elements(words.len() as u64));
        group.bench_function(BenchmarkId::new("words", r.name), |b| {
            b.iter(|| words.iter().filter(|&&word| isa.lift(word).is_ok()).count())
        });
    }
}

/// As long as padding leaves room for in 64 blocks.
fn message() -> Vec<u8> {
    (0..BLOCKS * 64 - 9).map(|n| (n * n + 7 * n) as u8).collect()
}

/// FIPS 180-4 section 5.1.1.
fn padded() -> Vec<u8> {
    let length = (message().len() as u64 * 8).to_be_bytes();
    [message(), vec![0x80], length.to_vec()].concat()
}

fn initial() -> [u32; 8] {
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19]
}

fn machine(r: &Routine) -> (State, Memory) {
    let mut memory = Memory::default();
    for s in r.image.segments.iter().filter(|s| s.readable) {
        memory.map(&s.name, s.address, s.bytes.clone(), s.writable).expect("the image");
    }
    memory.map("state", STATE, initial().iter().flat_map(|w| w.to_le_bytes()).collect(), true).expect("the state");
    memory.map("data", DATA, padded(), false).expect("the data");
    memory.map("stack", STACK, vec![0; 0x1000], true).expect("the stack");
    let mut state = State { sp: STACK + 0x1000, pc: r.address, ..State::default() };
    (state.x[0], state.x[1], state.x[2], state.x[30]) = (STATE, DATA, BLOCKS as u64, BACK);
    (state, memory)
}

/// Instructions a second on numbers, 64 blocks.
fn concrete(c: &mut Criterion) {
    let mut group = c.benchmark_group("concrete");
    let isa = isa();
    let wanted = sha2::Sha256::digest(message());
    for r in routines() {
        let mut program = Program::new(&isa, &r.image);
        let (before, mut memory) = machine(&r);
        let mut go = |memory: &mut Memory| program.run(&mut before.clone(), memory, &mut NoObserver, BACK, u64::MAX);
        let (stop, count) = go(&mut memory);
        assert_eq!(stop, Stop::Returned, "{}", r.name);
        let state = &memory.region("state").expect("the state").bytes;
        let found: Vec<u8> = state.chunks(4).flat_map(|word| word.iter().rev().copied()).collect();
        assert_eq!(found, wanted.as_slice(), "{} computes SHA-256", r.name);
        println!("{}: {count} instructions for {BLOCKS} blocks", r.name);
        group.throughput(Throughput::Elements(count));
        // The state goes on changing from run to run; the instructions executed stay the same.
        group.bench_function(r.name, |b| b.iter(|| go(&mut memory)));
    }
}

/// One block on terms: state and message unknown, one block to do.
struct Block {
    terms: Terms,
    regions: Regions,
    entry: SymState,
}

impl Block {
    fn new() -> Block {
        let mut terms = Terms::default();
        let mut entry = SymState::unknown(&mut terms, 3);
        let one = terms.constant(64, 1);
        let mut region = |name: &str, base, length, writable| {
            let contents = terms.add_region(name);
            Region { name: name.into(), base, length, writable, contents }
        };
        let state = region("state", entry.x[0], Length::Fixed(32), true);
        let data = region("data", entry.x[1], Length::Fixed(64), false);
        let stack = region("stack", entry.sp, Length::Stack, true);
        entry.x[2] = one;
        Block { terms, regions: Regions { list: vec![state, data, stack], ..Regions::default() }, entry }
    }

    /// The state on return, and the number of instructions. Whether a pointer has come to the end of the data is no
    /// constant to the builder, so the other way, back to the head of the loop over the blocks, is left there.
    fn run(&mut self, program: &mut Program, r: &Routine, head: u64) -> (SymState, u64) {
        let mut runner = Runner::new(&mut self.terms, program, &self.regions, self.entry.x[30]);
        let point = vambrace::symbolic::Point { address: head, except: None };
        let first = runner.run(self.entry.clone(), r.address, &[point]).expect("the way to the loop");
        let [first] = first.try_into().unwrap_or_else(|_| panic!("{}: one way leads to the loop", r.name));
        let ends = runner.run(first.state, head, &[point]).expect("the loop");
        let back = ends.into_iter().find(|end| end.end == End::Return);
        (back.unwrap_or_else(|| panic!("{} returns", r.name)).state, runner.steps)
    }

    /// A byte of a region on entry.
    fn byte(&mut self, region: usize, at: u64) -> TermId {
        let offset = self.terms.constant(64, at as u128);
        self.terms.read(self.regions.list[region].contents, offset)
    }

    /// How many words of the state are shown to be what the standard says.
    fn equal_words(&mut self, standard: &Standard, after: SymState) -> usize {
        let words: Vec<TermId> = (0..8).map(|n| self.initial(n)).collect();
        let block: Vec<TermId> = (0..64).map(|n| self.byte(1, n)).collect();
        let inputs: Vec<TermId> = words.into_iter().chain(block).collect();
        let step = standard.step("compress", 8, 32, 64).expect("the standard has it");
        let expected = step::run(&mut self.terms, &step, &inputs).expect("a function");
        let found: Vec<TermId> = (0..8).map(|n| self.stored(n, &after)).collect();
        let mut kernel = Kernel::new(&mut self.terms, standard);
        Sweep::default().sweep(&mut kernel, &[expected.clone(), found.clone()].concat());
        expected.into_iter().zip(found).filter(|&(a, b)| kernel.same(a, b)).count()
    }

    /// A word of the state on entry.
    fn initial(&mut self, n: u64) -> TermId {
        let bytes: Vec<TermId> = (4 * n..4 * n + 4).map(|at| self.byte(0, at)).collect();
        bytes[1..].iter().fold(bytes[0], |low, &high| self.terms.concat(high, low))
    }

    /// A word of the state that has been stored in one piece.
    fn stored(&mut self, n: i64, state: &SymState) -> TermId {
        let cells: Vec<Cell> = (4 * n..4 * n + 4).map(|at| state.cells[0][&at]).collect();
        let Cell { value, index } = cells[0];
        let whole = (0..4).all(|k| cells[k as usize] == Cell { value, index: index + k });
        assert!(whole, "word {n} of the state is stored in pieces");
        self.terms.extract(32, value, 8 * index)
    }
}

/// The first instruction of the routine that loads the message.
fn head(isa: &Isa, r: &Routine) -> u64 {
    let loads = |at: &u64| {
        let text = isa.disassemble(r.image.word(*at).unwrap_or(0));
        text.contains("[x1], #")
    };
    (r.address..r.end).step_by(4).find(loads).expect("it loads the message")
}

/// Instructions a second on terms, and one block with its goal; the instructions are lifted already.
fn symbolic(c: &mut Criterion) {
    let isa = isa();
    let mut standard = Standard::default();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("proofs/sha256/sha256.spec");
    standard.add(&path, &|text| text).expect("the standard");
    for r in routines() {
        let mut program = Program::new(&isa, &r.image);
        let head = head(&isa, &r);
        let mut block = Block::new();
        let (after, count) = block.run(&mut program, &r, head);
        assert_eq!(block.equal_words(&standard, after), 8, "{} computes `compress`", r.name);
        println!("{}: {count} instructions, {} terms with the standard's", r.name, block.terms.len());
        let mut group = c.benchmark_group("symbolic");
        group.throughput(Throughput::Elements(count));
        group.bench_function(r.name, |b| {
            b.iter_with_large_drop(|| {
                let mut block = Block::new();
                (block.run(&mut program, &r, head), block.terms)
            })
        });
        group.finish();
        c.bench_function(&format!("block/{}", r.name), |b| {
            b.iter(|| {
                let mut block = Block::new();
                let (after, _) = block.run(&mut program, &r, head);
                assert_eq!(block.equal_words(&standard, after), 8);
            })
        });
    }
}

/// Whole proofs, from a script that has been read to the verdicts.
fn proofs(c: &mut Criterion) {
    let mut group = c.benchmark_group("prove");
    group.sample_size(10);
    let isa = isa();
    for r in routines() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("proofs/sha256").join(format!("{}.proof", r.symbol));
        let script = Script::read(&path, &Edits::NONE).expect("the script");
        let go = || prove(&script, &script.proofs[0], &r.image, &isa, Limits::default()).expect("it can be used");
        group.bench_function(r.name, |b| {
            b.iter(|| {
                let report = go();
                assert!(report.proved(), "{}: {:?}", r.name, report.failures);
            })
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(30).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3));
    targets = lift, concrete, symbolic, proofs
}
criterion_main!(benches);
