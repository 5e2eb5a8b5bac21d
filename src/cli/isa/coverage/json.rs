//! The coverage as JSON: everything, in the order of the addresses.

use serde_json::{Value, json};
use vambrace::derive::coverage::{Coverage, FunctionCoverage, Missing, Tally};
use vambrace::derive::places::place;
use vambrace::lift::isa::Isa;
use vambrace::machine::elf::Image;

/// The report.
pub fn report(isa: &Isa, image: &Image, found: &Coverage) -> Value {
    let whole = found.functions.iter().filter(|function| function.missing.is_empty()).count();
    let encodings = found.encodings.iter();
    json!({
        "format": image.format,
        "member": image.member,
        "whole": found.whole(),
        "functions_whole": whole,
        "functions": found.functions.iter().map(function).collect::<Vec<_>>(),
        "code": tally(found.code),
        "outside": tally(found.outside),
        "encodings": encodings.map(|(n, count)| (isa.instructions[*n].name.name.clone(), json!(count)))
            .collect::<serde_json::Map<_, _>>(),
        "missing": found.missing.iter().map(|(word, m)| missing(image, *word, m)).collect::<Vec<_>>(),
    })
}

fn tally(tally: Tally) -> Value {
    json!({ "instructions": tally.instructions, "missing": tally.missing })
}

fn function(found: &FunctionCoverage) -> Value {
    let at = |(pc, word): &(u64, u32)| {
        let offset = format!("{:#x}", pc - found.function.address);
        json!({ "address": format!("{pc:#x}"), "offset": offset, "word": format!("{word:08x}") })
    };
    json!({
        "name": found.function.name,
        "aliases": found.function.aliases,
        "address": format!("{:#x}", found.function.address),
        "size": found.function.size,
        "instructions": found.instructions,
        "missing": found.missing.iter().map(at).collect::<Vec<_>>(),
    })
}

fn missing(image: &Image, word: u32, missing: &Missing) -> Value {
    let at = |&pc: &u64| json!({ "address": format!("{pc:#x}"), "place": place(image, pc) });
    json!({
        "word": format!("{word:08x}"),
        "class": missing.class,
        "reason": missing.reason,
        "count": missing.count,
        "first": missing.places.iter().map(at).collect::<Vec<_>>(),
    })
}
