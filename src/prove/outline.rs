//! What a proof would have to show: the walk with what a search guesses of the loops, and nothing decided.

use super::explore::Explorer;
use super::run::walk_twice;
use crate::claim::goal::Verdict;
use crate::claim::script::Script;
use crate::claim::session::{Session, Trouble};
use crate::claim::statement::Statement;
use crate::lang::ast::Proof;
use crate::lang::printer::expression;
use crate::lift::isa::Isa;
use crate::machine::elf::Image;
use std::collections::BTreeMap;

/// A loop that the script names, found in the code.
#[derive(Clone, Debug)]
pub struct Head {
    pub address: u64,
    pub instruction: String,
    /// Invariants, ghosts and the measure, as the script has them.
    pub lines: Vec<(&'static str, String)>,
}

/// Something to be shown.
#[derive(Clone, Debug)]
pub struct Open {
    pub verdict: Verdict,
    pub name: String,
    /// It is a constant as it is made, so it needs no engine.
    pub constant: bool,
}

/// What would be claimed, unproved.
#[derive(Debug)]
pub struct Outline {
    pub statement: Statement,
    pub heads: Vec<Head>,
    pub goals: Vec<Open>,
    /// Why the walk ended early; then goals and what loops change are not all.
    pub ended: Option<String>,
    /// Instructions executed symbolically.
    pub steps: u64,
}

impl Outline {
    /// How many goals each verdict has, and how many of them are constants.
    pub fn counts(&self) -> BTreeMap<Verdict, (usize, usize)> {
        let mut counts = BTreeMap::new();
        for goal in &self.goals {
            let (all, constant) = counts.entry(goal.verdict).or_insert((0, 0));
            *all += 1;
            *constant += usize::from(goal.constant);
        }
        counts
    }
}

/// Walks the routine. An error means that the script or the object cannot be used.
pub fn outline(script: &Script, proof: &Proof, image: &Image, isa: &Isa) -> Result<Outline, String> {
    let again = || Session::of(script, proof, image, isa);
    let mut session = again().map_err(|trouble| trouble.text(image))?;
    let mut explorer = Explorer::default();
    let ended = match walk_twice(&mut session, &again, &mut explorer) {
        Err(Trouble::Unusable(message)) => return Err(message),
        Err(trouble) => Some(trouble.text(image)),
        Ok(()) => None,
    };
    let open = |goal: &crate::claim::goal::Goal| Open {
        verdict: goal.verdict,
        name: goal.name.clone(),
        constant: session.terms.as_const(goal.claim) == Some(1),
    };
    let goals = session.goals.iter().map(open).collect();
    Ok(Outline { statement: Statement::of(&session), heads: heads(&session), goals, ended, steps: session.steps })
}

fn heads(session: &Session) -> Vec<Head> {
    let head = |head: &crate::claim::session::Head| {
        let ghosts = head.source.ghosts.iter().map(|ghost| {
            let (first, next) = (expression(&ghost.first), expression(&ghost.next));
            ("ghost", format!("{} = {first} then {next}", ghost.name.name))
        });
        let invariants = head.source.invariants.iter().map(|claim| ("invariant", expression(&claim.claim)));
        let measure = head.source.decreases.iter().map(|measure| ("decreases", expression(measure)));
        let cases = head.source.cases.iter().map(|name| ("cases", name.name.clone()));
        let lines = ghosts.chain(invariants).chain(measure).chain(cases).collect();
        Head { address: head.address, instruction: head.text.clone(), lines }
    };
    session.heads.iter().map(head).collect()
}
