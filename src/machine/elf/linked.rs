//! Loading a shared object or executable at its link addresses.

use super::error::ElfError;
use super::externals;
use super::file::{File, Kind, LE};
use super::layout::Layout;
use super::relocatable::has;
use super::strings::Budget;
use super::symbols::{self, Home, Raw};
use super::{Image, Request, Segment, Unresolved, dynamic, listing};
use object::LittleEndian;
use object::elf::{self, ProgramHeader64};
use object::read::elf::{FileHeader, ProgramHeader};

pub(super) type Program = ProgramHeader64<LittleEndian>;

pub(super) fn load(file: &File, request: &Request) -> Result<Image, ElfError> {
    let mut budget = Budget::new();
    let table = symbols::read(file, &mut budget)?;
    let bad = |e: object::read::Error| ElfError::malformed("program headers", e.to_string());
    let programs = file.header.program_headers(LE, file.data).map_err(bad)?;
    let mut layout = Layout::new(0);
    map_programs(file, programs, &mut layout)?;
    layout.sort()?;
    let externals = externals::place(&mut layout, request, &table.symbols)?;
    let effects = dynamic::effects(file, programs, &layout.segments, &externals, &mut budget)?;
    let unresolved = apply(&mut layout, effects)?;
    let addresses: Vec<Option<u64>> = table.symbols.iter().map(address).collect();
    let mapping = listing::mapping(&table.symbols, &addresses, &section_starts(file));
    let symbols = listing::symbols(file, table.symbols, &addresses, &mapping, externals.symbols);
    let homes: Vec<Option<u64>> = file.sections.iter().map(|s| loaded(&s).then(|| s.sh_addr.get(LE))).collect();
    let sections = listing::sections(file, &homes);
    let shared = file.kind == Kind::SharedObject;
    let format = if shared { "ELF shared object" } else { "ELF executable" }.to_string();
    let (segments, relocations) = (layout.segments, Vec::new());
    Ok(Image { segments, symbols, mapping, format, member: None, unresolved, sections, relocations })
}

/// Maps each PT_LOAD. Bytes that a kernel would map around it to fill its pages are left out.
fn map_programs(file: &File, programs: &[Program], layout: &mut Layout) -> Result<(), ElfError> {
    let loads = programs.iter().enumerate().filter(|(_, program)| program.p_type(LE) == elf::PT_LOAD);
    let mut found = false;
    for (index, program) in loads {
        found = true;
        let (name, flags) = (format!("LOAD {index}"), program.p_flags(LE));
        let Ok(contents) = program.data(LE, file.data) else {
            let (from, size) = (program.p_offset(LE), program.p_filesz(LE));
            let reason = format!("{size:#x} bytes at {from:#x} do not fit into a file of {:#x}", file.data.len());
            return Err(ElfError::malformed(name, reason));
        };
        let mut segment = Segment::blank(name, flags & elf::PF_W != 0, flags & elf::PF_X != 0);
        segment.readable = flags & elf::PF_R != 0;
        segment.address = program.p_vaddr(LE);
        layout.map(segment, program.p_memsz(LE), contents)?;
    }
    let nothing = || ElfError::malformed("program headers", "expected a PT_LOAD segment, found none");
    if found { Ok(()) } else { Err(nothing()) }
}

/// Writes what is known, and collects what is not.
fn apply(layout: &mut Layout, effects: Vec<dynamic::Effect>) -> Result<Vec<Unresolved>, ElfError> {
    let mut unresolved = Vec::new();
    for effect in effects {
        let Some(place) = layout.place(effect.place, effect.size) else {
            return Err(effect.error("lies outside the segments; the file is damaged"));
        };
        match effect.outcome {
            dynamic::Outcome::Write(value) => place.copy_from_slice(&value.to_le_bytes()),
            dynamic::Outcome::Wait(name) => {
                unresolved.push(Unresolved { address: effect.place, size: effect.size, name });
            }
        }
    }
    Ok(listing::unresolved(unresolved))
}

/// Values in a linked file are addresses already; thread-local and absolute ones are none.
fn address(symbol: &Raw) -> Option<u64> {
    (matches!(symbol.home, Home::Section(_)) && symbol.kind != elf::STT_TLS).then_some(symbol.value)
}

fn section_starts(file: &File) -> Vec<(u64, bool)> {
    file.sections.iter().filter(loaded).map(|s| (s.sh_addr.get(LE), has(s, elf::SHF_EXECINSTR))).collect()
}

fn loaded(section: &&super::file::Section) -> bool {
    has(section, elf::SHF_ALLOC) && !has(section, elf::SHF_TLS) && section.sh_size.get(LE) != 0
}
