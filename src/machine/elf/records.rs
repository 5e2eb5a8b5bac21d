//! The relocations that were applied, kept for listings.

use super::Relocation;
use super::error::ElfError;
use super::file::File;
use super::names;
use super::patches::Site;
use super::strings::Budget;
use super::symbols::{Home, Table};
use std::collections::HashMap;
use std::sync::Arc;

/// Relocations in the order in which they were applied; those of one symbol share its name.
#[derive(Default)]
pub(super) struct Records {
    list: Vec<Relocation>,
    symbols: HashMap<usize, Arc<str>>,
}

impl Records {
    pub fn add(&mut self, site: &Site, file: &File, table: &Table, budget: &mut Budget) -> Result<(), ElfError> {
        let symbol = match self.symbols.get(&site.symbol) {
            Some(symbol) => symbol.clone(),
            None => {
                let name: Arc<str> = symbol_name(file, table, site.symbol).into();
                budget.charge(name.len())?;
                self.symbols.insert(site.symbol, name.clone());
                name
            }
        };
        let kind = names::name(site.number).unwrap_or("unknown");
        self.list.push(Relocation { address: site.place, kind, symbol, addend: site.addend });
        Ok(())
    }

    pub fn sorted(mut self) -> Vec<Relocation> {
        self.list.sort_by_key(|relocation| relocation.address);
        self.list
    }
}

/// A section's own symbol has no name but the section's.
fn symbol_name(file: &File, table: &Table, index: usize) -> String {
    match table.symbols.get(index) {
        Some(symbol) if !symbol.name.is_empty() => symbol.name.clone(),
        Some(symbol) => match symbol.home {
            Home::Section(section) => file.section_name(section),
            _ => String::new(),
        },
        None => String::new(),
    }
}
