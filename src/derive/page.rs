//! One encoding as a page for people: title, place, diagram, fields, syntax, text.

use super::diagram::diagram;
use super::fields::{FieldNote, fields};
use super::source::bodies;
use crate::lang::ast::{Instruction, Syntax};
use crate::lang::printer::expression;
use crate::lift::isa::Isa;

/// Everything that is told about an encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub name: String,
    pub title: String,
    /// The extension that it belongs to.
    pub feature: Option<String>,
    pub file: String,
    pub line: usize,
    pub diagram: String,
    pub fields: Vec<FieldNote>,
    /// The syntax lines, as they are written, without the word `syntax`.
    pub syntax: Vec<String>,
    pub decode: String,
    pub operation: String,
    /// The functions and constants of the texts that it uses: name, file, line.
    pub calls: Vec<(String, String, usize)>,
}

/// The page of the n-th encoding.
pub fn page(isa: &Isa, n: usize) -> Page {
    let instruction = &isa.instructions[n];
    let (line, _) = isa.sources.line_column(instruction.name.span);
    let bodies = bodies(&isa.sources, instruction);
    let call = |name: &String| {
        let function = isa.library.functions.get(name).map(|function| function.name.span);
        let span = function.or_else(|| isa.library.constants.get(name).map(|(ty, _)| ty.span))?;
        Some((name.clone(), isa.sources.name(span.file).to_string(), isa.sources.line_column(span).0))
    };
    Page {
        name: instruction.name.name.clone(),
        title: instruction.title.clone(),
        feature: instruction.feature.as_ref().map(|feature| feature.name.clone()),
        file: isa.sources.name(instruction.name.span.file).to_string(),
        line,
        diagram: diagram(instruction),
        fields: fields(instruction, &isa.patterns[n]),
        syntax: syntax(instruction),
        calls: bodies.names.iter().filter_map(call).collect(),
        decode: bodies.decode,
        operation: bodies.operation,
    }
}

fn syntax(instruction: &Instruction) -> Vec<String> {
    let line = |syntax: &Syntax| {
        let condition = syntax.condition.as_ref().map(|c| format!("  when {}", expression(c)));
        format!("{}{}", syntax.template, condition.unwrap_or_default())
    };
    instruction.syntax.iter().map(line).collect()
}

/// The first word of each syntax line: `add`, `b.cond`.
pub fn mnemonics(instruction: &Instruction) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for syntax in &instruction.syntax {
        let first = syntax.template.split([' ', '\t']).next().unwrap_or("");
        let first = first.replace(['<', '>'], "").to_ascii_lowercase();
        if !first.is_empty() && !all.contains(&first) {
            all.push(first);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::tests::isa;
    use super::*;

    #[test]
    fn a_page_tells_all() {
        let isa = isa(concat!(
            "function F(x : bits(64)) => bits(64) { return x }\n/// T (register)\n",
            "instruction T { encoding | '000000' | '000000000000' | cond:4 | Rn:5 | Rd:5 |\nfeature FEAT\n",
            "syntax \"s.<cond> <Xd>\" when d == 31\nsyntax \"T <Xd>\"\noperation { X[d, 64] = F(X[n, 64]) } }",
        ));
        let page = page(&isa, 0);
        assert_eq!((page.file.as_str(), page.line, page.feature.as_deref()), ("test.isa", 3, Some("FEAT")));
        assert_eq!(page.syntax, ["s.<cond> <Xd>  when d == 31", "T <Xd>"]);
        assert_eq!(page.calls, [("F".to_string(), "test.isa".to_string(), 1)]);
        assert_eq!(page.operation, "X[d, 64] = F(X[n, 64])\n".to_string());
        assert_eq!(mnemonics(&isa.instructions[0]), ["s.cond", "t"]);
    }
}
