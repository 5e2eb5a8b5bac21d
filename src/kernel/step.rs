//! The steps of a kernel, which are what a certificate holds.

use super::clauses::Question;
use super::make::Make;
use super::order::Proof;
use super::unfold::Unfold;
use crate::term::TermId;
use std::collections::BTreeMap;

/// One step. What it adds is checked when it is taken, by the prover and by the checker alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Terms that rank below all others.
    Rank(Vec<TermId>),
    /// Assumptions.
    Open(Vec<TermId>),
    Close,
    /// What a known bit says about its parts.
    Consequences(TermId),
    /// A new term.
    Make(Make),
    /// A new table: the width of its elements, and these.
    Table(u8, Vec<u128>),
    /// A term is the one made of its operands' representatives, rewritten.
    Rewrite(TermId),
    /// Two terms differ by nothing, modulo 2 to their width.
    Linear(TermId, TermId),
    /// Two terms have the same polynomial over GF(2) in each bit.
    Bits(TermId, TermId),
    /// The same, with tables taken for polynomials too.
    BitsOfTables(TermId, TermId),
    /// Two terms agree for all values of a few leaves.
    Enumerate(TermId, TermId, Vec<TermId>),
    /// Two terms agree on a basis of each argument, and are polynomials of low degree in each.
    Multilinear(TermId, TermId, Vec<Vec<TermId>>),
    /// An equation that holds says what one of its parts is: equation, part, value.
    Solve(TermId, TermId, TermId),
    /// A fold is one block longer than another.
    Unfold(Unfold),
    /// A comparison is what `value` says, for its opposite contradicts what is known.
    Order {
        claim: TermId,
        value: bool,
        proof: Proof,
    },
    /// Two terms agree wherever assumptions hold, by a refutation of the clauses that say otherwise.
    Sat {
        question: Question,
        proof: Vec<u8>,
    },
}

impl Step {
    /// The rule's name.
    pub fn name(&self) -> &'static str {
        match self {
            Step::Rank(_) => "rank",
            Step::Open(_) => "open",
            Step::Close => "close",
            Step::Consequences(_) => "consequences",
            Step::Make(_) => "make",
            Step::Table(..) => "table",
            Step::Rewrite(_) => "rewrite",
            Step::Linear(..) => "linear",
            Step::Bits(..) => "bits",
            Step::BitsOfTables(..) => "bits-of-tables",
            Step::Enumerate(..) => "enumerate",
            Step::Multilinear(..) => "multilinear",
            Step::Solve(..) => "solve",
            Step::Unfold(_) => "unfold",
            Step::Order { .. } => "order",
            Step::Sat { .. } => "sat",
        }
    }
}

/// How many steps each rule took, by its name.
pub fn tally<'a>(steps: impl IntoIterator<Item = &'a Step>) -> BTreeMap<&'static str, usize> {
    let mut rules = BTreeMap::new();
    steps.into_iter().for_each(|step| *rules.entry(step.name()).or_default() += 1);
    rules
}

/// The same as text.
pub fn tally_text<'a>(steps: impl IntoIterator<Item = &'a Step>) -> String {
    let rules: Vec<String> = tally(steps).iter().map(|(name, n)| format!("{n} {name}")).collect();
    rules.join(", ")
}
