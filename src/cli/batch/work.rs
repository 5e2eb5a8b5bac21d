//! One task of a list from the files to its outcome.

use super::find::{Task, Work};
use super::outcome::Outcome;
use crate::cli::cache::Cache;
use crate::cli::certificate::{make, write};
use crate::cli::load::{read_file, request};
use crate::cli::prove::{ProveArgs, externals};
use crate::cli::{lemma, opinion};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;
use vambrace::certificate::check::{Accepted, hashes};
use vambrace::certificate::{Certificate, Source, file};
use vambrace::claim::cases;
use vambrace::claim::script::{Edits, Script};
use vambrace::claim::statement::hex;
use vambrace::claim::timing;
use vambrace::derive::flow::flow;
use vambrace::lift::isa::Isa;
use vambrace::machine::elf::{ElfError, Image};
use vambrace::prove::run::{Report, prove_with};

/// What all tasks share.
pub struct Shop<'a> {
    pub args: &'a ProveArgs,
    pub isa: &'a Isa,
    /// Where results are kept.
    pub cache: Option<Cache>,
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

    fn lemma(&self, task: &Task) -> Result<Outcome, String> {
        let script = Script::read(&task.script, &Edits::NONE)?;
        script.standard.test()?;
        let found = script.lemmas.iter().find(|lemma| lemma.name.name == task.name);
        let found = found.ok_or("the script has changed since this began")?;
        Ok(Outcome::lemma(task, &lemma::prove(&script.standard, found, self.args.limits())?))
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
        if let Some((accepted, size)) = self.reuse(&script, (object, &bytes), &task.name)? {
            let made = Made::Reused(Box::new(accepted), timing::is_claimed(proof));
            return Ok(Outcome::proof(self.args, task, object, &made, (instructions, Some(size)), start.elapsed()));
        }
        script.standard.test()?;
        let report = prove_with(&script, proof, &image, self.isa, &opinion::options(self.args, self.args.limits(), 0))?;
        let size = match report.proved() {
            true => Some(self.keep(&make(self.args, &script, (object, &bytes), self.isa, &report)?)?),
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
        (object, bytes): (&Path, &[u8]),
        routine: &str,
    ) -> Result<Option<(Accepted, usize)>, String> {
        let Some(cache) = &self.cache else { return Ok(None) };
        let source = Source {
            member: self.args.member.clone(),
            externals: externals(self.args)?.into_iter().collect(),
            routine: routine.to_string(),
            script: script.path.display().to_string(),
            object: object.display().to_string(),
        };
        let like = Certificate { source, hashes: hashes(script, bytes, self.isa), ..Certificate::default() };
        let Some((certificate, size)) = cache.find(&like) else { return Ok(None) };
        let accepted = match certificate.check(script, bytes, self.isa) {
            Ok(accepted) => accepted,
            Err(rejection) => {
                eprintln!(
                    "{routine}: the certificate that was kept is not accepted, so this is proved anew: {rejection}"
                );
                return Ok(None);
            }
        };
        if let Some(dir) = &self.args.certificate {
            // With the paths of today, by which `check` finds the files.
            let certificate = Certificate { source: like.source, ..certificate };
            write(dir, &stem(&certificate), &certificate)?;
        }
        Ok(Some((accepted, size)))
    }

    /// Keeps a certificate; its size in bytes. A cache that cannot be written makes no proof fail.
    fn keep(&self, certificate: &Certificate) -> Result<usize, String> {
        if let Some(dir) = &self.args.certificate {
            write(dir, &stem(certificate), certificate)?;
        }
        if let Some(Err(error)) = self.cache.as_ref().map(|cache| cache.keep(certificate)) {
            eprintln!("{error}; --cache DIR names another folder, --no-cache none");
        }
        Ok(file::write(certificate).len())
    }
}

/// Builds of one routine are kept apart by their hash, and so are statements about it.
fn stem(certificate: &Certificate) -> String {
    let [object, script] =
        [certificate.hashes.object, certificate.hashes.script].map(|hash| hex(&hash)[..12].to_string());
    format!("{}-{object}-{script}", certificate.source.routine)
}

/// Instructions that routines may reach, those that they call included.
fn instructions(isa: &Isa, image: &Image, symbols: &[&str]) -> usize {
    let functions = symbols.iter().filter_map(|symbol| image.function(symbol).ok());
    let reached = functions.flat_map(|function| flow(isa, image, function.address, &|_| true, true).instructions);
    reached.map(|(address, _)| address).collect::<BTreeSet<u64>>().len()
}
