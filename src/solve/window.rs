//! Windows: what two terms are made of, down to leaves that are few enough for one of the kernel's dearer rules.

use crate::kernel::Kernel;
use crate::term::{Node, TermId};
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

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

/// Tries all values of the leaves that two terms have in the end, if these have so few bits.
pub fn enumerate_leaves(kernel: &mut Kernel, a: TermId, b: TermId, bits: u32) -> bool {
    let mut leaves = kernel.below(&[a, b], &FxHashSet::default());
    leaves.retain(|&id| kernel.terms().node(id).is_leaf());
    let width: u32 = leaves.iter().map(|&leaf| u32::from(kernel.terms().width(leaf))).sum();
    width <= bits && kernel.enumerate(a, b, &leaves).is_ok()
}
