//! Computing one relocation's value and writing it into its field, with the checks of the ABI.

use super::kinds::{Field, Kind, Range, Value};

const PAGE_MASK: i128 = !0xfff;

/// The operands of section "Relocation operations", as mathematical integers.
#[derive(Clone, Copy)]
pub(super) struct Operands {
    pub symbol: u64,
    pub addend: i64,
    pub place: u64,
    /// The address of the GOT slot, where the kind uses one.
    pub slot: u64,
    /// The address of the GOT.
    pub got: u64,
}

/// The bits for the field, or why the value does not fit.
pub(super) fn compute(kind: &Kind, operands: &Operands) -> Result<u64, String> {
    let target = i128::from(operands.symbol) + i128::from(operands.addend);
    let (place, slot) = (i128::from(operands.place), i128::from(operands.slot));
    let value = match kind.value {
        Value::Absolute => target,
        Value::Low12 => target & !PAGE_MASK,
        Value::Relative => target - place,
        Value::Page => (target & PAGE_MASK) - (place & PAGE_MASK),
        Value::GotPage => (slot & PAGE_MASK) - (place & PAGE_MASK),
        Value::GotLow12 => slot & !PAGE_MASK,
        Value::GotOffset => slot - (i128::from(operands.got) & PAGE_MASK),
    };
    check(kind, value)?;
    // The field keeps the low bits of the two's complement.
    Ok((value >> kind.shift) as u64)
}

fn check(kind: &Kind, value: i128) -> Result<(), String> {
    let (low, high) = match kind.range {
        Range::Any => (i128::MIN, i128::MAX),
        Range::Signed(bits) => (-(1 << (bits - 1)), 1 << (bits - 1)),
        Range::Unsigned(bits) => (0, 1 << bits),
        Range::Either(bits) => (-(1 << (bits - 1)), 1 << bits),
    };
    if value < low || value >= high {
        let (low, found, last) = (hex(low), hex(value), hex(high - 1));
        return Err(format!(
            "is out of range: expected a value from {low} to {last}, found {found}; link the file first"
        ));
    }
    let step = 1i128 << kind.aligned;
    if value & (step - 1) != 0 {
        return Err(format!("is misaligned: expected a multiple of {step}, found {}; align the symbol", hex(value)));
    }
    Ok(())
}

/// Hexadecimal with a sign, as distances are read.
fn hex(value: i128) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{:#x}", value.unsigned_abs())
}

/// Writes the value into the bytes of the place, whose length is `kind.size()`.
pub(super) fn insert(kind: &Kind, bytes: &mut [u8], value: u64) {
    match kind.field {
        Field::Data(_) => {
            for (byte, new) in bytes.iter_mut().zip(value.to_le_bytes()) {
                *byte = new;
            }
        }
        Field::Imm { at, width } => replace(bytes, ((1 << width) - 1) << at, (value as u32).wrapping_shl(at)),
        Field::Adr => {
            let (low, high) = (value as u32 & 0b11, (value >> 2) as u32 & 0x7_ffff);
            replace(bytes, 0b11 << 29 | 0x7_ffff << 5, low << 29 | high << 5);
        }
    }
}

/// Replaces the bits of `mask` in a little-endian instruction word.
fn replace(bytes: &mut [u8], mask: u32, value: u32) {
    if let Ok(word) = <[u8; 4]>::try_from(&*bytes) {
        let word = u32::from_le_bytes(word) & !mask | value & mask;
        bytes.copy_from_slice(&word.to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use object::elf;

    /// The word after a relocation, or the error.
    fn apply(number: u32, word: u32, symbol: u64, addend: i64, place: u64) -> Result<u32, String> {
        let kind = Kind::find(number).expect("a kind of the table");
        let value = compute(kind, &Operands { symbol, addend, place, slot: 0, got: 0 })?;
        let mut bytes = word.to_le_bytes();
        insert(kind, &mut bytes, value);
        Ok(u32::from_le_bytes(bytes))
    }

    #[test]
    fn limits_are_exact() {
        let call = |symbol| apply(elf::R_AARCH64_CALL26, 0x9400_0000, symbol, 0, 0x1000_0000);
        assert_eq!(call(0x1000_0000 + 0x7ff_fffc), Ok(0x95ff_ffff));
        assert_eq!(call(0x1000_0000 - 0x800_0000), Ok(0x9600_0000));
        assert!(call(0x1000_0000 + 0x800_0000).is_err_and(|e| e.contains("-0x8000000 to 0x7ffffff, found 0x8000000")));
        assert!(call(0x1000_0000 - 0x800_0004).is_err());
        assert!(call(0x1000_0002).is_err_and(|e| e.contains("multiple of 4")));
    }

    #[test]
    fn old_immediate_is_replaced() {
        assert_eq!(apply(elf::R_AARCH64_ADR_PREL_LO21, 0x7000_0000 | 0xff_ffe0, 0x1001, 0, 0x1000), Ok(0x3000_0000));
        assert_eq!(apply(elf::R_AARCH64_MOVW_UABS_G0, 0xd29f_ffe0, 0x12, 3, 0), Ok(0xd280_02a0));
        assert!(apply(elf::R_AARCH64_MOVW_UABS_G0, 0xd280_0000, 0xffff, 1, 0).is_err());
        assert!(apply(elf::R_AARCH64_MOVW_UABS_G0, 0xd280_0000, 0, -1, 0).is_err());
    }

    #[test]
    fn either_takes_signed_and_unsigned() {
        assert_eq!(apply(elf::R_AARCH64_ABS32, 0, 0xffff_ffff, 0, 0), Ok(0xffff_ffff));
        assert_eq!(apply(elf::R_AARCH64_ABS32, 0, 0, -1, 0), Ok(0xffff_ffff));
        assert!(apply(elf::R_AARCH64_ABS32, 0, 0xffff_ffff, 1, 0).is_err());
        assert!(apply(elf::R_AARCH64_ABS32, 0, 0, -0x8000_0001, 0).is_err());
    }
}
