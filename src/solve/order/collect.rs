//! What a comparison of numbers is made of: the comparisons and equations that are known, the sums below them, and the
//! range of each number. Equations are put in, so that few unknowns are left.

use super::{ATOMS, Order, Simplex};
use crate::kernel::Kernel;
use crate::kernel::order::{Atom, Line, Supposed};
use crate::lift::prim::Prim;
use crate::solve::counts;
use crate::symbolic::linear::Linear;
use crate::term::{Node, TermId};
use rustc_hash::FxHashSet;

/// Comparisons that are looked at, and terms below them.
const KNOWN: usize = 24;
const TERMS: usize = 80;

/// What is known before a claim is looked at.
pub struct Known {
    /// Terms below the facts and the claim.
    below: Vec<TermId>,
    /// Equations that hold.
    equations: Vec<TermId>,
    forms: Vec<TermId>,
}

impl Known {
    pub fn new(kernel: &mut Kernel, claim: TermId, facts: &[TermId]) -> Self {
        let below = kernel.terms().below(facts);
        let equations = equations(kernel, &below);
        let forms = shortest(kernel, &below);
        unmasked(kernel, claim);
        let mut roots = facts.to_vec();
        roots.push(claim);
        Known { below: kernel.terms().below(&roots), equations, forms }
    }
}

impl<'k, 'a> Order<'k, 'a> {
    pub fn new(kernel: &'k Kernel<'a>, claim: TermId, value: bool, known: &Known, supposed: &Supposed) -> Option<Self> {
        let opposite = kernel.opposite(claim, value).ok()?;
        let (rows, simplex, supposed, undecided) = (vec![opposite], Simplex::new(0), supposed.clone(), None);
        let (lines, solved, atoms, mixes, distinct) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut order = Order { kernel, supposed, undecided, distinct, rows, lines, solved, atoms, simplex, mixes };
        let mut roots = known.equations.clone();
        roots.push(claim);
        let mut kept = vec![0];
        for id in order.comparisons(&known.below) {
            if let Some(row) = order.line(Line::Known(id)) {
                kept.push(row);
                roots.push(id);
            }
        }
        order.distinct = order.equations_that_fail(&known.below);
        roots.extend(&order.distinct);
        kept.extend(order.sums(&roots, known.forms.clone())?);
        kept.extend(order.equations()?);
        order.atoms = order.free();
        if order.atoms.len() > ATOMS {
            return None;
        }
        order.simplex = Simplex::new(order.atoms.len());
        for number in kept {
            let row = order.rows[number].clone();
            order.constrain(&row, number, 1)?;
            if row.is_equation {
                order.constrain(&row, number, -1)?;
            }
        }
        Some(order)
    }

    /// Comparisons of which it is known or supposed whether they hold, the supposed ones first.
    fn comparisons(&self, below: &[TermId]) -> Vec<TermId> {
        let terms = self.kernel.terms();
        let compares = |id: &TermId| {
            let Node::Prim { prim: Prim::Ult | Prim::Eq, a, b, .. } = terms.node(*id) else { return false };
            let row = self.kernel.row(&Line::Known(*id), &[], &self.supposed);
            // Some say nothing but of numbers, such as distances within the stack.
            a != b
                && row.is_ok_and(|row| !row.parts.is_empty() && (!row.is_equation || self.kernel.known(*id).is_none()))
        };
        let mut found: Vec<TermId> = below.iter().copied().filter(compares).collect();
        found.sort_by_key(|&id| self.kernel.known(id).is_some());
        found.truncate(KNOWN);
        found
    }

    /// Equations of numbers that are known or supposed not to hold; those with 0 are comparisons.
    fn equations_that_fail(&self, below: &[TermId]) -> Vec<TermId> {
        let terms = self.kernel.terms();
        let fails = |id: &TermId| match terms.node(*id) {
            Node::Prim { prim: Prim::Eq, a, b, .. } => {
                terms.width(a) == 64
                    && [a, b].iter().all(|&side| self.kernel.known(side) != Some(0))
                    && self.kernel.value_of(*id, &self.supposed) == Some(false)
            }
            _ => false,
        };
        below.iter().copied().filter(fails).take(KNOWN).collect()
    }

