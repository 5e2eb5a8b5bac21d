//! The relocations that a dynamic linker would apply, found as it finds them: through PT_DYNAMIC.
//!
//! The file is loaded at its link addresses, so that Delta(S) of section "Dynamic relocations" is 0 and the packed
//! relative relocations of DT_RELR change nothing. A symbol that the file defines is taken to be the file's own: no
//! other library interposes its own definition.

use super::error::ElfError;
use super::externals::Externals;
use super::file::{File, LE};
use super::layout::locate;
use super::linked::Program;
use super::names::describe;
use super::patches::{MAX_RELOCATIONS, is_none};
use super::relocatable::has;
use super::strings::{Budget, Strings};
use super::{Segment, listing};
use object::elf::{self, Rela64, Sym64};
use object::read::elf::{Dyn, ProgramHeader, Sym};
use object::{LittleEndian, pod};
use std::collections::BTreeMap;

/// One place, and what becomes of it.
pub(super) struct Effect {
    pub place: u64,
    pub size: u64,
    pub outcome: Outcome,
    number: u32,
}

pub(super) enum Outcome {
    /// Eight bytes.
    Write(u64),
    /// The bytes depend on this name.
    Wait(String),
}

impl Effect {
    pub fn error(&self, reason: &str) -> ElfError {
        refuse(self.number, self.place, reason)
    }
}
