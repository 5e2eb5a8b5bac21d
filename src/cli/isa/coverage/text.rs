//! The coverage for people: what is missing, so that thousands of words stay readable.

use vambrace::derive::coverage::{Coverage, FunctionCoverage, Missing};
use vambrace::derive::forms::{by_class, total};
use vambrace::derive::places::place;
use vambrace::derive::words::UNKNOWN;
use vambrace::machine::elf::Image;

/// So many functions, and forms of one class, are listed without `--all`.
const FUNCTIONS: usize = 20;
const FORMS: usize = 5;

/// A name that fits into a line: those of C++ and Rust may have hundreds of characters.
fn short(name: &str) -> String {
    const SHOWN: usize = 60;
    match name.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", &name[..end]),
        None => name.to_string(),
    }
}

/// `1 word`, `2 words`
pub fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// The functions that are not whole.
pub fn functions(found: &Coverage, all: bool) -> String {
    let open: Vec<&FunctionCoverage> = found.functions.iter().filter(|f| !f.missing.is_empty()).collect();
    let shown = if all { open.len() } else { FUNCTIONS.min(open.len()) };
    let name = |f: &FunctionCoverage| if all { f.function.name.clone() } else { short(&f.function.name) };
    let width = open[..shown].iter().map(|f| name(f).chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for open in &open[..shown] {
        let FunctionCoverage { function, instructions, missing } = open;
        let (count, first) = (missing.len(), missing.first().map_or(0, |(pc, _)| pc - function.address));
        let lacks = format!("lacks {count} of {}, the first at +{first:#x}", counted(*instructions, "instruction"));
        text += &format!("{:width$}  {:#010x}  {lacks}\n", name(open), function.address);
    }
    if shown < open.len() {
        text += &format!("{}; --all lists them\n", counted((open.len() - shown) as u64, "more function"));
    }
    if text.is_empty() { text } else { text + "\n" }
}

/// The missing words, by class; words that differ in their registers only are one line.
pub fn missing(image: &Image, found: &Coverage, all: bool) -> String {
    let mut text = String::new();
    for (class, forms) in by_class(found) {
        let (count, words) = (forms.iter().map(total).sum(), forms.iter().map(Vec::len).sum::<usize>());
        text += &format!("{class}: {}, {}\n", counted(count, "instruction"), counted(words as u64, "word"));
        if all {
            forms.iter().flatten().for_each(|word| text += &line(image, std::slice::from_ref(word)));
            continue;
        }
        let shown = FORMS.min(forms.len());
        forms[..shown].iter().for_each(|form| text += &line(image, form));
        let left: usize = forms[shown..].iter().map(Vec::len).sum();
        if left > 0 {
            text += &format!("  {}; --all lists them\n", counted(left as u64, "more word"));
        }
    }
    text + "\n"
}

fn line(image: &Image, form: &[(u32, &Missing)]) -> String {
    let Some((word, missing)) = form.first() else { return String::new() };
    let count: u64 = form.iter().map(|(_, missing)| missing.count).sum();
    let alike = match form.len() {
        1 => String::new(),
        n => format!(" and {} with other registers", n - 1),
    };
    let mut places = missing.places.iter().map(|pc| format!("{pc:#x}"));
    let first = places.next().unwrap_or_default();
    let named = missing.places.first().map_or(String::new(), |&pc| format!(" <{}>", short(&place(image, pc))));
    let rest: String = places.map(|at| format!(", {at}")).collect();
    let more = if count > missing.places.len() as u64 { ", ..." } else { "" };
    let reason = if missing.reason == UNKNOWN { String::new() } else { format!("  ; {}", missing.reason) };
    format!("  {word:08x}{alike}: {} at {first}{named}{rest}{more}{reason}\n", counted(count, "time"))
}
