//! Block ciphers and their modes.

use super::{AWS_LC_BTI, AWSCRT, OPENSSL, RING, Row, row};
use crate::aes;

const V8: &[&str] = &["aes_v8_set_encrypt_key", "aes_v8_set_decrypt_key"];
const HW: &[&str] = &["aes_hw_set_encrypt_key", "aes_hw_set_decrypt_key"];

pub const AES_CE: &[Row] = &[
    row(OPENSSL, "aes_v8_set_encrypt_key", aes::encrypt_key, "aes_ecb.txt").with(&["aes_v8_encrypt"]),
    row(OPENSSL, "aes_v8_set_decrypt_key", aes::decrypt_key, "aes_ecb.txt").with(&["aes_v8_decrypt"]),
    row(OPENSSL, "aes_v8_encrypt", aes::encrypt, "aes_ecb.txt").with(V8),
    row(OPENSSL, "aes_v8_decrypt", aes::decrypt, "aes_ecb.txt").with(&["aes_v8_set_decrypt_key"]),
    row(OPENSSL, "aes_v8_ecb_encrypt", aes::ecb, "aes_ecb.txt").with(V8),
    row(OPENSSL, "aes_v8_cbc_encrypt", aes::cbc, "aes_cbc.txt").with(V8),
    row(OPENSSL, "aes_v8_ctr32_encrypt_blocks", aes::ctr, "aes_ctr.txt").with(V8),
    row(OPENSSL, "aes_v8_ctr32_encrypt_blocks_unroll12_eor3", aes::ctr, "aes_ctr.txt").with(V8),
    row(OPENSSL, "aes_v8_xts_encrypt", aes::xts_encrypt, "aes_xts.txt")
        .with(&["aes_v8_set_encrypt_key", "aes_v8_set_encrypt_key"]),
    row(OPENSSL, "aes_v8_xts_decrypt", aes::xts_decrypt, "aes_xts.txt")
        .with(&["aes_v8_set_decrypt_key", "aes_v8_set_encrypt_key"]),
    row(AWSCRT, "aes_hw_set_encrypt_key", aes::encrypt_key, "aes_ecb.txt").with(&["aes_hw_encrypt"]),
    row(AWSCRT, "aes_hw_set_decrypt_key", aes::decrypt_key, "aes_ecb.txt").with(&["aes_hw_decrypt"]),
    row(AWSCRT, "aes_hw_encrypt", aes::encrypt, "aes_ecb.txt").with(HW),
    row(AWSCRT, "aes_hw_decrypt", aes::decrypt, "aes_ecb.txt").with(&["aes_hw_set_decrypt_key"]),
    row(AWSCRT, "aes_hw_cbc_encrypt", aes::cbc, "aes_cbc.txt").with(HW),
    row(AWSCRT, "aes_hw_ctr32_encrypt_blocks", aes::ctr, "aes_ctr.txt").with(HW),
    row(AWSCRT, "aes_hw_xts_encrypt", aes::xts_encrypt, "aes_xts.txt")
        .with(&["aes_hw_set_encrypt_key", "aes_hw_set_encrypt_key"])
        .keys(&[64]),
    row(AWSCRT, "aes_hw_xts_decrypt", aes::xts_decrypt, "aes_xts.txt")
        .with(&["aes_hw_set_decrypt_key", "aes_hw_set_encrypt_key"])
        .keys(&[64]),
    row(AWS_LC_BTI, "aes_hw_encrypt", aes::encrypt, "aes_ecb.txt").with(HW),
    row(AWS_LC_BTI, "aes_hw_cbc_encrypt", aes::cbc, "aes_cbc.txt").with(HW),
    row(RING, "aes_hw_set_encrypt_key", aes::ctr_key, "aes_ctr.txt")
        .with(&["aes_hw_ctr32_encrypt_blocks"])
        .keys(&[16, 32]),
    row(RING, "aes_hw_ctr32_encrypt_blocks", aes::ctr, "aes_ctr.txt").with(HW).keys(&[16, 32]),
];

const TABLES: &[&str] = &["AES_set_encrypt_key", "AES_set_decrypt_key"];
const VPAES: &[&str] = &["vpaes_set_encrypt_key", "vpaes_set_decrypt_key"];
const NOHW: &[&str] = &["aes_nohw_set_encrypt_key", "aes_nohw_set_decrypt_key"];

