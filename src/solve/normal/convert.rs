//! From terms to normal forms, bottom-up and without recursion.

use super::{Norm, NormFold, NormId, Normalizer, Rule, Step};
use crate::lift::prim::Prim;
use crate::term::{Node, TermId, Terms};

impl Normalizer {
    /// The normal form of a term.
    pub fn normalize(&mut self, terms: &Terms, root: TermId) -> NormId {
        if let Some(Some(known)) = self.of_term.get(root.0 as usize) {
            return *known;
        }
        self.of_term.resize(terms.len(), None);
        let mut stack = vec![root];
        while let Some(&id) = stack.last() {
            if self.of_term[id.0 as usize].is_some() {
                stack.pop();
                continue;
            }
            let waiting = stack.len();
            terms.operands(id, |operand| {
                if self.of_term[operand.0 as usize].is_none() {
                    stack.push(operand);
                }
            });
            if stack.len() == waiting {
                let (rule, normal) = self.convert(terms, id);
                self.of_term[id.0 as usize] = Some(normal);
                if let Some(steps) = &mut self.steps {
                    steps.push(Step { rule, term: id, normal });
                }
                stack.pop();
            }
        }
        self.done(root)
    }

    fn done(&self, id: TermId) -> NormId {
        self.of_term[id.0 as usize].expect("operands come first")
    }

    fn convert(&mut self, terms: &Terms, id: TermId) -> (Rule, NormId) {
        match terms.node(id) {
            Node::Const { width, .. } => (Rule::Leaf, self.constant(width, terms.as_const(id).expect("a constant"))),
            Node::Var { width, .. } => (Rule::Leaf, self.intern(Norm::Unknown { width, term: id })),
            Node::Lookup { width, table, index } => {
                let index = self.done(index);
                match self.as_const(index) {
                    Some(n) => (Rule::Leaf, self.constant(width, terms.table(table).elements[n as usize])),
                    None => (Rule::Congruence, self.intern(Norm::Lookup { width, table, index })),
                }
            }
            Node::Read { region, offset } => {
                let offset = self.done(offset);
                (Rule::Leaf, self.intern(Norm::Read { region, offset }))
            }
            Node::Extract { width, a, lo } if twice(terms, width, a).is_some() => {
                let of = twice(terms, width, a).expect("just seen");
                (Rule::Xor, self.rotate(self.done(of), lo % width))
            }
            Node::Extract { width, a, lo } => (Rule::Slice, self.slice(self.done(a), lo, width)),
            Node::Fold { index } => {
                let fold = terms.fold(index);
                let fold = NormFold {
                    function: fold.function.clone(),
                    initial: fold.initial.iter().map(|&t| self.done(t)).collect(),
                    region: fold.region,
                    start: self.done(fold.start),
                    chunk: fold.chunk,
                    count: self.done(fold.count),
                };
                (Rule::Leaf, self.intern(Norm::Fold(Box::new(fold))))
            }
            Node::FoldOut { width, fold, n } => {
                let fold = self.done(fold);
                (Rule::Leaf, self.intern(Norm::FoldOut { width, fold, n }))
            }
            Node::Prim { prim: Prim::Concat, width, a, b, .. } if rotation(terms, width, a, b).is_some() => {
                let (of, by) = rotation(terms, width, a, b).expect("just seen");
                (Rule::Xor, self.rotate(self.done(of), by))
            }
            Node::Prim { prim: Prim::Or | Prim::Eor | Prim::Add, width, a, b, .. }
                if self.complementary(terms, width, a, b).is_some() =>
            {
                let (of, by) = self.complementary(terms, width, a, b).expect("just seen");
                (Rule::Xor, self.rotate(of, by))
            }
            Node::Prim { prim, width, a, b, c } => {
                let operands = [self.done(a), self.done(b), self.done(c)];
                self.convert_prim(prim, width, operands)
            }
        }
    }

    /// `x << (width - k)` beside `x >> k` is `x` rotated right by `k`: a sum that is shifted left is another sum, of
    /// which it cannot be seen any more.
    fn complementary(&self, terms: &Terms, width: u8, a: TermId, b: TermId) -> Option<(NormId, u8)> {
        let shift = |id| match terms.node(id) {
            Node::Prim { prim: prim @ (Prim::Shl | Prim::Lsr), a, b, .. } => {
                Some((prim, self.done(a), terms.as_const(b)?))
            }
            _ => None,
        };
        let ((left, x, up), (right, y, down)) = match (shift(a)?, shift(b)?) {
            (a, b) if a.0 == Prim::Shl => (a, b),
            (a, b) => (b, a),
        };
        let apart = left == Prim::Shl && right == Prim::Lsr && x == y;
        let whole = (1..width as u128).contains(&down) && up == width as u128 - down;
        (apart && whole).then_some((x, down as u8))
    }

