//! Steps as text: the format of LRAT files that other checkers read.

use super::Step;
use std::fmt::{Display, Formatter, Write};
use std::str::{FromStr, SplitAsciiWhitespace};

/// Why a line is no step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadText {
    /// From 1 on.
    pub line: usize,
    pub reason: String,
}

impl Display for BadText {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

impl std::error::Error for BadText {}

/// One line a step.
pub fn to_text(proof: &[Step]) -> String {
    let mut text = String::new();
    let mut last = 0;
    for step in proof {
        match step {
            Step::Add { id, clause, hints } => {
                last = *id;
                line(&mut text, id, clause.iter().map(|&literal| literal.into()).chain([0]).chain(wide(hints)));
            }
            // A deletion is at the id of the last addition, and says so.
            Step::Delete(ids) => line(&mut text, format_args!("{last} d"), wide(ids)),
        }
    }
    text
}

fn wide(ids: &[u64]) -> impl Iterator<Item = i128> {
    ids.iter().map(|&id| id.into())
}

fn line(text: &mut String, head: impl Display, numbers: impl Iterator<Item = i128>) {
    // Writing to a string cannot fail.
    let _ = write!(text, "{head}");
    for number in numbers.chain([0]) {
        let _ = write!(text, " {number}");
    }
    text.push('\n');
}

/// The steps of an LRAT file; lines that start with `c` are comments.
pub fn parse_text(text: &str) -> Result<Vec<Step>, BadText> {
    let lines = text.lines().enumerate().map(|(number, line)| (number + 1, line.trim()));
    let steps = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('c'));
    steps.map(|(line, words)| step(words.split_ascii_whitespace()).map_err(|reason| BadText { line, reason })).collect()
}

fn step(mut words: SplitAsciiWhitespace<'_>) -> Result<Step, String> {
    let id = number(words.next().unwrap_or_default())?;
    let mut rest = words.clone();
    let step = if rest.next() == Some("d") {
        words = rest;
        Step::Delete(ids(&mut words)?)
    } else {
        Step::Add { id, clause: to_zero(&mut words, number)?, hints: ids(&mut words)? }
    };
    match words.next() {
        None => Ok(step),
        Some(word) => Err(format!("`{word}` after the end of the step")),
    }
}

fn ids(words: &mut SplitAsciiWhitespace<'_>) -> Result<Vec<u64>, String> {
    to_zero(words, |word| match word.strip_prefix('-') {
        Some(_) => Err(format!("the hint `{word}` is of a step by RAT, which is not accepted")),
        None => number(word),
    })
}

fn to_zero<T>(
    words: &mut SplitAsciiWhitespace<'_>,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    let mut values = Vec::new();
    loop {
        match words.next() {
            None => return Err("a list without the 0 at its end".into()),
            Some("0") => return Ok(values),
            Some(word) => values.push(read(word)?),
        }
    }
}

fn number<T: FromStr>(word: &str) -> Result<T, String> {
    word.parse().map_err(|_| format!("`{word}` is no number that fits here"))
}
