//! New tables, of which terms can then be elements. A table is a list of numbers and claims nothing.

use super::step::Step;
use super::{Checked, Kernel, refuse};
use crate::lift::ops::Table;
use crate::lift::prim::mask;
use std::sync::Arc;

/// Bits of an index into a new table.
pub const BITS: u32 = 8;

impl Kernel<'_> {
    /// The number of a table with these elements, which may be known already.
    pub fn table(&mut self, width: u8, elements: &[u128]) -> Checked<u32> {
        let (widths, sizes) = (1..=128, 2..=1 << BITS);
        if !widths.contains(&width) || !sizes.contains(&elements.len()) || !elements.len().is_power_of_two() {
            return refuse(format!("no table has {} elements of {width} bits", elements.len()));
        }
        if elements.iter().any(|&element| element > mask(width)) {
            return refuse(format!("an element of a table has more than {width} bits"));
        }
        let before = self.terms.tables().len();
        self.spend(elements.len() + before);
        let table = Table { name: "table".into(), width, elements: elements.to_vec() };
        let number = self.terms.number_of(&Arc::new(table));
        if self.terms.tables().len() > before {
            self.steps.push(Step::Table(width, elements.to_vec()));
        }
        Ok(number)
    }
}
