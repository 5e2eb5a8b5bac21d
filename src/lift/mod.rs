//! From an encoding, a function or a script expression to straight-line operations.

pub mod arith;
pub mod assign;
pub mod builtins;
mod bytes;
pub mod call;
pub mod check;
pub mod decoder;
pub mod disasm;
pub mod exec;
pub mod expr;
mod index;
pub mod isa;
mod lemma;
pub mod library;
pub mod lifter;
pub mod ops;
pub mod prim;
pub mod stmt;
pub mod syntax;
pub mod system;
pub mod texts;
pub mod value;
