//! Which encoding a word is: derived from the diagrams.

use crate::lang::ast::{Instruction, Piece};
use crate::lang::{LangError, Span};
use bitvec::prelude::*;
use rustc_hash::FxHashMap;

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

/// Finds the encoding of a word: some of its bits choose a short list of encodings, whose fixed bits are compared.
///
/// Which bits choose is read off the diagrams: those that most of them fix. Where the list would be long, further bits
/// choose again. Each start of the tool makes these tables, so they are small.
#[derive(Clone, Debug, Default)]
pub struct Decoder {
    /// Mask and value of each encoding.
    fixed: Vec<(u32, u32)>,
    /// The bits that choose first, and those that choose again.
    windows: [Window; 2],
    /// For each value of the first bits, the lists to choose from and which of the second bits do so, none or all.
    first: Vec<(u32, u32)>,
    /// For each list, where it begins and ends in `encodings`.
    lists: Vec<(u32, u32)>,
    encodings: Vec<u16>,
}

/// Neighbouring bits of a word: the lowest and how many.
#[derive(Clone, Copy, Debug, Default)]
struct Window {
    lo: u32,
    width: u32,
}

/// Longer lists are cut.
const SHORT: usize = 2;

impl Decoder {
    /// A decoder of these encodings; two that overlap are an error.
    pub fn new(patterns: &[(&str, &Pattern)], errors: &mut Vec<LangError>) -> Decoder {
        let fixed: Vec<(u32, u32)> = patterns.iter().map(|(_, p)| (p.mask, p.value)).collect();
        for (n, m) in overlaps(&fixed) {
            let ((name, pattern), (other_name, other)) = (patterns[n], patterns[m]);
            let word = pattern.value | other.value;
            let message = format!("{name} overlaps with {other_name}: both describe {word:#010x}");
            errors.push(LangError::new(pattern.span, message));
        }
        let first = Window::most_fixed(&fixed, 11, 32);
        let second = Window::most_fixed(&fixed, 6, first.lo);
        let mut decoder = Decoder { fixed, windows: [first, second], ..Decoder::default() };
        decoder.fill();
        decoder
    }

    /// The index of the encoding that a word has.
    pub fn find(&self, word: u32) -> Option<usize> {
        let &(base, again) = self.first.get(self.windows[0].of(word) as usize)?;
        let (start, end) = self.lists[(base + (self.windows[1].of(word) & again)) as usize];
        let hit = |&&n: &&u16| {
            let (mask, value) = self.fixed[n as usize];
            word & mask == value
        };
        self.encodings[start as usize..end as usize].iter().find(hit).map(|&n| n as usize)
    }

    /// Makes the tables; equal lists are cut once.
    fn fill(&mut self) {
        let [first, second] = self.windows;
        let mut known: FxHashMap<Vec<u16>, (u32, u32)> = FxHashMap::default();
        let all: Vec<u16> = (0..self.fixed.len() as u16).collect();
        let (ranges, encodings) = self.split(&all, first);
        for (start, end) in ranges {
            let members = &encodings[start as usize..end as usize];
            let entry = known.get(members).copied().unwrap_or_else(|| {
                let entry = self.add(members, second);
                known.insert(members.to_vec(), entry);
                entry
            });
            self.first.push(entry);
        }
    }

    /// Adds the lists among which a word with these encodings has its own; gives the entry of `first`.
    fn add(&mut self, members: &[u16], second: Window) -> (u32, u32) {
        let (base, offset) = (self.lists.len() as u32, self.encodings.len() as u32);
        if members.len() <= SHORT {
            self.lists.push((offset, offset + members.len() as u32));
            self.encodings.extend(members);
            return (base, 0);
        }
        let (ranges, encodings) = self.split(members, second);
        self.lists.extend(ranges.iter().map(|(start, end)| (offset + start, offset + end)));
        self.encodings.extend(encodings);
        (base, second.ones())
    }

    /// For each value of a window, the members that have words with it: where they begin and end, and all of them.
    fn split(&self, members: &[u16], window: Window) -> (Vec<(u32, u32)>, Vec<u16>) {
        let mut ranges = vec![(0, 0); window.ones() as usize + 1];
        for &n in members {
            window.values(self.fixed[n as usize]).for_each(|value| ranges[value as usize].1 += 1);
        }
        let mut total = 0;
        for range in &mut ranges {
            total += range.1;
            *range = (total - range.1, total - range.1);
        }
        let mut sorted = vec![0; total as usize];
        for &n in members {
            for value in window.values(self.fixed[n as usize]) {
                let end = &mut ranges[value as usize].1;
                sorted[*end as usize] = n;
                *end += 1;
            }
        }
        (ranges, sorted)
    }
}

impl Window {
    /// The window of this width below bit `end` of which the diagrams fix the most bits; none if there is no room.
    fn most_fixed(fixed: &[(u32, u32)], width: u32, end: u32) -> Window {
        let width = width.min(end);
        let score = |w: &Window| fixed.iter().map(|(mask, _)| w.of(*mask).count_ones()).sum::<u32>();
        (0..=end - width).map(|lo| Window { lo, width }).max_by_key(score).unwrap_or_default()
    }

    /// The largest value.
    fn ones(self) -> u32 {
        (1 << self.width) - 1
    }

    fn of(self, word: u32) -> u32 {
        word >> self.lo & self.ones()
    }

    /// Each value that words of an encoding have here: its fixed bits with every choice of the others.
    fn values(self, (mask, value): (u32, u32)) -> impl Iterator<Item = u32> {
        let free = self.of(!mask);
        let next = move |&choice: &u32| (choice != free).then_some(choice.wrapping_sub(free) & free);
        std::iter::successors(Some(0), next).map(move |choice| self.of(value) | choice)
    }
}

/// Pairs of encodings that some word is of.
fn overlaps(fixed: &[(u32, u32)]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for (n, (mask, value)) in fixed.iter().enumerate() {
        let common = |(m, (other_mask, other)): (usize, &(u32, u32))| {
            ((value ^ other) & mask & other_mask == 0).then_some((n, m))
        };
        pairs.extend(fixed[..n].iter().enumerate().filter_map(common));
    }
    pairs
}
