//! Mutants: small changes of the code, the standard or the script, each of which a proof must refuse.

use super::opinion::{Aim, Options};
use super::refute::Refutation;
use super::run::{Report, prove_with, run_only};
use crate::claim::script::{Edits, Script};
use crate::claim::session::canonical;
use crate::lang::ast::Proof;
use crate::lift::isa::Isa;
use crate::machine::elf::Image;
use std::path::Path;

/// What is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The n-th instruction with this text, from 1, becomes this word: in the routine, or in a function that it calls.
    Code {
        text: String,
        within: Option<String>,
        occurrence: usize,
        word: u32,
    },
    /// The first occurrence of a text in the standards, or in the script, becomes another.
    Standard {
        from: String,
        to: String,
    },
    Script {
        from: String,
        to: String,
    },
}

/// A line of a list of mutants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutant {
    pub line: usize,
    pub change: Change,
    /// Why it is none, if it turned out equivalent.
    pub equivalent: Option<String>,
    pub comment: String,
}

/// What a proof makes of a mutant.
#[derive(Debug)]
pub enum Fate {
    Proved,
    /// It is proved, and this run breaks the statement: one of the two is wrong.
    Contradicted(Box<Refutation>),
    /// Refused, with a replayed run, or else by the name of the obligation.
    Refused(Box<Report>),
    /// The loops of the script do not fit the code any more, and a run breaks the statement.
    Ran(Box<Refutation>),
    /// The script cannot be used with it, for this reason.
    Unusable(String),
}

/// Reads a list: `code "TEXT" #N => WORD`, `code "TEXT" in FUNCTION #N => WORD`, `standard "A" => "B"`, `script "A" =>
/// "B"`, with a comment behind `//`, which ends in `equivalent "REASON"` where a mutant is none.
pub fn read(text: &str) -> Result<Vec<Mutant>, String> {
    let lines = text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty() && !l.trim_start().starts_with("//"));
    lines.map(|(n, line)| parse(n + 1, line).ok_or_else(|| expected(n + 1, line))).collect()
}

fn expected(line: usize, found: &str) -> String {
    format!(
        "line {line}: expected `code \"TEXT\" #N => WORD`, `standard \"A\" => \"B\"` or `script \"A\" => \"B\"`, \
         found `{found}`"
    )
}

fn parse(line: usize, text: &str) -> Option<Mutant> {
    let (kind, rest) = text.trim().split_once(' ')?;
    let (from, rest) = quoted(rest)?;
    let (change, rest) = match kind {
        "code" => {
            let (within, rest) = rest.split_once('#')?;
            let within = match within.trim() {
                "" => None,
                other => Some(other.strip_prefix("in ")?.trim().to_string()),
            };
            let (number, rest) = rest.split_once("=>")?;
            let rest = rest.trim_start();
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let word = u32::from_str_radix(&rest[..end], 16).ok()?;
            let occurrence = number.trim().parse().ok().filter(|&n| n > 0)?;
            (Change::Code { text: from, within, occurrence, word }, &rest[end..])
        }
        "standard" | "script" => {
            let (to, rest) = quoted(rest.trim_start().strip_prefix("=>")?)?;
            let change = if kind == "script" { Change::Script { from, to } } else { Change::Standard { from, to } };
            (change, rest)
        }
        _ => return None,
    };
    let comment = rest.trim().trim_start_matches('/').trim();
    let (comment, equivalent) = match comment.split_once("equivalent \"") {
        Some((comment, reason)) => (comment, Some(reason.trim_end_matches('"').to_string())),
        None => (comment, None),
    };
    Some(Mutant { line, change, equivalent, comment: comment.trim().to_string() })
}

fn quoted(text: &str) -> Option<(String, &str)> {
    let (inner, rest) = text.trim_start().strip_prefix('"')?.split_once('"')?;
    Some((inner.to_string(), rest))
}

impl Mutant {
    /// Proves the routine with the change made. An error means that the change itself cannot be made. The script is read
    /// again only if it is what changes, and then goals that were proved before say nothing.
    pub fn try_proof(
        &self,
        script: &Script,
        symbol: &str,
        image: &Image,
        isa: &Isa,
        options: &Options,
    ) -> Result<Fate, String> {
        let same = |text: String| text;
        let change = |from: String, to: String| move |text: String| text.replacen(&from, &to, 1);
        let path = &script.path;
        let changed = match self.change.clone() {
            Change::Code { .. } => None,
            Change::Standard { from, to } => {
                Some(Script::read(path, &Edits { script: &same, standard: &change(from, to) }))
            }
            Change::Script { from, to } => {
                Some(Script::read(path, &Edits { script: &change(from, to), standard: &same }))
            }
        };
        let changed = match changed.transpose() {
            Ok(changed) => changed,
            Err(message) => return Ok(Fate::Unusable(message)),
        };
        let read = changed.as_ref().unwrap_or(script);
        let known = options.known.clone().filter(|_| changed.is_none());
        let options = &Options { known, ..options.clone() };
        self.check_applies(path, read)?;
        let image = self.changed_image(image, symbol, isa)?;
        let proofs: Vec<&Proof> = read.proofs.iter().filter(|p| p.name.name == symbol).collect();
        if proofs.is_empty() {
            return Err(format!("{} holds no proof of `{symbol}`", path.display()));
        }
        // Of the cases, one that a run breaks has to fail, and no other is needed.
        let broken = proofs.iter().find_map(|proof| Some((*proof, run_only(read, proof, &image, isa)?)));
        if let Some((proof, run)) = broken {
            return Ok(after(Some(run), read, proof, &image, isa, options));
        }
        let mut fates = proofs.into_iter().map(|proof| after(None, read, proof, &image, isa, options));
        Ok(fates.find(|fate| !matches!(fate, Fate::Proved)).unwrap_or(Fate::Proved))
    }

