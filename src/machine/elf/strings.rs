//! String tables, read with bounds on each name and on all names together.

use super::error::ElfError;

/// The longest name; mangled C++ and Rust names stay below it.
const MAX_NAME: usize = 4096;

/// All names of one file together. Names may overlap in a string table, so a small file could ask for gigabytes.
const MAX_NAMES: usize = 64 << 20;

/// A string table section.
#[derive(Clone, Copy)]
pub(super) struct Strings<'a>(pub &'a [u8]);

impl<'a> Strings<'a> {
    /// The bytes from `offset` up to a NUL.
    pub fn raw(self, offset: u64) -> Option<&'a [u8]> {
        let rest = usize::try_from(offset).ok().and_then(|at| self.0.get(at..))?;
        let window = rest.get(..MAX_NAME).unwrap_or(rest);
        let end = window.iter().position(|&b| b == 0)?;
        window.get(..end)
    }

    /// Whether the name at `offset` is `name`, without looking any further.
    pub fn is(self, offset: u64, name: &str) -> bool {
        let rest = usize::try_from(offset).ok().and_then(|at| self.0.get(at..));
        rest.and_then(|rest| rest.strip_prefix(name.as_bytes())).is_some_and(|rest| rest.first() == Some(&0))
    }
}

/// How many more bytes of names a file may have.
pub(super) struct Budget(usize);

impl Budget {
    pub fn new() -> Self {
        Budget(MAX_NAMES)
    }

    /// A name as text; what is not UTF-8 is escaped, so that different names stay different.
    pub fn name(&mut self, strings: Strings, offset: u64, table: &str) -> Result<String, ElfError> {
        let Some(raw) = strings.raw(offset) else {
            let reason = format!("no name of at most {MAX_NAME} bytes starts at {offset:#x} of the string table");
            return Err(ElfError::malformed(table, reason));
        };
        let name = match std::str::from_utf8(raw) {
            Ok(text) => text.to_string(),
            Err(_) => raw.escape_ascii().to_string(),
        };
        self.charge(name.len())?;
        Ok(name)
    }

    /// Accounts for a copy of a name.
    pub fn charge(&mut self, bytes: usize) -> Result<(), ElfError> {
        let what = || "bytes of names in the file".to_string();
        let over = || ElfError::TooLarge { what: what(), size: MAX_NAMES as u64 + 1, limit: MAX_NAMES as u64 };
        self.0 = self.0.checked_sub(bytes).ok_or_else(over)?;
        Ok(())
    }
}
