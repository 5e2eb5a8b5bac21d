//! Loads and stores on terms: a wide load after a wide store gives the stored term back.

use super::domain::Symbolic;
use super::linear::Linear;
use super::region::{Access, Length, Location};
use super::state::Cell;
use super::stop::SymStopKind;
use crate::machine::Stop;
use crate::term::TermId;
use crate::term::brief::brief;

impl Symbolic<'_> {
    /// The bytes at an address, little-endian.
    pub fn load_term(&mut self, address: TermId, bytes: u8) -> Result<TermId, SymStopKind> {
        match self.regions.locate(self.terms, address) {
            Location::Image(at) => self.load_image(at, bytes),
            Location::Region { region, offset } if self.regions.list[region].block().is_some() => {
                self.load_block(region, &offset, bytes)
            }
            Location::Region { region, offset } => {
                self.check_bounds(region, &offset, bytes)?;
                match offset.parts.is_empty() {
                    true => Ok(self.load_cells(region, offset.constant as i64, bytes)),
                    false => self.load_contents(region, &offset, bytes),
                }
            }
            Location::Unknown => self.load_table(address, bytes).ok_or_else(|| self.unknown_address(address, false)),
        }
    }

    /// Stores the low bytes of a value.
    pub(super) fn store_term(&mut self, address: TermId, bytes: u8, value: TermId) -> Result<(), SymStopKind> {
        match self.regions.locate(self.terms, address) {
            Location::Image(at) => {
                let known = self.image.symbol_at(at).map_or("the program's image".into(), |(s, _)| s.name.clone());
                Err(SymStopKind::ReadOnly { region: known })
            }
            Location::Region { region, offset } => {
                let name = &self.regions.list[region].name;
                if !self.regions.list[region].writable {
                    return Err(SymStopKind::ReadOnly { region: name.clone() });
                }
                if self.regions.list[region].block().is_some() {
                    return self.store_block(region, &offset, bytes, value);
                }
                if !offset.parts.is_empty() {
                    let address = brief(self.terms, address);
                    return Err(SymStopKind::SymbolicStore { region: name.clone(), address });
                }
                self.check_bounds(region, &offset, bytes)?;
                for index in 0..bytes {
                    self.state.cells[region].insert(offset.constant as i64 + index as i64, Cell { value, index });
                }
                Ok(())
            }
            Location::Unknown => Err(self.unknown_address(address, true)),
        }
    }

    fn unknown_address(&self, address: TermId, write: bool) -> SymStopKind {
        SymStopKind::Address { address: brief(self.terms, address), write }
    }

    /// Constants of the program: only what no run can change.
    fn load_image(&mut self, at: u64, bytes: u8) -> Result<TermId, SymStopKind> {
        if let Some(name) = self.image.unresolved_at(at, bytes as usize) {
            return Err(SymStopKind::Machine(Stop::Unresolved { name: name.to_string() }));
        }
        if let Some(value) = self.constant_at(at, bytes) {
            return Ok(self.terms.constant(bytes * 8, value));
        }
        match self.image.bytes_at(at, bytes as usize) {
            Some(_) => {
                let global = self.regions.globals.iter().find(|g| (g.address, g.bytes) == (at, bytes));
                let address = || format!("writable data of the image at {at:#x}");
                global.map(|g| g.value).ok_or_else(|| SymStopKind::Address { address: address(), write: false })
            }
            None => Err(SymStopKind::Machine(Stop::Unmapped { address: at, bytes, write: false })),
        }
    }

    fn check_bounds(&mut self, region: usize, offset: &Linear, bytes: u8) -> Result<(), SymStopKind> {
        let at = offset.constant as i64;
        match self.regions.list[region].length {
            Length::Stack if offset.parts.is_empty() => self.check_stack(region, at, bytes),
            Length::Stack => {
                Err(SymStopKind::Address { address: "the stack at an unknown offset".into(), write: false })
            }
            Length::Fixed(length) if offset.parts.is_empty() => {
                let inside = at >= 0 && at as u64 <= length && length - at as u64 >= bytes as u64;
                let region = self.regions.list[region].name.clone();
                if inside { Ok(()) } else { Err(SymStopKind::Bounds { region, offset: at, bytes, length }) }
            }
            // The range of constants must be a range of numbers.
            _ if at.checked_add(bytes as i64).is_none() => {
                let address = format!("`{}` at an offset beyond 2^63", self.regions.list[region].name);
                Err(SymStopKind::Address { address, write: false })
            }
            _ => {
                Access::note(&mut self.notes.accesses, region, offset, bytes, (self.pc, &self.state.path));
                Ok(())
            }
        }
    }

    /// Nothing of the caller's frame is accessed; that nothing below SP is, is checked when the instruction has ended,
    /// for the manual's texts store before they move SP.
    fn check_stack(&mut self, region: usize, at: i64, bytes: u8) -> Result<(), SymStopKind> {
        if at.checked_add(bytes as i64).is_none_or(|end| end > 0) {
            let name = self.regions.list[region].name.clone();
            return Err(SymStopKind::Frame { region: name, offset: at, bytes });
        }
        if self.lowest.is_none_or(|lowest| at < lowest) {
            self.lowest = Some(at);
        }
        self.notes.stack_depth = self.notes.stack_depth.max(at.unsigned_abs());
        Ok(())
    }

    /// Bytes at a constant offset: what was stored there, or the initial contents.
    fn load_cells(&mut self, region: usize, at: i64, bytes: u8) -> TermId {
        let cell = |n: u8| self.state.cells[region].get(&(at + n as i64)).copied();
        if let Some(first) = cell(0)
            && (1..bytes).all(|n| cell(n) == Some(Cell { value: first.value, index: first.index + n }))
        {
            return self.terms.extract(bytes * 8, first.value, first.index * 8);
        }
        let parts: Vec<TermId> = (0..bytes).map(|n| self.byte(region, at + n as i64)).collect();
        self.join(&parts)
    }

    fn byte(&mut self, region: usize, at: i64) -> TermId {
        match self.state.cells[region].get(&at).copied() {
            Some(Cell { value, index }) => self.terms.extract(8, value, index * 8),
            None => {
                let offset = self.terms.constant(64, at as u64 as u128);
                self.terms.read(self.regions.list[region].contents, offset)
            }
        }
    }

    /// Initial bytes at an offset that is not a number; the region has not been written: one of symbolic length is read
    /// only, and one of fixed length with both kinds of access is read here only while nothing was stored.
    fn load_contents(&mut self, region: usize, offset: &Linear, bytes: u8) -> Result<TermId, SymStopKind> {
        if !self.state.cells[region].is_empty() {
            let address = "a written region at an offset that is no number".into();
            return Err(SymStopKind::Address { address, write: false });
        }
        let mut parts = Vec::with_capacity(bytes as usize);
        for n in 0..bytes {
            let offset = offset.clone().plus(&Linear::number(n as u64), 1).term(self.terms);
            parts.push(self.terms.read(self.regions.list[region].contents, offset));
        }
        Ok(self.join(&parts))
    }

    pub(super) fn join(&mut self, bytes: &[TermId]) -> TermId {
        let mut value = bytes[0];
        for &byte in &bytes[1..] {
            value = self.terms.concat(byte, value);
        }
        value
    }
}
