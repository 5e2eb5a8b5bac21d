//! Operators on bits, integers and truth values.

use super::lifter::{Lift, Lifter, fail};
use super::prim::{Prim, mask};
use super::value::{At, Bits, Bool, Deps, Int, Val};
use crate::lang::Span;
use crate::lang::ast::BinaryOp;

fn operator(op: BinaryOp) -> &'static str {
    use BinaryOp::*;
    match op {
        Add => "+",
        Sub => "-",
        Mul => "*",
        Div => "DIV",
        Mod => "MOD",
        ShiftLeft => "<<",
        ShiftRight => ">>",
        And => "AND",
        Or => "OR",
        Eor => "EOR",
        Concat => "::",
        Append => "++",
        Equal => "==",
        NotEqual => "!=",
        Less => "<",
        LessEqual => "<=",
        Greater => ">",
        GreaterEqual => ">=",
        LogicalAnd => "&&",
        LogicalOr => "||",
    }
}

impl Lifter<'_> {
    /// A binary operator on two values, except the lazy `&&` and `||`.
    pub(super) fn binary(&mut self, op: BinaryOp, a: Val, b: Val, span: Span) -> Lift<Val> {
        use BinaryOp::*;
        match (op, a, b) {
            (Concat, Val::Bits(a), Val::Bits(b)) => self.concat(a, b, span).map(Val::Bits),
            (Append, Val::Array(a), Val::Array(b)) => {
                Ok(Val::Array(a.iter().chain(b.iter()).cloned().collect::<Vec<_>>().into()))
            }
            (ShiftLeft | ShiftRight, Val::Bits(a), Val::Int(n)) => self.shift(op, a, n, span).map(Val::Bits),
            (_, Val::Int(a), Val::Int(b)) => self.integers(op, a, b, span),
            (_, Val::Bits(a), Val::Bits(b)) if a.width == b.width => self.bits(op, a, b, span),
            (_, Val::Bits(a), Val::Int(b)) => {
                let b = self.as_bits(b, a.width, span)?;
                self.bits(op, a, b, span)
            }
            (_, Val::Int(a), Val::Bits(b)) => {
                let a = self.as_bits(a, b.width, span)?;
                self.bits(op, a, b, span)
            }
            (Equal | NotEqual, Val::Bool(a), Val::Bool(b)) => {
                let (a, b) = (self.bool_bit(a), self.bool_bit(b));
                self.bits(op, a, b, span)
            }
            (Equal | NotEqual, Val::Array(a), Val::Array(b)) => self.arrays_equal(op == NotEqual, &a, &b, span),
            (_, a, b) => fail(span, format!("{} between {} and {}", operator(op), a.describe(), b.describe())),
        }
    }

    fn arrays_equal(&mut self, negate: bool, a: &[Val], b: &[Val], span: Span) -> Lift<Val> {
        if a.len() != b.len() {
            return fail(span, format!("== between arrays of {} and of {} elements", a.len(), b.len()));
        }
        let mut all = Bits::known(1, 1);
        for (a, b) in a.iter().zip(b) {
            let Val::Bool(same) = self.binary(BinaryOp::Equal, a.clone(), b.clone(), span)? else {
                return fail(span, "these elements cannot be compared");
            };
            let same = self.bool_bit(same);
            all = self.prim(Prim::And, 1, &[all, same]);
        }
        let all = if negate { self.prim(Prim::Not, 1, &[all]) } else { all };
        Ok(Val::Bool(self.bit_bool(all)))
    }

    fn concat(&mut self, a: Bits, b: Bits, span: Span) -> Lift<Bits> {
        let width = a.width as u32 + b.width as u32;
        if width > 128 {
            return fail(span, format!(":: makes {width} bits; at most 128 are supported"));
        }
        if b.width == 0 || a.width == 0 {
            return Ok(if a.width == 0 { b } else { a });
        }
        Ok(self.prim(Prim::Concat, width as u8, &[a, b]))
    }

    fn shift(&mut self, op: BinaryOp, a: Bits, by: Int, span: Span) -> Lift<Bits> {
        let prim = if op == BinaryOp::ShiftLeft { Prim::Shl } else { Prim::Lsr };
        self.shift_by(prim, a, by, span)
    }

    /// A shift or rotation by an integer that is not negative.
    pub(super) fn shift_by(&mut self, prim: Prim, a: Bits, by: Int, span: Span) -> Lift<Bits> {
        if a.width == 0 {
            return fail(span, "a shift or rotation of no bits");
        }
        let by = match by {
            Int::Known(0) => return Ok(a),
            Int::Known(n) if n < 0 => return fail(span, format!("shift by {n}; it must not be negative")),
            Int::Known(n) if n > 127 && prim == Prim::Ror => Bits::known(8, (n % a.width as i128) as u128),
            Int::Known(n) => Bits::known(8, n.min(255) as u128),
            Int::Slot { slot, width } => Bits::slot(width, slot),
            Int::Open { deps, .. } => Bits::open(8, deps),
        };
        Ok(self.prim(prim, a.width, &[a, by]))
    }

    fn bits(&mut self, op: BinaryOp, a: Bits, b: Bits, span: Span) -> Lift<Val> {
        use BinaryOp::*;
        if a.width == 0 {
            return fail(span, format!("{} on values of no bits", operator(op)));
        }
        let prim = match op {
            Add => Prim::Add,
            Sub => Prim::Sub,
            Mul => Prim::Mul,
            And => Prim::And,
            Or => Prim::Or,
            Eor => Prim::Eor,
            Equal | NotEqual | Less | LessEqual | Greater | GreaterEqual => {
                return Ok(Val::Bool(self.compare_bits(op, a, b)));
            }
            _ => return fail(span, format!("{} between {} bits and {} bits", operator(op), a.width, b.width)),
        };
        Ok(Val::Bits(self.prim(prim, a.width, &[a, b])))
    }

    /// Unsigned; a field against a constant is kept as that test.
    fn compare_bits(&mut self, op: BinaryOp, a: Bits, b: Bits) -> Bool {
        if let (BinaryOp::Equal | BinaryOp::NotEqual, Some(field), At::Known(value)) = (op, a.field, b.at) {
            return self.field_test(field, value as u32, op == BinaryOp::NotEqual);
        }
        self.compare(op, a, b, Prim::Ult)
    }

    fn compare(&mut self, op: BinaryOp, a: Bits, b: Bits, less: Prim) -> Bool {
        use BinaryOp::*;
        let (prim, swap, negate) = match op {
            Equal => (Prim::Eq, false, false),
            NotEqual => (Prim::Eq, false, true),
            Less => (less, false, false),
            Greater => (less, true, false),
            LessEqual => (less, true, true),
            _ => (less, false, true),
        };
        let (a, b) = if swap { (b, a) } else { (a, b) };
        let bit = self.prim(prim, 1, &[a, b]);
        let bit = if negate { self.prim(Prim::Not, 1, &[bit]) } else { bit };
        self.bit_bool(bit)
    }

    /// Whether a field has a value, as far as is known.
    fn field_test(&mut self, field: u8, value: u32, negate: bool) -> Bool {
        let excluded = self.fields[field as usize].not.contains(&value);
        if excluded {
            return Bool::Known(negate);
        }
        Bool::Open { deps: Deps { fields: 1 << field, runtime: false }, test: Some((field, value)) }
    }

    fn integers(&mut self, op: BinaryOp, a: Int, b: Int, span: Span) -> Lift<Val> {
        match (a, b) {
            (Int::Known(a), Int::Known(b)) => known_integers(op, a, b, span),
            (Int::Open { field: Some(field), .. }, Int::Known(value))
                if matches!(op, BinaryOp::Equal | BinaryOp::NotEqual) && value >= 0 =>
            {
                Ok(Val::Bool(self.field_test(field, value as u32, op == BinaryOp::NotEqual)))
            }
            _ => self.wide_integers(op, a, b, span),
        }
    }

    /// Integers of which one at least is not known: made wide enough that nothing wraps.
    fn wide_integers(&mut self, op: BinaryOp, a: Int, b: Int, span: Span) -> Lift<Val> {
        use BinaryOp::*;
        let (wa, wb) = (int_width(a), int_width(b));
        let width = match op {
            Add | Sub => wa.max(wb) + 1,
            Mul => wa + wb,
            Equal | NotEqual | Less | LessEqual | Greater | GreaterEqual => wa.max(wb),
            _ => return self.open_integers(op, a, b, span),
        };
        if let Some(deps) = open(a, b) {
            let value = Bits::open(1, deps);
            return Ok(if matches!(op, Add | Sub | Mul) {
                Val::Int(Int::Open { deps, field: None })
            } else {
                Val::Bool(self.bit_bool(value))
            });
        }
        if width > 128 {
            return fail(span, format!("this integer needs {width} bits; at most 128 are supported"));
        }
        let (a, b) = (self.int_bits(a, width), self.int_bits(b, width));
        let prim = match op {
            Add => Prim::Add,
            Sub => Prim::Sub,
            Mul => Prim::Mul,
            _ => return Ok(Val::Bool(self.compare(op, a, b, Prim::Slt))),
        };
        let value = self.prim(prim, width as u8, &[a, b]);
        Ok(Val::Int(self.bits_int(value)))
    }

    /// DIV, MOD and shifts: of fields while checking, never of registers.
    fn open_integers(&mut self, op: BinaryOp, a: Int, b: Int, span: Span) -> Lift<Val> {
        match open(a, b) {
            Some(deps) if !deps.runtime => Ok(Val::Int(Int::Open { deps, field: None })),
            _ => fail(span, format!("{} on integers that depend on registers", operator(op))),
        }
    }

    /// An integer in two's complement of `width` bits, which holds it.
    fn int_bits(&mut self, value: Int, width: u32) -> Bits {
        match value {
            Int::Known(n) => Bits::known(width as u8, n as u128),
            Int::Slot { slot, width: from } => self.sign_extend(Bits::slot(from, slot), width as u8),
            Int::Open { deps, .. } => Bits::open(width as u8, deps),
        }
    }

    pub(super) fn bits_int(&mut self, value: Bits) -> Int {
        match value.at {
            At::Known(n) => Int::Known(super::prim::signed(n, value.width)),
            At::Slot(slot) => Int::Slot { slot, width: value.width },
            At::Open(deps) => Int::Open { deps, field: None },
        }
    }

    /// An integer beside bits: modulo 2 to their width, but a constant must fit, signed or unsigned.
    pub(super) fn as_bits(&mut self, value: Int, width: u8, span: Span) -> Lift<Bits> {
        if let Int::Known(n) = value {
            let fits = width >= 127 || (n >= -(1i128 << width.saturating_sub(1)) && n <= mask(width) as i128);
            return if fits {
                Ok(Bits::known(width, n as u128))
            } else {
                fail(span, format!("{n} does not fit into {width} bits"))
            };
        }
        Ok(self.int_slice(value, width as u32 - 1, 0))
    }

    /// Bits `hi` down to `lo` of an integer's two's complement.
    pub(super) fn int_slice(&mut self, value: Int, hi: u32, lo: u32) -> Bits {
        let wide = self.int_bits(value, int_width(value).max(hi + 1));
        self.extract((hi - lo + 1) as u8, wide, lo as u8)
    }

    /// A truth value as one bit.
    pub fn bool_bit(&mut self, value: Bool) -> Bits {
        match value {
            Bool::Known(truth) => Bits::known(1, truth as u128),
            Bool::Slot(slot) => Bits::slot(1, slot),
            Bool::Open { deps, .. } => Bits::open(1, deps),
        }
    }

    /// One bit as a truth value.
    pub(super) fn bit_bool(&mut self, bit: Bits) -> Bool {
        match bit.at {
            At::Known(value) => Bool::Known(value == 1),
            At::Slot(slot) => Bool::Slot(slot),
            At::Open(deps) => Bool::Open { deps, test: None },
        }
    }
}

