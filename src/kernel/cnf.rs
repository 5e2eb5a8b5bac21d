//! Clauses that say that literals of an and-inverter graph are true.

use super::aig::{Aig, Gate, Lit};
use rustc_hash::FxHashSet;

/// The clauses, and which variable stands for which node.
pub struct Cnf {
    /// Literals as in DIMACS: variables count from 1, a minus is a complement.
    pub clauses: Vec<Vec<i32>>,
    pub variables: usize,
    vars: Vec<Option<i32>>,
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
        let mut vars = vec![None; needed.len()];
        let mut variables = 0;
        for node in (0..needed.len()).filter(|&node| needed[node]) {
            variables += 1;
            vars[node] = Some(variables);
        }
        let mut cnf = Cnf { clauses: Vec::new(), variables: variables as usize, vars };
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
        self.vars[node]
    }

    /// The nodes that are true in a solution, which has a value for each variable, in order.
    pub fn inputs(&self, model: &[bool]) -> FxHashSet<usize> {
        let on = |var: i32| model.get(var as usize - 1).copied().unwrap_or(false);
        (0..self.vars.len()).filter(|&node| self.vars[node].is_some_and(on)).collect()
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
            let var = self.vars[lit.node()].expect("a needed node");
            if lit.is_complement() { -var } else { var }
        };
        self.clauses.push(clause.iter().map(literal).collect());
    }
}

/// Clauses as a DIMACS file.
pub fn to_dimacs(variables: usize, clauses: &[Vec<i32>]) -> String {
    let mut text = format!("p cnf {variables} {}\n", clauses.len());
    for clause in clauses {
        clause.iter().for_each(|literal| text.push_str(&format!("{literal} ")));
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
            let holds = |lit: &i32| {
                let node = (0..values.len()).find(|&node| cnf.var(node) == Some(lit.abs())).expect("a node");
                values[node] == (*lit > 0)
            };
            let satisfied = cnf.clauses.iter().all(|clause| clause.iter().any(holds));
            assert_eq!(satisfied, lit_value(&values, output), "{case:b}");
        }
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
