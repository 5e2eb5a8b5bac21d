//! Carries of comparisons by subtraction: a sum of more than 64 bits is not what its lower 64 bits say, so one number is not
//! less than another.

use crate::kernel::Kernel;
use crate::kernel::make::Make;
use crate::lift::prim::{Prim, mask};
use crate::term::{Node, TermId, Terms};

/// Bits of the numbers that are compared.
const WIDTH: u8 = 64;

/// What a carry, or none, says of two numbers: a comparison, and whether it holds.
pub fn carry(kernel: &mut Kernel, equation: TermId) -> Option<(TermId, bool)> {
    let fits = kernel.known(equation)? == 1;
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
    kernel.known(less).is_none().then_some((less, fits))
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
