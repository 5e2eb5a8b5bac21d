//! Which terms stand for others: those of the standard, where it multiplies blocks, and what a parameter is by an equation.
//! A product in GF(2^n) is known by what it is a product of, and code may keep that in another form; of `16 * num` it is
//! known which bits are 0.

use crate::claim::goal::Goal;
use crate::claim::invariant::conjuncts;
use crate::claim::standard::Standard;
use crate::kernel::Kernel;
use crate::lang::ast::{Function, TypeKind};
use crate::lift::prim::Prim;
use crate::term::{Node, TermId, Terms};

/// Gives what parameters are, and the right sides of all equations if the standard has a product, the lowest ranks.
pub fn rank(kernel: &mut Kernel, goals: &[Goal]) {
    let assumptions =
        goals.iter().map(|goal| goal.assumptions.as_slice()).find(|all| !all.is_empty()).unwrap_or_default();
    let mut all: Vec<TermId> = assumptions.iter().filter_map(|&id| definition(kernel.terms(), id)).collect();
    if kernel.standard().library.functions.values().any(|function| is_block_product(kernel.standard(), function)) {
        all.extend(goals.iter().flat_map(|goal| first(kernel.terms(), goal)));
    }
    if !all.is_empty() {
        let _ = kernel.rank(&all);
    }
}

/// What an unknown of 64 bits is a multiple of, or is but for a rest.
fn definition(terms: &Terms, assumption: TermId) -> Option<TermId> {
    let Node::Prim { prim: Prim::Eq, a, b, .. } = terms.node(assumption) else { return None };
    let is_unknown = |id| matches!(terms.node(id), Node::Var { width: 64, .. });
    let multiple = |value| match terms.node(value) {
        Node::Prim { prim: Prim::Add, a, b, .. } => [a, b].into_iter().find(|&part| is_product(terms, part)),
        _ => is_product(terms, value).then_some(value),
    };
    let of = |unknown, value| if is_unknown(unknown) { multiple(value) } else { None };
    of(a, b).or_else(|| of(b, a))
}

fn is_product(terms: &Terms, id: TermId) -> bool {
    matches!(terms.node(id), Node::Prim { prim: Prim::Mul, .. })
}

/// A function that takes two blocks of 128 bits to one.
fn is_block_product(standard: &Standard, function: &Function) -> bool {
    let is_block = |kind: &TypeKind| {
        let named = if let TypeKind::Named(name) = kind { standard.library.types.get(name) } else { None };
        matches!(named.map_or(kind, |ty| &ty.kind), TypeKind::Bits(width)
            if standard.sources.snippet(width.span).trim() == "128")
    };
    let kinds: Vec<&TypeKind> = function.params.iter().map(|param| &param.ty.kind).collect();
    kinds.len() == 2 && kinds.into_iter().chain([&function.result.kind]).all(is_block)
}

/// What a lemma says that products are, if the goal rests on one; else the right side of the claim.
fn first(terms: &Terms, goal: &Goal) -> Vec<TermId> {
    let of =
        |id: TermId, least: u8| conjuncts(terms, id).into_iter().filter_map(move |id| right_side(terms, id, least));
    let lemmas: Vec<TermId> = goal.assumptions.iter().flat_map(|&id| of(id, 128)).collect();
    if lemmas.is_empty() { of(goal.claim, 64).collect() } else { lemmas }
}

fn right_side(terms: &Terms, claim: TermId, least: u8) -> Option<TermId> {
    match terms.node(claim) {
        Node::Prim { prim: Prim::Eq, b, .. } if terms.width(b) >= least => Some(b),
        _ => None,
    }
}
