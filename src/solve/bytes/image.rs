//! Bytes that are affine images of each other over GF(2), found from their values.

use super::super::simulate::{Simulation, VECTORS};
use super::super::sweep::equal;
use super::super::tables::{Affine, affine, expression};
use crate::kernel::Kernel;
use crate::term::TermId;
use rustc_hash::{FxHashMap, FxHashSet};

/// Values of a byte by which affine images are found. With 16 there would be no match by chance; with 32 there is no byte
/// whose values do not span all there is.
const SAMPLES: usize = 4 * VECTORS;

/// What the bits of a byte, and the constant 1, span at the samples.
type Span = [u32; 9];

/// Bytes of one span that are tried.
const CANDIDATES: usize = 4;

/// Bytes of which images are looked for.
#[derive(Default)]
pub struct Images {
    spans: FxHashMap<Span, Vec<TermId>>,
    placed: FxHashSet<TermId>,
    /// More values than the sweep's.
    more: Vec<Simulation>,
}

impl Images {
    /// Unites a byte with an affine image of an older one, if it is one. If the older one was united with an image of this
    /// one, gives it and what it is of this one.
    pub fn place(
        &mut self,
        kernel: &mut Kernel,
        simulation: &mut Simulation,
        byte: TermId,
    ) -> Option<(TermId, Affine)> {
        if !self.placed.insert(byte) {
            return None;
        }
        let span = span(&self.samples(kernel, simulation, byte))?;
        for older in self.spans.get(&span).cloned().unwrap_or_default().into_iter().rev().take(CANDIDATES) {
            // The higher one is expressed by the lower one.
            let up = kernel.key(older) < kernel.key(byte);
            let (low, high) = if up { (older, byte) } else { (byte, older) };
            let [from, to] = [low, high].map(|id| self.samples(kernel, simulation, id));
            if let Some(image) = affine(&to, &from, 8)
                && let Ok(made) = expression(kernel, &image, 8, low)
                && equal(kernel, high, made)
            {
                if up {
                    return None;
                }
                let bytes = self.spans.entry(span).or_default();
                bytes.iter_mut().filter(|id| **id == older).for_each(|id| *id = byte);
                return Some((older, image));
            }
        }
        self.spans.entry(span).or_default().push(byte);
        None
    }

    fn samples(&mut self, kernel: &Kernel, simulation: &mut Simulation, byte: TermId) -> [u128; SAMPLES] {
        for number in self.more.len() + 1..SAMPLES / VECTORS {
            self.more.push(Simulation::from(number * VECTORS));
        }
        let mut samples = [0; SAMPLES];
        for (values, simulation) in samples.chunks_mut(VECTORS).zip(std::iter::once(simulation).chain(&mut self.more)) {
            values.copy_from_slice(&simulation.values(kernel, byte));
        }
        samples
    }
}

/// The space that a byte's bits and the constant 1 span, in reduced echelon form; none if they are dependent.
fn span(samples: &[u128; SAMPLES]) -> Option<Span> {
    let plane =
        |bit: usize| samples.iter().enumerate().fold(0u32, |all, (n, value)| all | ((value >> bit & 1) as u32) << n);
    let mut rows: Span = std::array::from_fn(|bit| if bit < 8 { plane(bit) } else { u32::MAX });
    for n in 0..rows.len() {
        let best = (n..rows.len()).max_by_key(|&row| rows[row])?;
        rows.swap(n, best);
        let pivot = rows[n].checked_ilog2()?;
        for row in (0..rows.len()).filter(|&row| row != n) {
            if rows[row] >> pivot & 1 == 1 {
                rows[row] ^= rows[n];
            }
        }
    }
    Some(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(expected: bool, f: impl Fn(u128) -> u128) {
        let values: [u128; SAMPLES] =
            std::array::from_fn(|n| (n as u128 * 0x9d) ^ ((n as u128) << 4)).map(|n| n & 0xff);
        assert!(span(&values).is_some());
        assert_eq!(span(&values) == span(&values.map(f)), expected);
    }

    #[test]
    fn affine_images_have_the_same_span_and_others_have_not() {
        check(true, |x| x ^ 0x63);
        check(true, |x| (x ^ (x << 1) ^ 0x5b) & 0xff);
        check(true, |x| x.reverse_bits() >> 120);
        check(false, |x| (x * x) & 0xff);
        check(false, |x| x >> 1);
        check(false, |x| x & (x >> 1));
    }
}
