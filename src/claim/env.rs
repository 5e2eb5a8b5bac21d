//! What the names in a script stand for: parameters, regions and ghosts, as inputs of lifted expressions.

use super::cases::number_of;
use super::standard::Standard;
use crate::lang::ast::{BinaryOp, Expr, ExprKind, Place, Proof, ProofParam, Type, TypeKind};
use crate::lang::printer::expression;
use crate::lang::{LangError, Span};
use crate::lift::lifter::{Lift, Lifter, Region, fail};
use crate::lift::ops::Ops;
use crate::lift::value::{Bits, Int, Seq, Val};
use std::rc::Rc;

/// A parameter of a proof, read.
#[derive(Clone, Debug)]
pub enum Param {
    /// The value of X[register], 64 bits.
    Value { name: String, register: u8 },
    /// Any value of so many bits; no place holds it.
    Any { name: String, width: u8 },
    /// What a variable of the program holds, which no one writes meanwhile.
    Global { name: String, symbol: String, width: u8 },
    /// A region at X[register], or at any address, in no register on entry.
    Region { name: String, register: Option<u8>, element: u8, length: ParamLength, writable: bool },
}

/// How many bytes a region has.
#[derive(Clone, Debug)]
pub enum ParamLength {
    /// So many elements.
    Fixed(u32),
    /// `unit` elements times an expression of 64 bits, and a rest of fewer than `unit`, of 64 bits too.
    Times { unit: u32, count: Expr, rest: Option<Expr> },
}

/// The names of one proof. Inputs of its expressions are numbered: first each parameter's register or value, in order; then
/// the words of each fixed region on entry, in order; then the ghosts.
pub struct Env<'a> {
    pub standard: &'a Standard,
    pub params: Vec<Param>,
    /// What the integers among the parameters are.
    pub numbers: Vec<(String, i128)>,
    /// What parameters without a place are in the case that is looked at.
    pub case: Vec<(String, u64)>,
}

