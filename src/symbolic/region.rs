//! The regions of memory that a proof speaks of, and how an address is found to lie in one.

use super::linear::Linear;
use crate::lift::prim::Prim;
use crate::term::{TermId, Terms};

/// How many bytes a region has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    Fixed(u64),
    /// `unit * count + rest`, as integers; both are terms of 64 bits, unsigned. The rest, if there is one, is below the unit,
    /// and the sum below 2^64.
    Times {
        unit: u32,
        count: TermId,
        rest: Option<TermId>,
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
    /// Of blocks, how many bytes of the last one it needs.
    end: u32,
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
        Access::add(accesses, (region, false), offset, (i64::from(bytes), 0), (pc, path));
    }

    /// Adds one to so many bytes of a block, of a region that is written block by block.
    pub fn note_block(
        accesses: &mut Vec<Access>,
        region: usize,
        (block, end): (&Linear, u32),
        place: (u64, &[TermId]),
    ) {
        Access::add(accesses, (region, true), block, (1, end), place);
    }

    fn add(
        accesses: &mut Vec<Access>,
        (region, blocks): (usize, bool),
        offset: &Linear,
        (length, end): (i64, u32),
        (pc, path): (u64, &[TermId]),
    ) {
        let from = offset.constant as i64;
        let symbolic = Linear { constant: 0, parts: offset.parts.clone() };
        let to = from.saturating_add(length);
        let same = |a: &&mut Access| (a.region, a.blocks) == (region, blocks) && a.offset == symbolic && a.path == path;
        match accesses.iter_mut().find(same) {
            Some(access) => {
                access.from = access.from.min(from);
                (access.to, access.end) = (access.to, access.end).max((to, end));
            }
            None => accesses.push(Access { region, blocks, offset: symbolic, from, to, end, pc, path: path.to_vec() }),
        }
    }

    /// What must be shown, one bit: the first byte, or block, is in the region, and as many follow as are accessed.
    pub fn goal(&self, terms: &mut Terms, regions: &Regions) -> TermId {
        let length = match regions.list[self.region].length {
            Length::Fixed(bytes) => terms.constant(64, bytes as u128),
            Length::Times { count, rest, .. } if self.blocks => return self.blocks_goal(terms, count, rest),
            Length::Times { unit, count, rest } => {
                let unit = terms.constant(64, unit as u128);
                let whole = terms.binary(Prim::Mul, unit, count);
                rest.map_or(whole, |rest| terms.binary(Prim::Add, whole, rest))
            }
            Length::Stack => return terms.constant(1, 0),
        };
        self.inside(terms, length)
    }

    /// It starts below a length, and from there on as much is left as it needs.
    fn inside(&self, terms: &mut Terms, length: TermId) -> TermId {
        let start = self.start(terms);
        let inside = terms.less(start, length);
        let left = terms.binary(Prim::Sub, length, start);
        let span = self.span(terms, 0);
        let enough = terms.at_most(span, left);
        terms.binary(Prim::And, inside, enough)
    }

    /// The blocks are whole ones, or the last is the one behind them and no more of it is needed than the rest has.
    fn blocks_goal(&self, terms: &mut Terms, count: TermId, rest: Option<TermId>) -> TermId {
        let whole = self.inside(terms, count);
        let Some(rest) = rest else { return whole };
        let start = self.start(terms);
        let below = terms.at_most(start, count);
        let (left, before) = (terms.binary(Prim::Sub, count, start), self.span(terms, 1));
        let last = terms.equal(left, before);
        let end = terms.constant(64, self.end.into());
        let enough = terms.at_most(end, rest);
        let behind = terms.binary(Prim::And, below, last);
        let part = terms.binary(Prim::And, behind, enough);
        terms.binary(Prim::Or, whole, part)
    }

    fn start(&self, terms: &mut Terms) -> TermId {
        self.offset.clone().plus(&Linear::number(self.from as u64), 1).term(terms)
    }

    /// How many bytes or blocks from the first to the last, but for so many.
    fn span(&self, terms: &mut Terms, but: i64) -> TermId {
        terms.constant(64, self.to.wrapping_sub(self.from).wrapping_sub(but) as u64 as u128)
    }
}
