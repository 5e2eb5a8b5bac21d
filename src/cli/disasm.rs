//! `vambrace disasm`: a listing of the code, and of the data within it.

use super::listing::Listing;
use super::load::{ObjectArgs, isa};
use super::{Answer, put, verdict};
use vambrace::machine::elf::{Image, MappingKind};

/// Lists the code of an object file
#[derive(clap::Args)]
pub struct DisasmArgs {
    #[command(flatten)]
    object: ObjectArgs,
    /// A function, by name or as 0x...; by default all code
    symbol: Option<String>,
}

/// Runs the command.
pub fn run(args: &DisasmArgs) -> Answer {
    let image = args.object.image(args.symbol.as_deref())?;
    let isa = isa(args.object.isa.as_deref())?;
    let mut listing = Listing::new(&isa, &image);
    for (from, to) in ranges(&image, args)? {
        list(&mut listing, from, to);
    }
    Ok(verdict(true))
}

/// The range of the function, or those of all executable segments.
fn ranges(image: &Image, args: &DisasmArgs) -> Result<Vec<(u64, u64)>, String> {
    if let Some(symbol) = &args.symbol {
        let function = image.function(symbol).map_err(|error| format!("{}: {error}", args.object.file.display()))?;
        return Ok(vec![(function.address, function.address + function.size)]);
    }
    let code = image.segments.iter().filter(|segment| segment.executable);
    Ok(code.map(|segment| (segment.address, segment.address + segment.bytes.len() as u64)).collect())
}

fn list(listing: &mut Listing, from: u64, to: u64) {
    let (mut pc, mut text) = (from, String::new());
    while pc < to {
        for symbol in named(listing.image, pc) {
            text += &format!("\n{symbol}:\n");
        }
        let (line, bytes) = line(listing, pc, to);
        text += &line;
        pc += bytes;
        if text.len() > 1 << 16 {
            put(&std::mem::take(&mut text));
        }
    }
    put(&text);
}

fn named(image: &Image, address: u64) -> impl Iterator<Item = &str> {
    let first = image.symbols.partition_point(|symbol| symbol.address < address);
    let here = image.symbols[first..].iter().take_while(move |symbol| symbol.address == address);
    here.map(|symbol| symbol.name.as_str())
}

/// One line and the number of bytes that it shows: a word, or a byte where no whole word is left.
fn line(listing: &mut Listing, pc: u64, to: u64) -> (String, u64) {
    let image = listing.image;
    let word = image.raw_at(pc, 4).filter(|_| pc.is_multiple_of(4) && to - pc >= 4);
    let Some(word) = word.and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes) else {
        let byte = image.raw_at(pc, 1).map_or(0, |bytes| bytes[0]);
        return (format!("{pc:#010x}  {byte:02x}        .byte {byte:#04x}\n"), 1);
    };
    let text = match (image.unresolved_at(pc, 4), image.kind_at(pc)) {
        (Some(name), MappingKind::Code) => format!("{}  ; needs `{name}`", listing.isa.disassemble(word)),
        (Some(name), MappingKind::Data) => format!(".word {word:#010x}  ; needs `{name}`"),
        (None, MappingKind::Code) => listing.text(pc, word),
        (None, MappingKind::Data) => format!(".word {word:#010x}"),
    };
    (format!("{pc:#010x}  {word:08x}  {text}\n"), 4)
}
