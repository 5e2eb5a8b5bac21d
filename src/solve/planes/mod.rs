//! Programs that are bit-sliced: a vector holds one bit of each byte, and what is looked up in tables elsewhere is computed
//! by gates. Bits of such vectors are united with bits of the bytes that a standard speaks of, from the leaves up.

mod bits;
mod exchange;
mod values;

use crate::kernel::make::Make;
use crate::kernel::store::is_conjunction;
use crate::kernel::{Checked, Kernel};
use crate::lift::prim::Prim;
use crate::term::{Node, TermId};
use rustc_hash::{FxHashMap, FxHashSet};

/// The values of a bit for as many choices of the leaves.
type Values = u64;

/// What is known of bits of vectors.
#[derive(Default)]
pub struct Planes {
    busy: bool,
    /// Vectors that conjunctions of vectors are in.
    words: FxHashSet<TermId>,
    /// Bits of vectors that are taken apart.
    done: FxHashSet<TermId>,
    /// Bits that were compared with those of bytes.
    compared: FxHashSet<TermId>,
    values: FxHashMap<TermId, Values>,
    /// The byte that a bit depends on; none if there are more.
    bytes: FxHashMap<TermId, Option<TermId>>,
    /// Bits of bytes that the others are compared with, by their values or those of the complement.
    classes: FxHashMap<Values, Vec<TermId>>,
    /// Bits joined one by one to parts of vectors, by the whole of these.
    joined: FxHashMap<TermId, Vec<TermId>>,
}

impl Planes {
    /// Looks for vectors that conjunctions are in; the terms come after what they are made of.
    pub fn look(&mut self, kernel: &mut Kernel, order: &[TermId]) {
        if !kernel.is_sliced() {
            return;
        }
        for &id in order {
            let width = kernel.terms().width(id);
            let mut is_word = is_conjunction(kernel.terms(), id);
            kernel.terms().operands(id, |operand| is_word |= self.words.contains(&kernel.find(operand)));
            let is_part = matches!(kernel.terms().node(id), Node::Extract { width: ..=8, .. });
            if is_word && (width > 8 || is_part) {
                self.words.insert(id);
            } else if is_word {
                let mut parts = Vec::new();
                kernel.terms().operands(id, |operand| parts.push(kernel.find(operand)));
                parts.retain(|part| self.words.contains(part));
                for part in parts {
                    let _ = self.join(kernel, part);
                }
            }
        }
        self.busy = self.busy || !self.joined.is_empty();
    }

    /// Whether there is no such program.
    pub fn is_idle(&self) -> bool {
        !self.busy
    }

    /// Whether a term is a vector that is not looked at as a whole.
    pub fn is_word(&self, id: TermId) -> bool {
        self.words.contains(&id) && !self.is_part(id)
    }

    /// Whether a term is part of one, which is taken apart.
    pub fn is_part(&self, id: TermId) -> bool {
        self.joined.contains_key(&id)
    }

    /// Makes part of a vector of single bits, before anything is known of these.
    fn join(&mut self, kernel: &mut Kernel, id: TermId) -> Checked {
        let Node::Extract { width, a, lo } = kernel.terms().node(id) else { return Ok(()) };
        if self.joined.contains_key(&id) {
            return Ok(());
        }
        let mut all = Vec::new();
        for at in (lo..lo + width).rev() {
            let bit = kernel.make(Make::Extract { width: 1, a, lo: at })?;
            let whole = match all.last() {
                Some(&(_, high)) => {
                    let width = kernel.terms().width(high) + 1;
                    // Made first, so that it stands for both as long as nothing is known of the bits.
                    kernel.make(Make::Extract { width, a, lo: at })?;
                    kernel.make(Make::Prim { prim: Prim::Concat, width, operands: [high, bit, bit] })?
                }
                None => bit,
            };
            kernel.rewrite(whole)?;
            all.push((bit, whole));
        }
        self.joined.insert(id, all.into_iter().flat_map(|(bit, whole)| [bit, whole]).collect());
        Ok(())
    }

    fn byte(&self, id: TermId) -> Option<TermId> {
        self.bytes.get(&id).copied().flatten()
    }

    fn known_values(&self, kernel: &Kernel, id: TermId) -> Option<Values> {
        let number = kernel.known(id).map(|value| if value == 0 { 0 } else { Values::MAX });
        number.or_else(|| self.values.get(&id).copied())
    }
}
