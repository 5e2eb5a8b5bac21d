//! Finding the dynamic relocation tables: through PT_DYNAMIC, or in the sections of a static executable.

use super::error::ElfError;
use super::file::{File, LE};
use super::linked::Program;
use super::relocatable::has;
use object::elf;
use object::read::elf::{Dyn, ProgramHeader};
use std::collections::BTreeMap;

/// The size of a relocation and of a symbol.
pub(super) const ENTRY: u64 = 24;

/// The dynamic section as tags and values; empty if the file has none.
pub(super) type Tags = BTreeMap<u32, u64>;

/// The address and size of each table, in the order in which the dynamic linker applies them.
pub(super) fn tables(file: &File, tags: &Tags) -> Result<Vec<(u64, u64)>, ElfError> {
    if tags.is_empty() { Ok(section_tables(file)) } else { dynamic_tables(tags) }
}

/// Reads the dynamic section.
pub(super) fn tags(file: &File, programs: &[Program]) -> Result<Tags, ElfError> {
    let bad = |e: object::read::Error| ElfError::malformed("PT_DYNAMIC", e.to_string());
    let mut tags = BTreeMap::new();
    for program in programs {
        let entries = program.dynamic(LE, file.data).map_err(bad)?.unwrap_or(&[]);
        let entries = entries.iter().take_while(|entry| entry.d_tag(LE) != u64::from(elf::DT_NULL));
        tags.extend(entries.filter_map(|entry| Some((u32::try_from(entry.d_tag(LE)).ok()?, entry.d_val(LE)))));
    }
    Ok(tags)
}

/// DT_RELA and DT_JMPREL; forms of relocation that are not implemented are refused rather than skipped.
fn dynamic_tables(tags: &Tags) -> Result<Vec<(u64, u64)>, ElfError> {
    const OTHERS: [(u32, &str); 4] = [
        (elf::DT_REL, "DT_REL relocations"),
        (0x6000_000f, "packed Android relocations"),
        (0x6000_0011, "packed Android relocations"),
        (0x4000_0026, "DT_CREL relocations"),
    ];
    if let Some((_, what)) = OTHERS.iter().find(|(tag, _)| tags.contains_key(tag)) {
        return Err(ElfError::unsupported(*what, "PT_DYNAMIC"));
    }
    let expect = |tag: u32, value: u64, what: &str| match tags.get(&tag) {
        Some(&found) if found != value => {
            Err(ElfError::malformed("PT_DYNAMIC", format!("expected {what} {value}, found {found}")))
        }
        _ => Ok(()),
    };
    expect(elf::DT_RELAENT, ENTRY, "DT_RELAENT")?;
    expect(elf::DT_SYMENT, ENTRY, "DT_SYMENT")?;
    expect(elf::DT_PLTREL, u64::from(elf::DT_RELA), "DT_PLTREL")?;
    let table = |at: u32, size: u32| Some((*tags.get(&at)?, *tags.get(&size)?));
    let tables = [table(elf::DT_RELA, elf::DT_RELASZ), table(elf::DT_JMPREL, elf::DT_PLTRELSZ)];
    Ok(tables.into_iter().flatten().filter(|(_, size)| *size != 0).collect())
}

/// A static executable has no PT_DYNAMIC, but its start-up code applies IRELATIVE relocations from its sections.
fn section_tables(file: &File) -> Vec<(u64, u64)> {
    let tables = file.sections.iter().filter(|s| s.sh_type.get(LE) == elf::SHT_RELA && has(s, elf::SHF_ALLOC));
    tables.map(|s| (s.sh_addr.get(LE), s.sh_size.get(LE))).filter(|(_, size)| *size != 0).collect()
}
