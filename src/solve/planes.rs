//! Programs that are bit-sliced: a vector holds one bit of each byte, and what is looked up in tables elsewhere is computed
//! by gates. Bits of such vectors are united with bits of the bytes that a standard speaks of, from the leaves up.

use super::simulate::VECTORS;
use super::sweep::{Sweep, equal};
use crate::kernel::make::Make;
use crate::kernel::store::is_conjunction;
use crate::kernel::{Checked, Kernel};
use crate::lift::prim::Prim;
use crate::term::{Node, TermId};
use rustc_hash::{FxHashMap, FxHashSet};

/// Bits of bytes that have the same values, such as those of counters, and are tried.
const CANDIDATES: usize = 16;

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

impl Sweep {
    /// Bytes that tables are read at, their elements, and bytes that are given: what is known of them is what bits are
    /// compared with.
    pub(super) fn seed(&mut self, kernel: &mut Kernel, order: &[TermId]) {
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

    /// Part of a vector, as single bits: all of them are taken apart, and joined again.
    pub(super) fn part(&mut self, kernel: &mut Kernel, id: TermId) {
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
        self.compare(kernel, kernel.find(id));
    }

    /// Unites a bit with that of a byte, if it has its values.
    fn compare(&mut self, kernel: &mut Kernel, id: TermId) {
        if kernel.known(id).is_some() || !self.planes.compared.insert(id) {
            return;
        }
        match gate(kernel, id) {
            Some((_, bits)) => {
                // What stands for an operand may have come to do so since.
                bits.into_iter().for_each(|bit| self.compare(kernel, bit));
                let _ = kernel.rewrite(id);
            }
            None => self.term(kernel, id),
        }
        let now = kernel.find(id);
        if now != id {
            return self.compare(kernel, now);
        }
        let is_gate = gate(kernel, id).is_some();
        self.measure(kernel, id);
        let (values, byte) = (self.planes.values[&id], self.planes.bytes[&id]);
        let class = self.planes.classes.get(&values.min(!values)).cloned().unwrap_or_default();
        let found = class.into_iter().take(CANDIDATES).any(|bit| self.is_bit(kernel, id, bit, is_gate));
        if std::env::var("DBG").is_ok() && !found {
            if let Some(class) = self.planes.classes.get(&values.min(!values)) {
            for bit in class {
            eprintln!("DBG not shown gate {is_gate} byte {byte:?} {} like {}", crate::term::brief::brief(kernel.terms(), id), crate::term::brief::brief(kernel.terms(), *bit));
            } }
        }
    }

    /// Whether it is shown that a bit is one of a byte, or the complement of that.
    fn is_bit(&mut self, kernel: &mut Kernel, id: TermId, bit: TermId, is_gate: bool) -> bool {
        let bit = kernel.find(bit);
        let (values, byte) = (self.planes.values[&id], self.planes.bytes[&id]);
        let of = self.planes.known_values(kernel, bit);
        let like = if of == Some(values) {
            Ok(bit)
        } else {
            kernel.make(Make::Prim { prim: Prim::Not, width: 1, operands: [bit; 3] })
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

    /// Finds out the values of a bit, and the byte that it depends on; and of the gates that it is made of, as far as they
    /// have come to stand for others since.
    fn measure(&mut self, kernel: &Kernel, id: TermId) {
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
fn gate(kernel: &Kernel, id: TermId) -> Option<(Prim, [TermId; 2])> {
    match kernel.terms().node(id) {
        Node::Prim { prim, a, b, .. } if prim.is_bitwise() => Some((prim, [kernel.find(a), kernel.find(b)])),
        _ => None,
    }
}

/// The bits that a bit of a vector is made of; none, if that is not made bit by bit. It is united with one of another
/// vector where it is that.
fn operands(kernel: &mut Kernel, id: TermId) -> Checked<Vec<TermId>> {
    let Some((prim, [a, b])) = opened(kernel, id)? else { return Ok(Vec::new()) };
    let (x, y) = (kernel.known(a), kernel.known(b));
    let same = match (prim, x, y) {
        (Prim::And, Some(0), _) | (Prim::And, _, Some(1)) | (Prim::Or, _, Some(0)) => Some(a),
        (Prim::And, Some(1), _) | (Prim::And, _, Some(0)) | (Prim::Or, Some(0), _) => Some(b),
        (Prim::Eor, None, None) => match exchanged(kernel, a, b)? {
            Some(bit) => Some(bit),
            None => exchanged(kernel, b, a)?,
        },
        _ => None,
    };
    match same {
        Some(bit) if kernel.bits(id, bit).is_ok() => Ok(vec![bit]),
        _ if prim == Prim::Not => Ok(vec![a]),
        _ => Ok(vec![a, b]),
    }
}

/// The operation on bits that a bit of a vector is, if it is one.
fn opened(kernel: &mut Kernel, id: TermId) -> Checked<Option<(Prim, [TermId; 2])>> {
    let slice = kernel.rewrite(id)?;
    let Node::Extract { width: 1, a, lo } = kernel.terms().node(slice) else { return Ok(None) };
    let Node::Prim { prim, width: 9.., a, b, .. } = kernel.terms().node(kernel.find(a)) else { return Ok(None) };
    if !prim.is_bitwise() {
        return Ok(None);
    }
    let mut bits = [a, b];
    for bit in &mut bits {
        *bit = kernel.make(Make::Extract { width: 1, a: kernel.find(*bit), lo })?;
        // The slice itself is what rules take apart; what stands for it may be far from the vectors.
        kernel.rewrite(*bit)?;
    }
    Ok(Some((prim, bits)))
}

/// What is left of `a EOR ((a EOR rest) AND mask)`: how bits of two vectors are exchanged.
fn exchanged(kernel: &mut Kernel, a: TermId, masked: TermId) -> Checked<Option<TermId>> {
    let (a, sum) = (unmasked(kernel, a)?, unmasked(kernel, masked)?);
    let Some((Prim::Eor, [x, y])) = opened(kernel, sum)? else { return Ok(None) };
    let (x, y) = (unmasked(kernel, x)?, unmasked(kernel, y)?);
    Ok(if kernel.same(x, a) { Some(y) } else { kernel.same(y, a).then_some(x) })
}

/// A bit that a mask lets through.
fn unmasked(kernel: &mut Kernel, bit: TermId) -> Checked<TermId> {
    let Some((Prim::And, [x, y])) = opened(kernel, bit)? else { return Ok(bit) };
    Ok(match (kernel.known(x), kernel.known(y)) {
        (Some(1), _) => y,
        (_, Some(1)) => x,
        _ => bit,
    })
}

fn plane(samples: &[u128; 8 * VECTORS], bit: u8) -> Values {
    samples.iter().enumerate().fold(0, |all, (n, value)| all | ((value >> bit & 1) as Values) << n)
}
