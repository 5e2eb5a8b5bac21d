//! The lists that people read: symbols, and which bytes are code.

use super::file::{File, LE};
use super::relocatable::has;
use super::symbols::{Home, Raw};
use super::{Mapping, MappingKind, Section, Symbol, Unresolved};
use object::elf;

/// Mapping symbols, sorted. A section's start counts as one, because `.text` need not begin with `$x`, and in a linked
/// file `.rodata` may share its segment with code and need not begin with `$d`.
pub(super) fn mapping(symbols: &[Raw], addresses: &[Option<u64>], sections: &[(u64, bool)]) -> Vec<Mapping> {
    let implied = sections.iter().map(|&(address, code)| {
        let kind = if code { MappingKind::Code } else { MappingKind::Data };
        Mapping { address, kind }
    });
    let explicit = symbols
        .iter()
        .zip(addresses)
        .filter_map(|(symbol, address)| Some(Mapping { address: (*address)?, kind: mapping_kind(&symbol.name)? }));
    let mut all: Vec<Mapping> = implied.chain(explicit).collect();
    // The sort is stable and the last of one address wins: a mapping symbol over a section's start.
    all.sort_by_key(|mapping| mapping.address);
    all.reverse();
    all.dedup_by_key(|mapping| mapping.address);
    all.reverse();
    all
}

/// The kind that is in force at an address.
pub(super) fn kind_at(mapping: &[Mapping], address: u64) -> Option<&Mapping> {
    mapping.partition_point(|m| m.address <= address).checked_sub(1).and_then(|index| mapping.get(index))
}

/// `$x`, `$d` and their forms with a suffix, section "Mapping symbols".
fn mapping_kind(name: &str) -> Option<MappingKind> {
    let rest = name.strip_prefix('$')?;
    let (letter, suffix) = rest.split_at_checked(1)?;
    match letter {
        _ if !suffix.is_empty() && !suffix.starts_with('.') => None,
        "x" => Some(MappingKind::Code),
        "d" => Some(MappingKind::Data),
        _ => None,
    }
}

/// The sections that lie at an address, sorted.
pub(super) fn sections(file: &File, homes: &[Option<u64>]) -> Vec<Section> {
    let section = |(index, home): (usize, &Option<u64>)| {
        let header = file.section(index).ok()?;
        let (size, executable) = (header.sh_size.get(LE), has(header, elf::SHF_EXECINSTR));
        Some(Section { address: (*home)?, size, name: file.section_name(index), executable })
    };
    let mut all: Vec<Section> = homes.iter().enumerate().filter_map(section).collect();
    all.sort_by_key(|section| section.address);
    all
}

/// Named addresses of the image, sorted, with those that the caller supplied.
pub(super) fn symbols(
    file: &File,
    raw: Vec<Raw>,
    addresses: &[Option<u64>],
    mapping: &[Mapping],
    supplied: Vec<Symbol>,
) -> Vec<Symbol> {
    let listed = raw.into_iter().zip(addresses).filter_map(|(raw, address)| {
        let hidden = matches!(raw.kind, elf::STT_SECTION | elf::STT_FILE | elf::STT_TLS);
        if hidden || raw.name.is_empty() || mapping_kind(&raw.name).is_some() {
            return None;
        }
        let address = (*address)?;
        let is_code = is_code(file, &raw, kind_at(mapping, address));
        let name = if raw.kind == elf::STT_GNU_IFUNC { resolver(&raw.name) } else { raw.name };
        Some(Symbol { address, name, size: raw.size, is_code, is_global: raw.global })
    });
    let mut all: Vec<Symbol> = listed.chain(supplied).collect();
    all.sort();
    all.dedup();
    all
}

/// The name of an IFUNC means the function that its resolver chooses, so the resolver may not carry it.
pub(super) fn resolver(name: &str) -> String {
    format!("{name} (IFUNC resolver)")
}

/// Functions, and untyped labels of assembly on code, in executable sections.
fn is_code(file: &File, raw: &Raw, mapping: Option<&Mapping>) -> bool {
    let Home::Section(index) = raw.home else { return false };
    let executable = file.section(index).is_ok_and(|s| s.sh_flags.get(LE) & u64::from(elf::SHF_EXECINSTR) != 0);
    executable
        && match raw.kind {
            elf::STT_FUNC | elf::STT_GNU_IFUNC => true,
            elf::STT_NOTYPE => mapping.is_none_or(|m| m.kind == MappingKind::Code),
            _ => false,
        }
}

/// Sorts unresolved places and cuts overlaps, so that a search need look at one place only.
pub(super) fn unresolved(mut places: Vec<Unresolved>) -> Vec<Unresolved> {
    places.sort();
    let mut end = 0;
    places.retain_mut(|place| {
        let last = place.address.saturating_add(place.size);
        place.address = place.address.max(end);
        place.size = last.saturating_sub(place.address);
        end = end.max(last);
        place.size > 0
    });
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mapping_symbols_have_exact_forms() {
        let check = |name, expect| assert_eq!(mapping_kind(name), expect, "{name}");
        check("$x", Some(MappingKind::Code));
        check("$d.17", Some(MappingKind::Data));
        check("$x.foo", Some(MappingKind::Code));
        for name in ["$", "x", "$a", "$xyz", "$dd", "", "$é"] {
            check(name, None);
        }
    }
    #[test]
    fn overlapping_places_are_cut() {
        let place = |address, size, name: &str| Unresolved { address, size, name: name.into() };
        let cut = unresolved(vec![place(8, 4, "c"), place(0, 8, "a"), place(4, 8, "b"), place(0, 8, "a")]);
        assert_eq!(cut, [place(0, 8, "a"), place(8, 4, "b")]);
    }
}
