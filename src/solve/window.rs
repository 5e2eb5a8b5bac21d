//! Windows: what two terms are made of, down to leaves that are few enough for one of the kernel's dearer rules.

use crate::kernel::Kernel;
use crate::lift::prim::Prim;
use crate::term::{Node, TermId};
use rustc_hash::{FxHashMap, FxHashSet};
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

/// Tries a basis of the leaves of two terms. Leaves that are never multiplied with each other are one argument.
pub fn multilinear(kernel: &mut Kernel, a: TermId, b: TermId) -> bool {
    let Some((leaves, conflicts)) = conflicts(kernel, a, b) else { return false };
    let mut arguments: Vec<(u64, Vec<TermId>)> = Vec::new();
    for (n, &leaf) in leaves.iter().enumerate() {
        let free = arguments.iter().position(|(members, _)| members & conflicts[n] == 0);
        let at = free.unwrap_or_else(|| {
            arguments.push((0, Vec::new()));
            arguments.len() - 1
        });
        arguments[at].0 |= 1 << n;
        arguments[at].1.push(leaf);
    }
    let arguments: Vec<Vec<TermId>> = arguments.into_iter().map(|argument| argument.1).collect();
    (1..=3).contains(&arguments.len()) && kernel.multilinear(a, b, &arguments).is_ok()
}

/// The leaves below two terms, at most 64, and for each those that it is multiplied with; none if a leaf is multiplied
/// with itself.
fn conflicts(kernel: &Kernel, a: TermId, b: TermId) -> Option<(Vec<TermId>, Vec<u64>)> {
    let order = kernel.below(&[a, b], &FxHashSet::default());
    let leaves: Vec<TermId> = order.iter().copied().filter(|&id| kernel.terms().node(id).is_leaf()).collect();
    if leaves.is_empty() || leaves.len() > 64 {
        return None;
    }
    let mut conflicts = vec![0u64; leaves.len()];
    let mut below: FxHashMap<TermId, u64> = FxHashMap::default();
    for &id in &order {
        let own = leaves.iter().position(|&leaf| leaf == id).map_or(0, |n| 1 << n);
        let mut all: u64 = own;
        kernel.terms().operands(id, |operand| all |= below.get(&kernel.find(operand)).copied().unwrap_or(0));
        below.insert(id, all);
        for (left, right) in factors(kernel, id) {
            let of = |id: TermId| below.get(&kernel.find(id)).copied().unwrap_or(0);
            let (left, right) = (of(left), of(right));
            for (n, conflict) in conflicts.iter_mut().enumerate() {
                *conflict |= if left >> n & 1 == 1 { right } else { 0 } | if right >> n & 1 == 1 { left } else { 0 };
            }
        }
    }
    let alone = conflicts.iter().enumerate().all(|(n, conflict)| conflict >> n & 1 == 0);
    alone.then_some((leaves, conflicts))
}

/// What a term multiplies bit by bit.
fn factors(kernel: &Kernel, id: TermId) -> Vec<(TermId, TermId)> {
    let Node::Prim { prim, a, b, c, .. } = kernel.terms().node(id) else { return Vec::new() };
    match prim {
        Prim::Or if kernel.no_common_bits(a, b) => Vec::new(),
        Prim::And | Prim::Or => vec![(a, b)],
        // Where one choice is the other with something added, only that is multiplied; as the kernel sees it.
        Prim::Select if kernel.known(c) == Some(0) => vec![(a, b)],
        Prim::Select if kernel.known(b) == Some(0) => vec![(a, c)],
        Prim::Select => match kernel.added(b, c).or_else(|| kernel.added(c, b)) {
            Some(more) => vec![(a, more)],
            None => vec![(a, b), (a, c)],
        },
        _ => Vec::new(),
    }
}
