//! Truths, equations and choices.

use super::apply::Outcome;
use super::{Reader, Value};
use crate::lift::prim::Prim;
use crate::term::TermId;

impl Reader<'_> {
    /// An operator of the theory that all logics share.
    pub(super) fn core(&mut self, name: &str, arguments: Vec<Value>) -> Outcome {
        match name {
            "=" => self.equal(&arguments),
            "distinct" => self.distinct(&arguments),
            "ite" => self.choice(&arguments),
            _ => {
                let truths = arguments.iter().map(|argument| match argument {
                    Value::Bool(id) => Ok(*id),
                    Value::SameArrays(..) => Err(nested()),
                    other => Err(format!("`{name}` takes truths (Bool), found {}", other.sort())),
                });
                self.truth(name, &truths.collect::<Result<Vec<TermId>, String>>()?)
            }
        }
    }

    fn truth(&mut self, name: &str, truths: &[TermId]) -> Outcome {
        let terms = &mut self.terms;
        let (Some((&first, rest)), Some((&last, before))) = (truths.split_first(), truths.split_last()) else {
            return Err(format!("`{name}` needs arguments"));
        };
        let least = if name == "not" || name == "and" || name == "or" { 1 } else { 2 };
        if truths.len() < least || (name == "not" && truths.len() > 1) {
            return Err(format!("`{name}` does not take {} arguments", truths.len()));
        }
        let mut fold = |prim| rest.iter().fold(first, |all, &truth| terms.binary(prim, all, truth));
        Ok(Value::Bool(match name {
            "not" => terms.not(first),
            "and" => fold(Prim::And),
            "or" => fold(Prim::Or),
            "xor" => fold(Prim::Eor),
            // From the right: a => (b => c).
            _ => before.iter().rev().fold(last, |then, &when| {
                let never = terms.not(when);
                terms.binary(Prim::Or, never, then)
            }),
        }))
    }

    fn pair(&mut self, a: &Value, b: &Value) -> Result<TermId, String> {
        match (a, b) {
            (Value::SameArrays(..), _) | (_, Value::SameArrays(..)) => Err(nested()),
            (Value::Bool(a), Value::Bool(b)) => Ok(self.terms.equal(*a, *b)),
            (Value::Bits(a), Value::Bits(b)) if a.width == b.width => {
                self.charge(a.limbs.len() as u64)?;
                Ok(a.equal(&mut self.terms, b))
            }
            (Value::Array(..), Value::Array(..)) if a.sort() == b.sort() => Err(nested()),
            _ => Err(format!("both sides must be of one sort, found {} and {}", a.sort(), b.sort())),
        }
    }

    fn equal(&mut self, arguments: &[Value]) -> Outcome {
        if let [Value::Array(a, sort), Value::Array(b, other)] = arguments
            && sort == other
        {
            return Ok(Value::SameArrays(*a, *b));
        }
        if arguments.len() < 2 {
            return Err("`=` needs two arguments".into());
        }
        let mut all = self.terms.constant(1, 1);
        for pair in arguments.windows(2) {
            let same = self.pair(&pair[0], &pair[1])?;
            all = if arguments.len() == 2 { same } else { self.terms.binary(Prim::And, all, same) };
        }
        Ok(Value::Bool(all))
    }

    fn distinct(&mut self, arguments: &[Value]) -> Outcome {
        if arguments.len() < 2 {
            return Err("`distinct` needs two arguments".into());
        }
        let mut all = None;
        for (n, a) in arguments.iter().enumerate() {
            for b in &arguments[n + 1..] {
                self.charge(1)?;
                let same = self.pair(a, b)?;
                let differ = self.terms.not(same);
                all = Some(all.map_or(differ, |all| self.terms.binary(Prim::And, all, differ)));
            }
        }
        Ok(Value::Bool(all.expect("a pair")))
    }

    fn choice(&mut self, arguments: &[Value]) -> Outcome {
        let [Value::Bool(condition), then, otherwise] = arguments else {
            return Err("`ite` takes a truth (Bool) and two values".into());
        };
        match (then, otherwise) {
            (Value::SameArrays(..), _) | (_, Value::SameArrays(..)) => Err(nested()),
            (Value::Bool(a), Value::Bool(b)) => Ok(Value::Bool(self.terms.prim(Prim::Select, 1, [*condition, *a, *b]))),
            (Value::Bits(a), Value::Bits(b)) if a.width == b.width => {
                self.charge(a.limbs.len() as u64)?;
                Ok(Value::Bits(a.select(&mut self.terms, *condition, b)))
            }
            (Value::Array(a, sort), Value::Array(b, other)) if sort == other => {
                Ok(Value::Array(self.arrays.choice(*condition, *a, *b), *sort))
            }
            _ => Err(format!("both values must be of one sort, found {} and {}", then.sort(), otherwise.sort())),
        }
    }
}

fn nested() -> String {
    "arrays are compared only in (assert (= a b)), as the definition of a declared array; compare elements".into()
}
