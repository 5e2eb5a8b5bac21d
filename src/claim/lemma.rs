//! What a lemma claims, as terms: its parameters are unknowns, one for each element.

use super::goal::{Goal, Verdict};
use super::instance::instance;
use super::standard::Standard;
use super::step::run;
use crate::lang::ast::{Expr, Lemma, Param, Type, TypeKind};
use crate::lift::lifter::{Lift, Lifter, fail};
use crate::lift::ops::{Op, Ops};
use crate::lift::value::{Int, Val};
use crate::term::{Node, TermId, Terms};

/// What follows from what; all terms are of one bit.
pub struct LemmaGoals {
    pub assumptions: Vec<TermId>,
    pub claims: Vec<LemmaClaim>,
}

/// What a lemma ensures.
pub struct LemmaClaim {
    pub text: String,
    /// What earlier lemmas say, by which it is shown.
    pub facts: Vec<TermId>,
    pub claim: TermId,
}

impl LemmaGoals {
    /// Each claim as a goal, with its text behind `name`.
    pub fn into_goals(self, name: &str) -> Vec<Goal> {
        let goal = |LemmaClaim { text, facts, claim }| {
            let assumptions = [self.assumptions.as_slice(), &facts].concat();
            Goal { verdict: Verdict::Function, name: format!("{name}{text}"), assumptions, claim }
        };
        self.claims.into_iter().map(goal).collect()
    }
}

/// An unknown of a lemma: its width in bits and its name, such as `s[3]`.
type Unknown = (u8, String);

/// An array has at most so many elements.
const ELEMENTS: i128 = 1 << 12;

/// The assumptions and the claims of a lemma over fresh unknowns.
pub fn goals(standard: &Standard, lemma: &Lemma, terms: &mut Terms) -> Result<LemmaGoals, String> {
    let (ops, unknowns) = lift(standard, lemma).map_err(|fault| standard.render(fault))?;
    let inputs: Vec<TermId> = unknowns.into_iter().map(|(width, name)| terms.var(width, name)).collect();
    let mut assumptions = run(terms, &ops, &inputs)?;
    let mut rest = assumptions.split_off(lemma.requires.len()).into_iter();
    let claims = lemma.ensures.iter().map(|claim| LemmaClaim {
        text: text(standard, &claim.claim),
        facts: rest.by_ref().take(claim.by.len()).collect(),
        claim: rest.next().expect("an output for each claim"),
    });
    let claims = claims.collect();
    Ok(LemmaGoals { assumptions, claims })
}

