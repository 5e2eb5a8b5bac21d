//! From goals to verdicts: engines, the report, and refusals.

pub mod discharge;
pub mod explore;
pub mod mutants;
pub mod opinion;
pub mod outline;
pub mod parting;
pub mod question;
pub mod refute;
pub mod run;
pub mod unfold;
pub mod work;
