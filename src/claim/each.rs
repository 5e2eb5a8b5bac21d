//! Claims of every block: `forall least <= j < bound: claim` is shown of each block that a path has written, by its number, and
//! of any other one; where it is known, it is known of one that is arbitrary and the same in the whole proof.

use super::session::{Session, Trouble};
use crate::lang::ast::{Expr, ExprKind};
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
    least: Option<Ops>,
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
        let facts = std::iter::once(bound.0).chain(self.others(block, &written)).collect();
        let which = Some("other blocks".to_string());
        parts.push(Part { which, facts, claim: claim.0, asserts: claim.1, other: true });
        Ok(parts)
    }

    /// That a block is none of some.
    fn others(&mut self, block: TermId, written: &[TermId]) -> Vec<TermId> {
        let mut facts = Vec::new();
        for &other in written {
            let same = self.terms.equal(block, other);
            facts.push(self.terms.not(same));
        }
        facts
    }

    /// What is known of the arbitrary block, if it is none that the state has written, where a claim of all blocks holds;
    /// with what must be shown for it. `None` if it speaks of no blocks.
    pub(super) fn known_of_block(
        &mut self,
        e: &Expr,
        state: &SymState,
        scope: Scope,
    ) -> Result<Option<(TermId, Vec<TermId>)>, Trouble> {
        let Some(forall) = self.forall(e, scope)? else { return Ok(None) };
        let block = self.block();
        let [(mut bound, _), (claim, asserts)] = self.of_block(&forall, state, scope, block, Some(block))?;
        for other in self.others(block, &blocks(&self.terms, &state.streams)) {
            bound = self.terms.binary(Prim::And, bound, other);
        }
        let fact = self.implies(bound, claim);
        let asserts = asserts.into_iter().map(|assert| self.implies(bound, assert)).collect();
        Ok(Some((fact, asserts)))
    }

    /// What invariants of all blocks say of some, in the state at a head: it has been shown of one that is arbitrary.
    pub(super) fn known_of_blocks(
        &mut self,
        invariants: &[Expr],
        state: &SymState,
        scope: Scope,
        blocks: &[TermId],
    ) -> Result<Vec<TermId>, Trouble> {
        let mut facts = Vec::new();
        for e in invariants {
            let Some(forall) = self.forall(e, scope)? else { continue };
            for &block in blocks {
                let [(bound, _), (claim, _)] = self.of_block(&forall, state, scope, block, None)?;
                facts.push(self.implies(bound, claim));
            }
        }
        Ok(facts)
    }

    /// Whether a block is within the bounds, and the claim of it.
    fn of_block(
        &mut self,
        forall: &Forall,
        state: &SymState,
        scope: Scope,
        block: TermId,
        apart: Option<TermId>,
    ) -> Result<[(TermId, Vec<TermId>); 2], Trouble> {
        let (bound, _) = self.evaluate(&forall.bound, &mut state.clone(), scope.values)?;
        let mut within = self.terms.less(block, bound);
        if let Some(least) = &forall.least {
            let (least, _) = self.evaluate(least, &mut state.clone(), scope.values)?;
            let above = self.terms.at_most(least, block);
            within = self.terms.binary(Prim::And, above, within);
        }
        let values = [scope.values, &[block]].concat();
        let claim = self.evaluate_apart(&forall.claim, &mut state.clone(), &values, apart)?;
        Ok([(within, vec![]), claim])
    }

    fn forall(&self, e: &Expr, scope: Scope) -> Result<Option<Forall>, Trouble> {
        let ExprKind::Forall { least, name, bound, claim } = &e.kind else { return Ok(None) };
        let names = [scope.names, std::slice::from_ref(&name.name)].concat();
        let value = |e: &Expr| self.env.value(scope.names, scope.lets, e).map_err(Trouble::Unusable);
        let least = least.as_deref().map(value).transpose()?;
        let bound = value(bound)?;
        let claim = self.env.condition(&names, scope.lets, claim).map_err(Trouble::Unusable)?;
        Ok(Some(Forall { least, bound, claim }))
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
