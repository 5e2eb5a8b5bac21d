//! What a loop changes: found by running its body, never asked for.

use crate::lift::system::System;
use crate::solve::normal::Normalizer;
use crate::symbolic::region::Regions;
use crate::symbolic::state::{Cell, SymState};
use crate::term::{TermId, Terms};
use std::collections::BTreeSet;

/// Places whose values at the back edge are not known to be those at the head.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    pub x: BTreeSet<u8>,
    pub v: BTreeSet<u8>,
    pub nzcv: bool,
    pub system: BTreeSet<System>,
    pub sp: bool,
    /// Region and byte offset.
    pub bytes: BTreeSet<(usize, i64)>,
}

impl Changed {
    /// Adds what differs between two states; whether anything was added.
    pub fn add(
        &mut self,
        terms: &mut Terms,
        normalizer: &mut Normalizer,
        regions: &Regions,
        head: &SymState,
        back: &SymState,
    ) -> bool {
        let before = self.clone();
        let mut differ =
            |a: TermId, b: TermId| a != b && normalizer.normalize(terms, a) != normalizer.normalize(terms, b);
        self.x.extend((0..31u8).filter(|&n| differ(head.x[n as usize], back.x[n as usize])));
        self.v.extend((0..32u8).filter(|&n| differ(head.v[n as usize], back.v[n as usize])));
        self.nzcv |= differ(head.nzcv, back.nzcv);
        let differs = |r: &System| differ(head.system[*r as usize], back.system[*r as usize]);
        self.system.extend(System::KEPT.into_iter().filter(differs));
        self.sp |= differ(head.sp, back.sp);
        for region in 0..regions.list.len() {
            let offsets: BTreeSet<i64> = head.cells[region].keys().chain(back.cells[region].keys()).copied().collect();
            for at in offsets {
                let (a, b) = (head.cells[region].get(&at), back.cells[region].get(&at));
                if a == b {
                    continue;
                }
                let a = byte(terms, regions, region, at, a);
                let b = byte(terms, regions, region, at, b);
                if a != b && normalizer.normalize(terms, a) != normalizer.normalize(terms, b) {
                    self.bytes.insert((region, at));
                }
            }
        }
        *self != before
    }

    /// The head's state with an unknown in each changed place; those unknowns. `like` is the state at the back edge,
    /// whose stores say how wide the unknowns in memory are.
    pub fn havoc(&self, terms: &mut Terms, head: &mut SymState, like: &SymState) -> Vec<TermId> {
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
        for (region, at, length) in self.runs(like) {
            let value = unknown(terms, length * 8, format!("mem{region}[{at}]'"));
            for index in 0..length {
                head.cells[region].insert(at + index as i64, Cell { value, index });
            }
        }
        unknowns
    }

    /// Changed bytes in runs of one stored value each: region, offset, bytes.
    fn runs(&self, like: &SymState) -> Vec<(usize, i64, u8)> {
        let mut runs: Vec<(usize, i64, u8)> = Vec::new();
        let value = |region: usize, at: i64| like.cells[region].get(&at).map(|cell| cell.value);
        for &(region, at) in &self.bytes {
            match runs.last_mut() {
                Some((r, start, length))
                    if *r == region
                        && *start + *length as i64 == at
                        && *length < 16
                        && value(region, at).is_some()
                        && value(region, at) == value(region, *start) =>
                {
                    *length += 1;
                }
                _ => runs.push((region, at, 1)),
            }
        }
        runs
    }

    /// The changed places by name.
    pub fn names(&self, regions: &Regions) -> Vec<String> {
        let mut names: Vec<String> = self.x.iter().map(|n| format!("X{n}")).collect();
        names.extend(self.v.iter().map(|n| format!("V{n}")));
        names.extend(self.nzcv.then(|| "NZCV".to_string()));
        names.extend(self.system.iter().map(|register| register.name().to_string()));
        for (n, region) in regions.list.iter().enumerate() {
            let offsets: Vec<i64> = self.bytes.iter().filter(|b| b.0 == n).map(|b| b.1).collect();
            if let (Some(first), Some(last)) = (offsets.first(), offsets.last()) {
                names.push(format!("{} bytes of {} in [{first}, {last}]", offsets.len(), region.name));
            }
        }
        names
    }
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
