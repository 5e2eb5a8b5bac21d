//! Instructions as text, with where they branch to, and the search for one by its text.

use super::load::{read_file, request};
use super::names::place;
use std::collections::BTreeMap;
use std::path::Path;
use vambrace::lift::isa::Isa;
use vambrace::machine::elf::{External, Function, Image, MappingKind};

/// Prints the instructions of an image.
pub struct Listing<'a> {
    pub isa: &'a Isa,
    pub image: &'a Image,
}

impl<'a> Listing<'a> {
    /// Of that image, by those texts.
    pub fn new(isa: &'a Isa, image: &'a Image) -> Self {
        Listing { isa, image }
    }

    /// The text of a word, and the place that it branches to or whose address it makes.
    pub fn text(&self, pc: u64, word: u32) -> String {
        let text = self.isa.disassemble(word);
        match self.isa.target(word, pc) {
            Some(target) => format!("{text} <{}>", place(self.image, target)),
            None => text,
        }
    }

    /// The instruction at an address, for messages.
    pub fn at(&self, pc: u64) -> String {
        match self.image.word(pc) {
            Some(word) => self.text(pc, word),
            None => "no instruction".into(),
        }
    }
}

/// Hands on the image of a file, or of each member of an archive from which nothing is chosen. A member that cannot be
/// loaded does not keep the others back.
pub fn each_image(
    path: &Path,
    member: Option<&str>,
    symbol: Option<&str>,
    externals: &BTreeMap<String, External>,
    give: &mut dyn FnMut(Result<Image, String>),
) -> Result<(), String> {
    let bytes = read_file(path)?;
    let request = request(member, symbol, externals);
    let failed = |error| format!("{}: {error}", path.display());
    let images = Image::load_to_list(&bytes, &request).map_err(failed)?;
    images.for_each(|image| give(image.map_err(failed)));
    Ok(())
}

/// The addresses of a function's instructions whose text is this one.
pub fn find_text(isa: &Isa, image: &Image, function: &Function, text: &str) -> Vec<u64> {
    let plain = |text: &str| text.split_whitespace().collect::<String>().to_ascii_lowercase();
    let wanted = plain(text);
    let same = |&pc: &u64| image.word(pc).is_some_and(|word| plain(&isa.disassemble(word)) == wanted);
    let code = |&pc: &u64| image.kind_at(pc) == MappingKind::Code;
    (function.address..function.address + function.size).step_by(4).filter(code).filter(same).collect()
}