    /// A change of a text that is not there would be no change.
    fn check_applies(&self, path: &Path, script: &Script) -> Result<(), String> {
        let (from, files) = match &self.change {
            Change::Code { .. } => return Ok(()),
            Change::Script { from, .. } => (from, vec![path.to_path_buf()]),
            Change::Standard { from, .. } => (from, script.standard.files.clone()),
        };
        let there = |file: &Path| std::fs::read_to_string(file).is_ok_and(|text| text.contains(from));
        if files.iter().any(|file| there(file)) {
            return Ok(());
        }
        Err(format!("line {}: `{from}` does not stand in the text that is to be changed", self.line))
    }

    fn changed_image(&self, image: &Image, symbol: &str, isa: &Isa) -> Result<Image, String> {
        let Change::Code { text, within, occurrence, word } = &self.change else { return Ok(image.clone()) };
        let symbol = within.as_deref().unwrap_or(symbol);
        let function = image.function(symbol).map_err(|e| e.to_string())?;
        let wanted = canonical(text);
        let end = function.address + function.size;
        let hit = (function.address..end)
            .step_by(4)
            .filter(|&at| image.word(at).is_some_and(|w| canonical(&isa.disassemble(w)) == wanted))
            .nth(occurrence - 1)
            .ok_or_else(|| format!("line {}: `{symbol}` has no `{text}` #{occurrence}", self.line))?;
        Ok(with_word(image, hit, *word))
    }
}

/// What a proof makes of an image that was changed. It is run first, which is cheap.
pub fn fate(script: &Script, proof: &Proof, image: &Image, isa: &Isa, options: &Options) -> Fate {
    after(run_only(script, proof, image, isa), script, proof, image, isa, options)
}

/// The same after it was run: if a run broke the statement, the proof need only fail, and the first goal that is not shown
/// says that it does.
fn after(run: Option<Refutation>, script: &Script, proof: &Proof, image: &Image, isa: &Isa, options: &Options) -> Fate {
    let aim = if run.is_some() { Aim::Decide } else { Aim::Refute };
    match (prove_with(script, proof, image, isa, &Options { aim, ..options.clone() }), run) {
        (Ok(report), None) if report.proved() => Fate::Proved,
        (Ok(report), Some(run)) if report.proved() => Fate::Contradicted(Box::new(run)),
        (Ok(report), run) => Fate::Refused(Box::new(Report { refutation: run.or(report.refutation), ..report })),
        (Err(_), Some(run)) => Fate::Ran(Box::new(run)),
        (Err(message), None) => Fate::Unusable(message),
    }
}

/// An image with another word at an address.
pub fn with_word(image: &Image, at: u64, word: u32) -> Image {
    let mut image = image.clone();
    for segment in &mut image.segments {
        let offset = at.wrapping_sub(segment.address) as usize;
        if let Some(bytes) = segment.bytes.get_mut(offset..offset.saturating_add(4)) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
    }
    image
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<Change>) {
        assert_eq!(read(text).ok().and_then(|m| m.first().map(|m| m.change.clone())), expected, "{text}");
    }

    #[test]
    fn lines() {
        let code = Change::Code { text: "ret".into(), within: None, occurrence: 2, word: 0xd503201f };
        check("code \"ret\" #2 => d503201f // nop", Some(code.clone()));
        check("code \"ret\" #2 => d503201f", Some(code));
        let called = Change::Code { text: "ret".into(), within: Some("f".into()), occurrence: 1, word: 0xd503201f };
        check("code \"ret\" in f #1 => d503201f", Some(called));
        check("code \"ret\" f #1 => d503201f", None);
        check("standard \"a\" => \"b\"", Some(Change::Standard { from: "a".into(), to: "b".into() }));
        check("script \"a\" => \"\" // x", Some(Change::Script { from: "a".into(), to: String::new() }));
        for bad in
            ["code \"ret\" #0 => 0", "code \"ret\" => 0", "code ret", "other \"a\" => \"b\"", "code \"r\" #1 => g"]
        {
            check(bad, None);
        }
        let equivalent = read("code \"ret\" #1 => 0 // a -> b equivalent \"because\"").unwrap();
        assert_eq!(equivalent[0].equivalent.as_deref(), Some("because"));
    }
}
