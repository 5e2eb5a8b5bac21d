//! Refutation: whole runs of the routine on chosen inputs, compared with the statement.

use super::parting::Parting;
use super::run::Failure;
use super::suit::suit;
use crate::claim::env::{Param, ParamLength};
use crate::claim::numbers::Numbers;
use crate::claim::place;
use crate::claim::session::Session;
use crate::claim::split::MOST;
use crate::lang::ast::{BinaryOp, Expr, ExprKind};
use crate::lang::printer;
use crate::lift::exec::exec;
use crate::lift::ops::Ops;
use crate::lift::prim::mask;
use crate::machine::{Memory, Observer, Place, State, Stop};

/// A concrete initial state for which the statement is false, and what the run shows.
#[derive(Clone, Debug, Default)]
pub struct Refutation {
    /// Name and value of each parameter on entry.
    pub inputs: Vec<(String, String)>,
    /// What is false, in the statement's words.
    pub what: String,
    /// Further lines: where, and which values.
    pub details: Vec<String>,
}

/// Far more than most of the tried inputs need.
pub const INSTRUCTIONS: u64 = 500_000;
const MAX_BYTES: u64 = 1 << 20;
/// Blocks of which a claim of all is checked.
const BLOCKS: u128 = 64;
/// Elements of regions on entry: as many as there may be, until they are known.
const ELEMENTS: usize = 1 << 16;
const BACK: u64 = 0x5555_0000_0000;
const STACK_TOP: u64 = 0x7fff_ffff_0000;
const STACK: usize = 1 << 16;
/// Bytes below SP that a caller changes.
const FRAME: u64 = 1 << 10;
/// Counts that are tried first.
const COUNTS: [u64; 7] = [1, 2, 3, 0, 5, 8, 17];

/// One try.
pub struct Trial {
    pub(super) state: State,
    /// The same on entry of the routine that runs.
    before: State,
    memory: Memory,
    /// As [`Env`](crate::claim::env::Env) numbers them.
    pub(super) inputs: Vec<u128>,
    /// Of each region, in order.
    pub(super) contents: Vec<Vec<u8>>,
    /// The block that a claim of all blocks is evaluated for.
    block: Option<u128>,
    /// How many regions are in memory.
    regions: usize,
    /// Name and value of each parameter.
    pub shown: Vec<(String, String)>,
}

/// Runs the routine on chosen inputs until the statement fails.
pub fn refute(session: &mut Session, failures: &[Failure], parting: &Parting) -> Option<Refutation> {
    let hints: Vec<u64> = failures.iter().flat_map(|f| f.hints.iter().map(|hint| hint.1)).collect();
    let counts: Vec<u64> = COUNTS.iter().copied().chain(hints.into_iter().filter(|&n| n < 1 << 14)).collect();
    (0..24u64).find_map(|seed| {
        let count = counts.get(seed as usize).copied().unwrap_or(1 + seed % 4);
        let trial = Trial::new(session, seed, count)?;
        check(session, trial, parting)
    })
}

impl Trial {
    /// Values for the parameters, and memory that holds exactly the regions.
    fn new(session: &Session, seed: u64, count: u64) -> Option<Trial> {
        Trial::of(session, (seed, 0), count)
    }

