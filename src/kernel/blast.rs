//! Bit-blasting: what each primitive and each term is, bit by bit, in an and-inverter graph.

use super::aig::{Aig, Lit};
use crate::lift::prim::Prim;
use crate::term::{Node, TermId, Terms};
use rustc_hash::FxHashMap;

/// Terms as bits, lowest first. Unknowns, reads and words of folds are fresh inputs.
#[derive(Default)]
pub struct Blaster {
    pub aig: Aig,
    bits: FxHashMap<TermId, Vec<Lit>>,
    leaves: Vec<TermId>,
}

impl Blaster {
    /// The bits of a term that was blasted.
    pub fn bits(&self, id: TermId) -> &[Lit] {
        self.bits.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The terms that became inputs.
    pub fn leaves(&self) -> &[TermId] {
        &self.leaves
    }

    /// Blasts the roots and all below them; `enough` nodes is when it gives up and says `false`.
    pub fn blast(&mut self, terms: &Terms, roots: &[TermId], enough: usize) -> bool {
        for id in terms.below(roots) {
            if self.aig.gates().len() > enough {
                return false;
            }
            self.define(terms, id, |operand| operand);
        }
        true
    }

    /// Blasts one term; its operands are other terms that were blasted before.
    pub fn define(&mut self, terms: &Terms, id: TermId, operand: impl Fn(TermId) -> TermId) {
        if !self.bits.contains_key(&id) {
            let bits = self.term(terms, id, operand);
            self.bits.insert(id, bits);
        }
    }

    /// Makes a term an unknown of its width.
    pub fn leaf(&mut self, terms: &Terms, id: TermId) {
        if !self.bits.contains_key(&id) {
            self.leaves.push(id);
            let bits = (0..terms.width(id)).map(|_| self.aig.input()).collect();
            self.bits.insert(id, bits);
        }
    }

    fn term(&mut self, terms: &Terms, id: TermId, operand: impl Fn(TermId) -> TermId) -> Vec<Lit> {
        match terms.node(id) {
            Node::Const { width, .. } => constant(width, terms.as_const(id).expect("a constant")),
            Node::Var { .. } | Node::Read { .. } | Node::FoldOut { .. } => {
                self.leaves.push(id);
                (0..terms.width(id)).map(|_| self.aig.input()).collect()
            }
            Node::Lookup { table, index, .. } => {
                let Blaster { aig, bits, .. } = self;
                let table = terms.table(table);
                lookup(aig, &table.elements, table.width, &bits[&operand(index)])
            }
            Node::Extract { width, a, lo } => self.bits(operand(a))[lo as usize..][..width as usize].to_vec(),
            Node::Fold { .. } => Vec::new(),
            Node::Prim { prim, width, a, b, c } => {
                let Blaster { aig, bits, .. } = self;
                prim_bits(aig, prim, width as usize, [a, b, c].map(|id| bits[&operand(id)].as_slice()))
            }
        }
    }
}

/// The bits of a constant.
pub fn constant(width: u8, value: u128) -> Vec<Lit> {
    (0..width).map(|n| Lit::from(value >> n & 1 == 1)).collect()
}

/// One bit: whether two words of one width are equal.
pub fn equal(aig: &mut Aig, a: &[Lit], b: &[Lit]) -> Lit {
    assert_eq!(a.len(), b.len(), "equality of one width");
    let same: Vec<Lit> = a.iter().zip(b).map(|(&a, &b)| !aig.xor(a, b)).collect();
    aig.all(same)
}

/// The element that the index names, chosen by the index's bits, the highest first.
fn lookup(aig: &mut Aig, elements: &[u128], width: u8, index: &[Lit]) -> Vec<Lit> {
    let Some((&top, below)) = index.split_last() else { return constant(width, elements[0]) };
    let (low, high) = elements.split_at(elements.len() / 2);
    let (low, high) = (lookup(aig, low, width, below), lookup(aig, high, width, below));
    bitwise(&high, &low, |high, low| aig.mux(top, high, low))
}

/// What [`Prim::eval`] says, on bits.
pub fn prim_bits(aig: &mut Aig, prim: Prim, width: usize, [a, b, c]: [&[Lit]; 3]) -> Vec<Lit> {
    match prim {
        Prim::Not => a.iter().map(|&bit| !bit).collect(),
        Prim::Add => sum(aig, a, b, Lit::FALSE).0,
        Prim::Sub => difference(aig, a, b).0,
        Prim::Mul => product(aig, a, b),
        Prim::And => bitwise(a, b, |a, b| aig.and(a, b)),
        Prim::Or => bitwise(a, b, |a, b| aig.or(a, b)),
        Prim::Eor => bitwise(a, b, |a, b| aig.xor(a, b)),
        Prim::Shl => {
            let upwards: Vec<Lit> = a.iter().rev().copied().collect();
            let mut bits = shift(aig, &upwards, b, Lit::FALSE);
            bits.reverse();
            bits
        }
        Prim::Lsr => shift(aig, a, b, Lit::FALSE),
        Prim::Asr => shift(aig, a, b, a[width - 1]),
        Prim::Ror => rotate(aig, a, b),
        Prim::Eq => vec![equal(aig, a, b)],
        Prim::Ult => vec![!difference(aig, a, b).1],
        Prim::Slt => vec![!difference(aig, &flip_sign(a), &flip_sign(b)).1],
        Prim::Concat => [b, a].concat(),
        Prim::ZeroExtend => (0..width).map(|n| a.get(n).copied().unwrap_or(Lit::FALSE)).collect(),
        Prim::SignExtend => (0..width).map(|n| a[n.min(a.len() - 1)]).collect(),
        Prim::Select => {
            let zero = aig.all(a.iter().map(|&bit| !bit));
            bitwise(b, c, |b, c| aig.mux(!zero, b, c))
        }
    }
}

fn bitwise(a: &[Lit], b: &[Lit], mut f: impl FnMut(Lit, Lit) -> Lit) -> Vec<Lit> {
    assert_eq!(a.len(), b.len(), "operands of one width");
    a.iter().zip(b).map(|(&a, &b)| f(a, b)).collect()
}

/// `a + b + carry` and the carry out.
fn sum(aig: &mut Aig, a: &[Lit], b: &[Lit], mut carry: Lit) -> (Vec<Lit>, Lit) {
    let bits = bitwise(a, b, |a, b| {
        let half = aig.xor(a, b);
        let (both, passed) = (aig.and(a, b), aig.and(half, carry));
        let bit = aig.xor(half, carry);
        carry = aig.or(both, passed);
        bit
    });
    (bits, carry)
}

/// `a - b`, and whether `a >= b`.
fn difference(aig: &mut Aig, a: &[Lit], b: &[Lit]) -> (Vec<Lit>, Lit) {
    let b: Vec<Lit> = b.iter().map(|&bit| !bit).collect();
    sum(aig, a, &b, Lit::TRUE)
}

fn product(aig: &mut Aig, a: &[Lit], b: &[Lit]) -> Vec<Lit> {
    let known = |word: &[Lit]| word.iter().filter(|bit| bit.node() == 0).count();
    // Rows of known zeros cost nothing, so the word with more known bits picks the rows.
    let (a, b) = if known(a) > known(b) { (b, a) } else { (a, b) };
    let mut total = vec![Lit::FALSE; a.len()];
    for (n, &bit) in b.iter().enumerate().filter(|(_, bit)| **bit != Lit::FALSE) {
        let row: Vec<Lit> = a[..a.len() - n].iter().map(|&a| aig.and(a, bit)).collect();
        let (high, _) = sum(aig, &total[n..], &row, Lit::FALSE);
        total.splice(n.., high);
    }
    total
}

/// `a` shifted down by the number `by`, with `fill` from above.
fn shift(aig: &mut Aig, a: &[Lit], by: &[Lit], fill: Lit) -> Vec<Lit> {
    let mut bits = a.to_vec();
    for (n, &on) in by.iter().enumerate() {
        let distance = if n < 8 { 1 << n } else { a.len() };
        let moved = (0..a.len()).map(|at| bits.get(at + distance).copied().unwrap_or(fill)).collect::<Vec<_>>();
        bits = bitwise(&moved, &bits, |moved, kept| aig.mux(on, moved, kept));
    }
    bits
}

/// `a` rotated down by the number `by` modulo the width; rotations add up, so each bit of `by` is one.
fn rotate(aig: &mut Aig, a: &[Lit], by: &[Lit]) -> Vec<Lit> {
    let (mut bits, mut distance) = (a.to_vec(), 1 % a.len());
    for &on in by {
        let mut moved = bits.clone();
        moved.rotate_left(distance);
        bits = bitwise(&moved, &bits, |moved, kept| aig.mux(on, moved, kept));
        distance = distance * 2 % a.len();
    }
    bits
}

/// Turns the signed order into the unsigned one.
fn flip_sign(a: &[Lit]) -> Vec<Lit> {
    let mut bits = a.to_vec();
    let top = bits.len() - 1;
    bits[top] = !bits[top];
    bits
}

#[cfg(test)]
mod tests {
    use super::super::aig::lit_value;
    use super::*;
    use crate::lift::prim::mask;
    use crate::term::eval::{Assignment, evaluate};
    use Prim::*;

