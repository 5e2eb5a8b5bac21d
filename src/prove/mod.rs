//! From goals to verdicts: engines, the report, and refusals.

pub mod apart;
pub mod campaign;
pub mod decide;
pub mod discharge;
pub mod explore;
pub mod first;
pub mod glance;
pub mod known;
pub mod leak;
pub mod lemma;
pub mod mutants;
pub mod opinion;
pub mod outline;
pub mod parting;
pub mod question;
pub mod refute;
pub mod run;
pub mod said;
mod suit;
pub mod unfold;
pub mod work;
