//! Names and constants.

use super::error::Result;
use super::lexer::Kind;
use super::{Meaning, Place, Reader, Value};
use crate::smt::bits::constant::{bytes, fits};
use crate::smt::bits::{Bits, WIDEST};

impl Reader<'_> {
    /// A name or a constant.
    pub(super) fn leaf(&mut self, place: Place) -> Result<Value> {
        let node = self.node(place);
        let text = &self.text[node.start as usize..node.end as usize];
        match node.kind {
            Kind::Symbol => self.named_value(place, text),
            Kind::Hex => self.digits(place, text, 16),
            Kind::Binary => self.digits(place, text, 2),
            _ => self.wrong(place, format!("expected a term, found `{}`", self.shown(place))),
        }
    }

    fn named_value(&mut self, place: Place, name: &str) -> Result<Value> {
        if let Some((frame, value)) = self.locals.get(name).and_then(|bound| bound.last())
            && *frame == self.frame
        {
            return Ok(value.clone());
        }
        match (self.names.get(name), name) {
            (Some(Meaning::Value(value)), _) => Ok(value.clone()),
            (Some(_), _) => self.wrong(place, format!("`{name}` is a function; give it its arguments")),
            (None, "true" | "false") => Ok(Value::Bool(self.terms.constant(1, u128::from(name == "true")))),
            (None, _) => self.wrong(place, format!("nothing is called `{name}` here; declare it above")),
        }
    }

    fn digits(&mut self, place: Place, text: &str, base: u32) -> Result<Value> {
        let width = text.len() as u64 * u64::from(base.trailing_zeros());
        if width > u64::from(WIDEST) {
            return self.wrong(place, format!("bit-vectors have at most {} bits here", WIDEST));
        }
        let bytes = bytes(text, base).unwrap_or_default();
        Ok(Value::Bits(Bits::of_bytes(&mut self.terms, width as u32, &bytes)))
    }

    /// `(_ bv5 8)`.
    pub(super) fn decimal(&mut self, place: Place) -> Result<Value> {
        self.expect_parts(place, 3, "a term such as (_ bv5 8)")?;
        let (at, width) = (self.part(place, 1), self.width(self.part(place, 2))?);
        let digits = self.word(at).and_then(|word| word.strip_prefix("bv")).filter(|digits| !digits.is_empty());
        // The widest number has 4,933 digits.
        let number = digits.filter(|digits| digits.len() < 5_000).and_then(|digits| bytes(digits, 10));
        match number {
            Some(bytes) if fits(&bytes, width) => Ok(Value::Bits(Bits::of_bytes(&mut self.terms, width, &bytes))),
            Some(_) => self.wrong(at, format!("this number does not fit into {width} bits")),
            None => self.wrong(at, format!("expected a constant such as bv5, found `{}`", self.shown(at))),
        }
    }
}
