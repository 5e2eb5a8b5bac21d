//! What `vambrace sim` starts with: unknown registers, and regions at unknown addresses.

use super::names::register;
use super::setup::STACK;
use super::values::{RegArg, Value, number64};
use vambrace::machine::Place;
use vambrace::machine::elf::Image;
use vambrace::symbolic::{Length, Region, Regions, SymState};
use vambrace::term::{TermId, Terms};

/// `NAME@X0:LEN[,rw]`
#[derive(Clone, Debug)]
pub struct RegionArg {
    name: String,
    base: Place,
    length: u64,
    writable: bool,
}

/// Reads a region.
pub fn region(text: &str) -> Result<RegionArg, String> {
    let (text, writable) = match text.split_once(',') {
        Some((text, "rw")) => (text, true),
        Some((text, "ro")) => (text, false),
        Some((_, flag)) => return Err(format!("expected `,rw` or `,ro`, found `,{flag}`")),
        None => (text, false),
    };
    let parts = text.split_once('@').and_then(|(name, rest)| Some((name, rest.split_once(':')?)));
    let Some((name, (base, length))) = parts.filter(|(name, _)| !name.is_empty()) else {
        return Err(format!("expected NAME@REG:LEN, found `{text}`"));
    };
    match register(base)? {
        (base @ Place::X(_), 64) => Ok(RegionArg { name: name.into(), base, length: number64(length)?, writable }),
        _ => Err(format!("expected an address in X0-X30, found `{base}`")),
    }
}

/// The terms of a simulation, its regions and the state on entry.
pub struct Unknowns<'a> {
    pub image: &'a Image,
    pub terms: Terms,
    pub regions: Regions,
    pub before: SymState,
}

impl<'a> Unknowns<'a> {
    /// Unknown registers but for the constants; the stack is the first region.
    pub fn new(image: &'a Image, regions: &[RegionArg], constants: &[RegArg]) -> Result<Self, String> {
        let mut terms = Terms::default();
        let before = SymState::unknown(&mut terms, regions.len() + 1);
        let mut unknowns = Unknowns { image, terms, regions: Regions::default(), before };
        unknowns.add_region(STACK, unknowns.before.sp, Length::Stack, true)?;
        for RegionArg { name, base, length, writable } in regions {
            let base = term(&unknowns.before, *base);
            unknowns.add_region(name, base, Length::Fixed(*length), *writable)?;
        }
        for RegArg { place, value } in constants {
            unknowns.set(*place, value)?;
        }
        Ok(unknowns)
    }

    fn add_region(&mut self, name: &str, base: TermId, length: Length, writable: bool) -> Result<(), String> {
        if let Some(other) = self.regions.list.iter().find(|region| region.name == name || region.base == base) {
            return Err(format!("--region {name}: name and register must differ from those of `{}`", other.name));
        }
        let contents = self.terms.add_region(name);
        self.regions.list.push(Region { name: name.into(), base, length, writable, contents });
        Ok(())
    }

    fn set(&mut self, place: Place, value: &Value) -> Result<(), String> {
        let name = place.name();
        let Value::Number(number) = *value else {
            return Err(format!("--reg {name}: expected a number; `--region NAME@{name}:LEN` makes it an address"));
        };
        let old = term(&self.before, place);
        if let Some(region) = self.regions.list.iter().find(|region| region.base == old) {
            return Err(format!("--reg {name}: it holds the unknown address of `{}`, so no number", region.name));
        }
        let constant = self.terms.constant(self.terms.width(old), number);
        match place {
            Place::X(n) => self.before.x[n as usize] = constant,
            Place::V(n) => self.before.v[n as usize] = constant,
            Place::Nzcv => self.before.nzcv = constant,
            Place::System(register) => self.before.system[register as usize] = constant,
            Place::Sp | Place::Memory { .. } => {}
        }
        Ok(())
    }
}

/// The term in a register.
pub fn term(state: &SymState, place: Place) -> TermId {
    match place {
        Place::X(n) => state.x[n as usize],
        Place::V(n) => state.v[n as usize],
        Place::Sp => state.sp,
        Place::Nzcv => state.nzcv,
        Place::System(register) => state.system[register as usize],
        Place::Memory { .. } => unreachable!("register names make no memory"),
    }
}
