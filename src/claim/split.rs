//! Cuts with cases: from there on, each value of a parameter without a place is a case of its own.

use super::env::Param;
use super::flow::{Arrival, HeadState};
use super::goal::Verdict;
use super::session::{Session, Trouble};
use crate::lang::ast::Ident;
use crate::symbolic::substitute::Substitution;
use crate::term::TermId;
use crate::term::eval::mix;

/// So many bits have few enough values.
pub const MOST: u8 = 8;

/// A parameter with its unknown and one of its values.
#[derive(Clone, Debug)]
pub struct Case {
    name: String,
    unknown: TermId,
    value: u64,
}

impl Session<'_> {
    /// Claims are read with what a parameter is in a case, until they are read with another one or with none.
    pub(super) fn look_at(&mut self, case: Option<&Case>) {
        self.env.case = case.map(|case| (case.name.clone(), case.value)).into_iter().collect();
    }

    /// All cases of a head: together they are all values that the parameter has.
    pub(super) fn cases(&self, head: usize) -> Result<Vec<Case>, Trouble> {
        let Some(named) = &self.heads[head].source.cases else { return Ok(Vec::new()) };
        let (unknown, width) = self.splittable(named)?;
        let case = |value| Case { name: named.name.clone(), unknown, value };
        Ok((0..1 << width).map(case).collect())
    }

    fn splittable(&self, named: &Ident) -> Result<(TermId, u8), Trouble> {
        let wrong = |what: &str| Err(Trouble::Unusable(self.env.at(named.span, what)));
        let mut params = self.env.params.iter().zip(&self.values);
        match params.find(|(param, _)| param.name() == named.name) {
            Some((Param::Any { name, .. }, _)) if self.clauses.is_secret(name) => {
                wrong("its value is secret, so no case may be known")
            }
            Some((Param::Any { width, .. }, &unknown)) if *width <= MOST => Ok((unknown, *width)),
            _ => wrong(&format!("cases are those of a parameter of at most {MOST} bits that no place holds")),
        }
    }

    /// The state at a head in a case; none if what is assumed excludes it.
    pub(super) fn in_case(&mut self, general: &HeadState, case: &Case) -> Option<HeadState> {
        let mut here = general.clone();
        let mut at = Arrival { state: here.state, facts: here.facts, each: here.each, case: None };
        let mut substitution = self.enter(&mut at, case)?;
        for term in &mut here.asserts {
            *term = substitution.apply(&mut self.terms, *term);
        }
        let Arrival { state, facts, each, case } = at;
        Some(HeadState { state, facts, each, case, ..here })
    }

    /// What returned without having come through the cut, in each case.
    pub(super) fn returned(&mut self, arrival: &Arrival) -> Result<Vec<Arrival>, Trouble> {
        let head = self.heads.iter().position(|head| head.source.cases.is_some());
        let Some(head) = head.filter(|_| arrival.case.is_none()) else { return Ok(vec![arrival.clone()]) };
        let cases = self.cases(head)?;
        let enter = |case: Case| {
            let mut at = arrival.clone();
            self.enter(&mut at, &case).map(|_| at)
        };
        Ok(cases.into_iter().filter_map(enter).collect())
    }

    /// Replaces the unknown by its value in a case, which is what it is there.
    fn enter(&mut self, at: &mut Arrival, case: &Case) -> Option<Substitution> {
        let value = self.terms.constant(self.terms.width(case.unknown), case.value.into());
        let mut substitution = Substitution::default();
        substitution.insert(&[(case.unknown, value)]);
        substitution.apply_state(&mut self.terms, &mut at.state);
        for term in at.facts.iter_mut().chain(&mut at.each) {
            *term = substitution.apply(&mut self.terms, *term);
        }
        // Lengths of regions still speak of the unknown.
        at.facts.push(self.terms.equal(case.unknown, value));
        at.state.way = mix(at.state.way ^ (case.value + 1));
        at.case = Some(case.clone());
        let excluded = at.facts.iter().any(|&fact| self.terms.as_const(fact) == Some(0));
        (!excluded).then_some(substitution)
    }

    /// Behind a cut with cases stands nothing but the way out.
    pub(super) fn must_have_no_case(&self, arrivals: &[Arrival], what: &str) -> Result<(), Trouble> {
        match arrivals.iter().all(|arrival| arrival.case.is_none()) {
            true => Ok(()),
            false => Err(Trouble::Refused(
                Verdict::Function,
                format!("{what} stands behind a cut with cases; it must be the last"),
            )),
        }
    }
}
