//! All functions of an image, with their extents.

use super::layout::locate;
use super::{Function, Image, Symbol};
use std::collections::HashSet;

impl Image {
    /// Every function, by address: what [`Image::function`] gives for its name, but a symbol that is damaged is cut or
    /// left out. A label without a size inside of a function that has one is no function.
    pub fn functions(&self) -> Vec<Function> {
        let mut functions: Vec<Function> = Vec::new();
        let mut sized_until = 0;
        let same = |a: &Symbol, b: &Symbol| a.address == b.address;
        let mut next = 0;
        for group in self.symbols.chunk_by(same) {
            next += group.len();
            let Some(address) = group.first().map(|symbol| symbol.address) else { continue };
            let code = || group.iter().filter(|symbol| symbol.is_code);
            let Some(limit) = self.code_end(address).filter(|_| code().next().is_some()) else { continue };
            let declared = code().map(|symbol| symbol.size).max().unwrap_or(0);
            if declared == 0 && address < sized_until {
                continue;
            }
            let following = self.symbols.get(next).map_or(u64::MAX, |symbol| symbol.address);
            let end = if declared == 0 { following } else { address.saturating_add(declared) }.min(limit);
            if declared != 0 {
                sized_until = sized_until.max(end);
            }
            functions.extend(named(code(), address, end - address));
        }
        functions
    }

    /// Where code that begins at an instruction's address ends at the latest: with its section, or its segment.
    pub(super) fn code_end(&self, address: u64) -> Option<u64> {
        let (index, _) = locate(&self.segments, address, 1)?;
        let segment = self.segments.get(index)?;
        let section = self.section_at(address).map_or(u64::MAX, |s| s.address.saturating_add(s.size));
        (segment.executable && address.is_multiple_of(4)).then(|| segment.end().min(section))
    }
}

/// A name that other files see comes first; the others are aliases.
fn named<'a>(symbols: impl Iterator<Item = &'a Symbol>, address: u64, size: u64) -> Option<Function> {
    let mut symbols: Vec<&Symbol> = symbols.collect();
    symbols.sort_by_key(|symbol| (!symbol.is_global, symbol.size == 0));
    let mut seen = HashSet::new();
    let mut names = symbols.into_iter().filter(|symbol| seen.insert(&symbol.name)).map(|symbol| symbol.name.clone());
    Some(Function { name: names.next()?, address, size, aliases: names.collect() })
}

#[cfg(test)]
mod tests {
    use super::super::Segment;
    use super::*;

    fn symbol(address: u64, name: &str, size: u64, is_global: bool) -> Symbol {
        Symbol { address, name: name.into(), size, is_code: true, is_global }
    }

    fn check(symbols: Vec<Symbol>, expected: &[(&str, u64, u64, &[&str])]) {
        let segment = Segment { address: 0x1000, bytes: vec![0; 64], ..Segment::blank(".text", false, true) };
        let image = Image { segments: vec![segment], symbols, ..Image::default() };
        let functions = image.functions();
        let found: Vec<(&str, u64, u64, Vec<&str>)> = functions
            .iter()
            .map(|f| (f.name.as_str(), f.address, f.size, f.aliases.iter().map(String::as_str).collect()))
            .collect();
        let expected: Vec<_> =
            expected.iter().map(|&(name, at, size, other)| (name, at, size, other.to_vec())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn aliases_are_one_function() {
        let both = vec![symbol(0x1000, "a", 8, false), symbol(0x1000, "b", 8, true)];
        check(both, &[("b", 0x1000, 8, &["a"])]);
    }

    #[test]
    fn labels_without_a_size() {
        let inside = vec![symbol(0x1000, "f", 16, true), symbol(0x1008, "label", 0, false)];
        check(inside, &[("f", 0x1000, 16, &[])]);
        let alone = vec![symbol(0x1000, "a", 0, false), symbol(0x1010, "b", 0, false)];
        check(alone, &[("a", 0x1000, 16, &[]), ("b", 0x1010, 48, &[])]);
    }

    #[test]
    fn damaged_symbols() {
        let odd =
            vec![symbol(0x1002, "odd", 8, true), symbol(0x1004, "long", u64::MAX, true), symbol(8, "far", 8, true)];
        check(odd, &[("long", 0x1004, 60, &[])]);
    }
}
