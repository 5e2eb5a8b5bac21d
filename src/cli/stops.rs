//! Why a run ended, where, and what to do next.

use super::listing::Listing;
use super::names::within;
use super::setup::Machine;
use serde::Serialize;
use vambrace::lift::isa::DecodeError;
use vambrace::lift::ops::Op;
use vambrace::machine::elf::{Function, Image, MappingKind};
use vambrace::machine::memory::Region;
use vambrace::machine::{Memory, Place, State, Stop};

/// The end of a run.
#[derive(Serialize)]
pub struct Stopped {
    kind: &'static str,
    reason: String,
    /// The instruction that could not be executed, or after a return the last one.
    at: String,
    pc: String,
    instruction: String,
    /// What to do next.
    #[serde(skip_serializing_if = "String::is_empty")]
    hint: String,
}

impl Stopped {
    /// For people.
    pub fn text(&self) -> String {
        let Stopped { kind, reason, at, pc, instruction, hint } = self;
        if *kind == "returned" {
            return "returned\n".into();
        }
        let mut text = format!("stopped at {at} ({pc}), `{instruction}`:\n  {reason}\n");
        for line in hint.lines() {
            text += &format!("  {line}\n");
        }
        text
    }
}

/// Describes a stop; `last` is the last instruction that began.
pub fn stopped(stop: &Stop, last: u64, function: &Function, listing: &mut Listing, machine: &Machine) -> Stopped {
    let state = &machine.state;
    // Where control left the code, the instruction that sent it away says more than the place it went to.
    let pc = if matches!(stop, Stop::NotCode { .. } | Stop::Returned) { last } else { state.pc };
    let undecodable = matches!(stop, Stop::Decode(_)) || listing.image.word(pc).is_none();
    let raw = || listing.image.raw_at(pc, 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes);
    let instruction = if undecodable { listing.isa.disassemble(raw()) } else { listing.at(pc) };
    Stopped {
        kind: kind(stop),
        reason: stop.to_string(),
        at: within(listing.image, function, pc),
        pc: format!("{pc:#x}"),
        instruction,
        hint: hint(stop, listing, &machine.memory, state),
    }
}

fn kind(stop: &Stop) -> &'static str {
    match stop {
        Stop::Returned => "returned",
        Stop::Decode(_) => "decode",
        Stop::Unmapped { .. } => "unmapped",
        Stop::ReadOnly { .. } => "read-only",
        Stop::StackAlignment { .. } => "stack-alignment",
        Stop::NotCode { .. } => "not-code",
        Stop::Unresolved { .. } => "unresolved",
        Stop::Outside(_) => "outside",
        Stop::Limit(_) => "limit",
        Stop::Script => "script",
    }
}

fn hint(stop: &Stop, listing: &Listing, memory: &Memory, state: &State) -> String {
    let image = listing.image;
    match stop {
        Stop::Unmapped { address, bytes, .. } => unmapped(listing, memory, state, *address, *bytes),
        Stop::ReadOnly { address, .. } if image.symbol_at(*address).is_some() || in_image(image, *address) => {
            "it belongs to the file, which maps it read-only; check the registers that hold addresses".into()
        }
        Stop::ReadOnly { region, .. } => format!("leave out `,ro` in --mem {region} if the function may write to it"),
        Stop::StackAlignment { .. } => {
            "give --reg SP=... a multiple of 16, or look at what moved SP with --trace".into()
        }
        Stop::NotCode { pc } => not_code(image, *pc),
        Stop::Limit(_) => "raise --limit, or look at where it goes round with --trace".into(),
        Stop::Decode(error) => decode(error, image, state.pc),
        Stop::Returned | Stop::Unresolved { .. } | Stop::Outside(_) | Stop::Script => String::new(),
    }
}

fn in_image(image: &Image, address: u64) -> bool {
    image.raw_at(address, 1).is_some()
}

fn unmapped(listing: &Listing, memory: &Memory, state: &State, address: u64, bytes: u8) -> String {
    if let Some(name) = listing.image.unresolved_at(address, bytes.into()) {
        return format!("the bytes depend on `{name}`, which the file does not define; supply --external {name}=...");
    }
    let mut text = String::new();
    let near = memory.regions().iter().min_by_key(|region| distance(region, address));
    if let Some(region) = near.filter(|region| distance(region, address) < 0x1_0000) {
        text += &format!("the nearest region is {}\n", beside(region, address));
    }
    let read = registers_read(listing, state.pc);
    if !read.is_empty() {
        let read: Vec<String> =
            read.iter().map(|&place| format!("{} = {:#x}", place.name(), state.get(place))).collect();
        text += &format!("the instruction reads {}\n", read.join(", "));
    }
    text + "map it with --mem NAME=BYTES and --reg REG=&NAME, or check the lengths and counts that were given"
}

/// The general registers that an instruction reads: what makes up the address, and some more.
fn registers_read(listing: &Listing, pc: u64) -> Vec<Place> {
    let ops = listing.image.word(pc).and_then(|word| listing.isa.lift(word).ok());
    let place = |op: &Op| match op {
        Op::ReadX(n) => Some(Place::X(*n)),
        Op::ReadSp => Some(Place::Sp),
        _ => None,
    };
    let mut places: Vec<Place> = ops.iter().flat_map(|ops| &ops.list).filter_map(|(op, _)| place(op)).collect();
    places.dedup();
    places
}

fn distance(region: &Region, address: u64) -> u64 {
    let last = region.base.saturating_add((region.bytes.len() as u64).saturating_sub(1));
    region.base.saturating_sub(address).max(address.saturating_sub(last))
}

fn beside(region: &Region, address: u64) -> String {
    let Region { name, base, bytes, .. } = region;
    let (length, end) = (bytes.len(), base.saturating_add(bytes.len() as u64));
    let place = match address {
        a if a < *base => format!("begins {} bytes before it", base - a),
        a if a == end => "begins right at its end".into(),
        a if a > end => format!("begins {} bytes after its end", a - end),
        a => format!("begins at its offset {} and leaves it", a - base),
    };
    format!("`{name}`, {length} bytes at {base:#x}; the access {place}")
}

fn not_code(image: &Image, pc: u64) -> String {
    if !pc.is_multiple_of(4) {
        return format!("{pc:#x} is no multiple of 4; check the address that the instruction branched to");
    }
    match image.symbol_at(pc) {
        Some((symbol, 0)) => format!("{pc:#x} is `{}`, which is not code of this file", symbol.name),
        _ => "check the address that the instruction branched to, and whether X30 was kept".into(),
    }
}

fn decode(error: &DecodeError, image: &Image, pc: u64) -> String {
    if image.kind_at(pc) == MappingKind::Data {
        return "the file marks these bytes as data; check how control got here with --trace".into();
    }
    match error {
        DecodeError::Unknown { word } => {
            format!(
                "if it is an instruction, describe it in isa/ and try it with --isa; `vambrace isa find {word:08x}`"
            )
        }
        DecodeError::Stop { word, .. } | DecodeError::Text { word, .. } => {
            format!("see `vambrace isa find {word:08x}`")
        }
    }
}
