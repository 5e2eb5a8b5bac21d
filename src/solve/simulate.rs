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
    salt: u64,
}

/// Bits in all values of a term that make it unlikely that another's are the same by chance.
const TELLING: u32 = 64;

/// Whether values have so few bits that those of a different term may well be the same.
pub fn are_few(values: &Values) -> bool {
    let bits = 128 - values.iter().fold(0, |all, value| all | value).leading_zeros();
    bits * (VECTORS as u32) < TELLING
}

/// Further simulations, for terms that have one value for several choices: a few of these say little.
pub struct Doubt([Simulation; 7]);

impl Default for Doubt {
    fn default() -> Self {
        Doubt(std::array::from_fn(|n| Simulation { salt: n as u64 + 1, ..Simulation::default() }))
    }
}

impl Doubt {
    /// Whether one term is not the other, or its complement, for a further choice.
    pub fn differ(&mut self, kernel: &Kernel, a: TermId, b: TermId, not: bool) -> bool {
        let flip = if not { mask(kernel.terms().width(a)) } else { 0 };
        self.0.iter_mut().any(|further| {
            let (a, b) = (further.values(kernel, a), further.values(kernel, b));
            a.map(|value| value ^ flip) != b
        })
    }
}

/// Whether some values are equal.
pub fn repeat(values: &Values) -> bool {
    (1..VECTORS).any(|n| values[..n].contains(&values[n]))
}

impl Simulation {
    /// With other choices than those before a number.
    pub fn from(first: usize) -> Simulation {
        Simulation { first, ..Simulation::default() }
    }

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
                std::array::from_fn(|n| random(id, self.first + n, self.salt) & mask(terms.width(id)))
            }
        }
    }
}

/// A number that depends on the term, the choice and the simulation alone.
fn random(id: TermId, n: usize, simulation: u64) -> u128 {
    let half = |salt: u64| mix(mix(simulation << 40 ^ u64::from(id.0) << 8 | n as u64) ^ salt);
    u128::from(half(0x5bd1_e995)) << 64 | u128::from(half(0x1b87_3593))
}
