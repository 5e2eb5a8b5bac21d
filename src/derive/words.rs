//! What the texts say about a word, asked once for each word.

use super::addresses::Effect;
use crate::lift::isa::{DecodeError, Isa};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// Why a word that no text describes has no operations.
pub const UNKNOWN: &str = "UNDEFINED or not covered";

/// What is known of a word.
#[derive(Clone)]
pub struct Word {
    /// The index of its encoding, or why it has no operations.
    pub status: Result<usize, Rc<DecodeError>>,
    /// What it does to general registers.
    pub effect: Effect,
}

/// Answers so far.
pub struct Words<'a> {
    pub isa: &'a Isa,
    seen: FxHashMap<u32, Word>,
    texts: FxHashMap<u32, Option<Rc<str>>>,
}

impl<'a> Words<'a> {
    /// Nothing is known yet.
    pub fn new(isa: &'a Isa) -> Self {
        Words { isa, seen: FxHashMap::default(), texts: FxHashMap::default() }
    }

    /// Whether the texts cover a word, and what it does.
    pub fn word(&mut self, word: u32) -> &Word {
        let isa = self.isa;
        self.seen.entry(word).or_insert_with(|| {
            let lifted = isa.lift(word);
            let effect = lifted.as_ref().map_or(Effect::unknown(), Effect::of);
            let status = match (isa.find(word), lifted) {
                (Some(n), Ok(_)) => Ok(n),
                (_, Err(error)) => Err(Rc::new(error)),
                (None, Ok(_)) => Err(Rc::new(DecodeError::Unknown { word })),
            };
            Word { status, effect }
        })
    }

    /// The assembly text of a word.
    pub fn text(&mut self, word: u32) -> Option<Rc<str>> {
        let isa = self.isa;
        self.texts.entry(word).or_insert_with(|| isa.try_disassemble(word).map(Rc::from)).clone()
    }
}

/// Why a word has no operations, without the word: for lists that show it already.
pub fn reason(error: &DecodeError) -> String {
    let text = error.to_string();
    match error {
        DecodeError::Unknown { .. } => UNKNOWN.into(),
        DecodeError::Stop { .. } => text.split_once(" is ").map_or(text.clone(), |(_, rest)| rest.to_string()),
        DecodeError::Text { .. } => text.lines().next().unwrap_or("").to_string(),
    }
}
