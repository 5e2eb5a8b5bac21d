//! Which functions of an image consist of described instructions only, and what the others lack.

use super::class::class;
use super::parts::code_parts;
use super::words::{Words, reason};
use crate::lift::isa::Isa;
use crate::machine::elf::{Function, Image, MappingKind};
use std::collections::BTreeMap;

/// So many addresses are kept for each missing word.
const PLACES: usize = 3;

/// What was found.
#[derive(Default)]
pub struct Coverage {
    pub functions: Vec<FunctionCoverage>,
    /// Code that belongs to no function: stubs of a linker, a stripped file.
    pub outside: Tally,
    /// All code, each address once.
    pub code: Tally,
    /// How often each encoding is used, by its index.
    pub encodings: BTreeMap<usize, u64>,
    pub missing: BTreeMap<u32, Missing>,
}

/// Instructions, and how many of them are not described.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub instructions: u64,
    pub missing: u64,
}

/// One function.
pub struct FunctionCoverage {
    pub function: Function,
    pub instructions: u64,
    /// Address and word of what is not described.
    pub missing: Vec<(u64, u32)>,
}

/// A word that is not described.
pub struct Missing {
    pub class: &'static str,
    pub reason: String,
    pub count: u64,
    /// The first addresses.
    pub places: Vec<u64>,
}

impl Coverage {
    /// Whether every instruction is described.
    pub fn whole(&self) -> bool {
        self.missing.is_empty()
    }
}

/// The coverage of one function, or of all code.
pub fn coverage(isa: &Isa, image: &Image, only: Option<Function>) -> Coverage {
    let (mut words, mut found) = (Words::new(isa), Coverage::default());
    let all = only.is_none();
    for function in only.map_or_else(|| image.functions(), |function| vec![function]) {
        found.function(&mut words, image, function);
    }
    // Functions may overlap, so all code is counted by addresses.
    let mut functions: Vec<(u64, u64)> =
        found.functions.iter().map(|f| (f.function.address, f.function.address + f.function.size)).collect();
    functions.sort_unstable();
    let mut inside = 0;
    let parts = || code_parts(image).into_iter().map(|(_, from, to)| (from, to)).collect();
    let ranges = if all { parts() } else { functions.clone() };
    let mut done = 0;
    let mut functions = functions.into_iter().peekable();
    for (from, to) in ranges {
        for (pc, word) in code(image, from.max(done), to) {
            while let Some((_, end)) = functions.next_if(|(start, _)| *start <= pc) {
                inside = inside.max(end);
            }
            // Between functions zeros fill the space up to an aligned address.
            if pc >= inside && word == 0 {
                continue;
            }
            found.instruction(&mut words, pc, word, pc >= inside);
        }
        done = done.max(to);
    }
    found
}

impl Coverage {
    fn function(&mut self, words: &mut Words, image: &Image, function: Function) {
        let (mut instructions, mut missing) = (0, Vec::new());
        for (pc, word) in code(image, function.address, function.address + function.size) {
            instructions += 1;
            if words.word(word).status.is_err() {
                missing.push((pc, word));
            }
        }
        // A function of data only, such as a table with a label, is none.
        if instructions > 0 {
            self.functions.push(FunctionCoverage { function, instructions, missing });
        }
    }

    fn instruction(&mut self, words: &mut Words, pc: u64, word: u32, outside: bool) {
        let status = words.word(word).status.clone();
        let missing = u64::from(status.is_err());
        for tally in [Some(&mut self.code), outside.then_some(&mut self.outside)].into_iter().flatten() {
            tally.instructions += 1;
            tally.missing += missing;
        }
        match status {
            Ok(encoding) => *self.encodings.entry(encoding).or_default() += 1,
            Err(error) => {
                let new = || Missing { class: class(word), reason: reason(&error), count: 0, places: Vec::new() };
                let entry = self.missing.entry(word).or_insert_with(new);
                entry.count += 1;
                if entry.places.len() < PLACES {
                    entry.places.push(pc);
                }
            }
        }
    }
}

/// The words of a range that are code, with what the file holds where the linker would write.
fn code(image: &Image, from: u64, to: u64) -> impl Iterator<Item = (u64, u32)> {
    let last = to.saturating_sub(3);
    let aligned = from.checked_next_multiple_of(4).unwrap_or(u64::MAX);
    let code = (aligned..last).step_by(4).filter(|&pc| image.kind_at(pc) == MappingKind::Code);
    code.filter_map(|pc| Some((pc, u32::from_le_bytes(image.raw_at(pc, 4)?.try_into().ok()?))))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{image, isa};
    use super::*;
    use crate::machine::elf::{Mapping, Symbol};

    const NOP: u32 = 0xd503_201f;
    const TEXT: &str = concat!(
        "/// NOP\ninstruction NOP { encoding | '11010101000000110010000000011111' |\n",
        "syntax \"nop\"\noperation { } }",
    );

    fn symbol(address: u64, name: &str, size: u64) -> Symbol {
        Symbol { address, name: name.into(), size, is_code: true, is_global: true }
    }

    #[test]
    fn data_and_padding_are_no_code() {
        let mut image = image(&[NOP, 0x1234_5678, NOP, 0, 0xffff_ffff, NOP, 0xffff_ffff]);
        image.symbols = vec![symbol(0x1000, "whole", 12), symbol(0x1010, "broken", 12)];
        let kinds = [(0x1000, MappingKind::Code), (0x1004, MappingKind::Data), (0x1008, MappingKind::Code)];
        image.mapping = kinds.map(|(address, kind)| Mapping { address, kind }).to_vec();
        let isa = isa(TEXT);
        let found = coverage(&isa, &image, None);
        let functions: Vec<_> =
            found.functions.iter().map(|f| (f.function.name.as_str(), f.instructions, f.missing.len())).collect();
        assert_eq!(functions, [("whole", 2, 0), ("broken", 3, 2)]);
        assert_eq!(found.code, Tally { instructions: 5, missing: 2 });
        assert_eq!(found.outside, Tally::default());
        let missing = &found.missing[&0xffff_ffff];
        assert_eq!((missing.count, missing.places.as_slice()), (2, &[0x1010, 0x1018][..]));
        assert_eq!(found.encodings, BTreeMap::from([(0, 3)]));
    }

    #[test]
    fn overlapping_functions_count_once() {
        let mut image = image(&[NOP, NOP, NOP, NOP]);
        image.symbols = vec![symbol(0x1000, "outer", 12), symbol(0x1004, "inner", 4)];
        let found = coverage(&isa(TEXT), &image, None);
        assert_eq!(found.functions.len(), 2);
        assert_eq!(found.code.instructions, 4);
        assert_eq!(found.outside, Tally { instructions: 1, missing: 0 });
        assert!(found.whole());
    }
}
