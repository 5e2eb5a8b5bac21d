//! AIGER 1.9, binary and as text: one output, which is true where the claim fails.

use super::circuit::Circuit;
use std::fmt::Write;

/// The binary form: gates are differences of literals, seven bits a byte.
pub fn binary(circuit: &Circuit) -> Vec<u8> {
    let mut bytes = header("aig", circuit).into_bytes();
    bytes.extend(format!("{}\n", circuit.output).bytes());
    for (n, &[a, b]) in circuit.gates.iter().enumerate() {
        let own = 2 * (circuit.inputs.len() + n + 1) as u32;
        let (high, low) = (a.max(b), a.min(b));
        number(&mut bytes, own - high);
        number(&mut bytes, high - low);
    }
    bytes.extend(symbols(circuit).bytes());
    bytes
}

/// The form for people.
pub fn text(circuit: &Circuit) -> String {
    let mut text = header("aag", circuit);
    for variable in 1..=circuit.inputs.len() {
        let _ = writeln!(text, "{}", 2 * variable);
    }
    let _ = writeln!(text, "{}", circuit.output);
    for (n, [a, b]) in circuit.gates.iter().enumerate() {
        let _ = writeln!(text, "{} {} {}", 2 * (circuit.inputs.len() + n + 1), a.max(b), a.min(b));
    }
    text + &symbols(circuit)
}

fn header(kind: &str, circuit: &Circuit) -> String {
    let (inputs, gates) = (circuit.inputs.len(), circuit.gates.len());
    format!("{kind} {} {inputs} 0 1 {gates}\n", inputs + gates)
}

fn symbols(circuit: &Circuit) -> String {
    let mut text = String::new();
    for (n, name) in circuit.inputs.iter().enumerate() {
        let _ = writeln!(text, "i{n} {name}");
    }
    text + "o0 the claim fails\nc\nunsatisfiable means proved\n"
}

fn number(bytes: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}
