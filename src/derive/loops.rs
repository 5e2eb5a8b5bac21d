//! The loops of a function, from its code alone; a hint for people who write a script.

use super::counters::{Counter, counters};
use super::flow::Flow;
use crate::lift::ops::Op;
use crate::lift::system::System;
use petgraph::Direction::Incoming;
use petgraph::graphmap::DiGraphMap;
use petgraph::visit::DfsPostOrder;
use std::collections::{BTreeMap, BTreeSet};

/// A loop: a head, and all that leads back to it without leaving.
#[derive(Clone, Debug)]
pub struct Loop {
    pub head: u64,
    /// The instructions that go back to the head.
    pub back: Vec<u64>,
    /// Those from which it is left.
    pub exits: Vec<u64>,
    /// Nothing, if control also enters elsewhere than at the head.
    pub body: BTreeSet<u64>,
    /// The heads of loops around it, the innermost last.
    pub around: Vec<u64>,
    /// Registers by name, and `memory`.
    pub writes: Vec<String>,
    pub counters: Vec<Counter>,
    pub calls: Vec<u64>,
}

/// Loops, and instructions in all their bodies together; more than that is no function that a person wrote.
const LOOPS: usize = 1 << 12;
const BODIES: usize = 1 << 20;

type Graph = DiGraphMap<u64, ()>;

/// All loops, by the address of their heads.
pub fn loops(flow: &Flow, entry: u64) -> Result<Vec<Loop>, String> {
    let mut graph = Graph::new();
    graph.add_node(entry);
    for (&pc, instruction) in &flow.instructions {
        for &to in &instruction.next {
            graph.add_edge(pc, to, ());
        }
    }
    let mut heads: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    for (from, to) in back_edges(&graph, entry) {
        heads.entry(to).or_default().push(from);
    }
    if heads.len() > LOOPS {
        return Err(format!("it has more than {LOOPS} loops"));
    }
    let mut left = BODIES;
    let mut found = Vec::new();
    for (head, back) in heads {
        let body = body(&graph, entry, head, &back, left).ok_or("its loops are too many and too large to list")?;
        left -= body.len();
        found.push(describe(flow, head, back, body));
    }
    nest(&mut found);
    Ok(found)
}

/// The edges that go back in a depth-first walk.
fn back_edges(graph: &Graph, entry: u64) -> Vec<(u64, u64)> {
    let (mut walk, mut left) = (DfsPostOrder::new(graph, entry), BTreeMap::new());
    while let Some(node) = walk.next(graph) {
        left.insert(node, left.len());
    }
    let mut edges: Vec<_> = graph.all_edges().map(|(from, to, _)| (from, to)).collect();
    edges.retain(|(from, to)| left.get(to).is_some_and(|to| left.get(from).is_some_and(|from| to >= from)));
    edges.sort_unstable();
    edges
}

/// What reaches a back edge without passing the head; nothing in it if the entry does, for then control also enters
/// elsewhere. None if that is more than so many.
fn body(graph: &Graph, entry: u64, head: u64, back: &[u64], most: usize) -> Option<BTreeSet<u64>> {
    let (mut body, mut open) = (BTreeSet::from([head]), back.to_vec());
    while let Some(node) = open.pop() {
        if node == entry && node != head {
            return Some(BTreeSet::new());
        }
        if body.insert(node) {
            open.extend(graph.neighbors_directed(node, Incoming));
        }
        if body.len() > most {
            return None;
        }
    }
    Some(body)
}

fn describe(flow: &Flow, head: u64, back: Vec<u64>, body: BTreeSet<u64>) -> Loop {
    let inside = || body.iter().filter_map(|pc| Some((*pc, flow.instructions.get(pc)?)));
    let leaves = |next: &[u64]| next.iter().any(|to| !body.contains(to));
    let exits = inside().filter(|(_, i)| leaves(&i.next) || !i.outside.is_empty());
    let exits = exits.map(|(pc, _)| pc).collect();
    let calls = inside().filter(|(_, i)| i.call.is_some()).map(|(pc, _)| pc).collect();
    let written: BTreeSet<Written> =
        inside().flat_map(|(_, i)| i.ops.list.iter().filter_map(|(op, _)| written(*op))).collect();
    let writes = written.into_iter().map(Written::name).collect();
    let counters = counters(flow, head, &body);
    Loop { head, back, exits, around: Vec::new(), writes, counters, calls, body }
}

/// In the order in which it is listed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Written {
    X(u8),
    Sp,
    V(u8),
    Nzcv,
    System(System),
    Memory,
}

impl Written {
    fn name(self) -> String {
        match self {
            Written::X(n) => format!("X{n}"),
            Written::Sp => "SP".into(),
            Written::V(n) => format!("V{n}"),
            Written::Nzcv => "NZCV".into(),
            Written::System(register) => register.name().into(),
            Written::Memory => "memory".into(),
        }
    }
}

fn written(op: Op) -> Option<Written> {
    Some(match op {
        Op::WriteX(n, _) => Written::X(n),
        Op::WriteSp(_) => Written::Sp,
        Op::WriteV(n, _) => Written::V(n),
        Op::WriteNzcv(_) => Written::Nzcv,
        Op::WriteSystem(register, _) => Written::System(register),
        Op::Store { .. } => Written::Memory,
        _ => return None,
    })
}

/// Which loops are in which: the larger bodies lie around.
fn nest(loops: &mut [Loop]) {
    let around = |inner: &Loop| {
        let mut outer: Vec<&Loop> =
            loops.iter().filter(|outer| outer.head != inner.head && outer.body.contains(&inner.head)).collect();
        outer.sort_by_key(|outer| std::cmp::Reverse(outer.body.len()));
        outer.iter().map(|outer| outer.head).collect()
    };
    let all: Vec<Vec<u64>> = loops.iter().map(around).collect();
    loops.iter_mut().zip(all).for_each(|(inner, around)| inner.around = around);
}
