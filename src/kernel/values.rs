//! Values of terms over representatives, from given values of leaves.

use super::{Checked, Kernel, refuse};
use crate::lift::prim::{Prim, mask};
use crate::term::{Node, TermId};
use rustc_hash::{FxHashMap, FxHashSet};

/// Terms in an order in which each comes after what it is made of, ready to be evaluated many times.
pub struct Circuit {
    /// Each term's slot is its place here.
    list: Vec<(Node, [u32; 3])>,
    slots: FxHashMap<TermId, u32>,
    leaves: Vec<(TermId, u32)>,
}

impl Kernel<'_> {
    /// What two terms are made of, down to leaves and numbers; refused if there is any other leaf.
    pub(super) fn circuit(&self, roots: &[TermId], leaves: &[TermId]) -> Checked<Circuit> {
        for &leaf in leaves {
            self.check_id(leaf)?;
        }
        let cut: FxHashSet<TermId> = leaves.iter().map(|&leaf| self.find(leaf)).collect();
        let mut circuit = Circuit { list: Vec::new(), slots: FxHashMap::default(), leaves: Vec::new() };
        for id in self.below(roots, &cut) {
            let slot = circuit.list.len() as u32;
            let at = |operand: TermId| circuit.slots.get(&self.find(operand)).copied().unwrap_or_default();
            let mut operands = [0; 3];
            let node = self.terms.node(id);
            if cut.contains(&id) {
                circuit.leaves.push((id, slot));
            } else {
                match node {
                    Node::Const { .. } => {}
                    Node::Prim { a, b, c, .. } => operands = [a, b, c].map(at),
                    Node::Extract { a, .. } => operands[0] = at(a),
                    Node::Lookup { index, .. } => operands[0] = at(index),
                    _ => return refuse(format!("term {} is a leaf that was not named", id.0)),
                }
            }
            circuit.list.push((node, operands));
            circuit.slots.insert(id, slot);
        }
        Ok(circuit)
    }

    /// Representatives below terms, and the terms themselves, operands first; nothing below the cut.
    pub fn below(&self, roots: &[TermId], cut: &FxHashSet<TermId>) -> Vec<TermId> {
        self.below_by(roots, cut, |id| self.find(id))
    }

    /// The same, where `view` says what stands for an operand.
    pub(super) fn below_by(
        &self,
        roots: &[TermId],
        cut: &FxHashSet<TermId>,
        view: impl Fn(TermId) -> TermId,
    ) -> Vec<TermId> {
        let mut seen = FxHashSet::default();
        let mut order = Vec::new();
        let mut stack: Vec<(TermId, bool)> = roots.iter().rev().map(|&id| (id, false)).collect();
        while let Some((id, done)) = stack.pop() {
            if done {
                order.push(id);
            } else if seen.insert(id) {
                stack.push((id, true));
                if !cut.contains(&id) {
                    self.terms.operands(id, |operand| {
                        let operand = view(operand);
                        if !seen.contains(&operand) {
                            stack.push((operand, false));
                        }
                    });
                }
            }
        }
        self.spend(order.len());
        order
    }
}

impl Circuit {
    /// How many terms there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The leaves that occur.
    pub fn leaves(&self) -> impl Iterator<Item = TermId> + '_ {
        self.leaves.iter().map(|leaf| leaf.0)
    }

    /// The slot of a term, for the values that [`Circuit::evaluate`] makes.
    pub fn slot(&self, id: TermId) -> Option<usize> {
        self.slots.get(&id).map(|&slot| slot as usize)
    }

    /// All values, where each leaf has the value that is given for it.
    pub fn evaluate(&self, kernel: &Kernel, leaf: impl Fn(TermId) -> u128, values: &mut Vec<u128>) {
        values.clear();
        kernel.spend(self.list.len());
        let mut leaves = self.leaves.iter().peekable();
        for (slot, &(node, [a, b, c])) in self.list.iter().enumerate() {
            if leaves.peek().is_some_and(|leaf| leaf.1 as usize == slot) {
                values.push(leaves.next().map_or(0, |found| leaf(found.0)));
                continue;
            }
            let at = |slot: u32| values[slot as usize];
            values.push(match node {
                Node::Const { .. } => kernel.constant(node),
                Node::Prim { prim, width, a: x, b: y, .. } => {
                    let from = kernel.terms.width(if prim == Prim::Concat { y } else { x });
                    prim.eval(width, from, at(a), at(b), at(c))
                }
                Node::Extract { width, lo, .. } => at(a) >> lo & mask(width),
                Node::Lookup { table, .. } => kernel.terms.table(table).elements[at(a) as usize],
                _ => 0,
            });
        }
    }
}

impl Kernel<'_> {
    fn constant(&self, node: Node) -> u128 {
        self.terms.constant_of(node).unwrap_or(0)
    }
}
