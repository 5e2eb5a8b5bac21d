//! Calls of functions, the types of their parameters, and folds that stay folded.

use super::lifter::{Lift, Lifter, fail};
use super::ops::{FoldCall, Op};
use super::value::{Bits, Int, Seq, Val};
use crate::lang::Span;
use crate::lang::ast::{Expr, ExprKind, Ident, Type, TypeKind};

/// Calls may nest this deep; there is no recursion, so this only stops one.
const DEPTH: u32 = 40;

impl Lifter<'_> {
    /// A call, of a builtin or of a function of the library.
    pub(super) fn call(&mut self, function: &Ident, arguments: &[Expr], span: Span) -> Lift<Val> {
        if function.name == "old" {
            return self.old(arguments, span);
        }
        let values: Vec<Val> = arguments.iter().map(|a| self.expr(a)).collect::<Lift<_>>()?;
        if super::builtins::NAMES.contains(&function.name.as_str()) {
            return self.builtin(&function.name, &values, span);
        }
        self.apply(&function.name, values, span)
    }

    /// `old(region)`: the contents on entry.
    fn old(&mut self, arguments: &[Expr], span: Span) -> Lift<Val> {
        if let [Expr { kind: ExprKind::Name(name), .. }] = arguments
            && let Some(region) = self.regions.iter().find(|r| r.name == *name)
        {
            return Ok(region.old.clone());
        }
        fail(span, "old(...) takes the name of a region of this proof")
    }

    /// Applies a function of the library to values.
    pub fn apply(&mut self, name: &str, values: Vec<Val>, span: Span) -> Lift<Val> {
        let library = self.library;
        let Some(function) = library.functions.get(name) else {
            return fail(span, format!("there is no function `{name}`"));
        };
        if values.len() != function.params.len() {
            return fail(span, format!("`{name}` takes {} arguments, found {}", function.params.len(), values.len()));
        }
        self.in_frame(span, |lifter| {
            for (param, value) in function.params.iter().zip(values) {
                let value = lifter.conform(value, &param.ty, span);
                let value = value.map_err(|f| f.of(|| format!("the argument `{}` of `{name}`", param.name.name)))?;
                lifter.bind(&param.name.name, value);
            }
            match lifter.block(&function.body)? {
                Some(value) => lifter
                    .conform(value, &function.result, span)
                    .map_err(|fault| fault.of(|| format!("the result of `{name}`"))),
                None => fail(function.name.span, format!("`{name}` can end without `return`")),
            }
        })
    }

    /// Runs with none of the caller's names in scope.
    pub(super) fn in_frame<T>(&mut self, span: Span, run: impl FnOnce(&mut Self) -> Lift<T>) -> Lift<T> {
        if self.depth >= DEPTH {
            return fail(span, format!("calls nest deeper than {DEPTH}; functions must not be recursive"));
        }
        let (frame, names, guard) = (self.frame, self.names.len(), self.guard.take());
        let loops = std::mem::take(&mut self.loops);
        // A script's regions are not the function's: their names must not take the place of its constants.
        let regions = std::mem::take(&mut self.regions);
        self.frame = names;
        self.depth += 1;
        let result = run(self);
        self.depth -= 1;
        self.names.truncate(names);
        (self.frame, self.guard, self.loops, self.regions) = (frame, guard, loops, regions);
        result
    }

    /// The value as one of the type, or an error. A width that is an unbound name is bound to the value's.
    pub fn conform(&mut self, value: Val, ty: &Type, span: Span) -> Lift<Val> {
        match (&ty.kind, value) {
            (TypeKind::Named(name), value) => match self.library.types.get(name) {
                Some(ty) => self.conform(value, ty, span),
                None => fail(ty.span, format!("there is no type `{name}`")),
            },
            (TypeKind::Bits(width), Val::Int(n)) => {
                let width = self.width_expr(width)?;
                self.as_bits(n, width, span).map(Val::Bits)
            }
            (TypeKind::Bits(width), Val::Bits(bits)) => self.conform_bits(width, bits, span),
            (TypeKind::Array { element, length }, Val::Array(values)) => {
                self.conform_length(length.as_deref(), values.len(), span)?;
                let values = values.iter().map(|v| self.conform(v.clone(), element, span));
                Ok(Val::Array(values.collect::<Lift<Vec<_>>>()?.into()))
            }
            (TypeKind::Array { length: None, .. }, value @ (Val::Seq(_) | Val::Blocks(..))) => Ok(value),
            (TypeKind::Tuple(types), Val::Tuple(values)) if types.len() == values.len() => {
                let values = types.iter().zip(values).map(|(ty, v)| self.conform(v, ty, span));
                values.collect::<Lift<_>>().map(Val::Tuple)
            }
            (TypeKind::Integer, value @ Val::Int(_)) | (TypeKind::Boolean, value @ Val::Bool(_)) => Ok(value),
            (_, value) => fail(span, format!("expected {}, found {}", crate::lang::printer::ty(ty), value.describe())),
        }
    }

    fn conform_bits(&mut self, width: &Expr, bits: Bits, span: Span) -> Lift<Val> {
        if let ExprKind::Name(name) = &width.kind
            && self.local(name).is_none()
        {
            self.bind(name, Val::Int(Int::Known(bits.width as i128)));
        }
        match self.width_expr(width)? {
            expected if expected == bits.width => Ok(Val::Bits(bits)),
            expected => fail(span, format!("expected {expected} bits, found {} bits", bits.width)),
        }
    }

    fn conform_length(&mut self, length: Option<&Expr>, found: usize, span: Span) -> Lift<()> {
        let Some(length) = length else { return Ok(()) };
        match self.known_expr(length, "an array's length")? {
            expected if expected == found as i128 => Ok(()),
            expected => fail(span, format!("expected an array of {expected}, found one of {found}")),
        }
    }

    /// A fold over blocks whose number is symbolic: one operation, its words taken out.
    pub(super) fn symbolic_fold(
        &mut self,
        function: &Ident,
        seq: Seq,
        chunk: u32,
        state: Val,
        span: Span,
    ) -> Lift<Val> {
        let Val::Array(words) = &state else {
            return fail(span, format!("such a fold starts from an array of words, not from {}", state.describe()));
        };
        let mut initial = Vec::new();
        for word in words.iter() {
            let Val::Bits(bits) = word else { return fail(span, "such a fold starts from an array of bits") };
            if initial.first().is_some_and(|first: &(_, u8)| first.1 != bits.width) {
                return fail(span, "the words that such a fold starts from have different widths");
            }
            initial.push((self.slot(*bits), bits.width));
        }
        let Some(&(_, word)) = initial.first() else { return fail(span, "a fold from an empty array") };
        let (start, count) = (self.slot(Bits::known(64, 0)), self.slot(seq.count));
        let initial: Vec<_> = initial.iter().map(|i| i.0).collect();
        let length = initial.len();
        self.ops.folds.push(FoldCall {
            function: function.name.clone(),
            initial,
            word,
            region: seq.region,
            start,
            chunk,
            count,
        });
        let fold = self.ops.push(Op::Fold(self.ops.folds.len() as u32 - 1), 0);
        let out = (0..length).map(|n| Val::Bits(Bits::slot(word, self.ops.push(Op::FoldOut(fold, n as u16), word))));
        Ok(Val::Array(out.collect::<Vec<_>>().into()))
    }
}
