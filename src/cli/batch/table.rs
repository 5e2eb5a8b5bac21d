//! The table of what is proved, in Markdown.

use std::fmt::Write;
use std::time::Duration;

/// Cases up to which each has a row of its own.
const CASES: usize = 8;

/// A routine in one build.
#[derive(Clone)]
pub struct Row {
    pub script: String,
    pub routine: String,
    pub place: String,
    pub instructions: usize,
    pub verdicts: String,
    pub time: Duration,
    /// Of the certificate, if all is proved.
    pub bytes: Option<usize>,
}

impl Row {
    /// What all cases of one statement have in common: of the routine's name, what stands before the number of the last case.
    fn statement(&self) -> [&str; 4] {
        [&self.script, &self.place, &self.verdicts, self.case().0]
    }

    fn case(&self) -> (&str, &str) {
        self.routine.rsplit_once('=').unwrap_or((&self.routine, ""))
    }
}

/// Rows in the order of the scripts; routines stand once, with their builds below each other. Where a statement has many
/// cases, the first one stands for all.
pub fn markdown(rows: &[Row]) -> String {
    let mut out = String::from(
        "| routine | build | instructions | verdicts | seconds | certificate |\n|---|---|---|---|---|---|\n",
    );
    for row in rows {
        let cases: Vec<&Row> = rows.iter().filter(|other| other.statement() == row.statement()).collect();
        if cases.len() <= CASES {
            line(&mut out, &format!("`{}`", row.routine), row);
        } else if std::ptr::eq(cases[0], row) {
            let last = cases[cases.len() - 1].case().1;
            line(&mut out, &format!("`{}..{last}`, {} cases", row.routine, cases.len()), &together(&cases));
        }
    }
    out
}

fn line(out: &mut String, routine: &str, Row { place, instructions, verdicts, time, bytes, .. }: &Row) {
    let build = place.strip_prefix("testdata/fetched/").unwrap_or(place);
    let (seconds, size) = (time.as_secs_f64(), bytes.map_or("none".to_string(), size));
    let _ = writeln!(out, "| {routine} | `{build}` | {instructions} | {verdicts} | {seconds:.2} | {size} |");
}

/// The time and the size of all cases.
fn together(cases: &[&Row]) -> Row {
    Row {
        instructions: cases.iter().map(|row| row.instructions).max().unwrap_or(0),
        time: cases.iter().map(|row| row.time).sum(),
        bytes: cases.iter().map(|row| row.bytes).sum(),
        ..cases[0].clone()
    }
}

fn size(bytes: usize) -> String {
    if bytes < 1_000_000 { format!("{} kB", bytes.div_ceil(1000)) } else { format!("{:.1} MB", bytes as f64 / 1e6) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cases: &[&str], expected: &[&str]) {
        let row = |name: &&str| Row {
            script: "f.proof".into(),
            routine: name.to_string(),
            place: "a.o".into(),
            instructions: name.len(),
            verdicts: "proved".into(),
            time: Duration::from_secs(1),
            bytes: Some(1500),
        };
        let rows: Vec<Row> = cases.iter().map(row).collect();
        let found = markdown(&rows);
        let found: Vec<&str> = found.lines().skip(2).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn many_cases_are_one_row() {
        check(
            &["f,n=1", "f,n=2", "f,n=10"],
            &[
                "| `f,n=1` | `a.o` | 5 | proved | 1.00 | 2 kB |",
                "| `f,n=2` | `a.o` | 5 | proved | 1.00 | 2 kB |",
                "| `f,n=10` | `a.o` | 6 | proved | 1.00 | 2 kB |",
            ],
        );
        check(
            &["f,n=1", "g", "f,n=2", "f,n=3", "f,n=4", "f,n=5", "f,n=6", "f,n=7", "f,n=8", "f,n=15"],
            &[
                "| `f,n=1..15`, 9 cases | `a.o` | 6 | proved | 9.00 | 14 kB |",
                "| `g` | `a.o` | 1 | proved | 1.00 | 2 kB |",
            ],
        );
    }
}
