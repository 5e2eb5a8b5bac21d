//! Which terms are known to be equal: classes of terms, each with a representative that is the simplest of them.

use crate::lift::prim::Prim;
use crate::term::{Node, TermId, Terms};
use rustc_hash::FxHashSet;

/// The rank of the first of the terms that do not rank below all others; there are fewer terms than that.
const LATER: u64 = 1 << 31;

/// More than the width of any element.
const CHOSEN: u64 = 256;

/// Ranks of operations on single bits of vectors, and of bits of vectors, where a program is bit-sliced: above all else.
const GATES: u64 = u64::MAX << 40;
const BITS_OF_VECTORS: u64 = GATES + (1 << 32);

/// Conjunctions of vectors that make a bit-sliced program, beside tables of bytes.
const SLICED: usize = 64;

/// Representatives. That of a class is a constant or its term of the lowest [`Store::key`], so there is no circle, and
/// what is made of representatives can be taken apart without end in finite time.
pub struct Store {
    /// The smaller class points into the larger one, so that no order of steps makes a long way to the root.
    next: Vec<TermId>,
    /// By root.
    classes: Vec<Class>,
    ranks: Vec<u64>,
    /// Among terms of one rank, the order: a term's number; of a word that is turned, the word's.
    orders: Vec<u32>,
    /// Roots that point elsewhere, with the class that they were joined to as it was before, for [`Store::undo`].
    trail: Vec<(TermId, Class)>,
    /// Whether there are tables in registers.
    in_registers: bool,
    /// Whether there are tables of bytes, and a program that is bit-sliced.
    sliced: bool,
    /// Whether no fold ranks below all others. Then folds rank by their age, whoever makes them: above what steps on a
    /// shorter one are made of, which so stand for a longer one.
    by_age: bool,
}

/// A choice between two vectors that are numbers and no counts, as by a bit of the index of a table in registers.
pub fn is_choice(terms: &Terms, id: TermId) -> bool {
    let is_number = |id| terms.as_const(id).is_some_and(|value| value > u128::from(u32::MAX));
    matches!(terms.node(id), Node::Prim { prim: Prim::Select, width: 64.., b, c, .. } if is_number(b) && is_number(c))
}

/// The rank of a term that ranks above all that is older.
fn age(id: TermId) -> u64 {
    (LATER + u64::from(id.0)) << 32
}

/// Whether an element of a table of bytes is among terms, and vectors whose bits are combined by AND.
fn is_sliced(terms: &Terms) -> bool {
    let all = || (0..terms.len() as u32).map(TermId);
    let is_conjunction = |&id: &TermId| is_conjunction(terms, id);
    let is_byte = |id| matches!(terms.node(id), Node::Lookup { width: 8, index, .. } if terms.width(index) == 8);
    all().filter(is_conjunction).take(SLICED).count() == SLICED && all().any(is_byte)
}

/// Whether bits of two vectors are combined of which neither is a number.
pub fn is_conjunction(terms: &Terms, id: TermId) -> bool {
    let number = |id| terms.as_const(id).is_some();
    matches!(terms.node(id), Node::Prim { prim: Prim::And | Prim::Or, width: 128, a, b, .. } if !number(a) && !number(b))
}

/// Whether a term is a fold of no blocks, or a word of one: what it starts from.
fn is_of_nothing(terms: &Terms, id: TermId) -> bool {
    match terms.node(id) {
        Node::Fold { index } => terms.as_const(terms.fold(index).count) == Some(0),
        Node::FoldOut { fold, .. } => is_of_nothing(terms, fold),
        _ => false,
    }
}

/// Whether the operands of a sum are an unknown and a number.
fn is_offset(terms: &Terms, a: TermId, b: TermId) -> bool {
    matches!(terms.node(a), Node::Var { .. }) && terms.as_const(b).is_some()
}

/// Whether a term is a vector whose bits are those of others, moved or combined one by one.
pub fn is_moved(terms: &Terms, id: TermId) -> bool {
    use Prim::{Asr, Concat, Lsr, Ror, Shl, SignExtend, ZeroExtend};
    match terms.node(id) {
        Node::Prim { prim: Concat | Shl | Lsr | Asr | Ror | ZeroExtend | SignExtend, width: 64.., .. } => true,
        Node::Prim { prim, width: 64.., .. } => prim.is_bitwise(),
        Node::Extract { width: 64.., .. } => true,
        _ => false,
    }
}

