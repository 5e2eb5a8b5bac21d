//! Choosing one member of a static library.

use super::Request;
use super::error::ElfError;
use super::file::File;
use super::symbols;
use object::read::archive::{ArchiveFile, ArchiveKind, ArchiveMember};

/// A member's name and bytes.
pub(super) struct Member<'a> {
    pub name: String,
    pub data: &'a [u8],
}

pub(super) fn is_archive(bytes: &[u8]) -> bool {
    [&object::archive::MAGIC, &object::archive::THIN_MAGIC, &object::archive::AIX_BIG_MAGIC]
        .iter()
        .any(|magic| bytes.starts_with(&magic[..]))
}

/// The one member with the requested name that defines the requested symbol.
pub(super) fn select<'a>(bytes: &'a [u8], request: &Request) -> Result<Member<'a>, ElfError> {
    let all = members(bytes)?;
    let names = |members: &[Member]| members.iter().map(|m| m.name.clone()).collect::<Vec<_>>();
    let every = names(&all);
    let mut fit = all.into_iter().filter(|m| request.member.is_none_or(|name| m.name == name)).collect::<Vec<_>>();
    if let Some(symbol) = request.symbol {
        fit = defining(fit, symbol);
    }
    let several = fit.len() > 1;
    match fit.pop() {
        Some(member) if !several => Ok(member),
        Some(last) => {
            fit.push(last);
            Err(ElfError::AmbiguousMember { wanted: wanted(request), members: names(&fit) })
        }
        None => Err(ElfError::NoMember { wanted: wanted(request), members: every }),
    }
}

/// Members that define a symbol for others; when there is none, those that define it for themselves.
fn defining<'a>(members: Vec<Member<'a>>, symbol: &str) -> Vec<Member<'a>> {
    // A member that is no ELF file (a bitcode object, a text file) defines nothing.
    let defines = |m: &Member| File::parse(m.data).ok().and_then(|file| symbols::defines(&file, symbol));
    let mut found = members.into_iter().filter_map(|m| defines(&m).map(|global| (global, m))).collect::<Vec<_>>();
    if found.iter().any(|(global, _)| *global) {
        found.retain(|(global, _)| *global);
    }
    found.into_iter().map(|(_, member)| member).collect()
}

fn wanted(request: &Request) -> String {
    match (request.member, request.symbol) {
        (Some(name), Some(symbol)) => format!("named {name} that defines {symbol}"),
        (Some(name), None) => format!("named {name}"),
        (None, Some(symbol)) => format!("that defines {symbol}"),
        (None, None) => "to load".into(),
    }
}

/// All members, in the order of the file.
pub(super) fn members(bytes: &[u8]) -> Result<Vec<Member<'_>>, ElfError> {
    let bad = |e: object::read::Error| ElfError::malformed("archive", e.to_string());
    let archive = ArchiveFile::parse(bytes).map_err(bad)?;
    if archive.is_thin() {
        return Err(ElfError::unsupported("a thin archive, which only refers to its members,", "the file's start"));
    }
    if archive.kind() == ArchiveKind::AixBig {
        return Err(ElfError::unsupported("an AIX archive", "the file's start"));
    }
    archive.members().map(|member| member.and_then(|member| open(bytes, &member)).map_err(bad)).collect()
}

fn open<'a>(bytes: &'a [u8], member: &ArchiveMember<'a>) -> object::read::Result<Member<'a>> {
    Ok(Member { name: String::from_utf8_lossy(member.name()).into_owned(), data: member.data(bytes)? })
}
