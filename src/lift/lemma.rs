//! Lemmas applied to values: what they say of these, as one bit.

use super::lifter::{Lift, Lifter, fail};
use super::prim::Prim;
use super::value::{Bits, Val};
use crate::lang::Span;
use crate::lang::ast::{Expr, Lemma};

impl Lifter<'_> {
    /// That what the lemma requires of the values implies all that it ensures.
    pub fn lemma(&mut self, lemma: &Lemma, values: Vec<Val>, span: Span) -> Lift<Bits> {
        let name = &lemma.name.name;
        if values.len() != lemma.params.len() {
            return fail(span, format!("`{name}` takes {} arguments, found {}", lemma.params.len(), values.len()));
        }
        self.in_frame(span, |lifter| {
            let mut conforming = Vec::new();
            for (param, value) in lemma.params.iter().zip(values) {
                let value = lifter.conform(value, &param.ty, span);
                conforming.push(value.map_err(|f| f.of(|| format!("the argument `{}` of `{name}`", param.name.name)))?);
            }
            // Only now, so that no type depends on a value.
            for (param, value) in lemma.params.iter().zip(conforming) {
                lifter.bind(&param.name.name, value);
            }
            let ensured = lifter.all(lemma.ensures.iter().map(|claim| &claim.claim))?;
            match lifter.all(lemma.requires.iter())? {
                Some(required) => {
                    let never = lifter.prim(Prim::Not, 1, &[required]);
                    Ok(lifter.prim(Prim::Or, 1, &[never, ensured.unwrap_or(Bits::known(1, 1))]))
                }
                None => Ok(ensured.unwrap_or(Bits::known(1, 1))),
            }
        })
    }

    /// That all of some hold, if there are any.
    fn all<'e>(&mut self, claims: impl Iterator<Item = &'e Expr>) -> Lift<Option<Bits>> {
        let mut all = None;
        for claim in claims {
            let truth = self.bool_expr(claim)?;
            let bit = self.bool_bit(truth);
            all = Some(all.map_or(bit, |all| self.prim(Prim::And, 1, &[all, bit])));
        }
        Ok(all)
    }
}
