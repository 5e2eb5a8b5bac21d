//! From the bytes of a file to its image, for runs and proofs or for listings.

use super::error::ElfError;
use super::{Image, Request, archive, file, linked, relocatable};

/// What becomes of a relocation that cannot be applied.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unapplied {
    /// The file is refused.
    Refuse,
    /// Its place is unresolved, so that nobody takes the bytes for known.
    Leave,
}

impl Image {
    /// Loads an object file, or the requested member of an archive.
    pub fn load(bytes: &[u8], request: &Request) -> Result<Image, ElfError> {
        if !archive::is_archive(bytes) {
            return file::File::parse(bytes).and_then(|file| load_object(&file, request, Unapplied::Refuse));
        }
        load_member(archive::select(bytes, request)?, request, Unapplied::Refuse)
    }

    /// What [`Image::load`] gives, or each member of an archive from which the request chooses none; but where a
    /// relocation of a relocatable object cannot be applied, its place is left unresolved. For listings.
    pub fn load_to_list<'a>(bytes: &'a [u8], request: &'a Request) -> Result<Listed<'a>, ElfError> {
        if !archive::is_archive(bytes) {
            let image = file::File::parse(bytes).and_then(|file| load_object(&file, request, Unapplied::Leave));
            return Ok(Box::new(std::iter::once(image)));
        }
        let all = request.member.is_none() && request.symbol.is_none();
        let members = if all { archive::members(bytes)? } else { vec![archive::select(bytes, request)?] };
        Ok(Box::new(members.into_iter().map(|member| load_member(member, request, Unapplied::Leave))))
    }
}

/// Images, one after the other.
pub type Listed<'a> = Box<dyn Iterator<Item = Result<Image, ElfError>> + 'a>;

fn load_member(member: archive::Member, request: &Request, unapplied: Unapplied) -> Result<Image, ElfError> {
    let load = |file| load_object(&file, request, unapplied);
    let image = file::File::parse(member.data).and_then(load).map_err(|error| error.in_member(&member.name))?;
    Ok(Image { member: Some(member.name), ..image })
}

fn load_object(file: &file::File, request: &Request, unapplied: Unapplied) -> Result<Image, ElfError> {
    match file.kind {
        file::Kind::Relocatable => relocatable::load(file, request, unapplied),
        file::Kind::SharedObject | file::Kind::Executable => linked::load(file, request),
    }
}
