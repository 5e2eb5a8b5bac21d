//! Solutions: confirmed by evaluating the terms, and written as SMT-LIB.

use super::bits::Bits;
use super::bits::constant::show;
use super::{Problem, Unknown};
use crate::term::eval::{Assignment, evaluate, fold_value};
use crate::term::{Node, TermId, Terms};
use rustc_hash::FxHashMap;
use std::fmt::Write;

/// Reads may stand in the offsets of reads, so deep.
const DEEPEST: usize = 64;

/// The values of leaves as an assignment, if with them all of `hold` are true and `fails` is false.
pub fn confirm(
    terms: &Terms,
    hold: &[TermId],
    fails: Option<TermId>,
    leaves: &[(TermId, u128)],
) -> Option<Assignment<'static>> {
    let mut assignment = assign(terms, leaves);
    let roots: Vec<TermId> = hold.iter().copied().chain(fails).collect();
    let values = evaluate(terms, &roots, &mut assignment);
    let (held, failed) = values.split_at(hold.len());
    (held.iter().all(|&value| value == 1) && failed.iter().all(|&value| value == 0)).then_some(assignment)
}

/// Unknowns first; then what is read, as soon as it is known where.
fn assign(terms: &Terms, leaves: &[(TermId, u128)]) -> Assignment<'static> {
    let mut assignment = Assignment::default();
    let mut operands = Vec::new();
    for &(leaf, value) in leaves {
        match terms.node(leaf) {
            Node::Var { .. } => assignment.set_var(leaf, value),
            Node::FoldOut { fold, .. } => terms.operands(fold, |operand| operands.push(operand)),
            _ => terms.operands(leaf, |operand| operands.push(operand)),
        }
    }
    let mut before = Vec::new();
    for _ in 0..DEEPEST {
        let values = evaluate(terms, &operands, &mut assignment);
        if values == before {
            break;
        }
        let known: FxHashMap<TermId, u128> = operands.iter().copied().zip(values.iter().copied()).collect();
        for &(leaf, value) in leaves {
            match terms.node(leaf) {
                Node::Read { region, offset } => drop(assignment.bytes.set(region, known[&offset] as u64, value as u8)),
                Node::FoldOut { fold, n, .. } => {
                    assignment.set_fold(fold_value(terms, fold, |operand| known[&operand]), n, value);
                }
                _ => {}
            }
        }
        before = values;
    }
    assignment
}

/// One `(define-fun ...)` a line for each declared constant.
pub fn lines(problem: &Problem, model: &mut Assignment) -> String {
    let mut all = Vec::new();
    for symbol in &problem.symbols {
        match &symbol.value {
            Unknown::Bool(id) => all.push(*id),
            Unknown::Bits(bits) => all.extend(bits.limbs.iter()),
            Unknown::Array { reads, .. } => {
                all.extend(
                    reads.iter().flat_map(|(index, element)| [index, element]).flat_map(|bits| bits.limbs.iter()),
                );
            }
            Unknown::Defined => {}
        }
    }
    let values = evaluate(&problem.terms, &all, model);
    let values: FxHashMap<TermId, u128> = all.into_iter().zip(values).collect();
    let mut out = String::new();
    for symbol in &problem.symbols {
        let name = quoted(&symbol.name);
        if let Some((sort, value)) = written(&symbol.value, &values) {
            let _ = writeln!(out, "(define-fun {name} () {sort} {value})");
        }
    }
    out
}

fn written(value: &Unknown, values: &FxHashMap<TermId, u128>) -> Option<(String, String)> {
    let vector = |bits: &Bits| {
        let limbs: Vec<u128> = bits.limbs.iter().map(|limb| values[limb]).collect();
        show(bits.width, &limbs)
    };
    Some(match value {
        Unknown::Bool(id) => ("Bool".into(), (values[id] == 1).to_string()),
        Unknown::Bits(bits) => (format!("(_ BitVec {})", bits.width), vector(bits)),
        Unknown::Array { index, element, reads } => {
            let sort = format!("(Array (_ BitVec {index}) (_ BitVec {element}))");
            let zero = show(*element, &vec![0; element.div_ceil(64) as usize]);
            // Stores are written from the outside in.
            let open = "(store ".repeat(reads.len());
            let stores = reads.iter().map(|(index, element)| format!(" {} {})", vector(index), vector(element)));
            let text = format!("{open}((as const {sort}) {zero}){}", stores.collect::<String>());
            (sort, text)
        }
        Unknown::Defined => return None,
    })
}

/// The symbol with bars where it needs them.
fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "~!@$%^&*_-+=<>.?/".contains(c);
    let bare = !name.is_empty() && name.chars().all(plain) && !name.starts_with(|c: char| c.is_ascii_digit());
    if bare { name.to_string() } else { format!("|{name}|") }
}
