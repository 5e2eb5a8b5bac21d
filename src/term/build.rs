//! The trusted builder of terms: it folds constants and does nothing clever.

use super::{Fold, Node, TermId, Terms};
use crate::lift::ops::Table;
use crate::lift::prim::{Prim, mask};
use std::sync::Arc;

impl Terms {
    fn intern(&mut self, node: Node) -> TermId {
        let next = TermId(self.nodes.len() as u32);
        let id = *self.ids.entry(node).or_insert(next);
        if id == next {
            self.nodes.push(node);
        }
        id
    }

    /// A constant; bits at and above `width` are dropped.
    pub fn constant(&mut self, width: u8, value: u128) -> TermId {
        let value = value & mask(width);
        let next = self.constants.len() as u32;
        let index = *self.constant_ids.entry(value).or_insert(next);
        if index == next {
            self.constants.push(value);
        }
        self.intern(Node::Const { width, index })
    }

    /// A new unknown, unequal to every other one, whatever its name.
    pub fn var(&mut self, width: u8, name: impl Into<String>) -> TermId {
        self.names.push(name.into());
        self.intern(Node::Var { width, index: self.names.len() as u32 - 1 })
    }

    /// The operation on terms; operands past its arity are ignored.
    pub fn prim(&mut self, prim: Prim, width: u8, operands: [TermId; 3]) -> TermId {
        let [a, b, c] = operands;
        let (b, c) = match prim.arity() {
            1 => (a, a),
            2 => (b, b),
            _ => (b, c),
        };
        let from = self.width(if prim == Prim::Concat { b } else { a });
        match (self.as_const(a), self.as_const(b), self.as_const(c)) {
            (Some(x), Some(y), Some(z)) => self.constant(width, prim.eval(width, from, x, y, z)),
            (Some(x), ..) if prim == Prim::Select => [c, b][(x != 0) as usize],
            _ => self.intern(Node::Prim { prim, width, a, b, c }),
        }
    }

    /// Two operands of the same width as the result.
    pub fn binary(&mut self, prim: Prim, a: TermId, b: TermId) -> TermId {
        self.prim(prim, self.width(a), [a, b, b])
    }

    /// One bit: whether two terms of one width are equal.
    pub fn equal(&mut self, a: TermId, b: TermId) -> TermId {
        if a == b { self.constant(1, 1) } else { self.prim(Prim::Eq, 1, [a, b, b]) }
    }

    /// One bit: unsigned `a < b`.
    pub fn less(&mut self, a: TermId, b: TermId) -> TermId {
        self.prim(Prim::Ult, 1, [a, b, b])
    }

    /// One bit: unsigned `a <= b`.
    pub fn at_most(&mut self, a: TermId, b: TermId) -> TermId {
        let above = self.less(b, a);
        self.not(above)
    }

    /// All bits inverted.
    pub fn not(&mut self, a: TermId) -> TermId {
        self.prim(Prim::Not, self.width(a), [a, a, a])
    }

    /// `width` bits of `a` from bit `lo` upwards.
    pub fn extract(&mut self, width: u8, a: TermId, lo: u8) -> TermId {
        if width == self.width(a) {
            return a;
        }
        // Of a number behind something unknown, a part of the number is a number too.
        let number = match self.node(a) {
            Node::Prim { prim: Prim::Concat, b, .. } if lo + width <= self.width(b) => b,
            _ => a,
        };
        match self.as_const(number) {
            Some(value) => self.constant(width, value >> lo),
            None => self.intern(Node::Extract { width, a, lo }),
        }
    }

    /// `hi :: lo`, at most 128 bits together.
    pub fn concat(&mut self, hi: TermId, lo: TermId) -> TermId {
        let width = self.width(hi) + self.width(lo);
        self.prim(Prim::Concat, width, [hi, lo, lo])
    }

