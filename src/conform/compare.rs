//! What differs between the two machines, and what is not compared, with the reason.

use super::case::{Case, Event, Outcome, Signal, Windows};
use super::model::Expected;
use super::wire::Hello;
use crate::lift::system::System;
use crate::machine::{Place, State};

/// What is not compared, and why; printed with the table.
pub const NOT_COMPARED: &[&str] = &[
    "The state after a signal that the instruction itself raised, in the registers and bytes that it may write: of an \
     access that is refused the manual leaves it open which part was done (pages \"Data Abort exceptions\", \
     \"Definition of a precise exception and imprecise exception\"). All else must be as before.",
    "Which byte of a refused access the fault names: it must be one of those that the instruction accesses; where an \
     access crosses the end of the page, it depends on how a machine splits it.",
    "FPSR bits 31 to 28 and FPCR bits 21, 20 and 18 to 16: flags, STRIDE and LEN of AArch32, which exist only where a \
     machine has AArch32 and mean nothing to A64.",
    "SP that is no multiple of 16 as the base of an access: user-mode emulators do not check it. A machine that does \
     is right, so such states are not made.",
    "The top byte and the upper half of addresses: states are made so that addresses are below 2^47, for what lies \
     above belongs to the operating system (top-byte-ignore, the kernel).",
];

const AARCH32_FPSR: u128 = 0xf000_0000;
const AARCH32_FPCR: u128 = 0x0037_0000;

/// One place that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub place: String,
    pub before: String,
    pub ours: String,
    pub theirs: String,
}

/// Everything that differs; nothing if all is well.
pub fn compare(case: &Case, expected: &Expected, outcome: &Outcome, hello: &Hello) -> Vec<Row> {
    let mut rows = Vec::new();
    match expected {
        Expected::Done(after) => {
            events_of_done(&after.0, outcome, hello, &mut rows);
            states(case, &after.0, &outcome.state, hello, &mut rows, |_| false);
            windows(case, &after.1, &outcome.windows, &mut rows, |_| false, hello);
        }
        _ => {
            event_of_fault(expected, outcome, hello, &mut rows);
            let before = State { pc: hello.slot, ..case.state.clone() };
            let (refused, registers, state) = match expected {
                Expected::Fault { address, bytes, write, registers, state } => {
                    (Some((*address, *bytes, *write)), &registers[..], &**state)
                }
                _ => (None, &[][..], &before),
            };
            states(case, state, &outcome.state, hello, &mut rows, |place| registers.contains(&place));
            let stored = |at: u64| matches!(refused, Some((from, n, true)) if at.wrapping_sub(from) < n);
            windows(case, &case.windows, &outcome.windows, &mut rows, stored, hello);
        }
    }
    if let Some(at) = outcome.stray {
        let place = format!("data page + {at:#x}");
        rows.push(Row { place, before: "0".into(), ours: "0".into(), theirs: "written".into() });
    }
    rows
}

fn events_of_done(after: &State, outcome: &Outcome, hello: &Hello, rows: &mut Vec<Row>) {
    let next = hello.slot.wrapping_add(4);
    let fine = match outcome.event {
        Event::Next => after.pc == next,
        // The branch is done; nothing can run where it went.
        Event::Signal { .. } => outcome.state.pc == after.pc && after.pc != next && after.pc != hello.slot,
        Event::Timeout => after.pc == hello.slot,
        Event::Refused => false,
    };
    if !fine {
        rows.push(event_row(format!("goes on at {:#x}", after.pc), outcome));
    }
}

fn event_of_fault(expected: &Expected, outcome: &Outcome, hello: &Hello, rows: &mut Vec<Row>) {
    let there = outcome.state.pc == hello.slot;
    let (fine, ours) = match (expected, outcome.event) {
        (&Expected::Fault { address, bytes, write, .. }, event) => {
            let inside = |at: u64| at.wrapping_sub(address) < bytes;
            let what = if write { "writes" } else { "reads" };
            let fine = matches!(event, Event::Signal { signal: Signal::Segv, address, syndrome, .. }
                if inside(address) && agrees(syndrome, write));
            (fine, format!("{what} {bytes} bytes at {address:#x}"))
        }
        (Expected::StackAlignment, event) => {
            (matches!(event, Event::Signal { signal: Signal::Bus, .. }), "SP is misaligned".into())
        }
        (_, event) => (matches!(event, Event::Signal { signal: Signal::Ill, .. }), "UNDEFINED".into()),
    };
    if !fine || !there {
        rows.push(event_row(ours, outcome));
    }
}

/// Whether a syndrome says that a write was refused, or a read: WnR, bit 6 of that of a data abort (the manual's page
/// "ESR_EL1"). Linux does not always tell one.
fn agrees(syndrome: u64, write: bool) -> bool {
    const DATA_ABORT_FROM_BELOW: u64 = 0x24;
    syndrome >> 26 & 0x3f != DATA_ABORT_FROM_BELOW || (syndrome >> 6 & 1 == 1) == write
}

fn event_row(ours: String, outcome: &Outcome) -> Row {
    let theirs = match outcome.event {
        Event::Next => "goes on behind it".into(),
        Event::Timeout => "does not end".into(),
        Event::Refused => "is not run".into(),
        Event::Signal { signal, code, address, .. } => {
            let name = signal.name().to_uppercase();
            format!("SIG{name} (code {code}) for {address:#x}, PC {:#x}", outcome.state.pc)
        }
    };
    Row { place: "event".into(), before: String::new(), ours, theirs }
}

fn states(
    case: &Case,
    ours: &State,
    theirs: &State,
    hello: &Hello,
    rows: &mut Vec<Row>,
    may_write: impl Fn(Place) -> bool,
) {
    if *ours == *theirs {
        return;
    }
    for place in Place::registers() {
        let mask = match place {
            Place::System(System::Fpsr) => !AARCH32_FPSR,
            Place::System(System::Fpcr) => !AARCH32_FPCR,
            Place::System(System::Dit) => u128::from(hello.dit),
            _ => u128::MAX,
        };
        let [before, ours, theirs] = [&case.state, ours, theirs].map(|state| state.get(place) & mask);
        if ours != theirs && !may_write(place) {
            let [before, ours, theirs] = [before, ours, theirs].map(|value| format!("{value:#x}"));
            rows.push(Row { place: place.name(), before, ours, theirs });
        }
    }
}

fn windows(
    case: &Case,
    ours: &Windows,
    theirs: &Windows,
    rows: &mut Vec<Row>,
    may_write: impl Fn(u64) -> bool,
    hello: &Hello,
) {
    if ours == theirs {
        return;
    }
    let last = hello.page_size - theirs.last.len();
    let bytes = |w: &Windows| {
        let first: Vec<(usize, u8)> = w.first.iter().copied().enumerate().collect();
        first.into_iter().chain(w.last.iter().copied().enumerate().map(|(n, b)| (n + last, b))).collect::<Vec<_>>()
    };
    for (((at, before), (_, ours)), (_, theirs)) in bytes(&case.windows).into_iter().zip(bytes(ours)).zip(bytes(theirs))
    {
        if ours != theirs && !may_write(hello.data + at as u64) {
            let [before, ours, theirs] = [before, ours, theirs].map(|byte| format!("{byte:#04x}"));
            rows.push(Row { place: format!("data page + {at:#x}"), before, ours, theirs });
        }
    }
}
