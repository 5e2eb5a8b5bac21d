//! Values of bits for many choices of the leaves, by which bits of vectors find those of bytes; and the byte that a bit
//! depends on.

use super::super::simulate::VECTORS;
use super::super::sweep::Sweep;
use super::Values;
use crate::kernel::Kernel;
use crate::kernel::make::Make;
use crate::lift::prim::Prim;
use crate::term::{Node, TermId};

impl Sweep {
    /// Bytes that tables are read at, their elements, and bytes that are given: what is known of them is what bits are
    /// compared with.
    pub(in super::super) fn seed(&mut self, kernel: &mut Kernel, order: &[TermId]) {
        for &id in order {
            match kernel.terms().node(id) {
                Node::Lookup { width: 8, index, .. } if kernel.terms().width(index) == 8 => {
                    let index = kernel.find(index);
                    self.bits_of(kernel, index, index);
                    self.bits_of(kernel, kernel.find(id), index);
                }
                Node::Read { .. } => self.bits_of(kernel, id, id),
                Node::Extract { width: 8, a, .. } if kernel.terms().node(kernel.find(a)).is_leaf() => {
                    self.bits_of(kernel, id, id);
                }
                _ => {}
            }
        }
    }

    /// Takes in the bits of a byte, which depends on one.
    fn bits_of(&mut self, kernel: &mut Kernel, byte: TermId, of: TermId) {
        let samples = self.samples(kernel, byte);
        for lo in 0..kernel.terms().width(byte) {
            let Ok(bit) = kernel.make(Make::Extract { width: 1, a: byte, lo }) else { return };
            if kernel.rewrite(bit).is_err() {
                return;
            }
            let bit = kernel.find(bit);
            let values = plane(&samples, lo);
            self.planes.compared.insert(bit);
            self.planes.values.insert(bit, values);
            self.planes.bytes.insert(bit, Some(of));
            let class = self.planes.classes.entry(values.min(!values)).or_default();
            if !class.contains(&bit) {
                class.push(bit);
            }
        }
    }

    fn samples(&mut self, kernel: &Kernel, id: TermId) -> [u128; 8 * VECTORS] {
        let mut samples = [0; 8 * VECTORS];
        let simulations = std::iter::once(&mut self.simulation).chain(self.doubt.simulations());
        for (values, simulation) in samples.chunks_mut(VECTORS).zip(simulations) {
            values.copy_from_slice(&simulation.values(kernel, id));
        }
        samples
    }

    /// Finds out the values of a bit, and the byte that it depends on; and of the gates that it is made of, as far as they
    /// have come to stand for others since.
    pub(super) fn measure(&mut self, kernel: &Kernel, id: TermId) {
        let mut stack = vec![id];
        while let Some(&id) = stack.last() {
            let operands = gate(kernel, id).map_or(Vec::new(), |(_, operands)| operands.to_vec());
            let waiting = stack.len();
            stack.extend(operands.into_iter().filter(|&bit| self.planes.known_values(kernel, bit).is_none()));
            if stack.len() == waiting {
                let (values, byte) = self.measured(kernel, id);
                self.planes.values.insert(id, values);
                self.planes.bytes.insert(id, byte);
                stack.pop();
            }
        }
    }

    /// By the operands of a gate, or by simulation.
    fn measured(&mut self, kernel: &Kernel, id: TermId) -> (Values, Option<TermId>) {
        let Some((prim, bits)) = gate(kernel, id) else { return (plane(&self.samples(kernel, id), 0), None) };
        let [a, b] = bits.map(|bit| self.planes.known_values(kernel, bit).unwrap_or_default());
        let values = match prim {
            Prim::And => a & b,
            Prim::Or => a | b,
            Prim::Not => !a,
            _ => a ^ b,
        };
        let byte = match bits.map(|bit| (kernel.known(bit).is_some(), self.planes.byte(bit))) {
            [(true, _), (_, byte)] | [(_, byte), (true, _)] => byte,
            [(_, a), (_, b)] => a.filter(|_| a == b),
        };
        (values, byte)
    }
}

/// The operation on bits that a bit is, with representatives.
pub(super) fn gate(kernel: &Kernel, id: TermId) -> Option<(Prim, [TermId; 2])> {
    match kernel.terms().node(id) {
        Node::Prim { prim, a, b, .. } if prim.is_bitwise() => Some((prim, [kernel.find(a), kernel.find(b)])),
        _ => None,
    }
}

fn plane(samples: &[u128; 8 * VECTORS], bit: u8) -> Values {
    samples.iter().enumerate().fold(0, |all, (n, value)| all | ((value >> bit & 1) as Values) << n)
}
