//! Syntax tree back to text, such that reading the text gives the same tree apart from places.

mod expressions;
mod items;
mod statements;

use super::ast::{Call, Expr, File, Stmt, Type};

/// A whole file.
pub fn print(file: &File) -> String {
    let mut printer = Printer::default();
    printer.items(&file.items);
    printer.text
}

/// One expression; parentheses only where the tree needs them.
pub fn expression(e: &Expr) -> String {
    let mut text = String::new();
    expressions::bare(&mut text, e);
    text
}

/// One call of a proof's sequence.
pub fn call(call: &Call) -> String {
    items::call(call)
}

/// One type.
pub fn ty(t: &Type) -> String {
    let mut text = String::new();
    expressions::ty(&mut text, t);
    text
}

/// One statement, its lines without a last line break.
pub fn statement(s: &Stmt) -> String {
    let mut printer = Printer::default();
    printer.statement(s);
    printer.text.truncate(printer.text.trim_end().len());
    printer.text
}

/// Lines, indented by the blocks that are open.
#[derive(Default)]
struct Printer {
    text: String,
    blocks: usize,
}

impl Printer {
    fn line(&mut self, line: &str) {
        if !line.is_empty() {
            self.text.push_str(&"    ".repeat(self.blocks));
        }
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn open(&mut self, line: &str) {
        self.line(&format!("{line} {{"));
        self.blocks += 1;
    }

    fn close(&mut self) {
        self.blocks -= 1;
        self.line("}");
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Sources, parse};
    use super::*;

    const SAMPLE: &str = r#"
// A comment.
/// Add (immediate): "adds".
instruction ADD_immediate {
    encoding | sf | '00' | '10 0010' | sh | imm12:12 | Rn:5 | Rd:5 |
    feature BASE
    syntax "add <Rd>, \"<Rn>\"" when sh == '0' && !(Rn == '11111')
    syntax "add"
    decode { let datasize = if sf == '1' then 64 else 32; unpredictable when t == t2 }
    operation {
        let imm = ZeroExtend(imm12, datasize) << (if sh == '1' then 12 else 0)
        for e = 0 to datasize DIV 8 - 1 { Elem[r, (e DIV per) * per + (per - 1 - e MOD per), 8] = x[7:0] }
        when d == 31 { SP = a } else when NOT x == -1 { y :: x = ROL(y :: x, 32) } else { not_modelled }
        var t = (a AND b) OR ((a OR b) AND c)
    }
}
function f(a : bits(N), b : boolean) => (bits(N), Word[]) { undefined when b return (a, [1, 2, 3][0]) }
type Word = bits(32)
constant K : Word[9] = [0x428a2f98, 2, 3, 4, 5, 6, 7, 8, 9]
standard "sha256.spec"
program "a\\b.o"
test (fold f over pad("abc") from H) == [[1], []]
proof f(state : Word[8] at X[0], num : bits(64) = X[2]) {
    requires a :: (b :: c) != d - (e - f) secret state modifies state, num
    ensures state == sha256(old(state), old(data)[0 .. 64 * num])
    loop at "ld1 {v4.16b}, [x1], #64" #3 {
        ghost done = 0 then done + 1
        let x = &data + 64 * done
        invariant (if a then b else c) <= (a << 2 << 3)
        decreases num - done
    }
    cut at "ret" { cases num invariant a == b }
}
lemma g(x : Word, s : bits(8)[16]) { requires x != 0 requires s[0] == 1 ensures NOT NOT x == x }
"#;

    fn read(text: &str) -> (File, usize) {
        let mut sources = Sources::default();
        let file = sources.add("t", text);
        let (tree, errors) = parse(&sources, file);
        (tree, errors.len())
    }

    fn without_places(tree: &File) -> String {
        let shown = format!("{tree:?}");
        let mut parts = shown.split("Span {");
        let first = parts.next().unwrap_or("").to_string();
        parts.fold(first, |all, part| all + part.split_once('}').map_or("", |p| p.1))
    }

    /// That printing a text without errors and reading it again gives the same tree, and the same text.
    fn check(text: &str) {
        let (tree, errors) = read(text);
        let printed = print(&tree);
        if errors > 0 {
            return;
        }
        let (again, errors) = read(&printed);
        assert_eq!(errors, 0, "{printed}");
        assert_eq!(without_places(&again), without_places(&tree), "{printed}");
        assert_eq!(print(&again), printed);
    }

    #[test]
    fn round_trip() {
        assert_eq!(read(SAMPLE).1, 0);
        check(SAMPLE);
    }

    /// Random edits: no panic, and what was still read prints and reads back.
    #[test]
    fn mutated_texts() {
        const INSERTS: &[&str] =
            &["(", ")", "[", "]", "{", "}", "\"", "'", "\n", " ", "é", "::", "@", "if ", "when ", "1"];
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut random = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 11) as usize % below
        };
        for _ in 0..2_000 {
            let mut text = SAMPLE.to_string();
            for _ in 0..=random(3) {
                let mut at = random(text.len());
                while !text.is_char_boundary(at) {
                    at -= 1;
                }
                let end = (at..=at + random(12)).rev().find(|&e| text.is_char_boundary(e)).unwrap_or(at);
                let with = if random(3) == 0 { "" } else { INSERTS[random(INSERTS.len())] };
                text.replace_range(at..end, with);
            }
            check(&text);
        }
    }
}
