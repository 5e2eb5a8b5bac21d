//! The machine before its first instruction: what is mapped where, and what the registers hold.

use super::values::{MemArg, RegArg, Value};
use vambrace::machine::elf::Image;
use vambrace::machine::{Memory, State};

/// Between regions, so that an overrun of one is stopped instead of landing in another.
const GAP: u64 = 0x1_0000;

/// Where regions go that have no address of their own: above what linkers place.
const FIRST: u64 = 0x10_0000_0000;

/// The name of the stack, and its size.
pub const STACK: &str = "stack";
const STACK_BYTES: usize = 0x1_0000;

/// Registers and memory, and the address at which the run ends.
#[derive(Clone)]
pub struct Machine {
    pub state: State,
    pub memory: Memory,
    pub back: u64,
}

/// Maps the image, the regions and a stack, then sets the registers.
pub fn machine(image: &Image, entry: u64, regions: &[MemArg], registers: &[RegArg]) -> Result<Machine, String> {
    let mut memory = Memory::default();
    memory.map_image(image)?;
    // Those with an address come first, so that the others find room beside them.
    for region in regions.iter().filter(|region| region.address.is_some()) {
        map_region(&mut memory, region)?;
    }
    for region in regions.iter().filter(|region| region.address.is_none()) {
        map_region(&mut memory, region)?;
    }
    let stack = room(&memory, STACK_BYTES)?;
    memory.map(STACK, stack, vec![0; STACK_BYTES], true)?;
    let mut state = State { pc: entry, sp: stack + STACK_BYTES as u64, ..State::default() };
    state.x[30] = room(&memory, 4)?;
    for RegArg { place, value } in registers {
        state.set(*place, resolve(image, &memory, value)?);
    }
    let back = state.x[30];
    Ok(Machine { state, memory, back })
}

fn map_region(memory: &mut Memory, region: &MemArg) -> Result<(), String> {
    let name = &region.name;
    if name == STACK || memory.region(name).is_some() {
        return Err(format!("--mem {name}: the name is taken; choose another"));
    }
    let bytes = region.bytes.read()?;
    let base = region.address.map_or_else(|| room(memory, bytes.len()), Ok)?;
    memory.map(name, base, bytes, region.writable).map_err(|error| format!("--mem {name}: {error}; move it"))
}

/// The lowest address from `FIRST` on with as many free bytes, and a gap on both sides.
fn room(memory: &Memory, bytes: usize) -> Result<u64, String> {
    let mut at = FIRST;
    loop {
        let end = at.saturating_add(bytes as u64).saturating_add(GAP);
        let after = |base: u64, length: usize| base.saturating_add(length as u64).saturating_add(GAP);
        let hit = memory.regions().iter().find(|r| r.base < end && at < after(r.base, r.bytes.len()));
        let Some(hit) = hit else { return Ok(at) };
        let next = after(hit.base, hit.bytes.len()).checked_next_multiple_of(GAP);
        at = next.ok_or("no room left for memory; give --mem regions lower addresses")?;
    }
}

fn resolve(image: &Image, memory: &Memory, value: &Value) -> Result<u128, String> {
    let (name, offset) = match value {
        Value::Number(number) => return Ok(*number),
        Value::Address { name, offset } => (name, offset),
    };
    let region = memory.region(name).map(|region| region.base);
    let symbol = || image.symbols.iter().find(|symbol| symbol.name == *name).map(|symbol| symbol.address);
    let Some(base) = region.or_else(symbol) else {
        let mut names: Vec<&str> = memory.regions().iter().map(|region| region.name.as_str()).collect();
        names.dedup();
        return Err(format!("no region or symbol `{name}`; the regions are {}", names.join(", ")));
    };
    Ok(base.wrapping_add(*offset).into())
}

/// `state+0x10`, or the address where nothing that was mapped by name lies; the image has symbols instead.
pub fn region_place(memory: &Memory, image: &Image, address: u64) -> String {
    if image.symbol_at(address).is_some() {
        return super::names::place(image, address);
    }
    let inside = |base: u64, length: usize| address.wrapping_sub(base) < length as u64;
    match memory.regions().iter().find(|region| inside(region.base, region.bytes.len())) {
        Some(region) => format!("{}+{:#x}", region.name, address - region.base),
        None => format!("{address:#x}"),
    }
}

/// Whether an address is in the part of the stack that the function gave back.
pub fn is_dead(region: &str, address: u64, state: &State) -> bool {
    region == STACK && address < state.sp
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_lie_apart() {
        let mut memory = Memory::default();
        memory.map("fixed", FIRST + 0x100, vec![0; 16], true).unwrap();
        let first = room(&memory, 100).unwrap();
        assert_eq!(first, FIRST + 2 * GAP);
        memory.map("a", first, vec![0; 100], true).unwrap();
        assert_eq!(room(&memory, 1).unwrap(), first + 2 * GAP);
        memory.map("top", u64::MAX - 16, vec![0; 16], true).unwrap();
        assert!(room(&memory, usize::MAX).is_err());
    }
}
