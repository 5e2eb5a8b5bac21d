//! Symbol tables, read once into plain records.

use super::error::ElfError;
use super::file::{File, Header, LE};
use super::strings::{Budget, Strings};
use object::elf;
use object::read::elf::{Sym, SymbolTable};
use object::{SectionIndex, SymbolIndex};

/// Where a symbol lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Home {
    Undefined,
    Absolute,
    Common,
    Section(usize),
}

/// One entry of a symbol table.
pub(super) struct Raw {
    pub name: String,
    pub value: u64,
    pub size: u64,
    pub kind: u8,
    pub global: bool,
    pub home: Home,
}

/// The table that a file's symbols are taken from.
pub(super) struct Table {
    pub section: usize,
    pub symbols: Vec<Raw>,
}

/// The file's `.symtab`, else its `.dynsym`, else nothing.
pub(super) fn read(file: &File, budget: &mut Budget) -> Result<Table, ElfError> {
    let full = open(file, elf::SHT_SYMTAB)?;
    let table = if full.is_empty() { open(file, elf::SHT_DYNSYM)? } else { full };
    let strings = names(file, &table)?;
    let read = |(index, symbol)| raw(&table, strings, index, symbol, budget);
    let symbols = table.enumerate().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(Table { section: table.section().0, symbols })
}

/// Whether the file defines a symbol: `Some(true)` if it is visible to other files. Reads no more names than it must.
pub(super) fn defines(file: &File, name: &str) -> Option<bool> {
    let table = open(file, elf::SHT_SYMTAB).ok()?;
    let strings = names(file, &table).ok()?;
    let fits = |symbol: &&elf::Sym64<_>| {
        let defined = !symbol.is_undefined(LE) && symbol.st_type() != elf::STT_FILE;
        defined && strings.is(u64::from(symbol.st_name(LE)), name)
    };
    let mut found = table.iter().filter(fits).map(|symbol| symbol.st_bind() != elf::STB_LOCAL).collect::<Vec<_>>();
    found.sort_unstable();
    found.pop()
}

fn open<'a>(file: &File<'a>, kind: u32) -> Result<SymbolTable<'a, Header>, ElfError> {
    let bad = |e: object::read::Error| ElfError::malformed("symbol table", e.to_string());
    file.sections.symbols(LE, file.data, kind).map_err(bad)
}

fn names<'a>(file: &File<'a>, table: &SymbolTable<'a, Header>) -> Result<Strings<'a>, ElfError> {
    if table.is_empty() {
        return Ok(Strings(&[]));
    }
    let section = file.section(table.string_section().0)?;
    file.section_data(section, "symbol names").map(Strings)
}

fn raw(
    table: &SymbolTable<Header>,
    strings: Strings,
    index: SymbolIndex,
    symbol: &elf::Sym64<object::LittleEndian>,
    budget: &mut Budget,
) -> Result<Raw, ElfError> {
    let bad = |e: object::read::Error| ElfError::malformed(format!("symbol {}", index.0), e.to_string());
    let home = match symbol.st_shndx(LE) {
        elf::SHN_UNDEF => Home::Undefined,
        elf::SHN_ABS => Home::Absolute,
        elf::SHN_COMMON => Home::Common,
        shndx => match table.symbol_section(LE, symbol, index).map_err(bad)? {
            Some(SectionIndex(section)) => Home::Section(section),
            None => return Err(ElfError::malformed(format!("symbol {}", index.0), format!("section {shndx:#x}"))),
        },
    };
    Ok(Raw {
        name: budget.name(strings, u64::from(symbol.st_name(LE)), "symbol table")?,
        value: symbol.st_value(LE),
        size: symbol.st_size(LE),
        kind: symbol.st_type(),
        global: symbol.st_bind() != elf::STB_LOCAL,
        home,
    })
}
