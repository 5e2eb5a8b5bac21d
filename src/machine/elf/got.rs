//! The global offset table that a relocatable object asks for: one slot for each symbol and addend (section
//! "Proxy-generating relocations").

use std::collections::HashMap;

/// Slots in the order in which they were asked for.
pub(super) struct Got {
    pub base: u64,
    slots: HashMap<(usize, i64), u64>,
    contents: Vec<u8>,
}

impl Got {
    pub fn new(base: u64) -> Self {
        Got { base, slots: HashMap::new(), contents: Vec::new() }
    }

    /// The address of the slot for a symbol, and whether it is new. An unknown `value` leaves zeros in the slot.
    pub fn slot(&mut self, symbol: usize, addend: i64, value: Option<u64>) -> (u64, bool) {
        let next = self.base.saturating_add(self.contents.len() as u64);
        let address = *self.slots.entry((symbol, addend)).or_insert(next);
        if address == next {
            self.contents.extend_from_slice(&value.unwrap_or(0).to_le_bytes());
        }
        (address, address == next)
    }

    pub fn contents(&self) -> &[u8] {
        &self.contents
    }
}
