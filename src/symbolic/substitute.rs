//! Replaces unknowns by terms, through the builder.

use super::state::SymState;
use crate::term::{TermId, Terms};
use rustc_hash::FxHashMap;

/// What has been replaced by what.
pub type Replaced = FxHashMap<TermId, TermId>;

/// A term made anew from the leaves up: `make` is asked about each term below it that has no replacement yet, when its
/// operands have theirs.
pub fn replace(
    terms: &mut Terms,
    done: &mut Replaced,
    root: TermId,
    mut make: impl FnMut(&mut Terms, TermId, &Replaced) -> TermId,
) -> TermId {
    let mut stack = vec![root];
    while let Some(&id) = stack.last() {
        if done.contains_key(&id) {
            stack.pop();
            continue;
        }
        let waiting = stack.len();
        terms.operands(id, |operand| {
            if !done.contains_key(&operand) {
                stack.push(operand);
            }
        });
        if stack.len() == waiting {
            let replaced = make(terms, id, done);
            done.insert(id, replaced);
            stack.pop();
        }
    }
    done[&root]
}

/// Terms in place of unknowns; what has been replaced is remembered.
#[derive(Clone, Debug, Default)]
pub struct Substitution {
    done: Replaced,
}

impl Substitution {
    /// Replaces one unknown from now on; earlier answers are forgotten.
    pub fn insert(&mut self, pairs: &[(TermId, TermId)]) {
        self.done = pairs.iter().copied().collect();
    }

    /// The term with the unknowns replaced.
    pub fn apply(&mut self, terms: &mut Terms, root: TermId) -> TermId {
        if self.done.is_empty() {
            return root;
        }
        replace(terms, &mut self.done, root, |terms, id, done| terms.rebuild(id, |operand| done[&operand]))
    }

    /// A whole state with the unknowns replaced.
    pub fn apply_state(&mut self, terms: &mut Terms, state: &mut SymState) {
        for x in state.x.iter_mut().chain(&mut state.v).chain(&mut state.system) {
            *x = self.apply(terms, *x);
        }
        state.sp = self.apply(terms, state.sp);
        state.nzcv = self.apply(terms, state.nzcv);
        for cells in &mut state.cells {
            for cell in cells.values_mut() {
                cell.value = self.apply(terms, cell.value);
            }
        }
        for store in state.streams.iter_mut().flat_map(|stream| &mut stream.stores) {
            (store.block, store.value) = (self.apply(terms, store.block), self.apply(terms, store.value));
        }
        for condition in &mut state.path {
            *condition = self.apply(terms, *condition);
        }
    }
}
