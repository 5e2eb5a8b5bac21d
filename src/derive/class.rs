//! Which part of the manual a word belongs to: "A64 instruction set encoding", by its tables.
//!
//! Serves to group words that no text describes. It decides nothing.

/// The names of the group and of the class, as the manual's tables give them; a dot is any bit, the first row counts.
#[rustfmt::skip]
const CLASSES: &[(&str, &str)] = &[
    ("0..0000.........................", "Reserved"),
    ("1..0000.........................", "SME"),
    ("...0001.........................", "Unallocated"),
    ("...0010.........................", "SVE"),
    ("...0011.........................", "Unallocated"),
    // "Data Processing -- Immediate"
    ("...10000........................", "PC-relative addressing"),
    ("...100010.......................", "Add/subtract (immediate)"),
    ("...100011.......................", "Add/subtract (immediate, with tags)"),
    ("...100100.......................", "Logical (immediate)"),
    ("...100101.......................", "Move wide (immediate)"),
    ("...100110.......................", "Bitfield"),
    ("...100111.......................", "Extract"),
    // "Branches, Exception Generating and System instructions"
    ("0101010.........................", "Conditional branch (immediate)"),
    ("11010100........................", "Exception generation"),
    ("11010101000000110001............", "System instructions with register argument"),
    ("11010101000000110010.......11111", "Hints"),
    ("11010101000000110011............", "Barriers"),
    ("1101010100000...0100............", "PSTATE"),
    ("1101010100100...................", "System with result"),
    ("1101010100.01...................", "System instructions"),
    ("1101010100.1....................", "System register move"),
    ("1101011.........................", "Unconditional branch (register)"),
    (".00101..........................", "Unconditional branch (immediate)"),
    (".011010.........................", "Compare and branch (immediate)"),
    (".011011.........................", "Test and branch (immediate)"),
    ("...101..........................", "Branches, exceptions and system, other"),
    // "Loads and Stores"
    ("0.0011000.000000................", "Advanced SIMD load/store multiple structures"),
    ("0.0011001.0.....................", "Advanced SIMD load/store multiple structures (post-indexed)"),
    ("0.0011010..00000................", "Advanced SIMD load/store single structure"),
    ("0.0011011.......................", "Advanced SIMD load/store single structure (post-indexed)"),
    ("110110.1..1.....................", "Load/store memory tags"),
    ("..0010000.......................", "Load/store exclusive"),
    ("..0010001.0.....................", "Load/store ordered"),
    ("..0010001.1.....................", "Compare and swap"),
    ("..011.00........................", "Load register (literal)"),
    ("..011001..0.........00..........", "Load-acquire/store-release (unscaled immediate)"),
    ("..011001..0.........01..........", "Memory copy and memory set"),
    ("..101.000.......................", "Load/store no-allocate pair (offset)"),
    ("..101.001.......................", "Load/store register pair (post-indexed)"),
    ("..101.010.......................", "Load/store register pair (offset)"),
    ("..101.011.......................", "Load/store register pair (pre-indexed)"),
    ("..111.00..0.........00..........", "Load/store register (unscaled immediate)"),
    ("..111.00..0.........01..........", "Load/store register (immediate post-indexed)"),
    ("..111.00..0.........10..........", "Load/store register (unprivileged)"),
    ("..111.00..0.........11..........", "Load/store register (immediate pre-indexed)"),
    ("..111.00..1.........00..........", "Atomic memory operations"),
    ("..111.00..1.........10..........", "Load/store register (register offset)"),
    ("..111.00..1..........1..........", "Load/store register (pac)"),
    ("..111.01........................", "Load/store register (unsigned immediate)"),
    ("....1.0.........................", "Loads and stores, other"),
    // "Data Processing -- Register"
    (".0.11010110.....................", "Data-processing (2 source)"),
    (".1.11010110.....................", "Data-processing (1 source)"),
    ("...01010........................", "Logical (shifted register)"),
    ("...01011..0.....................", "Add/subtract (shifted register)"),
    ("...01011..1.....................", "Add/subtract (extended register)"),
    ("...11010000.....000000..........", "Add/subtract (with carry)"),
    ("...11010000......00001..........", "Rotate right into flags"),
    ("...11010000.......0010..........", "Evaluate into flags"),
    ("...11010010.........0...........", "Conditional compare (register)"),
    ("...11010010.........1...........", "Conditional compare (immediate)"),
    ("...11010100.....................", "Conditional select"),
    ("...11011........................", "Data-processing (3 source)"),
    ("....101.........................", "Data processing with registers, other"),
    // "Data Processing -- Scalar Floating-Point and Advanced SIMD"
    ("01001110..10100.....10..........", "Cryptographic AES"),
    ("01011110..0.....0...00..........", "Cryptographic three-register SHA"),
    ("01011110..10100.....10..........", "Cryptographic two-register SHA"),
    ("01.11110000.....0....1..........", "Advanced SIMD scalar copy"),
    ("01.11110.10.....00...1..........", "Advanced SIMD scalar three same FP16"),
    ("01.11110.111100.....10..........", "Advanced SIMD scalar two-register miscellaneous FP16"),
    ("01.11110..0.....1....1..........", "Advanced SIMD scalar three same extra"),
    ("01.11110..10000.....10..........", "Advanced SIMD scalar two-register miscellaneous"),
    ("01.11110..11000.....10..........", "Advanced SIMD scalar pairwise"),
    ("01.11110..1.........00..........", "Advanced SIMD scalar three different"),
    ("01.11110..1..........1..........", "Advanced SIMD scalar three same"),
    ("01.111110............1..........", "Advanced SIMD scalar shift by immediate"),
    ("01.11111.............0..........", "Advanced SIMD scalar x indexed element"),
    ("0.001110..0.....0...00..........", "Advanced SIMD table lookup"),
    ("0.001110..0.....0...10..........", "Advanced SIMD permute"),
    ("0.101110..0.....0....0..........", "Advanced SIMD extract"),
    ("0..01110000.....0....1..........", "Advanced SIMD copy"),
    ("0..01110.10.....00...1..........", "Advanced SIMD three same (FP16)"),
    ("0..01110.111100.....10..........", "Advanced SIMD two-register miscellaneous (FP16)"),
    ("0..01110..0.....1....1..........", "Advanced SIMD three-register extension"),
    ("0..01110..10000.....10..........", "Advanced SIMD two-register miscellaneous"),
    ("0..01110..11000.....10..........", "Advanced SIMD across lanes"),
    ("0..01110..1.........00..........", "Advanced SIMD three different"),
    ("0..01110..1..........1..........", "Advanced SIMD three same"),
    ("0..0111100000........1..........", "Advanced SIMD modified immediate"),
    ("0..011110............1..........", "Advanced SIMD shift by immediate"),
    ("0..01111.............0..........", "Advanced SIMD vector x indexed element"),
    ("11001110010.....10..............", "Cryptographic three-register, imm2"),
    ("11001110011.....1.00............", "Cryptographic three-register SHA 512"),
    ("110011100.......0...............", "Cryptographic four-register"),
    ("11001110100.....................", "Cryptographic three-register, imm6"),
    ("11001110110000001000............", "Cryptographic two-register SHA 512"),
    (".0.11110..0.....................", "Conversion between floating-point and fixed-point"),
    (".0.11110..1.....000000..........", "Conversion between floating-point and integer"),
    (".0.11110..1......10000..........", "Floating-point data-processing (1 source)"),
    (".0.11110..1.......1000..........", "Floating-point compare"),
    (".0.11110..1........100..........", "Floating-point immediate"),
    (".0.11110..1.........01..........", "Floating-point conditional compare"),
    (".0.11110..1.........10..........", "Floating-point data-processing (2 source)"),
    (".0.11110..1.........11..........", "Floating-point conditional select"),
    (".0.11111........................", "Floating-point data-processing (3 source)"),
    ("................................", "Floating-point and Advanced SIMD, other"),
];