/// A class, at its root.
#[derive(Clone, Copy)]
struct Class {
    low: TermId,
    size: u32,
}

impl Store {
    /// Each term stands for itself; a term's rank is its age. Parts of elements of tables rank
    /// as these: so what expresses a wide table by bits of a narrow one ranks below it, whoever made those bits before.
    pub fn new(terms: &Terms) -> Store {
        Store::ranked(terms, &FxHashSet::default())
    }

    /// The same, but some terms rank below all others: with each of them what it is made of must be among them.
    pub fn ranked(terms: &Terms, first: &FxHashSet<TermId>) -> Store {
        let in_registers = (0..terms.len() as u32).any(|id| is_choice(terms, TermId(id)));
        let (next, classes, ranks, orders, trail) = Default::default();
        let sliced = is_sliced(terms);
        let by_age = !first.iter().any(|&id| matches!(terms.node(id), Node::Fold { .. }));
        let mut store = Store { next, classes, ranks, orders, trail, in_registers, sliced, by_age };
        for id in (0..terms.len() as u32).map(TermId) {
            let rank = match terms.node(id) {
                Node::Lookup { .. } => store.rank_over(terms, id),
                Node::Extract { a, .. } if matches!(terms.node(a), Node::Lookup { .. }) => store.rank_over(terms, id),
                // By age, so that younger unknowns are expressed by older ones and numbers, which count for nothing then.
                Node::Var { .. } if first.contains(&id) => u64::from(id.0) << 32,
                Node::Const { .. } if !first.is_empty() => 0,
                // As if they had been made since: so what is made of their parts later does not rank below them.
                _ if first.contains(&id) => store.rank_over(terms, id),
                _ if is_of_nothing(terms, id) || store.is_of_bits(terms, id) => store.rank_over(terms, id),
                // As if it had been made since, so that a younger unknown can be expressed by it.
                Node::Prim { prim: Prim::Add | Prim::Sub, width: 64, a, b, .. } if is_offset(terms, a, b) => {
                    store.rank(a)
                }
                _ => age(id),
            };
            store.push(id, rank, id.0);
        }
        store
    }

    /// Takes in terms made since. They rank as the youngest of what they are made of, so that a term can be replaced by
    /// a newly made one over older parts.
    pub fn grow(&mut self, terms: &Terms) {
        for id in (self.next.len() as u32..terms.len() as u32).map(TermId) {
            let (rank, order) = (self.rank_over(terms, id), self.order(terms, id));
            self.push(id, rank, order);
        }
    }

    /// Whether a term is bits of a vector, or made of such, where these rank above all else.
    fn is_of_bits(&self, terms: &Terms, id: TermId) -> bool {
        let mut of_bits = matches!(terms.node(id), Node::Extract { width: ..=8, a, .. } if is_moved(terms, a));
        terms.operands(id, |operand| of_bits |= self.rank(operand) >= GATES);
        self.sliced && of_bits
    }

    /// What is made of one word alone comes directly behind it, so that younger words can be expressed by it: a
    /// complement, a rotation, or an affine image, which is a sum of choices between numbers by its bits.
    fn order(&self, terms: &Terms, id: TermId) -> u32 {
        let number = |id| terms.as_const(id).is_some();
        let of = |id: TermId| self.orders[id.0 as usize];
        match terms.node(id) {
            Node::Prim { prim: Prim::Not, a, .. } | Node::Extract { width: 1, a, .. } => of(a),
            Node::Prim { prim: Prim::Ror, a, b, .. } if number(b) => of(a),
            Node::Prim { prim: Prim::Select, a, b, c, .. } if number(b) && number(c) => of(a),
            Node::Prim { prim: Prim::Eor, a, b, .. } if number(a) => of(b),
            Node::Prim { prim: Prim::Eor, a, b, .. } if self.rank(a) == self.rank(b) && of(a) == of(b) => of(a),
            _ => id.0,
        }
    }

