//! The same term in a second run that agrees with the first on what is public.

use super::timing::Public;
use crate::symbolic::substitute::{Replaced, replace};
use crate::term::{Node, TermId, Terms};
use rustc_hash::FxHashMap;

/// Secret leaves and those of the second run.
#[derive(Default)]
pub struct Twin {
    done: Replaced,
    contents: FxHashMap<u32, u32>,
}

impl Twin {
    /// A term of the second run: secret unknowns and secret contents are others.
    pub fn of(&mut self, terms: &mut Terms, public: &Public, id: TermId) -> TermId {
        let Twin { done, contents } = self;
        let mut other = |terms: &mut Terms, region: u32| {
            if public.contents.contains(&region) {
                return region;
            }
            *contents.entry(region).or_insert_with(|| {
                let name = format!("{} of the second run", terms.region_name(region));
                terms.add_region(name)
            })
        };
        replace(terms, done, id, |terms, id, done| match terms.node(id) {
            Node::Var { width, index } if public.hides(terms, id) => {
                let name = format!("{} of the second run", terms.var_name(index));
                terms.var(width, name)
            }
            Node::Read { region, offset } => {
                let region = other(terms, region);
                terms.read(region, done[&offset])
            }
            Node::Fold { index } => {
                let mut fold = terms.fold(index).clone();
                fold.region = other(terms, fold.region);
                fold.initial.iter_mut().for_each(|word| *word = done[word]);
                (fold.start, fold.count) = (done[&fold.start], done[&fold.count]);
                terms.make_fold(fold)
            }
            _ => terms.rebuild(id, |operand| done[&operand]),
        })
    }
}
