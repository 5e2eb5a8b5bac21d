//! Lifting of statements.

use super::lifter::{Fault, Lift, Lifter, fail};
use super::prim::Prim;
use super::value::{At, Bits, Bool, Int, Val};
use crate::lang::Span;
use crate::lang::ast::{Expr, Ident, Stmt, StmtKind, StopReason};

/// Loops run at most this often.
const PASSES: i128 = 4096;

impl Lifter<'_> {
    /// Statements in order, in a scope of their own; the value of a `return`.
    pub fn block(&mut self, body: &[Stmt]) -> Lift<Option<Val>> {
        let names = self.names.len();
        let result = self.statements(body);
        self.names.truncate(names);
        result
    }

    /// Statements in order, in the scope at hand.
    pub(super) fn statements(&mut self, body: &[Stmt]) -> Lift<Option<Val>> {
        for statement in body {
            if let Some(value) = self.statement(statement)? {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }

    fn statement(&mut self, s: &Stmt) -> Lift<Option<Val>> {
        self.burn(s.span)?;
        match &s.kind {
            StmtKind::Let { names, value } => {
                let value = self.expr(value)?;
                self.bind_all(names, value, s.span)?;
            }
            StmtKind::Var { name, value } => {
                let value = self.expr(value)?;
                self.note_name(&name.name, &value);
                self.names.push((name.name.clone(), value, true));
            }
            StmtKind::Assign { target, value } => {
                let value = self.expr(value)?;
                self.assign(target, value)?;
            }
            StmtKind::For { name, from, to, body } => return self.for_loop(name, from, to, body),
            StmtKind::When { condition, then, otherwise } => return self.when(condition, then, otherwise),
            StmtKind::Return(value) if self.guard.is_some() => {
                return fail(value.span, "return under a condition that registers decide is not supported");
            }
            StmtKind::Return(value) => return self.expr(value).map(Some),
            StmtKind::Stop { reason, condition } => self.stop(*reason, condition, s.span)?,
        }
        Ok(None)
    }

    fn bind_all(&mut self, names: &[Ident], value: Val, span: Span) -> Lift<()> {
        match (names, value) {
            ([name], value) => {
                self.note_name(&name.name, &value);
                self.bind(&name.name, value);
            }
            (names, Val::Tuple(values)) if names.len() == values.len() => {
                for (name, value) in names.iter().zip(values) {
                    self.note_name(&name.name, &value);
                    self.bind(&name.name, value);
                }
            }
            (names, value) => return fail(span, format!("{} names for {}", names.len(), value.describe())),
        }
        Ok(())
    }

    /// Remembers under which name the text speaks of a value, for reports.
    pub(super) fn note_name(&mut self, name: &str, value: &Val) {
        if self.record != Some(self.depth) {
            return;
        }
        if let Val::Bits(Bits { at: At::Slot(slot), .. }) = value {
            let loops: Vec<String> = self.loops.iter().map(|(n, at)| format!("{n} = {at}")).collect();
            let place = match name.ends_with(']') || loops.is_empty() {
                true => name.to_string(),
                false => format!("{name} ({})", loops.join(", ")),
            };
            self.ops.names.push((place, *slot));
        } else if let Val::Array(elements) = value {
            for (n, element) in elements.iter().enumerate() {
                self.note_name(&format!("{name}[{n}]"), element);
            }
        }
    }

    fn for_loop(&mut self, name: &Ident, from: &Expr, to: &Expr, body: &[Stmt]) -> Lift<Option<Val>> {
        let (first, last) = (self.known_expr(from, "a loop's bound")?, self.known_expr(to, "a loop's bound")?);
        if last.saturating_sub(first) >= PASSES {
            return fail(to.span, format!("a loop of more than {PASSES} passes"));
        }
        for n in first..=last {
            let names = self.names.len();
            self.bind(&name.name, Val::Int(Int::Known(n)));
            self.loops.push((name.name.clone(), n));
            let result = self.block(body);
            self.loops.pop();
            self.names.truncate(names);
            if let Some(value) = result? {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }

    fn when(&mut self, condition: &Expr, then: &[Stmt], otherwise: &[Stmt]) -> Lift<Option<Val>> {
        let value = self.bool_expr(condition)?;
        let bit = match self.truth(value, condition.span)? {
            Ok(true) => return self.block(then),
            Ok(false) => return self.block(otherwise),
            Err(bit) => bit,
        };
        let before = self.guard;
        let not = self.prim(Prim::Not, 1, &[bit]);
        for (bit, body) in [(bit, then), (not, otherwise)] {
            self.guard = Some(match before {
                Some(guard) => self.prim(Prim::And, 1, &[guard, bit]),
                None => bit,
            });
            let result = self.block(body);
            self.guard = before;
            result?;
        }
        Ok(None)
    }

    /// `undefined when c` and its kind. While fields are unknown the case is left open: it is no matter of widths,
    /// except that what follows may rely on it, so a simple test is split on.
    fn stop(&mut self, reason: StopReason, condition: &Expr, span: Span) -> Lift<()> {
        match self.bool_expr(condition)? {
            Bool::Known(true) => Err(Fault::Stop(reason, span)),
            Bool::Known(false) => Ok(()),
            Bool::Open { deps, test: None } if !deps.runtime && self.too_wide(deps.fields) => Ok(()),
            value => match self.truth(value, condition.span)? {
                Ok(true) => Err(Fault::Stop(reason, span)),
                Ok(false) => Ok(()),
                Err(_) => fail(condition.span, "an encoding's meaning must not depend on registers"),
            },
        }
    }

    fn too_wide(&self, fields: u32) -> bool {
        let open = (0..self.fields.len()).filter(|n| fields >> n & 1 == 1);
        open.map(|n| self.fields[n].width as u32).sum::<u32>() > 8
    }
}
