//! The and-inverter graph of a goal, with its nodes numbered as AIGER wants them.

use crate::kernel::aig::{Gate, Lit};
use crate::kernel::axioms;
use crate::kernel::blast::Blaster;
use crate::term::brief::brief;
use crate::term::{Node, TermId, Terms};

/// One output of and-gates over named inputs: true when all assumptions hold and the claim fails.
pub struct Circuit {
    /// The names of the inputs, which are the variables from 1.
    pub inputs: Vec<String>,
    /// The operands of the gates, which are the variables after the inputs. A literal is twice the variable, plus one
    /// for its complement; 0 is false.
    pub gates: Vec<[u32; 2]>,
    pub output: u32,
}

impl Circuit {
    /// `None` if there are more gates than `enough`.
    pub fn new(terms: &Terms, assumptions: &[TermId], claim: TermId, enough: usize) -> Option<Circuit> {
        let mut blaster = Blaster::default();
        let roots = [assumptions, &[claim]].concat();
        if !blaster.blast(terms, &roots, enough) {
            return None;
        }
        let mut all = axioms::of(terms, |id| id, &mut blaster);
        all.extend(assumptions.iter().map(|&assumption| blaster.bits(assumption)[0]));
        all.push(!blaster.bits(claim)[0]);
        let output = blaster.aig.all(all);
        Some(number(terms, &blaster, output))
    }
}

/// Only what the output depends on is kept.
fn number(terms: &Terms, blaster: &Blaster, output: Lit) -> Circuit {
    let gates = blaster.aig.gates();
    let mut needed = vec![false; gates.len()];
    needed[output.node()] = true;
    for node in (0..gates.len()).rev() {
        if let (true, Gate::And(a, b)) = (needed[node], gates[node]) {
            needed[a.node()] = true;
            needed[b.node()] = true;
        }
    }
    let mut variables = vec![0u32; gates.len()];
    let mut inputs = Vec::new();
    for &leaf in blaster.leaves() {
        let name = leaf_name(terms, leaf);
        for (n, bit) in blaster.bits(leaf).iter().enumerate().filter(|(_, bit)| needed[bit.node()]) {
            inputs.push(format!("{name}[{n}]"));
            variables[bit.node()] = inputs.len() as u32;
        }
    }
    let literal = |variables: &[u32], lit: Lit| variables[lit.node()] << 1 | u32::from(lit.is_complement());
    let mut made = Vec::new();
    for node in 0..gates.len() {
        if let (true, Gate::And(a, b)) = (needed[node], gates[node]) {
            made.push([literal(&variables, a), literal(&variables, b)]);
            variables[node] = (inputs.len() + made.len()) as u32;
        }
    }
    Circuit { inputs, gates: made, output: literal(&variables, output) }
}

/// One line, without line breaks; two inputs may have one name, and are told apart by the number of the term.
fn leaf_name(terms: &Terms, leaf: TermId) -> String {
    let name = match terms.node(leaf) {
        Node::Var { index, .. } => terms.var_name(index).to_string(),
        _ => format!("{} (t{})", brief(terms, leaf), leaf.0),
    };
    name.chars().map(|c| if c.is_control() { '_' } else { c }).collect()
}
