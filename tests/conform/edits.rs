//! Edits of the texts, as `edits.txt` lists them.

use vambrace::lift::texts::embedded;

/// One change of the texts.
#[derive(Debug)]
pub struct Edit {
    /// Of `edits.txt`.
    pub line: usize,
    pub file: String,
    /// Such as `function AddWithCarry`.
    pub item: String,
    pub from: String,
    pub to: String,
    pub encoding: String,
}

/// All of `edits.txt`.
pub fn edits() -> Vec<Edit> {
    let lines = include_str!("edits.txt").lines().enumerate().map(|(n, line)| (n + 1, line));
    let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let edit = |(line, text): (usize, &str)| {
        let parts: Vec<&str> = text.split(" | ").map(str::trim).collect();
        let encoding = match parts[..] {
            [_, item, _, _] => item.strip_prefix("instruction "),
            [_, _, _, _, encoding] => Some(encoding),
            _ => None,
        };
        let encoding = encoding.unwrap_or_else(|| panic!("edits.txt:{line}: `file | item | from | to | ENCODING`"));
        let [file, item, from, to] = [0, 1, 2, 3].map(|n| parts[n].to_string());
        Edit { line, file, item, from, to, encoding: encoding.to_string() }
    };
    lines.map(edit).collect()
}

impl Edit {
    /// The texts with the edit; why it cannot be made.
    pub fn apply(&self) -> Result<Vec<(String, String)>, String> {
        let mut texts = embedded();
        let (_, text) = texts.iter_mut().find(|(name, _)| *name == self.file).ok_or("there is no such file")?;
        let is_head = |line: &str| {
            let rest = line.strip_prefix(&self.item);
            rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
        };
        let head = text.lines().find(|line| is_head(line)).ok_or(format!("there is no {}", self.item))?;
        let start = text.find(&format!("\n{head}\n")).expect("the line was found") + 1;
        // An item ends with a bracket at the beginning of a line, or where it began.
        let end = match head.ends_with('}') {
            true => start + head.len(),
            false => text[start..].find("\n}\n").or(text[start..].find("\n]\n")).ok_or("no end")? + start,
        };
        let places: Vec<usize> = text[start..end].match_indices(&self.from).map(|(at, _)| start + at).collect();
        match places[..] {
            [at] => text.replace_range(at..at + self.from.len(), &self.to),
            _ => return Err(format!("`{}` occurs {} times in {}", self.from, places.len(), self.item)),
        }
        Ok(texts)
    }
}
