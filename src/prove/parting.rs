//! Where machine and standard part ways: the first instruction whose value leads to nothing that the standard knows,
//! and the first named value of the standard that the machine never makes.

use crate::claim::session::Session;
use crate::claim::step::{inputs, run_all};
use crate::kernel::Kernel;
use crate::kernel::make::Make;
use crate::lift::ops::{Op, Ops};
use crate::lift::prim::Prim;
use crate::solve::sweep::Sweep;
use crate::term::{Node, TermId, Terms};
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

/// What was found; either may be missing.
#[derive(Clone, Debug, Default)]
pub struct Parting {
    pub pc: Option<u64>,
    /// Its name in the standard.
    pub name: Option<String>,
    /// The operation of the standard's step that makes it.
    pub slot: Option<u32>,
    pub step: Option<Rc<Ops>>,
    /// The region that the standard reads its blocks from, and the bytes of one.
    pub data: usize,
    pub chunk: usize,
}

/// Compares the values of the last body with one step of the standard.
pub fn parting(session: &mut Session) -> Option<Parting> {
    let log = session.log.clone();
    let written: Vec<TermId> = log.iter().map(|entry| entry.1).collect();
    let base = session.terms.below(&written).into_iter().find_map(|id| match session.terms.node(id) {
        Node::Fold { index } => Some((id, session.terms.fold(index).clone())),
        _ => None,
    })?;
    let standard = session.env.standard;
    let ops = standard.step(&base.1.function, base.1.initial.len(), base.1.word, base.1.chunk).ok()?;
    let inputs = inputs(&mut session.terms, base.0, &base.1);
    let slots = run_all(&mut session.terms, &ops, &inputs).ok()?;
    let mut kernel = Kernel::new(&mut session.terms, standard);
    let lanes = lanes(&mut kernel, &written, base.1.word);
    let all = lanes.values().flatten().chain(&slots).chain(&written);
    Sweep::default().sweep(&mut kernel, &all.copied().collect::<Vec<_>>());
    let known = Known::new(&kernel, &slots, lanes);
    let pc = first_stray(&kernel, &known, &log);
    let lost = first_lost(&kernel, &written, &ops, &slots);
    Some(Parting {
        pc,
        name: lost.map(|n| ops.names[n].0.clone()),
        slot: lost.map(|n| ops.names[n].1),
        step: Some(ops),
        data: base.1.region as usize,
        chunk: base.1.chunk as usize,
    })
}

/// The first value written that depends on data, is no part of a value of the standard, and goes into none.
fn first_stray(kernel: &Kernel, known: &Known, log: &[(u64, TermId)]) -> Option<u64> {
    let written: Vec<TermId> = log.iter().map(|entry| entry.1).collect();
    let explained: Vec<TermId> = written.iter().copied().filter(|&term| known.explains(kernel, term)).collect();
    let good: FxHashSet<TermId> = kernel.terms().below(&explained).into_iter().collect();
    let data = data_dependent(kernel.terms(), &written);
    log.iter().find(|(_, t)| data.contains(t) && !good.contains(t)).map(|entry| entry.0)
}

/// The terms that depend on contents of memory or on a state of the standard.
fn data_dependent(terms: &Terms, roots: &[TermId]) -> FxHashSet<TermId> {
    let mut found = FxHashSet::default();
    for id in terms.below(roots) {
        let mut depends = matches!(terms.node(id), Node::Read { .. } | Node::FoldOut { .. });
        terms.operands(id, |operand| depends |= found.contains(&operand));
        if depends {
            found.insert(id);
        }
    }
    found
}

/// Vectors as words of the standard's width, the lowest first.
type Lanes = FxHashMap<TermId, Vec<TermId>>;

fn lanes(kernel: &mut Kernel, written: &[TermId], word: u8) -> Lanes {
    let mut lanes = Lanes::default();
    for &a in written {
        let width = kernel.terms().width(a);
        if width > word && width.is_multiple_of(word) {
            let lane = |lo| kernel.make(Make::Extract { width: word, a, lo }).ok();
            lanes.insert(a, (0..width).step_by(word.into()).filter_map(lane).collect());
        }
    }
    lanes
}

/// A sum or an exclusive or, as what is added, each with how often.
type Parts = FxHashMap<(Prim, TermId), i32>;

/// The standard's values, to be asked whether another value is one of them or a part of one.
struct Known {
    all: FxHashSet<TermId>,
    parts: Vec<Parts>,
    lanes: Lanes,
}

impl Known {
    fn new(kernel: &Kernel, standard: &[TermId], lanes: Lanes) -> Known {
        let parts = standard.iter().map(|&term| parts_of(kernel, term)).filter(|parts| parts.len() > 1);
        let all = standard.iter().map(|&term| kernel.find(term)).collect();
        Known { all, parts: parts.collect(), lanes }
    }

    fn explains(&self, kernel: &Kernel, term: TermId) -> bool {
        if kernel.known(term).is_some() || self.all.contains(&kernel.find(term)) {
            return true;
        }
        if let Some(lanes) = self.lanes.get(&term) {
            return lanes.iter().all(|&lane| self.explains(kernel, lane));
        }
        match kernel.terms().node(kernel.find(term)) {
            Node::Prim { prim: Prim::Concat, a, b, .. } => self.explains(kernel, a) && self.explains(kernel, b),
            Node::Prim { prim: Prim::ZeroExtend, a, .. } => self.explains(kernel, a),
            Node::Prim { prim: Prim::Add | Prim::Sub | Prim::Eor, .. } => {
                let parts = parts_of(kernel, term);
                let within = |whole: &Parts| parts.iter().all(|(part, n)| whole.get(part) == Some(n));
                self.parts.iter().any(within)
            }
            _ => false,
        }
    }
}

/// What a chain of additions or of exclusive ors adds up.
fn parts_of(kernel: &Kernel, term: TermId) -> Parts {
    let (mut parts, mut stack) = (Parts::default(), vec![(term, 1)]);
    let kind = match kernel.terms().node(kernel.find(term)) {
        Node::Prim { prim: Prim::Eor, .. } => Prim::Eor,
        _ => Prim::Add,
    };
    while let Some((term, sign)) = stack.pop() {
        match kernel.terms().node(kernel.find(term)) {
            Node::Prim { prim, a, b, .. } if prim == kind => stack.extend([(a, sign), (b, sign)]),
            Node::Prim { prim: Prim::Sub, a, b, .. } if kind == Prim::Add => stack.extend([(a, sign), (b, -sign)]),
            // A constant may be added elsewhere, and is no value of its own.
            _ if kernel.known(term).is_some() => {}
            _ => *parts.entry((kind, kernel.find(term))).or_default() += sign,
        }
    }
    parts
}

/// The first named value of the standard that the machine does not make and that goes into none that it makes.
fn first_lost(kernel: &Kernel, written: &[TermId], ops: &Ops, standard: &[TermId]) -> Option<usize> {
    let below = kernel.terms().below(written);
    let made: FxHashSet<TermId> = below.into_iter().map(|term| kernel.find(term)).collect();
    let mut good: Vec<bool> = standard.iter().map(|&term| made.contains(&kernel.find(term))).collect();
    for at in (0..ops.list.len()).rev() {
        if good[at] && !matches!(ops.list[at].0, Op::Const(_)) {
            ops.list[at].0.operands(&ops.folds, |slot| good[slot as usize] = true);
        }
    }
    ops.names.iter().position(|(_, slot)| !good[*slot as usize])
}
