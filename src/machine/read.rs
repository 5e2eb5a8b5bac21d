//! Files, as long as they are not too large.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// No object file or memory contents are larger; a larger one is the wrong file.
const MAX_FILE: u64 = 1 << 30;

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
