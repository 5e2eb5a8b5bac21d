//! `vambrace mutants`: a proof must refuse every mutant of its routine, its standard and its script.

use super::load::{isa, load};
use super::{Answer, put, verdict};
use std::collections::BTreeMap;
use std::path::PathBuf;
use vambrace::claim::script::{Edits, Script};
use vambrace::prove::known::Known;
use vambrace::prove::mutants::{Fate, Mutant, read};
use vambrace::prove::opinion::Options;
use vambrace::prove::refute::Refutation;
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
    let options = options();
    let mut tally = Tally::default();
    for mutant in &mutants {
        let fate = mutant.try_proof(&script, &symbol, &image, isa, &options)?;
        put(&line(mutant, &fate));
        tally.count(&fate, mutant.equivalent.is_some());
    }
    put(&format!("{symbol}: {}\n", tally.text(mutants.len())));
    Ok(verdict(tally.escaped == 0 && tally.different == 0))
}

/// What came of the mutants of a list.
#[derive(Default)]
struct Tally {
    refused: usize,
    replayed: usize,
    undecided: usize,
    unusable: usize,
    equivalent: usize,
    /// Listed as equivalent, but a run breaks the statement.
    different: usize,
    escaped: usize,
}

impl Tally {
    fn count(&mut self, fate: &Fate, equivalent: bool) {
        match fate {
            Fate::Contradicted(_) => self.escaped += 1,
            _ if equivalent && run_of(fate).is_some() => self.different += 1,
            _ if equivalent => self.equivalent += 1,
            Fate::Proved => self.escaped += 1,
            Fate::Unusable(_) => self.unusable += 1,
            Fate::Refused(_) | Fate::Ran(_) => {
                self.refused += 1;
                self.replayed += usize::from(run_of(fate).is_some());
                self.undecided += usize::from(is_undecided(fate));
            }
        }
    }

    fn text(&self, all: usize) -> String {
        let Tally { refused, replayed, undecided, unusable, equivalent, different, escaped } = self;
        let wrong = if *different > 0 { format!(" and {different} wrongly so") } else { String::new() };
        format!(
            "{refused} of {} mutants refused, {replayed} of them with a replayed run, {undecided} undecided; {unusable} by an \
             error in the script; {equivalent} listed as equivalent{wrong}; {escaped} escaped",
            all - equivalent
        )
    }
}

/// The run that breaks the statement.
pub fn run_of(fate: &Fate) -> Option<&Refutation> {
    match fate {
        Fate::Refused(report) => report.refutation.as_ref(),
        Fate::Ran(run) | Fate::Contradicted(run) => Some(run),
        Fate::Proved | Fate::Unusable(_) => None,
    }
}

/// Whether it is refused only because no engine decided a goal in time.
pub fn is_undecided(fate: &Fate) -> bool {
    let Fate::Refused(report) = fate else { return false };
    report.refutation.is_none() && report.failures.iter().all(|failure| !failure.refuted && !failure.stopped)
}

/// A mutant need not be decided for as long as a proof, nor a goal that was proved for another.
pub fn options() -> Options {
    Options {
        limits: Limits { seconds: 5.0, ..Limits::default() },
        known: Some(Known::default()),
        ..Options::default()
    }
}

fn line(mutant: &Mutant, fate: &Fate) -> String {
    let different = |run: &Refutation| ("DIFFERENT", format!("listed as equivalent, but a run differs: {}", run.what));
    let (word, how) = match (fate, &mutant.equivalent) {
        (Fate::Contradicted(run), _) => ("ESCAPED", contradiction(run)),
        (Fate::Proved, Some(reason)) => ("proved", format!("equivalent: {reason}")),
        (_, Some(reason)) => run_of(fate).map_or_else(|| ("not shown", format!("equivalent: {reason}")), different),
        (Fate::Proved, None) => ("ESCAPED", "the proof holds all the same".to_string()),
        (Fate::Refused(report), None) => ("refused", reason(report)),
        (Fate::Ran(refutation), None) => ("refused", format!("run: {}", refutation.what)),
        (Fate::Unusable(message), None) => ("refused", message.lines().next().unwrap_or_default().to_string()),
    };
    format!("{:4} {word:9} {}\n{:15}{how}\n", mutant.line, mutant.comment, "")
}

/// What is said of a proof that a run contradicts.
pub fn contradiction(run: &Refutation) -> String {
    format!("the proof holds, and a run breaks the statement: {}", run.what)
}

/// Why a mutant was refused: a run, or else the obligation that stays open.
pub fn reason(report: &Report) -> String {
    match (&report.refutation, report.failures.first()) {
        (Some(refutation), _) => format!("run: {}", refutation.what),
        (None, Some(failure)) => format!("obligation: {}: {}", failure.name, failure.reason),
        (None, None) => "no reason".into(),
    }
}
