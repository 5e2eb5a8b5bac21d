//! Concrete values of terms, for testing candidates and for confirming what a solver says.

use super::{Node, TermId, Terms};
use crate::lift::prim::{Prim, mask};
use rustc_hash::{FxBuildHasher, FxHashMap};

/// A fold with numbers for its operands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FoldValue {
    pub function: String,
    pub initial: Vec<u128>,
    /// Width of each word, in bits.
    pub word: u8,
    pub region: u32,
    pub start: u64,
    /// Bytes in a block.
    pub chunk: u32,
    pub count: u64,
}

/// The n-th word of a fold, where it is known; see [`Assignment::oracle`].
pub type Oracle<'a> = Box<dyn FnMut(&FoldValue, u16, &Bytes) -> Option<u128> + 'a>;

/// The bytes of the regions: those that were set, and arbitrary but fixed ones for the rest.
#[derive(Default)]
pub struct Bytes {
    set: FxHashMap<(u32, u64), u8>,
    draw: Draw,
}

/// Values for the leaves of terms. What is not set has an arbitrary value that depends on the seed alone.
#[derive(Default)]
pub struct Assignment<'a> {
    vars: FxHashMap<TermId, u128>,
    pub bytes: Bytes,
    folds: FxHashMap<(FoldValue, u16), u128>,
    oracle: Option<Oracle<'a>>,
    draw: Draw,
}

/// Makes numbers out of a seed, every second one a corner case when `corners` is set.
#[derive(Clone, Copy, Default)]
struct Draw {
    seed: u64,
    corners: bool,
}

impl Draw {
    fn bits(self, words: impl IntoIterator<Item = u64>) -> u64 {
        words.into_iter().fold(mix(self.seed), |hash, word| mix(hash.rotate_left(23) ^ word))
    }

    fn value(self, width: u8, kind: u64, index: u64) -> u128 {
        let random = |n| u128::from(self.bits([kind, index, n]));
        let (choice, value) = (random(0), random(1) << 64 | random(2));
        let value = match choice % 16 {
            _ if !self.corners => value,
            0 => 0,
            1 => 1,
            2 => u128::MAX,
            3 => 1 << (width - 1),
            4 => (1 << (width - 1)) - 1,
            5 | 6 => value % 17,
            7 => !(value % 17),
            _ => value,
        };
        value & mask(width)
    }
}

impl Bytes {
    /// The byte at an offset of a region.
    pub fn get(&self, region: u32, offset: u64) -> u8 {
        let drawn = || self.draw.value(8, 1 + u64::from(region), offset) as u8;
        self.set.get(&(region, offset)).copied().unwrap_or_else(drawn)
    }

    /// Sets the byte at an offset of a region; gives the one that was set before.
    pub fn set(&mut self, region: u32, offset: u64, value: u8) -> Option<u8> {
        self.set.insert((region, offset), value)
    }
}

impl<'a> Assignment<'a> {
    /// Uniform values.
    pub fn random(seed: u64) -> Self {
        Self::drawn(Draw { seed, corners: false })
    }

    /// Half of the values are corner cases: 0, 1, all ones, the sign bit, small numbers.
    pub fn corners(seed: u64) -> Self {
        Self::drawn(Draw { seed, corners: true })
    }

    fn drawn(draw: Draw) -> Self {
        Assignment { bytes: Bytes { draw, ..Bytes::default() }, draw, ..Self::default() }
    }

    /// Who says what folds are; where there is none, or it does not know, equal folds have equal arbitrary values.
    pub fn oracle(mut self, oracle: Oracle<'a>) -> Self {
        self.oracle = Some(oracle);
        self
    }

    /// Sets unknowns and bytes; the unknowns first, for the offsets of bytes may be made of them. Words of folds are left.
    pub fn set_leaves(&mut self, terms: &Terms, values: &[(TermId, u128)]) {
        for &(leaf, value) in values.iter().filter(|(leaf, _)| matches!(terms.node(*leaf), Node::Var { .. })) {
            self.set_var(leaf, value);
        }
        for &(leaf, value) in values {
            if let Node::Read { region, offset } = terms.node(leaf) {
                let at = evaluate(terms, &[offset], self)[0];
                self.bytes.set(region, at as u64, value as u8);
            }
        }
    }

    /// Sets an unknown.
    pub fn set_var(&mut self, var: TermId, value: u128) {
        self.vars.insert(var, value);
    }

    /// Sets the n-th word of a fold; gives the value that was set before.
    pub fn set_fold(&mut self, fold: FoldValue, n: u16, value: u128) -> Option<u128> {
        self.folds.insert((fold, n), value)
    }

    fn var(&self, var: TermId, width: u8, index: u32) -> u128 {
        let drawn = || self.draw.value(width, 0, u64::from(index));
        self.vars.get(&var).map_or_else(drawn, |value| value & mask(width))
    }

    fn fold_out(&mut self, fold: FoldValue, n: u16) -> u128 {
        // The first axiom of `fold`.
        if fold.count == 0 {
            return fold.initial[n as usize];
        }
        if let Some(value) = self.oracle.as_mut().and_then(|oracle| oracle(&fold, n, &self.bytes)) {
            return value & mask(fold.word);
        }
        let key = (fold, n);
        let value = self.folds.get(&key).copied().unwrap_or_else(|| self.draw_fold(&key.0, n));
        value & mask(key.0.word)
    }

    fn draw_fold(&self, fold: &FoldValue, n: u16) -> u128 {
        let name = fold.function.bytes().map(u64::from);
        let initial = fold.initial.iter().flat_map(|&word| [word as u64, (word >> 64) as u64]);
        let shape = [u64::from(fold.word), u64::from(fold.region), u64::from(fold.chunk), fold.start, fold.count];
        self.draw.value(fold.word, u64::MAX - u64::from(n), self.draw.bits(name.chain(initial).chain(shape)))
    }
}

