//! The places that a case names: registers, and the data in memory.

use vambrace::lift::system::System;
use vambrace::machine::State;

/// Where the instruction is.
pub const CODE: u64 = 0x1000;
/// Where the data are; byte i is i.
pub const DATA: u64 = 0x8000;

/// Registers and data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    pub state: State,
    pub data: [u8; 256],
}

impl Places {
    /// Something different everywhere.
    pub fn new() -> Places {
        let wide = |n: usize| ((0xcccc_cccc_cccc_cc00 + n as u128) << 64) | (0xbbbb_bbbb_bbbb_bb00 + n as u128);
        let state = State {
            x: std::array::from_fn(|n| 0xdddd_dddd_dddd_dd00 + n as u64),
            v: std::array::from_fn(wide),
            sp: 0x8080,
            pc: CODE,
            tpidr_el0: 0xeeee_eeee_eeee_eeee,
            ..State::default()
        };
        Places { state, data: std::array::from_fn(|n| n as u8) }
    }

    /// Names and values of all registers.
    fn list(&self) -> Vec<(String, u128)> {
        let state = &self.state;
        let x = state.x.iter().enumerate().map(|(n, x)| (format!("x{n}"), u128::from(*x)));
        let v = state.v.iter().enumerate().map(|(n, v)| (format!("v{n}"), *v));
        let kept = System::KEPT.map(|r| (r.name().to_lowercase(), state.system(r).expect("it is kept").into()));
        let own = [("sp", state.sp.into()), ("pc", state.pc.into()), ("nzcv", state.nzcv.into())];
        x.chain(v).chain(kept).chain(own.map(|(name, value): (_, u128)| (name.to_string(), value))).collect()
    }

    /// Sets a place by its name.
    pub fn set(&mut self, place: &str, value: u128) -> Result<(), String> {
        let number = |prefix: &str| place.strip_prefix(prefix).and_then(|n| n.parse::<usize>().ok());
        let state = &mut self.state;
        if let Some(v) = number("v").and_then(|n| state.v.get_mut(n)) {
            *v = value;
            return Ok(());
        }
        let register = System::KEPT.into_iter().find(|r| r.name().to_lowercase() == place);
        let width = if place == "nzcv" { 4 } else { register.map_or(64, |r| r.width()) };
        if value >> width != 0 {
            return Err(format!("`{value:x}` does not fit"));
        }
        match (number("x").and_then(|n| state.x.get_mut(n)), register) {
            (Some(x), _) => *x = value as u64,
            (_, Some(register)) => state.set_system(register, value as u64),
            _ if place == "sp" => state.sp = value as u64,
            _ if place == "nzcv" => state.nzcv = value as u8,
            _ => return Err(format!("there is no place `{place}`")),
        }
        Ok(())
    }

    /// Where these are not as expected, a line each.
    pub fn differences(&self, expected: &Places) -> String {
        let registers = self.list().into_iter().zip(expected.list()).filter(|(found, expected)| found != expected);
        let lines = registers.map(|((place, found), (_, value))| format!("    {place} is {found:x} and not {value:x}"));
        let bytes = (0..256).filter(|n| self.data[*n] != expected.data[*n]);
        let bytes =
            bytes.map(|n| format!("    [{:x}] is {:02x} and not {:02x}", 0x8000 + n, self.data[n], expected.data[n]));
        lines.chain(bytes).collect::<Vec<_>>().join("\n")
    }
}
