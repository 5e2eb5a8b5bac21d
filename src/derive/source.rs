//! The parts of an instruction's text, as they are written.

use crate::lang::ast::Instruction;
use crate::lang::lexer::{Kind, Token, lex};
use crate::lang::{Sources, Span};
use crate::lift::isa::Isa;

/// The bodies of `decode` and `operation`, without what is indented in all their lines, and the names that they use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bodies {
    pub decode: String,
    pub operation: String,
    /// In the order of their first use.
    pub names: Vec<String>,
}

/// Reads the bodies of an instruction.
pub fn bodies(sources: &Sources, instruction: &Instruction) -> Bodies {
    let span = instruction.name.span;
    let lexed = lex(sources, span.file);
    let mut bodies = Bodies::default();
    let Some(start) = lexed.tokens.iter().position(|token| token.span == span) else { return bodies };
    let tokens = &lexed.tokens[start + 1..];
    let Some(end) = closing(tokens) else { return bodies };
    let inner = &tokens[1.min(end)..end];
    let text = sources.text(span.file);
    for (at, token) in inner.iter().enumerate() {
        let body = match token.text {
            "decode" => &mut bodies.decode,
            "operation" => &mut bodies.operation,
            _ => continue,
        };
        let Some(end) = closing(&inner[at + 1..]) else { continue };
        let (open, close) = (inner[at + 1].span.end as usize, inner[at + 1 + end].span.start as usize);
        *body = dedented(&text[open..close]);
        for token in inner[at + 2..at + 1 + end].iter().filter(|token| token.kind == Kind::Name) {
            if !bodies.names.iter().any(|name| name == token.text) {
                bodies.names.push(token.text.to_string());
            }
        }
    }
    bodies
}

/// The index of the `}` that closes the `{` at the start; none if another token stands there.
fn closing(tokens: &[Token]) -> Option<usize> {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token.text {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (at > 0).then_some(at);
        }
    }
    None
}

/// Without blank lines at its ends, and without what all lines are indented by.
pub fn dedented(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let Some(first) = lines.iter().position(|line| !line.is_empty()) else { return String::new() };
    let last = lines.iter().rposition(|line| !line.is_empty()).unwrap_or(first);
    let indent = |line: &&str| line.len() - line.trim_start().len();
    let common = lines.iter().filter(|line| !line.is_empty()).map(indent).min().unwrap_or(0);
    lines[first..=last].iter().map(|line| format!("{}\n", line.get(common..).unwrap_or(""))).collect()
}

/// The functions and constants of a file: name and text, with the comment above it.
pub fn definitions(isa: &Isa, file: u32) -> Vec<(String, String)> {
    let functions = isa.library.functions.values().map(|f| (&f.name.name, f.name.span));
    let constants = isa.library.constants.iter();
    let constants = constants.map(|(name, (ty, value))| (name, ty.span.to(value.span)));
    let mut all: Vec<(&String, Span)> = functions.chain(constants).filter(|(_, span)| span.file == file).collect();
    all.sort_by_key(|(_, span)| span.start);
    all.into_iter().map(|(name, span)| (name.clone(), definition(&isa.sources, span))).collect()
}

/// From the comment above to the end of the value, or to the brace that closes the body.
fn definition(sources: &Sources, span: Span) -> String {
    let text = sources.text(span.file);
    let mut start = line_start(text, span.start as usize);
    while start > 0 && text[line_start(text, start - 1)..].starts_with("//") {
        start = line_start(text, start - 1);
    }
    let lexed = lex(sources, span.file);
    let after = lexed.tokens.iter().position(|token| token.span.start >= span.start).unwrap_or(0);
    let is_function = text[line_start(text, span.start as usize)..].starts_with("function");
    let open = lexed.tokens[after..].iter().position(|token| token.text == "{").filter(|_| is_function);
    let close = open.and_then(|open| Some(after + open + closing(&lexed.tokens[after + open..])?));
    let end = close.map_or(span.end as usize, |close| lexed.tokens[close].span.end as usize);
    dedented(&text[start..end.max(start)])
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// The comment at the top of a file, without its slashes; it may have several paragraphs and lists.
pub fn introduction(text: &str) -> String {
    let comments = text.lines().take_while(|line| line.starts_with("//") && !line.starts_with("///"));
    let lines = comments.map(|line| line.trim_start_matches("//"));
    lines.map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::isa;
    use super::*;

    #[test]
    fn bodies_are_as_they_are_written() {
        let isa = isa(concat!(
            "/// T\ninstruction T {\n    encoding | '000000000000000000000000000' | Rd:5 |\n",
            "    syntax \"t { <Xd>\"\n    decode {\n        // why: }\n        let k = 1\n    }\n",
            "    operation {\n        when k == 1 {\n            X[d, 64] = Zeros(64)\n        }\n    }\n}\n",
        ));
        let bodies = bodies(&isa.sources, &isa.instructions[0]);
        assert_eq!(bodies.decode, "// why: }\nlet k = 1\n");
        assert_eq!(bodies.operation, "when k == 1 {\n    X[d, 64] = Zeros(64)\n}\n");
        assert_eq!(bodies.names, ["k", "X", "d", "Zeros"]);
    }

    #[test]
    fn an_introduction_ends_before_the_first_title() {
        assert_eq!(introduction("// One.\n//   * two\n\n// three\n/// Title\n"), "One.\n  * two\n");
        assert_eq!(introduction("/// Title\n"), "");
    }
}
