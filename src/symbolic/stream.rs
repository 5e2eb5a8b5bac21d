//! Regions that are written block by block: at offsets that are a number of blocks, which need not be a number.

use super::domain::Symbolic;
use super::linear::Linear;
use super::region::{Access, Length, Region};
use super::stop::SymStopKind;
use crate::lift::prim::Prim;
use crate::term::{TermId, Terms};

/// What a path has written to a region of symbolic length, the last store last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    /// The number under which terms read the bytes that no store has written.
    pub contents: u32,
    pub stores: Vec<Store>,
}

/// Low bytes of a value, all in one block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Store {
    /// 64 bits, and below the region's count, or it where the region has a rest, which is a goal: so blocks with different
    /// numbers are different bytes.
    pub block: TermId,
    /// Offset in the block.
    pub at: u32,
    pub value: TermId,
    pub bytes: u8,
}

/// Whether a store is to the block that is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Same {
    Yes,
    If(TermId),
}

impl Store {
    /// Whether it writes a byte of its block.
    fn holds(&self, at: u32) -> bool {
        (self.at..self.at + u32::from(self.bytes)).contains(&at)
    }
}

/// A place in a region: `unit * block + at`, modulo 2^64.
struct Spot {
    block: Linear,
    at: u32,
}

impl Region {
    /// Bytes of a block, if the region is one that is written block by block.
    pub fn block(&self) -> Option<u32> {
        match self.length {
            Length::Times { unit, .. } if self.writable => Some(unit),
            _ => None,
        }
    }
}

impl Spot {
    /// Of so many bytes from an offset on, if they lie in one block whatever the unknowns are.
    fn of(offset: &Linear, unit: u32, bytes: u8) -> Option<Spot> {
        let unit = i64::from(unit);
        // Coefficients may be negative; modulo 2^64, unit times the quotient is the coefficient again.
        let quotient = |c: u64| (c as i64 % unit == 0).then_some((c as i64 / unit) as u64);
        let parts = offset.parts.iter().map(|&(atom, c)| quotient(c).map(|c| (atom, c))).collect::<Option<_>>()?;
        let constant = offset.constant as i64;
        // The range of constants must be a range of numbers.
        constant.checked_add(i64::from(bytes))?;
        let at = constant.rem_euclid(unit) as u32;
        let block = Linear { constant: constant.div_euclid(unit) as u64, parts };
        (i64::from(at) + i64::from(bytes) <= unit).then_some(Spot { block, at })
    }
}

