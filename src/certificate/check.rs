//! Checks a certificate: makes the goals again from object, texts and script, and takes the steps again.

use super::{Certificate, Hashes};
use crate::claim::alone::Alone;
use crate::claim::cases;
use crate::claim::goal::Goal;
use crate::claim::hints::Recorded;
use crate::claim::script::Script;
use crate::claim::session::{Session, Trouble};
use crate::claim::standard::Standard;
use crate::claim::statement::{Statement, text_digest};
use crate::claim::witness::check_witness;
use crate::kernel::Kernel;
use crate::kernel::step::Step;
use crate::lift::isa::Isa;
use crate::machine::elf::{Image, Request};
use crate::term::Terms;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt;

/// What was checked.
#[derive(Clone, Debug)]
pub struct Accepted {
    pub statement: Statement,
    pub goals: usize,
    pub steps: usize,
    pub terms: usize,
    /// Of the standard.
    pub tests: usize,
}

/// Why a certificate is not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// Something it was made from is not what it was.
    Changed(&'static str),
    /// It does not show the statement.
    Refused(String),
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rejection::Changed(what) => {
                write!(f, "{what} is not what the proof was made of; prove again, or give the one that was proved")
            }
            Rejection::Refused(reason) => f.write_str(reason),
        }
    }
}

/// Who looks at each step before it is taken.
pub type Watch<'w> = &'w mut dyn FnMut(&Kernel, &Step);

/// The hashes of what a proof is made of.
pub fn hashes(script: &Script, object: &[u8], isa: &Isa) -> Hashes {
    Hashes {
        object: Sha256::digest(object).into(),
        script: text_digest(&script.standard.sources),
        isa: text_digest(&isa.sources),
    }
}

/// The same of a lemma.
pub fn lemma_hashes(script: &Script) -> Hashes {
    Hashes { script: text_digest(&script.standard.sources), ..Hashes::default() }
}

impl Certificate {
    /// The statement that the certificate shows of this script, this object and these instruction texts. A lemma is about the
    /// script alone.
    pub fn check(&self, script: &Script, object: &[u8], isa: &Isa) -> Result<Accepted, Rejection> {
        let found = match self.source.object {
            Some(_) => hashes(script, object, isa),
            None => lemma_hashes(script),
        };
        for (what, same) in [
            ("the object file", found.object == self.hashes.object),
            ("the script or one of its standards", found.script == self.hashes.script),
            ("the set of instruction texts", found.isa == self.hashes.isa),
        ] {
            if !same {
                return Err(Rejection::Changed(what));
            }
        }
        self.check_content(script, object, isa)
    }

    /// The same, where the hashes do not matter.
    pub fn check_content(&self, script: &Script, object: &[u8], isa: &Isa) -> Result<Accepted, Rejection> {
        self.check_watched(script, object, isa, &mut |_, _| {})
    }

    /// The same, where someone looks at each step before it is taken.
    pub fn check_watched(
        &self,
        script: &Script,
        object: &[u8],
        isa: &Isa,
        watch: Watch,
    ) -> Result<Accepted, Rejection> {
        let tests = script.standard.test().map_err(Rejection::Refused)?;
        let accepted = match self.source.object {
            Some(_) => self.check_routine(script, object, isa, watch)?,
            None => self.check_lemma(script, watch).map_err(Rejection::Refused)?,
        };
        Ok(Accepted { tests, ..accepted })
    }

    fn check_routine(&self, script: &Script, object: &[u8], isa: &Isa, watch: Watch) -> Result<Accepted, Rejection> {
        let refused = |reason: String| Rejection::Refused(reason);
        let externals: BTreeMap<_, _> = self.source.externals.iter().cloned().collect();
        let routine = self.source.routine.as_str();
        let proof = script.proofs.iter().find(|proof| cases::name(proof) == routine);
        let proof = proof.ok_or_else(|| refused(format!("the script has no proof of `{routine}`")))?;
        let symbol = Some(proof.name.name.as_str());
        let request = Request { member: self.source.member.as_deref(), symbol, externals: &externals };
        let image = Image::load(object, &request).map_err(|error| refused(error.to_string()))?;
        let mut session = Session::of(script, proof, &image, isa).map_err(|trouble| walk(&image, trouble))?;
        check_witness(&session.terms, &session.requires, &self.hints.witness).map_err(refused)?;
        let mut guide = Recorded::new(&self.hints);
        let walked = session.walk(&mut guide).and_then(|returns| session.exit_goals(&returns));
        walked.map_err(|trouble| walk(&image, trouble))?;
        if !guide.is_used_up() {
            return Err(refused("the certificate speaks of more loops than there are".into()));
        }
        let goals = std::mem::take(&mut session.goals);
        let steps = self.replay(&mut session.terms, session.env.standard, &goals, watch).map_err(refused)?;
        let terms = session.terms.len();
        Ok(Accepted { statement: Statement::of(&session), goals: goals.len(), steps, terms, tests: 0 })
    }

    fn check_lemma(&self, script: &Script, watch: Watch) -> Result<Accepted, String> {
        let (standard, name) = (&script.standard, self.source.routine.as_str());
        let lemma = script.lemmas.iter().find(|lemma| lemma.name.name == name);
        let lemma = lemma.ok_or_else(|| format!("the script has no lemma `{name}`"))?;
        let Alone { mut terms, requires, goals } = Alone::of(standard, lemma)?;
        check_witness(&terms, &requires, &self.hints.witness)?;
        if !self.hints.changed.is_empty() || !self.hints.never.is_empty() {
            return Err("the certificate speaks of loops and branches, and a lemma has none".into());
        }
        let steps = self.replay(&mut terms, standard, &goals, watch)?;
        let statement = Statement::of_lemma(standard, lemma);
        Ok(Accepted { statement, goals: goals.len(), steps, terms: terms.len(), tests: 0 })
    }

    /// Shows every goal; how many steps that took.
    fn replay(&self, terms: &mut Terms, standard: &Standard, goals: &[Goal], watch: Watch) -> Result<usize, String> {
        let mut kernel = Kernel::new(terms, standard);
        let mut groups = self.groups.iter();
        let mut count = 0;
        for same in goals.chunk_by(|a, b| a.assumptions == b.assumptions) {
            let steps = groups.next().ok_or("the certificate ends before the last goal")?;
            for step in steps {
                let place = |error| format!("step {count} of the certificate, {}: {error}", step.name());
                watch(&kernel, step);
                kernel.take(step).map_err(|error| place(error.to_string()))?;
                count += 1;
            }
            for goal in same {
                let shown = kernel
                    .conclude(goal.claim)
                    .ok()
                    .filter(|theorem| theorem.assumptions() == goal.assumptions && theorem.claim() == goal.claim);
                shown.ok_or_else(|| format!("the certificate does not show: {}", goal.name))?;
            }
            kernel.close().map_err(|error| error.to_string())?;
        }
        match groups.next() {
            Some(_) => Err("the certificate has steps for more goals than there are".into()),
            None => Ok(count),
        }
    }
}

fn walk(image: &Image, trouble: Trouble) -> Rejection {
    Rejection::Refused(trouble.text(image))
}
