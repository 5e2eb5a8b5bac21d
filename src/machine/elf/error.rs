//! The ways in which loading a file fails, worded for the person who has to do something about it.

use std::fmt;

/// Why a file was not loaded, or a question about an image not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ElfError {
    /// Not an AArch64 little-endian ELF64 file.
    Foreign { found: String },
    /// A table of the file contradicts itself or the file's size.
    Malformed { place: String, reason: String },
    /// More than the loader is willing to map or read.
    TooLarge { what: String, size: u64, limit: u64 },
    /// Legal ELF that this loader does not implement.
    Unsupported { what: String, place: String },
    /// One relocation cannot be applied.
    Relocation { kind: String, place: String, reason: String },
    /// An archive does not hold what was asked for.
    NoMember { wanted: String, members: Vec<String> },
    /// An archive holds several members that fit.
    AmbiguousMember { wanted: String, members: Vec<String> },
    /// No code symbol of that name.
    NoFunction { name: String, nearest: Vec<String> },
    /// Several places have that name.
    AmbiguousFunction { name: String, addresses: Vec<u64> },
    /// The name exists, but is no function that can be taken.
    NotAFunction { name: String, reason: String },
    /// An error inside one member of an archive.
    InMember { member: String, error: Box<ElfError> },
}

impl ElfError {
    pub(super) fn malformed(place: impl Into<String>, reason: impl Into<String>) -> Self {
        ElfError::Malformed { place: place.into(), reason: reason.into() }
    }

    pub(super) fn unsupported(what: impl Into<String>, place: impl Into<String>) -> Self {
        ElfError::Unsupported { what: what.into(), place: place.into() }
    }

    pub(super) fn in_member(self, member: &str) -> Self {
        ElfError::InMember { member: member.to_string(), error: Box::new(self) }
    }
}

impl std::error::Error for ElfError {}

impl fmt::Display for ElfError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            ElfError::Foreign { found } => {
                write!(
                    f,
                    "expected an AArch64 little-endian ELF64 object, archive, shared object or executable, found "
                )?;
                write!(f, "{found}; build or fetch the AArch64 version of the file")
            }
            ElfError::Malformed { place, reason } => {
                write!(f, "{place}: {reason}; the file is damaged or cut short, fetch or build it again")
            }
            ElfError::TooLarge { what, size, limit } => {
                write!(f, "{what}: found {size}, expected at most {limit}; the file is damaged, or load a smaller one")
            }
            ElfError::Unsupported { what, place } => {
                write!(f, "{what} at {place} is not supported; link or rebuild the object without it")
            }
            ElfError::Relocation { kind, place, reason } => write!(f, "{kind} at {place} {reason}"),
            ElfError::InMember { member, error } => write!(f, "archive member {member}: {error}"),
            _ => self.fmt_choice(f),
        }
    }
}

impl ElfError {
    /// The errors of a choice that the caller made: a member or a function.
    fn fmt_choice(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            ElfError::NoMember { wanted, members } => {
                write!(f, "the archive has no member {wanted}; its members are {}; name one of them", list(members))
            }
            ElfError::AmbiguousMember { wanted, members } => {
                write!(f, "expected one archive member {wanted}, found {}: {}; ", members.len(), list(members))?;
                write!(f, "name a member, or a symbol that only one of them defines")
            }
            ElfError::NoFunction { name, nearest } if nearest.is_empty() => {
                write!(f, "no function {name}, and no name like it; ask for an address such as 0x1000 instead")
            }
            ElfError::NoFunction { name, nearest } => {
                write!(f, "no function {name}; the nearest names are {}", list(nearest))
            }
            ElfError::AmbiguousFunction { name, addresses } => {
                let addresses: Vec<String> = addresses.iter().map(|a| format!("{a:#x}")).collect();
                write!(f, "{} functions are called {name}, at {}; ", addresses.len(), list(&addresses))?;
                write!(f, "ask for one of these addresses instead of the name")
            }
            ElfError::NotAFunction { name, reason } => write!(f, "{name} cannot be taken as a function: {reason}"),
            _ => Ok(()),
        }
    }
}

/// A readable list: long ones are cut, because an archive may have thousands of members.
fn list(items: &[String]) -> String {
    const SHOWN: usize = 20;
    let head = items.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match items.len() {
        0 => "none".to_string(),
        n if n > SHOWN => format!("{head} and {} more", n - SHOWN),
        _ => head,
    }
}
