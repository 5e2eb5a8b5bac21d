//! Points memory operands and branches to where both machines know what lies there.

use super::case::{Case, WINDOW};
use super::random::Random;
use super::wire::Hello;
use crate::machine::run::Lifted;
use crate::machine::{Memory, NoObserver, State, Stop};
use std::collections::BTreeSet;

/// User space of every Linux ends here or above; further up, the top byte may be ignored, which is not described here.
const USER: u64 = 1 << 47;
/// Tried until the addresses of a case are below [`USER`].
const TRIES: u32 = 4;

/// How the addresses of one word depend on registers.
pub struct Aim {
    /// X0-X30, or 31 for SP, that moves the first access as it moves itself.
    base: Option<u8>,
    /// The general registers that it reads.
    reads: BTreeSet<u8>,
    /// Bytes from the first access to the end of the last, if they follow each other; 0 without memory.
    span: u64,
    through_sp: bool,
}

impl Aim {
    /// Found by moving each register that the word reads.
    pub fn new(lifted: &Lifted, slot: u64) -> Aim {
        let (reads, span) = (lifted.ops.reads_x(), lifted.ops.bytes_accessed());
        let mut aim = Aim { base: None, reads, span, through_sp: lifted.through_sp };
        if aim.span > 0 {
            aim.base = aim.find_base(lifted, slot);
        }
        aim
    }

    fn find_base(&self, lifted: &Lifted, slot: u64) -> Option<u8> {
        const MOVE: u64 = 0x10_0000_0010;
        let mut state = State { pc: slot, ..State::default() };
        let Target::Access(before) = target(lifted, &state) else { return None };
        let sp = self.through_sp.then_some(31);
        sp.into_iter().chain(self.reads.iter().copied()).find(|&n| {
            move_by(&mut state, n, MOVE);
            let after = target(lifted, &state);
            move_by(&mut state, n, MOVE.wrapping_neg());
            after == Target::Access(before.wrapping_add(MOVE))
        })
    }

    /// Makes the case one that both machines can be asked about; `false` if that failed.
    pub fn set(&self, lifted: &Lifted, case: &mut Case, hello: &Hello, random: &mut Random) -> bool {
        if self.through_sp {
            // Emulators let a misaligned SP pass, see `compare::NOT_COMPARED`.
            case.state.sp &= !15;
        }
        for _ in 0..TRIES {
            match (target(lifted, &case.state), self.base) {
                (Target::Nothing, _) => return true,
                (Target::Access(from), Some(n)) => {
                    let to = place(self.span, n == 31, hello, random);
                    move_by(&mut case.state, n, to.wrapping_sub(from));
                    return target(lifted, &case.state) == Target::Access(to);
                }
                (Target::Access(at) | Target::Branch(at), _) if at < USER => return true,
                (Target::Access(_), None) => self.write_reads(case, || random.below(1 << 12)),
                (Target::Branch(_), _) => {
                    self.write_reads(case, || hello.code + random.below(hello.code_size as u64 / 4) * 4)
                }
            }
        }
        false
    }

    fn write_reads(&self, case: &mut Case, mut value: impl FnMut() -> u64) {
        self.reads.iter().for_each(|&n| case.state.x[n as usize] = value());
    }
}

/// An address for `span` bytes: in a window, across an end of the page, or outside. SP stays aligned.
fn place(span: u64, aligned: bool, hello: &Hello, random: &mut Random) -> u64 {
    let end = hello.data + hello.page_size as u64;
    let room = (WINDOW as u64).saturating_sub(span) + 1;
    let at = match random.below(16) {
        0 => end - random.below(span.max(2)),
        1 => hello.data.wrapping_sub(random.below(span + 1)),
        2 => end + random.below(0x1000),
        3 => end - span,
        4 => hello.data,
        5..=9 => hello.data + random.below(room),
        _ => end - WINDOW as u64 + random.below(room),
    };
    if aligned { at & !15 } else { at }
}

fn move_by(state: &mut State, n: u8, by: u64) {
    let register = if n == 31 { &mut state.sp } else { &mut state.x[n as usize] };
    *register = register.wrapping_add(by);
}

/// Where an instruction goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    Nothing,
    /// Its first access.
    Access(u64),
    Branch(u64),
}

fn target(lifted: &Lifted, state: &State) -> Target {
    let (mut state, pc) = (state.clone(), state.pc);
    match lifted.execute(&mut state, &mut Memory::default(), &mut NoObserver, &mut Vec::new()) {
        Err(Stop::Unmapped { address, .. }) => Target::Access(address),
        Ok(()) if state.pc != pc.wrapping_add(4) => Target::Branch(state.pc),
        _ => Target::Nothing,
    }
}
