//! Lifting of what has brackets: registers, memory, elements, slices, ranges, and tables.

use super::lifter::{Lift, Lifter, fail};
use super::ops::{Op, Table};
use super::value::{At, Bits, Deps, Int, Val};
use crate::lang::Span;
use crate::lang::ast::{Expr, ExprKind};
use std::sync::Arc;

impl Lifter<'_> {
    pub(super) fn index(&mut self, base: &Expr, arguments: &[Expr], span: Span) -> Lift<Val> {
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
            (Val::Seq(seq), at) => {
                let at = self.offset(at, n.span)?;
                return Ok(self.contents(*seq, at, 1, span).remove(0));
            }
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

    pub(super) fn slice(&mut self, base: &Expr, hi: &Expr, lo: &Expr, span: Span) -> Lift<Val> {
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
    pub(super) fn range(&mut self, base: &Expr, from: &Expr, to: &Expr, span: Span) -> Lift<Val> {
        let value = self.expr(base)?;
        if let Val::Seq(seq) = value {
            return self.range_of_bytes(seq, from, to, span);
        }
        let from = self.known_expr(from, "the start of a range")?;
        let Val::Array(elements) = value else {
            return fail(base.span, format!("expected an array, found {}", value.describe()));
        };
        let to = self.known_expr(to, "the end of a range")?;
        match usize::try_from(from).ok().zip(usize::try_from(to).ok()).and_then(|(a, b)| elements.get(a..b)) {
            Some(part) => Ok(Val::Array(part.to_vec().into())),
            None => fail(span, format!("[{from} .. {to}] of an array of {}", elements.len())),
        }
    }
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
