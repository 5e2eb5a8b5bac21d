//! Checks every encoding by lifting it with its fields unknown, splitting on a field only where a width, a bound or
//! a branch needs it.

use super::isa::Isa;
use super::lifter::{Fault, Field, Lifter, Split};
use crate::lang::LangError;
use crate::lang::ast::Instruction;

/// At most so many cases of one encoding.
const CASES: usize = 20_000;

/// Everything that is wrong with the texts beyond their syntax, in order of instructions, and how many cases were
/// lifted to find out.
pub fn check(isa: &Isa) -> (Vec<LangError>, usize) {
    let mut errors = Vec::new();
    let mut cases = 0;
    for n in 0..isa.instructions.len() {
        cases += check_instruction(isa, n, &mut errors);
    }
    (errors, cases)
}

fn check_instruction(isa: &Isa, n: usize, errors: &mut Vec<LangError>) -> usize {
    let instruction = &isa.instructions[n];
    let open =
        |(name, _, width): &(String, u8, u8)| Field { name: name.clone(), width: *width, value: None, not: Vec::new() };
    let mut pending: Vec<Vec<Field>> = vec![isa.patterns[n].fields.iter().map(open).collect()];
    let mut cases = 0;
    while let Some(fields) = pending.pop() {
        cases += 1;
        if cases > CASES {
            errors.push(LangError::new(instruction.encoding_span, format!("more than {CASES} cases to check")));
            break;
        }
        match check_case(isa, instruction, &fields) {
            Ok(()) | Err(Fault::Stop(..)) => {}
            Err(Fault::Split(split)) => pending.extend(split_case(&fields, split)),
            Err(Fault::Error(error)) => report(errors, instruction, &fields, error),
        }
    }
    cases
}

fn check_case(isa: &Isa, instruction: &Instruction, fields: &[Field]) -> Result<(), Fault> {
    let mut lifter = Lifter::new(&isa.library);
    lifter.fields = fields.to_vec();
    lifter.bind_fields();
    lifter.statements(&instruction.decode)?;
    lifter.lenient = true;
    lifter.check_syntax(instruction)?;
    lifter.lenient = false;
    lifter.statements(&instruction.operation)?;
    Ok(())
}

/// The same error at the same place is told once, with the first case that shows it.
fn report(errors: &mut Vec<LangError>, instruction: &Instruction, fields: &[Field], error: LangError) {
    let case = describe(fields);
    let place = format!("in {}{case}", instruction.name.name);
    if !errors.iter().any(|e| e.span == error.span && e.message.starts_with(&error.message)) {
        errors.push(LangError::new(error.span, format!("{} ({place})", error.message)));
    }
}

fn describe(fields: &[Field]) -> String {
    let known = fields.iter().filter_map(|f| {
        let width = f.width as usize;
        match f.value {
            Some(value) => Some(format!("{} = '{value:0width$b}'", f.name)),
            None if f.not.is_empty() => None,
            None => Some(format!("{} != '{:0width$b}'", f.name, f.not[0])),
        }
    });
    let known: Vec<String> = known.collect();
    if known.is_empty() { String::new() } else { format!(" when {}", known.join(", ")) }
}

fn split_case(fields: &[Field], split: Split) -> Vec<Vec<Field>> {
    let n = split.field as usize;
    let with = |change: &dyn Fn(&mut Field)| {
        let mut fields = fields.to_vec();
        change(&mut fields[n]);
        fields
    };
    let every = 1u32 << fields[n].width;
    match split.value {
        // One value against the rest; of a single bit the rest is the other value.
        Some(value) if every > 2 => {
            vec![with(&|f| f.not.push(value)), with(&|f| f.value = Some(value))]
        }
        _ => {
            let allowed = (0..every).rev().filter(|value| !fields[n].not.contains(value));
            allowed.map(|value| with(&|f| f.value = Some(value))).collect()
        }
    }
}
