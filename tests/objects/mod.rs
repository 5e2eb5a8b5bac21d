//! Objects made from words, for tests.

use object::write::{Object, StandardSection, Symbol, SymbolSection};
use object::{Architecture, BinaryFormat, Endianness, SymbolFlags, SymbolKind, SymbolScope};

/// A relocatable object whose only function is `name`.
pub fn object(name: &str, words: &[u32]) -> Vec<u8> {
    let size = 4 * words.len() as u64;
    of_symbols(words, &[(name, 0, size)])
}

/// Words with symbols in them: name, offset and size. `$d` marks where data begins, `$x` code.
pub fn of_symbols(words: &[u32], symbols: &[(&str, u64, u64)]) -> Vec<u8> {
    let mut object = Object::new(BinaryFormat::Elf, Architecture::Aarch64, Endianness::Little);
    let text = object.section_id(StandardSection::Text);
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    object.append_section_data(text, &bytes, 4);
    for &(name, value, size) in symbols {
        let mark = name.starts_with('$');
        object.add_symbol(Symbol {
            name: name.into(),
            value,
            size,
            kind: if mark { SymbolKind::Label } else { SymbolKind::Text },
            scope: if mark { SymbolScope::Compilation } else { SymbolScope::Dynamic },
            weak: false,
            section: SymbolSection::Section(text),
            flags: SymbolFlags::None,
        });
    }
    object.write().expect("an object")
}
