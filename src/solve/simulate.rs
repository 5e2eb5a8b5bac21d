//! Values of terms for random leaves: what differs somewhere is not equal, and what never differs is worth a question.

use super::turn::Turn;
use super::upwards::upwards;
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

/// Further simulations. Terms that have one value for several choices are asked for all of them, for a few such values say
/// little; of others one is enough, and keeping the values of seven takes longer than most of the kernel's rules.
pub struct Doubt([Simulation; 7]);

impl Default for Doubt {
    fn default() -> Self {
        Doubt(std::array::from_fn(|n| Simulation::from((n + 1) * VECTORS)))
    }
}

impl Doubt {
    /// All of them.
    pub fn simulations(&mut self) -> &mut [Simulation] {
        &mut self.0
    }

    /// Whether one term, turned, is not the other for a further choice.
    pub fn differ(&mut self, kernel: &Kernel, a: TermId, b: TermId, turn: Turn, doubtful: bool) -> bool {
        let width = kernel.terms().width(a);
        let further = if doubtful { self.0.len() } else { 1 };
        self.0[..further]
            .iter_mut()
            .any(|further| turn.of(width, &further.values(kernel, a)) != further.values(kernel, b))
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
        let first = self.first;
        upwards(kernel, &mut self.known, id, |known, id| compute(kernel, known, first, id));
        self.known[&kernel.find(id)]
    }
}

/// The values of a term whose operands are known.
fn compute(kernel: &Kernel, known: &FxHashMap<TermId, Values>, first: usize, id: TermId) -> Values {
    let terms = kernel.terms();
    let at = |operand: TermId| &known[&kernel.find(operand)];
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
        // By what its offset is, for that may become another's when it was swept already.
        Node::Read { region, offset } => {
            let (width, offset) = (terms.width(id), at(offset));
            std::array::from_fn(|n| random(mix(mix(u64::from(region)) ^ offset[n] as u64), first + n) & mask(width))
        }
        Node::Var { .. } | Node::FoldOut { .. } => {
            std::array::from_fn(|n| random(u64::from(id.0), first + n) & mask(terms.width(id)))
        }
    }
}

/// A number that depends on another one and the choice alone.
fn random(seed: u64, n: usize) -> u128 {
    let half = |salt: u64| mix(mix(seed << 8 | n as u64) ^ salt);
    u128::from(half(0x5bd1_e995)) << 64 | u128::from(half(0x1b87_3593))
}