/// By tables, by permutations of vectors (vpaes), bit-sliced (bsaes), bit-sliced in C (nohw).
pub const AES_SOFTWARE: &[Row] = &[
    row(OPENSSL, "AES_set_encrypt_key", aes::encrypt_key, "aes_ecb.txt").with(&["AES_encrypt"]),
    row(OPENSSL, "AES_set_decrypt_key", aes::decrypt_key, "aes_ecb.txt").with(&["AES_decrypt"]),
    row(OPENSSL, "AES_encrypt", aes::encrypt, "aes_ecb.txt").with(TABLES),
    row(OPENSSL, "AES_decrypt", aes::decrypt, "aes_ecb.txt").with(&["AES_set_decrypt_key"]),
    row(OPENSSL, "AES_cbc_encrypt", aes::cbc, "aes_cbc.txt").with(TABLES),
    row(OPENSSL, "vpaes_set_encrypt_key", aes::encrypt_key, "aes_ecb.txt").with(&["vpaes_encrypt"]),
    row(OPENSSL, "vpaes_set_decrypt_key", aes::decrypt_key, "aes_ecb.txt").with(&["vpaes_decrypt"]),
    row(OPENSSL, "vpaes_encrypt", aes::encrypt, "aes_ecb.txt").with(VPAES),
    row(OPENSSL, "vpaes_decrypt", aes::decrypt, "aes_ecb.txt").with(&["vpaes_set_decrypt_key"]),
    row(OPENSSL, "vpaes_ecb_encrypt", aes::ecb_encrypt, "aes_ecb.txt").with(VPAES),
    row(OPENSSL, "vpaes_ecb_decrypt", aes::ecb_decrypt_pairs, "aes_ecb.txt").with(&["vpaes_set_decrypt_key"]),
    row(OPENSSL, "vpaes_cbc_encrypt", aes::cbc, "aes_cbc.txt").with(VPAES),
    row(OPENSSL, "ossl_bsaes_cbc_encrypt", aes::cbc_decrypt_long, "aes_cbc.txt").with(&["AES_set_decrypt_key"]),
    row(OPENSSL, "ossl_bsaes_ctr32_encrypt_blocks", aes::ctr, "aes_ctr.txt").with(TABLES),
    row(OPENSSL, "ossl_bsaes_xts_encrypt", aes::xts_encrypt, "aes_xts.txt")
        .with(&["AES_set_encrypt_key", "AES_set_encrypt_key"]),
    row(OPENSSL, "ossl_bsaes_xts_decrypt", aes::xts_decrypt, "aes_xts.txt")
        .with(&["AES_set_decrypt_key", "AES_set_encrypt_key"]),
    row(AWSCRT, "vpaes_set_encrypt_key", aes::encrypt_key, "aes_ecb.txt").with(&["vpaes_encrypt"]),
    row(AWSCRT, "vpaes_encrypt", aes::encrypt, "aes_ecb.txt").with(VPAES),
    row(AWSCRT, "vpaes_decrypt", aes::decrypt, "aes_ecb.txt").with(&["vpaes_set_decrypt_key"]),
    row(AWSCRT, "vpaes_cbc_encrypt", aes::cbc, "aes_cbc.txt").with(VPAES),
    row(AWSCRT, "vpaes_ctr32_encrypt_blocks", aes::ctr, "aes_ctr.txt").with(VPAES),
    row(AWSCRT, "aes_nohw_set_encrypt_key", aes::encrypt_key, "aes_ecb.txt").with(&["aes_nohw_encrypt"]),
    row(AWSCRT, "aes_nohw_set_decrypt_key", aes::decrypt_key, "aes_ecb.txt").with(&["aes_nohw_decrypt"]),
    row(AWSCRT, "aes_nohw_encrypt", aes::encrypt, "aes_ecb.txt").with(NOHW),
    row(AWSCRT, "aes_nohw_decrypt", aes::decrypt, "aes_ecb.txt").with(&["aes_nohw_set_decrypt_key"]),
    row(AWSCRT, "aes_nohw_cbc_encrypt", aes::cbc, "aes_cbc.txt").with(NOHW),
    row(AWSCRT, "aes_nohw_ctr32_encrypt_blocks", aes::ctr, "aes_ctr.txt").with(NOHW),
    row(AWS_LC_BTI, "vpaes_ctr32_encrypt_blocks", aes::ctr, "aes_ctr.txt").with(VPAES),
    row(RING, "vpaes_set_encrypt_key", aes::ctr_key, "aes_ctr.txt")
        .with(&["vpaes_ctr32_encrypt_blocks"])
        .keys(&[16, 32]),
    row(RING, "vpaes_ctr32_encrypt_blocks", aes::ctr, "aes_ctr.txt").with(VPAES).keys(&[16, 32]),
];

