//! What came of one task: a line of the list, an object of JSON, and a row of the table.

use super::find::{Task, plain};
use super::table::Row;
use super::work::Made;
use crate::cli::lemma::{reason, to_json as lemma_to_json};
use crate::cli::prove::{ProveArgs, answer, tally, to_json, with_hashes};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;
use vambrace::certificate::check::Accepted;
use vambrace::claim::goal::Verdict;
use vambrace::prove::run::Report;

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Proved,
    Refused,
    /// The object is not there.
    Missing,
    /// The object that was given has no such routine.
    Absent,
    /// Could not run.
    Failed,
}

impl Status {
    /// Its word in the list.
    pub fn word(self) -> &'static str {
        match self {
            Status::Proved => "proved",
            Status::Refused => "REFUSED",
            Status::Missing => "missing",
            Status::Absent => "absent",
            Status::Failed => "ERROR",
        }
    }
}

/// A task that is done.
pub struct Outcome {
    pub status: Status,
    /// Proved before, and checked now.
    pub reused: bool,
    pub title: String,
    pub place: String,
    /// The rest of the line, and lines below it.
    pub text: String,
    pub json: Value,
    pub row: Option<Row>,
}

impl Outcome {
    fn of(task: &Task, status: Status, text: String, mut json: Value) -> Outcome {
        let script = task.script.display().to_string();
        json["script"] = json!(script);
        json["status"] = json!(status.word().to_lowercase());
        Outcome { status, reused: false, title: task.title(), place: task.place(), text, json, row: None }
    }

    /// It could not run.
    pub fn failed(task: &Task, reason: &str, time: Duration) -> Outcome {
        let json = json!({"routine": task.name, "reason": reason});
        Outcome::of(task, Status::Failed, format!("{}{}", seconds(time), below(reason)), json)
    }

    /// Its object is not there.
    pub fn missing(task: &Task, required: bool) -> Outcome {
        let (status, text) = match required {
            true => (Status::Failed, below("there is no such file; build or fetch it, or give another with --object")),
            false => (Status::Missing, String::new()),
        };
        Outcome::of(task, status, text, json!({"routine": task.name, "object": task.place()}))
    }

    /// The object that was given does not have it.
    pub fn absent(task: &Task) -> Outcome {
        Outcome::of(task, Status::Absent, String::new(), json!({"routine": task.name, "object": task.place()}))
    }

    /// A lemma.
    pub fn lemma(args: &ProveArgs, task: &Task, report: &Report) -> Outcome {
        let yes = report.proved() && !report.is_disputed();
        let status = if yes { Status::Proved } else { Status::Refused };
        let failures: String = report.failures.iter().map(|failure| below(&reason(failure))).collect();
        let engine = if report.proved() { format!("  {}", report.engine().name()) } else { String::new() };
        let what = engine + &failures + &doubts(report);
        let mut json = lemma_to_json(args, report);
        json["reused"] = json!(false);
        Outcome::of(task, status, seconds(report.time) + &what, json)
    }

    /// A lemma that was proved before.
    pub fn reused_lemma(task: &Task, accepted: &Accepted, time: Duration) -> Outcome {
        let outcome = reused(task, accepted, json!({"lemma": task.name}));
        Outcome { text: format!("{} {}", seconds(time), outcome.text), ..outcome }
    }

    /// A routine in an object, of so many instructions, with a certificate of so many bytes.
    pub fn proof(
        args: &ProveArgs,
        task: &Task,
        object: &Path,
        made: &Made,
        (instructions, bytes): (usize, Option<usize>),
        time: Duration,
    ) -> Outcome {
        let mut outcome = match made {
            Made::Anew(report) => anew(args, task, object, report),
            Made::Reused(accepted, _) => {
                reused(task, accepted, json!({"routine": task.name, "object": object.display().to_string()}))
            }
        };
        let verdicts = match made {
            Made::Anew(report) => verdicts(|verdict| answer(report, verdict)),
            Made::Reused(_, timing) => verdicts(|verdict| match verdict {
                Verdict::Timing if !timing => "not claimed",
                _ => "proved",
            }),
        };
        outcome.text = format!("{}  {verdicts}{}", seconds(time), outcome.text);
        let place = plain(object);
        let script = task.script.display().to_string();
        outcome.row = Some(Row { script, routine: task.name.clone(), place, instructions, verdicts, time, bytes });
        outcome
    }
}

fn anew(args: &ProveArgs, task: &Task, object: &Path, report: &Report) -> Outcome {
    let yes = report.proved() && !report.is_disputed();
    let mut text = format!("  {}", tally(report));
    for failure in &report.failures {
        text += &below(&format!("{}: {}", failure.name, failure.reason));
    }
    text += &doubts(report);
    if !yes {
        let more = format!("vambrace prove {} --object {}", task.script.display(), plain(object));
        text += &below(&format!("more by: {more}"));
    }
    let status = if yes { Status::Proved } else { Status::Refused };
    let mut json = to_json(args, report, object);
    json["reused"] = json!(false);
    Outcome::of(task, status, text, json)
}

/// What another solver has to do with it.
fn doubts(report: &Report) -> String {
    let mut text = String::new();
    if !report.uncertified.is_empty() {
        text += &below(&format!("{} goals rest on the word of the other solver", report.uncertified.len()));
    }
    if report.is_disputed() {
        text += &below("the other solver says otherwise, so one of both has a bug");
    }
    text
}

/// What was proved before; in JSON, after what names it.
fn reused(task: &Task, accepted: &Accepted, mut json: Value) -> Outcome {
    for key in ["proved", "reused"] {
        json[key] = json!(true);
    }
    json["statement"] = json!(accepted.statement.lines);
    for (key, count) in [("goals", accepted.goals), ("steps", accepted.steps), ("terms", accepted.terms)] {
        json[key] = json!(count);
    }
    let json = with_hashes(json, &accepted.statement);
    let text = format!(" (reused)  {} goals, checked by {} steps", accepted.goals, accepted.steps);
    Outcome { reused: true, ..Outcome::of(task, Status::Proved, text, json) }
}

/// `function, memory, ABI proved; timing not claimed`: the verdicts by what came of them.
fn verdicts(answer: impl Fn(Verdict) -> &'static str) -> String {
    let word = |verdict| answer(verdict).split(" (").next().unwrap_or_default();
    let group = |verdicts: &[Verdict]| {
        let names: Vec<&str> = verdicts.iter().map(|verdict| verdict.name()).collect();
        format!("{} {}", names.join(", "), word(verdicts[0]))
    };
    Verdict::ALL.chunk_by(|&a, &b| word(a) == word(b)).map(group).collect::<Vec<_>>().join("; ")
}

fn seconds(time: Duration) -> String {
    format!("{:>7.2} s", time.as_secs_f64())
}

/// Lines under the first one.
fn below(text: &str) -> String {
    text.lines().map(|line| format!("\n           {line}")).collect()
}
