//! What the fields of an encoding are: registers, as the syntax lines print them, and other bits.

use crate::lang::ast::Instruction;
use crate::lift::decoder::Pattern;

/// One field, its bits, and what register it names, if it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldNote {
    pub name: String,
    pub hi: u8,
    pub lo: u8,
    pub note: String,
}

/// The fields of an encoding, the highest first.
pub fn fields(instruction: &Instruction, pattern: &Pattern) -> Vec<FieldNote> {
    let note = |(name, lo, width): &(String, u8, u8)| FieldNote {
        name: name.clone(),
        hi: lo + width - 1,
        lo: *lo,
        note: note(instruction, name),
    };
    let mut fields: Vec<FieldNote> = pattern.fields.iter().map(note).collect();
    fields.sort_by_key(|field| std::cmp::Reverse(field.lo));
    fields
}

/// A register's kind, from the operands that print it.
fn note(instruction: &Instruction, field: &str) -> String {
    let Some(short) = field.strip_prefix('R').filter(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase())) else {
        return String::new();
    };
    let templates = instruction.syntax.iter().map(|syntax| syntax.template.as_str());
    let kinds: Vec<(char, bool)> = templates.flat_map(operands).filter_map(|operand| kind(operand, short)).collect();
    let general = kinds.iter().any(|(kind, _)| "XWR".contains(*kind));
    match (general, kinds.is_empty()) {
        (true, _) if kinds.iter().any(|(_, sp)| *sp) => format!("general register {short}, 31 is SP"),
        (true, _) => format!("general register {short}, 31 is ZR"),
        (false, false) => format!("vector register {short}"),
        (false, true) => format!("register {short}"),
    }
}

/// What stands between `<` and `>`; an expression with a shift is cut, which does not matter here.
fn operands(template: &str) -> impl Iterator<Item = &str> {
    template.split('<').skip(1).filter_map(|rest| rest.split('>').next())
}

/// The letter of an operand that prints this register, and whether 31 is SP.
fn kind(operand: &str, short: &str) -> Option<(char, bool)> {
    let (register, suffix) = operand.split_once(['|', '.']).unwrap_or((operand, ""));
    let letter = register.chars().next().filter(char::is_ascii_uppercase)?;
    let name = register[1..].split('+').next()?;
    (name == short).then_some((letter, suffix == "SP"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::isa;
    use super::*;

    #[test]
    fn registers_are_what_the_syntax_prints() {
        let isa = isa(concat!(
            "/// T\ninstruction T { encoding | '000000' | sh | Rt:5 | Rm:5 | Rn:5 | Rd:5 | Ra:5 |\n",
            "syntax \"t <Vt+1.16b>, <Xn|SP>, <Wd>, <#UInt(Ra) << 2>\" operation { } }",
        ));
        let notes = fields(&isa.instructions[0], &isa.patterns[0]);
        let found: Vec<(&str, u8, u8, &str)> =
            notes.iter().map(|f| (f.name.as_str(), f.hi, f.lo, f.note.as_str())).collect();
        let expected = [
            ("sh", 25, 25, ""),
            ("Rt", 24, 20, "vector register t"),
            ("Rm", 19, 15, "register m"),
            ("Rn", 14, 10, "general register n, 31 is SP"),
            ("Rd", 9, 5, "general register d, 31 is ZR"),
            ("Ra", 4, 0, "register a"),
        ];
        assert_eq!(found, expected);
    }
}