impl<'a> Env<'a> {
    /// Reads the parameters of a proof; `modifies` says which regions are written.
    pub fn new(standard: &'a Standard, proof: &Proof, modifies: &[String]) -> Result<Env<'a>, String> {
        let mut env = Env { standard, params: Vec::new(), numbers: Vec::new(), case: Vec::new() };
        // Numbers first, for lengths may be made of them.
        let (numbers, others): (Vec<_>, Vec<_>) = proof.params.iter().partition(|param| number_of(param).is_some());
        for param in numbers.into_iter().chain(others) {
            env.add(param, modifies).map_err(|fault| standard.render(fault))?;
        }
        Ok(env)
    }

    fn add(&mut self, param: &ProofParam, modifies: &[String]) -> Lift<()> {
        self.check_name(param)?;
        match number_of(param) {
            Some(number) => self.numbers.push((param.name.name.clone(), number as i128)),
            None => self.params.push(self.param(param, modifies)?),
        }
        Ok(())
    }

    fn check_name(&self, param: &ProofParam) -> Lift<()> {
        let name = &param.name.name;
        if self.params.iter().any(|p| p.name() == name) || self.numbers.iter().any(|(number, _)| number == name) {
            return fail(param.name.span, "this name or register is taken by another parameter");
        }
        let library = &self.standard.library;
        if library.constants.contains_key(name) || library.functions.contains_key(name) {
            return fail(param.name.span, format!("`{name}` is a name of the standard; choose another"));
        }
        Ok(())
    }

    fn param(&self, param: &ProofParam, modifies: &[String]) -> Lift<Param> {
        let (place, at) = match &param.place {
            Place::At(Expr { kind: ExprKind::Text(symbol), .. }) => return self.global(param, symbol),
            Place::At(e) => (e, true),
            Place::Is(e) => (e, false),
            Place::Any => return self.any(param),
        };
        let register = if at && is_any(place) { None } else { Some(register(place)?) };
        let name = param.name.name.clone();
        if register.is_some() && self.params.iter().any(|p| p.register() == register) {
            return fail(param.name.span, "this name or register is taken by another parameter");
        }
        let ty = self.resolve(&param.ty);
        match (&ty.kind, at, register) {
            (TypeKind::Bits(width), false, Some(register)) if self.number(width)? == 64 => {
                Ok(Param::Value { name, register })
            }
            (TypeKind::Array { element, length: Some(length) }, true, _) => {
                let TypeKind::Bits(width) = &self.resolve(element).kind else {
                    return fail(element.span, "the elements of a region are bits");
                };
                let element = match self.number(width)? {
                    n @ (8 | 16 | 32 | 64 | 128) => n as u8,
                    n => return fail(width.span, format!("elements of {n} bits; expected 8, 16, 32, 64 or 128")),
                };
                let writable = modifies.contains(&name);
                let symbolic = self.length(length)?;
                if matches!(symbolic, ParamLength::Times { .. }) && element != 8 {
                    return fail(ty.span, "a region of symbolic length is made of bytes: `bits(8)[64 * num]`");
                }
                Ok(Param::Region { name, register, element, length: symbolic, writable })
            }
            (_, false, _) => fail(ty.span, "a parameter passed in a register is `bits(64)`"),
            (_, true, _) => fail(ty.span, "a region's type is an array with a length, such as `bits(8)[64 * num]`"),
        }
    }

    /// A parameter that a variable of the program holds.
    fn global(&self, param: &ProofParam, symbol: &str) -> Lift<Param> {
        let TypeKind::Bits(width) = &self.resolve(&param.ty).kind else {
            return fail(param.ty.span, "a variable of the program is bits");
        };
        match self.number(width)? {
            n @ (8 | 16 | 32 | 64) => {
                Ok(Param::Global { name: param.name.name.clone(), symbol: symbol.into(), width: n as u8 })
            }
            n => fail(width.span, format!("{n} bits; expected 8, 16, 32 or 64")),
        }
    }

    /// A parameter that no place holds.
    fn any(&self, param: &ProofParam) -> Lift<Param> {
        let TypeKind::Bits(width) = &self.resolve(&param.ty).kind else {
            return fail(param.ty.span, "a parameter without a place is bits");
        };
        match self.number(width)? {
            n @ 1..=128 => Ok(Param::Any { name: param.name.name.clone(), width: n as u8 }),
            n => fail(width.span, format!("{n} bits; expected 1 to 128")),
        }
    }

    fn resolve(&self, ty: &Type) -> Type {
        let mut ty = ty.clone();
        for _ in 0..8 {
            match &ty.kind {
                TypeKind::Named(name) => match self.standard.library.types.get(name) {
                    Some(named) => ty = named.clone(),
                    None => break,
                },
                _ => break,
            }
        }
        ty
    }

    fn number(&self, e: &Expr) -> Lift<i128> {
        match self.with_numbers().expr(e)? {
            Val::Int(Int::Known(n)) => Ok(n),
            _ => fail(e.span, "expected a number"),
        }
    }

    /// A lifter that knows the integers among the parameters.
    fn with_numbers(&self) -> Lifter<'a> {
        let mut lifter = Lifter::new(&self.standard.library);
        self.numbers.iter().for_each(|(name, number)| lifter.bind(name, Val::Int(Int::Known(*number))));
        lifter
    }

    fn length(&self, e: &Expr) -> Lift<ParamLength> {
        if let Ok(n @ 1..=0x1_0000) = self.number(e) {
            return Ok(ParamLength::Fixed(n as u32));
        }
        if let ExprKind::Binary { op: BinaryOp::Add, left, right } = &e.kind
            && let Ok(ParamLength::Times { unit: unit @ 2.., count, rest: None }) = self.length(left)
        {
            return Ok(ParamLength::Times { unit, count, rest: Some((**right).clone()) });
        }
        match &e.kind {
            ExprKind::Binary { op: BinaryOp::Mul, left, right } => match self.number(left) {
                Ok(unit @ 1..=0x1_0000) => {
                    Ok(ParamLength::Times { unit: unit as u32, count: (**right).clone(), rest: None })
                }
                _ => fail(left.span, "a length is a number, or a number times an expression: `64 * num`"),
            },
            _ => Ok(ParamLength::Times { unit: 1, count: e.clone(), rest: None }),
        }
    }

