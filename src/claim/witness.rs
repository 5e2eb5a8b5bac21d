//! Values for which `requires` holds: from assumptions that contradict each other everything follows.

use crate::term::eval::{Assignment, evaluate};
use crate::term::{Node, TermId, Terms};

/// That `requires` holds for some values, so that the statement says something. Words of folds are taken for arbitrary,
/// and bytes of regions that the witness does not reach too.
pub fn check_witness(terms: &Terms, requires: &[TermId], witness: &[(TermId, u128)]) -> Result<(), String> {
    let mut values = Assignment::default();
    for &(unknown, value) in witness {
        if unknown.0 as usize >= terms.len() {
            return Err("the witness speaks of an unknown that does not exist".into());
        }
        match terms.node(unknown) {
            Node::Read { region, offset } => {
                let offset = terms.as_const(offset).ok_or("the witness speaks of a byte at no number")?;
                values.bytes.set(region, offset as u64, value as u8);
            }
            _ => values.set_var(unknown, value),
        }
    }
    let holds = evaluate(terms, requires, &mut values).into_iter().all(|value| value == 1);
    if holds { Ok(()) } else { Err("`requires` is not shown to hold for any values".into()) }
}
