//! The registers.

use crate::lift::system::System;

/// X0-X30, SP, PC, NZCV, V0-V31 and the system registers of one processing element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    pub x: [u64; 31],
    pub sp: u64,
    pub pc: u64,
    /// N is bit 3, Z bit 2, C bit 1, V bit 0.
    pub nzcv: u8,
    pub v: [u128; 32],
    pub fpcr: u32,
    pub fpsr: u32,
    pub tpidr_el0: u64,
    /// 0 or 1
    pub dit: u8,
}

impl State {
    /// The value of a system register, if the state holds it.
    #[inline]
    pub fn system(&self, register: System) -> Option<u64> {
        match register {
            System::Fpcr => Some(self.fpcr.into()),
            System::Fpsr => Some(self.fpsr.into()),
            System::TpidrEl0 => Some(self.tpidr_el0),
            System::Dit => Some(self.dit.into()),
            _ => None,
        }
    }

    /// Sets a system register that the state holds.
    #[inline]
    pub fn set_system(&mut self, register: System, value: u64) {
        match register {
            System::Fpcr => self.fpcr = value as u32,
            System::Fpsr => self.fpsr = value as u32,
            System::TpidrEl0 => self.tpidr_el0 = value,
            System::Dit => self.dit = value as u8,
            _ => {}
        }
    }
}
