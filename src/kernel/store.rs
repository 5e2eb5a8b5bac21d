//! Which terms are known to be equal: each points to one that is simpler, and ends at its representative.

use crate::term::{Node, TermId, Terms};

/// Representatives. A term points only to a constant or to a term of a lower [`Store::key`], so there is no circle, and
/// what is made of representatives can be taken apart without end in finite time.
pub struct Store {
    next: Vec<TermId>,
    ranks: Vec<u64>,
    /// Terms that point elsewhere, in the order in which they were made to, for [`Store::undo`].
    trail: Vec<TermId>,
}

impl Store {
    /// Each term stands for itself; a term's rank is its age.
    pub fn new(terms: &Terms) -> Store {
        let mut store = Store { next: Vec::new(), ranks: Vec::new(), trail: Vec::new() };
        for id in (0..terms.len() as u32).map(TermId) {
            let rank = match terms.node(id) {
                Node::Lookup { .. } => store.rank_over(terms, id),
                _ => u64::from(id.0) << 32,
            };
            store.push(id, rank);
        }
        store
    }

    /// Takes in terms made since. They rank as the youngest of what they are made of, so that a term can be replaced by
    /// a newly made one over older parts.
    pub fn grow(&mut self, terms: &Terms) {
        for id in (self.next.len() as u32..terms.len() as u32).map(TermId) {
            let rank = self.rank_over(terms, id);
            self.push(id, rank);
        }
    }

    fn push(&mut self, id: TermId, rank: u64) {
        self.next.push(id);
        self.ranks.push(rank);
    }

    /// The highest rank below a term. Elements of tables rank directly above their index, those of narrow tables below
    /// those of wide ones, so that a wide table can be expressed by a narrow one, whichever is older.
    fn rank_over(&self, terms: &Terms, id: TermId) -> u64 {
        let mut rank = 0;
        terms.operands(id, |operand| rank = rank.max(self.ranks[operand.0 as usize]));
        match terms.node(id) {
            Node::Lookup { width, .. } => rank + 1 + u64::from(width),
            _ => rank,
        }
    }

    /// The representative.
    #[inline]
    pub fn find(&self, id: TermId) -> TermId {
        let mut id = id;
        loop {
            let next = self.next[id.0 as usize];
            if next == id {
                return id;
            }
            id = next;
        }
    }

    /// Operands of a term are below it, and its representative is not above it, constants aside.
    #[inline]
    pub fn key(&self, id: TermId) -> u128 {
        u128::from(self.ranks[id.0 as usize]) << 32 | u128::from(id.0)
    }

    /// Makes two classes one. The representative is the constant, or else the lower one.
    pub fn unite(&mut self, terms: &Terms, a: TermId, b: TermId) {
        let (a, b) = (self.find(a), self.find(b));
        if a == b {
            return;
        }
        let constant = |id| terms.as_const(id).is_some();
        let keep_a = constant(a) || !constant(b) && self.key(a) < self.key(b);
        let (low, high) = if keep_a { (a, b) } else { (b, a) };
        self.next[high.0 as usize] = low;
        self.trail.push(high);
    }

    /// A point to come back to.
    pub fn mark(&self) -> usize {
        self.trail.len()
    }

    /// Takes back what was united since.
    pub fn undo(&mut self, mark: usize) {
        for id in self.trail.drain(mark..) {
            self.next[id.0 as usize] = id;
        }
    }
}
