//! Known answers: the files under `testdata/known_answers`, whose lines are `name=value name=value ...`.

use std::collections::BTreeMap;

/// One line of a file.
pub struct Case {
    fields: BTreeMap<String, Vec<u8>>,
    /// Where it stands, for messages.
    pub place: String,
}

impl Case {
    pub fn new<const N: usize>(place: String, fields: [(&str, Vec<u8>); N]) -> Case {
        Case { fields: fields.map(|(name, value)| (name.to_string(), value)).into(), place }
    }

    /// A value that each line of the file has.
    pub fn get(&self, name: &str) -> &[u8] {
        self.fields.get(name).unwrap_or_else(|| panic!("{}: no `{name}`", self.place))
    }
}

/// All lines of a file, without the comments.
pub fn read(file: &str) -> Vec<Case> {
    let path = super::object::testdata().join("known_answers").join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let lines = text.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
    lines.map(|(n, line)| case(line, format!("{file}:{}", n + 1))).collect()
}

fn case(line: &str, place: String) -> Case {
    let field = |word: &str| {
        let (name, value) = word.split_once('=')?;
        Some((name.to_string(), bytes(value)?))
    };
    let wrong = |word: &str| panic!("{place}: cannot read `{word}`");
    let fields = line.split(' ').map(|word| field(word).unwrap_or_else(|| wrong(word))).collect();
    Case { fields, place }
}

fn bytes(value: &str) -> Option<Vec<u8>> {
    match value.strip_prefix("text:") {
        Some(text) => Some(text.as_bytes().to_vec()),
        None => unhex(value),
    }
}

/// The bytes of hexadecimal digits.
pub fn unhex(digits: &str) -> Option<Vec<u8>> {
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()).collect()
}

/// The hexadecimal digits of bytes.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Says what was found and what is right, if they differ.
pub fn same(what: &str, found: &[u8], right: &[u8]) -> Result<(), String> {
    match found == right {
        true => Ok(()),
        false => Err(format!("{what} is {}\n    and not {}", hex(found), hex(right))),
    }
}
