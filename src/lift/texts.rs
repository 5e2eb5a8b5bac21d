//! The texts of `isa/`, embedded; a test of the build keeps the list whole.

/// Name and text of each file.
pub const TEXTS: &[(&str, &str)] = &[
    ("isa/base/add_sub_extended.isa", include_str!("../../isa/base/add_sub_extended.isa")),
    ("isa/base/add_sub_immediate.isa", include_str!("../../isa/base/add_sub_immediate.isa")),
    ("isa/base/add_sub_register.isa", include_str!("../../isa/base/add_sub_register.isa")),
    ("isa/base/bitfield.isa", include_str!("../../isa/base/bitfield.isa")),
    ("isa/base/branch.isa", include_str!("../../isa/base/branch.isa")),
    ("isa/base/conditional.isa", include_str!("../../isa/base/conditional.isa")),
    ("isa/base/data1.isa", include_str!("../../isa/base/data1.isa")),
    ("isa/base/hint.isa", include_str!("../../isa/base/hint.isa")),
    ("isa/base/load_store.isa", include_str!("../../isa/base/load_store.isa")),
    ("isa/base/load_store_byte.isa", include_str!("../../isa/base/load_store_byte.isa")),
    ("isa/base/load_store_halfword.isa", include_str!("../../isa/base/load_store_halfword.isa")),
    ("isa/base/load_store_pair.isa", include_str!("../../isa/base/load_store_pair.isa")),
    ("isa/base/logical.isa", include_str!("../../isa/base/logical.isa")),
    ("isa/base/move.isa", include_str!("../../isa/base/move.isa")),
    ("isa/base/multiply.isa", include_str!("../../isa/base/multiply.isa")),
    ("isa/crypto/sha256.isa", include_str!("../../isa/crypto/sha256.isa")),
    ("isa/shared.isa", include_str!("../../isa/shared.isa")),
    ("isa/simd/copy.isa", include_str!("../../isa/simd/copy.isa")),
    ("isa/simd/immediate.isa", include_str!("../../isa/simd/immediate.isa")),
    ("isa/simd/integer.isa", include_str!("../../isa/simd/integer.isa")),
    ("isa/simd/load_store.isa", include_str!("../../isa/simd/load_store.isa")),
    ("isa/simd/load_store_pair.isa", include_str!("../../isa/simd/load_store_pair.isa")),
    ("isa/simd/load_store_structures.isa", include_str!("../../isa/simd/load_store_structures.isa")),
    ("isa/simd/permute.isa", include_str!("../../isa/simd/permute.isa")),
    ("isa/simd/shift.isa", include_str!("../../isa/simd/shift.isa")),
];

/// The texts as [`crate::lift::isa::Isa::read`] takes them.
pub fn embedded() -> Vec<(String, String)> {
    TEXTS.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect()
}
