//! Replaces unknowns by terms, through the builder.

use super::state::SymState;
use crate::term::{TermId, Terms};
use rustc_hash::FxHashMap;

/// Terms in place of unknowns; what has been replaced is remembered.
#[derive(Clone, Debug, Default)]
pub struct Substitution {
    done: FxHashMap<TermId, TermId>,
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
        let mut stack = vec![root];
        while let Some(&id) = stack.last() {
            if self.done.contains_key(&id) {
                stack.pop();
                continue;
            }
            let waiting = stack.len();
            terms.operands(id, |operand| {
                if !self.done.contains_key(&operand) {
                    stack.push(operand);
                }
            });
            if stack.len() == waiting {
                let replaced = terms.rebuild(id, |operand| self.done.get(&operand).copied().unwrap_or(operand));
                self.done.insert(id, replaced);
                stack.pop();
            }
        }
        self.done[&root]
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
        for condition in &mut state.path {
            *condition = self.apply(terms, *condition);
        }
    }
}
