//! Authentication, and encryption together with it.

use super::{AWS_LC_BTI, AWSCRT, NEON, OPENSSL, RING, Row, row};
use crate::{chacha, gcm};

const GHASH_V8: &[&str] = &["aes_v8_set_encrypt_key", "aes_v8_encrypt", "gcm_init_v8", "gcm_ghash_v8"];
const GMULT_V8: &[&str] = &["aes_v8_set_encrypt_key", "aes_v8_encrypt", "gcm_init_v8", "gcm_gmult_v8"];
const GHASH_4BIT: &[&str] = &["aes_v8_set_encrypt_key", "aes_v8_encrypt", "gcm_init_4bit", "gcm_ghash_4bit"];
const GMULT_4BIT: &[&str] = &["aes_v8_set_encrypt_key", "aes_v8_encrypt", "gcm_init_4bit", "gcm_gmult_4bit"];
const GHASH_HW: &[&str] = &["aes_hw_set_encrypt_key", "aes_hw_encrypt", "gcm_init_v8", "gcm_ghash_v8"];
const GMULT_HW: &[&str] = &["aes_hw_set_encrypt_key", "aes_hw_encrypt", "gcm_init_v8", "gcm_gmult_v8"];
const GHASH_NEON: &[&str] = &["aes_hw_set_encrypt_key", "aes_hw_encrypt", "gcm_init_neon", "gcm_ghash_neon"];
const GMULT_NEON: &[&str] = &["aes_hw_set_encrypt_key", "aes_hw_encrypt", "gcm_init_neon", "gcm_gmult_neon"];
const GHASH_NOHW: &[&str] = &["aes_hw_set_encrypt_key", "aes_hw_encrypt", "gcm_init_nohw", "gcm_ghash_nohw"];
const GMULT_NOHW: &[&str] = &["aes_hw_set_encrypt_key", "aes_hw_encrypt", "gcm_init_nohw", "gcm_gmult_nohw"];
const GHASH_RING: &[&str] =
    &["aes_hw_set_encrypt_key", "aes_hw_ctr32_encrypt_blocks", "gcm_init_neon", "gcm_ghash_neon"];
const GMULT_RING: &[&str] =
    &["aes_hw_set_encrypt_key", "aes_hw_ctr32_encrypt_blocks", "gcm_init_clmul", "gcm_gmult_clmul"];

pub const GHASH: &[Row] = &[
    row(OPENSSL, "gcm_init_v8", gcm::tag, "aes_gcm.txt").with(GHASH_V8),
    row(OPENSSL, "gcm_ghash_v8", gcm::tag, "aes_gcm.txt").with(GHASH_V8),
    row(OPENSSL, "gcm_gmult_v8", gcm::tag, "aes_gcm.txt").with(GMULT_V8),
    row(OPENSSL, "gcm_init_4bit", gcm::tag, "aes_gcm.txt").with(GHASH_4BIT),
    row(OPENSSL, "gcm_ghash_4bit", gcm::tag, "aes_gcm.txt").with(GHASH_4BIT),
    row(OPENSSL, "gcm_gmult_4bit", gcm::tag, "aes_gcm.txt").with(GMULT_4BIT),
    row(AWSCRT, "gcm_init_v8", gcm::tag, "aes_gcm.txt").with(GHASH_HW),
    row(AWSCRT, "gcm_ghash_v8", gcm::tag, "aes_gcm.txt").with(GHASH_HW),
    row(AWSCRT, "gcm_gmult_v8", gcm::tag, "aes_gcm.txt").with(GMULT_HW),
    row(AWSCRT, "gcm_init_neon", gcm::tag, "aes_gcm.txt").with(GHASH_NEON),
    row(AWSCRT, "gcm_ghash_neon", gcm::tag, "aes_gcm.txt").with(GHASH_NEON),
    row(AWSCRT, "gcm_gmult_neon", gcm::tag, "aes_gcm.txt").with(GMULT_NEON),
    row(AWSCRT, "gcm_init_nohw", gcm::tag, "aes_gcm.txt").with(GHASH_NOHW),
    row(AWSCRT, "gcm_ghash_nohw", gcm::tag, "aes_gcm.txt").with(GHASH_NOHW),
    row(AWSCRT, "gcm_gmult_nohw", gcm::tag, "aes_gcm.txt").with(GMULT_NOHW),
    row(RING, "gcm_init_neon", gcm::tag, "aes_gcm.txt").with(GHASH_RING).keys(&[16, 32]),
    row(RING, "gcm_ghash_neon", gcm::tag, "aes_gcm.txt").with(GHASH_RING).keys(&[16, 32]),
    row(RING, "gcm_init_clmul", gcm::tag, "aes_gcm.txt").with(GMULT_RING).keys(&[16, 32]),
    row(RING, "gcm_gmult_clmul", gcm::tag, "aes_gcm.txt").with(GMULT_RING).keys(&[16, 32]),
];

