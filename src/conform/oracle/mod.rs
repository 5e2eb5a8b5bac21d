//! The other machine: a command that runs the harness, asked through its standard input and output.

mod command;
mod error;
mod pipes;
#[cfg(test)]
mod tests;

pub use error::OracleError;

use super::case::{Case, Outcome};
use super::wire::{self, Hello, Nonsense};
use command::{split, version};
use pipes::{Message, keep, read_messages, write_batches};
use std::collections::VecDeque;
use std::io;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::{Duration, Instant};

/// A batch takes milliseconds; what takes so long does not come.
const SILENCE: Duration = Duration::from_secs(30);
/// Batches that are on their way at once, so that neither side waits for the other.
const IN_FLIGHT: usize = 3;

/// A running harness.
pub struct Oracle {
    command: String,
    runner: Option<String>,
    child: Child,
    /// None once the child's input is to end.
    batches: Option<Sender<Vec<u8>>>,
    messages: Receiver<Message>,
    stderr: Arc<Mutex<String>>,
    stderr_reader: Option<JoinHandle<()>>,
    hello: Hello,
    /// Let all cases run the slow way, through signals.
    pub slow: bool,
}

impl Oracle {
    /// Starts a command such as `qemu-aarch64 -cpu max HARNESS`, `./harness` or `ssh pi ./harness`, and waits for its
    /// hello. Words with blanks stand in quotes, single or double.
    pub fn start(command: &str) -> Result<Oracle, OracleError> {
        let words = split(command).map_err(OracleError::Command)?;
        let (program, arguments) =
            words.split_first().ok_or_else(|| OracleError::Command("there is none".to_string()))?;
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| OracleError::Start { program: program.clone(), error })?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(stdin), Some(stdout), Some(stderr)) = pipes else { unreachable!("all three are piped") };
        let (batches, to_write) = channel();
        let (to_read, messages) = channel();
        spawn(move || write_batches(stdin, to_write));
        spawn(move || read_messages(stdout, to_read));
        let complaint = Arc::new(Mutex::new(String::new()));
        let kept = complaint.clone();
        let mut oracle = Oracle {
            command: command.to_string(),
            runner: version(program),
            child,
            batches: Some(batches),
            messages,
            stderr: complaint,
            stderr_reader: Some(spawn(move || keep(stderr, &kept))),
            hello: Hello::default(),
            slow: false,
        };
        let (_, bytes) = oracle.receive()?;
        oracle.hello = Hello::decode(&bytes).map_err(|what| oracle.nonsense(what))?;
        Ok(oracle)
    }

    /// What the harness says of its machine.
    pub fn hello(&self) -> &Hello {
        &self.hello
    }

    /// The machine, for people. An emulator's `uname` is that of its host, which has no part in this.
    pub fn name(&self) -> String {
        let Hello { system, release, machine, hwcap, hwcap2, midr, page_size, .. } = &self.hello;
        let who = self.runner.clone().unwrap_or_else(|| format!("{system} {release} {machine}"));
        format!("{who}, {} KiB pages, MIDR {midr:#x}, HWCAP {hwcap:#x} {hwcap2:#x}", page_size / 1024)
    }

    /// Runs cases; their outcomes in the same order. Neighbours with one word are run together, which is quick.
    pub fn run(&mut self, cases: &[Case]) -> Result<Vec<Outcome>, OracleError> {
        let mut outcomes = Vec::with_capacity(cases.len());
        let mut in_flight = VecDeque::new();
        let mut rest = cases;
        while !rest.is_empty() || !in_flight.is_empty() {
            if !rest.is_empty() && in_flight.len() < IN_FLIGHT {
                let (batch, count) = wire::encode(rest, self.slow, &self.hello);
                // If nobody takes it, the harness is gone, and `receive` says why.
                let _ = self.batches.as_ref().map(|to| to.send(batch));
                let (asked, later) = rest.split_at(count);
                in_flight.push_back(asked);
                rest = later;
            } else if let Some(asked) = in_flight.pop_front() {
                let (results, answer) = self.receive()?;
                let decoded = wire::decode(&answer, results, asked, &self.hello, &mut outcomes);
                decoded.map_err(|what| self.nonsense(what))?;
            }
        }
        Ok(outcomes)
    }

    fn receive(&mut self) -> Result<(usize, Vec<u8>), OracleError> {
        match self.messages.recv_timeout(SILENCE) {
            Ok(Ok(message)) => Ok(message),
            Ok(Err(error)) if error.kind() == io::ErrorKind::InvalidData => {
                Err(self.nonsense(Nonsense(error.to_string())))
            }
            Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => {
                let status = self.end();
                Err(OracleError::Ended { command: self.command.clone(), status, stderr: self.complaint() })
            }
            Err(RecvTimeoutError::Timeout) => {
                let _ = self.child.kill();
                Err(OracleError::Silent { command: self.command.clone(), stderr: self.complaint() })
            }
        }
    }

    fn nonsense(&mut self, what: Nonsense) -> OracleError {
        let _ = self.child.kill();
        OracleError::Nonsense { command: self.command.clone(), what, stderr: self.complaint() }
    }

    /// Lets the child end by itself, but not for long; its status, if it did.
    fn end(&mut self) -> Option<ExitStatus> {
        self.batches = None;
        let patience = Instant::now() + Duration::from_secs(1);
        while Instant::now() < patience {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Some(status);
            }
            sleep(Duration::from_millis(2));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        None
    }

    /// What came on standard error so far; all of it, if the child has ended and left nobody behind who holds it.
    fn complaint(&mut self) -> String {
        let patience = Instant::now() + Duration::from_millis(200);
        while self.stderr_reader.as_ref().is_some_and(|reader| !reader.is_finished()) && Instant::now() < patience {
            sleep(Duration::from_millis(2));
        }
        self.stderr.lock().map_or_else(|_| String::new(), |text| text.clone())
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        self.end();
    }
}
