//! Registers by name, and addresses as people know them: a symbol and an offset.

use vambrace::lift::system::System;
use vambrace::machine::Place;
use vambrace::machine::elf::{Function, Image, Segment};

/// A register with the width of the name, in bits: `X0`, `W0` (the low half), `V0` or `Q0`, `SP`, `NZCV`.
pub fn register(name: &str) -> Result<(Place, u8), String> {
    let upper = name.to_ascii_uppercase();
    let index = |letter: char, count: u8| {
        let digits = upper.strip_prefix(letter).filter(|d| d.starts_with(|c: char| c.is_ascii_digit()))?;
        digits.parse::<u8>().ok().filter(|&n| n < count && n.to_string() == digits)
    };
    match upper.as_str() {
        "SP" => return Ok((Place::Sp, 64)),
        "NZCV" => return Ok((Place::Nzcv, 4)),
        _ => {}
    }
    if let Some(register) = System::KEPT.into_iter().find(|register| register.name() == upper) {
        return Ok((Place::System(register), register.width()));
    }
    let x = index('X', 31).map(|n| (Place::X(n), 64));
    let w = || index('W', 31).map(|n| (Place::X(n), 32));
    let v = || index('V', 32).or_else(|| index('Q', 32)).map(|n| (Place::V(n), 128));
    x.or_else(w).or_else(v).ok_or_else(|| {
        format!("expected X0-X30, W0-W30, V0-V31, SP, NZCV, FPCR, FPSR, TPIDR_EL0 or DIT, found `{name}`")
    })
}

/// A register's value as text: vectors with all their digits, the flags by letters.
pub fn value_text(place: Place, value: u128) -> String {
    match place {
        Place::V(_) => format!("{value:#034x}"),
        Place::Nzcv => {
            "NZCV".chars().zip([8, 4, 2, 1]).map(|(c, bit)| if value & bit != 0 { c } else { '-' }).collect()
        }
        _ => format!("{value:#x}"),
    }
}

/// `symbol+0x10`; where no symbol covers the address, `.rodata+0x10`; outside of the image, the address.
pub fn place(image: &Image, address: u64) -> String {
    if let Some((symbol, offset)) = image.symbol_at(address) {
        return format!("{}+{offset:#x}", symbol.name);
    }
    let inside = |s: &&Segment| address.wrapping_sub(s.address) < s.bytes.len() as u64;
    match image.segments.iter().find(inside) {
        Some(segment) => format!("{}+{:#x}", segment.name, address - segment.address),
        None => format!("{address:#x}"),
    }
}

/// `symbol+0x10`, with symbols outside of the function shown as such.
pub fn within(image: &Image, function: &Function, address: u64) -> String {
    match address.wrapping_sub(function.address) {
        offset if offset < function.size => format!("{}+{offset:#x}", function.name),
        _ => place(image, address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn register_names_have_one_spelling() {
        assert_eq!(register("x30"), Ok((Place::X(30), 64)));
        assert_eq!(register("W0"), Ok((Place::X(0), 32)));
        assert_eq!(register("q31"), Ok((Place::V(31), 128)));
        for name in ["X31", "W31", "V32", "X", "X01", "X+1", "", "é", "PC"] {
            assert!(register(name).is_err(), "{name}");
        }
        assert!(Place::registers().all(|place| register(&place.name()).is_ok_and(|found| found.0 == place)));
    }
}
