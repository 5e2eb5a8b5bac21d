//! The comparison with Capstone: a part of it in every `cargo test`, all of it on demand.

use super::compare::{SAME, Tally};
use super::differences::CLASSES;
use super::isa;
use super::random::Random;
use super::slices::{JOB, WHOLE, free_bits, sample, whole};
use super::text::{capstone, reference};
use capstone::Capstone;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use vambrace::lift::isa::Isa;

/// What one thread does at a time.
enum Job {
    /// Words of the n-th encoding from here on, in order.
    Whole(usize, u64),
    /// Words of the n-th encoding with every value of small fields.
    Sample(usize),
    /// Random words from this seed.
    Random(u64),
}

/// How much of each.
struct Size {
    /// Encodings with so few free bits are tried whole.
    whole: u32,
    /// Fields of so many bits are tried with every value, in the other encodings.
    small: u8,
    /// Further words of an encoding.
    more: usize,
    /// Jobs of `PER_JOB` random words.
    random: u64,
}

const PER_JOB: u32 = 100_000;

const PART: Size = Size { whole: 10, small: 6, more: 100, random: 2 };

/// All of `ALL` but encodings of which there are a million words, where 9 of 10 words are.
const MOST: Size = Size { whole: 16, ..ALL };

const ALL: Size = Size { whole: WHOLE, small: 12, more: 4000, random: 100 };

fn jobs(isa: &Isa, size: &Size) -> Vec<Job> {
    let mut jobs: Vec<Job> = (0..size.random).map(Job::Random).collect();
    for (n, pattern) in isa.patterns.iter().enumerate() {
        match free_bits(pattern) {
            free if free <= size.whole => {
                jobs.extend((0..1 << free).step_by(JOB as usize).map(|from| Job::Whole(n, from)));
            }
            _ => jobs.push(Job::Sample(n)),
        }
    }
    jobs
}

fn run(isa: &Isa, capstone: &Capstone, size: &Size, job: &Job) -> Tally {
    let mut tally = Tally::default();
    match *job {
        Job::Whole(n, from) => {
            for word in whole(&isa.patterns[n], from, JOB) {
                tally.compare(isa, capstone, n, word);
                // What a text does depends on few of the values that registers' numbers have.
                if word.wrapping_mul(0x9e37_79b9) >> 24 == 0 {
                    tally.lifts(isa, word);
                }
            }
        }
        Job::Sample(n) => {
            for word in sample(&isa.patterns[n], &mut Random(n as u64), size.small, size.more) {
                assert_eq!(isa.find(word), Some(n), "{word:#010x} is made for {}", isa.instructions[n].name.name);
                tally.compare(isa, capstone, n, word);
                tally.lifts(isa, word);
            }
        }
        Job::Random(seed) => {
            let mut random = Random(seed << 32);
            for word in (0..PER_JOB).map(|_| random.next()) {
                match isa.find(word) {
                    Some(n) => tally.compare(isa, capstone, n, word),
                    None if reference(capstone, word).is_some() => tally.count("no text of ours, Capstone decodes"),
                    None => tally.count("no text of ours, Capstone refuses"),
                }
            }
        }
    }
    let compared = tally.counts.keys().any(|what| *what == SAME || CLASSES.iter().any(|class| class.name == *what));
    if let Job::Sample(n) = *job {
        let refused = tally.counts.keys().all(|what| what.contains("not modelled") || what.contains("refuse"));
        assert!(compared || refused, "{} was never compared", isa.instructions[n].name.name);
    }
    tally
}

/// All jobs, on so many threads.
fn round(size: &Size, threads: usize) -> Tally {
    let isa = isa();
    let (jobs, next) = (jobs(&isa, size), AtomicUsize::new(0));
    let work = || {
        let (capstone, mut tally) = (capstone(), Tally::default());
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            let Some(job) = jobs.get(n) else { break };
            tally.add(run(&isa, &capstone, size, job));
            if n % 250 == 249 {
                println!("{} of {} jobs", n + 1, jobs.len());
            }
        }
        tally
    };
    let mut all = Tally::default();
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().for_each(|worker| all.add(worker.join().expect("no panic")));
    });
    all
}

#[test]
fn a_part_agrees_with_capstone() {
    let tally = round(&PART, 1);
    println!("{}", tally.show());
    tally.fail_on_complaints();
    assert!(tally.total() > 200_000);
}

/// 10 million random words, every word of the encodings with 20 or fewer free bits, samples of the others.
#[test]
#[ignore = "takes minutes; see the head of main.rs"]
fn all_agrees_with_capstone() {
    agrees_with_capstone(&ALL);
}

/// The same, but only encodings with 16 or fewer free bits whole.
#[test]
#[ignore = "takes a minute; see the head of main.rs"]
fn most_agrees_with_capstone() {
    agrees_with_capstone(&MOST);
}

fn agrees_with_capstone(size: &Size) {
    let threads = thread::available_parallelism().map_or(1, |n| n.get());
    let tally = round(size, threads);
    println!("{} words, by what was found\n{}", tally.total(), tally.show());
    tally.fail_on_complaints();
    let unseen: Vec<&str> = CLASSES.iter().map(|c| c.name).filter(|name| !tally.counts.contains_key(name)).collect();
    assert!(unseen.is_empty(), "classes of differences that are none any more: {unseen:?}");
}
