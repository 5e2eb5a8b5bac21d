//! Files, as long as they are not too large.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// No object file or memory contents are larger; a larger one is the wrong file.
const MAX_FILE: u64 = 1 << 30;

/// No script or standard is larger; certificates name them, and a hostile one may name a device.
const MAX_TEXT: u64 = 1 << 24;

/// A whole file, if it is not too large.
pub fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    let failed = |error: std::io::Error| format!("cannot read {}: {error}; check the path", path.display());
    let mut bytes = Vec::new();
    // The length that a device or a pipe reports says nothing, so the limit is on what is read.
    File::open(path).map_err(failed)?.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(format!("{} has more than {MAX_FILE} bytes; expected an object file below 1 GiB", path.display()));
    }
    Ok(bytes)
}

/// A whole text, if it is not too large; else the reason alone.
pub fn read_text(path: &Path) -> Result<String, String> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| error.to_string())?;
    file.take(MAX_TEXT + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > MAX_TEXT {
        return Err(format!("it has more than {MAX_TEXT} bytes, so it is no text of this tool"));
    }
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8, so it is no text".into())
}