/// The text of a claim on one line.
fn text(standard: &Standard, claim: &Expr) -> String {
    standard.sources.snippet(claim.span).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Operations whose outputs are what is required, then what is ensured, each behind what earlier lemmas say of it.
fn lift(standard: &Standard, lemma: &Lemma) -> Lift<(Ops, Vec<Unknown>)> {
    let mut lifter = Lifter::new(&standard.library);
    let mut unknowns = Vec::new();
    let mut bound = Vec::new();
    for param in &lemma.params {
        check_name(standard, lemma, param)?;
        bound.push(parameter(&mut lifter, &param.ty, &param.name.name, &mut unknowns)?);
    }
    // Only now, so that no type depends on an unknown.
    for (param, value) in lemma.params.iter().zip(bound) {
        lifter.bind(&param.name.name, value);
    }
    for required in &lemma.requires {
        output(&mut lifter, required)?;
    }
    // A lemma rests on those before it only, so none rests on itself.
    let number = standard.lemmas.iter().position(|other| other.name == lemma.name).unwrap_or(0);
    for ensured in &lemma.ensures {
        for used in &ensured.by {
            let fact = instance(standard, number, &mut lifter, used)?;
            let slot = lifter.slot(fact);
            lifter.ops.outputs.push(slot);
        }
        output(&mut lifter, &ensured.claim)?;
    }
    let ops = lifter.ops.without_dead();
    match ops.list.iter().all(|(op, _)| is_pure(op)) {
        true => Ok((ops, unknowns)),
        false => fail(lemma.name.span, "a lemma must not speak of registers or memory"),
    }
}

/// A truth value as the next output.
fn output(lifter: &mut Lifter, claim: &Expr) -> Lift<()> {
    let truth = lifter.bool_expr(claim)?;
    let bit = lifter.bool_bit(truth);
    let slot = lifter.slot(bit);
    lifter.ops.outputs.push(slot);
    Ok(())
}

fn is_pure(op: &Op) -> bool {
    matches!(op, Op::Const(_) | Op::Input(_) | Op::Prim(..) | Op::Lookup(..) | Op::Extract(..))
}

fn check_name(standard: &Standard, lemma: &Lemma, param: &Param) -> Lift<()> {
    let (name, span) = (&param.name.name, param.name.span);
    if lemma.params.iter().any(|other| other.name.name == *name && other.name.span != span) {
        return fail(span, "this name is taken by another parameter");
    }
    if standard.library.constants.contains_key(name) || standard.library.functions.contains_key(name) {
        return fail(span, format!("`{name}` is a name of the standard; choose another"));
    }
    Ok(())
}

/// A parameter as inputs of the lift.
fn parameter(lifter: &mut Lifter, ty: &Type, name: &str, unknowns: &mut Vec<Unknown>) -> Lift<Val> {
    match &resolve(lifter, ty).kind {
        TypeKind::Bits(width) => unknown(lifter, width, name.to_string(), unknowns),
        TypeKind::Array { element, length: Some(length) } => {
            let TypeKind::Bits(width) = resolve(lifter, element).kind else {
                return fail(element.span, "the elements of an array in a lemma are bits");
            };
            let elements = match number(lifter, length)? {
                n @ 0..=ELEMENTS => 0..n,
                n => return fail(length.span, format!("an array of {n} elements; expected 0 to {ELEMENTS}")),
            };
            let elements = elements.map(|n| unknown(lifter, &width, format!("{name}[{n}]"), unknowns));
            Ok(Val::Array(elements.collect::<Lift<Vec<_>>>()?.into()))
        }
        _ => fail(ty.span, "a parameter of a lemma is bits, or an array of bits with a length"),
    }
}

fn unknown(lifter: &mut Lifter, width: &Expr, name: String, unknowns: &mut Vec<Unknown>) -> Lift<Val> {
    let width = match number(lifter, width)? {
        n @ 1..=128 => n as u8,
        n => return fail(width.span, format!("{n} bits; expected 1 to 128")),
    };
    unknowns.push((width, name));
    Ok(Val::Bits(lifter.input(width, unknowns.len() as u32 - 1)))
}

/// What a named type stands for.
fn resolve(lifter: &Lifter, ty: &Type) -> Type {
    let mut ty = ty;
    for _ in 0..8 {
        match &ty.kind {
            TypeKind::Named(name) => match lifter.library.types.get(name) {
                Some(named) => ty = named,
                None => break,
            },
            _ => break,
        }
    }
    ty.clone()
}

fn number(lifter: &mut Lifter, e: &Expr) -> Lift<i128> {
    match lifter.expr(e)? {
        Val::Int(Int::Known(n)) => Ok(n),
        other => fail(e.span, format!("expected a number, found {}", other.describe())),
    }
}

/// The values that unknowns have, for people; `values` may hold other terms too.
pub fn assignment(terms: &Terms, values: &[(TermId, u128)]) -> String {
    let name = |&(term, value): &(TermId, u128)| match terms.node(term) {
        Node::Var { width, index } => {
            let digits = (width as usize).div_ceil(4);
            Some(format!("{} = 0x{value:0digits$x}", terms.var_name(index)))
        }
        _ => None,
    };
    values.iter().filter_map(name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::ast::Item;
    use crate::lang::parse;
    use crate::term::eval::{Assignment, evaluate};

    /// The names of the unknowns, how many assumptions there are, and which claims hold for 100 random inputs; or
    /// what is wrong.
    fn check(text: &str, expect: Result<(&str, usize, &[bool]), &str>) {
        let mut standard = Standard::default();
        let file = standard.sources.add("t", text);
        let (parsed, mut errors) = parse(&standard.sources, file);
        standard.library.add(&parsed, &mut errors);
        assert!(errors.is_empty(), "{errors:?}");
        let lemma = parsed.items.iter().find_map(|item| if let Item::Lemma(l) = item { Some(l) } else { None });
        let mut terms = Terms::default();
        let found = goals(&standard, lemma.expect("a lemma"), &mut terms);
        match (found, expect) {
            (Ok(found), Ok((names, assumptions, holds))) => {
                let claims: Vec<TermId> = found.claims.iter().map(|claim| claim.claim).collect();
                let mut all = vec![true; claims.len()];
                for seed in 0..100 {
                    let values = evaluate(&terms, &claims, &mut Assignment::random(seed));
                    all.iter_mut().zip(values).for_each(|(all, value)| *all &= value == 1);
                }
                assert_eq!((unknowns(&terms).as_str(), found.assumptions.len(), &all[..]), (names, assumptions, holds));
            }
            (Err(message), Err(expect)) => assert!(message.contains(expect), "{message}"),
            (found, _) => panic!("{text}: {:?}", found.map(|found| found.claims.len())),
        }
    }

    fn unknowns(terms: &Terms) -> String {
        let name = |n: usize| match terms.node(TermId(n as u32)) {
            Node::Var { index, width } => Some(format!("{}:{width}", terms.var_name(index))),
            _ => None,
        };
        (0..terms.len()).filter_map(name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn meaning() {
        check("lemma f(x : bits(8)) { requires x != 0 ensures x EOR x == 0 ensures x == 3 }", {
            Ok(("x:8", 1, &[true, false]))
        });
        let text =
            "type Word = bits(32) constant n : bits(8) = 2 function g(s : Word[2]) => Word { return s[0] + s[1] }
                    lemma f(s : Word[UInt(n)], y : bits(1 + 2)) { ensures g(s) == g([s[1], s[0]]) }";
        check(text, Ok(("s[0]:32 s[1]:32 y:3", 0, &[true])));
        check("lemma f() { ensures 1 + 1 == 2 }", Ok(("", 0, &[true])));
    }

    #[test]
    fn errors() {
        check("lemma f(x : integer) { ensures x == x }", Err("a parameter of a lemma is bits"));
        check("lemma f(x : bits(8)[]) { ensures x == x }", Err("a parameter of a lemma is bits"));
        check("lemma f(x : bits(129)) { ensures x == x }", Err("129 bits; expected 1 to 128"));
        check("lemma f(x : bits(8)[2][2]) { ensures x == x }", Err("the elements of an array in a lemma are bits"));
        check("lemma f(x : bits(8), x : bits(8)) { ensures x == x }", Err("taken by another parameter"));
        check("constant x : bits(8) = 1 lemma f(x : bits(8)) { ensures x == x }", Err("a name of the standard"));
        check("lemma f(x : bits(64)) { ensures X[0] == x }", Err("must not speak of registers or memory"));
        check("lemma f(x : bits(64)) { ensures Mem[x, 8] == x }", Err("must not speak of registers or memory"));
        check("lemma f(x : bits(8)) { ensures x }", Err("expected a truth value"));
        check("lemma f(x : bits(8)) { ensures y == x }", Err("`y` is not defined here"));
    }
}
