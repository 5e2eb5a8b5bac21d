//! A certificate as bytes, before compression.

use super::{Certificate, Hashes, Source};
use crate::claim::changed::{Changed, Run};
use crate::claim::hints::Hints;
use crate::kernel::code::{Reader, Writer};
use crate::kernel::step::Step;
use crate::kernel::{Checked, Refusal, refuse};
use crate::lift::system::System;
use crate::machine::elf::External;
use crate::symbolic::path::Side;
use std::collections::BTreeSet;

impl Certificate {
    /// The bytes that [`Certificate::from_bytes`] reads.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        source(&mut writer, &self.source);
        for hash in [&self.hashes.object, &self.hashes.script, &self.hashes.isa] {
            writer.bytes.extend(hash);
        }
        hints(&mut writer, &self.hints);
        writer.number(self.groups.len() as u128);
        for steps in &self.groups {
            writer.number(steps.len() as u128);
            steps.iter().for_each(|step| writer.step(step));
        }
        writer.bytes
    }

    /// Reads a certificate; nothing may be left over.
    pub fn from_bytes(bytes: &[u8]) -> Checked<Certificate> {
        let mut reader = Reader::new(bytes);
        let source = read_source(&mut reader)?;
        let mut hash = || -> Checked<[u8; 32]> {
            let mut hash = [0; 32];
            hash.iter_mut().try_for_each(|byte| reader.byte().map(|read| *byte = read))?;
            Ok(hash)
        };
        let hashes = Hashes { object: hash()?, script: hash()?, isa: hash()? };
        let hints = read_hints(&mut reader)?;
        let mut left = STEPS;
        let groups = (0..reader.count()?).map(|_| steps(&mut reader, &mut left)).collect::<Checked<_>>()?;
        if reader.is_empty() {
            Ok(Certificate { source, hashes, hints, groups })
        } else {
            refuse("something follows the end of the certificate")
        }
    }
}

/// Loops of a routine.
const LOOPS: u128 = 1 << 12;

/// Regions that a certificate may name.
const REGIONS: u32 = 32;

/// Groups and steps that a certificate may hold: in memory each takes many times its bytes.
const STEPS: usize = 1 << 23;

/// The steps of one group.
fn steps(reader: &mut Reader, left: &mut usize) -> Checked<Vec<Step>> {
    let count = reader.count()?;
    match left.checked_sub(count + 1) {
        Some(rest) => *left = rest,
        None => return refuse(format!("more than {STEPS} steps")),
    }
    (0..count).map(|_| reader.step()).collect()
}

fn source(writer: &mut Writer, source: &Source) {
    writer.block(source.script.as_bytes());
    for name in [&source.object, &source.member] {
        writer.number(name.is_some().into());
        name.iter().for_each(|name| writer.block(name.as_bytes()));
    }
    writer.block(source.routine.as_bytes());
    writer.number(source.externals.len() as u128);
    for (name, external) in &source.externals {
        writer.block(name.as_bytes());
        match external {
            External::Address(address) => {
                writer.number(0);
                writer.number((*address).into());
            }
            External::Bytes(bytes) => {
                writer.number(1);
                writer.block(bytes);
            }
        }
    }
}

fn text(reader: &mut Reader) -> Checked<String> {
    String::from_utf8(reader.block()?.to_vec()).map_err(|_| Refusal("a name is not UTF-8".into()))
}

/// A name that may be missing.
fn name(reader: &mut Reader) -> Checked<Option<String>> {
    if reader.below(2)? == 1 { text(reader).map(Some) } else { Ok(None) }
}

fn read_source(reader: &mut Reader) -> Checked<Source> {
    let (script, object, member) = (text(reader)?, name(reader)?, name(reader)?);
    let routine = text(reader)?;
    let mut externals = Vec::new();
    for _ in 0..reader.count()? {
        let name = text(reader)?;
        let external = match reader.below(2)? {
            0 => External::Address(reader.below(1 << 64)? as u64),
            _ => External::Bytes(reader.block()?.to_vec()),
        };
        externals.push((name, external));
    }
    Ok(Source { script, object, member, externals, routine })
}

fn hints(writer: &mut Writer, hints: &Hints) {
    writer.number(hints.changed.len() as u128);
    for changed in &hints.changed {
        let mask = |set: &BTreeSet<u8>| set.iter().fold(0u128, |all, &n| all | 1 << n);
        writer.number(mask(&changed.x));
        writer.number(mask(&changed.v));
        writer.number(changed.nzcv.into());
        writer.number(changed.system.iter().fold(0, |all, &register| all | 1 << register as u32));
        writer.number(changed.runs.len() as u128);
        for run in &changed.runs {
            writer.number(run.region.into());
            writer.signed(run.at);
            writer.number(run.length.into());
        }
        writer.number(mask(&changed.blocks));
    }
    writer.number(hints.witness.len() as u128);
    for &(unknown, value) in &hints.witness {
        writer.term(unknown);
        writer.number(value);
    }
    writer.number(hints.never.len() as u128);
    for &Side { from, way, pc, taken } in &hints.never {
        [from, way, pc, taken.into()].into_iter().for_each(|number| writer.number(number.into()));
    }
}

/// Numbers below a bound, as bits.
fn set_of(reader: &mut Reader, bits: u32) -> Checked<BTreeSet<u8>> {
    let mask = reader.below(1 << bits)?;
    Ok((0..bits as u8).filter(|n| mask >> n & 1 == 1).collect())
}

fn read_hints(reader: &mut Reader) -> Checked<Hints> {
    let mut hints = Hints::default();
    for _ in 0..reader.below(LOOPS)? {
        let (x, v) = (set_of(reader, 31)?, set_of(reader, 32)?);
        let nzcv = reader.below(2)? == 1;
        let mask = reader.below(1 << System::KEPT.len())?;
        let system = System::KEPT.into_iter().filter(|&register| mask >> register as u32 & 1 == 1).collect();
        let mut runs = Vec::new();
        for _ in 0..reader.count()? {
            let (region, at) = (reader.below(1 << 32)? as u32, reader.signed()?);
            runs.push(Run { region, at, length: reader.below(256)? as u8 });
        }
        let blocks = set_of(reader, REGIONS)?;
        hints.changed.push(Changed { x, v, nzcv, system, runs, blocks });
    }
    for _ in 0..reader.count()? {
        hints.witness.push((reader.term()?, reader.number()?));
    }
    for _ in 0..reader.count()? {
        let mut number = || Ok(reader.below(1 << 64)? as u64);
        let (from, way, pc) = (number()?, number()?, number()?);
        hints.never.insert(Side { from, way, pc, taken: reader.below(2)? == 1 });
    }
    Ok(hints)
}
