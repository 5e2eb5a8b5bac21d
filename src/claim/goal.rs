//! What is to be shown, and what came of it.

use crate::term::TermId;

/// Which verdict a goal belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// The output is what the standard says, and the routine ends.
    Function,
    /// Every access is in a declared region with the declared permission.
    Memory,
    /// AAPCS64.
    Abi,
    /// Branches and addresses are decided by what is public.
    Timing,
}

impl Verdict {
    /// In the order of reports.
    pub const ALL: [Verdict; 4] = [Verdict::Function, Verdict::Memory, Verdict::Abi, Verdict::Timing];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Function => "function",
            Verdict::Memory => "memory",
            Verdict::Abi => "ABI",
            Verdict::Timing => "timing",
        }
    }
}

/// Something that must follow from assumptions; all terms are of one bit.
#[derive(Clone, Debug)]
pub struct Goal {
    pub verdict: Verdict,
    /// `loop "ld1 ...", step: invariant 3`
    pub name: String,
    pub assumptions: Vec<TermId>,
    pub claim: TermId,
}

/// What came of a goal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Closed by this engine.
    Proved(Engine),
    /// It fails for these values, as far as folds are taken for arbitrary functions.
    Refuted(Vec<(TermId, u128)>),
    /// No engine decided it.
    Open(String),
}

/// What closed a goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Engine {
    /// It was true as soon as it was made.
    Builder,
    /// Terms were united from the leaves up, by the rules for words.
    Sweep,
    Enumeration,
    Multilinear,
    Sat,
}

impl Engine {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Engine::Builder => "constant folding",
            Engine::Sweep => "sweeping",
            Engine::Enumeration => "enumeration",
            Engine::Multilinear => "multilinear",
            Engine::Sat => "SAT",
        }
    }
}
