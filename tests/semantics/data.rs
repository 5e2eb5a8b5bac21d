//! The data files: how they are read, and what a case is.
//!
//! In front of the arrow stands `place=value` for what is set: x0 to x30, sp, nzcv, v0 to v31, fpcr, fpsr, tpidr_el0,
//! dit, in hexadecimal, and memory as `[8010]=0011aabb`, bytes in order of their addresses. Behind it stands the same
//! for what differs afterwards, and `pc=-8`, signed and decimal, from the instruction, where PC does not go on by 4; or
//! one of `undefined`, `unpredictable`, `not_modelled`, `fault 8100` and `misaligned`, which is SP.

use super::places::{CODE, DATA, Places};
use std::collections::BTreeSet;
use vambrace::lang::ast::StopReason;

/// An instruction with its cases.
pub struct Group {
    pub line: usize,
    pub text: String,
    pub word: u32,
    pub cases: Vec<Case>,
}

/// How an execution ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    GoesOn,
    Refused(StopReason),
    Fault(u64),
    /// SP is no multiple of 16.
    Misaligned,
}

pub struct Case {
    pub line: usize,
    pub before: Places,
    /// NZCV before, if it is named.
    pub flags: Option<u8>,
    pub after: After,
    changes: Vec<Change>,
}

enum Change {
    Bytes(usize, Vec<u8>),
    Place(String, u128),
    Pc(i64),
}

const REFUSALS: [(&str, StopReason); 3] = [
    ("undefined", StopReason::Undefined),
    ("unpredictable", StopReason::Unpredictable),
    ("not_modelled", StopReason::NotModelled),
];

impl After {
    pub fn name(&self) -> String {
        match self {
            After::GoesOn => "it goes on".into(),
            After::Refused(reason) => {
                REFUSALS.iter().find(|refusal| refusal.1 == *reason).expect("all of them").0.into()
            }
            After::Fault(address) => format!("fault {address:x}"),
            After::Misaligned => "misaligned".into(),
        }
    }

    fn read(text: &str) -> Option<After> {
        let refusal = REFUSALS.iter().find(|refusal| refusal.0 == text).map(|refusal| After::Refused(refusal.1));
        let fault = || u64::from_str_radix(text.strip_prefix("fault ")?, 16).ok().map(After::Fault);
        refusal.or_else(fault).or((text == "misaligned").then_some(After::Misaligned))
    }
}

impl Case {
    /// What must be there afterwards.
    pub fn expected(&self, before: &Places) -> Places {
        let mut after = before.clone();
        after.state.pc = CODE + 4;
        for change in &self.changes {
            match change {
                Change::Bytes(at, bytes) => after.data[*at..*at + bytes.len()].copy_from_slice(bytes),
                Change::Place(place, value) => after.set(place, *value).expect("it was tried"),
                Change::Pc(distance) => after.state.pc = CODE.wrapping_add_signed(*distance),
            }
        }
        after
    }

    fn read(line: usize, text: &str) -> Result<Case, String> {
        let (before, after) = text.split_once("->").ok_or("no arrow")?;
        if after.contains("->") {
            return Err("a second arrow".into());
        }
        let mut case = Case { line, before: Places::new(), flags: None, after: After::GoesOn, changes: Vec::new() };
        for change in changes(before, false)? {
            match change {
                Change::Bytes(at, bytes) => case.before.data[at..at + bytes.len()].copy_from_slice(&bytes),
                Change::Place(place, value) => {
                    case.before.set(&place, value)?;
                    case.flags = if place == "nzcv" { Some(value as u8) } else { case.flags };
                }
                Change::Pc(_) => unreachable!("only behind the arrow"),
            }
        }
        match After::read(after.trim()) {
            Some(after) => case.after = after,
            None => case.changes = changes(after, true)?,
        }
        if case.after == After::GoesOn && case.changes.is_empty() {
            return Err("nothing behind the arrow".into());
        }
        Ok(case)
    }
}

fn changes(text: &str, behind: bool) -> Result<Vec<Change>, String> {
    let mut names = BTreeSet::new();
    let change = |part: &str| {
        let (place, value) = part.split_once('=').ok_or(format!("expected `place=value`, found `{part}`"))?;
        if !names.insert(place.to_string()) {
            return Err(format!("`{place}` twice"));
        }
        one_change(place, value, behind)
    };
    text.split_whitespace().map(change).collect()
}

fn one_change(place: &str, value: &str, behind: bool) -> Result<Change, String> {
    let hex = |text: &str| match text.bytes().all(|digit| digit.is_ascii_hexdigit()) && !text.is_empty() {
        true => u128::from_str_radix(text, 16).map_err(|_| format!("`{text}` does not fit")),
        false => Err(format!("`{text}` is no hexadecimal number")),
    };
    if place == "pc" && behind {
        return value.parse().map(Change::Pc).map_err(|_| format!("`{value}` is no signed decimal number"));
    }
    let Some(address) = place.strip_prefix('[').and_then(|place| place.strip_suffix(']')) else {
        let value = hex(value)?;
        Places::new().set(place, value)?;
        return Ok(Change::Place(place.to_string(), value));
    };
    if !value.len().is_multiple_of(2) || !value.is_ascii() {
        return Err("memory needs two digits for each byte".into());
    }
    let bytes = (0..value.len() / 2).map(|n| hex(&value[2 * n..2 * n + 2]).map(|byte| byte as u8));
    let bytes: Vec<u8> = bytes.collect::<Result<_, _>>()?;
    match usize::try_from(hex(address)?).ok().and_then(|address| address.checked_sub(DATA as usize)) {
        Some(at) if at < 256 && at + bytes.len() <= 256 => Ok(Change::Bytes(at, bytes)),
        _ => Err(format!("[{address}] is outside of the data")),
    }
}

/// All groups of a file, and its errors by line.
pub fn read(text: &str) -> (Vec<Group>, Vec<(usize, String)>) {
    let (mut groups, mut errors) = (Vec::<Group>::new(), Vec::new());
    for (n, line) in text.lines().enumerate().map(|(n, line)| (n + 1, line)) {
        let content = line.trim();
        if content.is_empty() || content.starts_with('#') {
        } else if !line.starts_with(' ') {
            match head(n, content) {
                Ok(group) => groups.push(group),
                Err(why) => errors.push((n, why)),
            }
        } else {
            match (Case::read(n, content), groups.last_mut()) {
                (Ok(case), Some(group)) => group.cases.push(case),
                (Ok(_), None) => errors.push((n, "a case before the first group".into())),
                (Err(why), _) => errors.push((n, why)),
            }
        }
    }
    let idle = groups.iter().filter(|group| group.cases.is_empty());
    errors.extend(idle.map(|group| (group.line, "a group without a case".to_string())));
    (groups, errors)
}

fn head(line: usize, text: &str) -> Result<Group, String> {
    let (text, word) = text.rsplit_once(" = ").ok_or("expected `text = word`")?;
    let digits = word.len() == 8 && word.bytes().all(|digit| digit.is_ascii_hexdigit());
    let word = if digits { u32::from_str_radix(word, 16).ok() } else { None };
    let word = word.ok_or("the word has eight hexadecimal digits")?;
    Ok(Group { line, text: text.to_string(), word, cases: Vec::new() })
}
