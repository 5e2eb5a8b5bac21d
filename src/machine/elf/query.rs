//! Questions about a loaded image: functions by name, bytes by address, names by address.

use super::error::ElfError;
use super::layout::locate;
use super::nearest::nearest;
use super::{Image, MappingKind, Relocation, Section, Symbol, listing};

/// A function's extent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    pub name: String,
    pub address: u64,
    pub size: u64,
    /// Other code symbols at the same address.
    pub aliases: Vec<String>,
}

impl Image {
    /// The function of that name, or at an address written as `0x...`. A size that the file does not give reaches up
    /// to the next symbol or its section's end.
    pub fn function(&self, name: &str) -> Result<Function, ElfError> {
        if let Some(address) = name.strip_prefix("0x").and_then(|digits| u64::from_str_radix(digits, 16).ok()) {
            return self.function_at(name, address);
        }
        let named = || self.symbols.iter().filter(|symbol| symbol.name == name);
        let mut addresses = distinct(named().filter(|symbol| symbol.is_code));
        if addresses.len() > 1 {
            // Static functions of several files may share a name; the one visible to other files is meant.
            let global = distinct(named().filter(|symbol| symbol.is_code && symbol.is_global));
            addresses = if global.len() == 1 { global } else { addresses };
        }
        match addresses.as_slice() {
            [address] => self.function_at(name, *address),
            [] if named().next().is_some() => Err(not_a_function(name, "it names data, not code; ask for a function")),
            [] if self.symbols.iter().any(|symbol| symbol.name == listing::resolver(name)) => {
                Err(not_a_function(name, "an IFUNC resolver chooses it at run time; ask for one of its versions"))
            }
            [] => {
                let code = self.symbols.iter().filter(|symbol| symbol.is_code);
                let nearest = nearest(name, code.map(|symbol| symbol.name.as_str()));
                Err(ElfError::NoFunction { name: name.into(), nearest })
            }
            _ => Err(ElfError::AmbiguousFunction { name: name.into(), addresses }),
        }
    }

    fn function_at(&self, asked: &str, address: u64) -> Result<Function, ElfError> {
        let refuse = |reason: String| Err(not_a_function(asked, reason));
        let segment = locate(&self.segments, address, 1).and_then(|(index, _)| self.segments.get(index));
        let Some(segment) = segment.filter(|segment| segment.executable) else {
            return refuse(format!(
                "{address:#x} lies in no executable part of the file; ask for a function's address"
            ));
        };
        if !address.is_multiple_of(4) {
            return refuse(format!(
                "{address:#x} is no multiple of 4, so no instruction; ask for its first instruction"
            ));
        }
        let here: Vec<&Symbol> = self.symbols.iter().filter(|s| s.is_code && s.address == address).collect();
        let own = here.iter().filter(|s| s.name == asked);
        let declared = own.map(|s| s.size).chain(here.iter().map(|s| s.size)).find(|&size| size != 0);
        let next = self.symbols.iter().map(|s| s.address).find(|&next| next > address).unwrap_or(u64::MAX);
        let end = self.code_end(address).unwrap_or(segment.end());
        let size = declared.unwrap_or_else(|| next.min(end) - address);
        if self.raw_at(address, usize::try_from(size).unwrap_or(usize::MAX)).is_none() {
            let name = &segment.name;
            return refuse(format!("its {size:#x} bytes from {address:#x} on leave {name}, so the symbol is damaged"));
        }
        let aliases = here.iter().filter(|s| s.name != asked).map(|s| s.name.clone()).collect();
        Ok(Function { name: asked.into(), address, size, aliases })
    }

    /// The instruction word at an address, if all its bytes are known.
    pub fn word(&self, address: u64) -> Option<u32> {
        self.bytes_at(address, 4)?.try_into().ok().map(u32::from_le_bytes)
    }

    /// Bytes inside one segment; `None` outside, and where a relocation is unresolved (see [`Image::unresolved_at`]).
    pub fn bytes_at(&self, address: u64, len: usize) -> Option<&[u8]> {
        if self.unresolved_at(address, len).is_some() { None } else { self.raw_at(address, len) }
    }

