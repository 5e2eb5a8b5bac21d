//! What is derived from the instruction texts for people: pages, the reference, coverage of an object, listings, loops.
//!
//! Nothing of this is trusted, so nothing below the trust line imports it.

pub mod addresses;
pub mod class;
pub mod conformance;
pub mod counters;
pub mod coverage;
pub mod data;
pub mod diagram;
pub mod dump;
pub mod fields;
pub mod flow;
pub mod forms;
pub mod index;
pub mod look_up;
pub mod loops;
pub mod page;
pub mod parts;
pub mod places;
pub mod reference;
pub mod source;
pub mod words;

#[cfg(test)]
mod tests {
    use crate::lang::render_all;
    use crate::lift::isa::Isa;
    use crate::machine::elf::{Image, Segment};

    /// One executable segment at 0x1000.
    pub fn image(words: &[u32]) -> Image {
        let bytes = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        let (readable, writable, executable) = (true, false, true);
        let text = Segment { name: ".text".into(), address: 0x1000, bytes, readable, writable, executable };
        Image { segments: vec![text], ..Image::default() }
    }

    /// One text, read.
    pub fn isa(text: &str) -> Isa {
        let texts = [("test.isa".to_string(), text.to_string())];
        Isa::read(&texts).unwrap_or_else(|(sources, errors)| panic!("{}", render_all(&errors, &sources)))
    }
}