/// The values of the roots.
pub fn evaluate(terms: &Terms, roots: &[TermId], assignment: &mut Assignment) -> Vec<u128> {
    let below = terms.below(roots);
    // Roots are often small, and the terms many.
    let mut values = FxHashMap::with_capacity_and_hasher(below.len(), FxBuildHasher);
    for id in below {
        let value = value(terms, id, |operand| values[&operand], assignment);
        values.insert(id, value);
    }
    roots.iter().map(|root| values[root]).collect()
}

/// The values of all terms, by their ids; 0 for a whole fold.
pub fn evaluate_all(terms: &Terms, assignment: &mut Assignment) -> Vec<u128> {
    let mut values = Vec::with_capacity(terms.len());
    for id in (0..terms.len() as u32).map(TermId) {
        values.push(value(terms, id, |operand| values[operand.0 as usize], assignment));
    }
    values
}

fn value(terms: &Terms, id: TermId, at: impl Fn(TermId) -> u128, assignment: &mut Assignment) -> u128 {
    match terms.node(id) {
        Node::Var { width, index } => assignment.var(id, width, index),
        Node::Read { region, offset } => assignment.bytes.get(region, at(offset) as u64).into(),
        Node::FoldOut { fold, n, .. } => assignment.fold_out(fold_value(terms, fold, at), n),
        Node::Fold { .. } => 0,
        _ => made_of(terms, id, |operand| Some(at(operand))).expect("operands have values"),
    }
}

/// The value of a number, or of an operation on terms of which all values are known; of a leaf or a fold there is none.
pub fn made_of(terms: &Terms, id: TermId, at: impl Fn(TermId) -> Option<u128>) -> Option<u128> {
    match terms.node(id) {
        node @ Node::Const { .. } => terms.constant_of(node),
        Node::Prim { prim, width, a, b, c } => {
            let from = terms.width(if prim == Prim::Concat { b } else { a });
            Some(prim.eval(width, from, at(a)?, at(b)?, at(c)?))
        }
        Node::Extract { width, a, lo } => Some(at(a)? >> lo & mask(width)),
        Node::Lookup { table, index, .. } => terms.table(table).elements.get(at(index)? as usize).copied(),
        Node::Var { .. } | Node::Read { .. } | Node::Fold { .. } | Node::FoldOut { .. } => None,
    }
}

/// The fold that a [`Node::Fold`] is when its operands have these values.
pub fn fold_value(terms: &Terms, fold: TermId, at: impl Fn(TermId) -> u128) -> FoldValue {
    let Node::Fold { index } = terms.node(fold) else { panic!("a word of something that is no fold") };
    let fold = terms.fold(index);
    FoldValue {
        function: fold.function.clone(),
        initial: fold.initial.iter().map(|&word| at(word)).collect(),
        word: fold.word,
        region: fold.region,
        start: at(fold.start) as u64,
        chunk: fold.chunk,
        count: at(fold.count) as u64,
    }
}

/// The finaliser of splitmix64.
pub fn mix(word: u64) -> u64 {
    let word = word.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let word = (word ^ word >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ word >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ word >> 31
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::term::Fold;

    /// `x + data[x]`, and the first word of `f` over `n` blocks from `x`.
    fn sample() -> (Terms, [TermId; 4]) {
        let mut terms = Terms::default();
        let (region, x, n) = (terms.add_region("data"), terms.var(64, "x"), terms.var(64, "n"));
        let byte = terms.read(region, x);
        let byte = terms.prim(Prim::ZeroExtend, 64, [byte; 3]);
        let sum = terms.binary(Prim::Add, x, byte);
        let function = "f".to_string();
        let fold = Fold { function, initial: vec![x], word: 64, region, start: x, chunk: 64, count: n };
        let fold = terms.make_fold(fold);
        let out = terms.fold_out(64, fold, 0);
        (terms, [x, n, sum, out])
    }

    fn check(assignment: &mut Assignment, expected: impl Fn(&[u128]) -> bool) {
        let (terms, roots) = sample();
        let values = evaluate(&terms, &roots, assignment);
        assert!(expected(&values), "{values:?}");
        let all = evaluate_all(&terms, assignment);
        assert_eq!(values, roots.map(|root| all[root.0 as usize]));
    }

    #[test]
    fn what_is_set_holds_and_the_rest_is_fixed_by_the_seed() {
        let (_, [x, n, ..]) = sample();
        let mut assignment = Assignment::corners(7);
        assignment.set_var(x, 5);
        assignment.bytes.set(0, 5, 9);
        check(&mut assignment, |v| v[0] == 5 && v[2] == 14);
        assignment.set_var(n, 0);
        check(&mut assignment, |v| v[3] == 5);
        assignment.set_var(n, 2);
        let mut oracle = assignment.oracle(Box::new(|fold, _, bytes| Some(bytes.get(0, fold.start).into())));
        check(&mut oracle, |v| v[3] == 9);
        let (terms, roots) = sample();
        let run = |seed| evaluate(&terms, &roots, &mut Assignment::random(seed));
        assert_eq!(run(3), run(3));
        assert!(run(3).iter().zip(run(4)).all(|(a, b)| *a != b));
    }

    #[test]
    fn corners_are_frequent() {
        let draw = Draw { seed: 1, corners: true };
        let values: Vec<u128> = (0..400).map(|n| draw.value(64, 0, n)).collect();
        for corner in [0, 1, mask(64), 1 << 63, (1 << 63) - 1] {
            assert!(values.iter().filter(|&&v| v == corner).count() >= 10, "{corner:#x}");
        }
    }
}
