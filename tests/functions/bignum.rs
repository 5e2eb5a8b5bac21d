//! Functions of big numbers, compared with the arithmetic of `nat.rs`; `numbers.rs` says what each computes.

use super::cases::{Case, same};
use super::nat::Nat;
use super::numbers::{Argument, Operands, SPECS, Spec};
use super::session::Session;
use super::table::Row;

/// The words of the largest operand.
const WORDS: usize = 32;

/// Operands: corners against each other, then random ones. `w` is what a function adds to.
pub fn cases() -> Vec<Case> {
    let ones = vec![0xff; WORDS * 8];
    let mut top = vec![0; WORDS * 8];
    // The sign bit of each word.
    top.iter_mut().skip(7).step_by(8).for_each(|byte| *byte = 0x80);
    let mut one = vec![0; WORDS * 8];
    one[0] = 1;
    let corners = [vec![0; WORDS * 8], one, top, ones];
    let pairs = corners.iter().flat_map(|x| corners.iter().map(move |y| (x.clone(), y.clone())));
    let mut random = Random(1);
    let more: Vec<(Vec<u8>, Vec<u8>)> = (0..8).map(|_| (random.bytes(), random.bytes())).collect();
    let all = pairs.chain(more).enumerate();
    all.map(|(n, (x, y))| Case::new(format!("operands {n}"), [("x", x), ("y", y), ("w", random.bytes())])).collect()
}

/// SplitMix64, from a fixed seed.
struct Random(u64);

impl Random {
    fn bytes(&mut self) -> Vec<u8> {
        (0..WORDS).flat_map(|_| self.word().to_le_bytes()).collect()
    }

    fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }
}

/// Each size in turn.
pub fn drive(session: &mut Session, row: &Row, case: &Case) -> Result<bool, String> {
    let spec = SPECS.iter().find(|spec| spec.symbol == row.symbol);
    let spec = spec.unwrap_or_else(|| panic!("numbers.rs does not say what {} computes", row.symbol));
    for &size in spec.sizes {
        one(session, spec, &operands(spec, case, size)).map_err(|why| format!("{size} words: {why}"))?;
    }
    Ok(true)
}

fn operands(spec: &Spec, case: &Case, size: usize) -> Operands {
    let [x, y, w] = ["x", "y", "w"].map(|name| Nat::little(&case.get(name)[..size * 8]));
    Operands { size, m: (spec.modulus)(&y, size), x, y, w }.reduced(spec)
}

fn one(session: &mut Session, spec: &Spec, o: &Operands) -> Result<(), String> {
    let words = o.size * spec.widths;
    let mut place = 0;
    // Functions that square are told so by the same operand twice.
    let x = session.input(&o.x.bytes(o.size));
    let arguments: Vec<u64> = spec
        .arguments
        .iter()
        .map(|argument| match argument {
            Argument::Size => o.size as u64,
            Argument::One => 1,
            Argument::Zero => 0,
            Argument::Word => o.y.word(0),
            Argument::Divisor => o.divisor().word(0),
            Argument::Small => o.y.word(0) % 64,
            Argument::X => x,
            Argument::Y => session.input(&o.y.bytes(o.size)),
            Argument::M => session.input(&o.m.bytes(o.size)),
            Argument::Factor => session.input(&o.montgomery_factor().to_le_bytes()),
            Argument::Scratch => session.output(o.size * 8 * 4),
            Argument::Z | Argument::W => {
                place = session.inout(&o.w.bytes(words));
                place
            }
        })
        .collect();
    let returned = session.call(spec.symbol, &arguments)?;
    if let Some(result) = spec.result {
        same("the result", &session.read(place, words * 8), &result(o).bytes(words))?;
    }
    match spec.returns.map(|returns| returns(o)) {
        Some(right) if right != returned => Err(format!("it returns {returned:#x} and not {right:#x}")),
        _ => Ok(()),
    }
}
