//! The regions of memory that a proof speaks of, and how an address is found to lie in one.

use super::linear::Linear;
use crate::term::{TermId, Terms};

/// How many bytes a region has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    Fixed(u64),
    /// `unit * count`, as integers; the count is a term of 64 bits, unsigned, and the product is below 2^64.
    Times {
        unit: u32,
        count: TermId,
    },
    /// Grows downwards from its base, which is SP on entry.
    Stack,
}

/// A region with a symbolic base. Its addresses do not wrap around, and it is disjoint from every other region
/// unless neither is written.
#[derive(Clone, Debug)]
pub struct Region {
    pub name: String,
    /// The unknown that is its lowest address (of the stack: the address behind its highest byte).
    pub base: TermId,
    pub length: Length,
    pub writable: bool,
    /// The number under which terms read its initial contents.
    pub contents: u32,
}

/// An access whose bounds a solver has to confirm: all accesses of one region whose offsets differ by constants.
#[derive(Clone, Debug)]
pub struct Access {
    pub region: usize,
    /// Whether the offset counts blocks of the region, not bytes.
    pub blocks: bool,
    /// The part of the offset that is not constant.
    pub offset: Linear,
    /// Lowest constant, and one past the highest byte.
    pub from: i64,
    pub to: i64,
    /// The first instruction that made such an access.
    pub pc: u64,
    /// The conditions of the path on which it is made: nowhere else need it be inside.
    pub path: Vec<TermId>,
}

/// Where an address lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// In the program's image, at this address.
    Image(u64),
    Region {
        region: usize,
        offset: Linear,
    },
    Unknown,
}

/// A variable in the image's writable data, which nothing writes while the routine runs.
#[derive(Clone, Copy, Debug)]
pub struct Global {
    pub address: u64,
    pub bytes: u8,
    pub value: TermId,
}

/// All regions of a proof.
#[derive(Clone, Debug, Default)]
pub struct Regions {
    pub list: Vec<Region>,
    pub globals: Vec<Global>,
}

impl Regions {
    /// The region whose base is in the address, once and alone; nothing else says where an address points.
    pub fn locate(&self, terms: &Terms, address: TermId) -> Location {
        let linear = Linear::of(terms, address);
        if linear.parts.is_empty() {
            return Location::Image(linear.constant);
        }
        let base = |region: &Region| linear.parts.iter().find(|part| part.0 == region.base);
        let mut hits = self.list.iter().enumerate().filter_map(|(n, r)| base(r).map(|part| (n, part.1)));
        match (hits.next(), hits.next()) {
            (Some((region, 1)), None) => {
                let mut offset = linear.clone();
                offset.parts.retain(|part| part.0 != self.list[region].base);
                Location::Region { region, offset }
            }
            _ => Location::Unknown,
        }
    }
}

impl Access {
    /// Adds an access to those of the same region, symbolic offset and path.
    pub fn note(accesses: &mut Vec<Access>, region: usize, offset: &Linear, bytes: u8, (pc, path): (u64, &[TermId])) {
        Access::add(accesses, (region, false), offset, i64::from(bytes), (pc, path));
    }

    /// Adds one to the block of a region that is written block by block.
    pub fn note_block(accesses: &mut Vec<Access>, region: usize, block: &Linear, place: (u64, &[TermId])) {
        Access::add(accesses, (region, true), block, 1, place);
    }

    fn add(
        accesses: &mut Vec<Access>,
        (region, blocks): (usize, bool),
        offset: &Linear,
        length: i64,
        (pc, path): (u64, &[TermId]),
    ) {
        let from = offset.constant as i64;
        let symbolic = Linear { constant: 0, parts: offset.parts.clone() };
        let to = from.saturating_add(length);
        let same = |a: &&mut Access| (a.region, a.blocks) == (region, blocks) && a.offset == symbolic && a.path == path;
        match accesses.iter_mut().find(same) {
            Some(access) => (access.from, access.to) = (access.from.min(from), access.to.max(to)),
            None => accesses.push(Access { region, blocks, offset: symbolic, from, to, pc, path: path.to_vec() }),
        }
    }

    /// What must be shown, one bit: the first byte, or block, is in the region, and as many follow as are accessed.
    pub fn goal(&self, terms: &mut Terms, regions: &Regions) -> TermId {
        let length = match regions.list[self.region].length {
            Length::Fixed(bytes) => terms.constant(64, bytes as u128),
            Length::Times { count, .. } if self.blocks => count,
            Length::Times { unit, count } => {
                let unit = terms.constant(64, unit as u128);
                terms.binary(crate::lift::prim::Prim::Mul, unit, count)
            }
            Length::Stack => return terms.constant(1, 0),
        };
        let start = self.offset.clone().plus(&Linear::number(self.from as u64), 1).term(terms);
        let inside = terms.less(start, length);
        let left = terms.binary(crate::lift::prim::Prim::Sub, length, start);
        let span = terms.constant(64, self.to.wrapping_sub(self.from) as u64 as u128);
        let enough = terms.at_most(span, left);
        terms.binary(crate::lift::prim::Prim::And, inside, enough)
    }
}
