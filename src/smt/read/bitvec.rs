//! Operators on bit-vectors.

use super::apply::Outcome;
use super::{Reader, Value};
use crate::lift::prim::Prim;
use crate::smt::bits::{Bits, WIDEST};

/// Wider quotients would be circuits of many millions of terms.
const DIVIDED: u32 = 4096;

const NAMES: [&str; 29] = [
    "bvnot", "bvneg", "bvand", "bvor", "bvxor", "bvnand", "bvnor", "bvxnor", "bvadd", "bvsub", "bvmul", "bvudiv",
    "bvurem", "bvsdiv", "bvsrem", "bvsmod", "bvshl", "bvlshr", "bvashr", "concat", "bvcomp", "bvult", "bvule", "bvugt",
    "bvuge", "bvslt", "bvsle", "bvsgt", "bvsge",
];

/// Whether this is an operator on vectors alone.
pub(super) fn is_operator(name: &str) -> bool {
    NAMES.contains(&name)
}

impl Reader<'_> {
    /// An operator whose operands are vectors, at least one.
    pub(super) fn vector(&mut self, name: &str, vectors: &[Bits]) -> Outcome {
        self.check_vectors(name, vectors)?;
        self.charge(cost(name, vectors))?;
        let terms = &mut self.terms;
        let (first, rest) = (&vectors[0], &vectors[1..]);
        let last = &vectors[vectors.len() - 1];
        let mut fold = |f: Fold| rest.iter().fold(first.clone(), |all, other| f(terms, &all, other));
        Ok(Value::Bits(match name {
            "bvand" => fold(&mut |t, a, b| a.bitwise(t, Prim::And, b)),
            "bvor" => fold(&mut |t, a, b| a.bitwise(t, Prim::Or, b)),
            "bvxor" => fold(&mut |t, a, b| a.bitwise(t, Prim::Eor, b)),
            "bvadd" => fold(&mut |t, a, b| a.add(t, b)),
            "bvmul" => fold(&mut |t, a, b| a.mul(t, b)),
            "concat" => fold(&mut |t, a, b| a.concat(t, b)),
            "bvnot" => first.not(terms),
            "bvneg" => first.negate(terms),
            "bvnand" => first.bitwise(terms, Prim::And, last).not(terms),
            "bvnor" => first.bitwise(terms, Prim::Or, last).not(terms),
            "bvxnor" => first.bitwise(terms, Prim::Eor, last).not(terms),
            "bvsub" => first.sub(terms, last),
            "bvudiv" => first.divide(terms, last).0,
            "bvurem" => first.divide(terms, last).1,
            "bvsdiv" => first.signed_divide(terms, last).0,
            "bvsrem" => first.signed_divide(terms, last).1,
            "bvsmod" => first.signed_modulo(terms, last),
            "bvshl" => first.shift(terms, Prim::Shl, last),
            "bvlshr" => first.shift(terms, Prim::Lsr, last),
            "bvashr" => first.shift(terms, Prim::Asr, last),
            "bvcomp" => {
                let same = first.equal(terms, last);
                Bits::single(terms, same)
            }
            _ => return self.compare(name, first, last),
        }))
    }

    fn compare(&mut self, name: &str, a: &Bits, b: &Bits) -> Outcome {
        let terms = &mut self.terms;
        Ok(Value::Bool(match name {
            "bvult" => a.below(terms, b),
            "bvugt" => b.below(terms, a),
            "bvslt" => a.signed_below(terms, b),
            "bvsgt" => b.signed_below(terms, a),
            "bvule" | "bvuge" => {
                let above = if name == "bvule" { b.below(terms, a) } else { a.below(terms, b) };
                terms.not(above)
            }
            "bvsle" | "bvsge" => {
                let above = if name == "bvsle" { b.signed_below(terms, a) } else { a.signed_below(terms, b) };
                terms.not(above)
            }
            _ => return Err(format!("`{name}` is not read")),
        }))
    }

    fn check_vectors(&self, name: &str, vectors: &[Bits]) -> Result<(), String> {
        let (least, most) = match name {
            "bvnot" | "bvneg" => (1, 1),
            "bvand" | "bvor" | "bvxor" | "bvadd" | "bvmul" | "concat" => (2, usize::MAX),
            _ => (2, 2),
        };
        let widths: Vec<u32> = vectors.iter().map(|bits| bits.width).collect();
        if vectors.len() < least || vectors.len() > most {
            return Err(format!("`{name}` does not take {} arguments", vectors.len()));
        }
        if name == "concat" {
            let width = widths.iter().map(|&width| u64::from(width)).sum::<u64>();
            return if width <= WIDEST.into() { Ok(()) } else { Err(too_wide()) };
        }
        match widths.iter().find(|&&width| width != widths[0]) {
            Some(other) => Err(format!("`{name}` takes vectors of one width, found {} and {other} bits", widths[0])),
            None if is_division(name) && widths[0] > DIVIDED => {
                Err(format!("divisions have at most {DIVIDED} bits here"))
            }
            None => Ok(()),
        }
    }
}

type Fold<'f> = &'f mut dyn FnMut(&mut crate::term::Terms, &Bits, &Bits) -> Bits;

fn is_division(name: &str) -> bool {
    matches!(name, "bvudiv" | "bvurem" | "bvsdiv" | "bvsrem" | "bvsmod")
}

/// The message for a vector that is too wide.
pub(super) fn too_wide() -> String {
    format!("bit-vectors have at most {WIDEST} bits here")
}

/// About how many terms it makes.
fn cost(name: &str, vectors: &[Bits]) -> u64 {
    let (width, limbs) = (u64::from(vectors[0].width), vectors[0].limbs.len() as u64);
    let each = match name {
        "bvmul" => 4 * limbs * limbs,
        "concat" => vectors.iter().map(|bits| bits.limbs.len() as u64).sum(),
        name if is_division(name) => 8 * width * limbs,
        _ => 8 * limbs,
    };
    each * vectors.len() as u64
}