    const ALL: [Prim; 18] =
        [Not, Add, Sub, Mul, And, Or, Eor, Shl, Lsr, Asr, Ror, Eq, Ult, Slt, Concat, ZeroExtend, SignExtend, Select];

    #[test]
    fn a_lookup_is_the_element_that_its_index_names() {
        for bits in [1, 3, 8] {
            let elements: Vec<u128> = (0..1u128 << bits).map(|n| (n * 167 + 13) % 128).collect();
            let mut aig = Aig::default();
            let index: Vec<Lit> = (0..bits).map(|_| aig.input()).collect();
            let found = lookup(&mut aig, &elements, 7, &index);
            for (n, &element) in elements.iter().enumerate() {
                let inputs: FxHashMap<_, _> =
                    index.iter().enumerate().map(|(i, b)| (b.node(), n >> i & 1 == 1)).collect();
                let values = aig.evaluate(|node| inputs[&node]);
                let got = found.iter().rev().fold(0, |all, &bit| all << 1 | u128::from(lit_value(&values, bit)));
                assert_eq!(got, element, "element {n} of {bits} bits");
            }
        }
    }

    /// The widths of the operands and of the result, when words are `width` wide and `other` is another width.
    fn widths(prim: Prim, width: u8, other: u8) -> ([u8; 3], u8) {
        match prim {
            Shl | Lsr | Asr | Ror => ([width, other, 1], width),
            Eq | Ult | Slt => ([width, width, 1], 1),
            Concat => ([width, other, 1], width + other),
            ZeroExtend | SignExtend => ([width, 1, 1], width + (other - 1).min(128 - width)),
            Select => ([other, width, width], width),
            _ => ([width, width, 1], width),
        }
    }

