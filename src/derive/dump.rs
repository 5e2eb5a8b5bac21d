//! A listing in objdump's manner: code with targets and relocations, data as data.

use super::addresses::Addresses;
use super::data;
use super::places::place;
use super::words::{Words, reason};
use crate::lift::isa::Isa;
use crate::machine::elf::{Image, Mapping, MappingKind, Relocation, Symbol};
use rustc_hash::{FxHashMap, FxHashSet};

/// Shorter runs of zero words in code are shown one by one.
const ZERO_WORDS: u64 = 4;

/// Lists the parts of an image.
pub struct Dump<'a> {
    image: &'a Image,
    words: Words<'a>,
    addresses: Addresses,
    /// What the texts of the part point at, by address.
    targets: FxHashMap<u64, u64>,
    /// Where branches of the part may go.
    entered: FxHashSet<u64>,
    digits: usize,
}

impl<'a> Dump<'a> {
    /// Nothing is listed yet.
    pub fn new(isa: &'a Isa, image: &'a Image) -> Self {
        let last =
            image.segments.last().map_or(0, |segment| segment.address.saturating_add(segment.bytes.len() as u64));
        let (addresses, digits) = (Addresses::default(), format!("{last:x}").len().max(6));
        let (targets, entered) = (FxHashMap::default(), FxHashSet::default());
        Dump { image, words: Words::new(isa), addresses, targets, entered, digits }
    }

    /// The lines of a range, with a head at each symbol.
    pub fn range(&mut self, from: u64, to: u64, out: &mut dyn FnMut(&str)) {
        self.addresses.forget();
        self.enter(from, to);
        let mut pc = from;
        while pc < to {
            for symbol in starting(self.image, pc) {
                self.addresses.forget();
                out(&format!("\n{pc:016x} <{}>:\n", symbol.name));
            }
            let length = self.item(pc, to, out);
            for relocation in self.image.relocations_at(pc, length) {
                out(&self.relocation(relocation));
            }
            pc = pc.saturating_add(length);
        }
    }

    /// Collects what the texts of a range point at, for some of it may be a branch back.
    fn enter(&mut self, from: u64, to: u64) {
        let (image, isa) = (self.image, self.words.isa);
        let words = (from..to.saturating_sub(3)).step_by(4).filter_map(|pc| Some((pc, code_word(image, pc, to)?)));
        self.targets = words.filter_map(|(pc, word)| Some((pc, isa.target(word, pc)?))).collect();
        self.entered = self.targets.values().copied().collect();
    }

    /// One line and the bytes that it shows.
    fn item(&mut self, pc: u64, to: u64, out: &mut dyn FnMut(&str)) -> u64 {
        let (length, raw, text) = match code_word(self.image, pc, to) {
            Some(word) => match self.zeros(pc, to) {
                Some(length) => (length, String::new(), format!(".zero {length}")),
                None => (4, format!("{word:08x}"), self.instruction(pc, word)),
            },
            None => self.data(pc, to),
        };
        out(&format!("{pc:>digits$x}:  {raw:8}  {text}\n", digits = self.digits + 2));
        length
    }

    /// The length of a run of zero words in code, which is padding, if it is long.
    fn zeros(&self, pc: u64, to: u64) -> Option<u64> {
        let zero = |pc: &u64| code_word(self.image, *pc, to) == Some(0) && starting(self.image, *pc).next().is_none();
        let mut end = pc;
        while code_word(self.image, end, to) == Some(0) && (end == pc || zero(&end)) {
            end += 4;
        }
        (end - pc >= 4 * ZERO_WORDS).then_some(end - pc)
    }

