//! Bits of vectors, taken apart on demand and united with bits of bytes.

use super::super::sweep::{Sweep, equal};
use super::exchange::operands;
use super::values::gate;
use crate::kernel::Kernel;
use crate::kernel::make::Make;
use crate::lift::prim::Prim;
use crate::term::{Node, TermId};

/// Bits of bytes that have the same values, such as those of counters, and are tried.
const CANDIDATES: usize = 16;

/// Gates that have come to stand for others, one within the other, and are looked at.
const DEPTH: u32 = 64;

impl Sweep {
    /// Part of a vector, as single bits: all of them are taken apart, and joined again.
    pub(in super::super) fn part(&mut self, kernel: &mut Kernel, id: TermId) {
        let joined = self.planes.joined.get(&id).cloned().unwrap_or_default();
        for pair in joined.chunks(2) {
            self.bit(kernel, pair[0]);
        }
        for pair in joined.chunks(2) {
            let _ = kernel.rewrite(pair[1]);
        }
    }

    /// A bit of a vector, and all bits that it is made of.
    fn bit(&mut self, kernel: &mut Kernel, id: TermId) {
        let mut stack = vec![id];
        while let Some(&id) = stack.last() {
            if self.is_full(kernel) || self.is_late() {
                return;
            }
            if self.planes.done.contains(&id) {
                stack.pop();
                continue;
            }
            let Ok(operands) = operands(kernel, id) else { return };
            let waiting = stack.len();
            stack.extend(operands.iter().filter(|bit| !self.planes.done.contains(bit)));
            if stack.len() == waiting {
                self.combine(kernel, id, &operands);
                self.planes.done.insert(id);
                stack.pop();
            }
        }
    }

    /// A bit whose operands are done.
    fn combine(&mut self, kernel: &mut Kernel, id: TermId, operands: &[TermId]) {
        let _ = kernel.rewrite(id);
        let now = kernel.find(id);
        if let (Some(&a), Some(&b)) = (operands.first(), operands.last())
            && let Node::Extract { a: word, .. } = kernel.terms().node(now)
            && let Node::Prim { prim, width: 9.., .. } = kernel.terms().node(kernel.find(word))
            && prim.is_bitwise()
        {
            let operands = [a, b, b].map(|bit| kernel.find(bit));
            if let Ok(made) = kernel.make(Make::Prim { prim, width: 1, operands })
                && let Ok(made) = kernel.rewrite(made)
            {
                let _ = kernel.bits(now, made);
            }
        }
        self.compare(kernel, kernel.find(id), DEPTH);
    }

    /// Unites a bit with that of a byte, if it has its values.
    fn compare(&mut self, kernel: &mut Kernel, id: TermId, depth: u32) {
        if depth == 0 || kernel.known(id).is_some() || !self.planes.compared.insert(id) {
            return;
        }
        match gate(kernel, id) {
            Some((_, bits)) => {
                // What stands for an operand may have come to do so since.
                bits.into_iter().for_each(|bit| self.compare(kernel, bit, depth - 1));
                let _ = kernel.rewrite(id);
            }
            None => self.term(kernel, id),
        }
        let now = kernel.find(id);
        if now != id {
            return self.compare(kernel, now, depth - 1);
        }
        let is_gate = gate(kernel, id).is_some();
        self.measure(kernel, id);
        let values = self.planes.values[&id];
        let class = self.planes.classes.get(&values.min(!values)).cloned().unwrap_or_default();
        class.into_iter().take(CANDIDATES).any(|bit| self.is_bit(kernel, id, bit, is_gate));
    }

    /// Whether it is shown that a bit is one of a byte, or the complement of that.
    fn is_bit(&mut self, kernel: &mut Kernel, id: TermId, bit: TermId, is_gate: bool) -> bool {
        let bit = kernel.find(bit);
        let (values, byte) = (self.planes.values[&id], self.planes.bytes[&id]);
        let like = match self.planes.known_values(kernel, bit) == Some(values) {
            true => Ok(bit),
            false => kernel.make(Make::Prim { prim: Prim::Not, width: 1, operands: [bit; 3] }),
        };
        let Ok(like) = like else { return false };
        let byte_of_bit = self.planes.byte(bit);
        let shown = kernel.same(id, like)
            || match byte {
                // What is computed from one byte by gates is no sum.
                Some(byte) => byte_of_bit == Some(byte) && kernel.enumerate(id, like, &[byte]).is_ok(),
                None if is_gate => kernel.bits(id, like).is_ok(),
                None => {
                    let of: Vec<TermId> = byte_of_bit.into_iter().collect();
                    kernel.enumerate(id, like, &of).is_ok() || equal(kernel, id, like)
                }
            };
        let now = kernel.find(id);
        if shown {
            self.planes.compared.insert(now);
            self.planes.values.insert(now, values);
            self.planes.bytes.insert(now, byte_of_bit);
        }
        shown
    }
}
