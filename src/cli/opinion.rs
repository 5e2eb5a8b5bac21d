//! What another solver said of a proof, for people and as JSON.

use super::prove::ProveArgs;
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use vambrace::prove::opinion::{CrossCheck, Options};
use vambrace::prove::run::Report;
use vambrace::solve::Limits;

/// What the command line wants beside a proof, of which so many goals were written before.
pub fn options(args: &ProveArgs, limits: Limits, written: usize) -> Options {
    let dump = args.dump.clone().map(|folder: PathBuf| (folder, written));
    Options { limits, dump, smt: args.smt.clone(), cross_check: args.cross_check, ..Options::default() }
}

/// Makes the folder for goals, so that a long proof is not for nothing.
pub fn prepare(folder: &Path) -> Result<(), String> {
    std::fs::create_dir_all(folder).map_err(|error| format!("cannot write to {}: {error}", folder.display()))
}

/// The goals that rest on the word of another solver.
pub fn uncertified(args: &ProveArgs, report: &Report) -> String {
    let count = report.uncertified.len();
    let (goals, rest) = if count == 1 { ("goal", "rests") } else { ("goals", "rest") };
    let command = args.smt.as_deref().unwrap_or_default();
    let mut out = format!("proved, but uncertified: {count} {goals} {rest} on the word of `{command}`, unchecked:\n");
    for name in &report.uncertified {
        let _ = writeln!(out, "  {name}");
    }
    out
}

/// One line of counts; then the disagreements.
pub fn cross_check(args: &ProveArgs, report: &Report) -> String {
    let Some(CrossCheck { agree, silent, why, disagree }) = &report.cross_check else { return String::new() };
    let command = args.smt.as_deref().unwrap_or_default();
    let mut out = format!(
        "cross-check by `{command}`: {agree} agree, {silent} no answer within {} s, {} disagree\n",
        args.timeout,
        disagree.len()
    );
    if let Some(why) = why {
        let _ = writeln!(out, "  no answer, the first of {silent}: {why}");
    }
    for goal in disagree {
        let _ = writeln!(out, "BUG: here or in `{command}`: {goal}");
    }
    out
}

/// The same as JSON.
pub fn to_json(args: &ProveArgs, report: &Report) -> Value {
    let counts = report.cross_check.as_ref().map(|said| {
        json!({"agree": said.agree, "no_answer": said.silent, "why_no_answer": said.why, "disagree": said.disagree})
    });
    json!({"command": args.smt, "uncertified": report.uncertified, "cross_check": counts})
}
