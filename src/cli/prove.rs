//! `vambrace prove`: proofs of a script against an object; of several scripts in `batch`.

use super::load::{isa, load, read_file, resolve};
use super::values::{ExternalArg, external};
use super::{Answer, batch, certificate, lemma, opinion, put, verdict};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use vambrace::claim::cases;
use vambrace::claim::goal::Verdict;
use vambrace::claim::script::{Edits, Script};
use vambrace::claim::statement::Statement;
use vambrace::lang::ast::Proof;
use vambrace::lift::isa::Isa;
use vambrace::machine::elf::{External, Image};
use vambrace::prove::lemma::prove_lemma;
use vambrace::prove::run::{Done, Report, prove_with};
use vambrace::solve::Limits;

/// Proves that machine code computes its standard, for all inputs and all lengths
#[derive(clap::Args)]
#[command(
    after_help = "One script gives the whole statement. A folder, several paths, --all-builds, --table, --jobs or --cache \
                  give a list with one line for each routine and object, as they are done. Of a folder all scripts are \
                  taken, folders in it included; scripts that hold lemmas alone only if it has no others, because they \
                  say nothing of code (vambrace prove proofs/lemmas). Objects that are not there are left out and counted.\n\n\
                  In a list, what was proved before is checked instead of proved again, and marked as reused: \
                  certificates are kept in $XDG_CACHE_HOME/vambrace or ~/.cache/vambrace, and believed no more than \
                  those that `vambrace check` reads. What is done when a list is interrupted is kept.\n\n\
                  Exit codes: 0 proved, 1 refused, undecided, proved but uncertified (--smt) or disputed (--cross-check), \
                  2 could not run, or nothing was there to prove."
)]
pub struct ProveArgs {
    /// Proof scripts, or folders of them
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The object, archive or shared object with the routine; by default the first that the script names
    ///
    /// In a list, only the routines that it has are proved. Scripts for another library's routine of the same name are
    /// tried too, and may be refused.
    #[arg(long, value_name = "FILE")]
    pub object: Option<PathBuf>,
    /// The member of an archive
    #[arg(long, value_name = "M")]
    pub member: Option<String>,
    /// Proves only this routine or lemma
    #[arg(long, value_name = "SYMBOL")]
    pub only: Option<String>,
    /// Supplies a symbol that the object leaves undefined
    #[arg(long, value_name = "NAME=ADDRESS|BYTES", value_parser = external)]
    pub external: Vec<ExternalArg>,
    /// Seconds that a solver may take for one goal
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0, value_parser = seconds)]
    pub timeout: f64,
    /// Megabytes that one goal may take; one that needs more is undecided
    #[arg(long, value_name = "MB", default_value_t = Limits::default().megabytes, value_parser = megabytes)]
    pub memory: usize,
    /// Asks this solver about goals that our engines leave open; a command that reads SMT-LIB 2, such as "z3 -in"
    ///
    /// What rests on its word is marked as uncertified: the exit code is 1 and no certificate is written.
    #[arg(long, value_name = "COMMAND")]
    pub smt: Option<String>,
    /// Asks that solver about every goal that was decided, and reports a disagreement as a bug
    #[arg(long, requires = "smt")]
    pub cross_check: bool,
    /// Writes every goal into this folder, as SMT-LIB 2, AIGER and DIMACS
    #[arg(long, value_name = "DIR")]
    pub dump: Option<PathBuf>,
    /// Reads the instruction texts from this folder instead of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub isa: Option<PathBuf>,
    /// Writes the certificate of each proof into this folder, for `vambrace check`
    ///
    /// In a list, its name ends in a piece of the object's hash, for there may be several builds.
    #[arg(long, value_name = "DIR")]
    pub certificate: Option<PathBuf>,
    /// Lists every goal with the engine that closed it, and what that did
    #[arg(long)]
    pub goals: bool,
    /// Prints one JSON object for each proof
    #[arg(long)]
    pub json: bool,
    /// Proves every build that the script names and that is there, not only the first
    #[arg(long, conflicts_with = "object")]
    pub all_builds: bool,
    /// Proves so many at a time; by default as many as there are processors
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// Keeps certificates in this folder, to check them instead of proving again
    #[arg(long, value_name = "DIR")]
    pub cache: Option<PathBuf>,
    /// Proves all of a list anew, and keeps nothing
    #[arg(long, conflicts_with = "cache")]
    pub no_cache: bool,
    /// Proves all anew and prints a table in Markdown, with the list on the standard error
    #[arg(long, conflicts_with = "json")]
    pub table: bool,
}

impl ProveArgs {
    /// What one goal may take.
    pub fn limits(&self) -> Limits {
        Limits { seconds: self.timeout, megabytes: self.memory, ..Limits::default() }
    }

