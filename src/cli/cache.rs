//! Certificates of finished proofs, kept so that they are checked instead of found again; none is ever believed.

use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::{Path, PathBuf};
use vambrace::certificate::{Certificate, Source, file};
use vambrace::claim::statement::hex;
use vambrace::machine::elf::External;
use vambrace::machine::read::read_file;

/// A folder of certificates, each under the hash of what it was made from.
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// In this folder, or where the user's caches are; none if there is no such place.
    pub fn of(folder: Option<&Path>) -> Option<Cache> {
        let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let own = || absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")));
        let folder = folder.map(Path::to_path_buf).or_else(|| Some(own()?.join("vambrace")));
        folder.map(|folder| Cache { folder })
    }

    /// The certificate of what `like` is made from. It is not checked, except that it speaks of the same routine:
    /// whoever checks it takes routine, member and what is supplied from outside out of it.
    pub fn find(&self, like: &Certificate) -> Option<(Certificate, usize)> {
        let bytes = read_file(&self.place(like)).ok()?;
        let found = file::read(&bytes).ok()?;
        let part = |source: &Source| {
            let Source { object, member, externals, routine, .. } = source.clone();
            (object.is_some(), member, externals, routine)
        };
        (part(&found.source) == part(&like.source)).then_some((found, bytes.len()))
    }

    /// Keeps a certificate. Its file is there whole or not at all, whenever this is interrupted.
    pub fn keep(&self, certificate: &Certificate) -> Result<(), String> {
        let failed = |error: std::io::Error| format!("cannot keep results in {}: {error}", self.folder.display());
        std::fs::create_dir_all(&self.folder).map_err(failed)?;
        let mut whole = tempfile::NamedTempFile::new_in(&self.folder).map_err(failed)?;
        whole.write_all(&file::write(certificate)).map_err(failed)?;
        whole.persist(self.place(certificate)).map(drop).map_err(|error| failed(error.error))
    }

    fn place(&self, certificate: &Certificate) -> PathBuf {
        self.folder.join(format!("{}.{}", hex(&key(certificate)), file::EXTENSION))
    }
}

/// Of all that a proof is made from, and of the versions of this program and of the format. Limits are left out: what was proved stays proved.
fn key(certificate: &Certificate) -> [u8; 32] {
    let Certificate { source: Source { object, member, externals, routine, .. }, hashes, .. } = certificate;
    let mut hash = Sha256::new();
    let mut part = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    part(env!("CARGO_PKG_VERSION").as_bytes());
    part(file::MARK);
    [hashes.object, hashes.script, hashes.isa].iter().for_each(|digest| part(digest));
    part(routine.as_bytes());
    part(&[object.is_some().into()]);
    part(member.as_deref().unwrap_or_default().as_bytes());
    for (name, value) in externals {
        part(name.as_bytes());
        match value {
            External::Address(address) => part(&address.to_le_bytes()),
            External::Bytes(bytes) => part(bytes),
        }
    }
    hash.finalize().into()
}
