//! Proves that shipped AArch64 cryptographic machine code computes its published standard.
#![forbid(unsafe_code)]

pub mod conform;
pub mod derive;
pub mod kernel;
pub mod lang;
pub mod lift;
pub mod machine;
pub mod prove;
pub mod solve;
pub mod symbolic;
pub mod term;
