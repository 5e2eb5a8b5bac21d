//! What a loop leaves as it is: each place that it is not said to change must hold at every further arrival what it
//! held at the first.

use super::changed::Changed;
use super::goal::Verdict;
use super::session::Session;
use crate::lift::system::System;
use crate::symbolic::region::Regions;
use crate::symbolic::state::{Cell, SymState};
use crate::term::{TermId, Terms};
use std::collections::BTreeSet;

/// Something that a routine may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    X(u8),
    V(u8),
    Nzcv,
    System(System),
    Sp,
    /// A byte of a region, by its offset.
    Byte {
        region: usize,
        at: i64,
    },
    /// All blocks of a region that is written block by block.
    Blocks(usize),
}

/// A place with its terms in two states, which differ.
pub type Difference = (Place, TermId, TermId);

impl Place {
    /// What a state holds in it.
    pub fn term(self, terms: &mut Terms, regions: &Regions, state: &SymState) -> TermId {
        match self {
            Place::X(n) => state.x[n as usize],
            Place::V(n) => state.v[n as usize],
            Place::Nzcv => state.nzcv,
            Place::System(register) => state.system[register as usize],
            Place::Sp => state.sp,
            Place::Byte { region, at } => byte(terms, regions, region, at, state.cells[region].get(&at)),
            Place::Blocks(_) => terms.constant(1, 0),
        }
    }

    fn name(self, regions: &Regions) -> String {
        match self {
            Place::X(n) => format!("X{n}"),
            Place::V(n) => format!("V{n}"),
            Place::Nzcv => "NZCV".into(),
            Place::System(register) => register.name().into(),
            Place::Sp => "SP".into(),
            Place::Byte { region, at } => format!("byte {at} of {}", regions.list[region].name),
            Place::Blocks(region) => format!("each block of {}", regions.list[region].name),
        }
    }
}

impl Session<'_> {
    /// A goal for each place that must not have changed; none where the terms are one.
    pub fn frame_goals(
        &mut self,
        name: &str,
        facts: &[TermId],
        (first, now): (&SymState, &SymState),
        changed: &Changed,
    ) {
        for (place, before, after) in differences(&mut self.terms, &self.regions, first, now, changed) {
            let (claim, place) = (self.terms.equal(before, after), place.name(&self.regions));
            self.goal(Verdict::Function, format!("{name}: {place} stays as it is"), facts, claim);
        }
    }
}

/// Where two states differ, as far as terms say, outside of the changed places.
pub fn differences(
    terms: &mut Terms,
    regions: &Regions,
    first: &SymState,
    now: &SymState,
    changed: &Changed,
) -> Vec<Difference> {
    let x = (0..31u8).filter(|n| !changed.x.contains(n)).map(|n| (Place::X(n), first.x[n as usize], now.x[n as usize]));
    let v = (0..32u8).filter(|n| !changed.v.contains(n)).map(|n| (Place::V(n), first.v[n as usize], now.v[n as usize]));
    let kept = System::KEPT.into_iter().filter(|register| !changed.system.contains(register));
    let system = kept.map(|r| (Place::System(r), first.system[r as usize], now.system[r as usize]));
    let nzcv = (!changed.nzcv).then_some((Place::Nzcv, first.nzcv, now.nzcv));
    let mut all: Vec<Difference> = x.chain(v).chain(system).chain(nzcv).collect();
    all.push((Place::Sp, first.sp, now.sp));
    for (region, at) in offsets(first, now).into_iter().filter(|&(region, at)| !changed.holds(region, at)) {
        let (a, b) = (first.cells[region].get(&at), now.cells[region].get(&at));
        if a != b {
            let (a, b) = (byte(terms, regions, region, at, a), byte(terms, regions, region, at, b));
            all.push((Place::Byte { region, at }, a, b));
        }
    }
    // What was written block by block is not compared: that it is the same is a claim that fails.
    let written = |n: &usize| first.streams[*n] != now.streams[*n] && !changed.blocks.contains(&(*n as u8));
    let [before, after] = [0, 1].map(|value| terms.constant(1, value));
    all.extend((0..first.streams.len()).filter(written).map(|n| (Place::Blocks(n), before, after)));
    all.retain(|(_, before, after)| before != after);
    all
}

/// All bytes that one of the states has written, in order.
fn offsets(first: &SymState, now: &SymState) -> BTreeSet<(usize, i64)> {
    let of = |state: &SymState| -> Vec<(usize, i64)> {
        let cells = state.cells.iter().enumerate();
        cells.flat_map(|(region, cells)| cells.keys().map(move |&at| (region, at))).collect()
    };
    of(first).into_iter().chain(of(now)).collect()
}

fn byte(terms: &mut Terms, regions: &Regions, region: usize, at: i64, cell: Option<&Cell>) -> TermId {
    match cell {
        Some(cell) => terms.extract(8, cell.value, cell.index * 8),
        None => {
            let offset = terms.constant(64, at as u64 as u128);
            terms.read(regions.list[region].contents, offset)
        }
    }
}
