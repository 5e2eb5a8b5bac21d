//! The table of what is proved, in Markdown.

use std::fmt::Write;
use std::time::Duration;

/// Cases up to which each has a row of its own.
const CASES: usize = 8;

/// A routine in one build.
#[derive(Clone, PartialEq)]
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

/// Rows in the order of the scripts; routines stand once, with their builds below each other.
pub fn markdown(rows: &[Row]) -> String {
    let mut out = String::from(
        "| routine | build | instructions | verdicts | seconds | certificate |\n|---|---|---|---|---|---|\n",
    );
    for group in groups(rows) {
        let Row { routine, place, instructions, verdicts, time, bytes, .. } = together(&group);
        let build = place.strip_prefix("testdata/fetched/").unwrap_or(&place);
        let cases = if group.len() > 1 { format!(", {} cases", group.len()) } else { String::new() };
        let (size, seconds) = (bytes.map_or("none".to_string(), size), time.as_secs_f64());
        let _ =
            writeln!(out, "| `{routine}`{cases} | `{build}` | {instructions} | {verdicts} | {seconds:.2} | {size} |");
    }
    out
}

/// Rows of one statement that differ in the number of their last case alone, if there are many; others alone.
fn groups(rows: &[Row]) -> Vec<Vec<Row>> {
    let mut groups: Vec<Vec<Row>> = Vec::new();
    for row in rows {
        let like = |group: &&mut Vec<Row>| {
            let first = &group[0];
            let same = (&first.script, &first.place, &first.verdicts) == (&row.script, &row.place, &row.verdicts);
            same && case(&first.routine).0 == case(&row.routine).0 && case(&row.routine).1.is_some()
        };
        match groups.iter_mut().find(like) {
            Some(group) => group.push(row.clone()),
            None => groups.push(vec![row.clone()]),
        }
    }
    let alone = |group: Vec<Row>| match group.len() {
        0..=CASES => group.into_iter().map(|row| vec![row]).collect(),
        _ => vec![group],
    };
    let mut groups: Vec<Vec<Row>> = groups.into_iter().flat_map(alone).collect();
    groups.sort_by_key(|group| rows.iter().position(|row| row == &group[0]));
    groups
}

/// What stands before the number of the last case of a name, and that.
fn case(routine: &str) -> (&str, Option<&str>) {
    routine.rsplit_once('=').map_or((routine, None), |(name, number)| (name, Some(number)))
}

/// All cases in one row: the time and the size of all.
fn together(group: &[Row]) -> Row {
    let (first, last) = (&group[0], &group[group.len() - 1]);
    let routine = match case(&last.routine).1.filter(|_| group.len() > 1) {
        Some(number) => format!("{}..{number}", first.routine),
        None => first.routine.clone(),
    };
    Row {
        routine,
        instructions: group.iter().map(|row| row.instructions).max().unwrap_or(0),
        time: group.iter().map(|row| row.time).sum(),
        bytes: group.iter().map(|row| row.bytes).sum(),
        ..first.clone()
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
