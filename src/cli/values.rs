//! Numbers, bytes and names as they are written on the command line.

use super::load::read_file;
use super::names::register;
use std::path::PathBuf;
use vambrace::machine::Place;
use vambrace::machine::elf::{External, MAX_MAPPED};

/// Where bytes come from.
#[derive(Clone, Debug, PartialEq)]
pub enum Bytes {
    Given(Vec<u8>),
    File(PathBuf),
}

impl Bytes {
    /// The bytes themselves.
    pub fn read(&self) -> Result<Vec<u8>, String> {
        match self {
            Bytes::Given(bytes) => Ok(bytes.clone()),
            Bytes::File(path) => read_file(path),
        }
    }
}

/// The value of a register: a number, or the address of a region or symbol.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Number(u128),
    Address { name: String, offset: u64 },
}

/// `X0=0x1000`, `W2=5`, `X1=&data+8`
#[derive(Clone, Debug, PartialEq)]
pub struct RegArg {
    pub place: Place,
    pub value: Value,
}

/// `NAME[@ADDRESS][,ro]=BYTES`
#[derive(Clone, Debug, PartialEq)]
pub struct MemArg {
    pub name: String,
    pub address: Option<u64>,
    pub writable: bool,
    pub bytes: Bytes,
}

/// `NAME=ADDRESS` or `NAME=BYTES`
#[derive(Clone, Debug)]
pub struct ExternalArg {
    pub name: String,
    pub value: ExternalValue,
}

#[derive(Clone, Debug)]
pub enum ExternalValue {
    Address(u64),
    Bytes(Bytes),
}

impl ExternalValue {
    /// What the loader takes.
    pub fn resolve(&self) -> Result<External, String> {
        Ok(match self {
            ExternalValue::Address(address) => External::Address(*address),
            ExternalValue::Bytes(bytes) => External::Bytes(bytes.read()?),
        })
    }
}

/// `0x1f`, `31`, `0b11`, with `_` anywhere between digits.
pub fn number(text: &str) -> Result<u128, String> {
    let digits = text.replace('_', "");
    let parsed = match digits.split_at_checked(2) {
        Some(("0x", hex)) => u128::from_str_radix(hex, 16),
        Some(("0b", bits)) => u128::from_str_radix(bits, 2),
        _ => digits.parse(),
    };
    // `from_str_radix` takes a sign, which would be a second spelling of a number.
    parsed
        .ok()
        .filter(|_| !text.contains('+'))
        .ok_or_else(|| format!("expected a number such as 64 or 0x40, found `{text}`"))
}

/// A number of 64 bits.
pub fn number64(text: &str) -> Result<u64, String> {
    number(text)?.try_into().map_err(|_| format!("expected a number below 2 to the 64, found `{text}`"))
}

/// `NAME=VALUE`, both not empty.
fn halves(text: &str) -> Result<(&str, &str), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() && !value.is_empty() => Ok((name, value)),
        _ => Err(format!("expected NAME=VALUE, found `{text}`")),
    }
}

/// A register and its value.
pub fn reg(text: &str) -> Result<RegArg, String> {
    let (name, value) = halves(text)?;
    let (place, width) = register(name)?;
    let value = match value.strip_prefix('&') {
        Some(rest) => {
            let (name, offset) = offset(rest)?;
            Value::Address { name: name.into(), offset: offset as u64 }
        }
        None => Value::Number(number(value)?),
    };
    match value {
        Value::Number(n) if width < 128 && n >> width != 0 => {
            Err(format!("{name} has {width} bits, and {n:#x} does not fit"))
        }
        Value::Address { .. } if width != 64 => Err(format!("{name} has {width} bits; an address needs 64")),
        value => Ok(RegArg { place, value }),
    }
}

/// `name`, `name+8`, `name-8`
pub fn offset(text: &str) -> Result<(&str, i64), String> {
    let Some(at) = text.rfind(['+', '-']).filter(|&at| text[at + 1..].starts_with(|c: char| c.is_ascii_digit())) else {
        return Ok((text, 0));
    };
    let size = number64(&text[at + 1..])?;
    let size = i64::try_from(size).map_err(|_| format!("the offset in `{text}` is too large"))?;
    Ok((&text[..at], if text[at..].starts_with('-') { -size } else { size }))
}

