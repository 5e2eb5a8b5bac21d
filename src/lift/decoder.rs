//! Which encoding a word is: derived from the diagrams.

use crate::lang::ast::{Instruction, Piece};
use crate::lang::{LangError, Span};
use bitvec::prelude::*;

/// The fixed bits of an encoding and where its fields are.
#[derive(Clone, Debug)]
pub struct Pattern {
    pub mask: u32,
    pub value: u32,
    /// Name, lowest bit, width.
    pub fields: Vec<(String, u8, u8)>,
    pub span: Span,
}

impl Pattern {
    /// Read off an instruction's diagram, which has 32 bits.
    pub fn of(instruction: &Instruction) -> Pattern {
        let mut pattern = Pattern { mask: 0, value: 0, fields: Vec::new(), span: instruction.encoding_span };
        let mut top = 32;
        for piece in &instruction.encoding {
            match piece {
                Piece::Fixed { value, width, .. } => {
                    top -= width;
                    pattern.mask.view_bits_mut::<Lsb0>()[top as usize..(top + width) as usize].fill(true);
                    pattern.value |= value << top;
                }
                Piece::Field { name, width } => {
                    top -= width;
                    pattern.fields.push((name.name.clone(), top as u8, *width as u8));
                }
            }
        }
        pattern
    }

    /// How many bits a diagram has; each instruction has 32.
    pub fn bits(instruction: &Instruction) -> u32 {
        let width = |piece: &Piece| match piece {
            Piece::Fixed { width, .. } | Piece::Field { width, .. } => *width,
        };
        instruction.encoding.iter().map(width).fold(0, u32::saturating_add)
    }

    /// Whether some word is of both encodings.
    pub fn overlaps(&self, other: &Pattern) -> bool {
        (self.value ^ other.value) & self.mask & other.mask == 0
    }

    /// The value of a field of a word.
    pub fn field(word: u32, lo: u8, width: u8) -> u32 {
        word.view_bits::<Lsb0>()[lo as usize..(lo + width) as usize].load_le()
    }
}

/// Finds the encoding of a word by its top eleven bits, then by its fixed bits.
#[derive(Clone, Debug, Default)]
pub struct Decoder {
    patterns: Vec<(u32, u32)>,
    buckets: Vec<Vec<u16>>,
}

const BUCKET_BITS: u32 = 11;

impl Decoder {
    /// A decoder of these encodings; two that overlap are an error.
    pub fn new(patterns: &[(&str, &Pattern)], errors: &mut Vec<LangError>) -> Decoder {
        for (n, (name, pattern)) in patterns.iter().enumerate() {
            for (other_name, other) in &patterns[..n] {
                if pattern.overlaps(other) {
                    let word = pattern.value | other.value;
                    let message = format!("{name} overlaps with {other_name}: both describe {word:#010x}");
                    errors.push(LangError::new(pattern.span, message));
                }
            }
        }
        let buckets = (0..1u32 << BUCKET_BITS).map(|top| bucket(patterns, top << (32 - BUCKET_BITS))).collect();
        Decoder { patterns: patterns.iter().map(|(_, p)| (p.mask, p.value)).collect(), buckets }
    }

    /// The index of the encoding that a word has.
    pub fn find(&self, word: u32) -> Option<usize> {
        let bucket = self.buckets.get((word >> (32 - BUCKET_BITS)) as usize)?;
        let hit = |&&n: &&u16| {
            let (mask, value) = self.patterns[n as usize];
            word & mask == value
        };
        bucket.iter().find(hit).map(|&n| n as usize)
    }
}

fn bucket(patterns: &[(&str, &Pattern)], top: u32) -> Vec<u16> {
    let high = u32::MAX << (32 - BUCKET_BITS);
    let fits = |p: &Pattern| (p.value ^ top) & p.mask & high == 0;
    patterns.iter().enumerate().filter(|(_, (_, p))| fits(p)).map(|(n, _)| n as u16).collect()
}