    /// The same; secrets depend on a seed of their own. Where it is 0, secret numbers are the count.
    pub fn of(session: &Session, (seed, secret): (u64, u64), count: u64) -> Option<Trial> {
        let [mut random, mut secrets] = [seed, seed ^ secret << 32]
            .map(|seed| Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d));
        let mut state = State { sp: STACK_TOP, pc: session.function.address, ..State::default() };
        random.fill(&mut state);
        let mut memory = Memory::default();
        memory.map_image(session.program.image).ok()?;
        memory.map("stack", STACK_TOP - STACK as u64, vec![0xa5; STACK], true).ok()?;
        let params = session.env.params.clone();
        for param in &params {
            if let Param::Value { register, .. } = param {
                let hidden = secret != 0 && session.clauses.is_secret(param.name());
                state.x[*register as usize] = if hidden { secrets.next() >> (secrets.next() % 64) } else { count };
            }
        }
        let mut trial = Trial {
            before: state.clone(),
            state,
            memory,
            inputs: Vec::new(),
            contents: Vec::new(),
            block: None,
            regions: 0,
            shown: Vec::new(),
        };
        for (n, param) in params.iter().enumerate() {
            let value = match param {
                Param::Value { register, .. } => u128::from(trial.state.x[*register as usize]),
                // As large as a register: most often a number of blocks.
                Param::Any { width: 64, .. } => u128::from(count),
                Param::Any { width, .. } | Param::Global { width, .. } => {
                    (u128::from(random.next()) << 64 | u128::from(random.next())) & mask(*width)
                }
                Param::Region { .. } => u128::from(0x10_0000_0000 * (n as u64 + 1) + random.next() % 64),
            };
            trial.inputs.push(value);
        }
        // Values first, for the lengths of regions are made of them.
        let values = trial.inputs.len();
        trial.inputs.extend(std::iter::repeat_n(0, ELEMENTS));
        suit(session, &mut trial);
        trial.inputs.truncate(values);
        for param in &params {
            let from = if session.clauses.is_secret(param.name()) { &mut secrets } else { &mut random };
            trial.fill(session, param, from)?;
        }
        trial.old_words(&params);
        suit(session, &mut trial);
        params.iter().enumerate().try_for_each(|(n, param)| trial.place(n, param))?;
        trial.before = trial.state.clone();
        for global in &session.regions.globals {
            let n = session.values.iter().position(|&value| value == global.value)?;
            trial.memory.store(global.address, global.bytes.into(), trial.inputs[n]).ok()?;
        }
        Some(trial)
    }

    /// Contents of a region.
    fn fill(&mut self, session: &Session, param: &Param, random: &mut Random) -> Option<()> {
        let Param::Region { element, length, .. } = param else { return Some(()) };
        let units = match length {
            ParamLength::Fixed(n) => *n as u64,
            ParamLength::Times { unit, count, rest } => {
                let whole = self.count(session, count)?.checked_mul(*unit as u64)?;
                let rest = rest.as_ref().map_or(Some(0), |rest| self.count(session, rest))?;
                whole.checked_add(rest)?
            }
        };
        let bytes = units.checked_mul(*element as u64 / 8).filter(|&bytes| bytes <= MAX_BYTES)?;
        // Zeros of secrets are frequent, for code that leaves early.
        let zero = |n: u64| n >> 62 == 0 && session.clauses.is_secret(param.name());
        self.contents.push((0..bytes).map(|_| random.next()).map(|n| if zero(n) { 0 } else { n as u8 }).collect());
        Some(())
    }

    /// Puts the n-th parameter where the routine finds it.
    fn place(&mut self, n: usize, param: &Param) -> Option<()> {
        let value = self.inputs[n];
        if let Some(register) = param.register() {
            self.state.x[register as usize] = value as u64;
        }
        let text = match param {
            Param::Region { name, element, writable, .. } => {
                let contents = self.contents.get(self.regions)?;
                self.memory.map(name, value as u64, contents.clone(), *writable).ok()?;
                self.regions += 1;
                show_contents(contents, *element)
            }
            Param::Value { .. } => value.to_string(),
            Param::Any { .. } | Param::Global { .. } => format!("{value:#x}"),
        };
        self.shown.push((param.name().to_string(), text));
        Some(())
    }

    /// Parameters of few bits, whose values are cases of a statement.
    fn case(&self, session: &Session) -> Vec<(String, u64)> {
        let small = |param: &Param| matches!(param, Param::Any { width, .. } if *width <= MOST);
        let params = session.env.params.iter().zip(&self.inputs).filter(|(param, _)| small(param));
        params.map(|(param, &value)| (param.name().to_string(), value as u64)).collect()
    }

    /// Whether `requires` holds.
    pub fn satisfies(&mut self, session: &Session) -> Option<bool> {
        for e in session.clauses.requires.clone() {
            if condition(session, self, e)? == 0 {
                return Some(false);
            }
        }
        Some(true)
    }

    /// Runs the routines, one after the other; why the last one that ran ended, and after how many instructions.
    pub fn watched<O: Observer>(&mut self, session: &mut Session, observer: &mut O, limit: u64) -> (Stop, u64) {
        let (mut stop, mut steps) = session.program.run(&mut self.state, &mut self.memory, observer, BACK, limit);
        for call in 0..session.calls.len() {
            if stop != Stop::Returned || abi(session, &self.before, &self.state).is_some() {
                break;
            }
            self.call(session, call);
            let (ended, more) = session.program.run(&mut self.state, &mut self.memory, observer, BACK, limit - steps);
            (stop, steps) = (ended, steps + more);
        }
        (stop, steps)
    }

    /// The state on entry of the n-th call: the caller has changed all registers but those which pass something, and the
    /// stack below SP.
    fn call(&mut self, session: &Session, n: usize) {
        let call = &session.calls[n];
        let arguments: Vec<u64> =
            call.arguments.iter().map(|ops| evaluate(session, self, ops).unwrap_or_default() as u64).collect();
        let mut random = Random(n as u64);
        let state = &mut self.state;
        random.fill(state);
        for at in (STACK_TOP - FRAME..STACK_TOP).step_by(8) {
            let _ = self.memory.store(at, 8, random.next().into());
        }
        state.x.iter_mut().zip(arguments).for_each(|(x, value)| *x = value);
        state.pc = call.function.address;
        self.before = state.clone();
    }

    /// A length's count, from the registers.
    fn count(&self, session: &Session, count: &Expr) -> Option<u64> {
        let ops = session.env.value(&[], &[], count).ok()?;
        let inputs: Vec<u128> = self.inputs.iter().copied().chain([0; 64]).collect();
        number(&ops, &mut Numbers::pure(&inputs)).map(|value| value as u64)
    }

    fn old_words(&mut self, params: &[Param]) {
        let regions = params.iter().filter(|p| matches!(p, Param::Region { .. }));
        for (param, contents) in regions.zip(&self.contents) {
            let Param::Region { element, length: ParamLength::Fixed(_), .. } = param else { continue };
            let words = contents.chunks(*element as usize / 8);
            self.inputs.extend(words.map(|w| w.iter().rev().fold(0u128, |v, &b| v << 8 | b as u128)));
        }
    }
}

