//! Claims of every block: `forall least <= j < bound: claim` is shown of each block that a path has written, by its
//! number, and of any other one; where it is known, it is known of one that is arbitrary and the same in the whole proof.

use super::session::{Session, Trouble};
use crate::lang::ast::{Claim, Expr, ExprKind};
use crate::lift::ops::Ops;
use crate::lift::prim::Prim;
use crate::symbolic::state::SymState;
use crate::symbolic::stream::blocks;
use crate::term::TermId;
use crate::term::brief::brief;
use std::rc::Rc;

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

/// The numbers of the blocks that a claim is made of: at least the one, if there is one, and less than the other.
struct Bounds {
    least: Option<TermId>,
    bound: TermId,
    asserts: Vec<TermId>,
}

/// A claim of blocks, as operations on the inputs of its clause and a block's number.
struct Forall {
    least: Option<Rc<Ops>>,
    bound: Rc<Ops>,
    claim: Rc<Ops>,
}

impl Session<'_> {
    /// The parts that a claim consists of in a state.
    pub(super) fn claim_parts(&mut self, claim: &Claim, state: &SymState, scope: Scope) -> Result<Vec<Part>, Trouble> {
        let lemmas = self.lemma_facts(claim, state, scope)?;
        let mut parts = self.parts(&claim.claim, state, scope)?;
        parts.iter_mut().for_each(|part| part.facts.extend(&lemmas));
        Ok(parts)
    }

    /// The same without lemmas: as it is known.
    pub(super) fn parts(&mut self, e: &Expr, state: &SymState, scope: Scope) -> Result<Vec<Part>, Trouble> {
        let Some(forall) = self.forall(e, scope)? else {
            let ops = self.env.condition(scope.names, scope.lets, e).map_err(Trouble::Unusable)?;
            let (claim, asserts) = self.evaluate(&ops, &mut state.clone(), scope.values)?;
            return Ok(vec![Part { which: None, facts: vec![], claim, asserts, other: false }]);
        };
        let bounds = self.bounds(&forall, state, scope)?;
        let written = blocks(&self.terms, &state.streams);
        let mut parts = Vec::new();
        for &block in &written {
            let which = Some(format!("block {}", brief(&self.terms, block)));
            let facts = vec![self.within(&bounds, block)];
            let (claim, asserts) = self.of_block(&forall, state, scope, block, None)?;
            parts.push(Part { which, facts, claim, asserts, other: false });
        }
        let block = self.block();
        let mut facts = vec![self.within(&bounds, block)];
        facts.extend(self.others(block, &written));
        let (claim, asserts) = self.of_block(&forall, state, scope, block, Some(block))?;
        parts.push(Part { which: Some("other blocks".into()), facts, claim, asserts, other: true });
        if let [claim, rest @ ..] = bounds.asserts.as_slice() {
            let which = Some("its bounds".into());
            parts.push(Part { which, facts: vec![], claim: *claim, asserts: rest.to_vec(), other: false });
        }
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
        let bounds = self.bounds(&forall, state, scope)?;
        let block = self.block();
        let mut within = self.within(&bounds, block);
        for other in self.others(block, &blocks(&self.terms, &state.streams)) {
            within = self.terms.binary(Prim::And, within, other);
        }
        let (claim, asserts) = self.of_block(&forall, state, scope, block, Some(block))?;
        let fact = self.implies(within, claim);
        let asserts = asserts.into_iter().map(|assert| self.implies(within, assert)).chain(bounds.asserts).collect();
        Ok(Some((fact, asserts)))
    }

    /// What invariants of all blocks say of some, in the state at a head: it has been shown of one that is arbitrary.
    pub(super) fn known_of_blocks(
        &mut self,
        invariants: &[Claim],
        state: &SymState,
        scope: Scope,
        blocks: &[TermId],
    ) -> Result<Vec<TermId>, Trouble> {
        let mut facts = Vec::new();
        for e in invariants.iter().map(|invariant| &invariant.claim) {
            let Some(forall) = self.forall(e, scope)? else { continue };
            let bounds = self.bounds(&forall, state, scope)?;
            for &block in blocks {
                let within = self.within(&bounds, block);
                let (claim, _) = self.of_block(&forall, state, scope, block, None)?;
                facts.push(self.implies(within, claim));
            }
        }
        Ok(facts)
    }

    fn bounds(&mut self, forall: &Forall, state: &SymState, scope: Scope) -> Result<Bounds, Trouble> {
        let (bound, asserts) = self.evaluate(&forall.bound, &mut state.clone(), scope.values)?;
        let mut bounds = Bounds { least: None, bound, asserts };
        if let Some(least) = &forall.least {
            let (least, taken) = self.evaluate(least, &mut state.clone(), scope.values)?;
            bounds.least = Some(least);
            bounds.asserts.extend(taken);
        }
        Ok(bounds)
    }

    fn within(&mut self, bounds: &Bounds, block: TermId) -> TermId {
        let below = self.terms.less(block, bounds.bound);
        match bounds.least {
            Some(least) => {
                let above = self.terms.at_most(least, block);
                self.terms.binary(Prim::And, above, below)
            }
            None => below,
        }
    }

    /// The claim of a block, with what it takes for granted.
    fn of_block(
        &mut self,
        forall: &Forall,
        state: &SymState,
        scope: Scope,
        block: TermId,
        apart: Option<TermId>,
    ) -> Result<(TermId, Vec<TermId>), Trouble> {
        let values = [scope.values, &[block]].concat();
        self.evaluate_apart(&forall.claim, &mut state.clone(), &values, apart)
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
