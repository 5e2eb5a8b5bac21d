//! Proves that shipped AArch64 cryptographic machine code computes its published standard.
#![forbid(unsafe_code)]

pub mod conform;
pub mod derive;
pub mod prove;
pub mod smt;
pub mod solve;

// What has to be believed is a crate of its own, which cannot import anything from here.
pub use vambrace_trusted::{certificate, claim, kernel, lang, lift, machine, symbolic, term};
