//! Why an oracle does not answer.

use super::SILENCE;
use crate::conform::wire::Nonsense;
use std::fmt;
use std::io;
use std::process::ExitStatus;

/// Why there are no outcomes.
#[derive(Debug)]
pub enum OracleError {
    Command(String),
    Start {
        program: String,
        error: io::Error,
    },
    /// It ended, or closed its output.
    Ended {
        command: String,
        status: Option<ExitStatus>,
        stderr: String,
    },
    Nonsense {
        command: String,
        what: Nonsense,
        stderr: String,
    },
    Silent {
        command: String,
        stderr: String,
    },
}

impl fmt::Display for OracleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OracleError::Command(why) => write!(f, "the runner's command: {why}"),
            OracleError::Start { program, error } if error.kind() == io::ErrorKind::NotFound => {
                write!(f, "the runner `{program}` is not installed")
            }
            OracleError::Start { program, error } => write!(f, "cannot start the runner `{program}`: {error}"),
            OracleError::Ended { command, status, stderr } => {
                let status = status.map_or_else(|| "closed its output".into(), |s| format!("ended ({s})"));
                write!(f, "the runner `{command}` {status}{}", said(stderr))
            }
            OracleError::Nonsense { command, what, stderr } => {
                write!(f, "the runner `{command}` is no harness: {what}{}", said(stderr))
            }
            OracleError::Silent { command, stderr } => {
                let seconds = SILENCE.as_secs();
                write!(f, "the runner `{command}` has said nothing for {seconds} seconds{}", said(stderr))
            }
        }
    }
}

fn said(stderr: &str) -> String {
    match stderr.trim() {
        "" => String::new(),
        text => format!("\nit said: {text}"),
    }
}

impl std::error::Error for OracleError {}
