//! The instructions, read from the texts: decoding a word, lifting it, printing it.

use super::decoder::{Decoder, Pattern};
use super::library::Library;
use super::lifter::{Fault, Field, Lifter};
use super::ops::Ops;
use super::value::{Int, Val};
use crate::lang::ast::{File, Instruction, Item, StopReason};
use crate::lang::{LangError, Sources, parse};
use rustc_hash::FxHashSet;
use std::fmt;

/// All instructions of a set of texts.
pub struct Isa {
    pub sources: Sources,
    pub library: Library,
    pub instructions: Vec<Instruction>,
    pub patterns: Vec<Pattern>,
    decoder: Decoder,
}

/// Why a word has no operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// No text describes it: UNDEFINED, or an instruction that is not covered yet.
    Unknown { word: u32 },
    /// The text says so.
    Stop { word: u32, reason: StopReason, instruction: String, rule: String },
    /// The text itself is wrong, or asks for what is not supported.
    Text { word: u32, instruction: String, error: String },
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DecodeError::Unknown { word } => {
                write!(f, "{word:#010x} is not an instruction that isa/ describes (UNDEFINED, or not covered yet)")
            }
            DecodeError::Stop { word, reason, instruction, rule } => {
                let what = match reason {
                    StopReason::Undefined => "UNDEFINED",
                    StopReason::Unpredictable => "CONSTRAINED UNPREDICTABLE",
                    StopReason::NotModelled => "not modelled",
                };
                write!(f, "{word:#010x} is {what}: {instruction}, `{rule}`")
            }
            DecodeError::Text { word, instruction, error } => {
                write!(f, "{word:#010x}: the text of {instruction} cannot be lifted: {error}")
            }
        }
    }
}

impl std::error::Error for DecodeError {}

impl Isa {
    /// Reads texts, each with the name by which errors show it; all that is wrong with them otherwise.
    pub fn read(texts: &[(String, String)]) -> Result<Isa, (Sources, Vec<LangError>)> {
        let (mut sources, mut library, mut errors) = (Sources::default(), Library::default(), Vec::new());
        let mut instructions: Vec<Instruction> = Vec::new();
        for (name, text) in texts {
            sources.add(name.clone(), text.clone());
        }
        for (parsed, found) in parse_all(&sources, texts.len() as u32) {
            errors.extend(found);
            library.add(&parsed, &mut errors);
            for item in parsed.items {
                // One whose diagram is not of 32 bits has its error already.
                if let Item::Instruction(instruction) = item
                    && Pattern::bits(&instruction) == 32
                {
                    instructions.push(instruction);
                }
            }
        }
        let patterns: Vec<Pattern> = instructions.iter().map(Pattern::of).collect();
        let named: Vec<(&str, &Pattern)> =
            instructions.iter().zip(&patterns).map(|(i, p)| (i.name.name.as_str(), p)).collect();
        let decoder = Decoder::new(&named, &mut errors);
        refuse_twins(&instructions, &mut errors);
        let mut places = FxHashSet::default();
        errors.retain(|e| places.insert(e.span));
        if errors.is_empty() {
            Ok(Isa { sources, library, instructions, patterns, decoder })
        } else {
            Err((sources, errors))
        }
    }

    /// The index of the encoding that a word has.
    pub fn find(&self, word: u32) -> Option<usize> {
        self.decoder.find(word)
    }

    /// The fields of a word of the n-th encoding.
    pub fn fields(&self, n: usize, word: u32) -> Vec<Field> {
        let field = |(name, lo, width): &(String, u8, u8)| Field {
            name: name.clone(),
            width: *width,
            value: Some(Pattern::field(word, *lo, *width)),
            not: Vec::new(),
        };
        self.patterns[n].fields.iter().map(field).collect()
    }

    /// The operations that a word means.
    pub fn lift(&self, word: u32) -> Result<Ops, DecodeError> {
        let n = self.find(word).ok_or(DecodeError::Unknown { word })?;
        let mut lifter = Lifter::new(&self.library);
        lifter.fields = self.fields(n, word);
        match lifter.instruction(&self.instructions[n]) {
            Ok(()) => Ok(lifter.ops.without_dead()),
            Err(fault) => Err(self.decode_error(word, n, fault)),
        }
    }

    fn decode_error(&self, word: u32, n: usize, fault: Fault) -> DecodeError {
        let instruction = self.instructions[n].name.name.clone();
        match fault {
            Fault::Stop(reason, span) => {
                DecodeError::Stop { word, reason, instruction, rule: self.sources.snippet(span).to_string() }
            }
            Fault::Error(error) => DecodeError::Text { word, instruction, error: error.render(&self.sources) },
            Fault::Split(_) => DecodeError::Text { word, instruction, error: "a field is unknown".into() },
        }
    }
}

/// All files in their order, parsed by several threads: reading the texts is most of what a short command does.
fn parse_all(sources: &Sources, files: u32) -> Vec<(File, Vec<LangError>)> {
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get() as u32).min(4);
    let part = files.div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let parts: Vec<_> = (0..files)
            .step_by(part as usize)
            .map(|first| scope.spawn(move || (first..files.min(first + part)).map(|n| parse(sources, n)).collect()))
            .collect();
        let joined = parts.into_iter().map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        joined.collect::<Vec<Vec<_>>>().into_iter().flatten().collect()
    })
}

fn refuse_twins(instructions: &[Instruction], errors: &mut Vec<LangError>) {
    let mut names = FxHashSet::default();
    for instruction in instructions {
        if !names.insert(&instruction.name.name) {
            let message = format!("`{}` is defined twice", instruction.name.name);
            errors.push(LangError::new(instruction.name.span, message));
        }
    }
}

impl Lifter<'_> {
    /// An instruction whose fields are set: `decode`, then `operation`, in one scope.
    pub fn instruction(&mut self, instruction: &Instruction) -> Result<(), Fault> {
        self.bind_fields();
        self.statements(&instruction.decode)?;
        self.statements(&instruction.operation)?;
        Ok(())
    }

    /// Brings the fields into scope, and for each register field `Rn` the integer `n`.
    pub fn bind_fields(&mut self) {
        for n in 0..self.fields.len() as u8 {
            let (name, bits) = (self.fields[n as usize].name.clone(), self.field_bits(n));
            if let Some(number) = register_index(&name) {
                let value = match bits.at {
                    super::value::At::Known(value) => Int::Known(value as i128),
                    at => Int::Open { deps: at.deps(), field: bits.field },
                };
                self.bind(&number, Val::Int(value));
            }
            self.bind(&name, Val::Bits(bits));
        }
    }
}

/// `Rt2` gives `t2`: a register field's number under the manual's name.
fn register_index(field: &str) -> Option<String> {
    let rest = field.strip_prefix('R')?;
    rest.starts_with(|c: char| c.is_ascii_lowercase()).then(|| rest.to_string())
}