/// The class of a word.
pub fn class(word: u32) -> &'static str {
    CLASSES.iter().find(|(pattern, _)| fits(pattern, word)).map_or("", |(_, name)| name)
}

fn fits(pattern: &str, word: u32) -> bool {
    let bits = pattern.bytes().zip((0..32).rev().map(|at| word >> at & 1));
    bits.into_iter().all(|(wanted, bit)| wanted == b'.' || u32::from(wanted - b'0') == bit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_of_32_bits_and_reachable() {
        for (n, (pattern, name)) in CLASSES.iter().enumerate() {
            assert!(pattern.len() == 32 && pattern.bytes().all(|b| b"01.".contains(&b)), "{name}");
            // With all other bits set or clear, one word at least is not taken by a row above.
            let word = |other: &str| u32::from_str_radix(&pattern.replace('.', other), 2).expect("bits");
            let mut tries = ["0", "1"].iter().map(|other| class(word(other)));
            assert!(n == 0 || tries.any(|found| found == *name) || name.contains("other"), "{name}");
        }
    }

    #[test]
    fn known_words() {
        let check = |word, expected| assert_eq!(class(word), expected, "{word:08x}");
        check(0x0000_0000, "Reserved");
        check(0xd503_201f, "Hints");
        check(0xd503_3bbf, "Barriers");
        check(0xd53b_e040, "System register move");
        check(0x8b02_0020, "Add/subtract (shifted register)");
        check(0xf940_0020, "Load/store register (unsigned immediate)");
        check(0xc8df_fc00, "Load/store ordered");
        check(0xc85f_7c00, "Load/store exclusive");
        check(0xf840_0420, "Load/store register (immediate post-indexed)");
        check(0x4e28_4820, "Cryptographic AES");
        check(0xce62_8020, "Cryptographic three-register SHA 512");
        check(0xce02_0c20, "Cryptographic four-register");
        check(0xd65f_03c0, "Unconditional branch (register)");
        check(0x4ea1_1c20, "Advanced SIMD three same");
        check(0x0467_3441, "SVE");
    }
}
