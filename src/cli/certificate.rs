//! Certificates on disk: written by `vambrace prove --certificate`, printed by `vambrace show`.

use super::load::{isa, read_file};
use super::prove::{ProveArgs, externals};
use super::{Answer, put, verdict};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use vambrace::certificate::check::{hashes, lemma_hashes};
use vambrace::certificate::{Certificate, Source, file};
use vambrace::claim::script::{Edits, Script};
use vambrace::claim::statement::hex;
use vambrace::kernel::step::{Step, tally_text};
use vambrace::kernel::{Kernel, lrat};
use vambrace::lift::isa::Isa;
use vambrace::prove::run::Report;

/// Prints a certificate, or exports its refutations
#[derive(clap::Args)]
pub struct ShowArgs {
    /// A certificate, written by `vambrace prove --certificate`
    pub file: PathBuf,
    /// Prints every step
    #[arg(long)]
    pub steps: bool,
    /// Checks it, and writes each question to SAT and its refutation into this folder, as DIMACS and LRAT
    #[arg(long, value_name = "DIR")]
    pub lrat: Option<PathBuf>,
}

/// The certificate of a proof of this object, which has these bytes; or of a lemma, which has no object.
pub fn make(
    args: &ProveArgs,
    script: &Script,
    object: Option<(&Path, &[u8])>,
    isa: &Isa,
    report: &Report,
) -> Result<Certificate, String> {
    let blank = blank(args, script, object, isa, &report.name)?;
    Ok(Certificate { hints: report.hints.clone(), groups: report.groups.clone(), ..blank })
}

/// The same without what shows it.
pub fn blank(
    args: &ProveArgs,
    script: &Script,
    object: Option<(&Path, &[u8])>,
    isa: &Isa,
    name: &str,
) -> Result<Certificate, String> {
    let source = Source { script: script.path.display().to_string(), routine: name.to_string(), ..Source::default() };
    let Some((path, bytes)) = object else {
        return Ok(Certificate { source, hashes: lemma_hashes(script), ..Certificate::default() });
    };
    let source = Source {
        object: Some(path.display().to_string()),
        member: args.member.clone(),
        externals: externals(args)?.into_iter().collect(),
        ..source
    };
    Ok(Certificate { source, hashes: hashes(script, bytes, isa), ..Certificate::default() })
}

/// The name of its file. No symbol has a dash, so lemmas and routines are kept apart.
pub fn stem(certificate: &Certificate) -> String {
    let Source { object, routine, .. } = &certificate.source;
    if object.is_some() { routine.clone() } else { format!("lemma-{routine}") }
}

/// Writes a certificate under this name; a folder that is missing is made.
pub fn write(dir: &Path, name: &str, certificate: &Certificate) -> Result<(), String> {
    let failed = |path: &Path, error: std::io::Error| format!("cannot write {}: {error}", path.display());
    std::fs::create_dir_all(dir).map_err(|error| failed(dir, error))?;
    let path = dir.join(format!("{name}.{}", file::EXTENSION));
    std::fs::write(&path, file::write(certificate)).map_err(|error| failed(&path, error))
}

/// Runs the command.
pub fn run(args: &ShowArgs) -> Answer {
    let bytes = read_file(&args.file)?;
    let certificate = file::read(&bytes).map_err(|error| format!("{}: {error}", args.file.display()))?;
    put(&text(&certificate, bytes.len(), args.steps));
    if let Some(dir) = &args.lrat {
        put(&format!("  {:12} {} questions in {}\n", "LRAT", export(&certificate, dir)?, dir.display()));
    }
    Ok(verdict(true))
}

/// Writes the clauses and the refutation of each SAT step, as they are when the step is taken; how many there are.
fn export(certificate: &Certificate, dir: &Path) -> Result<usize, String> {
    let failed = |error: std::io::Error| format!("cannot write into {}: {error}", dir.display());
    std::fs::create_dir_all(dir).map_err(failed)?;
    let script = Script::read(Path::new(&certificate.source.script), &Edits::NONE)?;
    let object = certificate.source.object.as_ref().map(|object| read_file(Path::new(object)));
    let object = object.transpose()?.unwrap_or_default();
    let (mut count, mut result) = (0, Ok(()));
    let mut watch = |kernel: &Kernel, step: &Step| {
        let Step::Sat { question, proof } = step else { return };
        let (Ok(formula), Ok(proof)) = (kernel.formula(question), lrat::decode(proof)) else { return };
        count += 1;
        let name = dir.join(format!("{}-{count:03}", certificate.source.routine));
        let written = std::fs::write(name.with_extension("cnf"), formula.cnf.to_dimacs())
            .and_then(|()| std::fs::write(name.with_extension("lrat"), lrat::to_text(&proof)));
        if result.is_ok() {
            result = written;
        }
    };
    let checked = certificate.check_watched(&script, &object, isa(None)?, &mut watch);
    checked.map_err(|rejection| rejection.to_string())?;
    result.map_err(failed)?;
    Ok(count)
}

fn text(certificate: &Certificate, size: usize, all: bool) -> String {
    let Source { script, object, member, externals, routine } = &certificate.source;
    let kind = if object.is_some() { "" } else { "lemma " };
    let mut out = format!("{kind}{routine}\n");
    for (word, name) in [("script", &Some(script.clone())), ("object", object), ("member", member)] {
        name.iter().for_each(|name| out += &format!("  {word:12} {name}\n"));
    }
    for (name, _) in externals {
        let _ = writeln!(out, "  {:12} {name}", "external");
    }
    let hashes = &certificate.hashes;
    let named = [(hashes.object, "object file"), (hashes.script, "script"), (hashes.isa, "instruction texts")];
    // A lemma has only a script.
    for (hash, what) in named.into_iter().filter(|(hash, _)| *hash != [0; 32]) {
        let _ = writeln!(out, "  {:12} {} ({what})", "SHA-256", hex(&hash));
    }
    let steps = certificate.groups.iter().flatten();
    let _ = writeln!(out, "  {:12} {} ({})", "steps", steps.clone().count(), tally_text(steps));
    let _ = writeln!(out, "  {:12} {size} bytes, {} before compression", "size", certificate.to_bytes().len());
    if all {
        for (n, group) in certificate.groups.iter().enumerate() {
            let _ = writeln!(out, "goals of group {n}:");
            group.iter().for_each(|step| out.push_str(&format!("  {step}\n")));
        }
    }
    out
}