    /// The element of a constant table; the table has 2 to the width of the index elements.
    pub fn lookup(&mut self, table: &Arc<Table>, index: TermId) -> TermId {
        if let Some(n) = self.as_const(index) {
            return self.constant(table.width, table.elements[n as usize]);
        }
        let n = self.number_of(table);
        self.intern(Node::Lookup { width: table.width, table: n, index })
    }

    /// The number of a constant table, by which terms name it.
    pub fn number_of(&mut self, table: &Arc<Table>) -> u32 {
        let known = self.tables.iter().position(|other| Arc::ptr_eq(other, table) || other.same(table));
        let n = known.unwrap_or_else(|| {
            self.tables.push(table.clone());
            self.tables.len() - 1
        });
        n as u32
    }

    /// The byte of a region's initial contents at an offset.
    pub fn read(&mut self, region: u32, offset: TermId) -> TermId {
        self.intern(Node::Read { region, offset })
    }

    /// A whole fold.
    pub fn make_fold(&mut self, fold: Fold) -> TermId {
        let next = self.folds.len() as u32;
        let index = *self.fold_ids.entry(fold.clone()).or_insert(next);
        if index == next {
            self.folds.push(fold);
        }
        self.intern(Node::Fold { index })
    }

    /// The n-th word of a fold; of no blocks at all, the initial one (the first axiom of `fold`).
    pub fn fold_out(&mut self, width: u8, fold: TermId, n: u16) -> TermId {
        if let Node::Fold { index } = self.node(fold) {
            let of = &self.folds[index as usize];
            if self.as_const(of.count) == Some(0) {
                return of.initial[n as usize];
            }
        }
        self.intern(Node::FoldOut { width, fold, n })
    }

    /// The term with other operands, through the builder.
    pub fn rebuild(&mut self, id: TermId, mut f: impl FnMut(TermId) -> TermId) -> TermId {
        match self.node(id) {
            Node::Const { .. } | Node::Var { .. } => id,
            Node::Prim { prim, width, a, b, c } => self.prim(prim, width, [f(a), f(b), f(c)]),
            Node::Extract { width, a, lo } => self.extract(width, f(a), lo),
            Node::Lookup { table, index, .. } => {
                let table = self.tables[table as usize].clone();
                self.lookup(&table, f(index))
            }
            Node::Read { region, offset } => self.read(region, f(offset)),
            Node::FoldOut { width, fold, n } => self.fold_out(width, f(fold), n),
            Node::Fold { index } => {
                let mut fold = self.folds[index as usize].clone();
                fold.initial.iter_mut().for_each(|t| *t = f(*t));
                (fold.start, fold.count) = (f(fold.start), f(fold.count));
                self.make_fold(fold)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_terms_have_equal_ids_and_constants_fold() {
        let mut terms = Terms::default();
        let x = terms.var(32, "x");
        let one = terms.constant(32, 1);
        let sum = terms.binary(Prim::Add, x, one);
        assert_eq!(sum, terms.binary(Prim::Add, x, one));
        let two = terms.binary(Prim::Add, one, one);
        assert_eq!(terms.as_const(two), Some(2));
        assert_ne!(x, terms.var(32, "x"));
    }

    #[test]
    fn a_part_of_a_number_behind_an_unknown_is_a_number() {
        let mut terms = Terms::default();
        let (x, number) = (terms.var(32, "x"), terms.constant(32, 0x1234_5678));
        let both = terms.concat(x, number);
        for (width, lo, expect) in [(32, 0, Some(0x1234_5678)), (16, 16, Some(0x1234)), (32, 1, None), (16, 32, None)] {
            let part = terms.extract(width, both, lo);
            assert_eq!(terms.as_const(part), expect);
        }
    }

    #[test]
    fn a_fold_of_nothing_is_its_initial_value() {
        let mut terms = Terms::default();
        let (h, zero) = (terms.var(32, "h"), terms.constant(64, 0));
        let fold =
            Fold { function: "f".into(), initial: vec![h], word: 32, region: 0, start: zero, chunk: 64, count: zero };
        let fold = terms.make_fold(fold);
        assert_eq!(terms.fold_out(32, fold, 0), h);
    }
}