    fn rank(&self, id: TermId) -> u64 {
        self.ranks[id.0 as usize]
    }

    fn push(&mut self, id: TermId, rank: u64, order: u32) {
        self.next.push(id);
        self.classes.push(Class { low: id, size: 1 });
        self.ranks.push(rank);
        self.orders.push(order);
    }

    /// The highest rank below a term; constants count in sums alone, which are tidied by it. Elements of tables rank
    /// directly above their index, those of narrow tables below
    /// those of wide ones, so that a wide table can be expressed by a narrow one, whichever is older; and choices between
    /// vectors that are numbers, which are elements of tables in registers, above these. Bits of what is made bit by bit
    /// rank above what is made of such bits.
    fn rank_over(&self, terms: &Terms, id: TermId) -> u64 {
        let mut rank = 0;
        let is_bitwise = |id| matches!(terms.node(id), Node::Prim { prim, width: 9.., .. } if prim.is_bitwise());
        use Prim::{And, Eor, Lsr, Select, Shl};
        let sums = !matches!(terms.node(id), Node::Prim { prim: Select | Eor | And | Shl | Lsr, .. });
        terms.operands(id, |operand| {
            if sums || terms.as_const(operand).is_none() {
                rank = rank.max(self.ranks[operand.0 as usize]);
            }
        });
        match terms.node(id) {
            Node::Fold { .. } if self.by_age && !is_of_nothing(terms, id) => rank.max(age(id)),
            Node::Lookup { width, .. } => rank + 1 + u64::from(width),
            Node::Extract { width: ..=8, a, .. } if self.sliced && is_moved(terms, a) => rank.max(BITS_OF_VECTORS) + 1,
            Node::Prim { prim, width: 1, .. } if self.sliced && prim.is_bitwise() => rank.max(GATES) + 1,
            _ if self.in_registers && is_choice(terms, id) => rank + CHOSEN,
            Node::Extract { width: ..=8, a, .. } if self.in_registers && is_bitwise(a) => rank + 1,
            _ => rank,
        }
    }

    /// The representative.
    #[inline]
    pub fn find(&self, id: TermId) -> TermId {
        self.classes[self.root(id).0 as usize].low
    }

    #[inline]
    fn root(&self, id: TermId) -> TermId {
        let mut id = id;
        loop {
            let next = self.next[id.0 as usize];
            if next == id {
                return id;
            }
            id = next;
        }
    }

    /// Constants aside, operands of a term are below it, and its representative is not above it.
    #[inline]
    pub fn key(&self, id: TermId) -> u128 {
        let (rank, order) = (self.ranks[id.0 as usize], self.orders[id.0 as usize]);
        u128::from(rank) << 64 | u128::from(order) << 32 | u128::from(id.0)
    }

    /// Makes two classes one. The representative is the constant, or else the lower one.
    pub fn unite(&mut self, terms: &Terms, a: TermId, b: TermId) {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return;
        }
        let of = |id: TermId| self.classes[id.0 as usize];
        let constant = |id| terms.as_const(id).is_some();
        let (x, y) = (of(a).low, of(b).low);
        let low = if constant(x) || !constant(y) && self.key(x) < self.key(y) { x } else { y };
        let size = of(a).size + of(b).size;
        let (large, small) = if of(a).size < of(b).size { (b, a) } else { (a, b) };
        self.trail.push((small, of(large)));
        self.next[small.0 as usize] = large;
        self.classes[large.0 as usize] = Class { low, size };
    }

    /// Whether there are tables of bytes, and a program that is bit-sliced.
    pub fn is_sliced(&self) -> bool {
        self.sliced
    }

    /// Whether there are tables in registers.
    pub fn has_tables_in_registers(&self) -> bool {
        self.in_registers
    }

    /// A point to come back to.
    pub fn mark(&self) -> usize {
        self.trail.len()
    }

    /// Takes back what was united since.
    pub fn undo(&mut self, mark: usize) {
        // The last first, for each is told what was there before it.
        for (small, before) in self.trail.drain(mark..).rev() {
            let large = self.next[small.0 as usize];
            self.classes[large.0 as usize] = before;
            self.next[small.0 as usize] = small;
        }
    }
}