    /// Whether this lemma is to be proved.
    pub fn wants(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only == name)
    }

    /// Whether this routine is to be proved, in all its cases or in this one.
    pub fn wants_proof(&self, proof: &Proof) -> bool {
        self.wants(&proof.name.name) || self.wants(&cases::name(proof))
    }
}

/// A time limit.
pub fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(n) if n > 0.0 && n <= 86_400.0 => Ok(n),
        _ => Err("expected seconds, more than 0 and at most 86400".into()),
    }
}

/// A limit of memory.
pub fn megabytes(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(n) if (1..=1 << 20).contains(&n) => Ok(n),
        _ => Err("expected megabytes, at least 1 and at most 1048576".into()),
    }
}

/// Runs the command: yes if all proofs hold, and no other solver says otherwise.
pub fn run(args: &ProveArgs) -> Answer {
    let as_list = args.all_builds || args.table || args.jobs.is_some() || args.cache.is_some();
    match args.paths.as_slice() {
        [script] if !as_list && !script.is_dir() => one(args, script),
        _ => batch::run(args),
    }
}

/// One script, with the whole statements.
fn one(args: &ProveArgs, path: &Path) -> Answer {
    let isa = isa(args.isa.as_deref())?;
    let script = Script::read(path, &Edits::NONE)?;
    let tests = script.standard.test()?;
    let proofs: Vec<_> = script.proofs.iter().filter(|proof| args.wants_proof(proof)).collect();
    let lemmas: Vec<_> = script.lemmas.iter().filter(|lemma| args.wants(&lemma.name.name)).collect();
    if proofs.is_empty() && lemmas.is_empty() {
        return Err(format!("{} holds no proof of `{}`", path.display(), args.only.as_deref().unwrap_or("")));
    }
    let limits = args.limits();
    args.dump.as_deref().map_or(Ok(()), opinion::prepare)?;
    let (mut all, mut written) = (true, 0);
    for proof in proofs {
        let object = script.object(args.object.as_deref())?;
        let image = image(args, &object, &proof.name.name)?;
        let options = opinion::options(args, limits, written);
        let report = prove_with(&script, proof, &image, isa, &options)?;
        written += report.goals;
        all &= report.proved() && !report.is_disputed();
        certify(args, &script, Some((&object, &read_file(&object)?)), isa, &report)?;
        if args.goals && !args.json {
            put(&goals(&report));
        }
        put(&if args.json {
            format!("{}\n", to_json(args, &report, &object))
        } else {
            text(args, &report, &object, tests)
        });
    }
    for lemma in lemmas {
        let report = prove_lemma(&script.standard, lemma, &opinion::options(args, limits, written))?;
        written += report.goals;
        all &= report.proved() && !report.is_disputed();
        certify(args, &script, None, isa, &report)?;
        if args.goals && !args.json {
            put(&goals(&report));
        }
        put(&if args.json {
            format!("{}\n", lemma::to_json(args, &report))
        } else {
            lemma::text(args, &report, tests)
        });
    }
    if let (Some(folder), false) = (&args.dump, args.json) {
        put(&format!("{written} goals are written to {}\n", folder.display()));
    }
    Ok(verdict(all))
}

/// Writes the certificate, if one is wanted, of a routine in an object or of a lemma.
fn certify(
    args: &ProveArgs,
    script: &Script,
    object: Option<(&Path, &[u8])>,
    isa: &Isa,
    report: &Report,
) -> Result<(), String> {
    match &args.certificate {
        Some(dir) if report.proved() => {
            let made = certificate::make(args, script, object, isa, report)?;
            certificate::write(dir, &certificate::stem(&made), &made)
        }
        Some(_) => {
            eprintln!("no certificate is written for {}, for the kernel has not proved it", report.name);
            Ok(())
        }
        None => Ok(()),
    }
}

fn image(args: &ProveArgs, object: &Path, symbol: &str) -> Result<Image, String> {
    load(object, args.member.as_deref(), Some(symbol), &externals(args)?)
}

/// The symbols that the command line supplies.
pub fn externals(args: &ProveArgs) -> Result<BTreeMap<String, External>, String> {
    resolve(&args.external)
}

/// One line for each verdict; then the statement, or the refusal.
fn text(args: &ProveArgs, report: &Report, object: &Path, tests: usize) -> String {
    let mut out = format!("{} in {}\n", report.name, object.display());
    for verdict in Verdict::ALL {
        let _ = writeln!(out, "  {:12} {}", verdict.name(), answer(report, verdict));
    }
    if report.proved() {
        let _ = write!(out, "proved, for all inputs:\n{}", report.statement.render());
    } else if report.failures.is_empty() {
        out.push_str(&opinion::uncertified(args, report));
        let _ = write!(out, "what rests on it, for all inputs:\n{}", report.statement.render());
    } else {
        out.push_str(&refusal(report));
    }
    out.push_str(&opinion::cross_check(args, report));
    let _ = writeln!(
        out,
        "{}; {} terms; {} instructions executed; {tests} tests of the standard passed; {:.0} ms",
        tally(report),
        report.terms,
        report.steps,
        report.time.as_secs_f64() * 1000.0
    );
    out
}

