//! Clauses that say that literals of an and-inverter graph are true.

use super::aig::{Aig, Gate, Lit};
use super::sat::holds;
use rustc_hash::FxHashSet;
use std::fmt::Write;

/// The clauses, and which variable stands for which node.
pub struct Cnf {
    /// Literals as in DIMACS.
    pub clauses: Vec<Vec<i32>>,
    /// Variables are 1 to this.
    pub variables: usize,
    /// By node; 0 where it has none.
    vars: Vec<i32>,
}

/// What a node is made of, when it is not an input.
enum Shape {
    And([Lit; 2]),
    /// `if s then a else b`, which also covers exclusive or.
    Mux(Lit, Lit, Lit),
    Input,
}

impl Cnf {
    /// Says that all outputs are true; nodes that they do not depend on get no variable.
    pub fn new(aig: &Aig, outputs: &[Lit]) -> Cnf {
        let needed = needed(aig, outputs);
        let mut cnf = Cnf { clauses: Vec::new(), variables: 0, vars: vec![0; needed.len()] };
        for node in (0..needed.len()).filter(|&node| needed[node]) {
            cnf.variables += 1;
            cnf.vars[node] = cnf.variables as i32;
        }
        for node in (0..needed.len()).filter(|&node| needed[node]) {
            cnf.define(aig, node);
        }
        for &output in outputs {
            cnf.add(&[output]);
        }
        cnf
    }

    /// The variable that stands for a node.
    pub fn var(&self, node: usize) -> Option<i32> {
        Some(self.vars[node]).filter(|&var| var > 0)
    }

    /// The nodes that are true in a solution.
    pub fn inputs(&self, model: &[bool]) -> FxHashSet<usize> {
        (0..self.vars.len()).filter(|&node| holds(model, self.vars[node])).collect()
    }

    /// The clauses as a DIMACS file.
    pub fn to_dimacs(&self) -> String {
        to_dimacs(self.variables, &self.clauses)
    }

    fn define(&mut self, aig: &Aig, node: usize) {
        let n = Lit((node as u32) << 1);
        if node == 0 {
            return self.add(&[!n]);
        }
        match shape(aig, node) {
            Shape::Input => {}
            Shape::And([a, b]) => {
                self.add(&[!n, a]);
                self.add(&[!n, b]);
                self.add(&[n, !a, !b]);
            }
            Shape::Mux(s, a, b) => {
                self.add(&[!s, !a, n]);
                self.add(&[!s, a, !n]);
                self.add(&[s, !b, n]);
                self.add(&[s, b, !n]);
            }
        }
    }

    fn add(&mut self, clause: &[Lit]) {
        let literal = |lit: &Lit| {
            let var = self.vars[lit.node()];
            if lit.is_complement() { -var } else { var }
        };
        self.clauses.push(clause.iter().map(literal).collect());
    }
}

/// Clauses as a DIMACS file.
pub fn to_dimacs(variables: usize, clauses: &[Vec<i32>]) -> String {
    let mut text = format!("p cnf {variables} {}\n", clauses.len());
    for clause in clauses {
        for literal in clause {
            // Writing to a string cannot fail.
            let _ = write!(text, "{literal} ");
        }
        text.push_str("0\n");
    }
    text
}

fn needed(aig: &Aig, outputs: &[Lit]) -> Vec<bool> {
    let mut needed = vec![false; aig.gates().len()];
    for output in outputs {
        needed[output.node()] = true;
    }
    for node in (0..needed.len()).rev().filter(|&node| node > 0) {
        if needed[node] {
            let operands = match shape(aig, node) {
                Shape::Input => vec![],
                Shape::And(operands) => operands.to_vec(),
                Shape::Mux(s, a, b) => vec![s, a, b],
            };
            operands.iter().for_each(|operand| needed[operand.node()] = true);
        }
    }
    needed
}

/// Sees a multiplexer, `NOT (s AND x) AND NOT (NOT s AND y)`, as one gate rather than three.
fn shape(aig: &Aig, node: usize) -> Shape {
    let Gate::And(p, q) = aig.gates()[node] else { return Shape::Input };
    if let (true, Gate::And(a, b), true, Gate::And(c, d)) =
        (p.is_complement(), aig.gates()[p.node()], q.is_complement(), aig.gates()[q.node()])
    {
        for (s, x, other, y) in [(a, b, c, d), (a, b, d, c), (b, a, c, d), (b, a, d, c)] {
            if s == !other {
                return Shape::Mux(s, !x, !y);
            }
        }
    }
    Shape::And([p, q])
}

#[cfg(test)]
mod tests {
    use super::super::aig::lit_value;
    use super::*;

    /// The satisfying assignments must be those under which the output is true, each once.
    fn check(make: impl Fn(&mut Aig, [Lit; 3]) -> Lit) {
        let mut aig = Aig::default();
        let inputs = [(); 3].map(|()| aig.input());
        let output = make(&mut aig, inputs);
        let cnf = Cnf::new(&aig, &[output]);
        for case in 0..8u32 {
            let values = aig.evaluate(|node| case >> (node - 1) & 1 == 1);
            let node = |var| (0..values.len()).find(|&node| cnf.var(node) == Some(var)).expect("a node");
            let model: Vec<bool> = (1..=cnf.variables as i32).map(|var| values[node(var)]).collect();
            let satisfied = cnf.clauses.iter().all(|clause| clause.iter().any(|&literal| holds(&model, literal)));
            assert_eq!(satisfied, lit_value(&values, output), "{case:b}");
            assert!(cnf.inputs(&model).iter().all(|&node| values[node]));
        }
    }

    #[test]
    fn dimacs_is_what_solvers_read() {
        assert_eq!(to_dimacs(3, &[vec![1, -3], vec![], vec![2]]), "p cnf 3 3\n1 -3 0\n0\n2 0\n");
    }

    #[test]
    fn clauses_say_what_the_graph_says() {
        check(|g, [a, b, _]| g.and(a, !b));
        check(|g, [a, b, c]| {
            let x = g.xor(a, b);
            g.xor(x, c)
        });
        check(|g, [s, a, b]| g.mux(s, a, b));
        check(|g, [s, a, b]| !g.mux(s, !a, b));
        check(|_, _| Lit::FALSE);
        check(|_, _| Lit::TRUE);
    }
}
