//! What the relocations that a dynamic linker applies do to the image.
//!
//! The file is loaded at its link addresses, so that Delta(S) of section "Dynamic relocations" is 0 and the packed
//! relative relocations of DT_RELR change nothing. A symbol that the file defines is taken to be the file's own: no
//! other library interposes its own definition.

use super::Segment;
use super::error::ElfError;
use super::externals::Externals;
use super::file::{File, LE};
use super::layout::locate;
use super::linked::Program;
use super::names::describe;
use super::patches::{MAX_RELOCATIONS, is_none};
use super::strings::{Budget, Strings};
use super::tables::{ENTRY, Tags, tables, tags};
use object::elf::{self, Rela64, Sym64};
use object::read::elf::{Rela, Sym};
use object::{LittleEndian, pod};

/// One place, and what becomes of it.
pub(super) struct Effect {
    pub place: u64,
    pub size: u64,
    pub outcome: Outcome,
    number: u32,
}

pub(super) enum Outcome {
    /// Eight bytes.
    Write(u64),
    /// The bytes depend on this name.
    Wait(String),
}

impl Effect {
    pub fn error(&self, reason: &str) -> ElfError {
        refuse(self.number, self.place, reason)
    }
}

/// What every dynamic relocation does, in the order in which the dynamic linker would apply them.
pub(super) fn effects(
    file: &File,
    programs: &[Program],
    segments: &[Segment],
    externals: &Externals,
    budget: &mut Budget,
) -> Result<Vec<Effect>, ElfError> {
    let tags = tags(file, programs)?;
    let linking = Linking { segments, externals, tags: &tags, names: Strings(names(segments, &tags)?) };
    let tables = tables(file, &tags)?;
    let total = tables.iter().fold(0u64, |sum, (_, size)| sum.saturating_add(size / ENTRY));
    if total > MAX_RELOCATIONS {
        let what = "relocations of the file".to_string();
        return Err(ElfError::TooLarge { what, size: total, limit: MAX_RELOCATIONS });
    }
    let mut effects = Vec::new();
    for (address, size) in tables {
        let table = bytes(segments, address, size, "relocation table")?;
        let entries = pod::slice_from_bytes::<Rela64<LittleEndian>>(table, table.len() / ENTRY as usize);
        let (entries, _) = entries.map_err(|()| ElfError::malformed("relocation table", "is cut short"))?;
        for entry in entries.iter().filter(|entry| !is_none(entry.r_type(LE, false))) {
            effects.push(linking.effect(entry, budget)?);
        }
    }
    Ok(effects)
}

fn names<'a>(segments: &'a [Segment], tags: &Tags) -> Result<&'a [u8], ElfError> {
    match (tags.get(&elf::DT_STRTAB), tags.get(&elf::DT_STRSZ)) {
        (Some(&address), Some(&size)) => bytes(segments, address, size, "dynamic string table"),
        _ => Ok(&[]),
    }
}

fn bytes<'a>(segments: &'a [Segment], address: u64, size: u64, what: &str) -> Result<&'a [u8], ElfError> {
    let found = locate(segments, address, size).and_then(|(index, range)| segments.get(index)?.bytes.get(range));
    found.ok_or_else(|| ElfError::malformed(what, format!("{size:#x} bytes at {address:#x} lie in no segment")))
}

fn refuse(number: u32, place: u64, reason: &str) -> ElfError {
    ElfError::Relocation { kind: describe(number), place: format!("{place:#x}"), reason: reason.into() }
}

/// What one relocation refers to.
struct Linking<'a> {
    segments: &'a [Segment],
    externals: &'a Externals,
    tags: &'a Tags,
    names: Strings<'a>,
}

impl Linking<'_> {
    fn effect(&self, entry: &Rela64<LittleEndian>, budget: &mut Budget) -> Result<Effect, ElfError> {
        let (place, number, addend) = (entry.r_offset.get(LE), entry.r_type(LE, false), entry.r_addend.get(LE));
        let symbol = entry.symbol(LE, false).map(|index| index.0);
        let plain = |outcome| Ok(Effect { place, size: 8, outcome, number });
        match number {
            elf::R_AARCH64_RELATIVE => plain(Outcome::Write(addend.cast_unsigned())),
            elf::R_AARCH64_ABS64 | elf::R_AARCH64_GLOB_DAT | elf::R_AARCH64_JUMP_SLOT => {
                match self.value(symbol, place, number)? {
                    Some(value) => plain(Outcome::Write(value.wrapping_add_signed(addend))),
                    None => plain(Outcome::Wait(self.name(symbol, "", budget)?)),
                }
            }
            elf::R_AARCH64_IRELATIVE => {
                plain(Outcome::Wait(format!("the choice of the IFUNC resolver at {addend:#x}")))
            }
            elf::R_AARCH64_COPY => {
                let size = self.symbol(symbol)?.map_or(8, |symbol| symbol.st_size.get(LE));
                Ok(Effect { place, size, outcome: Outcome::Wait(self.name(symbol, "", budget)?), number })
            }
            elf::R_AARCH64_TLS_DTPMOD | elf::R_AARCH64_TLS_DTPREL | elf::R_AARCH64_TLS_TPREL => {
                plain(Outcome::Wait(self.name(symbol, "thread-local ", budget)?))
            }
            elf::R_AARCH64_TLSDESC => {
                // A descriptor is two words: the resolver and its argument.
                let outcome = Outcome::Wait(self.name(symbol, "thread-local ", budget)?);
                Ok(Effect { place, size: 16, outcome, number })
            }
            _ => Err(refuse(number, place, "is not supported; link the file without it")),
        }
    }

    /// A symbol's address, or `None` if it comes from elsewhere or is chosen at run time.
    fn value(&self, index: Option<usize>, place: u64, number: u32) -> Result<Option<u64>, ElfError> {
        let Some(symbol) = self.symbol(index)? else { return Ok(Some(0)) };
        match symbol.st_type() {
            elf::STT_GNU_IFUNC => Ok(None),
            elf::STT_TLS => Err(refuse(number, place, "refers to a thread-local symbol; link the file without it")),
            _ if !symbol.is_undefined(LE) => Ok(Some(symbol.st_value(LE))),
            _ => {
                let name = self.names.raw(u64::from(symbol.st_name(LE))).and_then(|raw| std::str::from_utf8(raw).ok());
                Ok(name.and_then(|name| self.externals.addresses.get(name)).copied())
            }
        }
    }

    fn symbol(&self, index: Option<usize>) -> Result<Option<&Sym64<LittleEndian>>, ElfError> {
        let Some(index) = index else { return Ok(None) };
        let start = self.tags.get(&elf::DT_SYMTAB).copied().unwrap_or(0);
        let address = start.saturating_add((index as u64).saturating_mul(ENTRY));
        let raw = bytes(self.segments, address, ENTRY, "dynamic symbol table")?;
        let symbol = pod::from_bytes::<Sym64<LittleEndian>>(raw).map(|(symbol, _)| symbol);
        symbol
            .map(Some)
            .map_err(|()| ElfError::malformed("dynamic symbol table", format!("symbol {index} is cut short")))
    }

    fn name(&self, index: Option<usize>, prefix: &str, budget: &mut Budget) -> Result<String, ElfError> {
        match self.symbol(index)? {
            None => Ok(format!("{prefix}data of this file")),
            Some(symbol) => {
                let name = budget.name(self.names, u64::from(symbol.st_name(LE)), "dynamic symbol table")?;
                Ok(format!("{prefix}{name}"))
            }
        }
    }
}
