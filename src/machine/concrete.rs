//! The domain of numbers: what the operations do to registers and memory.

use super::memory::Memory;
use super::place::Place;
use super::run::Observer;
use super::state::State;
use super::stop::Stop;
use crate::lang::Span;
use crate::lift::exec::Domain;
use crate::lift::ops::{FoldCall, Table};
use crate::lift::prim::{Prim, mask};
use crate::lift::system::System;
use std::sync::Arc;

/// Registers and memory while an instruction executes.
pub struct Concrete<'a, O: Observer> {
    pub state: &'a mut State,
    pub memory: &'a mut Memory,
    pub observer: &'a mut O,
    /// Where execution goes on.
    pub next: u64,
}

impl<O: Observer> Concrete<'_, O> {
    #[inline(always)]
    fn seen(&mut self, place: Place, value: u128) -> u128 {
        self.observer.read(place, value);
        value
    }
}

impl<O: Observer> Domain for Concrete<'_, O> {
    type Value = u128;
    type Stop = Stop;

    #[inline(always)]
    fn constant(&mut self, _width: u8, value: u128) -> u128 {
        value
    }

    fn input(&mut self, _n: u32) -> u128 {
        0
    }

    #[inline(always)]
    fn prim(&mut self, prim: Prim, width: u8, from: u8, [a, b, c]: [u128; 3]) -> u128 {
        prim.eval(width, from, a, b, c)
    }

    #[inline(always)]
    fn extract(&mut self, width: u8, _from: u8, value: u128, lo: u8) -> u128 {
        (value >> lo) & mask(width)
    }

    #[inline(always)]
    fn lookup(&mut self, table: &Arc<Table>, index: u128) -> u128 {
        table.elements[index as usize]
    }

    #[inline(always)]
    fn read_x(&mut self, n: u8) -> u128 {
        self.seen(Place::X(n), self.state.x[n as usize] as u128)
    }

    #[inline(always)]
    fn read_v(&mut self, n: u8) -> u128 {
        self.seen(Place::V(n), self.state.v[n as usize])
    }

    #[inline(always)]
    fn read_sp(&mut self) -> u128 {
        self.seen(Place::Sp, self.state.sp as u128)
    }

    #[inline(always)]
    fn read_pc(&mut self) -> u128 {
        self.state.pc as u128
    }

    #[inline(always)]
    fn read_nzcv(&mut self) -> u128 {
        self.seen(Place::Nzcv, self.state.nzcv as u128)
    }

    fn read_system(&mut self, register: System) -> Result<u128, Stop> {
        let value = self.state.system(register).ok_or(Stop::Outside(register))?;
        Ok(self.seen(Place::System(register), value.into()))
    }

    #[inline(always)]
    fn write_x(&mut self, n: u8, value: u128) {
        self.observer.write(Place::X(n), value);
        self.state.x[n as usize] = value as u64;
    }

    #[inline(always)]
    fn write_v(&mut self, n: u8, value: u128) {
        self.observer.write(Place::V(n), value);
        self.state.v[n as usize] = value;
    }

    #[inline(always)]
    fn write_sp(&mut self, value: u128) {
        self.observer.write(Place::Sp, value);
        self.state.sp = value as u64;
    }

    #[inline(always)]
    fn write_pc(&mut self, value: u128) {
        self.next = value as u64;
    }

    #[inline(always)]
    fn write_nzcv(&mut self, value: u128) {
        self.observer.write(Place::Nzcv, value);
        self.state.nzcv = value as u8;
    }

    fn write_system(&mut self, register: System, value: u128) {
        self.observer.write(Place::System(register), value);
        self.state.set_system(register, value as u64);
    }

    #[inline(always)]
    fn load(&mut self, address: u128, bytes: u8) -> Result<u128, Stop> {
        let value = self.memory.load(address as u64, bytes as usize)?;
        Ok(self.seen(Place::Memory { address: address as u64, bytes }, value))
    }

    #[inline(always)]
    fn store(&mut self, address: u128, bytes: u8, value: u128) -> Result<(), Stop> {
        self.memory.store(address as u64, bytes as usize, value)?;
        self.observer.write(Place::Memory { address: address as u64, bytes }, value);
        Ok(())
    }

    fn fold(&mut self, _: &FoldCall, _: &[u128], _: u128, _: u128) -> Result<u128, Stop> {
        Err(Stop::Script)
    }

    fn fold_out(&mut self, _: u8, _: u128, _: u16) -> u128 {
        0
    }

    fn content(&mut self, _: u32, _: u128) -> Result<u128, Stop> {
        Err(Stop::Script)
    }

    fn assert(&mut self, _: u128, _: Span) -> Result<(), Stop> {
        Err(Stop::Script)
    }
}
