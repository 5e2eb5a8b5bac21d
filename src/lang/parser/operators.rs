//! The binary operators: spelling, how tightly each binds, and which need parentheses side by side.

use super::super::ast::BinaryOp::{self, *};

/// Operators that bind alike, loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    Or,
    And,
    Comparison,
    Concat,
    Append,
    Bitwise,
    Sum,
    Product,
    Shift,
}

/// Every binary operator.
#[rustfmt::skip]
const ALL: [BinaryOp; 20] = [
    Add, Sub, Mul, Div, Mod, ShiftLeft, ShiftRight, And, Or, Eor, Concat, Append,
    Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual, LogicalAnd, LogicalOr,
];

fn describe(op: BinaryOp) -> (&'static str, Family) {
    match op {
        Add => ("+", Family::Sum),
        Sub => ("-", Family::Sum),
        Mul => ("*", Family::Product),
        Div => ("DIV", Family::Product),
        Mod => ("MOD", Family::Product),
        ShiftLeft => ("<<", Family::Shift),
        ShiftRight => (">>", Family::Shift),
        And => ("AND", Family::Bitwise),
        Or => ("OR", Family::Bitwise),
        Eor => ("EOR", Family::Bitwise),
        Concat => ("::", Family::Concat),
        Append => ("++", Family::Append),
        Equal => ("==", Family::Comparison),
        NotEqual => ("!=", Family::Comparison),
        Less => ("<", Family::Comparison),
        LessEqual => ("<=", Family::Comparison),
        Greater => (">", Family::Comparison),
        GreaterEqual => (">=", Family::Comparison),
        LogicalAnd => ("&&", Family::And),
        LogicalOr => ("||", Family::Or),
    }
}

pub fn spelling(op: BinaryOp) -> &'static str {
    describe(op).0
}

/// How tightly an operator binds, from 1.
pub fn level(op: BinaryOp) -> u8 {
    describe(op).1 as u8 + 1
}

pub fn from_spelling(mark: &str) -> Option<BinaryOp> {
    ALL.into_iter().find(|&op| spelling(op) == mark)
}

/// Whether one may not be a direct operand of the other, either way round, without parentheses.
pub fn clash(a: BinaryOp, b: BinaryOp) -> bool {
    let (x, y) = (describe(a).1, describe(b).1);
    match (x.min(y), x.max(y)) {
        (Family::Or, other) => other == Family::And,
        (Family::Comparison, other) => other == Family::Comparison,
        (Family::Concat | Family::Append, _) => x != y && x.min(y) > Family::Comparison,
        (Family::Bitwise, _) => a != b,
        (Family::Sum | Family::Product, other) => other == Family::Shift,
        (Family::And | Family::Shift, _) => false,
    }
}

/// What to say about two operators that clash.
pub fn clash_message(a: BinaryOp, b: BinaryOp) -> String {
    if describe(a).1 == Family::Comparison {
        return "comparisons do not chain: join two of them with &&".into();
    }
    format!("'{}' and '{}' side by side need parentheses: neither binds tighter", spelling(a), spelling(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(a: &str, b: &str, expect: bool) {
        let (x, y) = (from_spelling(a).unwrap(), from_spelling(b).unwrap());
        assert_eq!((clash(x, y), clash(y, x)), (expect, expect), "{a} {b}");
    }

    #[test]
    fn clashes() {
        for (a, b) in [("||", "&&"), ("==", "<"), ("==", "=="), ("::", "++"), ("::", "+"), ("AND", "OR")] {
            check(a, b, true);
        }
        for (a, b) in [("AND", "+"), ("EOR", "<<"), ("<<", "+"), (">>", "MOD"), ("++", "*")] {
            check(a, b, true);
        }
        for (a, b) in [("+", "-"), ("+", "*"), ("::", "::"), ("AND", "AND"), ("<<", "=="), ("||", "=="), ("&&", "&&")] {
            check(a, b, false);
        }
    }

    #[test]
    fn spellings_are_distinct() {
        assert!(ALL.into_iter().all(|op| from_spelling(spelling(op)) == Some(op)));
    }
}