pub const GCM: &[Row] = &[
    row(OPENSSL, "aes_gcm_enc_128_kernel", gcm::seal, "aes_gcm.txt").with(GHASH_V8).keys(&[16]),
    row(OPENSSL, "aes_gcm_enc_192_kernel", gcm::seal, "aes_gcm.txt").with(GHASH_V8).keys(&[24]),
    row(OPENSSL, "aes_gcm_enc_256_kernel", gcm::seal, "aes_gcm.txt").with(GHASH_V8).keys(&[32]),
    row(OPENSSL, "aes_gcm_dec_128_kernel", gcm::open, "aes_gcm.txt").with(GHASH_V8).keys(&[16]),
    row(OPENSSL, "aes_gcm_dec_192_kernel", gcm::open, "aes_gcm.txt").with(GHASH_V8).keys(&[24]),
    row(OPENSSL, "aes_gcm_dec_256_kernel", gcm::open, "aes_gcm.txt").with(GHASH_V8).keys(&[32]),
    row(OPENSSL, "unroll8_eor3_aes_gcm_enc_128_kernel", gcm::seal, "aes_gcm.txt").with(GHASH_V8).keys(&[16]),
    row(OPENSSL, "unroll8_eor3_aes_gcm_enc_192_kernel", gcm::seal, "aes_gcm.txt").with(GHASH_V8).keys(&[24]),
    row(OPENSSL, "unroll8_eor3_aes_gcm_enc_256_kernel", gcm::seal, "aes_gcm.txt").with(GHASH_V8).keys(&[32]),
    row(OPENSSL, "unroll8_eor3_aes_gcm_dec_128_kernel", gcm::open, "aes_gcm.txt").with(GHASH_V8).keys(&[16]),
    row(OPENSSL, "unroll8_eor3_aes_gcm_dec_192_kernel", gcm::open, "aes_gcm.txt").with(GHASH_V8).keys(&[24]),
    row(OPENSSL, "unroll8_eor3_aes_gcm_dec_256_kernel", gcm::open, "aes_gcm.txt").with(GHASH_V8).keys(&[32]),
    row(AWSCRT, "aes_gcm_enc_kernel", gcm::seal, "aes_gcm.txt").with(GHASH_HW),
    row(AWSCRT, "aes_gcm_dec_kernel", gcm::open, "aes_gcm.txt").with(GHASH_HW),
    row(AWSCRT, "aesv8_gcm_8x_enc_128", gcm::seal, "aes_gcm.txt").with(GHASH_HW).keys(&[16]),
    row(AWSCRT, "aesv8_gcm_8x_enc_192", gcm::seal, "aes_gcm.txt").with(GHASH_HW).keys(&[24]),
    row(AWSCRT, "aesv8_gcm_8x_enc_256", gcm::seal, "aes_gcm.txt").with(GHASH_HW).keys(&[32]),
    row(AWSCRT, "aesv8_gcm_8x_dec_128", gcm::open, "aes_gcm.txt").with(GHASH_HW).keys(&[16]),
    row(AWSCRT, "aesv8_gcm_8x_dec_192", gcm::open, "aes_gcm.txt").with(GHASH_HW).keys(&[24]),
    row(AWSCRT, "aesv8_gcm_8x_dec_256", gcm::open, "aes_gcm.txt").with(GHASH_HW).keys(&[32]),
    row(AWS_LC_BTI, "aes_gcm_enc_kernel", gcm::seal, "aes_gcm.txt").with(GHASH_HW),
    row(AWS_LC_BTI, "aes_gcm_dec_kernel", gcm::open, "aes_gcm.txt").with(GHASH_HW),
    row(RING, "aes_gcm_enc_kernel", gcm::seal, "aes_gcm.txt").with(GMULT_RING).keys(&[16, 32]),
    row(RING, "aes_gcm_dec_kernel", gcm::open, "aes_gcm.txt").with(GMULT_RING).keys(&[16, 32]),
];

