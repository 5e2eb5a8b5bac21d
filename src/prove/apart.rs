//! Bits that are known because the addresses that they compare are a known number of bytes apart.

use crate::lift::prim::Prim;
use crate::symbolic::linear::Linear;
use crate::term::{Node, TermId, Terms};

/// Operations between a condition and what it compares.
const DEPTH: u32 = 12;

/// The value of a term, if differences make a number of all that it depends on.
pub fn number(terms: &Terms, id: TermId) -> Option<u128> {
    deep(terms, id, DEPTH)
}

fn deep(terms: &Terms, id: TermId, depth: u32) -> Option<u128> {
    if let Some(value) = terms.as_const(id) {
        return Some(value);
    }
    let of = |id: TermId| deep(terms, id, depth.checked_sub(1)?);
    match terms.node(id) {
        Node::Prim { width: 64, .. } | Node::Extract { width: 64, .. } => {
            let linear = Linear::of(terms, id);
            linear.parts.is_empty().then_some(linear.constant.into())
        }
        Node::Prim { prim, width, a, b, c } => {
            let from = terms.width(if prim == Prim::Concat { b } else { a });
            Some(prim.eval(width, from, of(a)?, of(b)?, of(c)?))
        }
        Node::Extract { width, a, lo } => piece(terms, width, (a, lo), depth),
        _ => None,
    }
}

/// Bits of a term; of flags that are joined, those alone that are asked for.
fn piece(terms: &Terms, width: u8, (a, lo): (TermId, u8), depth: u32) -> Option<u128> {
    let depth = depth.checked_sub(1)?;
    if let Node::Prim { prim: Prim::Concat, a: high, b: low, .. } = terms.node(a) {
        let split = terms.width(low);
        if lo >= split {
            return piece(terms, width, (high, lo - split), depth);
        }
        if lo + width <= split {
            return piece(terms, width, (low, lo), depth);
        }
    }
    Some(deep(terms, a, depth)? >> lo & crate::lift::prim::mask(width))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(expected: Option<u128>, bytes: u128) {
        let mut terms = Terms::default();
        let (sp, other) = (terms.var(64, "SP"), terms.var(1, "c"));
        let [down, up, zero] = [96, bytes, 0].map(|n| terms.constant(64, n));
        let low = terms.binary(Prim::Sub, sp, down);
        let high = terms.binary(Prim::Add, low, up);
        let difference = terms.binary(Prim::Sub, high, sp);
        let is_zero = terms.equal(difference, zero);
        // Of two flags the one above is known, the other is not.
        let flags = terms.concat(is_zero, other);
        let z = terms.extract(1, flags, 1);
        let not = terms.not(z);
        assert_eq!(number(&terms, not), expected);
        let c = terms.extract(1, flags, 0);
        assert_eq!(number(&terms, c), None);
    }

    #[test]
    fn what_compares_addresses_is_known_where_their_difference_is() {
        check(Some(0), 96);
        check(Some(1), 64);
    }
}
