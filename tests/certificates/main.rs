//! Certificates against everything that can be done to them: none that was tampered with is accepted for another
//! statement, and nothing makes the checker stop without an answer.

mod accepted;
mod body;
#[path = "../command/mod.rs"]
mod command;
mod commands;
mod file;
mod fixture;
mod hostile;
mod inputs;
mod lemma;
mod lies;
#[path = "../objects/mod.rs"]
#[allow(dead_code)]
mod objects;
mod steps;