/// A region of memory.
pub fn mem(text: &str) -> Result<MemArg, String> {
    let (name, value) = halves(text)?;
    let (name, writable) = match name.split_once(',') {
        Some((name, "ro")) => (name, false),
        Some((name, "rw")) => (name, true),
        Some((_, flag)) => return Err(format!("expected `,ro` or `,rw`, found `,{flag}`")),
        None => (name, true),
    };
    let (name, address) = match name.split_once('@') {
        Some((name, address)) => (name, Some(number64(address)?)),
        None => (name, None),
    };
    if name.is_empty() {
        return Err("expected a name before `@`, `,` and `=`".into());
    }
    Ok(MemArg { name: name.into(), address, writable, bytes: bytes(value)? })
}

/// A symbol that the file leaves undefined.
pub fn external(text: &str) -> Result<ExternalArg, String> {
    let (name, value) = halves(text)?;
    let value = match value.contains(':') {
        true => ExternalValue::Bytes(bytes(value)?),
        false => ExternalValue::Address(number64(value)?),
    };
    Ok(ExternalArg { name: name.into(), value })
}

/// `hex:00ff`, `file:PATH`, `zero:N`, `random:N[:SEED]`
pub fn bytes(text: &str) -> Result<Bytes, String> {
    let (kind, rest) = text.split_once(':').unwrap_or((text, ""));
    match kind {
        "hex" => hex(rest).map(Bytes::Given),
        "file" if !rest.is_empty() => Ok(Bytes::File(rest.into())),
        "zero" => Ok(Bytes::Given(vec![0; length(rest)?])),
        "random" => {
            let (count, seed) = rest.split_once(':').unwrap_or((rest, "0"));
            Ok(Bytes::Given(random(length(count)?, number64(seed)?)))
        }
        _ => Err(format!("expected hex:DIGITS, file:PATH, zero:N or random:N[:SEED], found `{text}`")),
    }
}

fn length(text: &str) -> Result<usize, String> {
    let count = number64(text)?;
    if count > MAX_MAPPED {
        return Err(format!("expected at most {MAX_MAPPED} bytes, found {count}"));
    }
    Ok(count as usize)
}

fn hex(text: &str) -> Result<Vec<u8>, String> {
    let digits: Vec<char> = text.chars().filter(|c| !c.is_whitespace() && *c != '_').collect();
    let values: Option<Vec<u8>> = digits.iter().map(|c| c.to_digit(16).map(|d| d as u8)).collect();
    match values {
        Some(values) if values.len() % 2 == 0 => Ok(values.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()),
        Some(values) => Err(format!("expected two hex digits a byte, found {} digits", values.len())),
        None => Err(format!("expected hex digits, found `{text}`")),
    }
}

/// SplitMix64: the same bytes for the same seed, on every machine and in every version.
fn random(count: usize, seed: u64) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    };
    let mut bytes: Vec<u8> = (0..count.div_ceil(8)).flat_map(|_| next().to_le_bytes()).collect();
    bytes.truncate(count);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_and_registers_are_read() {
        let region = mem("data@0x1000,ro=hex:00 ff").unwrap();
        let bytes = Bytes::Given(vec![0, 255]);
        assert_eq!(region, MemArg { name: "data".into(), address: Some(0x1000), writable: false, bytes });
        let value = Value::Address { name: "a-b".into(), offset: 8u64.wrapping_neg() };
        assert_eq!(reg("X1=&a-b-8").unwrap(), RegArg { place: Place::X(1), value });
        assert_eq!(reg("w1=0x_1f").unwrap(), RegArg { place: Place::X(1), value: Value::Number(31) });
    }

    #[test]
    fn what_is_wrong_is_said() {
        let check = |error: String, part: &str| assert!(error.contains(part), "{error}");
        check(reg("X31=1").unwrap_err(), "X31");
        check(reg("W0=0x100000000").unwrap_err(), "32 bits");
        check(reg("X0").unwrap_err(), "NAME=VALUE");
        check(mem("a=hex:123").unwrap_err(), "3 digits");
        check(mem("a=hex:1g").unwrap_err(), "hex digits");
        check(mem("a,rx=zero:1").unwrap_err(), "`,rx`");
        check(mem("a=zero:0x100000000000").unwrap_err(), "at most");
        check(bytes("ones:4").unwrap_err(), "zero:N");
        check(number("0x+1").unwrap_err(), "number");
    }

    #[test]
    fn random_bytes_follow_from_the_seed() {
        assert_eq!(random(8, 0), 0xe220_a839_7b1d_cdaf_u64.to_le_bytes());
        assert_eq!(random(3, 7), random(9, 7)[..3]);
        assert_ne!(random(8, 1), random(8, 2));
    }
}
