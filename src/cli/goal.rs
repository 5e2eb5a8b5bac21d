//! `vambrace goal`: one question of SMT-LIB 2 to our engines, answered as a solver answers it.

use super::prove::{megabytes, seconds};
use super::{Answer, put, verdict};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;
use vambrace::smt::decide::{Decision, decide_problem};
use vambrace::smt::read::{LARGEST, read};
use vambrace::smt::{Problem, Status, model, solver, write};
use vambrace::solve::Limits;

/// Decides a question in SMT-LIB 2: can its assertions hold together?
///
/// The first line is the answer, as a solver gives it: `unsat`, `sat` or `unknown`; then how it was found. `sat` comes
/// with values that were confirmed by evaluation. Reads bit-vectors, arrays of them and functions (QF_AUFBV).
#[derive(clap::Args)]
#[command(after_help = "Exit codes: 0 unsat (proved), 1 sat or unknown, 2 could not run.")]
pub struct GoalArgs {
    /// A script in SMT-LIB 2 with one (check-sat)
    file: PathBuf,
    /// Seconds that a solver may take
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0, value_parser = seconds)]
    timeout: f64,
    /// Megabytes that it may take; a question that needs more is unknown
    #[arg(long, value_name = "MB", default_value_t = Limits::default().megabytes, value_parser = megabytes)]
    memory: usize,
    /// Asks this solver where our engines do not know; a command that reads SMT-LIB 2, such as "z3 -in"
    #[arg(long, value_name = "COMMAND")]
    smt: Option<String>,
    /// Writes the question as our engines see it into this folder, as SMT-LIB 2, AIGER and DIMACS
    #[arg(long, value_name = "DIR")]
    dump: Option<PathBuf>,
    /// Prints one JSON object
    #[arg(long)]
    json: bool,
}

/// An answer, how it was found, and the values that show it.
struct Found {
    status: Status,
    how: String,
    model: String,
}

/// Runs the command: yes if the assertions cannot hold together.
pub fn run(args: &GoalArgs) -> Answer {
    let name = args.file.display().to_string();
    let mut problem = read(&name, &text(&args.file)?).map_err(|error| error.to_string())?;
    if let Some(folder) = &args.dump {
        let stem = write::stem(0, &args.file.file_stem().unwrap_or_default().to_string_lossy());
        let Problem { terms, asserts, .. } = &mut problem;
        let never = terms.constant(1, 0);
        write::dump(folder, &stem, terms, asserts, never)
            .map_err(|error| format!("cannot write to {}: {error}", folder.display()))?;
    }
    let start = Instant::now();
    let found = decide(args, &mut problem);
    let milliseconds = start.elapsed().as_secs_f64() * 1000.0;
    put(&if args.json { to_json(&found, &name, milliseconds) } else { to_text(&found, &problem, milliseconds) });
    if let Some(said) = problem.status
        && said != Status::Unknown
        && found.status != Status::Unknown
        && said != found.status
    {
        eprintln!("warning: {name} itself says {}; one of the two is wrong", said.name());
    }
    Ok(verdict(found.status == Status::Unsat))
}

fn text(file: &Path) -> Result<String, String> {
    let cannot = |error| format!("cannot read {}: {error}", file.display());
    if fs::metadata(file).map_err(cannot)?.len() > LARGEST as u64 {
        return Err(format!("{}: a script of more than {} MiB", file.display(), LARGEST >> 20));
    }
    let bytes = fs::read(file).map_err(cannot)?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        format!("{}: expected text in UTF-8, found something else at byte {at}", file.display())
    })
}

fn decide(args: &GoalArgs, problem: &mut Problem) -> Found {
    let limits = Limits { seconds: args.timeout, megabytes: args.memory, ..Limits::default() };
    match (decide_problem(problem, &limits), &args.smt) {
        (Decision::Unsat { how }, _) => Found { status: Status::Unsat, how, model: String::new() },
        (Decision::Sat { how, mut model }, _) => {
            Found { status: Status::Sat, how, model: model::lines(problem, &mut model) }
        }
        (Decision::Unknown(how), None) => Found { status: Status::Unknown, how, model: String::new() },
        (Decision::Unknown(how), Some(command)) => other(problem, command, args.timeout, &how),
    }
}

/// What another solver says.
fn other(problem: &mut Problem, command: &str, seconds: f64, ours: &str) -> Found {
    let never = problem.terms.constant(1, 0);
    let found = |status, how: &str| Found { status, how: how.into(), model: String::new() };
    match solver::ask(&mut problem.terms, &problem.asserts, never, command, seconds) {
        solver::Answer::Unsat => found(Status::Unsat, &format!("the word of `{command}`, unchecked; ours: {ours}")),
        solver::Answer::Unknown(why) => found(Status::Unknown, &format!("{why}; ours: {ours}")),
        solver::Answer::Sat(None) => {
            let why = format!("`{command}` says sat, but gives no values that can be read; ours: {ours}");
            found(Status::Unknown, &why)
        }
        solver::Answer::Sat(Some(values)) => {
            let confirmed = model::confirm(&problem.terms, &problem.asserts, Some(never), &values);
            let how = format!("`{command}`: a solution, confirmed by evaluation; ours: {ours}");
            let model = confirmed.map(|mut values| model::lines(problem, &mut values)).unwrap_or_default();
            Found { status: Status::Sat, how, model }
        }
    }
}

fn to_text(found: &Found, problem: &Problem, milliseconds: f64) -> String {
    let (asserts, terms) = (problem.asserts.len(), problem.terms.len());
    let head = format!("{}\n; {}", found.status.name(), found.how);
    format!("{head}; {asserts} assertions, {terms} terms, {milliseconds:.0} ms\n{}", found.model)
}

fn to_json(found: &Found, file: &str, milliseconds: f64) -> String {
    let model: Vec<&str> = found.model.lines().collect();
    let answer = found.status.name();
    let all = json!({"file": file, "answer": answer, "how": found.how, "model": model, "milliseconds": milliseconds});
    format!("{all}\n")
}
