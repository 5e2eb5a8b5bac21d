//! Follows addresses through a listing: one instruction makes a page's address, the next adds the offset in it.
//!
//! Read off the operations, so it knows no instruction. A hint for people only: where control may come from elsewhere
//! by a table of branches, it does not know that.

use crate::lift::isa::Isa;
use crate::lift::ops::{Op, Ops, Slot};
use crate::lift::prim::{Prim, mask};

/// The general registers that hold an address known from the code.
#[derive(Default)]
pub struct Addresses {
    x: [Option<u64>; 32],
}

/// What a word does to registers, whatever they hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    reads: u32,
    writes: u32,
    reads_pc: bool,
    /// It goes elsewhere, perhaps to come back.
    leaves: bool,
}

/// A value that is known, and whether it comes from an address.
type Known = Option<(u128, bool)>;

impl Addresses {
    /// Control may come from elsewhere.
    pub fn forget(&mut self) {
        self.x = [None; 32];
    }

    /// The address that an instruction uses or makes of one that was known before.
    pub fn step(&mut self, isa: &Isa, pc: u64, word: u32, effect: Effect) -> Option<u64> {
        let uses = (0..32).any(|n| effect.reads >> n & 1 == 1 && self.x[n].is_some());
        if effect.leaves {
            self.forget();
            return None;
        }
        if !uses && !effect.reads_pc {
            (0..32).filter(|n| effect.writes >> n & 1 == 1).for_each(|n| self.x[n] = None);
            return None;
        }
        let used = self.run(&isa.lift(word).ok()?, pc);
        // What is relative to PC is told by the text itself.
        used.filter(|_| !effect.reads_pc)
    }

    fn run(&mut self, ops: &Ops, pc: u64) -> Option<u64> {
        let mut values: Vec<Known> = Vec::with_capacity(ops.list.len());
        let (mut accessed, mut made) = (None, None);
        let before = self.x;
        for &(op, width) in &ops.list {
            let at = |slot: Slot| values[slot as usize];
            let value = match op {
                Op::Const(n) => Some((ops.constants[n as usize], false)),
                Op::ReadPc => Some((pc.into(), true)),
                Op::ReadX(n) => before[n as usize & 31].map(|x| (u128::from(x) & mask(width), true)),
                Op::Extract(a, lo) => at(a).map(|(a, address)| (a >> lo & mask(width), address)),
                Op::Prim(prim, a, b, c) => prim_value(ops, prim, width, [a, b, c], &values),
                Op::Load { address, .. } | Op::Store { address, .. } => {
                    accessed = accessed.or(address_of(at(address)));
                    None
                }
                Op::WriteX(n, a) => {
                    self.x[n as usize & 31] = address_of(at(a));
                    made = made.or(address_of(at(a)));
                    None
                }
                _ => None,
            };
            values.push(value);
        }
        accessed.or(made)
    }
}

fn address_of(value: Known) -> Option<u64> {
    value.filter(|(_, address)| *address).map(|(value, _)| value as u64)
}

fn prim_value(ops: &Ops, prim: Prim, width: u8, slots: [Slot; 3], values: &[Known]) -> Known {
    let used = &slots[..prim.arity()];
    let mut operands = [0; 3];
    let mut address = false;
    for (operand, slot) in operands.iter_mut().zip(used) {
        let (value, comes) = values[*slot as usize]?;
        (*operand, address) = (value, address | comes);
    }
    let from = ops.width(if prim == Prim::Concat { slots[1] } else { slots[0] });
    Some((prim.eval(width, from, operands[0], operands[1], operands[2]), address))
}

impl Effect {
    /// Of a word without operations: nothing is known behind it.
    pub fn unknown() -> Effect {
        Effect { leaves: true, ..Effect::default() }
    }

    /// Read off the operations.
    pub fn of(ops: &Ops) -> Effect {
        let mut effect = Effect::default();
        for (op, _) in &ops.list {
            match *op {
                Op::ReadX(n) => effect.reads |= 1 << (n & 31),
                Op::WriteX(n, _) => effect.writes |= 1 << (n & 31),
                Op::ReadPc => effect.reads_pc = true,
                // A branch that may fall through leaves the registers as they are.
                Op::WritePc(to) => effect.leaves |= !matches!(ops.list[to as usize].0, Op::Prim(Prim::Select, ..)),
                _ => {}
            }
        }
        effect
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lift::texts::embedded;

    /// The address told at each word, from 0x1000 on.
    fn check(words: &[u32], expected: &[Option<u64>]) {
        let isa = Isa::read(&embedded()).unwrap_or_else(|_| panic!("the texts"));
        let mut addresses = Addresses::default();
        let told = |(n, &word): (usize, &u32)| {
            let effect = isa.lift(word).as_ref().map_or(Effect::unknown(), Effect::of);
            addresses.step(&isa, 0x1000 + 4 * n as u64, word, effect)
        };
        assert_eq!(words.iter().enumerate().map(told).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_page_and_its_offset() {
        // adrp x0, #4096; add x1, x0, #16; ldr x2, [x1, #8]; mov x1, #0; ldr x2, [x1]
        let words = [0xb000_0000, 0x9100_4001, 0xf940_0422, 0xd280_0001, 0xf940_0022];
        check(&words, &[None, Some(0x2010), Some(0x2018), None, None]);
    }

    #[test]
    fn a_call_forgets_and_a_conditional_branch_does_not() {
        // adrp x0, #4096; cbz x3, #8; add x1, x0, #16; bl #0; add x1, x0, #16
        check(
            &[0xb000_0000, 0xb400_0043, 0x9100_4001, 0x9400_0000, 0x9100_4001],
            &[None, None, Some(0x2010), None, None],
        );
    }
}