    fn convert_prim(&mut self, prim: Prim, width: u8, [a, b, c]: [NormId; 3]) -> (Rule, NormId) {
        match prim {
            Prim::Add => (Rule::Sum, self.add(a, b, 1)),
            Prim::Sub => (Rule::Sum, self.add(a, b, u128::MAX)),
            Prim::Mul => (Rule::Sum, self.multiply(a, b)),
            Prim::Not => (Rule::Xor, self.not(a)),
            Prim::And | Prim::Or | Prim::Eor => (Rule::Xor, self.bitwise(prim, a, b)),
            Prim::Shl | Prim::Lsr | Prim::Ror => match self.as_const(b) {
                Some(by) => (Rule::Xor, self.shift(prim, a, by)),
                None => (Rule::Congruence, self.op(prim, width, [a, b, c])),
            },
            Prim::Concat => (Rule::Concat, self.concat(&[b, a])),
            Prim::ZeroExtend => {
                let zeros = width - self.width(a);
                let zeros = if zeros == 0 { return (Rule::Concat, a) } else { self.constant(zeros, 0) };
                (Rule::Concat, self.concat(&[a, zeros]))
            }
            Prim::Eq => (Rule::Compare, self.equal(a, b)),
            Prim::Ult | Prim::Slt => (Rule::Compare, self.less(prim, a, b)),
            Prim::Select => (Rule::Select, self.select(a, b, c)),
            Prim::SignExtend if self.width(a) == width => (Rule::Concat, a),
            Prim::SignExtend | Prim::Asr => {
                let from = self.width(a);
                match (self.as_const(a), self.as_const(b)) {
                    (Some(x), Some(y)) => (Rule::Congruence, self.constant(width, prim.eval(width, from, x, y, 0))),
                    _ => (Rule::Congruence, self.op(prim, width, [a, b, c])),
                }
            }
        }
    }
}

/// `x[k-1:0] :: x[..:k]` is `x` rotated right by `k`: seen before its halves are looked into.
fn rotation(terms: &Terms, width: u8, a: TermId, b: TermId) -> Option<(TermId, u8)> {
    match (terms.node(a), terms.node(b)) {
        (Node::Extract { a: x, lo: 0, width: k }, Node::Extract { a: y, lo, .. })
            if x == y && lo == k && terms.width(x) == width =>
        {
            Some((x, k))
        }
        _ => None,
    }
}

/// `(x :: x)[..:k]`, as EXTR has it, is a rotation too.
fn twice(terms: &Terms, width: u8, a: TermId) -> Option<TermId> {
    match terms.node(a) {
        Node::Prim { prim: Prim::Concat, a: x, b: y, .. } if x == y && terms.width(x) == width => Some(x),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::same::check;
    use crate::lift::prim::Prim::*;

    #[test]
    fn extensions_of_nothing_and_constants_fold() {
        check(&[1, 8, 64, 128], true, |w, [a, ..]| {
            let extended = [ZeroExtend, SignExtend].map(|prim| w.terms.prim(prim, w.width, [a; 3]));
            [&extended[..], &[a]].concat()
        });
        check(&[8, 32, 64], true, |w, [a, ..]| {
            let zero = w.op(Sub, a, a);
            let (sign, moved) = (w.terms.prim(SignExtend, 2 * w.width, [zero; 3]), w.by(Asr, zero, 3));
            let zeros = w.terms.prim(ZeroExtend, 2 * w.width, [moved; 3]);
            vec![sign, zeros, w.terms.constant(2 * w.width, 0)]
        });
        check(&[8, 32, 64], false, |w, [a, ..]| vec![w.by(Asr, a, 3), w.by(Lsr, a, 3)]);
    }

    #[test]
    fn both_halves_of_a_rotation_are_of_one_value() {
        check(&[8, 32, 64], true, |w, [a, ..]| {
            let twice = w.terms.concat(a, a);
            vec![w.cut(w.width, twice, 3), w.by(Ror, a, 3)]
        });
        check(&[8, 32, 64], false, |w, [a, b, ..]| {
            let two = w.terms.concat(a, b);
            vec![w.cut(w.width, two, 3), w.by(Ror, a, 3)]
        });
    }
}
