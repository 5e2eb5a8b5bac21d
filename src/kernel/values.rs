//! Values of terms over representatives, from given values of leaves.

use super::{Checked, Kernel, refuse};
use crate::lift::prim::{Prim, mask};
use crate::term::{Node, TermId};
use rustc_hash::{FxHashMap, FxHashSet};

/// Choices of the leaves that are evaluated at once.
pub const LANES: usize = 16;

/// The value of a term for each of the choices.
pub type Values = [u128; LANES];

/// Terms in an order in which each comes after what it is made of, ready to be evaluated many times.
#[derive(Default)]
pub struct Circuit {
    /// Each term's slot is its place here.
    list: Vec<(Node, [u32; 3])>,
    slots: FxHashMap<TermId, u32>,
    leaves: Vec<(TermId, u32)>,
    is_leaf: Vec<bool>,
}

/// Leaves that are slices of words.
type Slices = FxHashMap<TermId, Vec<(TermId, u8, u8)>>;

impl Kernel<'_> {
    /// What two terms are made of, down to leaves and numbers; refused if there is any other leaf. Bits of a
    /// word of which a leaf is a slice are bits of that leaf, where they are in it.
    pub(super) fn circuit(&self, roots: &[TermId], leaves: &[TermId]) -> Checked<Circuit> {
        for &leaf in leaves {
            self.check_id(leaf)?;
        }
        let cut: FxHashSet<TermId> = leaves.iter().map(|&leaf| self.find(leaf)).collect();
        let slices = self.slices(leaves, &cut);
        let mut circuit = Circuit::default();
        for id in self
            .below_by(roots, &cut, |id, operand| self.find(self.slice_of_leaf(&slices, id).map_or(operand, |of| of.0)))
        {
            let slot = circuit.list.len() as u32;
            let at = |operand: TermId| circuit.slots.get(&self.find(operand)).copied().unwrap_or_default();
            let mut operands = [0; 3];
            let node = self.slice_of_leaf(&slices, id).map_or(self.terms.node(id), |of| of.1);
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
            circuit.is_leaf.push(cut.contains(&id));
            circuit.list.push((node, operands));
            circuit.slots.insert(id, slot);
        }
        Ok(circuit)
    }

    /// Representatives below terms, and the terms themselves, operands first; nothing below the cut.
    pub fn below(&self, roots: &[TermId], cut: &FxHashSet<TermId>) -> Vec<TermId> {
        self.below_by(roots, cut, |_, operand| self.find(operand))
    }

    /// By words that are no leaves, the leaves that are slices of them, with the lowest bit of each and its width.
    fn slices(&self, leaves: &[TermId], cut: &FxHashSet<TermId>) -> Slices {
        let mut slices = Slices::default();
        for &leaf in leaves {
            if let Node::Extract { width, a, lo } = self.terms.node(leaf)
                && !cut.contains(&self.find(a))
            {
                slices.entry(self.find(a)).or_default().push((leaf, lo, width));
            }
        }
        slices
    }

    /// Bits of a word that are bits of a leaf, which is a slice of that word: the leaf, and the bits as a slice of it.
    fn slice_of_leaf(&self, slices: &Slices, id: TermId) -> Option<(TermId, Node)> {
        let Node::Extract { width, a, lo } = self.terms.node(id) else { return None };
        let inside = |of: &&(TermId, u8, u8)| {
            of.1 <= lo && u32::from(lo) + u32::from(width) <= u32::from(of.1) + u32::from(of.2)
        };
        let &(leaf, from, _) = slices.get(&self.find(a))?.iter().find(inside)?;
        Some((leaf, Node::Extract { width, a: leaf, lo: lo - from }))
    }

    /// The same, where `view` says what stands for an operand of a term.
    pub(super) fn below_by(
        &self,
        roots: &[TermId],
        cut: &FxHashSet<TermId>,
        view: impl Fn(TermId, TermId) -> TermId,
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
                        let operand = view(id, operand);
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

    /// All operations, each with the slots of its operands; leaves have none.
    pub fn list(&self) -> &[(Node, [u32; 3])] {
        &self.list
    }

    /// Whether a slot is that of a leaf.
    pub fn is_leaf(&self, slot: usize) -> bool {
        self.is_leaf[slot]
    }

    /// The slot of a leaf, if it occurs.
    pub fn leaf(&self, id: TermId) -> Option<usize> {
        self.slot(id).filter(|&slot| self.is_leaf[slot])
    }

    /// The slot of a term, for the values that [`Circuit::evaluate`] makes.
    pub fn slot(&self, id: TermId) -> Option<usize> {
        self.slots.get(&id).map(|&slot| slot as usize)
    }

    /// All values for [`LANES`] choices at once; `leaf` gives those of a leaf.
    pub fn evaluate(&self, kernel: &Kernel, leaf: impl Fn(TermId) -> Values, values: &mut Vec<Values>) {
        values.clear();
        kernel.spend(self.list.len());
        let mut leaves = self.leaves.iter().peekable();
        for (slot, &(node, operands)) in self.list.iter().enumerate() {
            match leaves.next_if(|leaf| leaf.1 as usize == slot) {
                Some(found) => values.push(leaf(found.0)),
                None => {
                    let computed = self.compute(kernel, node, operands, values);
                    values.push(computed);
                }
            }
        }
    }

    fn compute(&self, kernel: &Kernel, node: Node, operands: [u32; 3], values: &[Values]) -> Values {
        let [a, b, c] = operands.map(|slot| values.get(slot as usize).unwrap_or(&[0; LANES]));
        match node {
            Node::Const { .. } => [kernel.terms.constant_of(node).unwrap_or(0); LANES],
            Node::Prim { prim, width, a: x, b: y, .. } => {
                let from = kernel.terms.width(if prim == Prim::Concat { y } else { x });
                // A loop of its own for what is frequent: it becomes vector instructions.
                match prim {
                    Prim::Eor => std::array::from_fn(|n| a[n] ^ b[n]),
                    Prim::And => std::array::from_fn(|n| a[n] & b[n]),
                    Prim::Or => std::array::from_fn(|n| a[n] | b[n]),
                    Prim::Select => std::array::from_fn(|n| if a[n] != 0 { b[n] } else { c[n] }),
                    _ => std::array::from_fn(|n| prim.eval(width, from, a[n], b[n], c[n])),
                }
            }
            Node::Extract { width, lo, .. } => a.map(|value| value >> lo & mask(width)),
            Node::Lookup { table, .. } => a.map(|n| kernel.terms.table(table).elements[n as usize]),
            _ => [0; LANES],
        }
    }
}
