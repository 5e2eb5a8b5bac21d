//! What single instructions compute: the files of `tests/semantics`, whose values are derived by hand from the manual
//! or published, and ranges of constants and branches, compared with a second formulation.
//!
//! ```text
//! # why, or where the values come from
//! add x0, x1, #1 = 91000420
//!     x1=7 -> x0=8
//! ```
//!
//! A group is an instruction's text and word with its cases; `data.rs` says what a case is made of. Everything that is
//! not named behind the arrow is as before.

#[path = "semantics/data.rs"]
mod data;
#[path = "semantics/places.rs"]
mod places;
#[path = "semantics/ranges.rs"]
mod ranges;

use data::{After, Case, Group, read};
use places::{CODE, DATA, Places};
use std::path::Path;
use vambrace::lang::ast::StopReason;
use vambrace::lift::isa::{DecodeError, Isa};
use vambrace::lift::texts::embedded;
use vambrace::machine::run::Lifted;
use vambrace::machine::{Memory, NoObserver, Stop};

fn isa() -> Isa {
    Isa::read(&embedded()).unwrap_or_else(|_| panic!("isa/ was checked by the build"))
}

/// Name and text of each data file.
fn files() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/semantics");
    let entries = std::fs::read_dir(&folder).expect("the folder");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    let name = |file: &Path| format!("tests/semantics/{}", file.file_name().expect("a file").to_string_lossy());
    files.iter().map(|file| (name(file), std::fs::read_to_string(file).expect("UTF-8"))).collect()
}

/// Runs all cases of a data file; what is wrong, each with file and line.
fn check(isa: &Isa, name: &str, text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let (groups, errors) = read(text);
    for Group { line, text, word, cases } in &groups {
        let ours = isa.disassemble(*word);
        if ours != *text {
            wrong.push((*line, format!("{word:08x} is `{ours}` and not `{text}`")));
        }
        let lifted = Lifted::new(isa, *word);
        for case in cases {
            if let Err(why) = run(&lifted, *word, case) {
                wrong.push((case.line, format!("{text}\n{why}")));
            }
        }
    }
    wrong.extend(errors);
    wrong.sort();
    wrong.iter().map(|(line, what)| format!("{name}:{line}: {what}")).collect()
}

/// A case, with all flags that it does not name clear, and again with all of them set.
fn run(lifted: &Result<Lifted, DecodeError>, word: u32, case: &Case) -> Result<(), String> {
    for flags in [0, 15] {
        let mut before = case.before.clone();
        before.state.nzcv = case.flags.unwrap_or(flags);
        let expected = case.expected(&before);
        let (found, after) = match lifted {
            Ok(lifted) => execute(lifted, word, before),
            Err(error) => (refusal(error)?, before),
        };
        if found != case.after {
            return Err(format!("    {} and not {}", found.name(), case.after.name()));
        }
        if found == After::GoesOn && after != expected {
            return Err(after.differences(&expected));
        }
    }
    Ok(())
}

fn refusal(error: &DecodeError) -> Result<After, String> {
    match error {
        DecodeError::Unknown { .. } => Ok(After::Refused(StopReason::Undefined)),
        DecodeError::Stop { reason, .. } => Ok(After::Refused(*reason)),
        DecodeError::Text { error, .. } => Err(error.clone()),
    }
}

/// Executes the word in memory that has it at [`CODE`], and the data.
fn execute(lifted: &Lifted, word: u32, mut places: Places) -> (After, Places) {
    let mut memory = Memory::default();
    memory.map("code", CODE, word.to_le_bytes().to_vec(), false).expect("the code");
    memory.map("data", DATA, places.data.to_vec(), true).expect("the data");
    let after = match lifted.execute(&mut places.state, &mut memory, &mut NoObserver, &mut Vec::new()) {
        Ok(()) => After::GoesOn,
        Err(Stop::Unmapped { address, .. } | Stop::ReadOnly { address, .. }) => After::Fault(address),
        Err(Stop::StackAlignment { .. }) => After::Misaligned,
        Err(other) => panic!("{word:08x}: {other}"),
    };
    places.data.copy_from_slice(memory.bytes_mut(DATA).expect("it was mapped"));
    (after, places)
}

#[test]
fn every_case() {
    let (isa, files) = (isa(), files());
    assert!(files.len() >= 4, "{} data files", files.len());
    let wrong: Vec<String> = files.iter().flat_map(|(name, text)| check(&isa, name, text)).collect();
    assert!(wrong.is_empty(), "{} errors\n{}", wrong.len(), wrong.join("\n"));
}

/// Encodings whose whole meaning is easily got wrong: each has a case. A name stands for all that begin with it.
const TRICKY: &[&str] = &[
    "ADDS", "SUBS", "ADC", "SBC", "AND_imm", "ORR_imm", "EOR_imm", "ANDS_imm", "EXTR", "RORV", "SLI", "SRI", "TBL",
    "TBX", "PMULL", "AES", "SHA1", "SHA256", "SHA512", "SM3", "SM4", "EOR3", "RAX1", "XAR", "BCAX", "UMULH", "SMULH",
    "CCM", "LD1", "LD2", "LD3", "LD4", "ST1", "ST2", "ST3", "ST4", "LDP", "STP", "LDR_", "LDRB", "LDRH", "LDRS", "STR",
    "TB", "CB", "BL", "BR", "B_cond", "RET", "ADR", "MRS", "MSR",
];

