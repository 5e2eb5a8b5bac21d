//! Values of terms for random leaves: what differs somewhere is not equal, and what never differs is worth a question.

use crate::kernel::Kernel;
use crate::lift::prim::{Prim, mask};
use crate::term::eval::mix;
use crate::term::{Node, TermId};
use rustc_hash::FxHashMap;

/// How many choices of the leaves.
pub const VECTORS: usize = 8;

/// The value of a term for each choice.
pub type Values = [u128; VECTORS];

/// Values over representatives, as far as they were asked for.
#[derive(Default)]
pub struct Simulation {
    known: FxHashMap<TermId, Values>,
    /// The number of the first choice.
    first: usize,
}

/// Bits in all values of a term that make it unlikely that another's are the same by chance.
const TELLING: u32 = 64;

/// Whether values have so few bits that those of a different term may well be the same.
pub fn are_few(values: &Values) -> bool {
    let bits = 128 - values.iter().fold(0, |all, value| all | value).leading_zeros();
    bits * (VECTORS as u32) < TELLING
}

/// More choices, for terms whose values have few bits.
pub struct Further([Simulation; 3]);

impl Default for Further {
    fn default() -> Self {
        Further([1, 2, 3].map(|n| Simulation { first: n * VECTORS, ..Simulation::default() }))
    }
}

impl Further {
    /// Whether one of them tells two terms apart.
    pub fn differ(&mut self, kernel: &Kernel, a: TermId, b: TermId) -> bool {
        self.0.iter_mut().any(|choices| choices.values(kernel, a) != choices.values(kernel, b))
    }
}

impl Simulation {
    /// The values of a term's representative.
    pub fn values(&mut self, kernel: &Kernel, id: TermId) -> Values {
        let mut stack = vec![kernel.find(id)];
        while let Some(&id) = stack.last() {
            if self.known.contains_key(&id) {
                stack.pop();
                continue;
            }
            let waiting = stack.len();
            kernel.terms().operands(id, |operand| {
                let operand = kernel.find(operand);
                if !self.known.contains_key(&operand) {
                    stack.push(operand);
                }
            });
            if stack.len() == waiting {
                let values = self.compute(kernel, id);
                self.known.insert(id, values);
                stack.pop();
            }
        }
        self.known[&kernel.find(id)]
    }

    fn compute(&self, kernel: &Kernel, id: TermId) -> Values {
        let terms = kernel.terms();
        let at = |operand: TermId| &self.known[&kernel.find(operand)];
        match terms.node(id) {
            node @ Node::Const { .. } => [terms.constant_of(node).unwrap_or(0); VECTORS],
            Node::Prim { prim, width, a, b, c } => {
                let from = terms.width(if prim == Prim::Concat { b } else { a });
                let (a, b, c) = (at(a), at(b), at(c));
                std::array::from_fn(|n| prim.eval(width, from, a[n], b[n], c[n]))
            }
            Node::Extract { width, a, lo } => at(a).map(|value| value >> lo & mask(width)),
            Node::Lookup { table, index, .. } => at(index).map(|n| terms.table(table).elements[n as usize]),
            Node::Fold { .. } => [0; VECTORS],
            Node::Var { .. } | Node::Read { .. } | Node::FoldOut { .. } => {
                std::array::from_fn(|n| random(id, self.first + n) & mask(terms.width(id)))
            }
        }
    }
}

/// A number that depends on the term and the choice alone.
fn random(id: TermId, n: usize) -> u128 {
    let half = |salt: u64| mix(mix(u64::from(id.0) << 8 | n as u64) ^ salt);
    u128::from(half(0x5bd1_e995)) << 64 | u128::from(half(0x1b87_3593))
}
