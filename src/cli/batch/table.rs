//! The table of what is proved, in Markdown.

use std::fmt::Write;
use std::time::Duration;

/// A routine in one build.
pub struct Row {
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
    for Row { routine, place, instructions, verdicts, time, bytes } in rows {
        let build = place.strip_prefix("testdata/fetched/").unwrap_or(place);
        let size = bytes.map_or("none".to_string(), size);
        let _ = writeln!(
            out,
            "| `{routine}` | `{build}` | {instructions} | {verdicts} | {:.2} | {size} |",
            time.as_secs_f64()
        );
    }
    out
}

fn size(bytes: usize) -> String {
    if bytes < 1_000_000 { format!("{} kB", bytes.div_ceil(1000)) } else { format!("{:.1} MB", bytes as f64 / 1e6) }
}
