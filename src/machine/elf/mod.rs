//! The ELF loader turns the bytes of an AArch64 object, archive, shared object or executable into a memory image.
//!
//! It is trusted: a proof speaks about the bytes that this module places. So what it does not understand it refuses
//! by name, and what it cannot know (an import, a thread-local slot) it marks as unresolved instead of guessing.
//! Sections in quotation marks are those of "ELF for the Arm 64-bit Architecture (AArch64)".
//!
//! * `load` begins; `file`, `strings`, `symbols` read the tables; `archive` picks a member.
//! * `relocatable` places an ET_REL with `layout`, `externals`, `got`; `patches` applies `relocation` by `kinds`.
//! * `linked` maps an ET_DYN or ET_EXEC and applies what `dynamic` makes of the `tables`.
//! * `listing` makes the symbol and mapping lists, `records` that of the relocations.
//! * `query` and `functions` answer questions about the finished image.

mod archive;
mod dynamic;
mod error;
mod externals;
mod file;
mod functions;
mod got;
mod kinds;
mod layout;
mod linked;
mod listing;
mod load;
mod names;
mod nearest;
mod patches;
mod query;
mod records;
mod relocatable;
mod relocation;
mod strings;
mod symbols;
mod tables;

pub use error::ElfError;
pub use load::Listed;
pub use nearest::nearest;
pub use query::Function;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The most bytes that one image may map; a larger one is a corrupt header or no cryptographic routine.
pub const MAX_MAPPED: u64 = 256 << 20;

/// Where the first section of a relocatable object is placed.
pub const RELOCATABLE_BASE: u64 = 0x10_0000;

/// What is loaded from a file, and what the file leaves open.
pub struct Request<'a> {
    /// The name of an archive member; `None` for a plain object or to choose by `symbol`.
    pub member: Option<&'a str>,
    /// Chooses the archive member that defines this symbol.
    pub symbol: Option<&'a str>,
    /// Supplies symbols that the object leaves undefined; a name that the object defines is not touched.
    pub externals: &'a BTreeMap<String, External>,
}

/// A symbol that the object does not define.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum External {
    /// It lies at this address, outside the image.
    Address(u64),
    /// A read-only data object, placed by the loader on a page of its own.
    Bytes(Vec<u8>),
}

/// A loaded file: bytes at addresses with permissions, and the names of places.
#[derive(Clone, Debug, Default)]
pub struct Image {
    /// Sorted by address, never overlapping.
    pub segments: Vec<Segment>,
    /// Sorted by address, then name.
    pub symbols: Vec<Symbol>,
    /// Sorted by address, one entry an address.
    pub mapping: Vec<Mapping>,
    /// "ELF relocatable", "ELF shared object" or "ELF executable".
    pub format: String,
    /// The archive member that was loaded.
    pub member: Option<String>,
    /// Places whose bytes depend on something outside the file, sorted by address.
    pub unresolved: Vec<Unresolved>,
    /// The sections that are loaded, sorted by address; a stripped file may have none. For listings only.
    pub sections: Vec<Section>,
    /// The relocations of a relocatable object, sorted by address. They are applied already; for listings only.
    pub relocations: Vec<Relocation>,
}

/// A contiguous run of bytes with one set of permissions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The section's name, or the number of the program header.
    pub name: String,
    pub address: u64,
    pub bytes: Vec<u8>,
    pub readable: bool,
    pub writable: bool,
    pub executable: bool,
}

/// A named address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Symbol {
    pub address: u64,
    pub name: String,
    /// As the file says; 0 if it does not say, see [`Image::function`].
    pub size: u64,
    pub is_code: bool,
    /// Visible outside its file: global or weak.
    pub is_global: bool,
}

/// What the bytes from an address on are (section "Mapping symbols").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MappingKind {
    Code,
    Data,
}

/// The start of a run of code or of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mapping {
    pub address: u64,
    pub kind: MappingKind,
}

/// A place whose bytes are not known, because `name` is not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unresolved {
    pub address: u64,
    pub size: u64,
    pub name: String,
}

/// A named part of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    pub address: u64,
    pub size: u64,
    pub name: String,
    pub executable: bool,
}

/// What the linker writes into a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relocation {
    pub address: u64,
    /// The ABI's name: `R_AARCH64_CALL26`.
    pub kind: &'static str,
    /// The symbol, or for one without a name its section.
    pub symbol: Arc<str>,
    pub addend: i64,
}