pub(super) fn number(ops: &Ops, numbers: &mut Numbers) -> Option<u128> {
    let mut slots = Vec::new();
    exec(ops, numbers, &mut slots).ok()?;
    Some(slots[*ops.outputs.first()? as usize])
}

/// Runs a trial that satisfies `requires` and compares.
fn check(session: &mut Session, trial: Trial, parting: &Parting) -> Option<Refutation> {
    session.env.case = trial.case(session);
    let found = compare(session, trial, parting);
    session.env.case.clear();
    found
}

fn compare(session: &mut Session, mut trial: Trial, parting: &Parting) -> Option<Refutation> {
    if !trial.satisfies(session)? {
        return None;
    }
    let mut watch = Watch { wanted: parting.pc.unwrap_or(0), now: 0, first: None };
    let (stop, steps) = trial.watched(session, &mut watch, INSTRUCTIONS);
    let refutation = |what: String, details: Vec<String>| Refutation { inputs: trial.shown.clone(), what, details };
    // A run that is merely long shows nothing.
    if matches!(stop, Stop::Limit(_)) {
        return None;
    }
    if stop != Stop::Returned {
        let at = place(session.program.image, trial.state.pc);
        let text = instruction(session, trial.state.pc);
        let what = format!("after {steps} instructions, {at} `{text}` {stop}");
        return Some(refutation(what, Vec::new()));
    }
    if let Some(what) = abi(session, &trial.before, &trial.state) {
        return Some(refutation(what, Vec::new()));
    }
    for e in session.clauses.ensures.iter().map(|ensured| &ensured.claim) {
        if condition(session, &mut trial, e)? == 0 {
            let mut details = difference(session, &mut trial, e);
            details.extend(parted(session, &trial, parting, &watch));
            let what = format!("on return, {} is false", printer::expression(e));
            return Some(Refutation { inputs: trial.shown, what, details });
        }
    }
    None
}

fn condition(session: &Session, trial: &mut Trial, e: &Expr) -> Option<u128> {
    let ExprKind::Forall { least, name, bound, claim } = &e.kind else {
        let ops = session.env.condition(&[], &[], e).ok()?;
        return evaluate(session, trial, &ops);
    };
    let mut number = |e: &Expr| evaluate(session, trial, session.env.value(&[], &[], e).ok()?.as_ref());
    let least = least.as_deref().map_or(Some(0), &mut number)?;
    let bound = number(bound)?.min(least + BLOCKS);
    let ops = session.env.condition(std::slice::from_ref(&name.name), &[], claim).ok()?;
    for block in least..bound {
        trial.block = Some(block);
        if evaluate(session, trial, &ops)? == 0 {
            return Some(0);
        }
    }
    trial.block = None;
    Some(1)
}

fn evaluate(session: &Session, trial: &mut Trial, ops: &Ops) -> Option<u128> {
    let inputs: Vec<u128> = trial.inputs.iter().copied().chain(trial.block).collect();
    let mut numbers = Numbers {
        machine: Some((&trial.state, &mut trial.memory)),
        standard: Some(session.env.standard),
        contents: &trial.contents,
        ..Numbers::pure(&inputs)
    };
    number(ops, &mut numbers)
}

fn instruction(session: &Session, pc: u64) -> String {
    session.program.image.word(pc).map_or("?".into(), |word| session.program.isa.disassemble(word))
}

