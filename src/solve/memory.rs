//! What a goal may take of memory, by counts of what grows: so a goal that fails here fails everywhere.

use super::Limits;

/// What a gate takes with its clauses, in our lists and in the solver's.
const GATE: usize = 1000;

/// What a term takes that sweeping visits or makes, with its values.
const TERM: usize = 500;

impl Limits {
    /// Nodes of a graph that becomes clauses.
    pub fn gates(&self) -> usize {
        self.bytes() / GATE
    }

    /// Terms that sweeping may visit or make under the same assumptions.
    pub fn terms(&self) -> usize {
        self.bytes() / TERM
    }

    /// Bytes of what a solver derives, once as it is written down for the proof and once as it is kept by the solver.
    pub fn derived(&self) -> usize {
        self.bytes() / 4
    }

    /// Why a goal is left open.
    pub fn too_much_memory(&self) -> String {
        format!("more than {} MB of memory", self.megabytes)
    }

    fn bytes(&self) -> usize {
        self.megabytes.saturating_mul(1 << 20)
    }
}
