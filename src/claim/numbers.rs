//! The domain of numbers for standards and scripts: they read the machine and change nothing.

use super::standard::Standard;
use crate::lang::Span;
use crate::lift::exec::Domain;
use crate::lift::ops::{FoldCall, Table};
use crate::lift::prim::{Prim, mask};
use crate::lift::system::System;
use crate::machine::{Memory, State, Stop};
use std::sync::Arc;

/// What a script's expression may look at when all is known.
pub struct Numbers<'a> {
    pub inputs: &'a [u128],
    pub machine: Option<(&'a State, &'a mut Memory)>,
    pub standard: Option<&'a Standard>,
    /// The initial contents of each region of the proof.
    pub contents: &'a [Vec<u8>],
    pub folds: Vec<Vec<u128>>,
    /// Something that the script takes for granted does not hold.
    pub broken: Option<Span>,
}

impl<'a> Numbers<'a> {
    /// Inputs only.
    pub fn pure(inputs: &'a [u128]) -> Numbers<'a> {
        Numbers { inputs, machine: None, standard: None, contents: &[], folds: Vec::new(), broken: None }
    }

    fn state(&self) -> Option<&State> {
        self.machine.as_ref().map(|machine| machine.0)
    }
}

impl Domain for Numbers<'_> {
    type Value = u128;
    type Stop = Stop;

    fn constant(&mut self, _width: u8, value: u128) -> u128 {
        value
    }

    fn input(&mut self, n: u32) -> u128 {
        self.inputs[n as usize]
    }

    fn prim(&mut self, prim: Prim, width: u8, from: u8, [a, b, c]: [u128; 3]) -> u128 {
        prim.eval(width, from, a, b, c)
    }

    fn extract(&mut self, width: u8, _from: u8, value: u128, lo: u8) -> u128 {
        (value >> lo) & mask(width)
    }

    fn lookup(&mut self, table: &Arc<Table>, index: u128) -> u128 {
        table.elements[index as usize]
    }

    fn read_x(&mut self, n: u8) -> u128 {
        self.state().map_or(0, |s| s.x[n as usize] as u128)
    }

    fn read_v(&mut self, n: u8) -> u128 {
        self.state().map_or(0, |s| s.v[n as usize])
    }

    fn read_sp(&mut self) -> u128 {
        self.state().map_or(0, |s| s.sp as u128)
    }

    fn read_pc(&mut self) -> u128 {
        self.state().map_or(0, |s| s.pc as u128)
    }

    fn read_nzcv(&mut self) -> u128 {
        self.state().map_or(0, |s| s.nzcv as u128)
    }

    fn read_system(&mut self, register: System) -> Result<u128, Stop> {
        let value = self.state().map_or(Some(0), |s| s.system(register));
        value.map(u128::from).ok_or(Stop::Outside(register))
    }

    fn write_x(&mut self, _: u8, _: u128) {}
    fn write_v(&mut self, _: u8, _: u128) {}
    fn write_sp(&mut self, _: u128) {}
    fn write_pc(&mut self, _: u128) {}
    fn write_nzcv(&mut self, _: u128) {}
    fn write_system(&mut self, _: System, _: u128) {}

    fn load(&mut self, address: u128, bytes: u8) -> Result<u128, Stop> {
        match &mut self.machine {
            Some((_, memory)) => memory.load(address as u64, bytes as usize),
            None => Err(Stop::Script),
        }
    }

    fn store(&mut self, _: u128, _: u8, _: u128) -> Result<(), Stop> {
        Err(Stop::Script)
    }

    fn fold(&mut self, call: &FoldCall, initial: &[u128], start: u128, count: u128) -> Result<u128, Stop> {
        let bytes = self.contents.get(call.region as usize).ok_or(Stop::Script)?;
        let chunk = call.chunk as usize;
        let blocks: Vec<&[u8]> = bytes.get(start as usize..).unwrap_or_default().chunks_exact(chunk).collect();
        let blocks = blocks.get(..count.min(usize::MAX as u128) as usize).ok_or(Stop::Script)?;
        let standard = self.standard.ok_or(Stop::Script)?;
        let words = standard.fold(&call.function, initial, call.word, blocks).map_err(|_| Stop::Script)?;
        self.folds.push(words);
        Ok(self.folds.len() as u128 - 1)
    }

    fn fold_out(&mut self, _width: u8, fold: u128, n: u16) -> u128 {
        self.folds[fold as usize][n as usize]
    }

    fn content(&mut self, region: u32, offset: u128) -> Result<u128, Stop> {
        let bytes = self.contents.get(region as usize).ok_or(Stop::Script)?;
        usize::try_from(offset).ok().and_then(|at| bytes.get(at)).map(|&byte| byte.into()).ok_or(Stop::Script)
    }

    fn assert(&mut self, condition: u128, span: Span) -> Result<(), Stop> {
        if condition == 0 {
            self.broken = Some(span);
        }
        Ok(())
    }
}
