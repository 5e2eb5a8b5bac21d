//! Something known of terms, from the leaves up.

use crate::kernel::Kernel;
use crate::term::TermId;
use rustc_hash::FxHashMap;

/// Fills a table up to a term's representative: what is known of a representative is made of what is known of those of its
/// operands.
pub fn upwards<T>(
    kernel: &Kernel,
    known: &mut FxHashMap<TermId, T>,
    root: TermId,
    make: impl Fn(&FxHashMap<TermId, T>, TermId) -> T,
) {
    let mut stack = vec![kernel.find(root)];
    while let Some(&id) = stack.last() {
        if known.contains_key(&id) {
            stack.pop();
            continue;
        }
        let waiting = stack.len();
        kernel.terms().operands(id, |operand| {
            let operand = kernel.find(operand);
            if !known.contains_key(&operand) {
                stack.push(operand);
            }
        });
        if stack.len() == waiting {
            let made = make(known, id);
            known.insert(id, made);
            stack.pop();
        }
    }
}
