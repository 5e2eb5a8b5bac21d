//! Lifting of expressions.

use super::lifter::{Lift, Lifter, fail};
use super::ops::Op;
use super::prim::Prim;
use super::system::System;
use super::value::{Bits, Bool, Int, Seq, Val};
use crate::lang::Span;
use crate::lang::ast::{BinaryOp, Expr, ExprKind, Ident, UnaryOp};

impl Lifter<'_> {
    /// The value of an expression.
    pub fn expr(&mut self, e: &Expr) -> Lift<Val> {
        self.burn(e.span)?;
        match &e.kind {
            ExprKind::Integer(n) => match i128::try_from(*n) {
                Ok(n) => Ok(Val::Int(Int::Known(n))),
                Err(_) => fail(e.span, "integers are below 2^127; write bits for more"),
            },
            ExprKind::Bits { value, width } => Ok(Val::Bits(Bits::known(*width as u8, *value))),
            ExprKind::Boolean(truth) => Ok(Val::Bool(Bool::Known(*truth))),
            ExprKind::Text(text) => Ok(byte_array(text.as_bytes())),
            ExprKind::Name(name) => self.name(name, e.span),
            ExprKind::Call { function, arguments } => self.call(function, arguments, e.span),
            ExprKind::Index { base, arguments } => self.index(base, arguments, e.span),
            ExprKind::Slice { base, hi, lo } => self.slice(base, hi, lo, e.span),
            ExprKind::Range { base, from, to } => self.range(base, from, to, e.span),
            ExprKind::Unary { op, argument } => self.unary(*op, argument),
            ExprKind::Binary { op: op @ (BinaryOp::LogicalAnd | BinaryOp::LogicalOr), left, right } => {
                self.lazy(*op, left, right)
            }
            ExprKind::Binary { op, left, right } => {
                let (a, b) = (self.expr(left)?, self.expr(right)?);
                self.binary(*op, a, b, e.span)
            }
            ExprKind::If { condition, then, otherwise } => self.conditional(condition, then, otherwise, e.span),
            ExprKind::Tuple(parts) => parts.iter().map(|p| self.expr(p)).collect::<Lift<_>>().map(Val::Tuple),
            ExprKind::Array(parts) => {
                Ok(Val::Array(parts.iter().map(|p| self.expr(p)).collect::<Lift<Vec<_>>>()?.into()))
            }
            ExprKind::Address(name) => match self.regions.iter().find(|r| r.name == name.name) {
                Some(region) => Ok(region.address.clone()),
                None => fail(name.span, format!("`{}` is not a region of this proof", name.name)),
            },
            ExprKind::Fold { function, over, from } => self.fold(function, over, from, e.span),
            ExprKind::Forall { .. } => {
                fail(e.span, "`forall` begins an invariant or what is ensured, and is the whole of it")
            }
        }
    }

    /// An expression that must be bits; `what` says which in an error.
    pub(super) fn bits_expr(&mut self, e: &Expr) -> Lift<Bits> {
        match self.expr(e)? {
            Val::Bits(bits) => Ok(bits),
            other => fail(e.span, format!("expected bits, found {}", other.describe())),
        }
    }

    pub(super) fn int_expr(&mut self, e: &Expr) -> Lift<Int> {
        match self.expr(e)? {
            Val::Int(n) => Ok(n),
            other => fail(e.span, format!("expected an integer, found {}", other.describe())),
        }
    }

    /// An expression that must be a truth value.
    pub fn bool_expr(&mut self, e: &Expr) -> Lift<Bool> {
        match self.expr(e)? {
            Val::Bool(b) => Ok(b),
            other => fail(e.span, format!("expected a truth value, found {}", other.describe())),
        }
    }

    pub(super) fn known_expr(&mut self, e: &Expr, what: &str) -> Lift<i128> {
        let value = self.int_expr(e)?;
        self.known(value, e.span, what)
    }

    /// A width in bits, 0 to 128.
    pub(super) fn width_expr(&mut self, e: &Expr) -> Lift<u8> {
        match self.known_expr(e, "a width")? {
            n @ 0..=128 => Ok(n as u8),
            n => fail(e.span, format!("a width of {n} bits; widths are 0 to 128")),
        }
    }

    fn name(&mut self, name: &str, span: Span) -> Lift<Val> {
        if let Some(at) = self.local(name) {
            return Ok(self.names[at].1.clone());
        }
        if let Some((read, width)) = state_read(name) {
            self.machine_allowed(span)?;
            return Ok(Val::Bits(self.read(read, width)));
        }
        if let Some(value) = self.region_value(name)? {
            return Ok(value);
        }
        self.constant(name, span)
    }

    /// The contents of a script's region as they are now.
    fn region_value(&mut self, name: &str) -> Lift<Option<Val>> {
        let Some(region) = self.regions.iter().find(|r| r.name == name).cloned() else { return Ok(None) };
        let (Some(length), Val::Bits(base)) = (region.length, &region.address) else {
            return Ok(Some(match (&region.old, &region.address) {
                (Val::Seq(seq), Val::Bits(base)) if region.writable => Val::Seq(Seq { now: Some(*base), ..*seq }),
                _ => region.old,
            }));
        };
        let bytes = region.element / 8;
        let elements = (0..length).map(|n| {
            let address = self.prim(Prim::Add, 64, &[*base, Bits::known(64, (n * bytes as u32) as u128)]);
            let address = self.slot(address);
            Val::Bits(Bits::slot(region.element, self.ops.push(Op::Load { address, bytes }, region.element)))
        });
        Ok(Some(Val::Array(elements.collect::<Vec<_>>().into())))
    }

    fn constant(&mut self, name: &str, span: Span) -> Lift<Val> {
        if let Some(value) = self.known_constants.get(name) {
            return Ok(value.clone());
        }
        let library = self.library;
        let Some((ty, value)) = library.constants.get(name) else {
            return fail(span, format!("`{name}` is not defined here"));
        };
        let value = self.in_frame(span, |lifter| {
            let value = lifter.expr(value)?;
            lifter.conform(value, ty, span)
        })?;
        self.known_constants.insert(name.to_string(), value.clone());
        Ok(value)
    }

    /// Functions take what they need as arguments: a standard knows no machine, and neither does a shared function.
    pub(super) fn machine_allowed(&self, span: Span) -> Lift<()> {
        match self.depth {
            0 => Ok(()),
            _ => fail(span, "a function must not speak of registers or memory; hand it what it needs"),
        }
    }

    /// A read of machine state; unknown while fields are unknown only in its index, never shared.
    pub(super) fn read(&mut self, op: Op, width: u8) -> Bits {
        Bits::slot(width, self.ops.push(op, width))
    }

    /// A symbolic length, an integer written as a number times 64 unsigned bits.
    pub fn length(&mut self, e: &Expr) -> Lift<(u32, Bits)> {
        if let ExprKind::Binary { op: BinaryOp::Mul, left, right } = &e.kind
            && let Ok(Val::Int(Int::Known(unit @ 1..=0x1_0000))) = self.expr(left)
        {
            return Ok((unit as u32, self.length_count(right)?));
        }
        Ok((1, self.length_count(e)?))
    }

    fn length_count(&mut self, e: &Expr) -> Lift<Bits> {
        match self.expr(e)? {
            Val::Bits(bits) if bits.width == 64 => Ok(bits),
            Val::Int(n @ Int::Known(_)) => self.as_bits(n, 64, e.span),
            other => fail(e.span, format!("expected 64 bits, found {}", other.describe())),
        }
    }

    fn unary(&mut self, op: UnaryOp, argument: &Expr) -> Lift<Val> {
        let value = self.expr(argument)?;
        match (op, value) {
            (UnaryOp::Not, Val::Bits(bits)) => Ok(Val::Bits(self.prim(Prim::Not, bits.width, &[bits]))),
            (UnaryOp::Negate, Val::Bits(bits)) => {
                Ok(Val::Bits(self.prim(Prim::Sub, bits.width, &[Bits::known(bits.width, 0), bits])))
            }
            (UnaryOp::Negate, Val::Int(n)) => {
                self.binary(BinaryOp::Sub, Val::Int(Int::Known(0)), Val::Int(n), argument.span)
            }
            (UnaryOp::LogicalNot, Val::Bool(b)) => Ok(Val::Bool(self.logical_not(b))),
            (_, other) => fail(argument.span, format!("this operator does not apply to {}", other.describe())),
        }
    }

    fn logical_not(&mut self, b: Bool) -> Bool {
        let bit = self.bool_bit(b);
        let bit = self.prim(Prim::Not, 1, &[bit]);
        self.bit_bool(bit)
    }

    fn lazy(&mut self, op: BinaryOp, left: &Expr, right: &Expr) -> Lift<Val> {
        let left_value = self.bool_expr(left)?;
        let and = op == BinaryOp::LogicalAnd;
        match self.truth(left_value, left.span)? {
            Ok(truth) if truth != and => Ok(Val::Bool(Bool::Known(truth))),
            Ok(_) => self.bool_expr(right).map(Val::Bool),
            Err(bit) => {
                let right_value = self.bool_expr(right)?;
                let right_bit = self.bool_bit(right_value);
                let both = self.prim(if and { Prim::And } else { Prim::Or }, 1, &[bit, right_bit]);
                Ok(Val::Bool(self.bit_bool(both)))
            }
        }
    }

    fn conditional(&mut self, condition: &Expr, then: &Expr, otherwise: &Expr, span: Span) -> Lift<Val> {
        let value = self.bool_expr(condition)?;
        match self.truth(value, condition.span)? {
            Ok(true) => self.expr(then),
            Ok(false) => self.expr(otherwise),
            Err(bit) => {
                let (a, b) = (self.expr(then)?, self.expr(otherwise)?);
                self.select(bit, a, b, span)
            }
        }
    }

    /// `if bit then a else b`, part by part.
    pub(super) fn select(&mut self, bit: Bits, a: Val, b: Val, span: Span) -> Lift<Val> {
        match (a, b) {
            (Val::Bits(a), Val::Bits(b)) if a.width == b.width => {
                Ok(Val::Bits(self.prim(Prim::Select, a.width, &[bit, a, b])))
            }
            (Val::Bits(a), Val::Int(b)) => {
                let b = self.as_bits(b, a.width, span)?;
                Ok(Val::Bits(self.prim(Prim::Select, a.width, &[bit, a, b])))
            }
            (Val::Bool(a), Val::Bool(b)) => {
                let (a, b) = (self.bool_bit(a), self.bool_bit(b));
                let chosen = self.prim(Prim::Select, 1, &[bit, a, b]);
                Ok(Val::Bool(self.bit_bool(chosen)))
            }
            (Val::Tuple(a), Val::Tuple(b)) if a.len() == b.len() => {
                a.into_iter().zip(b).map(|(a, b)| self.select(bit, a, b, span)).collect::<Lift<_>>().map(Val::Tuple)
            }
            (Val::Array(a), Val::Array(b)) if a.len() == b.len() => {
                let parts = a.iter().zip(b.iter()).map(|(a, b)| self.select(bit, a.clone(), b.clone(), span));
                Ok(Val::Array(parts.collect::<Lift<Vec<_>>>()?.into()))
            }
            (a, b) if a == b => Ok(a),
            (a, b) => fail(span, format!("the branches are {} and {}", a.describe(), b.describe())),
        }
    }

    fn fold(&mut self, function: &Ident, over: &Expr, from: &Expr, span: Span) -> Lift<Val> {
        let mut state = self.expr(from)?;
        match self.expr(over)? {
            Val::Array(elements) => {
                for element in elements.iter() {
                    state = self.apply(&function.name, vec![state, element.clone()], function.span)?;
                }
                Ok(state)
            }
            Val::Blocks(Seq { now: Some(_), .. }, _) => {
                fail(over.span, "a fold reads what a region of symbolic length held on entry; use old(...)")
            }
            Val::Blocks(seq, chunk) => self.symbolic_fold(function, seq, chunk, state, span),
            other => fail(over.span, format!("fold needs an array or blocks, found {}", other.describe())),
        }
    }
}

/// Bytes as an array of 8 bits each.
pub(super) fn byte_array(bytes: &[u8]) -> Val {
    Val::Array(bytes.iter().map(|&b| Val::Bits(Bits::known(8, b as u128))).collect::<Vec<_>>().into())
}

/// The operation that reads a part of the state that has a name, and its width in bits.
pub(super) fn state_read(name: &str) -> Option<(Op, u8)> {
    Some(match name {
        "SP" => (Op::ReadSp, 64),
        "PC" => (Op::ReadPc, 64),
        "NZCV" => (Op::ReadNzcv, 4),
        _ => {
            let register = System::named(name)?;
            (Op::ReadSystem(register), register.width())
        }
    })
}
