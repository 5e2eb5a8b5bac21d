//! Assembly text of a word, from the syntax lines.

use super::isa::Isa;
use super::lifter::{Lift, Lifter, fail};
use super::prim::signed;
use super::value::{At, Bits, Bool, Int, Val};
use crate::lang::ast::{Expr, Syntax};
use crate::lang::{Sources, parser};

/// A piece of a syntax line.
#[derive(Clone, Debug)]
pub enum Part {
    Text(String),
    /// `<#e>`, an immediate, `<=e>`, a number without `#`, or `<@e>`, a distance in bytes to where a branch goes or an address is made.
    Expr(char, Expr),
    /// `<Xn|SP>`, `<Vd.4s>`, `<cond>`
    Operand(String),
}

/// Cuts a syntax line into its parts.
pub fn parts(syntax: &Syntax) -> Lift<Vec<Part>> {
    let (mut parts, mut rest) = (Vec::new(), syntax.template.as_str());
    while let Some(start) = rest.find('<') {
        let Some(length) = closing(&rest[start + 1..]) else {
            return fail(syntax.span, "`<` without `>` in a syntax line");
        };
        parts.push(Part::Text(rest[..start].to_string()));
        let inner = &rest[start + 1..start + 1 + length];
        parts.push(match inner.chars().next() {
            Some(kind @ ('#' | '@' | '=')) => Part::Expr(kind, expression(&inner[1..], syntax)?),
            _ => Part::Operand(inner.to_string()),
        });
        rest = &rest[start + length + 2..];
    }
    parts.push(Part::Text(rest.to_string()));
    Ok(parts)
}

/// Where the `>` is that closes a placeholder; `<<` and `>>` inside are shifts.
fn closing(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'>' {
            if bytes.get(at + 1) != Some(&b'>') {
                return Some(at);
            }
            at += 1;
        }
        at += 1;
    }
    None
}

fn expression(text: &str, syntax: &Syntax) -> Lift<Expr> {
    let mut sources = Sources::default();
    let file = sources.add("syntax", text);
    parser::parse_expression(&sources, file).or_else(|errors| {
        let message = errors.first().map_or("no expression", |e| e.message.as_str()).to_string();
        fail(syntax.span, format!("in `{text}`: {message}"))
    })
}

impl Isa {
    /// The assembly text of a word, in lower case with decimal immediates; `.word` for what is unknown.
    pub fn disassemble(&self, word: u32) -> String {
        self.try_disassemble(word).unwrap_or_else(|| format!(".word {word:#010x}"))
    }

    /// The assembly text of a word; none if it has no meaning here.
    pub fn try_disassemble(&self, word: u32) -> Option<String> {
        // With PC = 0 an address is its distance, so that the text is the same wherever the code is loaded.
        let (mut lifter, syntax) = self.line(self.find(word)?, word, 0)?;
        lifter.render(syntax).ok()
    }

    /// The address that the text of a word at `pc` writes as a distance: where it branches to, what it loads.
    pub fn target(&self, word: u32, pc: u64) -> Option<u64> {
        let n = self.find(word)?;
        if !self.instructions[n].syntax.iter().any(|syntax| syntax.template.contains("<@")) {
            return None;
        }
        let (mut lifter, syntax) = self.line(n, word, pc)?;
        let address = parts(syntax).ok()?.into_iter().find_map(|part| match part {
            Part::Expr('@', e) => Some(e),
            _ => None,
        });
        match lifter.expr(&address?).ok()? {
            Val::Bits(Bits { width: 64, at: At::Known(address), .. }) => Some(address as u64),
            _ => None,
        }
    }

    /// The syntax line of a word, with all names that it may use.
    fn line(&self, n: usize, word: u32, pc: u64) -> Option<(Lifter<'_>, &Syntax)> {
        let mut lifter = Lifter::new(&self.library);
        lifter.fields = self.fields(n, word);
        lifter.bind_fields();
        lifter.bind("PC", Val::Bits(Bits::known(64, pc.into())));
        lifter.statements(&self.instructions[n].decode).ok()?;
        for syntax in &self.instructions[n].syntax {
            if lifter.applies(syntax).ok()? {
                return Some((lifter, syntax));
            }
        }
        None
    }
}

