//! The values of leaves in a solver's answer to `get-value`.

use crate::smt::bits::constant::bytes;
use rsmt2::SmtRes;
use rsmt2::parse::{ExprParser, SmtParser, ValueParser};

/// What the n-th leaf is called in the script.
pub fn name(n: usize) -> String {
    format!("vambrace.leaf.{n}")
}

/// Reads the values of so many leaves; all must be there.
pub fn parse(text: &str, leaves: usize) -> Result<Vec<u128>, String> {
    let mut parser = SmtParser::of_str(text);
    let pairs: Vec<(usize, u128)> = parser.get_values(Values, ()).map_err(|error| error.to_string())?;
    let mut values = vec![None; leaves];
    for (n, value) in pairs {
        *values.get_mut(n).ok_or("a value of something else")? = Some(value);
    }
    values.into_iter().collect::<Option<Vec<u128>>>().ok_or("a value is missing".into())
}

/// Reads our names and constants of up to 128 bits.
#[derive(Clone, Copy)]
struct Values;

impl ExprParser<usize, (), &str> for Values {
    fn parse_expr(self, text: &str, (): ()) -> SmtRes<usize> {
        let name = text.trim().trim_matches('|');
        let number = name.strip_prefix("vambrace.leaf.").and_then(|number| number.parse().ok());
        number.ok_or_else(|| format!("expected a leaf, found `{text}`").into())
    }
}

impl ValueParser<u128, &str> for Values {
    fn parse_value(self, text: &str) -> SmtRes<u128> {
        constant(text.trim()).ok_or_else(|| format!("expected a constant, found `{text}`").into())
    }
}

fn constant(text: &str) -> Option<u128> {
    let (digits, base) = match (text.get(..2)?, text.get(2..)?) {
        ("#x", digits) => (digits, 16),
        ("#b", digits) => (digits, 2),
        _ => (text.strip_prefix("(_ bv")?.split_whitespace().next()?, 10),
    };
    let bytes = if digits.is_empty() || digits.len() > 128 { None } else { bytes(digits, base) }?;
    let value = bytes.iter().rev().try_fold(0u128, |all, &byte| Some(all.checked_mul(256)? | u128::from(byte)))?;
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<Vec<u128>>) {
        assert_eq!(parse(text, 2).ok(), expected, "{text}");
    }

    #[test]
    fn values_in_every_notation() {
        check("((vambrace.leaf.0 #x0f)\n (|vambrace.leaf.1| #b101))", Some(vec![15, 5]));
        check("((vambrace.leaf.1 (_ bv7 8)) (vambrace.leaf.0 #x00))", Some(vec![0, 7]));
        check("((vambrace.leaf.1 (_ bv7 8)))", None);
        check("((vambrace.leaf.1 #xzz) (vambrace.leaf.0 #x00))", None);
        check("((vambrace.leaf.2 #x00) (vambrace.leaf.0 #x00))", None);
        check("(error \"no model\")", None);
        check("((x #x00) (vambrace.leaf.0 #x00))", None);
        check("()", None);
        check("", None);
    }
}
