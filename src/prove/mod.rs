//! From goals to verdicts: engines, the report, and refusals.

pub mod discharge;
pub mod explore;
pub mod mutants;
pub mod parting;
pub mod refute;
pub mod run;
pub mod unfold;
