//! What is wrong with a script, and where.

use std::fmt;

/// A message and the byte at which it applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At(pub u32, pub String);

/// What reading gives.
pub type Result<T> = std::result::Result<T, At>;

/// A message with its place as people count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub file: String,
    pub line: usize,
    pub column: usize,
    pub message: String,
}

impl Error {
    /// Finds the line, and the column in characters, both from 1.
    pub fn new(file: &str, text: &str, At(at, message): At) -> Error {
        let before = &text.as_bytes()[..(at as usize).min(text.len())];
        let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        // Bytes that go on with a character are not counted.
        let column = before[start..].iter().filter(|&&byte| byte & 0xc0 != 0x80).count() + 1;
        Error { file: file.into(), line, column, message }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)
    }
}
