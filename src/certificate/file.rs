//! Certificates in files: a mark, the hash of what follows, and the certificate compressed with Zstandard (RFC 8878).

use super::Certificate;
use ruzstd::decoding::StreamingDecoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use sha2::{Digest, Sha256};
use std::fmt;
use std::io::Read;

/// How a file begins; the last byte is the version of the format.
pub const MARK: &[u8; 8] = b"VAMBRAC\x05";

/// No certificate is longer, compressed or not; a longer one is hostile.
pub const LONGEST: u64 = 1 << 27;

/// What the name of a file ends in.
pub const EXTENSION: &str = "vcert";

/// Why the bytes of a file are no certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileError {
    /// The mark is missing, or of another version.
    Mark,
    /// The file was changed or cut: its bytes do not have the hash that it names.
    Damaged,
    /// Longer than [`LONGEST`].
    TooLong,
    /// What was compressed is no certificate, for this reason.
    Content(String),
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FileError::Mark => {
                f.write_str("this is no certificate of this version; make one by `vambrace prove --certificate DIR`")
            }
            FileError::Damaged => f.write_str("the certificate was changed or cut since it was written"),
            FileError::TooLong => write!(f, "the certificate has more than {LONGEST} bytes"),
            FileError::Content(reason) => write!(f, "the certificate cannot be read: {reason}"),
        }
    }
}

/// The bytes of a file.
pub fn write(certificate: &Certificate) -> Vec<u8> {
    let compressed = compress_to_vec(certificate.to_bytes().as_slice(), CompressionLevel::Fastest);
    let mut bytes = MARK.to_vec();
    bytes.extend(Sha256::digest(&compressed));
    bytes.extend(compressed);
    bytes
}

/// Reads the bytes of a file.
pub fn read(bytes: &[u8]) -> Result<Certificate, FileError> {
    let rest = bytes.strip_prefix(MARK).ok_or(FileError::Mark)?;
    let (hash, compressed) = rest.split_at_checked(32).ok_or(FileError::Damaged)?;
    if Sha256::digest(compressed).as_slice() != hash {
        return Err(FileError::Damaged);
    }
    let content = decompress(compressed)?;
    Certificate::from_bytes(&content).map_err(|refusal| FileError::Content(refusal.to_string()))
}

/// At most [`LONGEST`] bytes, whatever the file says.
fn decompress(compressed: &[u8]) -> Result<Vec<u8>, FileError> {
    let fault = |error: &dyn fmt::Display| FileError::Content(error.to_string());
    let mut content = Vec::new();
    let decoder = StreamingDecoder::new(compressed).map_err(|error| fault(&error))?;
    decoder.take(LONGEST + 1).read_to_end(&mut content).map_err(|error| fault(&error))?;
    if content.len() as u64 > LONGEST { Err(FileError::TooLong) } else { Ok(content) }
}