    /// A lifter in which the script's names stand for inputs.
    pub fn lifter(&self, ghosts: &[String]) -> Lift<Lifter<'a>> {
        let mut lifter = self.with_numbers();
        let inputs = self.params.iter().enumerate().map(|(n, param)| lifter.input(param.width(), n as u32));
        let registers: Vec<Bits> = inputs.collect();
        for (param, &register) in self.params.iter().zip(&registers) {
            if let Param::Value { name, .. } | Param::Any { name, .. } | Param::Global { name, .. } = param {
                lifter.bind(name, Val::Bits(self.known(param).unwrap_or(register)));
            }
        }
        let mut next = self.params.len() as u32;
        let (mut regions, mut number) = (Vec::new(), 0);
        for (param, &register) in self.params.iter().zip(&registers) {
            let Param::Region { name, element, length, writable, .. } = param else { continue };
            let (old, length) = match length {
                ParamLength::Fixed(n) => {
                    let words = (0..*n).map(|k| Val::Bits(lifter.input(*element, next + k)));
                    let old = Val::Array(words.collect::<Vec<_>>().into());
                    next += n;
                    (old, Some(*n))
                }
                ParamLength::Times { unit, count, rest } => {
                    let count = self.count(&mut lifter, count)?;
                    let rest = rest.as_ref().map(|rest| self.count(&mut lifter, rest)).transpose()?;
                    let unit = unit * (*element / 8) as u32;
                    (Val::Seq(Seq { region: number, unit, count, rest, now: None }), None)
                }
            };
            let address = Val::Bits(register);
            regions.push(Region { name: name.clone(), address, element: *element, length, old, writable: *writable });
            number += 1;
        }
        lifter.regions = regions;
        for (k, ghost) in ghosts.iter().enumerate() {
            let input = lifter.input(64, next + k as u32);
            lifter.bind(ghost, Val::Bits(input));
        }
        Ok(lifter)
    }

    /// A parameter as a number, if the case that is looked at says which.
    fn known(&self, param: &Param) -> Option<Bits> {
        let (_, value) = self.case.iter().find(|(name, _)| name == param.name())?;
        Some(Bits::known(param.width(), (*value).into()))
    }

    fn count(&self, lifter: &mut Lifter, count: &Expr) -> Lift<Bits> {
        match lifter.expr(count)? {
            Val::Bits(bits) if bits.width == 64 => Ok(bits),
            other => fail(count.span, format!("expected 64 bits, found {}", other.describe())),
        }
    }

    /// A truth value of the script as operations with one output; `lets` are in scope, in order.
    pub fn condition(&self, ghosts: &[String], lets: &[(String, Expr)], e: &Expr) -> Result<Rc<Ops>, String> {
        self.lift_once("condition", ghosts, lets, e, |lifter| {
            let value = lifter.bool_expr(e)?;
            Ok(lifter.bool_bit(value))
        })
    }

    /// A value of 64 bits likewise.
    pub fn value(&self, ghosts: &[String], lets: &[(String, Expr)], e: &Expr) -> Result<Rc<Ops>, String> {
        self.lift_once("value", ghosts, lets, e, |lifter| match lifter.expr(e)? {
            Val::Bits(bits) if bits.width == 64 => Ok(bits),
            Val::Int(Int::Known(n)) if n >= 0 => Ok(Bits::known(64, n as u128)),
            other => fail(e.span, format!("expected 64 bits, found {}", other.describe())),
        })
    }

    /// The n-th element of a value that is an array, or the value itself as the first.
    pub fn element(&self, ghosts: &[String], e: &Expr, n: usize) -> Option<Rc<Ops>> {
        let lifted = self.lift_once(&format!("element {n}"), ghosts, &[], e, |lifter| match lifter.expr(e)? {
            Val::Array(elements) => match elements.get(n) {
                Some(Val::Bits(bits)) => Ok(*bits),
                _ => fail(e.span, "no such element"),
            },
            Val::Bits(bits) if n == 0 => Ok(bits),
            _ => fail(e.span, "no such element"),
        });
        lifted.ok()
    }

    /// Finds faults in what `let` names, used or not.
    pub(super) fn check_lets(&self, ghosts: &[String], lets: &[(String, Expr)]) -> Result<(), String> {
        self.lift_in(("lets", ""), ghosts, &lets.iter().collect::<Vec<_>>(), |_| Ok(Bits::known(1, 1))).map(drop)
    }

    /// What an expression is, in the scope of the names that it uses.
    fn lift_once(
        &self,
        kind: &str,
        ghosts: &[String],
        lets: &[(String, Expr)],
        e: &Expr,
        f: impl FnOnce(&mut Lifter) -> Lift<Bits>,
    ) -> Result<Rc<Ops>, String> {
        let text = expression(e);
        self.lift_in((kind, &text), ghosts, &used(&text, lets), f)
    }

    /// The same, known by its kind and its text.
    fn lift_in(
        &self,
        what: (&str, &str),
        ghosts: &[String],
        lets: &[&(String, Expr)],
        f: impl FnOnce(&mut Lifter) -> Lift<Bits>,
    ) -> Result<Rc<Ops>, String> {
        let named: Vec<String> = lets.iter().map(|(name, e)| format!("{name} = {}", expression(e))).collect();
        // Texts are quoted, so that no two keys are written alike.
        let key = format!("{:?}", (what, ghosts, named, &self.case, &self.numbers, &self.params));
        self.standard.lifted(key, || self.lift(ghosts, lets, f))
    }

    pub(super) fn lift(
        &self,
        ghosts: &[String],
        lets: &[&(String, Expr)],
        f: impl FnOnce(&mut Lifter) -> Lift<Bits>,
    ) -> Result<Ops, String> {
        let lift = || -> Lift<Ops> {
            let mut lifter = self.lifter(ghosts)?;
            for (name, e) in lets {
                let value = lifter.expr(e)?;
                lifter.bind(name, value);
            }
            let value = f(&mut lifter)?;
            let slot = lifter.slot(value);
            lifter.ops.outputs.push(slot);
            Ok(lifter.ops.without_dead())
        };
        lift().map_err(|fault| self.standard.render(fault))
    }

    /// Renders a message at a place of the script.
    pub fn at(&self, span: Span, message: &str) -> String {
        LangError::new(span, message).render(&self.standard.sources)
    }
}

