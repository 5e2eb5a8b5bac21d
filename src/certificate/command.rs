//! What `vambrace check` and `vambrace-check` have in common: from paths to what is printed.

use super::check::Accepted;
use super::{Certificate, file};
use crate::claim::script::{Edits, Script};
use crate::lift::isa::Isa;
use crate::machine::read::read_file;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What is used in place of what certificates name.
#[derive(Clone, Debug, Default)]
pub struct Instead {
    pub script: Option<PathBuf>,
    pub object: Option<PathBuf>,
}

/// What came of one file.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub path: PathBuf,
    /// Bytes of the file.
    pub size: usize,
    pub time: Duration,
    /// The certificate with what it shows, or why it is not accepted.
    pub answer: Result<(Certificate, Accepted), String>,
}

/// The files that paths name; of a folder, all certificates in it, by name.
pub fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    for path in paths {
        match path.is_dir() {
            true => files.extend(in_folder(path)?),
            false => files.push(path.clone()),
        }
    }
    Ok(files)
}

fn in_folder(path: &Path) -> Result<Vec<PathBuf>, String> {
    let failed = |error: std::io::Error| format!("cannot list {}: {error}", path.display());
    let entries = std::fs::read_dir(path).map_err(failed)?;
    let mut found: Vec<PathBuf> =
        entries.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>().map_err(failed)?;
    found.retain(|file| file.extension().is_some_and(|e| e == file::EXTENSION));
    found.sort();
    match found.is_empty() {
        true => Err(format!("{} holds no certificate (no file that ends in .{})", path.display(), file::EXTENSION)),
        false => Ok(found),
    }
}

/// Checks one file. An error means that it cannot be read.
pub fn check(path: &Path, instead: &Instead, isa: &Isa) -> Result<Outcome, String> {
    let start = Instant::now();
    let bytes = read_file(path)?;
    let answer = check_bytes(&bytes, instead, isa);
    Ok(Outcome { path: path.to_path_buf(), size: bytes.len(), time: start.elapsed(), answer })
}

fn check_bytes(bytes: &[u8], instead: &Instead, isa: &Isa) -> Result<(Certificate, Accepted), String> {
    let certificate = file::read(bytes).map_err(|error| error.to_string())?;
    let named = |given: &Option<PathBuf>, name: &str| given.clone().unwrap_or_else(|| PathBuf::from(name));
    let script = Script::read(&named(&instead.script, &certificate.source.script), &Edits::NONE)?;
    let object = match &certificate.source.object {
        Some(object) => read_file(&named(&instead.object, object))?,
        None => Vec::new(),
    };
    let accepted = certificate.check(&script, &object, isa).map_err(|error| error.to_string())?;
    Ok((certificate, accepted))
}

impl Outcome {
    /// The statement and what it took, or why it is not accepted.
    pub fn text(&self) -> String {
        let (certificate, accepted) = match &self.answer {
            Err(reason) => return format!("{}\n  REJECTED: {reason}\n", self.path.display()),
            Ok(answer) => answer,
        };
        format!(
            "{}: checked, for all inputs:\n{}{} goals by {} steps over {} terms; {} bytes; {} tests of the \
             standard passed; {:.0} ms\n",
            certificate.source.title(),
            accepted.statement.render(),
            accepted.goals,
            accepted.steps,
            accepted.terms,
            self.size,
            accepted.tests,
            self.time.as_secs_f64() * 1000.0
        )
    }
}
