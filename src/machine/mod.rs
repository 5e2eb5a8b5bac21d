//! The machine: registers, memory, the image of a program, and its concrete execution.

pub mod concrete;
pub mod elf;
pub mod memory;
pub mod place;
pub mod read;
pub mod run;
pub mod state;
pub mod stop;

pub use memory::Memory;
pub use place::Place;
pub use run::{NoObserver, Observer, Program};
pub use state::State;
pub use stop::Stop;
