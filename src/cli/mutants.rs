//! `vambrace mutants`: a proof must refuse every mutant of its routine, its standard and its script.

use super::load::{isa, load};
use super::{Answer, put, verdict};
use std::collections::BTreeMap;
use std::path::PathBuf;
use vambrace::claim::script::{Edits, Script};
use vambrace::prove::mutants::{Fate, Mutant, read};
use vambrace::prove::run::Report;
use vambrace::solve::Limits;

/// Checks that a proof refuses every mutant of a list
#[derive(clap::Args)]
pub struct MutantsArgs {
    /// A proof script with one proof
    pub script: PathBuf,
    /// The list; by default the script's name with `.mutants`
    #[arg(long, value_name = "FILE")]
    pub list: Option<PathBuf>,
    /// The object with the routine; by default the one that the script names
    #[arg(long, value_name = "FILE")]
    pub object: Option<PathBuf>,
    /// Instead of a list, so many random changes of a bit or an operand of an instruction that is executed
    #[arg(long, value_name = "N", conflicts_with = "list")]
    pub random: Option<u64>,
    /// Chooses the random changes
    #[arg(long, value_name = "N", default_value_t = 1, requires = "random")]
    pub seed: u64,
}

/// Runs the command: yes if every mutant is refused that is not listed as equivalent.
pub fn run(args: &MutantsArgs) -> Answer {
    let isa = isa(None)?;
    let script = Script::read(&args.script, &Edits::NONE)?;
    if let Some(count) = args.random {
        return super::campaign::run(args, isa, &script, count);
    }
    let list = args.list.clone().unwrap_or_else(|| args.script.with_extension("mutants"));
    let text = std::fs::read_to_string(&list).map_err(|e| format!("cannot read {}: {e}", list.display()))?;
    let mutants = read(&text).map_err(|e| format!("{}: {e}", list.display()))?;
    let proof =
        script.proofs.first().ok_or_else(|| format!("{} holds no proof of a routine", args.script.display()))?;
    let symbol = proof.name.name.clone();
    let object = script.object(args.object.as_deref())?;
    let image = load(&object, None, Some(&symbol), &BTreeMap::new())?;
    let limits = limits();
    let (mut refused, mut replayed, mut unusable, mut equivalent, mut escaped) = (0, 0, 0, 0, 0);
    for mutant in &mutants {
        let fate = mutant.try_proof(&args.script, &symbol, &image, isa, limits)?;
        put(&line(mutant, &fate));
        match (&fate, &mutant.equivalent) {
            (_, Some(_)) => equivalent += 1,
            (Fate::Proved, None) => escaped += 1,
            (Fate::Refused(report), None) => {
                refused += 1;
                replayed += report.refutation.is_some() as usize;
            }
            (Fate::Ran(_), None) => {
                refused += 1;
                replayed += 1;
            }
            (Fate::Unusable(_), None) => unusable += 1,
        }
    }
    put(&format!(
        "{symbol}: {refused} of {} mutants refused, {replayed} of them with a replayed run; {unusable} by an error \
         in the script; {equivalent} listed as equivalent; {escaped} escaped\n",
        mutants.len() - equivalent
    ));
    Ok(verdict(escaped == 0))
}

/// A mutant need not be decided for as long as a proof.
pub fn limits() -> Limits {
    Limits { seconds: 5.0, ..Limits::default() }
}

fn line(mutant: &Mutant, fate: &Fate) -> String {
    let (word, how) = match (fate, &mutant.equivalent) {
        (Fate::Proved, Some(reason)) => ("proved", format!("equivalent: {reason}")),
        (_, Some(reason)) => ("not shown", format!("equivalent: {reason}")),
        (Fate::Proved, None) => ("ESCAPED", "the proof holds all the same".to_string()),
        (Fate::Refused(report), None) => ("refused", reason(report)),
        (Fate::Ran(refutation), None) => ("refused", format!("run: {}", refutation.what)),
        (Fate::Unusable(message), None) => ("refused", message.lines().next().unwrap_or_default().to_string()),
    };
    format!("{:4} {word:9} {}\n{:15}{how}\n", mutant.line, mutant.comment, "")
}

/// Why a mutant was refused: a run, or else the obligation that stays open.
pub fn reason(report: &Report) -> String {
    match (&report.refutation, report.failures.first()) {
        (Some(refutation), _) => format!("run: {}", refutation.what),
        (None, Some(failure)) => format!("obligation: {}: {}", failure.name, failure.reason),
        (None, None) => "no reason".into(),
    }
}
