//! Counts and differences, for people and for programs.

use super::counts::Counts;
use super::second::capstone;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use vambrace::conform::case::Case;
use vambrace::conform::compare::Row;
use vambrace::conform::model::Skip;
use vambrace::conform::round::{Difference, Tally};
use vambrace::lift::isa::Isa;

/// Differences of an encoding that are shown.
pub const SHOWN: usize = 2;
/// Rows of a difference that are shown.
const ROWS: usize = 40;

/// For people: nothing about what agrees but its number.
pub fn text(isa: &Isa, counts: &Counts) -> String {
    let mut text = String::new();
    for (n, tally, _) in &counts.encodings {
        let name = &isa.instructions[*n].name.name;
        if tally.different > 0 {
            text += &format!("{name}: {} of {} cases differ{}\n", tally.different, tally.cases, lacking(tally));
            for difference in &tally.differences {
                text += &shown(isa, counts, name, difference);
            }
        }
    }
    let untested = counts.encodings.iter().filter(|(_, tally, _)| tally.cases == 0);
    for (n, tally, _) in untested {
        text += &format!("{}: not run: {}\n", isa.instructions[*n].name.name, reasons(&tally.skipped));
    }
    text + &summary(counts)
}

fn summary(counts: &Counts) -> String {
    let (cases, different) = (counts.sum(|t| t.cases), counts.sum(|t| t.different));
    let run = counts.encodings.iter().filter(|(_, tally, _)| tally.cases > 0).count();
    let rate = cases as f64 / counts.seconds.max(1e-9);
    let interrupted = if counts.interrupted { "interrupted: " } else { "" };
    format!(
        "{interrupted}{run} encodings, {cases} cases ({} refused accesses, {} UNDEFINED), {different} different; \
         {:.1} s, {rate:.0} cases/s\noracle: {}\n",
        counts.sum(|t| t.faults),
        counts.sum(|t| t.undefined),
        counts.seconds,
        counts.oracle
    )
}

fn lacking(tally: &Tally) -> &'static str {
    if tally.refused == tally.different && tally.refused == tally.cases - tally.undefined {
        " (all SIGILL: the machine may lack this extension)"
    } else {
        ""
    }
}

/// Why words were not run, with their numbers.
pub fn reasons(skipped: &BTreeMap<Skip, u64>) -> String {
    let reason = |(skip, n): (&Skip, &u64)| format!("{n} words {}", skip.reason());
    let all: Vec<String> = skipped.iter().map(reason).collect();
    if all.is_empty() { "no word was found".into() } else { all.join("; ") }
}

fn shown(isa: &Isa, counts: &Counts, name: &str, difference: &Difference) -> String {
    let number = difference.number;
    let mut text = format!("\n{name} case {number}\n");
    text += &both(isa, &difference.case, counts.hello.slot);
    text += &rows(&difference.rows);
    match counts.oracle.starts_with("recording") {
        true => text + &format!("  line {number} of the recording\n\n"),
        false => {
            let seed = counts.seed;
            text + &format!("  again: vambrace conform --seed {seed} --only {name} --case {number}\n\n")
        }
    }
}

/// The word as we and as Capstone write it.
pub fn both(isa: &Isa, case: &Case, slot: u64) -> String {
    let word = case.word;
    let (ours, theirs) = (isa.disassemble(word), capstone(word, slot));
    format!("  word      {word:08x}\n  vambrace  {ours}\n  capstone  {theirs}\n")
}

/// Both states side by side.
pub fn rows(rows: &[Row]) -> String {
    let of = |f: fn(&Row) -> &String| rows.iter().map(|row| f(row).len()).max().unwrap_or(0).max(8);
    let (a, b, c) = (of(|r| &r.place), of(|r| &r.before), of(|r| &r.ours));
    let mut text = format!("  {:a$}  {:b$}  {:c$}  oracle\n", "place", "before", "vambrace");
    for Row { place, before, ours, theirs } in rows.iter().take(ROWS) {
        let line = format!("  {place:a$}  {before:b$}  {ours:c$}  {theirs}");
        text += line.trim_end();
        text.push('\n');
    }
    if rows.len() > ROWS {
        text += &format!("  and {} more\n", rows.len() - ROWS);
    }
    text
}

/// For programs.
pub fn json(isa: &Isa, counts: &Counts) -> String {
    let encodings: Vec<Value> = counts.encodings.iter().map(|(n, tally, _)| encoding(isa, *n, tally)).collect();
    let report = json!({
        "oracle": counts.oracle,
        "seed": counts.seed,
        "seconds": counts.seconds,
        "interrupted": counts.interrupted,
        "cases": counts.sum(|t| t.cases),
        "different": counts.sum(|t| t.different),
        "encodings": encodings,
    });
    format!("{report:#}\n")
}

fn encoding(isa: &Isa, n: usize, tally: &Tally) -> Value {
    let skipped: BTreeMap<&str, u64> = tally.skipped.iter().map(|(skip, n)| (skip.reason(), *n)).collect();
    let row = |row: &Row| json!({"place": row.place, "before": row.before, "ours": row.ours, "theirs": row.theirs});
    let difference = |d: &Difference| {
        json!({
            "case": d.number,
            "word": format!("{:08x}", d.case.word),
            "text": isa.disassemble(d.case.word),
            "rows": d.rows.iter().map(row).collect::<Vec<_>>(),
        })
    };
    json!({
        "name": isa.instructions[n].name.name,
        "cases": tally.cases,
        "words": tally.words,
        "undefined": tally.undefined,
        "refused_accesses": tally.faults,
        "different": tally.different,
        "skipped": skipped,
        "differences": tally.differences.iter().map(difference).collect::<Vec<_>>(),
    })
}
