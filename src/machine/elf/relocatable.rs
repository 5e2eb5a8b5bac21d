//! Loading a relocatable object: sections, common symbols, externals and the GOT are placed, then relocated.

use super::error::ElfError;
use super::externals::{self, Externals};
use super::file::{File, LE, Section};
use super::got::Got;
use super::layout::Layout;
use super::load::Unapplied;
use super::strings::Budget;
use super::symbols::{self, Home, Raw};
use super::{Image, RELOCATABLE_BASE, Request, Segment, listing, patches};
use object::elf;

/// What a symbol index stands for in a relocation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    At(u64),
    /// Defined outside, or chosen at run time.
    Missing,
    /// Defined in a section that is not loaded.
    Unloaded,
}

pub(super) fn load(file: &File, request: &Request, unapplied: Unapplied) -> Result<Image, ElfError> {
    let mut budget = Budget::new();
    let table = symbols::read(file, &mut budget)?;
    let mut layout = Layout::new(RELOCATABLE_BASE);
    let homes = place_sections(file, &mut layout)?;
    let commons = place_commons(&mut layout, &table.symbols)?;
    let externals = externals::place(&mut layout, request, &table.symbols)?;
    let addresses = addresses(&table.symbols, &homes, &commons)?;
    let got = Got::new(layout.next_page()?);
    let targets = targets(&table.symbols, &addresses, &externals, got.base);
    let mut patcher = patches::Patcher::new(file, &table, &targets, &homes, got, budget);
    patcher.unapplied = unapplied;
    let unresolved = patcher.run(&mut layout)?;
    let slots = patcher.got.contents();
    let relocations = patcher.records.sorted();
    layout.append(Segment::blank(".got", false, false), slots.len() as u64, 8, slots)?;
    layout.sort()?;
    let starts = section_starts(file, &homes);
    let listed = table.symbols.iter().zip(addresses).map(|(s, a)| a.filter(|_| s.home != Home::Absolute));
    let listed: Vec<Option<u64>> = listed.collect();
    let mapping = listing::mapping(&table.symbols, &listed, &starts);
    let symbols = listing::symbols(file, table.symbols, &listed, &mapping, externals.symbols);
    let sections = listing::sections(file, &homes);
    let (format, member) = ("ELF relocatable".to_string(), None);
    Ok(Image { segments: layout.segments, symbols, mapping, format, member, unresolved, sections, relocations })
}

pub(super) fn has(section: &Section, flag: u32) -> bool {
    section.sh_flags.get(LE) & u64::from(flag) != 0
}

/// The address of each section that the program sees; code first, then the file's order.
fn place_sections(file: &File, layout: &mut Layout) -> Result<Vec<Option<u64>>, ElfError> {
    let mut homes = vec![None; file.sections.len()];
    for code in [true, false] {
        for (index, section) in file.sections.enumerate() {
            // Thread-local sections are templates; the data has no address before a thread exists.
            let loaded = has(section, elf::SHF_ALLOC) && !has(section, elf::SHF_TLS);
            if loaded
                && has(section, elf::SHF_EXECINSTR) == code
                && let Some(home) = homes.get_mut(index.0)
            {
                *home = Some(place_section(file, layout, section, file.section_name(index.0))?);
            }
        }
    }
    Ok(homes)
}

fn place_section(file: &File, layout: &mut Layout, section: &Section, name: String) -> Result<u64, ElfError> {
    if has(section, elf::SHF_COMPRESSED) {
        return Err(ElfError::unsupported("a compressed section that is loaded", name));
    }
    let contents = file.section_data(section, &name)?;
    let segment = Segment::blank(name, has(section, elf::SHF_WRITE), has(section, elf::SHF_EXECINSTR));
    layout.append(segment, section.sh_size.get(LE), section.sh_addralign.get(LE), contents)
}

/// Places tentative definitions as a linker would place them in `.bss`; their value is their alignment.
fn place_commons(layout: &mut Layout, symbols: &[Raw]) -> Result<Vec<Option<u64>>, ElfError> {
    let place = |symbol: &Raw| match symbol.home {
        Home::Common => layout.append(Segment::blank("COMMON", true, false), symbol.size, symbol.value, &[]).map(Some),
        _ => Ok(None),
    };
    symbols.iter().map(place).collect()
}

/// Each symbol's address, if it is defined in something that is loaded.
fn addresses(symbols: &[Raw], homes: &[Option<u64>], commons: &[Option<u64>]) -> Result<Vec<Option<u64>>, ElfError> {
    let address = |(symbol, common): (&Raw, &Option<u64>)| match symbol.home {
        Home::Undefined => Ok(None),
        Home::Absolute => Ok(Some(symbol.value)),
        Home::Common => Ok(*common),
        Home::Section(index) => match homes.get(index).copied().flatten() {
            None => Ok(None),
            Some(start) => {
                let reason = || format!("its value {:#x} reaches beyond the address space", symbol.value);
                let address = start.checked_add(symbol.value);
                address.map(Some).ok_or_else(|| ElfError::malformed(format!("symbol {}", symbol.name), reason()))
            }
        },
    };
    symbols.iter().zip(commons).map(address).collect()
}

fn targets(symbols: &[Raw], addresses: &[Option<u64>], externals: &Externals, got: u64) -> Vec<Target> {
    let target = |(index, (symbol, address)): (usize, (&Raw, &Option<u64>))| match (symbol.home, address) {
        // Symbol index 0 stands for the value 0.
        _ if index == 0 => Target::At(0),
        (Home::Undefined, _) if symbol.name == "_GLOBAL_OFFSET_TABLE_" => Target::At(got),
        (Home::Undefined, _) => externals.addresses.get(&symbol.name).map_or(Target::Missing, |&a| Target::At(a)),
        _ if symbol.kind == elf::STT_GNU_IFUNC => Target::Missing,
        (_, Some(address)) => Target::At(*address),
        (_, None) => Target::Unloaded,
    };
    symbols.iter().zip(addresses).enumerate().map(target).collect()
}

fn section_starts(file: &File, homes: &[Option<u64>]) -> Vec<(u64, bool)> {
    let starts = file.sections.iter().zip(homes);
    starts.filter_map(|(section, home)| Some(((*home)?, has(section, elf::SHF_EXECINSTR)))).collect()
}
