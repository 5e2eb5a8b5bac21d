//! One conversation with a solver, through `rsmt2`, which starts the process and writes the commands. What comes back is
//! read here, for `rsmt2` takes any word that starts with `unsat` for it and reads answers of any length.

use super::values;
use rsmt2::{SmtConf, Solver};
use std::io::{Read, Write};
use std::process::Command;

/// What the solver said.
pub enum Reply {
    Unsat,
    /// The values of the leaves, if they can be read.
    Sat(Option<Vec<u128>>),
}

/// Longer answers to `check-sat` are no answers.
const LINE: usize = 4096;

/// Longer lists of values are not read.
const VALUES: usize = 64 << 20;

/// The shell that runs the command: it tells the number of its process, which becomes that of a group, and at the end
/// how the command ended. `timeout` makes the group, and ends it even if we are gone.
const SHELL: &str = r#"echo $$
command -v timeout >/dev/null || { echo '(vambrace-exit timeout)'; exit; }
exec timeout -s KILL "$1" sh -c 'sh -c "$0" 2>/dev/null; echo "(vambrace-exit $?)"' "$0""#;

/// A running solver.
pub struct Session(Solver<()>);

impl Session {
    /// Starts the command, for so many seconds at most.
    pub fn start(command: &str, seconds: u64) -> Result<Session, String> {
        // The style with no options of its own.
        let mut conf = SmtConf::yices_2("sh");
        for option in ["-c", SHELL, command, &seconds.to_string()] {
            conf.option(option);
        }
        // Models are asked for later: a command that has ended would fail here, before it says why.
        conf.set_models(false);
        Solver::new(conf, ()).map(Session).map_err(|error| format!("cannot be started: {error}"))
    }

    /// The number of the group of processes.
    pub fn group(&mut self) -> Result<u32, String> {
        self.line()?.parse().map_err(|_| "cannot be started: there is no shell `sh`".into())
    }

    /// Sends the script, asks, and if there is a solution, asks for the values of the leaves.
    pub fn ask(&mut self, script: &str, leaves: usize) -> Result<Reply, String> {
        // A solver that ended does not read; why it ended is said by what it answers.
        let _ = self.0.produce_models();
        let _ = self.0.write_all(script.as_bytes()).and_then(|()| self.0.flush());
        let _ = self.0.print_check_sat();
        let answer = self.line()?;
        match answer.as_str() {
            "unsat" => Ok(Reply::Unsat),
            "sat" => Ok(Reply::Sat(self.values(leaves).ok())),
            "unknown" | "timeout" => Err(format!("answers `{answer}`")),
            _ => Err(refusal(&answer)),
        }
    }

    fn values(&mut self, leaves: usize) -> Result<Vec<u128>, String> {
        if leaves == 0 {
            return Ok(Vec::new());
        }
        let names: Vec<String> = (0..leaves).map(|n| format!("|{}|", values::name(n))).collect();
        let question = format!("(get-value ({}))\n", names.join(" "));
        self.0.write_all(question.as_bytes()).and_then(|()| self.0.flush()).map_err(|error| error.to_string())?;
        values::parse(&self.list()?, leaves)
    }

    fn byte(&mut self) -> Result<Option<u8>, String> {
        let mut byte = [0];
        let read = self.0.read(&mut byte).map_err(|error| error.to_string())?;
        // `rsmt2` goes through texts by bytes; what is not ASCII would make it stumble.
        Ok((read > 0).then(|| if byte[0].is_ascii() { byte[0] } else { b'?' }))
    }

    /// The next line that is neither empty nor a comment.
    fn line(&mut self) -> Result<String, String> {
        let (mut line, mut skipped) = (String::new(), 0);
        while let Some(byte) = self.byte()? {
            if byte != b'\n' {
                line.push(byte.into());
            } else if line.trim().is_empty() || line.starts_with(';') {
                skipped += line.len() + 1;
                line.clear();
            } else {
                return Ok(line.trim().to_string());
            }
            if line.len() + skipped > LINE {
                return Err(refusal(&line));
            }
        }
        if line.trim().is_empty() { Err("ended before it answered".into()) } else { Ok(line.trim().to_string()) }
    }

    /// The next list with all its brackets.
    fn list(&mut self) -> Result<String, String> {
        let (mut text, mut depth) = (String::new(), 0usize);
        while let Some(byte) = self.byte()? {
            match byte {
                b'(' => depth += 1,
                b')' if depth > 0 => depth -= 1,
                byte if depth == 0 && !byte.is_ascii_whitespace() => return Err("no list".into()),
                _ => {}
            }
            text.push(byte.into());
            if depth == 0 && byte == b')' {
                return Ok(text);
            }
            if text.len() > VALUES {
                return Err("too long".into());
            }
        }
        Err("ended".into())
    }
}

/// Ends all processes of a group.
pub fn kill(group: u32) {
    let _ = Command::new("sh")
        .args(["-c", &format!("kill -s KILL -- -{group}")])
        .stderr(std::process::Stdio::null())
        .status();
}

/// What to say of an answer that is none.
fn refusal(answer: &str) -> String {
    let code = answer.strip_prefix("(vambrace-exit ").and_then(|rest| rest.strip_suffix(')'));
    match code {
        Some("127") => "is no command here; check its name and the path".into(),
        Some("126") => "cannot be run; check that it may be executed".into(),
        Some("timeout") => "is not run, because the command `timeout` (coreutils) that ends it is missing".into(),
        Some("0") => {
            "ended before it answered; it must read SMT-LIB 2 from its standard input (such as `z3 -in`)".into()
        }
        Some(code) => format!("ended with exit code {code} before it answered; run it by hand to see what it says"),
        None => {
            let shown: String = answer.chars().take(120).collect();
            format!("answers `{shown}`, expected sat, unsat or unknown")
        }
    }
}
