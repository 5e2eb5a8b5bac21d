//! What a run changed and why it ended, for people and as JSON.

use super::listing::Listing;
use super::names::value_text;
use super::setup::{Machine, is_dead};
use super::stops::{Stopped, stopped};
use serde::Serialize;
use vambrace::machine::elf::Function;
use vambrace::machine::memory::Region;
use vambrace::machine::{Place, Stop};

/// So many lines of a region are shown to people; JSON has all.
const LINES: usize = 64;

/// Bytes in a line.
const WIDTH: usize = 16;

/// The outcome of a run.
#[derive(Serialize)]
pub struct Report {
    symbol: String,
    /// Instructions executed.
    instructions: u64,
    returned: bool,
    stop: Stopped,
    registers: Vec<RegisterChange>,
    memory: Vec<RegionChange>,
}

#[derive(Serialize)]
struct RegisterChange {
    name: String,
    old: String,
    new: String,
}

/// A region some of whose bytes changed.
#[derive(Serialize)]
struct RegionChange {
    name: String,
    address: String,
    bytes: usize,
    /// The lines of 16 bytes that differ.
    lines: Vec<Line>,
    /// Differing bytes of the stack below SP, which mean nothing any more; they are in no line.
    #[serde(skip_serializing_if = "is_zero")]
    dead: usize,
}

#[derive(Serialize)]
struct Line {
    offset: usize,
    old: String,
    new: String,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Report {
    /// Compares two states of the machine; `end` is why and after how many instructions it stopped, and the last one.
    pub fn new(
        function: &Function,
        listing: &mut Listing,
        before: &Machine,
        after: &Machine,
        end: (&Stop, u64, u64),
    ) -> Report {
        let (stop, instructions, last) = end;
        let changed = Place::registers().map(|place| (place, before.state.get(place), after.state.get(place)));
        let change = |(place, old, new): (Place, u128, u128)| RegisterChange {
            name: place.name(),
            old: value_text(place, old),
            new: value_text(place, new),
        };
        let regions = before.memory.regions().iter().zip(after.memory.regions());
        Report {
            symbol: function.name.clone(),
            instructions,
            returned: *stop == Stop::Returned,
            stop: stopped(stop, last, function, listing, after),
            registers: changed.filter(|(_, old, new)| old != new).map(change).collect(),
            memory: regions.filter_map(|(old, new)| RegionChange::of(old, new, after)).collect(),
        }
    }

    /// As JSON, with a newline.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("plain data") + "\n"
    }

    /// For people.
    pub fn text(&self) -> String {
        let plural = if self.instructions == 1 { "" } else { "s" };
        let mut text = format!("{}, {} instruction{plural}\n", self.symbol, self.instructions);
        if self.registers.is_empty() && self.memory.is_empty() {
            text += "nothing changed\n";
        }
        for RegisterChange { name, old, new } in &self.registers {
            text += &format!("  {name:4} {old} -> {new}\n");
        }
        for region in &self.memory {
            text += &region.text();
        }
        text + &self.stop.text()
    }
}

impl RegionChange {
    fn of(old: &Region, new: &Region, after: &Machine) -> Option<RegionChange> {
        let differs = |n: usize| old.bytes[n] != new.bytes[n];
        let dead = |n: usize| is_dead(&old.name, old.base + n as u64, &after.state);
        let mut change = RegionChange {
            name: old.name.clone(),
            address: format!("{:#x}", old.base),
            bytes: old.bytes.len(),
            lines: Vec::new(),
            dead: 0,
        };
        for (line, (a, b)) in old.bytes.chunks(WIDTH).zip(new.bytes.chunks(WIDTH)).enumerate() {
            if a == b {
                continue;
            }
            let offset = line * WIDTH;
            let places = (offset..offset + a.len()).filter(|&n| differs(n));
            let (gone, kept): (Vec<usize>, Vec<usize>) = places.partition(|&n| dead(n));
            change.dead += gone.len();
            if !kept.is_empty() {
                change.lines.push(Line { offset, old: hex(a), new: hex(b) });
            }
        }
        (change.dead > 0 || !change.lines.is_empty()).then_some(change)
    }

    fn text(&self) -> String {
        let RegionChange { name, address, bytes, lines, dead } = self;
        if lines.is_empty() {
            return format!("  {name}: {dead} bytes below SP, which mean nothing any more\n");
        }
        let mut text = format!("  {name}, {bytes} bytes at {address}:\n");
        for Line { offset, old, new } in lines.iter().take(LINES) {
            text += &format!("    +{offset:#06x}  {}\n         ->  {}\n", groups(old), groups(new));
        }
        if lines.len() > LINES {
            text += &format!("    and {} more lines; --json prints all\n", lines.len() - LINES);
        }
        text
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Four bytes together.
fn groups(hex: &str) -> String {
    let groups: Vec<&str> = hex.as_bytes().chunks(8).map(|c| std::str::from_utf8(c).expect("hex digits")).collect();
    groups.join(" ")
}
