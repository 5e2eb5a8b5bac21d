//! Symbols that the caller supplies for a file that leaves them undefined.

use super::error::ElfError;
use super::layout::Layout;
use super::symbols::{Home, Raw};
use super::{External, Request, Segment, Symbol};
use std::collections::{BTreeMap, BTreeSet};

/// The addresses of supplied symbols.
pub(super) struct Externals {
    pub addresses: BTreeMap<String, u64>,
    pub symbols: Vec<Symbol>,
}

/// Places the data objects behind the file's own segments. A name that the file defines for others keeps its meaning.
pub(super) fn place(layout: &mut Layout, request: &Request, symbols: &[Raw]) -> Result<Externals, ElfError> {
    let defined: BTreeSet<&str> = symbols
        .iter()
        .filter(|symbol| symbol.global && symbol.home != Home::Undefined)
        .map(|symbol| symbol.name.as_str())
        .collect();
    let mut placed = Externals { addresses: BTreeMap::new(), symbols: Vec::new() };
    for (name, external) in request.externals.iter().filter(|(name, _)| !defined.contains(name.as_str())) {
        let (address, size) = match external {
            External::Address(address) => (*address, 0),
            External::Bytes(bytes) => (append(layout, name, bytes)?, bytes.len() as u64),
        };
        placed.addresses.insert(name.clone(), address);
        placed.symbols.push(Symbol { address, name: name.clone(), size, is_code: false, is_global: true });
    }
    Ok(placed)
}

/// Read-only, so that code which writes to an object that a proof takes as constant is stopped.
fn append(layout: &mut Layout, name: &str, bytes: &[u8]) -> Result<u64, ElfError> {
    const ALIGN: u64 = 16;
    layout.append(Segment::blank(name, false, false), bytes.len() as u64, ALIGN, bytes)
}
