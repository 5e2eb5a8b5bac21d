//! Hash functions.

use super::{AWS_LC, AWS_LC_BTI, AWSCRT, OPENSSL, OWN, RING, Row, S2N, row};
use crate::{hash, keccak};

pub const SHA1: &[Row] = &[
    row(OPENSSL, "sha1_block_data_order", hash::sha1, "sha1.txt"),
    row(OPENSSL, "sha1_block_armv8", hash::sha1, "sha1.txt"),
    row(AWSCRT, "sha1_block_data_order_nohw", hash::sha1, "sha1.txt"),
    row(AWSCRT, "sha1_block_data_order_hw", hash::sha1, "sha1.txt"),
    row(AWS_LC, "sha1_block_data_order_nohw", hash::sha1, "sha1.txt"),
    row(AWS_LC, "sha1_block_data_order_hw", hash::sha1, "sha1.txt"),
    row(AWS_LC_BTI, "sha1_block_data_order_nohw", hash::sha1, "sha1.txt"),
    row(AWS_LC_BTI, "sha1_block_data_order_hw", hash::sha1, "sha1.txt"),
];

pub const SHA256: &[Row] = &[
    row(OWN, "vambrace_sha256_blocks", hash::sha256, "sha256.txt"),
    row(OPENSSL, "sha256_block_data_order", hash::sha256, "sha256.txt"),
    row(OPENSSL, "sha256_block_neon", hash::sha256, "sha256.txt"),
    row(OPENSSL, "sha256_block_armv8", hash::sha256, "sha256.txt"),
    row(AWSCRT, "sha256_block_data_order_nohw", hash::sha256, "sha256.txt"),
    row(AWSCRT, "sha256_block_data_order_hw", hash::sha256, "sha256.txt"),
    row(AWS_LC, "sha256_block_data_order_nohw", hash::sha256, "sha256.txt"),
    row(AWS_LC, "sha256_block_data_order_hw", hash::sha256, "sha256.txt"),
    row(AWS_LC_BTI, "sha256_block_data_order_nohw", hash::sha256, "sha256.txt"),
    row(AWS_LC_BTI, "sha256_block_data_order_hw", hash::sha256, "sha256.txt"),
    row(RING, "sha256_block_data_order_nohw", hash::sha256, "sha256.txt"),
    row(RING, "sha256_block_data_order_hw", hash::sha256, "sha256.txt"),
];

pub const SHA512: &[Row] = &[
    row(OPENSSL, "sha512_block_data_order", hash::sha512, "sha512.txt"),
    row(OPENSSL, "sha512_block_armv8", hash::sha512, "sha512.txt"),
    row(AWSCRT, "sha512_block_data_order_nohw", hash::sha512, "sha512.txt"),
    row(AWSCRT, "sha512_block_data_order_hw", hash::sha512, "sha512.txt"),
    row(AWS_LC_BTI, "sha512_block_data_order_nohw", hash::sha512, "sha512.txt"),
    row(AWS_LC_BTI, "sha512_block_data_order_hw", hash::sha512, "sha512.txt"),
    row(RING, "sha512_block_data_order_nohw", hash::sha512, "sha512.txt"),
    row(RING, "sha512_block_data_order_hw", hash::sha512, "sha512.txt"),
];

pub const MD5_SM3: &[Row] = &[
    row(OPENSSL, "ossl_md5_block_asm_data_order", hash::md5, "md5.txt"),
    row(AWSCRT, "md5_block_asm_data_order", hash::md5, "md5.txt"),
    row(OPENSSL, "ossl_sm3_block_data_order", hash::sm3, "sm3.txt"),
    row(OPENSSL, "ossl_hwsm3_block_data_order", hash::sm3, "sm3.txt"),
];

const ABSORB: &[&str] = &["SHA3_absorb", "SHA3_squeeze"];
const ABSORB_CEXT: &[&str] = &["SHA3_absorb_cext", "SHA3_squeeze_cext"];

pub const SHA3: &[Row] = &[
    row(OPENSSL, "KeccakF1600", keccak::permutation, "sha3.txt"),
    row(OPENSSL, "KeccakF1600_cext", keccak::permutation, "sha3.txt"),
    row(OPENSSL, "SHA3_absorb", keccak::sponge, "sha3.txt").with(ABSORB),
    row(OPENSSL, "SHA3_squeeze", keccak::sponge, "sha3.txt").with(ABSORB),
    row(OPENSSL, "SHA3_absorb_cext", keccak::sponge, "sha3.txt").with(ABSORB_CEXT),
    row(OPENSSL, "SHA3_squeeze_cext", keccak::sponge, "sha3.txt").with(ABSORB_CEXT),
    row(AWSCRT, "KeccakF1600_hw", keccak::permutation, "sha3.txt"),
    row(AWSCRT, "Keccak1600_Absorb", keccak::sponge, "sha3.txt").with(&["Keccak1600_Absorb", "Keccak1600_Squeeze"]),
    row(AWSCRT, "Keccak1600_Squeeze", keccak::sponge, "sha3.txt").with(&["Keccak1600_Absorb", "Keccak1600_Squeeze"]),
    row(AWS_LC, "KeccakF1600_hw", keccak::permutation, "sha3.txt"),
    row(S2N, "sha3_keccak_f1600", keccak::permutation, "sha3.txt"),
    row(S2N, "sha3_keccak_f1600_alt", keccak::permutation, "sha3.txt"),
    row(S2N, "sha3_keccak_f1600_alt2", keccak::permutation, "sha3.txt"),
    row(S2N, "sha3_keccak2_f1600", keccak::two_permutations, "sha3.txt"),
    row(S2N, "sha3_keccak2_f1600_alt", keccak::two_permutations, "sha3.txt"),
    row(S2N, "sha3_keccak4_f1600", keccak::four_permutations, "sha3.txt"),
    row(S2N, "sha3_keccak4_f1600_alt", keccak::four_permutations, "sha3.txt"),
    row(S2N, "sha3_keccak4_f1600_alt2", keccak::four_permutations, "sha3.txt"),
];
