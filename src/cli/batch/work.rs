//! One task of a list from the files to its outcome.

use super::find::{Task, Work};
use super::outcome::Outcome;
use crate::cli::cache::Cache;
use crate::cli::certificate::{blank, make, stem, write};
use crate::cli::load::{read_file, request};
use crate::cli::opinion;
use crate::cli::prove::{ProveArgs, externals};
use std::collections::{BTreeSet, HashSet};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use vambrace::certificate::check::Accepted;
use vambrace::certificate::{Certificate, file};
use vambrace::claim::cases;
use vambrace::claim::script::{Edits, Script};
use vambrace::claim::statement::{hex, text_digest};
use vambrace::claim::timing;
use vambrace::derive::flow::flow;
use vambrace::lift::isa::Isa;
use vambrace::machine::elf::{ElfError, Image};
use vambrace::prove::lemma::prove_lemma;
use vambrace::prove::run::{Report, prove_with};

/// What all tasks share.
pub struct Shop<'a> {
    pub args: &'a ProveArgs,
    pub isa: &'a Isa,
    /// Where results are kept.
    pub cache: Option<Cache>,
    /// Scripts, with their standards, whose `test` lines have passed.
    pub tested: Mutex<HashSet<[u8; 32]>>,
}

/// How a proof came to be.
pub enum Made {
    Anew(Box<Report>),
    /// And whether timing is among what is claimed.
    Reused(Box<Accepted>, bool),
}

impl Shop<'_> {
    /// Does a task.
    pub fn work(&self, task: &Task) -> Outcome {
        let start = Instant::now();
        let outcome = match &task.work {
            Work::Proof { object, named } => self.proof(task, object, *named),
            Work::Lemma => self.lemma(task),
            Work::Missing { required, .. } => Ok(Outcome::missing(task, *required)),
            Work::Broken(reason) => Err(reason.clone()),
        };
        outcome.unwrap_or_else(|reason| Outcome::failed(task, &reason, start.elapsed()))
    }

    /// Runs the `test` lines of a script and its standards, once for all its cases.
    fn test(&self, script: &Script) -> Result<(), String> {
        let digest = text_digest(&script.standard.sources);
        let tested = || self.tested.lock().unwrap_or_else(PoisonError::into_inner);
        if !tested().contains(&digest) {
            script.standard.test()?;
            tested().insert(digest);
        }
        Ok(())
    }

    fn lemma(&self, task: &Task) -> Result<Outcome, String> {
        let start = Instant::now();
        let script = Script::read(&task.script, &Edits::NONE)?;
        let found = script.lemmas.iter().find(|lemma| lemma.name.name == task.name);
        let found = found.ok_or("the script has changed since this began")?;
        if let Some((accepted, _)) = self.reuse(&script, None, &task.name)? {
            return Ok(Outcome::reused_lemma(task, &accepted, start.elapsed()));
        }
        self.test(&script)?;
        let report = prove_lemma(&script.standard, found, &opinion::options(self.args, self.args.limits(), 0))?;
        if report.proved() {
            self.keep(&make(self.args, &script, None, self.isa, &report)?)?;
        }
        Ok(Outcome::lemma(self.args, task, &report))
    }

    fn proof(&self, task: &Task, object: &Path, named: bool) -> Result<Outcome, String> {
        let start = Instant::now();
        let script = Script::read(&task.script, &Edits::NONE)?;
        let proof = script.proofs.iter().find(|proof| cases::name(proof) == task.name);
        let proof = proof.ok_or("the script has changed since this began")?;
        let symbol = proof.name.name.as_str();
        let bytes = read_file(object)?;
        let image = match self.image(&bytes, symbol) {
            Ok(image) => image,
            Err(ElfError::NoFunction { .. } | ElfError::NoMember { .. }) if !named => {
                return Ok(Outcome::absent(task));
            }
            Err(error) => return Err(format!("{}: {error}", object.display())),
        };
        let instructions = instructions(self.isa, &image, &cases::routines(proof));
        if let Some((accepted, size)) = self.reuse(&script, Some((object, &bytes)), &task.name)? {
            let made = Made::Reused(Box::new(accepted), timing::is_claimed(proof));
            return Ok(Outcome::proof(self.args, task, object, &made, (instructions, Some(size)), start.elapsed()));
        }
        self.test(&script)?;
        let report = prove_with(&script, proof, &image, self.isa, &opinion::options(self.args, self.args.limits(), 0))?;
        let size = match report.proved() {
            true => Some(self.keep(&make(self.args, &script, Some((object, &bytes)), self.isa, &report)?)?),
            false => None,
        };
        let (time, made) = (report.time, Made::Anew(Box::new(report)));
        Ok(Outcome::proof(self.args, task, object, &made, (instructions, size), time))
    }

    fn image(&self, bytes: &[u8], symbol: &str) -> Result<Image, ElfError> {
        let externals = externals(self.args).unwrap_or_default();
        let image = Image::load(bytes, &request(self.args.member.as_deref(), Some(symbol), &externals))?;
        image.function(symbol).map(|_| image)
    }

    /// What a certificate that was kept shows, if the checker accepts it; its size in bytes.
    fn reuse(
        &self,
        script: &Script,
        object: Option<(&Path, &[u8])>,
        name: &str,
    ) -> Result<Option<(Accepted, usize)>, String> {
        let Some(cache) = &self.cache else { return Ok(None) };
        let like = blank(self.args, script, object, self.isa, name)?;
        let Some((certificate, size)) = cache.find(&like) else { return Ok(None) };
        let bytes = object.map(|(_, bytes)| bytes).unwrap_or_default();
        let accepted = match certificate.check(script, bytes, self.isa) {
            Ok(accepted) => accepted,
            Err(rejection) => {
                eprintln!("{name}: the certificate that was kept is not accepted, so this is proved anew: {rejection}");
                return Ok(None);
            }
        };
        if let Some(dir) = &self.args.certificate {
            // With the paths of today, by which `check` finds the files.
            let certificate = Certificate { source: like.source, ..certificate };
            write(dir, &distinct(&certificate), &certificate)?;
        }
        Ok(Some((accepted, size)))
    }

    /// Keeps a certificate; its size in bytes. A cache that cannot be written makes no proof fail.
    fn keep(&self, certificate: &Certificate) -> Result<usize, String> {
        if let Some(dir) = &self.args.certificate {
            write(dir, &distinct(certificate), certificate)?;
        }
        if let Some(Err(error)) = self.cache.as_ref().map(|cache| cache.keep(certificate)) {
            eprintln!("{error}; --cache DIR names another folder, --no-cache none");
        }
        Ok(file::write(certificate).len())
    }
}

/// Builds of one routine are kept apart by their hash, and so are statements about it.
fn distinct(certificate: &Certificate) -> String {
    let hash = |hash: &[u8; 32]| hex(hash)[..12].to_string();
    let (name, script) = (stem(certificate), hash(&certificate.hashes.script));
    match certificate.source.object {
        Some(_) => format!("{name}-{}-{script}", hash(&certificate.hashes.object)),
        None => format!("{name}-{script}"),
    }
}

/// Instructions that routines may reach, those that they call included.
fn instructions(isa: &Isa, image: &Image, symbols: &[&str]) -> usize {
    let functions = symbols.iter().filter_map(|symbol| image.function(symbol).ok());
    let reached = functions.flat_map(|function| flow(isa, image, function.address, &|_| true, true).instructions);
    reached.map(|(address, _)| address).collect::<BTreeSet<u64>>().len()
}