    /// Compares with [`Prim::eval`]; the operands marked in `known` are constants in the graph, the others inputs.
    fn check(prim: Prim, width: u8, other: u8, known: u32, cases: &[[u128; 3]]) {
        let (from, to) = widths(prim, width, other);
        let built = |aig: &mut Aig, case: [u128; 3]| {
            let words = [0, 1, 2].map(|n| match known >> n & 1 {
                1 => constant(from[n], case[n]),
                _ => (0..from[n]).map(|_| aig.input()).collect::<Vec<Lit>>(),
            });
            (prim_bits(aig, prim, to as usize, [&words[0], &words[1], &words[2]]), words)
        };
        let (mut aig, mut made) = (Aig::default(), None);
        for case in cases {
            let case = [0, 1, 2].map(|n| case[n] & mask(from[n]));
            if known != 0 {
                (aig, made) = (Aig::default(), None);
            }
            let (bits, words) = made.get_or_insert_with(|| built(&mut aig, case));
            let mut inputs = FxHashMap::default();
            for (word, value) in words.iter().zip(case) {
                inputs.extend(word.iter().enumerate().map(|(n, bit)| (bit.node(), value >> n & 1 == 1)));
            }
            let values = aig.evaluate(|node| inputs[&node]);
            let got = bits.iter().rev().fold(0, |all, &bit| all << 1 | u128::from(lit_value(&values, bit)));
            let first = from[usize::from(prim == Concat)];
            let expected = prim.eval(to, first, case[0], case[1], case[2]);
            assert_eq!((got, bits.len()), (expected, to as usize), "{prim:?} {width} {other} {known} {case:x?}");
        }
    }

    #[test]
    fn small_widths_exhaustively() {
        for (prim, width, other) in ALL.iter().flat_map(|&p| (1..=4).flat_map(move |w| (1..=4).map(move |o| (p, w, o))))
        {
            let third = if prim == Select { 16 } else { 1 };
            let cases = (0..256 * third).map(|n| [n & 15, n >> 4 & 15, n >> 8]).collect::<Vec<_>>();
            check(prim, width, other, 0, &cases);
            check(prim, width, other, 2, &cases[..256]);
            check(prim, width, other, 5, &cases[..256]);
        }
    }

    #[test]
    fn large_widths_at_random() {
        let mut terms = Terms::default();
        let vars = [0; 3].map(|_| terms.var(128, "v"));
        let draw = |seed| evaluate(&terms, &vars, &mut Assignment::corners(seed)).try_into().expect("three values");
        for (prim, width) in ALL.iter().flat_map(|&p| [8, 13, 32, 33, 64, 100, 127, 128].map(|w| (p, w))) {
            let cases: Vec<[u128; 3]> = (0..24).map(draw).collect();
            for other in [1, 7, 8, width] {
                let other = if prim == Concat { other.min(128 - width).max(1) } else { other };
                if prim != Concat || width < 128 {
                    check(prim, width, other, 0, &cases);
                    check(prim, width, other, 2, &cases[..12]);
                }
            }
        }
    }
}
