//! Closes goals by the cheapest engine that can: constants, the normal form, SAT.

use super::unfold::unfold;
use crate::claim::goal::{Engine, Goal, Outcome};
use crate::claim::invariant::conjuncts;
use crate::claim::standard::Standard;
use crate::lift::prim::Prim;
use crate::solve::normal::Normalizer;
use crate::solve::{Answer, Limits, decide};
use crate::symbolic::linear::Linear;
use crate::symbolic::substitute::Substitution;
use crate::term::eval::{Assignment, evaluate};
use crate::term::{Node, TermId, Terms};
use rustc_hash::FxHashMap;

/// The engines with what they remember from goal to goal.
pub struct Engines<'a> {
    pub standard: &'a Standard,
    pub normalizer: Normalizer,
    pub limits: Limits,
    /// Questions that the engines have asked themselves, with the answers.
    asked: FxHashMap<(Vec<TermId>, TermId), bool>,
}

/// Random inputs on which a claim is tried before a solver is asked.
const TRIALS: u64 = 8;

impl<'a> Engines<'a> {
    /// Engines that remember nothing yet.
    pub fn new(standard: &'a Standard, limits: Limits) -> Engines<'a> {
        Engines { standard, normalizer: Normalizer::default(), limits, asked: FxHashMap::default() }
    }

    /// Decides a goal.
    pub fn discharge(&mut self, terms: &mut Terms, goal: &Goal) -> Outcome {
        let (assumptions, claim) = solve_equations(terms, &goal.assumptions, goal.claim);
        // Once for all parts: they are words of the same folds.
        let claim = match unfold(self, terms, &assumptions, claim) {
            Ok(claim) => claim,
            Err(reason) => return Outcome::Open(reason),
        };
        let mut strongest = Engine::Builder;
        for part in conjuncts(terms, claim) {
            match self.part(terms, &assumptions, part) {
                Outcome::Proved(engine) => strongest = strongest.max(engine),
                other => return other,
            }
        }
        Outcome::Proved(strongest)
    }

    fn part(&mut self, terms: &mut Terms, assumptions: &[TermId], claim: TermId) -> Outcome {
        if terms.as_const(claim) == Some(1) {
            return Outcome::Proved(Engine::Builder);
        }
        let normal = self.normalizer.normalize(terms, claim);
        if self.normalizer.as_const(normal) == Some(1) {
            return Outcome::Proved(Engine::NormalForm);
        }
        // What depends on data is likely beyond SAT, and if it is false then for nearly all data.
        if depends_on_data(terms, claim)
            && let Some(values) = self.try_inputs(terms, assumptions, claim)
        {
            return Outcome::Refuted(values);
        }
        match self.decide(terms, assumptions, claim) {
            Answer::Proved { .. } => Outcome::Proved(Engine::Sat),
            Answer::Refuted(values) => Outcome::Refuted(values),
            Answer::Unknown(reason) => Outcome::Open(reason),
        }
    }

    /// Asks SAT, about normal forms where they can be had: flags and wide sums are small there.
    fn decide(&mut self, terms: &mut Terms, assumptions: &[TermId], claim: TermId) -> Answer {
        let mut small = |term: TermId| {
            let normal = self.normalizer.normalize(terms, term);
            self.normalizer.to_term(terms, normal).unwrap_or(term)
        };
        let assumptions: Vec<TermId> = assumptions.iter().map(|&a| small(a)).collect();
        let claim = small(claim);
        decide(terms, &assumptions, claim, &self.limits)
    }

    /// Values that make the assumptions true and the claim false, found by trying.
    fn try_inputs(&self, terms: &mut Terms, assumptions: &[TermId], claim: TermId) -> Option<Vec<(TermId, u128)>> {
        let never = terms.constant(1, 0);
        // Values that satisfy the assumptions, around which the rest is chosen at random.
        let base = match decide(terms, assumptions, never, &self.limits) {
            Answer::Refuted(values) => values,
            _ => return None,
        };
        let mut roots = assumptions.to_vec();
        roots.push(claim);
        (0..TRIALS).find_map(|seed| {
            let mut assignment = Assignment::random(seed);
            for &(term, value) in &base {
                if matches!(terms.node(term), Node::Var { .. }) {
                    assignment.set_var(term, value);
                }
            }
            let values = evaluate(terms, &roots, &mut assignment);
            let (claim, assumed) = values.split_last()?;
            (*claim == 0 && assumed.iter().all(|&v| v == 1)).then(|| base.clone())
        })
    }

    /// Whether a claim follows, by normal form or SAT; for the engines' own questions.
    pub fn holds(&mut self, terms: &mut Terms, assumptions: &[TermId], claim: TermId) -> bool {
        let normal = self.normalizer.normalize(terms, claim);
        if self.normalizer.as_const(normal) == Some(1) {
            return true;
        }
        let key = (assumptions.to_vec(), claim);
        if let Some(&known) = self.asked.get(&key) {
            return known;
        }
        let holds = matches!(self.decide(terms, assumptions, claim), Answer::Proved { .. });
        self.asked.insert(key, holds);
        holds
    }
}

fn depends_on_data(terms: &Terms, claim: TermId) -> bool {
    terms.below(&[claim]).into_iter().any(|id| matches!(terms.node(id), Node::Read { .. } | Node::FoldOut { .. }))
}

/// Assumed equations of the form `x + ... == ...` taken as definitions of the unknown `x`, and used up.
fn solve_equations(terms: &mut Terms, assumptions: &[TermId], claim: TermId) -> (Vec<TermId>, TermId) {
    let mut assumptions: Vec<TermId> = assumptions.iter().flat_map(|&a| conjuncts(terms, a)).collect();
    let mut claim = claim;
    for _ in 0..16 {
        let Some((variable, value)) = assumptions.iter().find_map(|&a| definition(terms, a)) else { break };
        let value = value.term(terms);
        let mut substitution = Substitution::default();
        substitution.insert(&[(variable, value)]);
        for assumption in &mut assumptions {
            *assumption = substitution.apply(terms, *assumption);
        }
        claim = substitution.apply(terms, claim);
    }
    (assumptions, claim)
}

/// What an equation of 64 bits says that an unknown is.
fn definition(terms: &Terms, assumption: TermId) -> Option<(TermId, Linear)> {
    let Node::Prim { prim: Prim::Eq, a, b, .. } = terms.node(assumption) else { return None };
    if terms.width(a) != 64 {
        return None;
    }
    let zero = Linear::of(terms, a).plus(&Linear::of(terms, b), u64::MAX);
    let unit = |part: &&(TermId, u64)| {
        (part.1 == 1 || part.1 == u64::MAX) && matches!(terms.node(part.0), Node::Var { width: 64, .. })
    };
    // The newest unknown is the most local one.
    let &(variable, coefficient) = zero.parts.iter().filter(unit).max_by_key(|part| part.0)?;
    let mut rest = zero.clone();
    rest.parts.retain(|part| part.0 != variable);
    let elsewhere = terms.below(&rest.parts.iter().map(|part| part.0).collect::<Vec<_>>()).contains(&variable);
    let factor = if coefficient == 1 { u64::MAX } else { 1 };
    (!elsewhere).then(|| (variable, Linear::default().plus(&rest, factor)))
}
