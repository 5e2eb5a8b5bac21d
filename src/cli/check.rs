//! `vambrace check`: replays certificates with nothing but what has to be believed.

use super::load::isa;
use super::{Answer, put, verdict};
use serde_json::{Value, json};
use std::path::PathBuf;
use vambrace::certificate::Certificate;
use vambrace::certificate::command::{Instead, Outcome, check, files};

/// Checks certificates against object, script and instruction texts, without any search
#[derive(clap::Args)]
pub struct CheckArgs {
    /// Certificates, or folders of them
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// The script, instead of the one that the certificate names
    #[arg(long, value_name = "FILE")]
    pub script: Option<PathBuf>,
    /// The object, instead of the one that the certificate names
    #[arg(long, value_name = "FILE")]
    pub object: Option<PathBuf>,
    /// Reads the instruction texts from this folder instead of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub isa: Option<PathBuf>,
    /// Prints one JSON object for each certificate
    #[arg(long)]
    pub json: bool,
}

/// Runs the command: yes if all certificates are accepted.
pub fn run(args: &CheckArgs) -> Answer {
    let isa = isa(args.isa.as_deref())?;
    let instead = Instead { script: args.script.clone(), object: args.object.clone() };
    let mut all = true;
    for path in files(&args.paths)? {
        let outcome = check(&path, &instead, isa)?;
        all &= outcome.answer.is_ok();
        put(&if args.json { format!("{}\n", to_json(&outcome)) } else { outcome.text() });
    }
    Ok(verdict(all))
}

fn to_json(outcome: &Outcome) -> Value {
    let certificate = outcome.path.display().to_string();
    let word = |made: &Certificate| if made.source.object.is_some() { "routine" } else { "lemma" };
    match &outcome.answer {
        Err(reason) => json!({"certificate": certificate, "accepted": false, "reason": reason}),
        Ok((made, accepted)) => json!({
            "certificate": certificate,
            "accepted": true,
            word(made): made.source.routine,
            "object": made.source.object,
            "statement": accepted.statement.lines,
            "goals": accepted.goals,
            "steps": accepted.steps,
            "terms": accepted.terms,
            "bytes": outcome.size,
            "milliseconds": outcome.time.as_secs_f64() * 1000.0,
        }),
    }
}