    /// Like [`Image::bytes_at`], with whatever the file holds at unresolved places: for listings only.
    pub fn raw_at(&self, address: u64, len: usize) -> Option<&[u8]> {
        let (index, range) = locate(&self.segments, address, u64::try_from(len).ok()?)?;
        self.segments.get(index)?.bytes.get(range)
    }

    /// The name that the bytes of this range wait for, if any.
    pub fn unresolved_at(&self, address: u64, len: usize) -> Option<&str> {
        let end = u64::try_from(len).ok().and_then(|len| address.checked_add(len)).unwrap_or(u64::MAX);
        let below = self.unresolved.partition_point(|place| place.address < end);
        // The places do not overlap, so only the last one below the end can reach into the range.
        let last = self.unresolved.get(below.checked_sub(1)?)?;
        (last.address.saturating_add(last.size) > address).then_some(last.name.as_str())
    }

    /// The relocations of a range.
    pub fn relocations_at(&self, address: u64, len: u64) -> &[Relocation] {
        let from = self.relocations.partition_point(|r| r.address < address);
        let to = self.relocations.partition_point(|r| r.address < address.saturating_add(len));
        self.relocations.get(from..to).unwrap_or(&[])
    }

    /// The section that an address lies in.
    pub fn section_at(&self, address: u64) -> Option<&Section> {
        let last = self.sections.partition_point(|section| section.address <= address).checked_sub(1)?;
        self.sections.get(last).filter(|section| address - section.address < section.size)
    }

    /// Whether an address is code, by the mapping symbols; without one, by its segment's permission.
    pub fn kind_at(&self, address: u64) -> MappingKind {
        let segment = locate(&self.segments, address, 1).and_then(|(index, _)| self.segments.get(index));
        let Some(segment) = segment else { return MappingKind::Data };
        match listing::kind_at(&self.mapping, address) {
            Some(mapping) if mapping.address >= segment.address => mapping.kind,
            _ if segment.executable => MappingKind::Code,
            _ => MappingKind::Data,
        }
    }

    /// The symbol that an address belongs to, and the offset in it.
    pub fn symbol_at(&self, address: u64) -> Option<(&Symbol, u64)> {
        // Nested labels lie close together; a symbol further back than this does not describe the address.
        const NESTED: usize = 64;
        let below = self.symbols.partition_point(|symbol| symbol.address <= address);
        let holds = |symbol: &&Symbol| {
            let offset = address - symbol.address;
            offset == 0 || offset < symbol.size || (symbol.size == 0 && self.together(symbol.address, address))
        };
        let first = self.symbols.get(..below)?.iter().rev().take(NESTED).find(holds)?;
        let rank = |symbol: &&Symbol| (symbol.is_code, symbol.is_global, symbol.size != 0);
        let from = self.symbols.partition_point(|symbol| symbol.address < first.address);
        let same = self.symbols.get(from..below)?.iter().take_while(|symbol| symbol.address == first.address);
        let best = same.filter(holds).max_by_key(rank)?;
        Some((best, address - best.address))
    }

    /// Whether both lie in one section, or in one segment if the file names no sections there.
    fn together(&self, low: u64, high: u64) -> bool {
        let index = |address| locate(&self.segments, address, 1).map(|(index, _)| index);
        let section = |address| self.section_at(address).map(|section| section.address);
        index(low).is_some() && index(low) == index(high) && section(low) == section(high)
    }
}

fn distinct<'a>(symbols: impl Iterator<Item = &'a Symbol>) -> Vec<u64> {
    // The symbols are sorted by address.
    let mut addresses: Vec<u64> = symbols.map(|symbol| symbol.address).collect();
    addresses.dedup();
    addresses
}

fn not_a_function(name: &str, reason: impl Into<String>) -> ElfError {
    ElfError::NotAFunction { name: name.into(), reason: reason.into() }
}
