//! Where control may go in a function, read off the operations; a hint for people only.

use super::counters::{Registers, Value};
use super::words::reason;
use crate::lift::isa::Isa;
use crate::lift::ops::{Op, Ops, Slot};
use crate::lift::prim::Prim;
use crate::machine::elf::{Image, MappingKind};
use std::collections::BTreeMap;

/// The register that holds the return address on entry and behind a call (AAPCS64).
const LINK: u8 = 30;

/// An instruction that control may reach.
pub struct Instruction {
    pub ops: Ops,
    /// Where control may go on, in the part that was asked for; behind a call that is the return from it.
    pub next: Vec<u64>,
    /// Where it may go on outside of that part.
    pub outside: Vec<u64>,
    pub call: Option<Call>,
}

/// A call, and what it calls, if that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call(pub Option<u64>);

/// All that may be reached.
#[derive(Default)]
pub struct Flow {
    pub instructions: BTreeMap<u64, Instruction>,
    /// Where control cannot be followed, and why.
    pub lost: BTreeMap<u64, String>,
}

/// Follows control from an address, as long as it stays in the part; into calls if that is wanted.
pub fn flow(isa: &Isa, image: &Image, entry: u64, part: &dyn Fn(u64) -> bool, into_calls: bool) -> Flow {
    let mut flow = Flow::default();
    let mut open = vec![entry];
    while let Some(pc) = open.pop() {
        if flow.instructions.contains_key(&pc) || flow.lost.contains_key(&pc) {
            continue;
        }
        match instruction(isa, image, pc, part) {
            Err(why) => drop(flow.lost.insert(pc, why)),
            Ok((instruction, lost)) => {
                open.extend(&instruction.next);
                if let (true, Some(Call(Some(to)))) = (into_calls, instruction.call) {
                    open.push(to);
                }
                lost.map(|why| flow.lost.insert(pc, why));
                flow.instructions.insert(pc, instruction);
            }
        }
    }
    flow
}

/// An instruction, and why control cannot be followed behind it.
fn instruction(
    isa: &Isa,
    image: &Image,
    pc: u64,
    part: &dyn Fn(u64) -> bool,
) -> Result<(Instruction, Option<String>), String> {
    if image.kind_at(pc) != MappingKind::Code {
        return Err("here is data, not code".into());
    }
    if let Some(name) = image.unresolved_at(pc, 4) {
        return Err(format!("this waits for `{name}`, which the file does not define; give it with --external"));
    }
    let word = image.word(pc).ok_or("here is no code")?;
    let ops = isa.lift(word).map_err(|error| format!("{word:#010x}: {}", reason(&error)))?;
    let values = Registers::own().values(&ops, pc);
    let behind = pc.wrapping_add(4);
    let branch = ops.list.iter().find_map(|(op, _)| if let Op::WritePc(to) = op { Some(*to) } else { None });
    let link = |op: &Op| matches!(op, Op::WriteX(LINK, a) if values[*a as usize] == Value::Number(behind.into()));
    let (mut targets, mut lost, mut call) = (vec![behind], None, None);
    if let Some(to) = branch {
        let mut found = Vec::new();
        let followed = add_targets(&ops, &values, to, &mut found);
        match ops.list.iter().any(|(op, _)| link(op)) {
            true => call = Some(Call(found.first().copied().filter(|_| followed))),
            false => targets = found,
        }
        if call.is_none() && !followed {
            lost = Some("it branches to an address that only a run knows".into());
        }
    }
    targets.sort_unstable();
    targets.dedup();
    let (next, outside) = targets.into_iter().partition(|&to| part(to));
    Ok((Instruction { ops, next, outside, call }, lost))
}

/// Adds the numbers that a value may be; whether those and the return are all.
fn add_targets(ops: &Ops, values: &[Value], slot: Slot, found: &mut Vec<u64>) -> bool {
    match (values[slot as usize], ops.list[slot as usize].0) {
        (Value::Number(to), _) => {
            found.push(to as u64);
            true
        }
        (Value::Sum { register: LINK, plus: 0, .. }, _) => true,
        (_, Op::Prim(Prim::Select, _, a, b)) => {
            let first = add_targets(ops, values, a, found);
            add_targets(ops, values, b, found) && first
        }
        _ => false,
    }
}