const SM4_V8: &[&str] = &["sm4_v8_set_encrypt_key", "sm4_v8_set_decrypt_key"];
const VPSM4: &[&str] = &["vpsm4_set_encrypt_key", "vpsm4_set_decrypt_key"];
const VPSM4_EX: &[&str] = &["vpsm4_ex_set_encrypt_key", "vpsm4_ex_set_decrypt_key"];

pub const SM4: &[Row] = &[
    row(OPENSSL, "ossl_sm4_set_key", aes::encrypt_key, "sm4_ecb.txt").with(&["ossl_sm4_encrypt"]),
    row(OPENSSL, "ossl_sm4_encrypt", aes::encrypt, "sm4_ecb.txt").with(&["ossl_sm4_set_key"]),
    row(OPENSSL, "ossl_sm4_decrypt", aes::decrypt, "sm4_ecb.txt").with(&["ossl_sm4_set_key"]),
    row(OPENSSL, "sm4_v8_set_encrypt_key", aes::encrypt_key, "sm4_ecb.txt").with(&["sm4_v8_encrypt"]),
    row(OPENSSL, "sm4_v8_set_decrypt_key", aes::decrypt_key, "sm4_ecb.txt").with(&["sm4_v8_decrypt"]),
    row(OPENSSL, "sm4_v8_encrypt", aes::encrypt, "sm4_ecb.txt").with(SM4_V8),
    row(OPENSSL, "sm4_v8_decrypt", aes::decrypt, "sm4_ecb.txt").with(&["sm4_v8_set_decrypt_key"]),
    row(OPENSSL, "sm4_v8_ecb_encrypt", aes::ecb, "sm4_ecb.txt").with(SM4_V8),
    row(OPENSSL, "sm4_v8_cbc_encrypt", aes::cbc, "sm4_cbc.txt").with(SM4_V8),
    row(OPENSSL, "sm4_v8_ctr32_encrypt_blocks", aes::ctr, "sm4_ctr.txt").with(SM4_V8),
    row(OPENSSL, "vpsm4_set_encrypt_key", aes::encrypt_key, "sm4_ecb.txt").with(&["vpsm4_encrypt"]),
    row(OPENSSL, "vpsm4_set_decrypt_key", aes::decrypt_key, "sm4_ecb.txt").with(&["vpsm4_decrypt"]),
    row(OPENSSL, "vpsm4_encrypt", aes::encrypt, "sm4_ecb.txt").with(VPSM4),
    row(OPENSSL, "vpsm4_decrypt", aes::decrypt, "sm4_ecb.txt").with(&["vpsm4_set_decrypt_key"]),
    row(OPENSSL, "vpsm4_ecb_encrypt", aes::ecb, "sm4_ecb.txt").with(VPSM4),
    row(OPENSSL, "vpsm4_cbc_encrypt", aes::cbc, "sm4_cbc.txt").with(VPSM4),
    row(OPENSSL, "vpsm4_ctr32_encrypt_blocks", aes::ctr, "sm4_ctr.txt").with(VPSM4),
    row(OPENSSL, "vpsm4_ex_set_encrypt_key", aes::encrypt_key, "sm4_ecb.txt").with(&["vpsm4_ex_encrypt"]),
    row(OPENSSL, "vpsm4_ex_set_decrypt_key", aes::decrypt_key, "sm4_ecb.txt").with(&["vpsm4_ex_decrypt"]),
    row(OPENSSL, "vpsm4_ex_encrypt", aes::encrypt, "sm4_ecb.txt").with(VPSM4_EX),
    row(OPENSSL, "vpsm4_ex_decrypt", aes::decrypt, "sm4_ecb.txt").with(&["vpsm4_ex_set_decrypt_key"]),
    row(OPENSSL, "vpsm4_ex_ecb_encrypt", aes::ecb, "sm4_ecb.txt").with(VPSM4_EX),
    row(OPENSSL, "vpsm4_ex_cbc_encrypt", aes::cbc, "sm4_cbc.txt").with(VPSM4_EX),
    row(OPENSSL, "vpsm4_ex_ctr32_encrypt_blocks", aes::ctr, "sm4_ctr.txt").with(VPSM4_EX),
];
