//! The registers.

/// X0-X30, SP, PC, NZCV and V0-V31 of one processing element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    pub x: [u64; 31],
    pub sp: u64,
    pub pc: u64,
    /// N is bit 3, Z bit 2, C bit 1, V bit 0.
    pub nzcv: u8,
    pub v: [u128; 32],
}
