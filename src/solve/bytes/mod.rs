//! Bytes that code keeps in another basis: tables in registers as tables of one byte, which are expressed by each other,
//! and bytes that are affine images of each other over GF(2), found from their values.

mod image;
mod root;
mod space;
pub mod split;

use super::simulate::Simulation;
use super::tables::{Affine, sum_by_bits};
use crate::kernel::make::Make;
use crate::kernel::store::is_choice;
use crate::kernel::{Checked, Kernel};
use crate::lift::prim::{Prim, mask};
use crate::term::eval::made_of;
use crate::term::{Node, TermId};
use image::Images;
use root::{Root, Roots};
use rustc_hash::{FxHashMap, FxHashSet};
use space::{Space, Values};

/// Terms between a function and its byte.
const CONE: usize = 4000;

/// Bytes, what is known of their functions, and which of them are images of others.
#[derive(Default)]
pub struct Bytes {
    busy: bool,
    roots: Roots,
    spaces: FxHashMap<TermId, Space<TermId>>,
    /// Functions that were met, by their byte.
    met: FxHashMap<TermId, Vec<(TermId, Box<Values>)>>,
    images: Images,
}

impl Bytes {
    /// Looks for tables in registers: a choice between two wide numbers.
    pub fn look(&mut self, kernel: &Kernel, order: &[TermId]) {
        self.busy = self.busy || order.iter().any(|&id| is_choice(kernel.terms(), id));
    }

    /// Whether there are none, and nothing is to be done.
    pub fn is_idle(&self) -> bool {
        !self.busy
    }

    /// Takes in bits of a byte.
    pub fn slice(&mut self, kernel: &Kernel, id: TermId, byte: TermId, lo: u8) {
        self.roots.slice(kernel, id, byte, lo);
    }

    /// Whether a term is a function of one byte and not that itself: it is compared as such, or not at all.
    pub fn is_function(&mut self, kernel: &Kernel, id: TermId) -> bool {
        self.busy && matches!(self.roots.of(kernel, id), Root::Byte(byte) if byte != id)
    }

    /// Unites an element or a choice that is a function of one byte with a sum of others, or with an element of a table
    /// at that byte.
    pub fn function(&mut self, kernel: &mut Kernel, simulation: &mut Simulation, id: TermId) {
        let choice = matches!(kernel.terms().node(id), Node::Prim { prim: Prim::Select, .. } | Node::Lookup { .. });
        if !choice || kernel.terms().width(id) != 8 || kernel.find(id) != id {
            return;
        }
        let Root::Byte(byte) = self.roots.of(kernel, id) else { return };
        if byte == id {
            return;
        }
        let inherited = match self.images.place(kernel, simulation, byte) {
            Some((older, image)) => self.inherited(older, &image),
            None => Vec::new(),
        };
        let Root::Byte(byte) = self.roots.of(kernel, byte) else { return };
        if let Some(values) = self.values(kernel, id, byte) {
            self.express(kernel, byte, id, values);
        }
        // Elements at the byte that has become an image rank above those at this one, and are expressed by them.
        for (term, values) in inherited {
            self.express(kernel, byte, term, values);
        }
    }

    /// Unites a function of a byte with its expression.
    fn express(&mut self, kernel: &mut Kernel, byte: TermId, id: TermId, values: Box<Values>) {
        if let Ok(made) = self.made(kernel, byte, &values)
            && (made == id || kernel.enumerate(id, made, &[byte]).is_ok())
        {
            self.met.entry(byte).or_default().push((kernel.find(made), values));
        }
    }

    /// The sum, or the element of a table.
    fn made(&mut self, kernel: &mut Kernel, byte: TermId, values: &Values) -> Checked<TermId> {
        let space = self.spaces.entry(byte).or_insert_with(|| Space::new(byte));
        let new = space.new_bits(values);
        if new != 0 {
            // Bits that are sums of others would have two names.
            let table = kernel.table(8, &values.map(|value| u128::from(value & new)))?;
            let element = kernel.make(Make::Lookup { table, index: byte })?;
            space.extend(element, values);
        }
        let (constant, parts) = space.express(values);
        sum(kernel, constant, &parts)
    }

    /// The values of a function of a byte for all of its values.
    fn values(&self, kernel: &Kernel, id: TermId, byte: TermId) -> Option<Box<Values>> {
        let met = self.met.get(&byte).map_or(&[][..], |met| met);
        let slices = &self.roots.slices;
        let slice = |id: TermId| slices.get(&id).filter(|of| kernel.find(of.0) == byte).map(|of| of.1);
        let met: FxHashMap<TermId, &Values> = met.iter().map(|(id, values)| (kernel.find(*id), &**values)).collect();
        let sliced = slices.keys().copied().filter(|&id| slice(id).is_some());
        let cut: FxHashSet<TermId> = met.keys().copied().chain([byte]).chain(sliced).collect();
        let order = kernel.below(&[id], &cut);
        if order.len() > CONE {
            return None;
        }
        let mut known: FxHashMap<TermId, Vec<u128>> = FxHashMap::default();
        for id in order {
            let values = match (met.get(&id), slice(id)) {
                _ if id == byte => (0..256).collect(),
                (Some(values), _) => values.iter().map(|&value| value.into()).collect(),
                (None, Some(lo)) => (0..256).map(|value| value >> lo & mask(kernel.terms().width(id))).collect(),
                (None, None) => {
                    let at = |operand: TermId, n: usize| known.get(&kernel.find(operand)).map(|values| values[n]);
                    let value = |n| made_of(kernel.terms(), id, |operand| at(operand, n));
                    (0..256).map(value).collect::<Option<_>>()?
                }
            };
            known.insert(id, values);
        }
        let values = known.get(&id)?;
        Some(Box::new(std::array::from_fn(|n| values[n] as u8)))
    }

    /// The functions that were met of a byte that has become an image of another, as functions of that.
    fn inherited(&mut self, from: TermId, image: &Affine) -> Vec<(TermId, Box<Values>)> {
        self.spaces.remove(&from);
        let mut met = self.met.remove(&from).unwrap_or_default();
        for (_, values) in &mut met {
            **values = std::array::from_fn(|n| values[image.apply(n as u128) as usize]);
        }
        met
    }
}

/// The sum of a constant and of what bits add; a term whose own bits are all that is added is that term.
fn sum(kernel: &mut Kernel, constant: u8, parts: &[(TermId, u8, u8)]) -> Checked<TermId> {
    let copied = |&(term, bit, column): &(TermId, u8, u8)| term == parts[0].0 && column == 1 << bit;
    if constant == 0 && parts.len() == 8 && parts.iter().all(copied) {
        return Ok(parts[0].0);
    }
    let parts = parts.iter().map(|&(term, bit, column)| (term, bit, column.into()));
    sum_by_bits(kernel, 8, constant.into(), parts)
}
