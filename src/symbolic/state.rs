//! Registers and memory as terms.

use super::stream::Stream;
use crate::lift::system::System;
use crate::term::eval::mix;
use crate::term::{TermId, Terms};
use rustc_hash::FxHashMap;

/// A byte of memory: byte `index` of a stored value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    pub value: TermId,
    pub index: u8,
}

/// The state on a path.
#[derive(Clone, Debug)]
pub struct SymState {
    pub x: [TermId; 31],
    pub sp: TermId,
    pub nzcv: TermId,
    pub v: [TermId; 32],
    /// In the order of [`System::KEPT`].
    pub system: [TermId; 4],
    /// What has been written to each region, by byte offset.
    pub cells: Vec<FxHashMap<i64, Cell>>,
    /// What has been written to each region block by block; of others, nothing.
    pub streams: Vec<Stream>,
    /// Conditions, one bit each, that hold on this path.
    pub path: Vec<TermId>,
    /// Tells the ways apart that led here: a hash of the sides that were taken.
    pub way: u64,
}

impl SymState {
    /// Goes on at one side of a fork, where a condition holds.
    pub(super) fn take(&mut self, pc: u64, condition: TermId, taken: bool) {
        self.path.push(condition);
        self.way = mix(self.way ^ (pc << 1 | u64::from(taken)));
    }

    /// Every register an unknown of its own name.
    pub fn unknown(terms: &mut Terms, regions: usize) -> SymState {
        SymState { cells: vec![FxHashMap::default(); regions], ..SymState::named(terms, "") }
    }

    /// Every register an unknown of its own name with something behind it; no memory.
    pub fn named(terms: &mut Terms, behind: &str) -> SymState {
        SymState {
            x: std::array::from_fn(|n| terms.var(64, format!("X{n}{behind}"))),
            sp: terms.var(64, format!("SP{behind}")),
            nzcv: terms.var(4, format!("NZCV{behind}")),
            v: std::array::from_fn(|n| terms.var(128, format!("V{n}{behind}"))),
            system: System::KEPT.map(|register| terms.var(register.width(), format!("{}{behind}", register.name()))),
            cells: Vec::new(),
            streams: Vec::new(),
            path: Vec::new(),
            way: 0,
        }
    }
}
