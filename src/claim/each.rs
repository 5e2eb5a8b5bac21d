//! Claims of every block: `forall j < bound: claim` is shown of each block that a path has written, by its number, and
//! of any other one; where it is known, it is known of one that is arbitrary and the same in the whole proof.

use super::session::{Session, Trouble};
use crate::lang::ast::{Expr, ExprKind};
use crate::lang::printer::expression;
use crate::lift::ops::Ops;
use crate::lift::prim::Prim;
use crate::symbolic::state::SymState;
use crate::symbolic::stream::blocks;
use crate::term::TermId;
use crate::term::brief::brief;

/// What a clause is evaluated with: the names of ghosts, their values, and what `let` names.
#[derive(Clone, Copy, Default)]
pub struct Scope<'a> {
    pub names: &'a [String],
    pub lets: &'a [(String, Expr)],
    pub values: &'a [TermId],
}

/// A part of a claim, with what may be assumed for it and what it takes for granted.
pub struct Part {
    /// For reports: which block, if it is a part of several.
    pub which: Option<String>,
    pub facts: Vec<TermId>,
    pub claim: TermId,
    pub asserts: Vec<TermId>,
    /// Whether what is known of the arbitrary block helps.
    pub other: bool,
}

/// A claim of blocks, as operations on the inputs of its clause and a block's number.
struct Forall {
    bound: Ops,
    claim: Ops,
}

impl Session<'_> {
    /// The parts that a claim consists of in a state.
    pub(super) fn claim_parts(&mut self, e: &Expr, state: &SymState, scope: Scope) -> Result<Vec<Part>, Trouble> {
        let Some(forall) = self.forall(e, scope)? else {
            let ops = self.env.condition(scope.names, scope.lets, e).map_err(Trouble::Unusable)?;
            let (claim, asserts) = self.evaluate(&ops, &mut state.clone(), scope.values)?;
            return Ok(vec![Part { which: None, facts: vec![], claim, asserts, other: false }]);
        };
        let written = blocks(&self.terms, &state.streams);
        let mut parts = Vec::new();
        for &block in &written {
            let which = Some(format!("block {}", brief(&self.terms, block)));
            let [bound, claim] = self.of_block(&forall, state, scope, block, None)?;
            parts.push(Part { which, facts: vec![bound.0], claim: claim.0, asserts: claim.1, other: false });
        }
        let block = self.block();
        let [bound, claim] = self.of_block(&forall, state, scope, block, Some(block))?;
        let mut facts = vec![bound.0];
        for other in written {
            let same = self.terms.equal(block, other);
            facts.push(self.terms.not(same));
        }
        let which = Some("other blocks".to_string());
        parts.push(Part { which, facts, claim: claim.0, asserts: claim.1, other: true });
        Ok(parts)
    }

    /// What is known of the arbitrary block if a claim of all holds in a state which has written none; with what must be
    /// shown for it. `None` if it speaks of no blocks.
    pub(super) fn known_of_block(
        &mut self,
        e: &Expr,
        state: &SymState,
        scope: Scope,
    ) -> Result<Option<(TermId, Vec<TermId>)>, Trouble> {
        let Some(forall) = self.forall(e, scope)? else { return Ok(None) };
        let block = self.block();
        let [(bound, _), (claim, asserts)] = self.of_block(&forall, state, scope, block, Some(block))?;
        let fact = self.implies(bound, claim);
        let asserts = asserts.into_iter().map(|assert| self.implies(bound, assert)).collect();
        Ok(Some((fact, asserts)))
    }

    /// Whether a block is below the bound, and the claim of it.
    fn of_block(
        &mut self,
        forall: &Forall,
        state: &SymState,
        scope: Scope,
        block: TermId,
        apart: Option<TermId>,
    ) -> Result<[(TermId, Vec<TermId>); 2], Trouble> {
        let (bound, _) = self.evaluate(&forall.bound, &mut state.clone(), scope.values)?;
        let below = self.terms.less(block, bound);
        let values = [scope.values, &[block]].concat();
        let claim = self.evaluate_apart(&forall.claim, &mut state.clone(), &values, apart)?;
        Ok([(below, vec![]), claim])
    }

    fn forall(&self, e: &Expr, scope: Scope) -> Result<Option<Forall>, Trouble> {
        let ExprKind::Forall { name, bound, claim } = &e.kind else { return Ok(None) };
        let names = [scope.names, std::slice::from_ref(&name.name)].concat();
        let bound = self.env.value(scope.names, scope.lets, bound).map_err(Trouble::Unusable)?;
        let claim = self.env.condition(&names, scope.lets, claim).map_err(Trouble::Unusable)?;
        Ok(Some(Forall { bound, claim }))
    }

    /// The number of the arbitrary block.
    fn block(&mut self) -> TermId {
        *self.arbitrary.get_or_insert_with(|| self.terms.var(64, "block"))
    }

    fn implies(&mut self, a: TermId, b: TermId) -> TermId {
        let not = self.terms.not(b);
        let counter = self.terms.binary(Prim::And, a, not);
        self.terms.not(counter)
    }
}

/// The text of a part of a claim.
pub fn text(e: &Expr, part: &Part) -> String {
    let which = part.which.as_ref().map_or_else(String::new, |which| format!(" ({which})"));
    format!("{}{which}", expression(e))
}
