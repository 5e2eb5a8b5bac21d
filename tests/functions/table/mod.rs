//! The table: each function, the object that it is in, how it is called, and the answers that it must give.

mod aead;
mod ciphers;
mod curves;
mod hashes;
mod numbers;

use super::cases::Case;
use super::session::Session;
pub use aead::{CHACHA_POLY, GCM, GHASH};
pub use ciphers::{AES_CE, AES_SOFTWARE, SM4};
pub use curves::{P256, X25519};
pub use hashes::{MD5_SM3, SHA1, SHA3, SHA256, SHA512};
pub use numbers::BIG_NUMBERS;

/// Calls a function for one case; false if the case is not for it.
pub type Drive = fn(&mut Session, &Row, &Case) -> Result<bool, String>;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Answers {
    /// A file under `testdata/known_answers`.
    File(&'static str),
    /// Not published: the arithmetic of `nat.rs`.
    Arithmetic,
}

#[derive(Clone, Copy)]
pub struct Row {
    pub object: &'static str,
    pub symbol: &'static str,
    pub drive: Drive,
    /// Further functions of the object that the driver needs.
    pub with: &'static [&'static str],
    pub answers: Answers,
    /// The lengths of key that it takes; all if none is named.
    pub keys: &'static [usize],
    /// What the library is to believe of the machine: the bits of `OPENSSL_armcap_P`.
    pub capabilities: u32,
}

/// The wheel `cryptography`, which has OpenSSL inside.
const OPENSSL: &str = "fetched/cryptography/_rust.abi3.so";
/// The wheel `awscrt`, which has AWS-LC inside.
const AWSCRT: &str = "fetched/awscrt/_awscrt.abi3.so";
/// Sources of the crate `aws-lc-sys`, assembled; and with landing pads and signed return addresses.
const AWS_LC: &str = "fetched/aws-lc/all.o";
const AWS_LC_BTI: &str = "fetched/aws-lc-bti/all.o";
/// Sources of s2n-bignum in the crate `aws-lc-sys`, assembled.
const S2N: &str = "fetched/s2n-bignum/all.o";
/// Sources of the crate `ring`, assembled.
const RING: &str = "fetched/ring/all.o";
/// Our own.
const OWN: &str = "sha256_ce.o";

const PLAIN: Row = Row {
    object: "",
    symbol: "",
    drive: |_, _, _| Ok(false),
    with: &[],
    answers: Answers::Arithmetic,
    keys: &[],
    capabilities: 0,
};

const fn row(object: &'static str, symbol: &'static str, drive: Drive, file: &'static str) -> Row {
    Row { object, symbol, drive, answers: Answers::File(file), ..PLAIN }
}

/// A function whose answers come from arithmetic.
const fn sum(object: &'static str, symbol: &'static str, drive: Drive) -> Row {
    Row { object, symbol, drive, ..PLAIN }
}

impl Row {
    const fn with(self, with: &'static [&'static str]) -> Row {
        Row { with, ..self }
    }

    const fn keys(self, keys: &'static [usize]) -> Row {
        Row { keys, ..self }
    }

    const fn believing(self, capabilities: u32) -> Row {
        Row { capabilities, ..self }
    }

    /// Whether it takes a key of the case's length.
    pub fn takes(&self, case: &Case) -> bool {
        self.keys.is_empty() || self.keys.contains(&case.get("key").len())
    }
}

/// `ARMV7_NEON`, in OpenSSL and AWS-LC.
const NEON: u32 = 1;

pub const FAMILIES: &[&[Row]] = &[
    SHA1,
    SHA256,
    SHA512,
    MD5_SM3,
    SHA3,
    AES_CE,
    AES_SOFTWARE,
    GHASH,
    GCM,
    CHACHA_POLY,
    SM4,
    X25519,
    P256,
    BIG_NUMBERS,
];
