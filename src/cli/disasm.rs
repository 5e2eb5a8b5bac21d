//! `vambrace disasm`: a listing of the code, and of the data within it.

use super::listing::each_image;
use super::load::{ObjectArgs, isa};
use super::{Answer, put, verdict};
use vambrace::derive::dump::Dump;
use vambrace::derive::parts::code_parts;
use vambrace::lift::isa::Isa;
use vambrace::machine::elf::Image;

/// Lists the code of an object file, with targets, relocations, and the data within
#[derive(clap::Args)]
pub struct DisasmArgs {
    #[command(flatten)]
    object: ObjectArgs,
    /// A function, by name or as 0x...; by default all code, in an archive of all members
    symbol: Option<String>,
}

/// Runs the command.
pub fn run(args: &DisasmArgs) -> Answer {
    let (isa, file, symbol) = (isa(args.object.isa.as_deref())?, args.object.file.display(), args.symbol.as_deref());
    let (mut some, mut all) = (false, true);
    let externals = args.object.external.iter().map(|external| Ok((external.name.clone(), external.value.resolve()?)));
    let externals = externals.collect::<Result<_, String>>()?;
    let member = args.object.member.as_deref();
    each_image(&args.object.file, member, symbol, &externals, &mut |image| {
        let listed = image.and_then(|image| whole(isa, &file.to_string(), &image, symbol));
        match listed {
            Ok(code) => some |= code,
            Err(error) => {
                all = false;
                eprintln!("error: {error}");
            }
        }
    })?;
    if all && !some {
        return Err(format!("{file} holds no code; ask for a file with instructions"));
    }
    Ok(if all { verdict(true) } else { 2.into() })
}

/// Lists an image, or one function of it; whether there was any code.
fn whole(isa: &Isa, file: &str, image: &Image, symbol: Option<&str>) -> Result<bool, String> {
    let parts = match symbol {
        None => code_parts(image),
        Some(symbol) => {
            let function = image.function(symbol).map_err(|error| format!("{file}: {error}"))?;
            vec![(function.name, function.address, function.address + function.size)]
        }
    };
    if parts.is_empty() {
        return Ok(false);
    }
    let member = image.member.as_ref().map_or(String::new(), |member| format!(" ({member})"));
    put(&format!("{file}{member}: {}\n", image.format));
    let mut dump = Dump::new(isa, image);
    for (name, from, to) in parts {
        if symbol.is_none() {
            put(&format!("\nsection {name}:\n"));
        }
        list(&mut dump, from, to);
    }
    Ok(true)
}

fn list(dump: &mut Dump, from: u64, to: u64) {
    let mut text = String::new();
    dump.range(from, to, &mut |line| {
        text += line;
        if text.len() > 1 << 16 {
            put(&std::mem::take(&mut text));
        }
    });
    put(&text);
}