const POLY: &[&str] = &["poly1305_init/128", "poly1305_blocks", "poly1305_emit"];
const POLY_NEON: &[&str] = &["poly1305_init/128", "poly1305_blocks_neon", "poly1305_emit_neon"];
const POLY_OPENSSL: &[&str] = &["Poly1305_Init", "Poly1305_Update", "Poly1305_Final"];
const POLY_AWS: &[&str] = &["CRYPTO_poly1305_init", "CRYPTO_poly1305_update", "CRYPTO_poly1305_finish"];

pub const CHACHA_POLY: &[Row] = &[
    row(OPENSSL, "ChaCha20_ctr32", chacha::chacha20, "chacha20.txt"),
    row(OPENSSL, "ChaCha20_ctr32_dflt", chacha::chacha20, "chacha20.txt"),
    row(OPENSSL, "ChaCha20_neon", chacha::chacha20, "chacha20.txt"),
    row(OPENSSL, "ChaCha20_512_neon", chacha::chacha20_long, "chacha20.txt"),
    row(AWSCRT, "ChaCha20_ctr32_nohw", chacha::chacha20, "chacha20.txt"),
    row(AWSCRT, "ChaCha20_ctr32_neon", chacha::chacha20, "chacha20.txt"),
    row(AWSCRT, "ChaCha20_512_neon", chacha::chacha20_long, "chacha20.txt"),
    row(AWS_LC_BTI, "ChaCha20_ctr32_neon", chacha::chacha20, "chacha20.txt"),
    row(RING, "ChaCha20_ctr32_nohw", chacha::chacha20, "chacha20.txt"),
    row(RING, "ChaCha20_ctr32_neon", chacha::chacha20, "chacha20.txt"),
    row(OPENSSL, "poly1305_init/128", chacha::poly1305, "poly1305.txt").with(POLY),
    row(OPENSSL, "poly1305_blocks", chacha::poly1305, "poly1305.txt").with(POLY),
    row(OPENSSL, "poly1305_emit", chacha::poly1305, "poly1305.txt").with(POLY),
    row(OPENSSL, "poly1305_blocks_neon", chacha::poly1305, "poly1305.txt").with(POLY_NEON),
    row(OPENSSL, "poly1305_emit_neon", chacha::poly1305, "poly1305.txt").with(POLY_NEON),
    row(OPENSSL, "Poly1305_Init", chacha::poly1305_whole, "poly1305.txt").with(POLY_OPENSSL),
    row(OPENSSL, "Poly1305_Update", chacha::poly1305_whole, "poly1305.txt").with(POLY_OPENSSL).believing(NEON),
    row(OPENSSL, "Poly1305_Final", chacha::poly1305_whole, "poly1305.txt").with(POLY_OPENSSL).believing(NEON),
    row(AWSCRT, "CRYPTO_poly1305_init", chacha::poly1305_whole, "poly1305.txt").with(POLY_AWS),
    row(AWSCRT, "CRYPTO_poly1305_update", chacha::poly1305_whole, "poly1305.txt").with(POLY_AWS),
    row(AWSCRT, "CRYPTO_poly1305_finish", chacha::poly1305_whole, "poly1305.txt").with(POLY_AWS),
    row(AWSCRT, "chacha20_poly1305_seal", chacha::seal, "chacha20_poly1305.txt"),
    row(AWSCRT, "chacha20_poly1305_open", chacha::open, "chacha20_poly1305.txt"),
    row(RING, "chacha20_poly1305_seal", chacha::seal, "chacha20_poly1305.txt"),
    row(RING, "chacha20_poly1305_open", chacha::open, "chacha20_poly1305.txt"),
];
