//! Walking the relocation sections of a relocatable object and patching the sections that they apply to.

use super::error::ElfError;
use super::file::{File, LE, Section};
use super::got::Got;
use super::kinds::Kind;
use super::layout::Layout;
use super::load::Unapplied;
use super::names::describe;
use super::records::Records;
use super::relocatable::Target;
use super::relocation::{Operands, compute, insert};
use super::strings::Budget;
use super::symbols::Table;
use super::{Unresolved, listing};
use object::elf::{self, Rela64};
use object::read::elf::{Rela, SectionHeader};
use object::{LittleEndian, SymbolIndex};

/// The most relocations of one file. Several sections may share one table, so the file's size is no bound.
pub(super) const MAX_RELOCATIONS: u64 = 1 << 22;

/// What the relocations of one object need to know, and what they produce.
pub(super) struct Patcher<'a> {
    file: &'a File<'a>,
    table: &'a Table,
    targets: &'a [Target],
    homes: &'a [Option<u64>],
    budget: Budget,
    pub got: Got,
    pub records: Records,
    pub unapplied: Unapplied,
    unresolved: Vec<Unresolved>,
}

/// One relocation, and where it applies.
pub(super) struct Site<'a> {
    section: &'a str,
    offset: u64,
    pub place: u64,
    pub number: u32,
    pub symbol: usize,
    pub addend: i64,
}

impl Site<'_> {
    fn error(&self, reason: impl Into<String>) -> ElfError {
        let place = format!("{}+{:#x}", self.section, self.offset);
        ElfError::Relocation { kind: describe(self.number), place, reason: reason.into() }
    }
}

impl<'a> Patcher<'a> {
    pub fn new(
        file: &'a File<'a>,
        table: &'a Table,
        targets: &'a [Target],
        homes: &'a [Option<u64>],
        got: Got,
        budget: Budget,
    ) -> Self {
        let (records, unapplied, unresolved) = (Records::default(), Unapplied::Refuse, Vec::new());
        Patcher { file, table, targets, homes, budget, got, records, unapplied, unresolved }
    }

    /// Applies all relocations of loaded sections; returns the places that wait for something outside the file.
    pub fn run(&mut self, layout: &mut Layout) -> Result<Vec<Unresolved>, ElfError> {
        let mut count = 0;
        for (index, header) in self.file.sections.enumerate() {
            let target = header.sh_info(LE) as usize;
            let relocations = matches!(header.sh_type(LE), elf::SHT_RELA | elf::SHT_REL | elf::SHT_CREL);
            // Sections that are not loaded, such as those of debuggers, are of no interest.
            if let (true, Some(home)) = (relocations, self.homes.get(target).copied().flatten()) {
                let table = self.read(header, &self.file.section_name(index.0))?;
                count += table.len() as u64;
                if count > MAX_RELOCATIONS {
                    let what = "relocations of the file".to_string();
                    return Err(ElfError::TooLarge { what, size: count, limit: MAX_RELOCATIONS });
                }
                self.section(layout, target, home, table)?;
            }
        }
        Ok(listing::unresolved(std::mem::take(&mut self.unresolved)))
    }

