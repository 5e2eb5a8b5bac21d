//! DIMACS clauses: three for each gate, and one that says that the claim fails.

use super::circuit::Circuit;
use std::fmt::Write;

/// The clauses, with comments that name the variables of inputs.
pub fn text(circuit: &Circuit) -> String {
    let mut text = String::from("c unsatisfiable means proved\n");
    for (n, name) in circuit.inputs.iter().enumerate() {
        let _ = writeln!(text, "c {} {name}", n + 1);
    }
    let (first, clauses) = (circuit.inputs.len() + 1, 3 * circuit.gates.len() + 1);
    let _ = writeln!(text, "p cnf {} {clauses}", circuit.inputs.len() + circuit.gates.len());
    for (n, &[a, b]) in circuit.gates.iter().enumerate() {
        let (own, a, b) = ((first + n) as i64, signed(a), signed(b));
        let _ = writeln!(text, "-{own} {a} 0\n-{own} {b} 0\n{own} {} {} 0", -a, -b);
    }
    // A constant is no variable: always true is no clause to add, never true is the empty one.
    match circuit.output {
        0 => text.push_str("0\n"),
        1 => text = text.replacen(&format!(" {clauses}\n"), &format!(" {}\n", clauses - 1), 1),
        output => text.push_str(&format!("{} 0\n", signed(output))),
    }
    text
}

fn signed(literal: u32) -> i64 {
    let variable = i64::from(literal >> 1);
    if literal & 1 == 1 { -variable } else { variable }
}