impl Lifter<'_> {
    fn applies(&mut self, syntax: &Syntax) -> Lift<bool> {
        match &syntax.condition {
            None => Ok(true),
            Some(condition) => Ok(self.bool_expr(condition)? == Bool::Known(true)),
        }
    }

    fn render(&mut self, syntax: &Syntax) -> Lift<String> {
        let mut text = String::new();
        for part in parts(syntax)? {
            match part {
                Part::Text(t) => text.push_str(&t),
                Part::Expr(kind, e) => text.push_str(&self.number(kind, &e)?),
                Part::Operand(name) => match self.operand(&name) {
                    Some(t) => text.push_str(&t),
                    None => return fail(syntax.span, format!("unknown operand <{name}>")),
                },
            }
        }
        Ok(text)
    }

    fn number(&mut self, kind: char, e: &Expr) -> Lift<String> {
        let value = match self.expr(e)? {
            Val::Int(Int::Known(n)) => n,
            Val::Bits(bits) => match bits.at {
                At::Known(n) => signed(n, bits.width),
                _ => return fail(e.span, "depends on registers"),
            },
            _ => return fail(e.span, "depends on registers"),
        };
        Ok(if kind == '=' { value.to_string() } else { format!("#{value}") })
    }

    fn operand(&mut self, name: &str) -> Option<String> {
        match name {
            "cond" => return Some(CONDITIONS[self.number_of("cond")? as usize & 15].into()),
            "!cond" => return Some(CONDITIONS[(self.number_of("cond")? as usize & 15) ^ 1].into()),
            "extend" => return Some(EXTENSIONS[self.number_of("option")? as usize & 7].into()),
            "shift" => return Some(["lsl", "lsr", "asr", "ror"][self.number_of("shift")? as usize & 3].into()),
            _ => {}
        }
        let (register, suffix) = name.split_once(['|', '.']).unwrap_or((name, ""));
        let mut letters = register.chars();
        let kind = letters.next()?;
        let (field, plus) = letters.as_str().split_once('+').unwrap_or((letters.as_str(), "0"));
        let n = (self.number_of(&format!("R{field}"))? + plus.parse::<i128>().ok()?) % 32;
        match kind {
            'X' | 'W' => Some(general(kind == 'X', n, suffix == "SP")),
            'R' => Some(general(self.number_of("datasize")? == 64, n, suffix == "SP")),
            'V' => Some(format!("v{n}.{}", self.arrangement(suffix)?)),
            'F' => {
                let size = self.number_of("datasize")? as u128;
                let letter = "bhsdq".chars().nth((size / 8).checked_ilog2()? as usize)?;
                Some(format!("{letter}{n}"))
            }
            'Q' | 'D' | 'S' | 'H' | 'B' => Some(format!("{}{n}", kind.to_ascii_lowercase())),
            _ => None,
        }
    }

    fn arrangement(&mut self, suffix: &str) -> Option<String> {
        let full = |lifter: &mut Self| lifter.number_of("Q");
        Some(match suffix {
            "B" => ["8b", "16b"][full(self)? as usize & 1].into(),
            "T" => {
                let n = self.number_of("size")? * 2 + full(self)?;
                ["8b", "16b", "4h", "8h", "2s", "4s", "1d", "2d"][n as usize & 7].into()
            }
            fixed => fixed.to_ascii_lowercase(),
        })
    }

    /// A name's known value as a number.
    fn number_of(&mut self, name: &str) -> Option<i128> {
        let at = self.local(name)?;
        match &self.names[at].1 {
            Val::Int(Int::Known(n)) => Some(*n),
            Val::Bits(bits) => match bits.at {
                At::Known(n) => Some(n as i128),
                _ => None,
            },
            _ => None,
        }
    }
}

const CONDITIONS: [&str; 16] =
    ["eq", "ne", "hs", "lo", "mi", "pl", "vs", "vc", "hi", "ls", "ge", "lt", "gt", "le", "al", "nv"];

const EXTENSIONS: [&str; 8] = ["uxtb", "uxth", "uxtw", "uxtx", "sxtb", "sxth", "sxtw", "sxtx"];

fn general(wide: bool, n: i128, sp: bool) -> String {
    match (wide, n, sp) {
        (true, 31, true) => "sp".into(),
        (false, 31, true) => "wsp".into(),
        (true, 31, false) => "xzr".into(),
        (false, 31, false) => "wzr".into(),
        (true, n, _) => format!("x{n}"),
        (false, n, _) => format!("w{n}"),
    }
}