    /// The table of a relocation section, which must speak about the symbols that were read.
    fn read(&self, header: &Section, name: &str) -> Result<&'a [Rela64<LittleEndian>], ElfError> {
        let bad = |e: object::read::Error| ElfError::malformed(name, e.to_string());
        match header.rela(LE, self.file.data).map_err(bad)? {
            None => Err(ElfError::unsupported("a relocation table without addends (not SHT_RELA)", name)),
            Some((table, link)) if table.is_empty() || link.0 == self.table.section => Ok(table),
            Some((_, link)) => {
                let reason = format!("expected symbols in section {}, found {}", self.table.section, link.0);
                Err(ElfError::malformed(name, reason))
            }
        }
    }

    fn section(
        &mut self,
        layout: &mut Layout,
        target: usize,
        home: u64,
        table: &[Rela64<LittleEndian>],
    ) -> Result<(), ElfError> {
        let section = self.file.section_name(target);
        let size = self.file.section(target)?.sh_size(LE);
        let mut previous = None;
        for entry in table.iter().filter(|entry| !is_none(entry.r_type(LE, false))) {
            let (offset, number) = (entry.r_offset.get(LE), entry.r_type(LE, false));
            let symbol = entry.symbol(LE, false).unwrap_or(SymbolIndex(0)).0;
            let addend = entry.r_addend.get(LE);
            let site = Site { section: &section, offset, place: home.saturating_add(offset), number, symbol, addend };
            // System V ABI, "Relocation": consecutive records of one place are one composed operation.
            let applied = match previous == Some(offset) {
                true => Err(site.error("is composed with the one before it, which is not supported")),
                false => self.relocate(layout, &site, size),
            };
            previous = Some(offset);
            applied.or_else(|error| self.leave(&site, error))?;
            self.records.add(&site, self.file, self.table, &mut self.budget)?;
        }
        Ok(())
    }

    /// What to do with a relocation that cannot be applied.
    fn leave(&mut self, site: &Site, error: ElfError) -> Result<(), ElfError> {
        match (self.unapplied, &error) {
            (Unapplied::Leave, ElfError::Relocation { .. }) => {
                self.wait_for(site.symbol, site.place, Kind::find(site.number).map_or(4, Kind::size))
            }
            _ => Err(error),
        }
    }

    fn relocate(&mut self, layout: &mut Layout, site: &Site, size: u64) -> Result<(), ElfError> {
        let kind = Kind::find(site.number).ok_or_else(|| site.error("is not supported; rebuild without it"))?;
        if kind.is_instruction() && !site.offset.is_multiple_of(4) {
            return Err(site.error("is no multiple of 4, expected an instruction's address; the file is damaged"));
        }
        let fits = site.offset.checked_add(kind.size()).is_some_and(|end| end <= size);
        let bytes = layout.place(site.place, kind.size()).filter(|_| fits);
        let bytes = bytes.ok_or_else(|| site.error(format!("lies outside its section of {size:#x} bytes")))?;
        let symbol = self.address(site)?;
        let slot = if kind.uses_got() { self.slot(site, symbol)? } else { 0 };
        if symbol.is_none() && !kind.uses_got() {
            return self.wait_for(site.symbol, site.place, kind.size());
        }
        let (symbol, addend, place) = (symbol.unwrap_or(0), site.addend, site.place);
        let operands = Operands { symbol, addend, place, slot, got: self.got.base };
        let value = compute(kind, &operands).map_err(|reason| site.error(self.about(site.symbol, &reason)))?;
        insert(kind, bytes, value);
        Ok(())
    }

    /// The address of the symbol that a relocation names, or `None` if it is defined elsewhere.
    fn address(&self, site: &Site) -> Result<Option<u64>, ElfError> {
        match self.targets.get(site.symbol) {
            Some(Target::At(address)) => Ok(Some(*address)),
            Some(Target::Missing) => Ok(None),
            Some(Target::Unloaded) => {
                let name = self.name(site.symbol);
                Err(site.error(format!("refers to {name} in a section that is not loaded; link the file first")))
            }
            None => {
                let (below, found) = (self.targets.len(), site.symbol);
                Err(site.error(format!("expected a symbol number below {below}, found {found}; the file is damaged")))
            }
        }
    }

    /// The GOT slot of a symbol, made when it is first used.
    fn slot(&mut self, site: &Site, symbol: Option<u64>) -> Result<u64, ElfError> {
        let value = symbol.map(|symbol| symbol.wrapping_add_signed(site.addend));
        let (slot, new) = self.got.slot(site.symbol, site.addend, value);
        if new && symbol.is_none() {
            self.wait_for(site.symbol, slot, 8)?;
        }
        Ok(slot)
    }

    fn wait_for(&mut self, symbol: usize, address: u64, size: u64) -> Result<(), ElfError> {
        let name = self.name(symbol).to_string();
        self.budget.charge(name.len())?;
        self.unresolved.push(Unresolved { address, size, name });
        Ok(())
    }

    fn name(&self, symbol: usize) -> &str {
        self.table.symbols.get(symbol).map_or("", |symbol| &symbol.name)
    }

    fn about(&self, symbol: usize, reason: &str) -> String {
        let name = self.name(symbol);
        if name.is_empty() { reason.to_string() } else { format!("against {name} {reason}") }
    }
}

/// R_AARCH64_NONE, and the number that it had in the first releases of the ABI.
pub(super) fn is_none(number: u32) -> bool {
    matches!(number, elf::R_AARCH64_NONE | 256)
}
