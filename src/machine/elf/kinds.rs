//! One table of the static relocations that are applied: what each computes, what it checks, and where it goes.

use object::elf;

/// What is computed from S (symbol), A (addend), P (place) and G (GOT slot), section "Relocation operations".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// S + A
    Absolute,
    /// (S + A) & 0xfff
    Low12,
    /// S + A - P
    Relative,
    /// Page(S + A) - Page(P)
    Page,
    /// Page(G(GDAT(S + A))) - Page(P)
    GotPage,
    /// G(GDAT(S + A)) & 0xfff
    GotLow12,
    /// G(GDAT(S + A)) - Page(GOT)
    GotOffset,
}

/// The range that the value must lie in before it is cut to its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Range {
    Any,
    /// -2^(n-1) <= X < 2^(n-1)
    Signed(u32),
    /// 0 <= X < 2^n
    Unsigned(u32),
    /// -2^(n-1) <= X < 2^n
    Either(u32),
}

/// Where the value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// That many bytes of data.
    Data(u32),
    /// `width` bits of an instruction from bit `at` on.
    Imm { at: u32, width: u32 },
    /// The split immediate of ADR and ADRP: immlo at bit 29, immhi at bit 5.
    Adr,
}

/// One kind of relocation.
pub(super) struct Kind {
    pub number: u32,
    pub value: Value,
    pub range: Range,
    /// The value's low bits that must be zero.
    pub aligned: u32,
    /// The value's low bits that do not go into the field.
    pub shift: u32,
    pub field: Field,
}

impl Kind {
    /// The kind with that number, if this loader applies it.
    pub fn find(number: u32) -> Option<&'static Kind> {
        KINDS.iter().find(|kind| kind.number == number)
    }

    /// Whether the value is a GOT slot's address rather than the symbol's.
    pub fn uses_got(&self) -> bool {
        matches!(self.value, Value::GotPage | Value::GotLow12 | Value::GotOffset)
    }

    /// Whether the place is an instruction, which lies at a multiple of 4.
    pub fn is_instruction(&self) -> bool {
        !matches!(self.field, Field::Data(_))
    }

    /// The bytes that the relocation writes to.
    pub fn size(&self) -> u64 {
        match self.field {
            Field::Data(size) => u64::from(size),
            Field::Imm { .. } | Field::Adr => 4,
        }
    }
}

const fn data(number: u32, value: Value, range: Range, size: u32) -> Kind {
    Kind { number, value, range, aligned: 0, shift: 0, field: Field::Data(size) }
}

/// A PC-relative immediate in words.
const fn words(number: u32, range: Range, at: u32, width: u32) -> Kind {
    Kind { number, value: Value::Relative, range, aligned: 2, shift: 2, field: Field::Imm { at, width } }
}

/// A MOVZ or MOVK of one 16-bit group of the address.
const fn group(number: u32, range: Range, shift: u32) -> Kind {
    Kind { number, value: Value::Absolute, range, aligned: 0, shift, field: Field::Imm { at: 5, width: 16 } }
}

/// The scaled low 12 bits of an address; a value that is not a multiple of the access cannot be encoded.
const fn low12(number: u32, value: Value, scale: u32) -> Kind {
    Kind { number, value, range: Range::Any, aligned: scale, shift: scale, field: Field::Imm { at: 10, width: 12 } }
}

/// The offset of a GOT slot from the table's page, in words of 8 bytes.
const fn got_offset(number: u32) -> Kind {
    Kind { range: Range::Unsigned(15), ..low12(number, Value::GotOffset, 3) }
}

const fn adr(number: u32, value: Value, range: Range, shift: u32) -> Kind {
    Kind { number, value, range, aligned: shift, shift, field: Field::Adr }
}

/// Sections "Static Data relocations", "Static AArch64 relocations" and "Proxy-generating relocations".
const KINDS: &[Kind] = &[
    data(elf::R_AARCH64_ABS64, Value::Absolute, Range::Any, 8),
    data(elf::R_AARCH64_ABS32, Value::Absolute, Range::Either(32), 4),
    data(elf::R_AARCH64_ABS16, Value::Absolute, Range::Either(16), 2),
    data(elf::R_AARCH64_PREL64, Value::Relative, Range::Any, 8),
    data(elf::R_AARCH64_PREL32, Value::Relative, Range::Signed(32), 4),
    data(elf::R_AARCH64_PREL16, Value::Relative, Range::Signed(16), 2),
    group(elf::R_AARCH64_MOVW_UABS_G0, Range::Unsigned(16), 0),
    group(elf::R_AARCH64_MOVW_UABS_G0_NC, Range::Any, 0),
    group(elf::R_AARCH64_MOVW_UABS_G1, Range::Unsigned(32), 16),
    group(elf::R_AARCH64_MOVW_UABS_G1_NC, Range::Any, 16),
    group(elf::R_AARCH64_MOVW_UABS_G2, Range::Unsigned(48), 32),
    group(elf::R_AARCH64_MOVW_UABS_G2_NC, Range::Any, 32),
    group(elf::R_AARCH64_MOVW_UABS_G3, Range::Any, 48),
    words(elf::R_AARCH64_LD_PREL_LO19, Range::Signed(21), 5, 19),
    words(elf::R_AARCH64_TSTBR14, Range::Signed(16), 5, 14),
    words(elf::R_AARCH64_CONDBR19, Range::Signed(21), 5, 19),
    words(elf::R_AARCH64_JUMP26, Range::Signed(28), 0, 26),
    words(elf::R_AARCH64_CALL26, Range::Signed(28), 0, 26),
    adr(elf::R_AARCH64_ADR_PREL_LO21, Value::Relative, Range::Signed(21), 0),
    adr(elf::R_AARCH64_ADR_PREL_PG_HI21, Value::Page, Range::Signed(33), 12),
    adr(elf::R_AARCH64_ADR_PREL_PG_HI21_NC, Value::Page, Range::Any, 12),
    low12(elf::R_AARCH64_ADD_ABS_LO12_NC, Value::Low12, 0),
    low12(elf::R_AARCH64_LDST8_ABS_LO12_NC, Value::Low12, 0),
    low12(elf::R_AARCH64_LDST16_ABS_LO12_NC, Value::Low12, 1),
    low12(elf::R_AARCH64_LDST32_ABS_LO12_NC, Value::Low12, 2),
    low12(elf::R_AARCH64_LDST64_ABS_LO12_NC, Value::Low12, 3),
    low12(elf::R_AARCH64_LDST128_ABS_LO12_NC, Value::Low12, 4),
    adr(elf::R_AARCH64_ADR_GOT_PAGE, Value::GotPage, Range::Signed(33), 12),
    low12(elf::R_AARCH64_LD64_GOT_LO12_NC, Value::GotLow12, 3),
    got_offset(elf::R_AARCH64_LD64_GOTPAGE_LO15),
];
