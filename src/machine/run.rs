//! A program that runs: each word is lifted when it is first met.

use super::concrete::Concrete;
use super::elf::Image;
use super::memory::Memory;
use super::place::Place;
use super::state::State;
use super::stop::Stop;
use crate::lift::exec::exec;
use crate::lift::isa::{DecodeError, Isa};
use crate::lift::ops::{Op, Ops};
use std::collections::BTreeSet;
use std::rc::Rc;

/// Watches a run; what it does not care for costs nothing.
pub trait Observer {
    /// An instruction is about to execute.
    #[inline(always)]
    fn instruction(&mut self, _pc: u64, _word: u32) {}
    #[inline(always)]
    fn read(&mut self, _place: Place, _value: u128) {}
    #[inline(always)]
    fn write(&mut self, _place: Place, _value: u128) {}
}

/// Watches nothing.
pub struct NoObserver;

impl Observer for NoObserver {}

/// A lifted instruction.
pub struct Lifted {
    pub word: u32,
    pub ops: Ops,
    /// It accesses memory and reads SP, so SP must be a multiple of 16 (the manual's CheckSPAlignment).
    pub through_sp: bool,
}

impl Lifted {
    /// The operations of a word.
    pub fn new(isa: &Isa, word: u32) -> Result<Lifted, DecodeError> {
        let ops = isa.lift(word)?;
        let through_sp = ops.bytes_accessed() > 0 && ops.list.iter().any(|(op, _)| *op == Op::ReadSp);
        Ok(Lifted { word, ops, through_sp })
    }

    /// Executes it where the program counter is. After a stop, registers and memory may be changed in part.
    #[inline]
    pub fn execute<O: Observer>(
        &self,
        state: &mut State,
        memory: &mut Memory,
        observer: &mut O,
        slots: &mut Vec<u128>,
    ) -> Result<(), Stop> {
        if self.through_sp && !state.sp.is_multiple_of(16) {
            return Err(Stop::StackAlignment { sp: state.sp });
        }
        let next = state.pc.wrapping_add(4);
        let mut domain = Concrete { state, memory, observer, next };
        exec(&self.ops, &mut domain, slots)?;
        domain.state.pc = domain.next;
        Ok(())
    }
}

/// The executable segments of an image with what has been lifted of them.
pub struct Program<'a> {
    pub isa: &'a Isa,
    pub image: &'a Image,
    code: Vec<(u64, Vec<Option<Rc<Lifted>>>)>,
}

impl<'a> Program<'a> {
    /// Nothing is lifted yet.
    pub fn new(isa: &'a Isa, image: &'a Image) -> Program<'a> {
        let segments = image.segments.iter().filter(|s| s.executable);
        let code = segments.map(|s| (s.address, vec![None; s.bytes.len() / 4])).collect();
        Program { isa, image, code }
    }

    /// The instruction at an address.
    #[inline]
    pub fn fetch(&mut self, pc: u64) -> Result<Rc<Lifted>, Stop> {
        for (base, slots) in &mut self.code {
            let offset = pc.wrapping_sub(*base);
            if offset % 4 == 0
                && let Some(slot) = slots.get_mut((offset / 4) as usize)
            {
                if let Some(lifted) = slot {
                    return Ok(lifted.clone());
                }
                let lifted = Rc::new(lift(self.isa, self.image, pc)?);
                *slot = Some(lifted.clone());
                return Ok(lifted);
            }
        }
        Err(Stop::NotCode { pc })
    }

    /// The extensions that the instructions executed so far belong to.
    pub fn features(&self) -> BTreeSet<&'a str> {
        let isa = self.isa;
        let words = self.code.iter().flat_map(|(_, slots)| slots).flatten().map(|lifted| lifted.word);
        let features = words.filter_map(|word| isa.instructions[isa.find(word)?].feature.as_ref());
        features.map(|feature| feature.name.as_str()).collect()
    }

    /// Executes one instruction.
    #[inline]
    pub fn step<O: Observer>(
        &mut self,
        state: &mut State,
        memory: &mut Memory,
        observer: &mut O,
        slots: &mut Vec<u128>,
    ) -> Result<(), Stop> {
        let lifted = self.fetch(state.pc)?;
        observer.instruction(state.pc, lifted.word);
        lifted.execute(state, memory, observer, slots)
    }

    /// Runs until control reaches `back`, at most `limit` instructions; the reason and the number executed.
    pub fn run<O: Observer>(
        &mut self,
        state: &mut State,
        memory: &mut Memory,
        observer: &mut O,
        back: u64,
        limit: u64,
    ) -> (Stop, u64) {
        let mut slots = Vec::with_capacity(256);
        for done in 0..limit {
            if state.pc == back {
                return (Stop::Returned, done);
            }
            if let Err(stop) = self.step(state, memory, observer, &mut slots) {
                return (stop, done);
            }
        }
        (if state.pc == back { Stop::Returned } else { Stop::Limit(limit) }, limit)
    }
}

fn lift(isa: &Isa, image: &Image, pc: u64) -> Result<Lifted, Stop> {
    if let Some(name) = image.unresolved_at(pc, 4) {
        return Err(Stop::Unresolved { name: name.to_string() });
    }
    let word = image.word(pc).ok_or(Stop::NotCode { pc })?;
    Lifted::new(isa, word).map_err(|error| Stop::Decode(Box::new(error)))
}
