//! The reference of all instructions, as Markdown: `isa/REFERENCE.md`.

use super::conformance::Counts;
use super::index::index;
use super::page::{Page, page};
use super::source::{definitions, introduction};
use crate::lift::isa::Isa;
use std::collections::BTreeMap;

/// The whole reference. The counts are told where there are any.
pub fn reference(isa: &Isa, counts: &Counts) -> String {
    let pages: Vec<Page> = (0..isa.instructions.len()).map(|n| page(isa, n)).collect();
    let mut text = head(isa, &pages) + &groups(isa) + &index_table(isa);
    for (file, _) in isa.sources.texts().enumerate() {
        text += &section(isa, file as u32, &pages, counts);
    }
    text
}

fn head(isa: &Isa, pages: &[Page]) -> String {
    let (encodings, files) = (pages.len(), isa.sources.texts().count());
    format!(
        "# Instruction reference\n\n\
         Generated from the texts by `vambrace isa reference`; do not edit. {encodings} encodings in {files} files. \
         [README.md](README.md) describes the language.\n\n"
    )
}

/// The files, by folder, with the number of encodings in each.
fn groups(isa: &Isa) -> String {
    let mut folders: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (file, _) in isa.sources.texts().enumerate() {
        let local = local(isa, file as u32);
        let (folder, name) = local.rsplit_once('/').unwrap_or(("", local));
        let count = isa.instructions.iter().filter(|i| i.name.span.file as usize == file).count();
        folders.entry(folder).or_default().push(format!("[{}](#{local}) ({count})", heading(name)));
    }
    let line = |(folder, files): (&str, Vec<String>)| match folder {
        "" => format!("* {}\n", files.join(", ")),
        _ => format!("* {folder}: {}\n", files.join(", ")),
    };
    format!("## Groups\n\n{}\n", folders.into_iter().map(line).collect::<String>())
}

fn index_table(isa: &Isa) -> String {
    let link = |n: &usize| {
        let name = &isa.instructions[*n].name.name;
        format!("[{name}](#{name})")
    };
    let row = |(mnemonic, encodings): (String, Vec<usize>)| {
        format!("| `{mnemonic}` | {} |\n", encodings.iter().map(link).collect::<Vec<_>>().join(", "))
    };
    format!(
        "## Index\n\n| mnemonic | encodings |\n|---|---|\n{}\n",
        index(isa).into_iter().map(row).collect::<String>()
    )
}

/// One file: what it says about itself, its functions and constants, its encodings.
fn section(isa: &Isa, file: u32, pages: &[Page], counts: &Counts) -> String {
    let local = local(isa, file);
    let mut text = format!("<a id=\"{local}\"></a>\n\n## {}\n\n", heading(local));
    let intro = introduction(isa.sources.text(file));
    if !intro.is_empty() {
        text += &format!("{}\n", escaped(&intro));
    }
    text += &format!("[{local}]({local})\n\n");
    for (name, source) in definitions(isa, file) {
        text += &format!("<a id=\"{}\"></a>\n\n```text\n{source}```\n\n", function_anchor(&name));
    }
    for (n, page) in pages.iter().enumerate() {
        if isa.instructions[n].name.span.file == file {
            text += &entry(page, counts);
        }
    }
    text
}

/// The name of a file in the folder that the reference lies in.
fn local(isa: &Isa, file: u32) -> &str {
    let name = isa.sources.name(file);
    name.strip_prefix("isa/").unwrap_or(name)
}

/// `base/add_sub_extended.isa` as `base: add sub extended`.
fn heading(file: &str) -> String {
    file.trim_end_matches(".isa").replace('/', ": ").replace('_', " ")
}

/// Characters that Markdown would take for its own.
fn escaped(text: &str) -> String {
    text.replace('<', "&lt;")
}

fn function_anchor(name: &str) -> String {
    // In the case of the text: two names may differ in nothing else.
    format!("fn-{name}")
}

fn entry(page: &Page, counts: &Counts) -> String {
    let mut facts = vec![format!("`{}`", page.name)];
    facts.extend(page.feature.iter().map(|feature| format!("feature {feature}")));
    if let Some((cases, differences)) = counts.get(&page.name) {
        facts.push(format!("conformance: {cases} cases, {differences} differences"));
    }
    let mut text = format!("<a id=\"{}\"></a>\n\n### {}\n\n{}\n\n", page.name, page.title, facts.join(" · "));
    text += &format!("```text\n{}\n{}\n{}```\n\n", page.diagram, lines(&page.syntax), body(page));
    if !page.calls.is_empty() {
        let link = |(name, _, _): &(String, String, usize)| format!("[{name}](#{})", function_anchor(name));
        text += &format!("Uses {}.\n\n", page.calls.iter().map(link).collect::<Vec<_>>().join(", "));
    }
    text
}

fn lines(list: &[String]) -> String {
    list.iter().map(|line| format!("{line}\n")).collect()
}

/// `decode { ... }` and `operation { ... }`, as in the text.
pub fn body(page: &Page) -> String {
    let block = |head: &str, body: &str| match body {
        "" => String::new(),
        _ => format!("{head} {{\n{}}}\n", body.lines().map(indented).collect::<String>()),
    };
    let empty = if page.operation.is_empty() { "operation { }\n" } else { "" };
    format!("{}{}{empty}", block("decode", &page.decode), block("operation", &page.operation))
}

fn indented(line: &str) -> String {
    if line.is_empty() { "\n".into() } else { format!("    {line}\n") }
}

#[cfg(test)]
mod tests {
    use super::super::tests::isa;
    use super::*;

    #[test]
    fn an_entry_has_its_counts_and_links() {
        let isa = isa(concat!(
            "// A group of <one>.\n\n// Doubles.\nfunction Twice(x : bits(64)) => bits(64) {\n    return x + x\n}\n\n",
            "/// DBL\ninstruction DBL {\n    encoding | '0000000000000000000000' | Rn:5 | Rd:5 |\n",
            "    syntax \"dbl <Xd>, <Xn>\"\n    operation {\n        X[d, 64] = Twice(X[n, 64])\n    }\n}\n",
        ));
        let counts = Counts::from([("DBL".into(), ("1,000".into(), "0".into()))]);
        let text = reference(&isa, &counts);
        for part in [
            "| `dbl` | [DBL](#DBL) |\n",
            "## test\n\nA group of &lt;one>.\n",
            "```text\n// Doubles.\nfunction Twice(x : bits(64)) => bits(64) {\n    return x + x\n}\n```\n",
            "<a id=\"DBL\"></a>\n\n### DBL\n\n`DBL` · conformance: 1,000 cases, 0 differences\n",
            "\ndbl <Xd>, <Xn>\n\noperation {\n    X[d, 64] = Twice(X[n, 64])\n}\n```\n\nUses [Twice](#fn-Twice).\n",
        ] {
            assert!(text.contains(part), "expected {part:?} in\n{text}");
        }
        assert!(!reference(&isa, &Counts::new()).contains("conformance"));
    }
}