    fn instruction(&mut self, pc: u64, word: u32) -> String {
        if self.entered.contains(&pc) {
            self.addresses.forget();
        }
        let isa = self.words.isa;
        let text = self.words.text(word).map_or_else(|| format!(".inst {word:#010x}"), |text| text.to_string());
        let found = self.words.word(word);
        let known = self.addresses.step(isa, pc, word, found.effect);
        if let Err(error) = &found.status {
            return format!("{text}  ; {}", reason(error));
        }
        let missing = self.image.unresolved_at(pc, 4);
        match (missing, self.targets.get(&pc), known) {
            // Without the linker's value the distance means nothing.
            (Some(name), ..) if self.image.relocations_at(pc, 4).is_empty() => format!("{text}  ; needs `{name}`"),
            (Some(_), ..) => text,
            (None, Some(target), _) => format!("{text} <{}>", place(self.image, *target)),
            (None, None, Some(address)) => format!("{text}  ; <{}>", self.pointed(address)),
            _ => text,
        }
    }

    /// A place, and for a slot of a linker's table what it will hold.
    fn pointed(&self, address: u64) -> String {
        let (image, name) = (self.image, place(self.image, address));
        if image.symbol_at(address).is_some() {
            return name;
        }
        let value = || Some(u64::from_le_bytes(image.bytes_at(address, 8)?.try_into().ok()?));
        let exact = || Some(starting(image, value()?).find(|symbol| symbol.is_global)?.name.as_str());
        let held = image.unresolved_at(address, 8).or_else(exact);
        held.map_or(name.clone(), |held| format!("{name}: {held}"))
    }

    /// Data up to where something else begins.
    fn data(&self, pc: u64, to: u64) -> (u64, String, String) {
        let end = self.boundary(pc, to);
        let length = usize::try_from(end - pc).unwrap_or(usize::MAX);
        let bytes = self.image.raw_at(pc, length).or_else(|| self.image.raw_at(pc, 1)).unwrap_or(&[0]);
        let (length, text) = data::line(pc, bytes);
        let needs = self.image.unresolved_at(pc, length).filter(|_| self.image.relocations_at(pc, 4).is_empty());
        (length as u64, String::new(), needs.map_or(text.clone(), |name| format!("{text}  ; needs `{name}`")))
    }

    /// The next symbol, relocation or change of kind.
    fn boundary(&self, pc: u64, to: u64) -> u64 {
        let symbols = &self.image.symbols;
        let symbol = symbols.get(symbols.partition_point(|symbol: &Symbol| symbol.address <= pc)).map(|s| s.address);
        let mapping = &self.image.mapping;
        let change = mapping.get(mapping.partition_point(|m: &Mapping| m.address <= pc)).map(|m| m.address);
        let (here, relocations) = (self.image.relocations_at(pc, 1), &self.image.relocations);
        let next = relocations.get(relocations.partition_point(|r| r.address <= pc)).map(|r| r.address);
        let word = (!here.is_empty()).then(|| pc.saturating_add(4));
        // A word that is left over in code is shown byte by byte.
        let code = (self.image.kind_at(pc) == MappingKind::Code).then(|| pc.saturating_add(4) & !3);
        [symbol, change, next, word, code].into_iter().flatten().chain([to]).min().unwrap_or(to).max(pc + 1)
    }

    fn relocation(&self, relocation: &Relocation) -> String {
        let Relocation { address, kind, symbol, addend } = relocation;
        let addend = match addend {
            0 => String::new(),
            n if *n < 0 => format!("-{:#x}", n.unsigned_abs()),
            n => format!("+{n:#x}"),
        };
        format!("{address:>digits$x}:  {:8}    {kind} {symbol}{addend}\n", "", digits = self.digits + 2)
    }
}

/// The word at an address, if it is code and whole.
fn code_word(image: &Image, pc: u64, to: u64) -> Option<u32> {
    let whole = pc.is_multiple_of(4) && to.saturating_sub(pc) >= 4 && image.kind_at(pc) == MappingKind::Code;
    let bytes = image.raw_at(pc, 4).filter(|_| whole)?;
    bytes.try_into().ok().map(u32::from_le_bytes)
}

fn starting(image: &Image, address: u64) -> impl Iterator<Item = &Symbol> {
    let first = image.symbols.partition_point(|symbol| symbol.address < address);
    image.symbols[first..].iter().take_while(move |symbol| symbol.address == address)
}
