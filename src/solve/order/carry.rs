//! Carries of comparisons by subtraction: a sum of more than 64 bits is not what its lower 64 bits say, so one number is not
//! less than another.

use crate::kernel::Kernel;
use crate::kernel::clauses::Question;
use crate::kernel::make::Make;
use crate::lift::prim::{Prim, mask};
use crate::solve::Limits;
use crate::solve::ask::{Effort, Reply, ask};
use crate::term::{Node, TermId, Terms};

/// Bits of the numbers that are compared.
const WIDTH: u8 = 64;

/// Unites what says that there is a carry, or none, with a comparison of two numbers, and gives that. At first a solver sees
/// nothing of what the numbers are made of; but a shorter form may stand for their sum, and of a fact it then sees all.
pub fn carry(kernel: &mut Kernel, equation: TermId, limits: &Limits, effort: &mut Effort) -> Option<TermId> {
    let (less, numbers) = comparison(kernel, equation)?;
    let known = kernel.known(equation);
    // The sides of an equation that holds stand for each other, so it says something only as it is written.
    let (a, facts) = match known {
        Some(1) => (kernel.truth(true), vec![equation]),
        _ => (equation, Vec::new()),
    };
    let mut shown = |cut: Vec<TermId>| {
        let question = Question { a, b: less, facts: facts.clone(), cut };
        kernel.same(a, less) || ask(kernel, &question, limits, effort) == Reply::Equal
    };
    (shown(numbers) || known.is_some() && shown(Vec::new())).then_some(less)
}

/// The comparison that an equation of a wide sum with its lower bits is, and what it compares.
fn comparison(kernel: &mut Kernel, equation: TermId) -> Option<(TermId, Vec<TermId>)> {
    let terms = kernel.terms();
    let Node::Prim { prim: Prim::Eq, a, b, .. } = terms.node(equation) else { return None };
    let sum = if is_low(terms, b, a) { a } else { is_low(terms, a, b).then_some(b)? };
    let (mut numbers, mut constant) = (Vec::new(), 0);
    addends(terms, sum, &mut numbers, &mut constant);
    let (x, y) = match *numbers.as_slice() {
        [x] if (1..=1 << WIDTH).contains(&constant) => {
            let value = ((1 << WIDTH) - constant) & mask(WIDTH);
            (x, kernel.make(Make::Constant { width: WIDTH, value }).ok()?)
        }
        [x, y] if constant == 1 => (complement(terms, y).map(|y| (x, y))).or(complement(terms, x).map(|x| (y, x)))?,
        _ => return None,
    };
    let less = kernel.make(Make::Prim { prim: Prim::Ult, width: 1, operands: [x, y, y] }).ok()?;
    let cut = [x, y].into_iter().filter(|&id| kernel.terms().as_const(id).is_none()).collect();
    Some((less, cut))
}

/// Whether a term is the lower bits of another, extended.
fn is_low(terms: &Terms, low: TermId, sum: TermId) -> bool {
    match terms.node(low) {
        Node::Prim { prim: Prim::ZeroExtend | Prim::SignExtend, a, .. } => is_low(terms, a, sum),
        Node::Extract { width: WIDTH, a, lo: 0 } => a == sum,
        _ => false,
    }
}

fn addends(terms: &Terms, sum: TermId, numbers: &mut Vec<TermId>, constant: &mut u128) {
    match terms.node(sum) {
        Node::Prim { prim: Prim::ZeroExtend | Prim::SignExtend, a, .. } => addends(terms, a, numbers, constant),
        Node::Prim { prim: Prim::Add, a, b, width, .. } if width > WIDTH => {
            addends(terms, a, numbers, constant);
            addends(terms, b, numbers, constant);
        }
        _ => match terms.as_const(sum) {
            Some(value) => *constant = constant.saturating_add(value),
            None => numbers.push(sum),
        },
    }
}

fn complement(terms: &Terms, id: TermId) -> Option<TermId> {
    match terms.node(id) {
        Node::Prim { prim: Prim::Not, a, .. } => Some(a),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::standard::Standard;

    /// `x + NOT y + 1` in 67 bits, or `x + 2^64 - constant`, is what its lower 64 bits are if `x` is less.
    fn check(constant: Option<u128>) {
        let (mut terms, standard) = (Terms::default(), Standard::default());
        let [x, y] = ["x", "y"].map(|name| terms.var(WIDTH, name));
        let extend = |terms: &mut Terms, a| terms.prim(Prim::ZeroExtend, 67, [a; 3]);
        let one = terms.constant(67, constant.map_or(1, |n| (1 << WIDTH) - n));
        let (wide, not) = (extend(&mut terms, x), terms.not(y));
        let other = extend(&mut terms, not);
        let sum = if constant.is_some() { wide } else { terms.binary(Prim::Add, wide, other) };
        let sum = terms.binary(Prim::Add, sum, one);
        let low = terms.extract(WIDTH, sum, 0);
        let low = extend(&mut terms, low);
        let equation = terms.equal(sum, low);
        let least = constant.map_or(y, |n| terms.constant(WIDTH, n));
        let expected = terms.less(x, least);
        let mut kernel = Kernel::new(&mut terms, &standard);
        let less = carry(&mut kernel, equation, &Limits::default(), &mut Effort::default());
        assert_eq!(less, Some(expected));
        assert!(kernel.same(equation, expected));
    }

    #[test]
    fn a_carry_is_a_comparison() {
        check(None);
        check(Some(80));
        check(Some(1));
    }
}
