//! Where values are: registers and memory.

use super::state::State;
use crate::lift::system::System;

/// Where a value is read from or written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    X(u8),
    V(u8),
    Sp,
    Nzcv,
    System(System),
    Memory { address: u64, bytes: u8 },
}

impl Place {
    /// All registers but PC, in the order in which they are shown.
    pub fn registers() -> impl Iterator<Item = Place> {
        let system = System::KEPT.into_iter().map(Place::System);
        (0..31).map(Place::X).chain([Place::Sp, Place::Nzcv]).chain((0..32).map(Place::V)).chain(system)
    }

    /// The name of a register; memory has none here.
    pub fn name(self) -> String {
        match self {
            Place::X(n) => format!("X{n}"),
            Place::V(n) => format!("V{n}"),
            Place::Sp => "SP".into(),
            Place::Nzcv => "NZCV".into(),
            Place::System(register) => register.name().into(),
            Place::Memory { address, bytes } => format!("[{address:#x};{bytes}]"),
        }
    }
}

impl State {
    /// The value of a register; 0 for memory, and for what the state does not hold.
    pub fn get(&self, place: Place) -> u128 {
        match place {
            Place::X(n) => self.x[n as usize].into(),
            Place::V(n) => self.v[n as usize],
            Place::Sp => self.sp.into(),
            Place::Nzcv => self.nzcv.into(),
            Place::System(register) => self.system(register).unwrap_or(0).into(),
            Place::Memory { .. } => 0,
        }
    }

    /// Sets a register.
    pub fn set(&mut self, place: Place, value: u128) {
        match place {
            Place::X(n) => self.x[n as usize] = value as u64,
            Place::V(n) => self.v[n as usize] = value,
            Place::Sp => self.sp = value as u64,
            Place::Nzcv => self.nzcv = value as u8,
            Place::System(register) => self.set_system(register, value as u64),
            Place::Memory { .. } => {}
        }
    }
}