/// How many goals, and which engine closed how many.
pub fn tally(report: &Report) -> String {
    let engines: Vec<String> = report.engines.iter().map(|(engine, n)| format!("{n} {}", engine.name())).collect();
    format!("{} goals ({})", report.goals, engines.join(", "))
}

fn goals(report: &Report) -> String {
    let line = |Done { name, engine, time, work }: &Done| {
        let detail = work.to_string();
        let detail = if detail.is_empty() { detail } else { format!("  {:15}{detail}\n", "") };
        format!("  {:>8.1} ms  {:16} {name}\n{detail}", time.as_secs_f64() * 1000.0, engine.name())
    };
    report.closed.iter().map(line).collect()
}

/// What came of a verdict; the reason for one that is not decided is in parentheses.
pub fn answer(report: &Report, verdict: Verdict) -> &'static str {
    let interrupted = report.failures.iter().any(|f| f.stopped);
    match report.holds(verdict) {
        _ if verdict == Verdict::Timing && !report.timing => "not claimed",
        false => "REFUSED",
        true if !report.holds(Verdict::Function) => "not decided (it rests on invariants that are not proved)",
        true if interrupted => "not decided (the walk through the code ended early)",
        // All verdicts rest on the invariants, which may be what is uncertified.
        true if !report.uncertified.is_empty() => "proved, but uncertified",
        true => "proved",
    }
}

fn refusal(report: &Report) -> String {
    let mut out = String::from("refused:\n");
    for failure in &report.failures {
        let _ = writeln!(out, "  {:12} {}: {}", failure.verdict.name(), failure.name, failure.reason);
    }
    match &report.refutation {
        None => out.push_str("  no run that shows it was found; the obligation above stays open\n"),
        Some(refutation) => {
            out.push_str("a run that shows it, replayed on the concrete machine:\n");
            for (name, value) in &refutation.inputs {
                let _ = writeln!(out, "  {name:12} {value}");
            }
            let _ = writeln!(out, "  {:12} {}", "shows", refutation.what);
            for line in &refutation.details {
                let _ = writeln!(out, "  {:12} {line}", "");
            }
        }
    }
    out
}

/// All that came of a proof.
pub fn to_json(args: &ProveArgs, report: &Report, object: &Path) -> Value {
    let verdicts: BTreeMap<&str, bool> =
        Verdict::ALL.iter().map(|&v| (v.name(), answer(report, v) == "proved")).collect();
    let failures: Vec<Value> = report
        .failures
        .iter()
        .map(|f| json!({"verdict": f.verdict.name(), "goal": f.name, "reason": f.reason}))
        .collect();
    let engines: BTreeMap<&str, usize> = report.engines.iter().map(|(engine, &n)| (engine.name(), n)).collect();
    let json = json!({
        "routine": report.name,
        "object": object.display().to_string(),
        "proved": report.proved(),
        "verdicts": verdicts,
        "failures": failures,
        "refutation": report.refutation.as_ref().map(|r| json!({
            "inputs": r.inputs.iter().cloned().collect::<BTreeMap<_, _>>(), "shows": r.what, "details": r.details,
        })),
        "statement": report.statement.lines,
        "goals": report.goals,
        "engines": engines,
        "smt": opinion::to_json(args, report),
        "closed": closed(report),
        "terms": report.terms,
        "instructions": report.steps,
        "milliseconds": report.time.as_secs_f64() * 1000.0,
    });
    with_hashes(json, &report.statement)
}

/// Every goal that was closed.
pub fn closed(report: &Report) -> Value {
    let goal = |done: &Done| {
        json!({
            "goal": done.name, "engine": done.engine.name(), "milliseconds": done.time.as_secs_f64() * 1000.0,
            "detail": done.work.to_string(),
        })
    };
    report.closed.iter().map(goal).collect()
}

/// The object with the hashes of what a statement is about.
pub fn with_hashes(mut json: Value, statement: &Statement) -> Value {
    json["script_sha256"] = json!(statement.script_hash);
    if let Some(code) = &statement.code {
        json["code_sha256"] = json!(code.hash);
        json["read_only_sha256"] = json!(code.image_hash);
        json["isa_sha256"] = json!(code.isa_hash);
    }
    json
}
