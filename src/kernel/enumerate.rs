//! The rule `enumerate`: two terms agree for all values of a few leaves, 20 bits at most.

use super::step::Step;
use super::values::LANES;
use super::{Checked, Kernel, refuse};
use crate::lift::prim::mask;
use crate::term::TermId;

/// Bits of all leaves together, and values of terms that may be computed.
const BITS: u32 = 20;
const VALUES: usize = 1 << 28;

impl Kernel<'_> {
    /// Unites two terms that depend on nothing but these leaves, and agree for all of their values.
    pub fn enumerate(&mut self, a: TermId, b: TermId, leaves: &[TermId]) -> Checked {
        self.check_pair(a, b)?;
        let circuit = self.circuit(&[a, b], leaves)?;
        let widths: Vec<(TermId, u8)> = circuit.leaves().map(|leaf| (leaf, self.terms.width(leaf))).collect();
        let bits: u32 = widths.iter().map(|leaf| u32::from(leaf.1)).sum();
        if bits > BITS || circuit.len() << bits > VALUES {
            return refuse(format!("{bits} bits of leaves are too many to enumerate"));
        }
        let (Some(at), Some(bt)) = (circuit.slot(a), circuit.slot(b)) else { return refuse("a root is missing") };
        // Each leaf has its bits in the number of the case, from a place on.
        let (mut places, mut place) = (Vec::new(), 0);
        for &(leaf, width) in &widths {
            places.push((leaf, place, mask(width)));
            place += u32::from(width);
        }
        let mut values = Vec::new();
        for first in (0..1u128 << bits).step_by(LANES) {
            let of = |leaf| {
                let (_, place, ones) = places.iter().find(|one| one.0 == leaf).copied().unwrap_or((leaf, 0, 0));
                std::array::from_fn(|lane| (first + lane as u128) >> place & ones)
            };
            circuit.evaluate(self, of, &mut values);
            if values[at] != values[bt] {
                return refuse("the terms differ for some values of the leaves");
            }
        }
        self.unite(a, b);
        self.steps.push(Step::Enumerate(a, b, leaves.to_vec()));
        Ok(())
    }
}
