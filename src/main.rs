//! The command line: reads the arguments, runs one command and exits with what it found.
#![forbid(unsafe_code)]

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
