//! `vambrace conform`: random instructions here and on another machine, everything compared.

mod again;
mod counts;
mod crew;
mod replay;
mod report;
mod second;
mod table;

use super::load::{isa, read_file};
use super::{Answer, put, verdict};
use counts::Counts;
use crew::Crew;
use std::path::PathBuf;
use vambrace::conform::round::Round;
use vambrace::lift::isa::Isa;

/// Where the README's build of the harness puts it.
const HARNESS: &str = "harness/target/aarch64-unknown-none/release/harness";
/// The hints of pointer authentication do nothing, as the texts say.
const QEMU: &str = "qemu-aarch64 -cpu max,pauth=off";
/// Cases of an encoding, if it is not said; of those that read or write flags, ten times as many.
const CASES: u64 = 1000;
const WITH_FLAGS: u64 = 10;

/// Runs random instructions here and on another machine, and compares everything
#[derive(clap::Args)]
pub struct ConformArgs {
    /// The command that runs the harness on the other machine, such as `./harness` or `ssh pi ./harness`; by default
    /// `qemu-aarch64 -cpu max,pauth=off` and the harness
    #[arg(long, value_name = "CMD")]
    runner: Option<String>,
    /// The harness for the default runner; harness/build makes it
    #[arg(long, value_name = "FILE", default_value = HARNESS)]
    harness: PathBuf,
    /// What the cases are made of
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Cases of each encoding; of those that read or write flags, ten times as many [default: 1000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1 << 32))]
    cases: Option<u64>,
    /// Only encodings whose name or title contains this, in any case
    #[arg(long, value_name = "PATTERN")]
    only: Option<String>,
    /// Runs one case again, by its number, and shows all of it; --only must name one encoding
    #[arg(long, value_name = "N", requires = "only")]
    case: Option<u64>,
    /// Harnesses that run at once; by default one for every two processors
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// Writes every case and what the other machine did, to be replayed
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Compares with a recording instead of another machine
    #[arg(long, value_name = "FILE", conflicts_with_all = ["runner", "record", "seed", "cases", "jobs", "case", "table"])]
    replay: Option<PathBuf>,
    /// Writes the counts as a table for isa/CONFORMANCE.md, with this date
    #[arg(long, value_name = "FILE", requires = "date")]
    table: Option<PathBuf>,
    /// The date in the table
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// Prints a report for programs
    #[arg(long)]
    json: bool,
    /// Reads the instruction texts from this folder instead of the built-in ones
    #[arg(long, value_name = "DIR")]
    isa: Option<PathBuf>,
}

impl ConformArgs {
    /// The encodings that are asked for.
    fn encodings(&self, isa: &Isa) -> Result<Vec<usize>, String> {
        let Some(pattern) = &self.only else { return Ok((0..isa.instructions.len()).collect()) };
        let lower = pattern.to_lowercase();
        let exact = isa.instructions.iter().position(|i| i.name.name == *pattern);
        let fits = |n: &usize| {
            let instruction = &isa.instructions[*n];
            instruction.name.name.to_lowercase().contains(&lower) || instruction.title.to_lowercase().contains(&lower)
        };
        let found: Vec<usize> = match exact {
            Some(n) => vec![n],
            None => (0..isa.instructions.len()).filter(fits).collect(),
        };
        match found.is_empty() {
            true => Err(format!("no encoding's name or title contains `{pattern}`; `vambrace isa list` lists them")),
            false => Ok(found),
        }
    }

    fn command(&self) -> Result<String, String> {
        match &self.runner {
            Some(runner) => Ok(runner.clone()),
            None if self.harness.is_file() => Ok(format!("{QEMU} \"{}\"", self.harness.display())),
            None => Err(format!(
                "there is no harness at {}; build it with harness/build, or say where it is with --harness or --runner",
                self.harness.display()
            )),
        }
    }

    fn jobs(&self) -> usize {
        let processors = std::thread::available_parallelism().map_or(1, |n| n.get());
        self.jobs.map_or((processors / 2).max(1), usize::from)
    }
}

/// Runs the command: yes if nothing differs.
pub fn run(args: &ConformArgs) -> Answer {
    let isa = isa(args.isa.as_deref())?;
    let encodings = args.encodings(isa)?;
    if let Some(file) = &args.replay {
        let text = String::from_utf8(read_file(file)?).map_err(|_| format!("{} is not text", file.display()))?;
        let counts = replay::replay(isa, &text, &encodings).map_err(|e| format!("{}: {e}", file.display()))?;
        return Ok(finish(args, isa, &counts));
    }
    let command = args.command()?;
    let round = Round::new(isa, args.seed, args.cases.unwrap_or(CASES), report::SHOWN);
    if let Some(number) = args.case {
        return again::again(&round, &encodings, number, &command);
    }
    let crew = Crew { round: &round, encodings: &encodings, command: &command, with_flags: WITH_FLAGS };
    let counts = crew.work(args.jobs(), args.record.is_some())?;
    if let Some(file) = &args.record {
        write(file, &counts.recording(isa))?;
    }
    if let (Some(file), Some(date)) = (&args.table, &args.date) {
        write(file, &table::table(isa, &counts, args.seed, date))?;
    }
    Ok(finish(args, isa, &counts))
}

fn finish(args: &ConformArgs, isa: &Isa, counts: &Counts) -> std::process::ExitCode {
    put(&if args.json { report::json(isa, counts) } else { report::text(isa, counts) });
    match counts.interrupted {
        true => std::process::ExitCode::from(2),
        false => verdict(counts.sum(|tally| tally.different) == 0),
    }
}

fn write(path: &PathBuf, text: &str) -> Result<(), String> {
    std::fs::write(path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
}
