//! The counts of `isa/CONFORMANCE.md`, read back for the reference.

use std::collections::BTreeMap;

/// Cases and differences of each encoding, as the table writes them.
pub type Counts = BTreeMap<String, (String, String)>;

/// Reads the rows `| NAME | cases | differences | ...`; anything else in the file is passed over.
pub fn counts(markdown: &str) -> Counts {
    let row = |line: &str| {
        let mut cells = line.strip_prefix('|')?.split('|').map(|cell| cell.trim().trim_matches('`').to_string());
        let (name, cases, differences) = (cells.next()?, cells.next()?, cells.next()?);
        (number(&cases) && number(&differences)).then_some((name, (cases, differences)))
    };
    markdown.lines().filter_map(row).collect()
}

fn number(cell: &str) -> bool {
    cell.starts_with(|c: char| c.is_ascii_digit()) && cell.chars().all(|c| c.is_ascii_digit() || c == ',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_with_numbers_are_read() {
        let head = "# T\n| NAME | cases | differences |\n|---|--:|--:|\n";
        let table = format!("{head}| `ADD` | 10,000 | 0 | x |\n| total | 1 |\n| y | z | 0 |\n");
        assert_eq!(counts(&table), Counts::from([("ADD".into(), ("10,000".into(), "0".into()))]));
    }
}
