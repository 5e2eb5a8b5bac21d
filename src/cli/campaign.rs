//! `vambrace mutants --random N`: random changes of the code, each refused or proved to be none.

use super::load::load;
use super::mutants::{MutantsArgs, contradiction, is_undecided, options, reason, run_of};
use super::{Answer, put, verdict};
use std::collections::BTreeMap;
use vambrace::claim::place;
use vambrace::claim::script::Script;
use vambrace::lift::isa::Isa;
use vambrace::prove::campaign::{Campaign, Outcome};
use vambrace::prove::mutants::Fate;

/// Runs the command for the first proof of a script: yes if none escaped.
pub fn run(args: &MutantsArgs, isa: &Isa, script: &Script, count: u64) -> Answer {
    let proof = script.proofs.first();
    let proof = proof.ok_or_else(|| format!("{} holds no proof of a routine", args.script.display()))?;
    let symbol = &proof.name.name;
    let image = load(&script.object(args.object.as_deref())?, None, Some(symbol), &BTreeMap::new())?;
    let campaign = Campaign::new(script, proof, &image, isa)
        .ok_or_else(|| format!("the proof of `{symbol}` cannot be used; see what `vambrace prove` says"))?;
    let (mut replayed, mut undecided, mut refused, mut equivalent, mut escaped) = (0, 0, 0, 0, 0);
    let options = options();
    for n in 0..count {
        let change = campaign.change(args.seed, n);
        let (word, how) = match campaign.outcome(change, &options) {
            Outcome::Refused(fate) => {
                refused += 1;
                replayed += u64::from(run_of(&fate).is_some());
                undecided += u64::from(is_undecided(&fate));
                ("refused", told(&fate))
            }
            Outcome::Equivalent => {
                equivalent += 1;
                ("proved", "equivalent: the proof holds, and no run breaks the statement".to_string())
            }
            Outcome::Escaped(run) => {
                escaped += 1;
                ("ESCAPED", contradiction(&run))
            }
        };
        let text = |word| isa.disassemble(word);
        let (at, from, to) = (place(&image, change.at), text(change.from), text(change.to));
        put(&format!("{n:4} {word:9} {at} `{from}` -> `{to}` ({:08x})\n{:15}{how}\n", change.to, ""));
    }
    put(&format!(
        "{symbol}: {refused} of {count} random mutants refused (seed {}), {replayed} of them with a replayed run, \
         {undecided} undecided; {equivalent} proved equivalent; {escaped} escaped\n",
        args.seed
    ));
    Ok(verdict(escaped == 0))
}

/// Why it was refused.
fn told(fate: &Fate) -> String {
    match fate {
        Fate::Refused(report) => reason(report),
        Fate::Ran(run) | Fate::Contradicted(run) => format!("run: {}", run.what),
        Fate::Unusable(message) => message.lines().next().unwrap_or_default().to_string(),
        Fate::Proved => String::new(),
    }
}
