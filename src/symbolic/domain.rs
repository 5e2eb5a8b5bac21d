//! The domain of terms: what the operations do to symbolic registers and memory.

use super::choice::may_choose;
use super::linear::Linear;
use super::observe::{Observation, Seen};
use super::region::{Access, Regions};
use super::state::SymState;
use super::stop::SymStopKind;
use crate::lang::Span;
use crate::lift::exec::Domain;
use crate::lift::ops::{FoldCall, Table};
use crate::lift::prim::Prim;
use crate::lift::system::System;
use crate::machine::Stop;
use crate::machine::elf::Image;
use crate::term::{Fold, TermId, Terms};
use std::sync::Arc;

/// Symbolic registers and memory while operations execute.
pub struct Symbolic<'a> {
    pub terms: &'a mut Terms,
    pub regions: &'a Regions,
    pub image: &'a Image,
    pub state: &'a mut SymState,
    pub pc: u64,
    pub inputs: &'a [TermId],
    /// Where execution goes on, if an instruction said so.
    pub next: Option<TermId>,
    /// The lowest offset in the stack that this instruction has accessed.
    pub lowest: Option<i64>,
    /// The general register that this instruction gave one of two values, by a condition.
    pub chosen: Option<u8>,
    /// A block that is none of those which have been written, as facts say.
    pub apart: Option<TermId>,
    pub notes: &'a mut Notes,
}

/// What execution leaves behind beside the state.
#[derive(Debug, Default)]
pub struct Notes {
    /// Accesses whose bounds have to be shown.
    pub accesses: Vec<Access>,
    /// Bytes below SP on entry that are accessed.
    pub stack_depth: u64,
    /// What scripts take for granted.
    pub asserts: Vec<(TermId, Span)>,
    /// Sides of branches that are not followed.
    pub never: Vec<LeftOut>,
    /// Blocks that were read as they were before.
    pub blocks: Vec<TermId>,
    /// Every value written to a register or to memory, with its instruction.
    pub log: Vec<(u64, TermId)>,
    /// Outcomes of branches and addresses, in no order that counts.
    pub observations: Vec<Observation>,
}

/// A side of a branch that is not followed, so a claim must be shown where the path's conditions hold.
#[derive(Clone, Debug)]
pub struct LeftOut {
    pub pc: u64,
    pub path: Vec<TermId>,
    pub claim: TermId,
}

impl<'a> Symbolic<'a> {
    /// At the instruction at `pc`, or outside of any.
    pub fn new(
        terms: &'a mut Terms,
        regions: &'a Regions,
        image: &'a Image,
        state: &'a mut SymState,
        notes: &'a mut Notes,
        pc: u64,
    ) -> Symbolic<'a> {
        Symbolic {
            terms,
            regions,
            image,
            state,
            pc,
            inputs: &[],
            next: None,
            lowest: None,
            chosen: None,
            apart: None,
            notes,
        }
    }
}

impl Domain for Symbolic<'_> {
    type Value = TermId;
    type Stop = SymStopKind;

    fn constant(&mut self, width: u8, value: u128) -> TermId {
        self.terms.constant(width, value)
    }

    fn input(&mut self, n: u32) -> TermId {
        self.inputs[n as usize]
    }

    fn prim(&mut self, prim: Prim, width: u8, _from: u8, operands: [TermId; 3]) -> TermId {
        self.terms.prim(prim, width, operands)
    }

    fn extract(&mut self, width: u8, _from: u8, value: TermId, lo: u8) -> TermId {
        self.terms.extract(width, value, lo)
    }

    fn lookup(&mut self, table: &Arc<Table>, index: TermId) -> TermId {
        self.terms.lookup(table, index)
    }

    fn read_x(&mut self, n: u8) -> TermId {
        self.state.x[n as usize]
    }

    fn read_v(&mut self, n: u8) -> TermId {
        self.state.v[n as usize]
    }

    fn read_sp(&mut self) -> TermId {
        self.state.sp
    }

    fn read_pc(&mut self) -> TermId {
        self.terms.constant(64, self.pc as u128)
    }

    fn read_nzcv(&mut self) -> TermId {
        self.state.nzcv
    }

    fn read_system(&mut self, register: System) -> Result<TermId, SymStopKind> {
        match self.state.system.get(register as usize) {
            Some(&value) => Ok(value),
            None => Err(SymStopKind::Machine(Stop::Outside(register))),
        }
    }

    fn write_x(&mut self, n: u8, value: TermId) {
        self.notes.log.push((self.pc, value));
        self.state.x[n as usize] = value;
        if may_choose(self.terms, value) {
            self.chosen = Some(n);
        }
    }

    fn write_v(&mut self, n: u8, value: TermId) {
        self.notes.log.push((self.pc, value));
        self.state.v[n as usize] = value;
    }

    fn write_sp(&mut self, value: TermId) {
        self.state.sp = value;
    }

    fn write_pc(&mut self, value: TermId) {
        self.next = Some(value);
    }

    fn write_nzcv(&mut self, value: TermId) {
        self.state.nzcv = value;
    }

    fn write_system(&mut self, register: System, value: TermId) {
        self.notes.log.push((self.pc, value));
        self.state.system[register as usize] = value;
    }

    fn load(&mut self, address: TermId, bytes: u8) -> Result<TermId, SymStopKind> {
        self.notes.observations.push(Observation { pc: self.pc, seen: Seen::Load, value: address });
        self.load_term(address, bytes)
    }

    fn store(&mut self, address: TermId, bytes: u8, value: TermId) -> Result<(), SymStopKind> {
        self.notes.log.push((self.pc, value));
        self.notes.observations.push(Observation { pc: self.pc, seen: Seen::Store, value: address });
        self.store_term(address, bytes, value)
    }

    fn fold(
        &mut self,
        call: &FoldCall,
        initial: &[TermId],
        start: TermId,
        count: TermId,
    ) -> Result<TermId, SymStopKind> {
        let Some(region) = self.regions.list.get(call.region as usize) else {
            return Err(SymStopKind::Machine(Stop::Script));
        };
        Ok(self.terms.make_fold(Fold {
            function: call.function.clone(),
            initial: initial.to_vec(),
            word: call.word,
            region: region.contents,
            start,
            chunk: call.chunk,
            count,
        }))
    }

    fn fold_out(&mut self, width: u8, fold: TermId, n: u16) -> TermId {
        self.terms.fold_out(width, fold, n)
    }

    fn content(&mut self, region: u32, offset: TermId) -> Result<TermId, SymStopKind> {
        let region = self.regions.list.get(region as usize).ok_or(SymStopKind::Machine(Stop::Script))?;
        // In the form that loads give to their offsets.
        let offset = Linear::of(self.terms, offset).term(self.terms);
        Ok(self.terms.read(region.contents, offset))
    }

    fn assert(&mut self, condition: TermId, span: Span) -> Result<(), SymStopKind> {
        self.notes.asserts.push((condition, span));
        Ok(())
    }
}