impl Symbolic<'_> {
    /// The spot of an access, which is noted: that its block is one of the region has to be shown.
    fn spot(&mut self, region: usize, offset: &Linear, bytes: u8, write: bool) -> Result<Spot, SymStopKind> {
        let Region { name, .. } = &self.regions.list[region];
        let unit = self.regions.list[region].block().unwrap_or(1);
        let Some(spot) = Spot::of(offset, unit, bytes) else {
            return Err(SymStopKind::AcrossBlocks { region: name.clone(), unit, bytes, write });
        };
        let needed = (&spot.block, spot.at + u32::from(bytes));
        Access::note_block(&mut self.notes.accesses, region, needed, (self.pc, &self.state.path));
        Ok(spot)
    }

    /// Stores low bytes of a value.
    pub(super) fn store_block(
        &mut self,
        region: usize,
        offset: &Linear,
        bytes: u8,
        value: TermId,
    ) -> Result<(), SymStopKind> {
        let Spot { block, at } = self.spot(region, offset, bytes, true)?;
        let block = block.term(self.terms);
        self.state.streams[region].stores.push(Store { block, at, value, bytes });
        Ok(())
    }

    /// The bytes at an offset: of each the last store to it, or what was there before.
    pub(super) fn load_block(&mut self, region: usize, offset: &Linear, bytes: u8) -> Result<TermId, SymStopKind> {
        let Spot { block, at } = self.spot(region, offset, bytes, false)?;
        let stores = self.stores(region, &block);
        if let Some(&(store, Same::Yes)) = stores.last()
            && store.at <= at
            && at + u32::from(bytes) <= store.at + u32::from(store.bytes)
        {
            return Ok(self.terms.extract(bytes * 8, store.value, (at - store.at) as u8 * 8));
        }
        let number = block.term(self.terms);
        let mut parts = Vec::with_capacity(bytes.into());
        for n in 0..bytes {
            let offset = offset.clone().plus(&Linear::number(n.into()), 1);
            parts.push(match self.stored(&stores, at + u32::from(n), region, &offset, number) {
                Some(byte) => byte,
                None => self.byte_before(region, &offset, number),
            });
        }
        Ok(self.join(&parts))
    }

    /// One byte, if stores may have written it.
    fn stored(
        &mut self,
        stores: &[(Store, Same)],
        at: u32,
        region: usize,
        offset: &Linear,
        block: TermId,
    ) -> Option<TermId> {
        let mut byte = None;
        for (store, same) in stores.iter().filter(|(store, _)| store.holds(at)) {
            let stored = self.terms.extract(8, store.value, (at - store.at) as u8 * 8);
            byte = Some(match *same {
                Same::Yes => stored,
                Same::If(condition) => {
                    let before = byte.unwrap_or_else(|| self.byte_before(region, offset, block));
                    self.terms.prim(Prim::Select, 8, [condition, stored, before])
                }
            });
        }
        byte
    }

    /// A byte that no store has written, with a note of its block.
    fn byte_before(&mut self, region: usize, offset: &Linear, block: TermId) -> TermId {
        if !self.notes.blocks.contains(&block) {
            self.notes.blocks.push(block);
        }
        let offset = offset.term(self.terms);
        self.terms.read(self.state.streams[region].contents, offset)
    }

    /// The stores that may be to a block, in order.
    fn stores(&mut self, region: usize, block: &Linear) -> Vec<(Store, Same)> {
        let mut found = Vec::new();
        for store in self.state.streams[region].stores.clone() {
            match self.same(block, &Linear::of(self.terms, store.block)) {
                Some(true) => found.push((store, Same::Yes)),
                Some(false) => {}
                None => {
                    let number = block.term(self.terms);
                    found.push((store, Same::If(self.terms.equal(number, store.block))));
                }
            }
        }
        found
    }

    /// Whether two numbers of blocks are the same, if that is plain. Both are blocks of the region.
    fn same(&self, a: &Linear, b: &Linear) -> Option<bool> {
        let difference = a.clone().plus(b, u64::MAX);
        let other = self.apart.is_some_and(|block| *a == Linear { constant: 0, parts: vec![(block, 1)] });
        match difference.parts.is_empty() {
            true => Some(difference.constant == 0),
            false => other.then_some(false),
        }
    }
}

/// The blocks that the stores of some streams are to, each once.
pub fn blocks(terms: &Terms, streams: &[Stream]) -> Vec<TermId> {
    let mut found: Vec<(Linear, TermId)> = Vec::new();
    for store in streams.iter().flat_map(|stream| &stream.stores) {
        let block = Linear::of(terms, store.block);
        if found.iter().all(|(known, _)| *known != block) {
            found.push((block, store.block));
        }
    }
    found.into_iter().map(|(_, block)| block).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spots() {
        let mut terms = Terms::default();
        let x = terms.var(64, "x");
        let check = |constant: i64, c: i64, bytes: u8, expected: Option<(i64, i64, u32)>| {
            let offset = Linear { constant: constant as u64, parts: vec![(x, c as u64)] };
            let found = Spot::of(&offset, 48, bytes);
            let found = found.map(|s| (s.block.parts[0].1 as i64, s.block.constant as i64, s.at));
            assert_eq!(found, expected, "{constant} + {c} * x, {bytes} bytes");
        };
        check(0, 48, 16, Some((1, 0, 0)));
        check(32, 96, 16, Some((2, 0, 32)));
        check(33, 96, 16, None);
        check(-16, -48, 16, Some((-1, -1, 32)));
        check(96, 24, 8, None);
        check(100, 48, 8, Some((1, 2, 4)));
    }
}
