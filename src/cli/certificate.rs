//! Certificates on disk: written by `vambrace prove --certificate`, printed by `vambrace show`.

use super::load::read_file;
use super::prove::{ProveArgs, externals};
use super::{Answer, put, verdict};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use vambrace::certificate::check::hashes;
use vambrace::certificate::{Certificate, Source, file};
use vambrace::claim::script::Script;
use vambrace::claim::statement::hex;
use vambrace::lift::isa::Isa;
use vambrace::prove::run::Report;

/// Prints a certificate
#[derive(clap::Args)]
pub struct ShowArgs {
    /// A certificate, written by `vambrace prove --certificate`
    pub file: PathBuf,
    /// Prints every step
    #[arg(long)]
    pub steps: bool,
}

/// Writes the certificate of a proof; a folder that is missing is made.
pub fn write(
    dir: &Path,
    args: &ProveArgs,
    script: &Script,
    object: &Path,
    isa: &Isa,
    report: &Report,
) -> Result<(), String> {
    let failed = |path: &Path, error: std::io::Error| format!("cannot write {}: {error}", path.display());
    std::fs::create_dir_all(dir).map_err(|error| failed(dir, error))?;
    let source = Source {
        script: args.script.display().to_string(),
        object: object.display().to_string(),
        member: args.member.clone(),
        externals: externals(args)?.into_iter().collect(),
        routine: report.name.clone(),
    };
    let hashes = hashes(script, &read_file(object)?, isa);
    let certificate = Certificate { source, hashes, hints: report.hints.clone(), groups: report.groups.clone() };
    let path = dir.join(format!("{}.{}", report.name, file::EXTENSION));
    std::fs::write(&path, file::write(&certificate)).map_err(|error| failed(&path, error))
}

/// Runs the command.
pub fn run(args: &ShowArgs) -> Answer {
    let bytes = read_file(&args.file)?;
    let certificate = file::read(&bytes).map_err(|error| format!("{}: {error}", args.file.display()))?;
    put(&text(&certificate, bytes.len(), args.steps));
    Ok(verdict(true))
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
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    let steps = certificate.groups.iter().flatten();
    steps.clone().for_each(|step| *rules.entry(step.name()).or_default() += 1);
    let rules: Vec<String> = rules.iter().map(|(name, n)| format!("{n} {name}")).collect();
    let _ = writeln!(out, "  {:12} {} ({})", "steps", steps.count(), rules.join(", "));
    let _ = writeln!(out, "  {:12} {size} bytes, {} before compression", "size", certificate.to_bytes().len());
    if all {
        for (n, group) in certificate.groups.iter().enumerate() {
            let _ = writeln!(out, "goals of group {n}:");
            group.iter().for_each(|step| out.push_str(&format!("  {step}\n")));
        }
    }
    out
}
