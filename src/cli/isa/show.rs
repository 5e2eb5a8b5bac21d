//! `vambrace isa show`: an encoding for people.

use crate::cli::{Answer, put, verdict};
use vambrace::derive::look_up::{Found, look_up};
use vambrace::derive::page::{Page, page};
use vambrace::derive::reference::body;
use vambrace::lang::ast::Instruction;
use vambrace::lift::isa::Isa;

/// Shows the one encoding of that name, or lists those that it may mean.
pub fn run(isa: &Isa, name: &str) -> Answer {
    match look_up(isa, name) {
        Found::These(found) => {
            match found.as_slice() {
                [n] => put(&whole(&page(isa, *n))),
                several => put(&list(isa, name, several)),
            }
            Ok(verdict(true))
        }
        Found::Nothing { nearest } if nearest.is_empty() => {
            Err(format!("no encoding is called `{name}`, and none is like it; `vambrace isa list` lists all"))
        }
        Found::Nothing { nearest } => {
            Err(format!("no encoding is called `{name}`; the nearest names are {}", nearest.join(", ")))
        }
    }
}

fn list(isa: &Isa, name: &str, found: &[usize]) -> String {
    let all = || found.iter().map(|&n| &isa.instructions[n]);
    let width = all().map(|i| i.name.name.len()).max().unwrap_or(0);
    let line = |i: &Instruction| {
        let syntax = i.syntax.first().map_or("", |syntax| syntax.template.as_str());
        format!("  {:width$}  {}: {syntax}\n", i.name.name, i.title)
    };
    let head = format!("`{name}` is one of {} encodings; show one by its name:\n", found.len());
    head + &all().map(line).collect::<String>()
}

fn whole(page: &Page) -> String {
    let feature = page.feature.as_ref().map_or(String::new(), |feature| format!(", feature {feature}"));
    let mut text = format!("{}: {}{feature}\n{}:{}\n\n", page.name, page.title, page.file, page.line);
    text += &format!("{}\n", page.diagram);
    let width = page.fields.iter().map(|field| field.name.len()).max().unwrap_or(0);
    for field in &page.fields {
        let bits = if field.hi == field.lo { field.hi.to_string() } else { format!("{}:{}", field.hi, field.lo) };
        text += format!("  {:width$}  {bits:>5}  {}", field.name, field.note).trim_end();
        text += "\n";
    }
    text += if page.fields.is_empty() { "" } else { "\n" };
    page.syntax.iter().for_each(|line| text += &format!("  {line}\n"));
    text += "\n";
    body(page).lines().for_each(|line| text += &format!("  {line}\n"));
    text + &calls(page)
}

fn calls(page: &Page) -> String {
    let call = |(name, file, line): &(String, String, usize)| format!("{name} ({file}:{line})");
    match page.calls.as_slice() {
        [] => String::new(),
        calls => format!("\nuses {}\n", calls.iter().map(call).collect::<Vec<_>>().join(", ")),
    }
}