/// What AAPCS64 says must be kept and is not.
fn abi(session: &Session, before: &State, after: &State) -> Option<String> {
    let lost = |name: String, a: u64, b: u64| {
        (a != b).then(|| format!("on return, {name} is {b:#x}; it was {a:#x} on entry and must be preserved"))
    };
    let x = session.clauses.kept().find_map(|n| lost(format!("X{n}"), before.x[n], after.x[n]));
    let d = (8..16).find_map(|n| lost(format!("D{n}"), before.v[n] as u64, after.v[n] as u64));
    x.or(d).or(lost("SP".into(), before.sp, after.sp))
}

/// The elements of the two sides of an equation that differ.
fn difference(session: &Session, trial: &mut Trial, e: &Expr) -> Vec<String> {
    let (names, claim) = match &e.kind {
        ExprKind::Forall { name, claim, .. } => (std::slice::from_ref(&name.name), &**claim),
        _ => (&[][..], e),
    };
    let ExprKind::Binary { op: BinaryOp::Equal, left, right } = &claim.kind else { return Vec::new() };
    let which = trial.block.map_or_else(String::new, |block| format!("block {block}, "));
    let side = |trial: &mut Trial, side: &Expr| -> Vec<Option<u128>> {
        (0..64).map_while(|n| session.env.element(names, side, n).map(|ops| evaluate(session, trial, &ops))).collect()
    };
    let (found, expected) = (side(trial, left), side(trial, right));
    let mut lines = Vec::new();
    for (n, pair) in found.iter().zip(&expected).enumerate() {
        if let (Some(found), Some(expected)) = pair
            && found != expected
        {
            lines.push(format!("{which}word {n}: expected {expected:#010x}, found {found:#010x}"));
        }
    }
    lines
}

/// Where machine and standard part ways, with the values of this run's first block.
fn parted(session: &Session, trial: &Trial, parting: &Parting, watch: &Watch) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(pc) = parting.pc {
        let wrote = watch.first.map_or(String::new(), |value| format!(" (here it first writes {value:#x})"));
        let at = place(session.program.image, pc);
        lines.push(format!("first instruction to leave the standard: {at} `{}`{wrote}", instruction(session, pc)));
    }
    if let (Some(name), Some(slot), Some(step)) = (&parting.name, parting.slot, &parting.step) {
        let expected =
            first_block(trial, parting, step, slot).map_or(String::new(), |v| format!(" = {v:#010x} in block 0"));
        lines.push(format!("first value of the standard that is never made: {name}{expected}"));
    }
    lines
}

/// A named value of the standard in the first block.
fn first_block(trial: &Trial, parting: &Parting, step: &Ops, slot: u32) -> Option<u128> {
    let words = step.outputs.len();
    let old: Vec<u128> = trial.inputs[trial.inputs.len().checked_sub(words)?..].to_vec();
    let block = trial.contents.get(parting.data)?.get(..parting.chunk)?;
    let inputs: Vec<u128> = old.into_iter().chain(block.iter().map(|&b| b as u128)).collect();
    let mut slots = Vec::new();
    exec(step, &mut Numbers::pure(&inputs), &mut slots).ok()?;
    slots.get(slot as usize).copied()
}

/// Remembers the first value that one instruction writes.
struct Watch {
    wanted: u64,
    now: u64,
    first: Option<u128>,
}

impl Observer for Watch {
    fn instruction(&mut self, pc: u64, _word: u32) {
        self.now = pc;
    }

    fn write(&mut self, _place: Place, value: u128) {
        if self.now == self.wanted && self.first.is_none() {
            self.first = Some(value);
        }
    }
}

/// Contents as words of the region's elements, or as bytes; long ones are cut.
fn show_contents(bytes: &[u8], element: u8) -> String {
    let size = element as usize / 8;
    let most = if size == 1 { 64 } else { 16 };
    let words = bytes.chunks(size).take(most).map(|w| {
        let digits: String = w.iter().rev().map(|b| format!("{b:02x}")).collect();
        digits
    });
    let shown: Vec<String> = words.collect();
    let rest = (bytes.len() / size).saturating_sub(most);
    let more = if rest > 0 { format!(" ... ({rest} more)") } else { String::new() };
    format!("{}{more}", shown.join(if size == 1 { "" } else { " " }))
}

/// A small generator (SplitMix64): inputs are the same on every machine.
struct Random(u64);

impl Random {
    /// Registers at a call, but SP and those that pass something.
    fn fill(&mut self, state: &mut State) {
        state.x.iter_mut().for_each(|x| *x = self.next());
        state.v.iter_mut().for_each(|v| *v = u128::from(self.next()) << 64 | u128::from(self.next()));
        state.x[30] = BACK;
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}
