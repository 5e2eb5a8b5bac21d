//! What a loop changes: places that hold an unknown at its head. That all others stay is a goal, see `frame`.

use super::frame::Place;
use crate::lift::system::System;
use crate::symbolic::region::Regions;
use crate::symbolic::state::{Cell, SymState};
use crate::symbolic::stream::Stream;
use crate::term::{TermId, Terms};
use std::collections::BTreeSet;

/// Bytes of memory that one unknown stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run {
    pub region: u32,
    /// Offset of the first byte.
    pub at: i64,
    /// Bytes, 1 to 16.
    pub length: u8,
}

/// Places whose values at the back edge need not be those at the head.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    pub x: BTreeSet<u8>,
    pub v: BTreeSet<u8>,
    pub nzcv: bool,
    pub system: BTreeSet<System>,
    pub runs: Vec<Run>,
    /// Regions that are written block by block, by number.
    pub blocks: BTreeSet<u8>,
}

impl Changed {
    /// Whether a byte of memory is among the places.
    pub fn holds(&self, region: usize, at: i64) -> bool {
        let within = |run: &Run| run.region as usize == region && (0..run.length.into()).contains(&(at - run.at));
        self.runs.iter().any(within)
    }

    /// Each place, bytes of memory one by one.
    pub fn places(&self) -> Vec<Place> {
        let mut places: Vec<Place> = self.x.iter().map(|&n| Place::X(n)).collect();
        places.extend(self.v.iter().map(|&n| Place::V(n)));
        places.extend(self.nzcv.then_some(Place::Nzcv));
        places.extend(self.system.iter().map(|&register| Place::System(register)));
        for run in &self.runs {
            let offsets = (0..i64::from(run.length)).map(|n| run.at + n);
            places.extend(offsets.map(|at| Place::Byte { region: run.region as usize, at }));
        }
        places
    }

    /// Whether the numbers name places: they may come from outside.
    pub fn check(&self, regions: &Regions) -> Result<(), String> {
        let run = |run: &Run| {
            let known = (run.region as usize) < regions.list.len();
            known && (1..=16).contains(&run.length) && run.at.checked_add(16).is_some()
        };
        let places = self.x.iter().all(|&n| n < 31) && self.v.iter().all(|&n| n < 32) && self.runs.iter().all(run);
        let block = |&n: &u8| regions.list.get(usize::from(n)).is_some_and(|region| region.block().is_some());
        if places && self.blocks.iter().all(block) {
            Ok(())
        } else {
            Err("a place that a loop changes does not exist".into())
        }
    }

    /// The head's state with an unknown in each changed place; those unknowns.
    pub fn havoc(&self, terms: &mut Terms, head: &mut SymState) -> Vec<TermId> {
        let mut unknowns = Vec::new();
        let mut unknown = |terms: &mut Terms, width: u8, name: String| {
            let var = terms.var(width, name);
            unknowns.push(var);
            var
        };
        for &n in &self.x {
            head.x[n as usize] = unknown(terms, 64, format!("X{n}'"));
        }
        for &n in &self.v {
            head.v[n as usize] = unknown(terms, 128, format!("V{n}'"));
        }
        if self.nzcv {
            head.nzcv = unknown(terms, 4, "NZCV'".into());
        }
        for &register in &self.system {
            let name = format!("{}'", register.name());
            head.system[register as usize] = unknown(terms, register.width(), name);
        }
        for &Run { region, at, length } in &self.runs {
            let value = unknown(terms, length * 8, format!("mem{region}[{at}]'"));
            for index in 0..length {
                head.cells[region as usize].insert(at + i64::from(index), Cell { value, index });
            }
        }
        for &n in &self.blocks {
            let contents = terms.add_region(format!("blocks{n}'"));
            head.streams[usize::from(n)] = Stream { contents, stores: Vec::new() };
        }
        unknowns
    }

    /// The changed places by name.
    pub fn names(&self, regions: &Regions) -> Vec<String> {
        let mut names: Vec<String> = self.x.iter().map(|n| format!("X{n}")).collect();
        names.extend(self.v.iter().map(|n| format!("V{n}")));
        names.extend(self.nzcv.then(|| "NZCV".to_string()));
        names.extend(self.system.iter().map(|register| register.name().to_string()));
        for (n, region) in regions.list.iter().enumerate() {
            let runs: Vec<&Run> = self.runs.iter().filter(|run| run.region as usize == n).collect();
            let last = runs.iter().map(|run| run.at + i64::from(run.length) - 1).max();
            if let (Some(first), Some(last)) = (runs.iter().map(|run| run.at).min(), last) {
                let bytes: u32 = runs.iter().map(|run| u32::from(run.length)).sum();
                names.push(format!("{bytes} bytes of {} in [{first}, {last}]", region.name));
            }
        }
        names.extend(self.blocks.iter().map(|&n| format!("blocks of {}", regions.list[usize::from(n)].name)));
        names
    }
}
