//! The parts of lists, with messages where one is not what it must be; sorts.

use super::error::{At, Result};
use super::lexer::Kind;
use super::sexp::Node;
use super::{Place, Reader, Sort};
use crate::smt::bits::WIDEST;

impl<'a> Reader<'a> {
    pub(super) fn node(&self, (tree, id): Place) -> Node {
        self.trees[tree as usize].node(id)
    }

    pub(super) fn parts(&self, (tree, id): Place) -> Vec<Place> {
        self.trees[tree as usize].parts(id).iter().map(|&part| (tree, part)).collect()
    }

    pub(super) fn count(&self, (tree, id): Place) -> usize {
        self.trees[tree as usize].parts(id).len()
    }

    pub(super) fn part(&self, (tree, id): Place, n: usize) -> Place {
        (tree, self.trees[tree as usize].parts(id)[n])
    }

    /// An error at a place.
    pub(super) fn wrong<T>(&self, place: Place, message: impl Into<String>) -> Result<T> {
        Err(At(self.node(place).start, message.into()))
    }

    /// The text of a token, or a list's beginning.
    pub(super) fn shown(&self, place: Place) -> &'a str {
        let node = self.node(place);
        let text = &self.text[node.start as usize..node.end as usize];
        let end = text.char_indices().nth(40).map_or(text.len(), |(at, _)| at);
        text[..end].lines().next().unwrap_or("")
    }

    /// The symbol that stands there.
    pub(super) fn symbol(&self, place: Place, what: &str) -> Result<&'a str> {
        let node = self.node(place);
        match node.kind {
            Kind::Symbol => Ok(&self.text[node.start as usize..node.end as usize]),
            _ => self.wrong(place, format!("expected {what}, found `{}`", self.shown(place))),
        }
    }

    /// The symbol, if it is one.
    pub(super) fn word(&self, place: Place) -> Option<&'a str> {
        let node = self.node(place);
        (node.kind == Kind::Symbol).then(|| &self.text[node.start as usize..node.end as usize])
    }

    /// Refuses a list that has not so many parts.
    pub(super) fn expect_parts(&self, place: Place, count: usize, form: &str) -> Result<()> {
        let node = self.node(place);
        if node.kind == Kind::Open && self.count(place) == count {
            return Ok(());
        }
        self.wrong(place, format!("expected {form}, found `{}`", self.shown(place)))
    }

    /// The number that stands there.
    pub(super) fn number(&self, place: Place) -> Result<u32> {
        let node = self.node(place);
        let text = &self.text[node.start as usize..node.end as usize];
        match text.parse() {
            Ok(number) if node.kind == Kind::Number => Ok(number),
            _ => self.wrong(place, format!("expected a number below 2^32, found `{}`", self.shown(place))),
        }
    }

    /// A width, checked.
    pub(super) fn width(&self, place: Place) -> Result<u32> {
        match self.number(place)? {
            0 => self.wrong(place, "a bit-vector has at least one bit"),
            width if width > WIDEST => self.wrong(place, format!("bit-vectors have at most {WIDEST} bits here")),
            width => Ok(width),
        }
    }

    /// A sort: `Bool`, `(_ BitVec n)`, `(Array (_ BitVec i) (_ BitVec e))`, or a name of one.
    pub(super) fn sort(&self, place: Place) -> Result<Sort> {
        if let Some(name) = self.word(place) {
            return match self.sorts.get(name) {
                Some(&sort) => Ok(sort),
                None if name == "Bool" => Ok(Sort::Bool),
                None => self.unknown_sort(place),
            };
        }
        let parts = self.parts(place);
        match (parts.first().and_then(|&head| self.word(head)), parts.len()) {
            (Some("_"), 3) if self.word(parts[1]) == Some("BitVec") => Ok(Sort::Bits(self.width(parts[2])?)),
            (Some("Array"), 3) => match (self.inner(parts[1])?, self.inner(parts[2])?) {
                (Sort::Bits(index), Sort::Bits(element)) => Ok(Sort::Array(index, element)),
                _ => self.wrong(place, "arrays hold bit-vectors and are indexed by bit-vectors here"),
            },
            _ => self.unknown_sort(place),
        }
    }

    /// The sort inside of an array, where no further array may be; so this does not go deeper.
    fn inner(&self, place: Place) -> Result<Sort> {
        let nested = self.node(place).kind == Kind::Open && self.word(self.first(place)?) == Some("Array");
        if nested { self.wrong(place, "arrays of arrays are not read") } else { self.sort(place) }
    }

    fn first(&self, place: Place) -> Result<Place> {
        match self.count(place) {
            0 => self.unknown_sort(place),
            _ => Ok(self.part(place, 0)),
        }
    }

    fn unknown_sort<T>(&self, place: Place) -> Result<T> {
        let found = self.shown(place);
        self.wrong(place, format!("expected Bool, (_ BitVec n), an Array of those or a defined sort, found `{found}`"))
    }
}
