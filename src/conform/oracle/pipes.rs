//! The three threads of an oracle, one for each of its pipes, so that none of them fills up.

use crate::conform::wire::{HELLO, Hello};
use std::io::{self, Read, Write};
use std::process::{ChildStderr, ChildStdin, ChildStdout};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender};

/// Bytes of the command's standard error that are kept.
const COMPLAINT: usize = 4096;

/// A message of the harness: the hello, or the number of results of an answer and its bytes.
pub type Message = io::Result<(usize, Vec<u8>)>;

/// Writes batches until there are no more; then the child's input ends.
pub fn write_batches(mut to: ChildStdin, batches: Receiver<Vec<u8>>) {
    for batch in batches {
        if to.write_all(&batch).is_err() {
            return;
        }
    }
}

/// Reads the hello, then answers, until an error, which is the last message.
pub fn read_messages(mut from: ChildStdout, messages: Sender<Message>) {
    let mut limit = 0;
    let mut message = read_hello(&mut from, &mut limit);
    loop {
        let last = message.is_err();
        if messages.send(message).is_err() || last {
            return;
        }
        message = read_answer(&mut from, limit);
    }
}

/// The limit of answers is set if the hello makes sense; whoever decodes it tells if not.
fn read_hello(from: &mut ChildStdout, limit: &mut usize) -> Message {
    let mut bytes = Vec::new();
    from.take(HELLO as u64).read_to_end(&mut bytes)?;
    if bytes.is_empty() {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    *limit = Hello::decode(&bytes).map_or(0, |hello| hello.answer_limit());
    Ok((0, bytes))
}

fn read_answer(from: &mut ChildStdout, limit: usize) -> Message {
    let mut head = [0; 8];
    from.read_exact(&mut head)?;
    let head = u64::from_le_bytes(head);
    let size = head as u32 as usize;
    if size > limit {
        return Err(io::Error::new(io::ErrorKind::InvalidData, format!("an answer of {size} bytes")));
    }
    let mut bytes = vec![0; size];
    from.read_exact(&mut bytes)?;
    Ok(((head >> 32) as usize, bytes))
}

/// Keeps the first bytes of standard error, and reads on so that the child never waits.
pub fn keep(mut from: ChildStderr, to: &Mutex<String>) {
    let mut buffer = [0; 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        if let Ok(mut text) = to.lock()
            && text.len() < COMPLAINT
        {
            text.push_str(&String::from_utf8_lossy(&buffer[..count]));
        }
    }
}
