//! Conformance: random instructions run here and on another machine, everything compared.

pub mod aim;
pub mod case;
pub mod compare;
pub mod corners;
pub mod fill;
pub mod model;
pub mod oracle;
pub mod random;
pub mod round;
pub mod vary;
pub mod vectors;
pub mod wire;
pub mod words;
