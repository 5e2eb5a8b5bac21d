//! The three forms of one goal, and the graph and the clauses on numbers against the terms.

use super::circuit::Circuit;
use super::{aiger, dimacs, dump, question, stem};
use crate::lift::prim::Prim;
use crate::term::eval::{Assignment, evaluate};
use crate::term::{TermId, Terms};

/// `x < 3` and `x + x == y` as assumptions, `y < 4` as the claim; two bits each.
fn goal() -> (Terms, Vec<TermId>, TermId) {
    let mut terms = Terms::default();
    let (x, y, three) = (terms.var(2, "x"), terms.var(2, "y"), terms.constant(2, 3));
    let sum = terms.binary(Prim::Add, x, x);
    let assumptions = vec![terms.less(x, three), terms.equal(sum, y)];
    let claim = terms.less(y, x);
    (terms, assumptions, claim)
}

/// What the graph says, by the values of its inputs.
fn output(circuit: &Circuit, inputs: u32) -> bool {
    let mut values: Vec<bool> = (0..=circuit.inputs.len()).map(|n| n > 0 && inputs >> (n - 1) & 1 == 1).collect();
    let at = |values: &[bool], literal: u32| values[(literal >> 1) as usize] ^ (literal & 1 == 1);
    for &[a, b] in &circuit.gates {
        values.push(at(&values, a) && at(&values, b));
    }
    at(&values, circuit.output)
}

#[test]
fn the_graph_says_what_the_terms_say() {
    let (terms, assumptions, claim) = goal();
    let circuit = Circuit::new(&terms, &assumptions, claim, 1000).expect("small");
    assert_eq!(circuit.inputs.len(), 4, "{:?}", circuit.inputs);
    let roots = [&assumptions[..], &[claim]].concat();
    let named = |name: &str, bits: u32| {
        let bit = |n: u32| circuit.inputs.iter().position(|input| *input == format!("{name}[{n}]")).expect("an input");
        (0..2).fold(0u128, |all, n| all | u128::from(bits >> bit(n) & 1) << n)
    };
    for bits in 0..16 {
        let mut assignment = Assignment::default();
        for id in terms.below(&roots) {
            if let crate::term::Node::Var { index, .. } = terms.node(id) {
                assignment.set_var(id, named(terms.var_name(index), bits));
            }
        }
        let values = evaluate(&terms, &roots, &mut assignment);
        assert_eq!(output(&circuit, bits), values == [1, 1, 0], "{bits:04b}");
    }
}

/// The binary form decodes to the gates of the text form.
#[test]
fn both_forms_of_aiger_are_one() {
    let (terms, assumptions, claim) = goal();
    let circuit = Circuit::new(&terms, &assumptions, claim, 1000).expect("small");
    let (binary, text) = (aiger::binary(&circuit), aiger::text(&circuit));
    let counts = format!("{} 4 0 1 {}\n", 4 + circuit.gates.len(), circuit.gates.len());
    assert!(text.starts_with(&format!("aag {counts}2\n4\n6\n8\n{}\n", circuit.output)), "{text}");
    let head = format!("aig {counts}{}\n", circuit.output);
    assert!(binary.starts_with(head.as_bytes()));
    let mut bytes = binary[head.len()..].iter();
    let mut number = || {
        let (mut value, mut shift) = (0u32, 0);
        loop {
            let byte = *bytes.next().expect("a byte");
            value |= u32::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                return value;
            }
        }
    };
    for (n, &[a, b]) in circuit.gates.iter().enumerate() {
        let own = 2 * (circuit.inputs.len() + n + 1) as u32;
        let high = own - number();
        assert_eq!((high, high - number()), (a.max(b), a.min(b)));
    }
    let rest: Vec<u8> = bytes.copied().collect();
    assert!(String::from_utf8(rest).expect("text").starts_with(&format!("i0 {}\n", circuit.inputs[0])));
}

#[test]
fn clauses_name_their_inputs() {
    let (terms, assumptions, claim) = goal();
    let circuit = Circuit::new(&terms, &assumptions, claim, 1000).expect("small");
    let text = dimacs::text(&circuit);
    assert!(text.contains(&format!("c 1 {}\n", circuit.inputs[0])), "{text}");
    let clauses: Vec<Vec<i64>> = text
        .lines()
        .filter(|line| !line.starts_with(['c', 'p']))
        .map(|line| line.split(' ').map(|literal| literal.parse().expect("a number")).collect())
        .collect();
    let header = format!("p cnf {} {}\n", circuit.inputs.len() + circuit.gates.len(), clauses.len());
    assert!(text.contains(&header), "{text}");
    assert!(clauses.iter().all(|clause| clause.last() == Some(&0) && !clause[..clause.len() - 1].contains(&0)));
}

#[test]
fn constant_goals_are_written_too() {
    let mut terms = Terms::default();
    let [never, always] = [0, 1].map(|value| terms.constant(1, value));
    for (claim, expected) in [(always, "p cnf 0 1\n0\n"), (never, "p cnf 0 0\n")] {
        let circuit = Circuit::new(&terms, &[], claim, 1000).expect("small");
        assert!(dimacs::text(&circuit).ends_with(expected), "{}", dimacs::text(&circuit));
    }
}

#[test]
fn three_files_a_goal() {
    let (mut terms, assumptions, claim) = goal();
    let folder = tempfile::tempdir().expect("a folder");
    let stem = stem(7, "loop 1, step: X2 / \u{3b1}");
    dump(folder.path(), &stem, &mut terms, &assumptions, claim).expect("written");
    let mut names: Vec<String> = std::fs::read_dir(folder.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["007-loop-1-step-x2.aig", "007-loop-1-step-x2.cnf", "007-loop-1-step-x2.smt2"]);
    assert!(question(&mut terms, &assumptions, claim).contains("(declare-const |x| (_ BitVec 2))"));
}
