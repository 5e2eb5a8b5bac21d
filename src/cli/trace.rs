//! Watches a run: the last instruction, and with `--trace` a line for each with what it read and wrote.

use super::listing::Listing;
use super::names::{value_text, within};
use super::put;
use super::setup::region_place;
use rustc_hash::FxHashMap;
use vambrace::machine::elf::Function;
use vambrace::machine::{Memory, Observer, Place};

/// Watches a run.
pub struct Watch<'a> {
    /// The address of the last instruction that began.
    pub last: u64,
    pub tracer: Option<Tracer<'a>>,
}

/// Prints instructions.
pub struct Tracer<'a> {
    listing: Listing<'a>,
    function: &'a Function,
    /// As it was at the start: only its layout is looked at.
    memory: &'a Memory,
    texts: FxHashMap<u64, String>,
    current: Option<u64>,
    reads: Vec<(Place, u128)>,
    writes: Vec<(Place, u128)>,
    lines: String,
}

impl<'a> Tracer<'a> {
    /// Nothing has run yet.
    pub fn new(listing: Listing<'a>, function: &'a Function, memory: &'a Memory) -> Self {
        Tracer {
            listing,
            function,
            memory,
            texts: FxHashMap::default(),
            current: None,
            reads: Vec::new(),
            writes: Vec::new(),
            lines: String::new(),
        }
    }

    /// Prints the last instruction and all that waits to be written.
    pub fn finish(&mut self, next: u64) {
        self.end(next);
        put(&std::mem::take(&mut self.lines));
    }

    fn begin(&mut self, pc: u64, word: u32) {
        self.end(pc);
        self.current = Some(pc);
        let (listing, function) = (&mut self.listing, self.function);
        self.texts.entry(pc).or_insert_with(|| {
            let at = within(listing.image, function, pc);
            format!("{pc:#010x}  {word:08x}  {at}  {:<40}", listing.text(pc, word))
        });
    }

    /// Ends the line of the current instruction, after which control goes to `next`.
    fn end(&mut self, next: u64) {
        let Some(pc) = self.current.take() else { return };
        let mut reads = self.list(&self.reads);
        let mut writes = self.list(&self.writes);
        if next != pc && next != pc.wrapping_add(4) {
            writes.push(format!("PC={}", within(self.listing.image, self.function, next)));
        }
        if !writes.is_empty() {
            writes.insert(0, "->".into());
        }
        reads.append(&mut writes);
        let effect = if reads.is_empty() { String::new() } else { format!(" ; {}", reads.join(" ")) };
        let line = format!("{}{effect}", self.texts[&pc]);
        self.lines += line.trim_end();
        self.lines += "\n";
        self.reads.clear();
        self.writes.clear();
        if self.lines.len() > 1 << 16 {
            put(&std::mem::take(&mut self.lines));
        }
    }

    fn list(&self, values: &[(Place, u128)]) -> Vec<String> {
        let text = |&(place, value): &(Place, u128)| match place {
            Place::Memory { address, bytes } => {
                let at = region_place(self.memory, self.listing.image, address);
                format!("[{address:#x};{bytes} {at}]={value:#0width$x}", width = bytes as usize * 2 + 2)
            }
            _ => format!("{}={}", place.name(), value_text(place, value)),
        };
        values.iter().map(text).collect()
    }
}

impl Observer for Watch<'_> {
    fn instruction(&mut self, pc: u64, word: u32) {
        self.last = pc;
        if let Some(tracer) = &mut self.tracer {
            tracer.begin(pc, word);
        }
    }

    fn read(&mut self, place: Place, value: u128) {
        if let Some(tracer) = &mut self.tracer
            && !tracer.reads.contains(&(place, value))
        {
            tracer.reads.push((place, value));
        }
    }

    fn write(&mut self, place: Place, value: u128) {
        if let Some(tracer) = &mut self.tracer {
            tracer.writes.push((place, value));
        }
    }
}