#[test]
fn the_tricky_encodings_have_cases() {
    let (isa, files) = (isa(), files());
    let groups = files.iter().flat_map(|(_, text)| read(text).0);
    let tested: Vec<usize> = groups.filter_map(|group| isa.find(group.word)).collect();
    let name = |n: usize| isa.instructions[n].name.name.as_str();
    let missing = (0..isa.instructions.len()).filter(|n| !tested.contains(n)).map(name);
    let missing: Vec<&str> = missing.filter(|name| TRICKY.iter().any(|tricky| name.starts_with(tricky))).collect();
    assert!(missing.is_empty(), "no case in tests/semantics for {}", missing.join(", "));
    let unknown = |tricky: &&&str| !(0..isa.instructions.len()).any(|n| name(n).starts_with(**tricky));
    assert_eq!(TRICKY.iter().find(unknown), None);
}

/// A case with another last digit in any one of its values behind the arrow fails.
#[test]
fn every_value_counts() {
    let isa = isa();
    for (name, text) in files() {
        let mut head = "";
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if !line.starts_with(' ') {
                head = line;
                continue;
            }
            for end in line.match_indices(' ').map(|(at, _)| at).chain([line.len()]).filter(|end| *end > 0) {
                let digit = line.as_bytes()[end - 1];
                if end > line.find("->").expect("an arrow") + 2 && digit.is_ascii_hexdigit() {
                    let other = if digit == b'0' { "1" } else { "0" };
                    let wrong = format!("{head}\n{}{other}{}", &line[..end - 1], &line[end..]);
                    assert!(!check(&isa, &name, &wrong).is_empty(), "{name}: it passes:\n{wrong}");
                }
            }
        }
    }
}

/// One line below a comment is wrong in each: it is named, and what is wrong.
#[test]
fn wrong_data_is_noticed() {
    let isa = isa();
    let wrong = |text: &str, parts: &[&str]| {
        let found = check(&isa, "f", text).join("\n");
        assert!(parts.iter().all(|part| found.contains(part)), "{text}\n{found}");
    };
    let one = |line: &str, parts: &[&str]| wrong(&format!("# f\nldr x0, [x1], #8 = f8408420\n  {line}\n"), parts);
    assert_eq!(check(&isa, "f", "ldr x0, [x1], #8 = f8408420\n  x1=8000 -> x0=0706050403020100 x1=8008"), [""; 0]);
    one("x1=8000 -> x0=0706050403020100", &["f:3:", "x1 is 8008 and not 8000"]);
    one("x1=8000 -> x0=0706050403020101 x1=8008", &["f:3:", "x0 is 706050403020100 and not 706050403020101"]);
    one("x1=8000 -> x0=0706050403020100 x1=8008 v3=0", &["f:3:", "v3 is "]);
    one("x1=8000 -> x0=0706050403020100 x1=8008 nzcv=0", &["f:3:", "nzcv is f and not 0"]);
    one("x1=8000 -> x0=0706050403020100 x1=8008 pc=8", &["f:3:", "pc is 1004 and not 1008"]);
    one("x1=8000 -> x0=0706050403020100 x1=8008 [8003]=04", &["f:3:", "[8003] is 03 and not 04"]);
    one("x1=8000 -> unpredictable", &["f:3:", "it goes on and not unpredictable"]);
    one("x1=8100 -> fault 8101", &["f:3:", "fault 8100 and not fault 8101"]);
    one("x1=8000 -> fault 8000", &["f:3:", "it goes on and not fault 8000"]);
    one("x1=80fc -> x1=8104", &["f:3:", "fault 80fc and not it goes on"]);
    for (line, why) in [
        ("x1=8000", "no arrow"),
        ("x1=0 -> x0=0 -> x1=0", "a second arrow"),
        ("x31=0 -> x0=0", "there is no place `x31`"),
        ("x1=10000000000000000 -> x0=0", "`10000000000000000` does not fit"),
        ("nzcv=10 -> x0=0", "`10` does not fit"),
        ("x1=0 x1=1 -> x0=0", "`x1` twice"),
        ("x1=+1 -> x0=0", "`+1` is no hexadecimal number"),
        ("pc=4 -> x0=0", "there is no place `pc`"),
        ("x1=0 -> pc=a", "`a` is no signed decimal number"),
        ("[80ff]=0001 -> x0=0", "outside of the data"),
        ("[8000]=001 -> x0=0", "two digits for each byte"),
        ("x1 -> x0=0", "expected `place=value`, found `x1`"),
        ("x1=0 -> undefined x0=0", "expected `place=value`, found `undefined`"),
        ("x1=0 ->", "nothing behind the arrow"),
    ] {
        one(line, &["f:3:", why]);
    }
    wrong(
        "ldr x0, [x1], #16 = f8408420\n  -> fault dddddddddddddd01",
        &["f:1: f8408420 is `ldr x0, [x1], #8` and not"],
    );
    wrong("nop = d503201f\nnop = d503201f\n  -> x0=0", &["f:1: a group without a case"]);
    wrong("nop d503201f", &["f:1: expected `text = word`"]);
    wrong("nop = d50320", &["f:1: the word has eight hexadecimal digits"]);
    wrong("  x0=0 -> x0=0", &["f:1: a case before the first group"]);
}
