//! Steps as text, for people.

use super::step::Step;
use crate::term::TermId;
use std::fmt;

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name())?;
        match self {
            Step::Open(ids) | Step::Rank(ids) => list(f, ids),
            Step::Close => Ok(()),
            Step::Consequences(id) | Step::Rewrite(id) => list(f, &[*id]),
            Step::Make(make) => write!(f, " {make:?}"),
            Step::Table(width, elements) => write!(f, " of {} elements of {width} bits", elements.len()),
            Step::Linear(a, b) | Step::Bits(a, b) | Step::BitsOfTables(a, b) => write!(f, " {} = {}", a.0, b.0),
            Step::Enumerate(a, b, leaves) => {
                write!(f, " {} = {} over", a.0, b.0)?;
                list(f, leaves)
            }
            Step::Multilinear(a, b, arguments) => {
                write!(f, " {} = {} in", a.0, b.0)?;
                arguments.iter().try_for_each(|leaves| {
                    list(f, leaves)?;
                    f.write_str(";")
                })
            }
            Step::Solve(equation, part, value) => write!(f, " {}: {} = {}", equation.0, part.0, value.0),
            Step::Unfold(unfold) => list(f, &[unfold.longer, unfold.shorter, unfold.next, unfold.grows]),
            Step::Order { claim, value, proof } => write!(f, " {} is {value}, by {proof:?}", claim.0),
            Step::Sat { question, proof } => {
                write!(f, " {} = {} if", question.a.0, question.b.0)?;
                list(f, &question.facts)?;
                write!(f, " above")?;
                list(f, &question.cut)?;
                write!(f, ", {} bytes of LRAT", proof.len())
            }
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, ids: &[TermId]) -> fmt::Result {
    ids.iter().try_for_each(|id| write!(f, " {}", id.0))
}
