//! The rule `rewrite`: a term is the one made of its operands' representatives, by congruence and by identities that one
//! operation shows.

use super::step::Step;
use super::store::is_moved;
use super::{Checked, Kernel};
use crate::lift::prim::{Prim, mask};
use crate::term::{Node, TermId};

impl Kernel<'_> {
    /// Unites a term with what it is rewritten to, and gives that.
    pub fn rewrite(&mut self, id: TermId) -> Checked<TermId> {
        self.check_id(id)?;
        let before = self.progress();
        let made = match self.terms.node(id) {
            Node::Const { .. } | Node::Var { .. } => id,
            Node::Extract { width, a, lo } => self.slice(width, a, lo),
            Node::Prim { prim, width, a, b, c } => {
                let operands = [a, b, c].map(|operand| self.find(operand));
                self.operation(prim, width, operands)
            }
            Node::FoldOut { fold, n, .. } if self.is_of_nothing(fold) => self.initial(fold, n),
            _ => {
                let store = &self.store;
                self.terms.rebuild(id, |operand| store.find(operand))
            }
        };
        self.store.grow(self.terms);
        self.unite(id, made);
        if self.progress() != before {
            self.steps.push(Step::Rewrite(id));
        }
        Ok(made)
    }

    /// Whether a fold is known to be of no blocks.
    fn is_of_nothing(&self, fold: TermId) -> bool {
        matches!(self.terms.node(fold), Node::Fold { index } if self.known(self.terms.fold(index).count) == Some(0))
    }

    /// What a fold of no blocks is: what it starts from.
    fn initial(&self, fold: TermId, n: u16) -> TermId {
        match self.terms.node(fold) {
            Node::Fold { index } => self.find(self.terms.fold(index).initial[usize::from(n)]),
            _ => fold,
        }
    }

    /// A slice of the term that the bits come from.
    fn slice(&mut self, width: u8, a: TermId, lo: u8) -> TermId {
        let (mut a, mut lo) = (self.find(a), lo);
        while let Some((from, at)) = self.origin(width, a, lo) {
            self.spend(1);
            (a, lo) = (self.find(from), at);
            if width == self.terms.width(a) {
                return a;
            }
        }
        match self.terms.node(a) {
            Node::Prim { prim: Prim::ZeroExtend, a: from, .. } if lo >= self.terms.width(from) => {
                self.terms.constant(width, 0)
            }
            Node::Prim { prim, width: of, b, .. } if self.shifted_in(prim, of, b, (lo, width)) => {
                self.terms.constant(width, 0)
            }
            Node::Prim { prim, a: x, b: y, .. } if prim.is_bitwise() => {
                self.combined(prim, width, [x, y], lo).unwrap_or_else(|| self.terms.extract(width, a, lo))
            }
            _ => self.terms.extract(width, a, lo),
        }
    }

    /// Whether `width` bits from `lo` on are zeros that a shift of `of` bits brings in.
    fn shifted_in(&self, prim: Prim, of: u8, b: TermId, (lo, width): (u8, u8)) -> bool {
        match (prim, self.amount(prim, of, b)) {
            (Prim::Shl, Some(by)) => lo + width <= by,
            (Prim::Lsr, Some(by)) => lo >= of - by,
            _ => false,
        }
    }

    /// The slice of a bitwise operation is that of the operands' slices, which are terms of their own. Only where these
    /// are known to be something simpler; else nothing is won.
    fn combined(&mut self, prim: Prim, width: u8, operands: [TermId; 2], lo: u8) -> Option<TermId> {
        let [a, b] = operands.map(|operand| {
            let whole = self.find(operand);
            let slice = self.terms.extract(width, whole, lo);
            self.store.grow(self.terms);
            let slice = self.find(slice);
            let is_open = |of| of == whole || self.store.is_sliced() && is_moved(self.terms, of);
            (!matches!(self.terms.node(slice), Node::Extract { a, .. } if is_open(a))).then_some(slice)
        });
        Some(self.operation(prim, width, [a?, b?, b?]))
    }

    /// The operand that all bits of a slice come from, if it is one.
    fn origin(&self, width: u8, a: TermId, lo: u8) -> Option<(TermId, u8)> {
        let end = lo + width;
        match self.terms.node(a) {
            Node::Extract { a, lo: from, .. } => Some((a, from + lo)),
            Node::Prim { prim: Prim::Concat, a: high, b: low, .. } => {
                let below = self.terms.width(low);
                if end <= below { Some((low, lo)) } else { (lo >= below).then(|| (high, lo - below)) }
            }
            Node::Prim { prim: Prim::ZeroExtend | Prim::SignExtend, a, .. } => {
                (end <= self.terms.width(a)).then_some((a, lo))
            }
            Node::Prim { prim, width: of, a, b, .. } => {
                let by = self.known(b).filter(|&by| by < of.into())? as u8;
                match prim {
                    Prim::Shl => (lo >= by).then(|| (a, lo - by)),
                    Prim::Lsr => (end <= of - by).then_some((a, lo + by)),
                    Prim::Ror => {
                        let from = (u16::from(lo) + u16::from(by)) % u16::from(of);
                        (from + u16::from(width) <= of.into()).then_some((a, from as u8))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn operation(&mut self, prim: Prim, width: u8, [a, b, c]: [TermId; 3]) -> TermId {
        use Prim::*;
        let commutes = matches!(prim, Add | Mul | And | Or | Eor | Eq);
        let (a, b) = if commutes && self.store.key(b) < self.store.key(a) { (b, a) } else { (a, b) };
        if let Some(simpler) = self.identity(prim, width, [a, b, c]) {
            return simpler;
        }
        match (prim, self.terms.node(a)) {
            (Select, Node::Prim { prim: Not, width: 1, a: not, .. }) => {
                // Once and no more: complements of complements could be as deep as a certificate likes.
                self.terms.prim(Select, width, [self.find(not), c, b])
            }
            _ => self.terms.prim(prim, width, [a, b, c]),
        }
    }

    /// Neutral and absorbing operands, equal operands, doubled complements, choices that are none, joined slices.
    fn identity(&mut self, prim: Prim, width: u8, [a, b, c]: [TermId; 3]) -> Option<TermId> {
        use Prim::*;
        let ones = mask(width);
        let (x, y) = (self.terms.as_const(a), self.terms.as_const(b));
        // Of two operands that commute, the number and the other.
        let number = x.map(|x| (x, b)).or(y.map(|y| (y, a)));
        let nothing = |kernel: &mut Self| Some(kernel.terms.constant(width, 0));
        match (prim, number) {
            (And | Or, _) if a == b => Some(a),
            (Eor | Sub, _) if a == b => nothing(self),
            // As bit-sliced programs exchange bits of two vectors.
            (Eor, None) if width == 1 => self.added(b, a).or_else(|| self.added(a, b)).map(|rest| self.find(rest)),
            (Add | Or | Eor, Some((0, other))) => Some(other),
            (And | Mul, Some((0, _))) => nothing(self),
            (And, Some((n, other))) if self.clears_nothing(!n & ones, other) => Some(other),
            (And, Some((n, other))) if width == 64 => self.masked(n, other).map(|part| self.find(part)),
            (Or, Some((n, _))) if n == ones => Some(self.terms.constant(width, ones)),
            (Eor, Some((n, other))) if n == ones => Some(self.operation(Not, width, [other; 3])),
            (Mul, Some((1, other))) => Some(other),
            (Sub | Shl | Lsr | Asr | Ror, _) if y == Some(0) => Some(a),
            (Shl | Lsr, _) if y.is_some_and(|by| by >= u128::from(width)) => nothing(self),
            (Eq, _) if a == b => Some(self.truths[1]),
            (Ult | Slt, _) if a == b => Some(self.truths[0]),
            (Eq, Some((n, other))) if self.terms.width(a) == 1 => {
                Some(if n == 1 { other } else { self.operation(Not, 1, [other; 3]) })
            }
            (Not, _) => match self.terms.node(a) {
                Node::Prim { prim: Not, a: inner, .. } => Some(self.find(inner)),
                _ => None,
            },
            (ZeroExtend | SignExtend, _) if self.terms.width(a) == width => Some(a),
            (Select, _) if b == c => Some(b),
            (Select, _) if width == 1 && self.terms.width(a) == 1 => match (y, self.terms.as_const(c)) {
                (Some(1), Some(0)) => Some(a),
                (Some(0), Some(1)) => Some(self.operation(Not, 1, [a; 3])),
                _ => None,
            },
            (Concat, _) => self.joined(width, a, b),
            _ => None,
        }
    }

    /// Two neighbouring slices of one term are one slice.
    fn joined(&mut self, width: u8, high: TermId, low: TermId) -> Option<TermId> {
        let (Node::Extract { a: h, lo: from, .. }, Node::Extract { a: l, lo, .. }) =
            (self.terms.node(high), self.terms.node(low))
        else {
            return None;
        };
        let meet = self.find(h) == self.find(l) && from == lo + self.terms.width(low);
        meet.then(|| self.slice(width, l, lo))
    }
}