    /// The equations of all operations below, and the ranges of all numbers, which are told by their rows.
    fn sums(&mut self, roots: &[TermId], forms: Vec<TermId>) -> Option<Vec<usize>> {
        let terms = self.kernel.terms();
        let (mut stack, mut seen, mut ranges) = (forms, FxHashSet::default(), Vec::new());
        roots.iter().for_each(|&root| terms.operands(root, |id| stack.push(id)));
        while let Some(id) = stack.pop() {
            if terms.as_const(id).is_some() || !seen.insert(id) {
                continue;
            }
            if seen.len() > TERMS {
                return None;
            }
            let number = self.kernel.find(id);
            if number == id {
                ranges.extend(self.line(Line::Least(id)));
                ranges.extend(self.line(Line::Most(id)));
            } else {
                stack.push(number);
            }
            if let Some(rows) = self.quotient(id) {
                ranges.extend(rows);
                terms.operands(id, |number| stack.push(number));
            }
            if self.line(Line::Computed(id)).is_some() {
                terms.operands(id, |operand| stack.push(operand));
            }
            stack.extend(self.choice(id));
        }
        Some(ranges)
    }

    /// The side of a choice that is known or supposed; if none is, what decides is written down.
    fn choice(&mut self, id: TermId) -> Option<TermId> {
        let Node::Prim { prim: Prim::Select, a, b, c, .. } = self.kernel.terms().node(id) else { return None };
        match self.kernel.value_of(a, &self.supposed) {
            Some(first) => self.line(Line::Chosen(id)).map(|_| if first { b } else { c }),
            None => {
                self.undecided.get_or_insert(a);
                None
            }
        }
    }

    /// The equations solved, those of operands first; the numbers of those that cannot be.
    fn equations(&mut self) -> Option<Vec<usize>> {
        let computed = |(at, line): (usize, &Line)| match line {
            Line::Computed(id) | Line::Chosen(id) => Some((*id, at + 1)),
            _ => None,
        };
        let mut all: Vec<(TermId, usize)> = self.lines.iter().enumerate().filter_map(computed).collect();
        all.sort_unstable();
        let mut left = Vec::new();
        for (id, number) in all {
            let row = self.rows[number].clone();
            let (row, mix) = self.reduced(&row, number, 1)?;
            let result = Atom::Value(self.kernel.find(id));
            let unit = |atom: &Atom| matches!(atom, Atom::Value(_)) && row.parts[atom].unsigned_abs() == 1;
            let atoms =
                [result].into_iter().filter(|atom| row.parts.contains_key(atom)).chain(row.parts.keys().copied());
            match atoms.into_iter().find(unit) {
                Some(atom) => self.solved.push((atom, row, mix)),
                None if row.parts.is_empty() => {}
                None => left.push(number),
            }
        }
        Some(left)
    }

    /// Atoms that no equation is solved for.
    fn free(&self) -> Vec<Atom> {
        let mut atoms: Vec<Atom> = self.rows.iter().flat_map(|row| row.parts.keys().copied()).collect();
        atoms.sort_unstable();
        atoms.dedup();
        atoms.retain(|atom| self.solved.iter().all(|solved| solved.0 != *atom));
        atoms
    }
}

/// Equations of 64 bits below facts that hold, other than of a term with itself.
fn equations(kernel: &Kernel, below: &[TermId]) -> Vec<TermId> {
    let terms = kernel.terms();
    let holds = |id: &TermId| match terms.node(*id) {
        Node::Prim { prim: Prim::Eq, a, b, .. } => a != b && terms.width(a) == 64 && kernel.known(*id) == Some(1),
        _ => false,
    };
    below.iter().copied().filter(holds).take(KNOWN).collect()
}

/// The shortest forms of what flags say of: the lower bits of a wide sum are no row, but they are equal to a sum that is.
fn shortest(kernel: &mut Kernel, below: &[TermId]) -> Vec<TermId> {
    let terms = kernel.terms();
    let mut sums = Vec::new();
    for &id in below {
        if let Node::Prim { prim: Prim::Ult | Prim::Eq, .. } = terms.node(id) {
            terms.operands(id, |side| sums.push(side));
        }
    }
    sums.retain(|&id| matches!(terms.node(id), Node::Extract { width: 64, lo: 0, .. }));
    sums.truncate(KNOWN);
    let form = |&id: &TermId| {
        let linear = Linear::of(kernel.terms(), id);
        let unknown = |part: &(TermId, u64)| kernel.terms().node(part.0).is_leaf();
        let form = linear.parts.iter().all(unknown).then(|| counts::make(kernel, &linear).ok())??;
        kernel.linear(id, form).ok().map(|()| form)
    };
    sums.iter().filter_map(form).collect()
}

/// Masks below a claim that clear nothing are shown to do so.
fn unmasked(kernel: &mut Kernel, claim: TermId) {
    for id in kernel.terms().below(&[claim]) {
        if let Node::Prim { prim: Prim::And, width: 64, a, b, .. } = kernel.terms().node(id) {
            let (mask, number) = if kernel.terms().as_const(a).is_some() { (a, b) } else { (b, a) };
            if kernel.terms().as_const(mask).is_some() && kernel.find(id) == id {
                let _ = kernel.linear(id, number);
            }
        }
    }
}
