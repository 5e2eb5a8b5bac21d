//! Concrete values of normal forms, from what [`Norm`] says that each is; independent of the conversion.

use super::{Norm, NormFold, NormId, Normalizer, Product};
use crate::lift::prim::{Prim, mask};
use crate::term::eval::{Assignment, evaluate};
use crate::term::{Fold, TermId, Terms};
use rustc_hash::FxHashMap;

impl Normalizer {
    /// The values of all normal forms, by their ids; 0 for a whole fold. `terms` are those that they were made of.
    pub fn evaluate_all(&self, terms: &Terms, assignment: &mut Assignment) -> Vec<u128> {
        let unknown = |node: &Norm| if let Norm::Unknown { term, .. } = node { Some(*term) } else { None };
        let unknowns: Vec<TermId> = self.nodes.iter().filter_map(unknown).collect();
        let found = evaluate(terms, &unknowns, assignment);
        let unknowns: FxHashMap<TermId, u128> = unknowns.into_iter().zip(found).collect();
        let mut values = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let value = match node {
                Norm::Lookup { table, index, .. } => terms.table(*table).elements[values[index.0 as usize] as usize],
                _ => self.value(node, &values, &unknowns, assignment),
            };
            values.push(value);
        }
        values
    }

    fn value(
        &self,
        node: &Norm,
        values: &[u128],
        unknowns: &FxHashMap<TermId, u128>,
        assignment: &mut Assignment,
    ) -> u128 {
        let at = |id: NormId| values[id.0 as usize];
        match node {
            Norm::Const { value, .. } => *value,
            Norm::Unknown { term, .. } => unknowns[term],
            Norm::Read { region, offset } => assignment.bytes.get(*region, at(*offset) as u64).into(),
            Norm::Fold(_) => 0,
            Norm::Lookup { .. } => unreachable!("the caller has the tables"),
            Norm::FoldOut { width, fold, n } => match self.node(*fold) {
                Norm::Fold(fold) => fold_word(fold, *width, *n, at, assignment),
                other => panic!("a word of {other:?}"),
            },
            Norm::Concat { parts, .. } => {
                parts.iter().rev().fold(0, |above, &part| above << self.width(part) | at(part))
            }
            Norm::Slice { width, of, lo } => at(*of) >> lo & mask(*width),
            Norm::Sum { width, constant, parts } => {
                let products = parts.iter().map(|&(part, factor)| at(part).wrapping_mul(factor));
                products.fold(*constant, u128::wrapping_add) & mask(*width)
            }
            Norm::Xor { width, products } => products.iter().fold(0, |all, product| all ^ and(product, *width, at)),
            Norm::Op { prim, width, operands: [a, b, c] } => {
                let from = self.width(if *prim == Prim::Concat { *b } else { *a });
                prim.eval(*width, from, at(*a), at(*b), at(*c))
            }
        }
    }
}

fn and((leaves, m): &Product, width: u8, at: impl Fn(NormId) -> u128) -> u128 {
    let turned = leaves.iter().map(|&(leaf, by)| Prim::Ror.eval(width, width, at(leaf), by.into(), 0));
    turned.fold(*m, |all, leaf| all & leaf)
}

/// A word of the fold that has numbers for its operands, as the meaning of terms has it.
fn fold_word(fold: &NormFold, width: u8, n: u16, at: impl Fn(NormId) -> u128, assignment: &mut Assignment) -> u128 {
    let mut terms = Terms::default();
    let initial = fold.initial.iter().map(|&word| terms.constant(width, at(word))).collect();
    let (start, count) = (terms.constant(64, at(fold.start)), terms.constant(64, at(fold.count)));
    let (function, region, chunk) = (fold.function.clone(), fold.region, fold.chunk);
    let fold = terms.make_fold(Fold { function, initial, word: width, region, start, chunk, count });
    let word = terms.fold_out(width, fold, n);
    evaluate(&terms, &[word], assignment)[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two unknowns of eight bits, the byte of region 0 at the first, and more; the value of what was made last.
    fn check(make: impl Fn(&mut Normalizer, [NormId; 2]) -> Norm, [a, b]: [u128; 2], expected: u128) {
        let (mut terms, mut normalizer) = (Terms::default(), Normalizer::default());
        let mut assignment = Assignment::random(1);
        let leaves = [a, b].map(|value| {
            let var = terms.var(8, "v");
            assignment.set_var(var, value);
            normalizer.intern(Norm::Unknown { width: 8, term: var })
        });
        assignment.bytes.set(0, 0x81, 0x5a);
        let node = make(&mut normalizer, leaves);
        normalizer.intern(node);
        let values = normalizer.evaluate_all(&terms, &mut assignment);
        assert_eq!(values.last(), Some(&expected));
    }

    #[test]
    fn the_meaning_of_each_form() {
        check(|_, [x, _]| Norm::Read { region: 0, offset: x }, [0x81, 0], 0x5a);
        check(|_, [x, y]| Norm::Concat { width: 16, parts: [x, y].into() }, [0x81, 0x42], 0x4281);
        check(|_, [x, _]| Norm::Slice { width: 3, of: x, lo: 6 }, [0x81, 0], 2);
        let sum = |_: &mut Normalizer, [x, y]: [NormId; 2]| Norm::Sum {
            width: 8,
            constant: 5,
            parts: [(x, 3), (y, 0xff)].into(),
        };
        check(sum, [0x81, 1], 0x87);
        let products = |_: &mut Normalizer, [x, y]: [NormId; 2]| {
            let products: Vec<Product> = vec![([].into(), 0x0f), ([(x, 1), (y, 0)].into(), 0xf0)];
            Norm::Xor { width: 8, products: products.into() }
        };
        check(products, [0x81, 0xbf], 0x8f);
        let less =
            |_: &mut Normalizer, [x, y]: [NormId; 2]| Norm::Op { prim: Prim::Slt, width: 1, operands: [x, y, y] };
        check(less, [0x81, 0x42], 1);
    }

    #[test]
    fn a_fold_of_nothing_is_its_initial_value_and_equal_folds_are_equal() {
        let fold = |fold: &mut Normalizer, [x, y]: [NormId; 2]| {
            let function = "f".into();
            let node = NormFold { function, initial: vec![x], region: 0, start: x, chunk: 64, count: y };
            let fold = fold.intern(Norm::Fold(Box::new(node)));
            Norm::FoldOut { width: 8, fold, n: 0 }
        };
        check(fold, [0x17, 0], 0x17);
    }
}
