//! Addresses as listings name them.

use crate::machine::elf::Image;

/// `symbol`, `symbol+0x10`; where no symbol covers the address, `.rodata+0x10`; outside of all, the address.
pub fn place(image: &Image, address: u64) -> String {
    let plus = |name: &str, offset: u64| match offset {
        0 => name.to_string(),
        _ => format!("{name}+{offset:#x}"),
    };
    if let Some((symbol, offset)) = image.symbol_at(address) {
        return plus(&symbol.name, offset);
    }
    if let Some(section) = image.section_at(address) {
        return plus(&section.name, address - section.address);
    }
    let segment = image.segments.iter().find(|s| address.wrapping_sub(s.address) < s.bytes.len() as u64);
    segment.map_or(format!("{address:#x}"), |segment| plus(&segment.name, address - segment.address))
}