impl Param {
    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Param::Value { name, .. }
            | Param::Any { name, .. }
            | Param::Global { name, .. }
            | Param::Region { name, .. } => name,
        }
    }

    /// The register that passes it, if one does.
    pub fn register(&self) -> Option<u8> {
        match self {
            Param::Value { register, .. } => Some(*register),
            Param::Region { register, .. } => *register,
            Param::Any { .. } | Param::Global { .. } => None,
        }
    }

    /// Bits of its value, or of its address.
    fn width(&self) -> u8 {
        match self {
            Param::Any { width, .. } | Param::Global { width, .. } => *width,
            Param::Value { .. } | Param::Region { .. } => 64,
        }
    }
}

/// Of what `let` names, in order, that which a text speaks of, and that which this speaks of.
fn used<'l>(text: &str, lets: &'l [(String, Expr)]) -> Vec<&'l (String, Expr)> {
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric() && c != '_').map(str::to_string).collect()
    };
    let (mut spoken, mut found) = (words(text), Vec::new());
    for named in lets.iter().rev() {
        if spoken.contains(&named.0) {
            spoken.extend(words(&expression(&named.1)));
            found.insert(0, named);
        }
    }
    found
}

/// `in : State at any`: for a call that comes later.
fn is_any(place: &Expr) -> bool {
    matches!(&place.kind, ExprKind::Name(name) if name == "any")
}

/// AAPCS64 passes the first eight arguments in X0 to X7.
fn register(place: &Expr) -> Lift<u8> {
    match general_register(place) {
        Some(n @ 0..=7) => Ok(n),
        _ => fail(place.span, "a parameter is in X[0] to X[7]; a region may be at `any` address"),
    }
}

/// Which of X0 to X30 an expression is.
pub fn general_register(e: &Expr) -> Option<u8> {
    let ExprKind::Index { base, arguments } = &e.kind else { return None };
    match (&base.kind, arguments.as_slice()) {
        (ExprKind::Name(name), [Expr { kind: ExprKind::Integer(n @ 0..=30), .. }]) if name == "X" => Some(*n as u8),
        _ => None,
    }
}