fn open(a: Int, b: Int) -> Option<Deps> {
    let deps = |value| match value {
        Int::Known(_) => Deps::default(),
        Int::Slot { .. } => Deps { fields: 0, runtime: true },
        Int::Open { deps, .. } => deps,
    };
    let waits = matches!(a, Int::Open { .. }) || matches!(b, Int::Open { .. });
    waits.then(|| deps(a).and(deps(b)))
}

/// Bits of the two's complement that holds an integer.
fn int_width(value: Int) -> u32 {
    match value {
        Int::Known(n) => 129 - if n < 0 { n.leading_ones() } else { n.leading_zeros() },
        Int::Slot { width, .. } => width as u32,
        Int::Open { .. } => 64,
    }
}

fn known_integers(op: BinaryOp, a: i128, b: i128, span: Span) -> Lift<Val> {
    use BinaryOp::*;
    let value = match op {
        Add => a.checked_add(b),
        Sub => a.checked_sub(b),
        Mul => a.checked_mul(b),
        Div => a.checked_div_euclid(b),
        Mod => a.checked_rem_euclid(b),
        ShiftLeft if (0..64).contains(&b) => a.checked_mul(1i128 << b),
        ShiftRight if (0..127).contains(&b) => Some(a >> b),
        Equal => return Ok(Val::Bool(Bool::Known(a == b))),
        NotEqual => return Ok(Val::Bool(Bool::Known(a != b))),
        Less => return Ok(Val::Bool(Bool::Known(a < b))),
        LessEqual => return Ok(Val::Bool(Bool::Known(a <= b))),
        Greater => return Ok(Val::Bool(Bool::Known(a > b))),
        GreaterEqual => return Ok(Val::Bool(Bool::Known(a >= b))),
        _ => return fail(span, format!("{} between integers", operator(op))),
    };
    match value {
        Some(value) => Ok(Val::Int(Int::Known(value))),
        None => fail(span, format!("{a} {} {b} has no value here", operator(op))),
    }
}
