//! Checks of syntax lines: their conditions and expressions mean something, their operands exist, no word is without
//! a text.

use super::disasm::{Part, parts};
use super::lifter::{Lift, Lifter, fail};
use super::value::{Bits, Int, Val};
use crate::lang::Span;
use crate::lang::ast::{Expr, Instruction};

const ARRANGEMENTS: &[&str] = &["8b", "16b", "4h", "8h", "2s", "4s", "1d", "2d", "b", "h", "s", "d"];

impl Lifter<'_> {
    /// All syntax lines of an instruction whose `decode` is done.
    pub(super) fn check_syntax(&mut self, instruction: &Instruction) -> Lift<()> {
        let names = self.names.len();
        self.bind("PC", Val::Bits(Bits::known(64, 0)));
        self.check_lines(instruction)?;
        self.names.truncate(names);
        Ok(())
    }

    fn check_lines(&mut self, instruction: &Instruction) -> Lift<()> {
        for syntax in &instruction.syntax {
            if let Some(condition) = &syntax.condition {
                self.bool_expr(condition)?;
            }
            for part in parts(syntax)? {
                match part {
                    Part::Text(_) => {}
                    Part::Expr(_, e) => self.check_number(&e, syntax.span)?,
                    Part::Operand(name) => self.check_operand(&name, syntax.span)?,
                }
            }
        }
        match instruction.syntax.last() {
            Some(last) if last.condition.is_some() => {
                fail(last.span, "the last syntax line has no condition, so that every word has a text")
            }
            None => fail(instruction.name.span, "expected a syntax line"),
            Some(_) => Ok(()),
        }
    }

    /// An error in a template is shown at the template, of which the expression is a part.
    fn check_number(&mut self, e: &Expr, span: Span) -> Lift<()> {
        let runtime = match self.expr(e).map_err(|fault| fault.at(span))? {
            Val::Int(Int::Slot { .. }) => true,
            Val::Int(Int::Open { deps, .. }) => deps.runtime,
            Val::Int(Int::Known(_)) => false,
            Val::Bits(bits) => bits.at.deps().runtime,
            other => return fail(span, format!("a syntax line prints bits and integers, not {}", other.describe())),
        };
        if runtime { fail(span, "a text cannot depend on registers or memory") } else { Ok(()) }
    }

    fn check_operand(&self, name: &str, span: Span) -> Lift<()> {
        let needs = match name {
            "cond" | "!cond" => vec!["cond".to_string()],
            "extend" => vec!["option".into()],
            "shift" => vec!["shift".into()],
            _ => match register_needs(name) {
                Some(needs) => needs,
                None => return fail(span, format!("<{name}> is no operand; see isa/README.md for those there are")),
            },
        };
        match needs.iter().find(|need| self.local(need).is_none()) {
            Some(missing) => fail(span, format!("<{name}> needs `{missing}`, which is not defined here")),
            None => Ok(()),
        }
    }
}

/// The names that a register operand is printed from; none if it is no register operand.
fn register_needs(name: &str) -> Option<Vec<String>> {
    let (register, suffix) = name.split_once(['|', '.']).unwrap_or((name, ""));
    let kind = register.chars().next()?;
    let (field, plus) = register[kind.len_utf8()..].split_once('+').unwrap_or((&register[kind.len_utf8()..], "0"));
    plus.parse::<u8>().ok()?;
    let more: &[&str] = match (kind, suffix) {
        ('X' | 'W', "") => &[],
        ('X' | 'W', "SP") if name.contains('|') => &[],
        ('R', "") => &["datasize"],
        ('R', "SP") if name.contains('|') => &["datasize"],
        ('F', "") => &["datasize"],
        ('Q' | 'D' | 'S' | 'H' | 'B', "") => &[],
        ('V', "B") => &["Q"],
        ('V', "T") => &["size", "Q"],
        ('V', fixed) if ARRANGEMENTS.contains(&fixed) => &[],
        _ => return None,
    };
    let mut needs = vec![format!("R{field}")];
    needs.extend(more.iter().map(|need| need.to_string()));
    Some(needs)
}
