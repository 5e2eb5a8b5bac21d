//! Several harnesses at work, with progress, until all is done or somebody interrupts.

use super::counts::Counts;
use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::thread::scope;
use std::time::{Duration, Instant};
use vambrace::conform::model::Model;
use vambrace::conform::oracle::Oracle;
use vambrace::conform::round::{Round, Tally};
use vambrace::conform::vectors::line;
use vambrace::conform::wire::Hello;

/// Who does what.
pub struct Crew<'a> {
    pub round: &'a Round<'a>,
    pub encodings: &'a [usize],
    pub command: &'a str,
    /// So many times as many cases of encodings that read or write flags.
    pub with_flags: u64,
}

/// What the workers share.
struct Shared {
    next: AtomicUsize,
    cases: AtomicU64,
    stop: AtomicBool,
    done: Mutex<Vec<(usize, Tally, String)>>,
    error: Mutex<Option<String>>,
    machine: Mutex<Option<(String, Hello)>>,
}

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

impl Crew<'_> {
    /// Runs everything with so many harnesses.
    pub fn work(&self, jobs: usize, record: bool) -> Result<Counts, String> {
        // A second handler cannot be set; then Ctrl-C ends the program as it does anyway.
        let _ = ctrlc::set_handler(|| INTERRUPTED.store(true, Relaxed));
        let shared = Shared {
            next: AtomicUsize::new(0),
            cases: AtomicU64::new(0),
            stop: AtomicBool::new(false),
            done: Mutex::default(),
            error: Mutex::default(),
            machine: Mutex::default(),
        };
        let started = Instant::now();
        scope(|scope| {
            let workers: Vec<_> = (0..jobs.min(self.encodings.len()))
                .map(|_| {
                    scope.spawn(|| {
                        if let Err(error) = self.worker(&shared, record) {
                            shared.stop.store(true, Relaxed);
                            shared.error.lock().expect("nobody panics").get_or_insert(error);
                        }
                    })
                })
                .collect();
            self.watch(&shared, started, || workers.iter().all(|worker| worker.is_finished()));
        });
        if let Some(error) = shared.error.into_inner().expect("nobody panics") {
            return Err(error);
        }
        let mut encodings = shared.done.into_inner().expect("nobody panics");
        encodings.sort_by_key(|(n, ..)| *n);
        let (oracle, hello) = shared.machine.into_inner().expect("nobody panics").unwrap_or_default();
        let (seconds, interrupted) = (started.elapsed().as_secs_f64(), INTERRUPTED.load(Relaxed));
        Ok(Counts { oracle, hello, seed: self.round.seed, encodings, seconds, interrupted })
    }

    fn worker(&self, shared: &Shared, record: bool) -> Result<(), String> {
        let mut oracle = Oracle::start(self.command).map_err(|error| error.to_string())?;
        let hello = oracle.hello().clone();
        let mut model = Model::new(&hello)?;
        shared.machine.lock().expect("nobody panics").get_or_insert((oracle.name(), hello.clone()));
        let go_on = || !INTERRUPTED.load(Relaxed) && !shared.stop.load(Relaxed);
        while go_on() {
            let Some(&encoding) = self.encodings.get(shared.next.fetch_add(1, Relaxed)) else { break };
            let round = Round { cases: self.cases(encoding, &hello), ..self.round.clone() };
            let mut lines = String::new();
            let tally = round.run(
                encoding,
                &mut model,
                &mut oracle,
                |cases| {
                    shared.cases.fetch_add(cases, Relaxed);
                    go_on()
                },
                |case, made, outcome| {
                    if record {
                        lines += &line(case, made.fill, outcome);
                    }
                },
            );
            let tally = tally.map_err(|error| error.to_string())?;
            shared.done.lock().expect("nobody panics").push((encoding, tally, lines));
        }
        Ok(())
    }

    fn cases(&self, encoding: usize, hello: &Hello) -> u64 {
        let flags = self.round.has_flags(encoding, hello);
        if flags { self.round.cases * self.with_flags } else { self.round.cases }
    }

    fn watch(&self, shared: &Shared, started: Instant, done: impl Fn() -> bool) {
        let terminal = std::io::stderr().is_terminal();
        while !done() {
            std::thread::sleep(Duration::from_millis(20));
            if terminal {
                let (at, cases) = (shared.next.load(Relaxed), shared.cases.load(Relaxed));
                let rate = cases as f64 / started.elapsed().as_secs_f64();
                let of = self.encodings.len();
                eprint!("\r{:>4} of {of} encodings, {cases} cases, {rate:.0}/s ", at.min(of));
                let _ = std::io::stderr().flush();
            }
        }
        if terminal {
            eprint!("\r{:70}\r", "");
        }
    }
}
