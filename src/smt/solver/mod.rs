//! Another solver, run as a command that reads SMT-LIB 2 from its standard input. Its `sat` counts only with values
//! that our own evaluation confirms; its `unsat` is its word.

mod session;
mod values;

use super::model::confirm;
use crate::term::smtlib::smtlib;
use crate::term::{TermId, Terms};
use session::{Reply, Session};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// What another solver says of a goal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The assumptions cannot hold while the claim fails. Nothing of it was checked.
    Unsat,
    /// They can: for these values of the leaves, which evaluation confirms; or for values that could not be read.
    Sat(Option<Vec<(TermId, u128)>>),
    Unknown(String),
}

/// Asks whether the assumptions can hold while the claim fails. `command` is a line for the shell, such as `z3 -in`. It
/// and all that it starts is killed after so many seconds.
pub fn ask(terms: &mut Terms, assumptions: &[TermId], claim: TermId, command: &str, seconds: f64) -> Answer {
    let fails = terms.not(claim);
    let asserts = [assumptions, &[fails]].concat();
    let is_leaf = |id: &TermId| terms.node(*id).is_leaf();
    let leaves: Vec<TermId> = terms.below(&asserts).into_iter().filter(is_leaf).collect();
    let named: Vec<(String, TermId)> = leaves.iter().enumerate().map(|(n, &id)| (values::name(n), id)).collect();
    let script = smtlib(terms, &named, &asserts);
    let script = script.strip_suffix("(check-sat)\n").unwrap_or(&script).to_string();
    match converse(script, leaves.len(), command, seconds) {
        Err(why) => Answer::Unknown(format!("`{command}` {why}")),
        Ok(Reply::Unsat) => Answer::Unsat,
        Ok(Reply::Sat(None)) => Answer::Sat(None),
        Ok(Reply::Sat(Some(values))) => {
            let values: Vec<(TermId, u128)> = leaves.into_iter().zip(values).collect();
            match confirm(terms, assumptions, Some(claim), &values) {
                Some(_) => Answer::Sat(Some(values)),
                None => Answer::Unknown(format!("`{command}` says sat, but for its values the assertions do not hold")),
            }
        }
    }
}

/// Talks to the solver in a thread: whatever it does, the time is bounded here.
fn converse(script: String, leaves: usize, command: &str, seconds: f64) -> Result<Reply, String> {
    let (replies, reply) = channel();
    let (groups, group) = channel();
    let (done, end) = channel::<()>();
    let (command, limit) = (command.to_string(), seconds.ceil() as u64 + 1);
    thread::spawn(move || {
        let mut session = match Session::start(&command, limit) {
            Ok(session) => session,
            Err(why) => return drop(replies.send(Err(why))),
        };
        let said = session.group().and_then(|id| {
            let _ = groups.send(id);
            session.ask(&script, leaves)
        });
        let _ = replies.send(said);
        // The process is not waited for before its group is killed, so that the number stays its own.
        let _ = end.recv();
    });
    let time = Duration::try_from_secs_f64(seconds).unwrap_or(Duration::from_secs(86_400));
    let said = reply.recv_timeout(time);
    if let Ok(id) = group.try_recv() {
        session::kill(id);
    }
    drop(done);
    match said {
        Ok(said) => said,
        Err(RecvTimeoutError::Timeout) => Err(format!("gave no answer within {seconds} s and was ended")),
        Err(RecvTimeoutError::Disconnected) => Err("gave an answer that cannot be read".into()),
    }
}
