//! The commands. Each answers with an exit code: 0 yes, 1 no, 2 could not run.

pub mod batch;
pub mod cache;
mod campaign;
mod certificate;
pub mod check;
pub mod conform;
pub mod disasm;
pub mod explain;
pub mod goal;
pub mod isa;
pub mod lemma;
pub mod listing;
pub mod load;
pub mod loops;
pub mod mutants;
pub mod names;
pub mod opinion;
pub mod prove;
pub mod report;
pub mod run;
pub mod setup;
pub mod sim;
pub mod stops;
pub mod tidy;
pub mod trace;
pub mod unknowns;
pub mod values;
pub mod views;

use clap::{Parser, Subcommand};
use std::io::Write;
use std::process::{ExitCode, exit};

/// Proves that shipped AArch64 cryptographic machine code computes its published standard.
#[derive(Parser)]
#[command(version, max_term_width = 110, after_help = "Exit codes: 0 yes, 1 no, 2 could not run.")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Prove(prove::ProveArgs),
    Explain(explain::ExplainArgs),
    Loops(loops::LoopsArgs),
    Check(check::CheckArgs),
    Show(certificate::ShowArgs),
    Mutants(mutants::MutantsArgs),
    Run(run::RunArgs),
    Sim(sim::SimArgs),
    Conform(conform::ConformArgs),
    Disasm(disasm::DisasmArgs),
    Goal(goal::GoalArgs),
    Isa(isa::IsaArgs),
}

/// The answer of a command, or why there is none.
pub type Answer = Result<ExitCode, String>;

/// Runs the command that the arguments name.
pub fn main() -> ExitCode {
    let answer = match &Arguments::parse().command {
        Command::Prove(args) => prove::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Loops(args) => loops::run(args),
        Command::Check(args) => check::run(args),
        Command::Show(args) => certificate::run(args),
        Command::Mutants(args) => mutants::run(args),
        Command::Run(args) => run::run(args),
        Command::Sim(args) => sim::run(args),
        Command::Conform(args) => conform::run(args),
        Command::Disasm(args) => disasm::run(args),
        Command::Goal(args) => goal::run(args),
        Command::Isa(args) => isa::run(args),
    };
    answer.unwrap_or_else(|message| {
        eprintln!("error: {message}");
        ExitCode::from(2)
    })
}

/// Yes or no as an exit code.
pub fn verdict(yes: bool) -> ExitCode {
    ExitCode::from(if yes { 0 } else { 1 })
}

/// Writes to the standard output; when nobody reads it any more (`| head`), there is nothing left to do.
pub fn put(text: &str) {
    let mut out = std::io::stdout().lock();
    if out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_err() {
        exit(2);
    }
}
