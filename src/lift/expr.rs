//! Lifting of expressions.

use super::lifter::{Lift, Lifter, fail};
use super::ops::{Op, Table};
use super::prim::Prim;
use super::system::System;
use super::value::{At, Bits, Bool, Deps, Int, Seq, Val};
use crate::lang::Span;
use crate::lang::ast::{BinaryOp, Expr, ExprKind, Ident, UnaryOp};
use std::sync::Arc;

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
        if let Some(value) = self.region_value(name, span)? {
            return Ok(value);
        }
        self.constant(name, span)
    }

    /// The contents of a script's region as they are now.
    fn region_value(&mut self, name: &str, span: Span) -> Lift<Option<Val>> {
        let Some(region) = self.regions.iter().find(|r| r.name == name).cloned() else { return Ok(None) };
        let (Some(length), Val::Bits(base)) = (region.length, &region.address) else {
            return match region.writable {
                true => fail(
                    span,
                    format!("what `{name}` holds now is not supported for a symbolic length; use old({name})"),
                ),
                false => Ok(Some(region.old)),
            };
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

    fn index(&mut self, base: &Expr, arguments: &[Expr], span: Span) -> Lift<Val> {
        if let ExprKind::Name(name) = &base.kind
            && self.local(name).is_none()
        {
            match (name.as_str(), arguments) {
                ("X" | "V", [n]) => return self.register(name, n, if name == "X" { 64 } else { 128 }, span),
                ("X" | "V", [n, width]) => {
                    let width = self.width_expr(width)?;
                    return self.register(name, n, width, span);
                }
                ("Mem", [address, bytes]) => return self.load(address, bytes),
                ("Elem", [vector, e, size]) => {
                    let vector_bits = self.bits_expr(vector)?;
                    let (lo, width) = self.element(vector_bits, e, size, span)?;
                    return Ok(Val::Bits(self.extract(width, vector_bits, lo)));
                }
                ("X" | "V" | "Mem" | "Elem", _) => {
                    return fail(span, format!("{name}[...] has {} arguments here", arguments.len()));
                }
                _ => {}
            }
        }
        let array = self.expr(base)?;
        let [n] = arguments else { return fail(span, "expected one index") };
        let n = match (&array, self.expr(n)?) {
            (Val::Array(elements), Val::Bits(index)) => return self.lookup(base, elements, index, span),
            (_, Val::Int(n)) => self.known(n, span, "an index")?,
            (_, other) => return fail(n.span, format!("expected an integer, found {}", other.describe())),
        };
        match &array {
            Val::Array(elements) => match usize::try_from(n).ok().and_then(|n| elements.get(n)) {
                Some(element) => Ok(element.clone()),
                None => fail(span, format!("index {n} of an array of {}", elements.len())),
            },
            Val::Bits(bits) if (0..bits.width as i128).contains(&n) => Ok(Val::Bits(self.extract(1, *bits, n as u8))),
            other => fail(base.span, format!("index {n} of {}", other.describe())),
        }
    }

    /// `table[index]` for an index of `n` bits into 2 to the `n` constants.
    fn lookup(&mut self, base: &Expr, elements: &[Val], index: Bits, span: Span) -> Lift<Val> {
        if index.width > 16 || elements.len() != 1 << index.width {
            let found = format!("an index of {} bits into an array of {}", index.width, elements.len());
            return fail(span, format!("{found}; an index that is bits needs 2 to the bits elements"));
        }
        if let At::Known(n) = index.at {
            return Ok(elements[n as usize].clone());
        }
        let Some((width, values)) = constants(elements) else {
            return fail(span, "an index that is bits needs an array of constants of one width");
        };
        if let At::Open(deps) = index.at {
            return Ok(Val::Bits(Bits::open(width, deps)));
        }
        let name = if let ExprKind::Name(name) = &base.kind { name.clone() } else { "table".into() };
        let index = self.slot(index);
        let table = self.table(Table { name, width, elements: values });
        Ok(Val::Bits(Bits::slot(width, self.ops.push(Op::Lookup(table, index), width))))
    }

    fn table(&mut self, table: Table) -> u32 {
        let same = self.ops.tables.iter().position(|other| **other == table);
        let n = same.unwrap_or_else(|| {
            self.ops.tables.push(Arc::new(table));
            self.ops.tables.len() - 1
        });
        n as u32
    }

    /// The lowest bit and the width of `Elem[vector, e, size]`.
    pub(super) fn element(&mut self, vector: Bits, e: &Expr, size: &Expr, span: Span) -> Lift<(u8, u8)> {
        let size = self.width_expr(size)? as i128;
        let e = self.known_expr(e, "an element's number")?;
        if size == 0 || e < 0 || e.saturating_add(1).saturating_mul(size) > vector.width as i128 {
            return fail(span, format!("element {e} of {size} bits of a vector of {} bits", vector.width));
        }
        Ok(((e * size) as u8, size as u8))
    }

    fn register(&mut self, file: &str, n: &Expr, width: u8, span: Span) -> Lift<Val> {
        self.machine_allowed(span)?;
        if file == "X" && ![32, 64].contains(&width) {
            return fail(span, format!("X[...] of {width} bits; a general register has 32 or 64"));
        }
        if ![8, 16, 32, 64, 128].contains(&width) {
            return fail(span, format!("V[...] of {width} bits; a vector register has 8, 16, 32, 64 or 128"));
        }
        let full = if file == "X" { 64 } else { 128 };
        let whole = match self.register_number(n)? {
            Err(deps) => Bits::open(full, deps),
            Ok(31) if file == "X" => Bits::known(64, 0),
            Ok(n) if file == "X" => self.read(Op::ReadX(n), 64),
            Ok(n) => self.read(Op::ReadV(n), 128),
        };
        Ok(Val::Bits(self.extract(width, whole, 0)))
    }

    /// A register's number, or the fields that it waits for.
    pub(super) fn register_number(&mut self, n: &Expr) -> Lift<Result<u8, Deps>> {
        match self.int_expr(n)? {
            Int::Known(number @ 0..=31) => Ok(Ok(number as u8)),
            Int::Known(number) => fail(n.span, format!("register {number}; registers are 0 to 31")),
            // Any value of such a field is a register's number; of anything else each value is tried.
            Int::Open { deps, field: Some(field) } if self.fields[field as usize].width <= 5 => {
                Ok(Err(Deps { runtime: true, ..deps }))
            }
            other => self.known(other, n.span, "a register's number").map(|_| unreachable!("it is not known")),
        }
    }

    fn load(&mut self, address: &Expr, bytes: &Expr) -> Lift<Val> {
        let (at, bytes) = self.access(address, bytes)?;
        if let At::Open(deps) = at.at {
            return Ok(Val::Bits(Bits::open(bytes * 8, Deps { runtime: true, ..deps })));
        }
        let address = self.slot(at);
        Ok(Val::Bits(self.read(Op::Load { address, bytes }, bytes * 8)))
    }

    /// The address and the size of `Mem[address, bytes]`.
    pub(super) fn access(&mut self, address: &Expr, bytes: &Expr) -> Lift<(Bits, u8)> {
        self.machine_allowed(address.span)?;
        let at = self.bits_expr(address)?;
        if at.width != 64 {
            return fail(address.span, format!("an address has 64 bits, this has {}", at.width));
        }
        if self.guard.is_some() {
            return fail(address.span, "memory under a condition that registers decide is not supported");
        }
        match self.known_expr(bytes, "the size of an access")? {
            n @ 1..=16 => Ok((at, n as u8)),
            n => fail(bytes.span, format!("an access of {n} bytes; accesses have 1 to 16")),
        }
    }

    fn slice(&mut self, base: &Expr, hi: &Expr, lo: &Expr, span: Span) -> Lift<Val> {
        let base_value = self.expr(base)?;
        let (hi, lo) = (self.known_expr(hi, "a slice")?, self.known_expr(lo, "a slice")?);
        let limit = if let Val::Bits(bits) = &base_value { bits.width as i128 } else { 128 };
        if lo < 0 || hi < lo || hi >= limit {
            let what = base_value.describe();
            return fail(span, format!("[{hi}:{lo}] of {what}; a slice goes from at most {} down to 0", limit - 1));
        }
        match base_value {
            Val::Bits(bits) => Ok(Val::Bits(self.extract((hi - lo + 1) as u8, bits, lo as u8))),
            Val::Int(n) => Ok(Val::Bits(self.int_slice(n, hi as u32, lo as u32))),
            other => fail(base.span, format!("expected bits or an integer, found {}", other.describe())),
        }
    }

    /// `xs[from .. to]`.
    fn range(&mut self, base: &Expr, from: &Expr, to: &Expr, span: Span) -> Lift<Val> {
        let value = self.expr(base)?;
        let from = self.known_expr(from, "the start of a range")?;
        match value {
            Val::Array(elements) => {
                let to = self.known_expr(to, "the end of a range")?;
                match usize::try_from(from).ok().zip(usize::try_from(to).ok()).and_then(|(a, b)| elements.get(a..b)) {
                    Some(part) => Ok(Val::Array(part.to_vec().into())),
                    None => fail(span, format!("[{from} .. {to}] of an array of {}", elements.len())),
                }
            }
            Val::Seq(seq) if from == 0 => self.prefix(seq, to, span),
            Val::Seq(_) => fail(span, "a range of bytes of symbolic length starts at 0"),
            other => fail(base.span, format!("expected an array, found {}", other.describe())),
        }
    }

    /// The first `unit * n` bytes of a region, with the duty to show that it has them.
    fn prefix(&mut self, seq: Seq, to: &Expr, span: Span) -> Lift<Val> {
        let (unit, count) = self.length(to)?;
        if unit != seq.unit {
            return fail(to.span, format!("expected a length written `{} * ...`, as the region's is", seq.unit));
        }
        let beyond = self.prim(Prim::Ult, 1, &[seq.count, count]);
        let within = self.prim(Prim::Not, 1, &[beyond]);
        let within = self.slot(within);
        self.ops.spans.push(span);
        self.ops.push(Op::Assert(within, self.ops.spans.len() as u32 - 1), 0);
        Ok(Val::Seq(Seq { count, ..seq }))
    }

    /// A symbolic length, an integer written as a number times 64 unsigned bits.
    pub fn length(&mut self, e: &Expr) -> Lift<(u32, Bits)> {
        if let ExprKind::Binary { op: BinaryOp::Mul, left, right } = &e.kind
            && let ExprKind::Integer(unit @ 1..=0x1_0000) = left.kind
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

/// The values of constants of one width.
fn constants(elements: &[Val]) -> Option<(u8, Vec<u128>)> {
    let Some(Val::Bits(first)) = elements.first() else { return None };
    let value = |element: &Val| match element {
        Val::Bits(Bits { width, at: At::Known(value), .. }) if *width == first.width => Some(*value),
        _ => None,
    };
    Some((first.width, elements.iter().map(value).collect::<Option<_>>()?))
}
