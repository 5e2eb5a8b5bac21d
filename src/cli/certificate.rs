//! Certificates on disk: written by `vambrace prove --certificate`, printed by `vambrace show`.

use super::load::{isa, read_file};
use super::prove::{ProveArgs, externals};
use super::{Answer, put, verdict};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use vambrace::certificate::check::hashes;
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

/// The certificate of a proof of this object, which has these bytes.
pub fn make(
    args: &ProveArgs,
    script: &Script,
    (object, bytes): (&Path, &[u8]),
    isa: &Isa,
    report: &Report,
) -> Result<Certificate, String> {
    let source = Source {
        script: script.path.display().to_string(),
        object: object.display().to_string(),
        member: args.member.clone(),
        externals: externals(args)?.into_iter().collect(),
        routine: report.name.clone(),
    };
    let hashes = hashes(script, bytes, isa);
    Ok(Certificate { source, hashes, hints: report.hints.clone(), groups: report.groups.clone() })
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
    let object = read_file(Path::new(&certificate.source.object))?;
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
    let mut out = format!("{routine}\n  {:12} {script}\n  {:12} {object}\n", "script", "object");
    if let Some(member) = member {
        let _ = writeln!(out, "  {:12} {member}", "member");
    }
    for (name, _) in externals {
        let _ = writeln!(out, "  {:12} {name}", "external");
    }
    let hashes = &certificate.hashes;
    for (hash, what) in [(hashes.object, "object file"), (hashes.script, "script"), (hashes.isa, "instruction texts")] {
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
