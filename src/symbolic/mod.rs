//! Symbolic execution: registers and memory hold terms, branches fork into paths.

mod choice;
pub mod domain;
pub mod linear;
pub mod memory;
pub mod observe;
pub mod path;
pub mod region;
pub mod state;
pub mod stop;
pub mod stream;
pub mod substitute;
pub mod table;

pub use path::{End, PathEnd, Point, Runner};
pub use region::{Access, Length, Region, Regions};
pub use state::SymState;
pub use stop::SymStop;
