//! Windows: what two terms are made of, down to leaves that are few enough for one of the kernel's dearer rules.

use crate::kernel::Kernel;
use crate::term::{Node, TermId};
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};

/// Terms that are taken apart in search of a small cut, and cuts that are tried.
const GROWTH: usize = 400;
const CUTS: usize = 3;

/// Tries all values of the leaves of small cuts below two terms, of so many bits at most.
pub fn enumerate(kernel: &mut Kernel, a: TermId, b: TermId, bits: u32) -> bool {
    let mut cuts = 0;
    // The leaves so far, the highest last; and those that cannot be taken apart.
    let mut open: BTreeSet<(u128, TermId)> = BTreeSet::new();
    let mut shut: BTreeSet<TermId> = BTreeSet::new();
    add_operands(kernel, a, &mut open);
    add_operands(kernel, b, &mut open);
    for _ in 0..GROWTH {
        let all: Vec<TermId> = open.iter().map(|leaf| leaf.1).chain(shut.iter().copied()).collect();
        let width: u32 = all.iter().map(|&leaf| u32::from(kernel.terms().width(leaf))).sum();
        if width <= bits {
            if kernel.enumerate(a, b, &all).is_ok() {
                return true;
            }
            cuts += 1;
            if cuts == CUTS {
                return false;
            }
        }
        let Some((_, highest)) = open.pop_last() else { return false };
        if matches!(kernel.terms().node(highest), Node::Prim { .. } | Node::Extract { .. } | Node::Lookup { .. }) {
            add_operands(kernel, highest, &mut open);
        } else {
            shut.insert(highest);
            let stuck: u32 = shut.iter().map(|&leaf| u32::from(kernel.terms().width(leaf))).sum();
            if stuck > bits {
                return false;
            }
        }
    }
    false
}

fn add_operands(kernel: &Kernel, id: TermId, open: &mut BTreeSet<(u128, TermId)>) {
    kernel.terms().operands(id, |operand| {
        let operand = kernel.find(operand);
        if kernel.terms().as_const(operand).is_none() {
            open.insert((kernel.key(operand), operand));
        }
    });
}

/// Tries a basis of the leaves of two terms: unknowns, and the bytes of a region or the words of a fold together.
pub fn multilinear(kernel: &mut Kernel, a: TermId, b: TermId) -> bool {
    let mut arguments: BTreeMap<(u8, u32), Vec<TermId>> = BTreeMap::new();
    for id in kernel.below(&[a, b], &FxHashSet::default()) {
        match kernel.terms().node(id) {
            Node::Var { .. } => arguments.entry((0, id.0)).or_default().push(id),
            Node::Read { region, .. } => arguments.entry((1, region)).or_default().push(id),
            Node::FoldOut { fold, .. } => arguments.entry((2, fold.0)).or_default().push(id),
            _ => {}
        }
    }
    let arguments: Vec<Vec<TermId>> = by_name(kernel, arguments);
    (1..=3).contains(&arguments.len()) && kernel.multilinear(a, b, &arguments).is_ok()
}

/// Unknowns whose names differ in an index only, `x[0]` and `x[1]`, are one argument.
fn by_name(kernel: &Kernel, arguments: BTreeMap<(u8, u32), Vec<TermId>>) -> Vec<Vec<TermId>> {
    let mut named: BTreeMap<String, Vec<TermId>> = BTreeMap::new();
    for ((kind, n), leaves) in arguments {
        let name = match kernel.terms().node(leaves[0]) {
            Node::Var { index, .. } => {
                let name = kernel.terms().var_name(index);
                name.split('[').next().unwrap_or(name).to_string()
            }
            _ => format!("{kind} {n}"),
        };
        named.entry(name).or_default().extend(leaves);
    }
    named.into_values().collect()
}
