//! Reads what every command needs: the object file, and the texts of the instructions.

use super::values::{ExternalArg, external};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use vambrace::lang::render_all;
use vambrace::lift::check::check;
use vambrace::lift::isa::Isa;
use vambrace::lift::texts::embedded;
use vambrace::machine::elf::{External, Image, Request};
pub use vambrace::machine::read::read_file;

/// Which code, by which texts.
#[derive(clap::Args)]
pub struct ObjectArgs {
    /// An AArch64 object, archive, shared object or executable
    pub file: PathBuf,
    /// The member of an archive; by default the one that defines SYMBOL
    #[arg(long, value_name = "M")]
    pub member: Option<String>,
    /// Supplies a symbol that FILE leaves undefined: its address, or the bytes of a read-only object (hex:, file:,
    /// zero:, random:)
    #[arg(long, value_name = "NAME=ADDRESS|BYTES", value_parser = external)]
    pub external: Vec<ExternalArg>,
    /// Reads the instruction texts from this folder instead of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub isa: Option<PathBuf>,
}

impl ObjectArgs {
    /// The image that holds a symbol, or the whole file.
    pub fn image(&self, symbol: Option<&str>) -> Result<Image, String> {
        let mut externals = BTreeMap::new();
        for ExternalArg { name, value } in &self.external {
            if externals.insert(name.clone(), value.resolve()?).is_some() {
                return Err(format!("--external {name} is given twice; give it once"));
            }
        }
        load(&self.file, self.member.as_deref(), symbol, &externals)
    }
}

/// What arguments supply, by symbol; of two for one symbol the last.
pub fn resolve(list: &[ExternalArg]) -> Result<BTreeMap<String, External>, String> {
    list.iter().map(|ExternalArg { name, value }| Ok((name.clone(), value.resolve()?))).collect()
}

/// Loads an object file, or the member of an archive that is named or that defines the symbol.
pub fn load(
    path: &Path,
    member: Option<&str>,
    symbol: Option<&str>,
    externals: &BTreeMap<String, External>,
) -> Result<Image, String> {
    let bytes = read_file(path)?;
    Image::load(&bytes, &request(member, symbol, externals)).map_err(|error| format!("{}: {error}", path.display()))
}

/// What to load of a file; an address chooses no archive member.
pub fn request<'a>(
    member: Option<&'a str>,
    symbol: Option<&'a str>,
    externals: &'a BTreeMap<String, External>,
) -> Request<'a> {
    Request { member, symbol: symbol.filter(|name| !name.starts_with("0x")), externals }
}

/// The built-in instructions, which the build has checked, or those of a folder, checked now. They stay until the
/// program ends, and are not taken apart then.
pub fn isa(dir: Option<&Path>) -> Result<&'static Isa, String> {
    let texts = match dir {
        Some(dir) => read_texts(dir)?,
        None => embedded(),
    };
    let isa = Isa::read(&texts).map_err(|(sources, errors)| render_all(&errors, &sources))?;
    let errors = if dir.is_some() { check(&isa).0 } else { Vec::new() };
    if errors.is_empty() { Ok(Box::leak(Box::new(isa))) } else { Err(render_all(&errors, &isa.sources)) }
}

fn read_texts(dir: &Path) -> Result<Vec<(String, String)>, String> {
    let mut paths = Vec::new();
    list(dir, &mut paths)?;
    paths.sort();
    if paths.is_empty() {
        return Err(format!("{} holds no file that ends in .isa; expected a folder such as isa/", dir.display()));
    }
    let read = |path: PathBuf| {
        let bytes = read_file(&path)?;
        let text = String::from_utf8(bytes).map_err(|_| format!("{} is not UTF-8 text", path.display()))?;
        Ok((path.display().to_string(), text))
    };
    paths.into_iter().map(read).collect()
}

fn list(dir: &Path, paths: &mut Vec<PathBuf>) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("cannot list {}: {error}; check the path", dir.display());
    for entry in std::fs::read_dir(dir).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        // Of the entry itself, so that a link to a folder above does not make this endless.
        if entry.file_type().map_err(failed)?.is_dir() {
            list(&entry.path(), paths)?;
        } else if entry.path().extension().is_some_and(|e| e == "isa") {
            paths.push(entry.path());
        }
    }
    Ok(())
}
