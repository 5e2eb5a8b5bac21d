//! The whole statement that a proof makes, on one screen.

use super::calls::Next;
use super::env::{Param, ParamLength};
use super::session::Session;
use super::standard::Standard;
use crate::lang::ast::Lemma;
use crate::lang::{Sources, printer};
use crate::machine::elf::{Function, Image};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// What is claimed, with every assumption.
#[derive(Clone, Debug, Default)]
pub struct Statement {
    /// The routine or the lemma.
    pub name: String,
    /// Nothing if it is about a lemma.
    pub code: Option<Code>,
    /// SHA-256 of the script with its standards.
    pub script_hash: String,
    pub lines: Vec<(String, String)>,
}

/// The code that a statement is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Code {
    pub address: u64,
    pub size: u64,
    /// SHA-256 of the routine's bytes as loaded, and of the read-only image that it can read constants from.
    pub hash: String,
    pub image_hash: String,
    /// Of the instruction texts.
    pub isa_hash: String,
}

impl Statement {
    /// Only what it is about.
    pub fn empty(image: &Image, function: &Function) -> Statement {
        let mut constants = Sha256::new();
        for segment in image.segments.iter().filter(|s| !s.writable) {
            constants.update(segment.address.to_le_bytes());
            constants.update(&segment.bytes);
        }
        let code = Code {
            address: function.address,
            size: function.size,
            hash: code_hash(image, function),
            image_hash: hex(&constants.finalize()),
            isa_hash: String::new(),
        };
        Statement { name: function.name.clone(), code: Some(code), ..Statement::default() }
    }

    /// The statement of a lemma.
    pub fn of_lemma(standard: &Standard, lemma: &Lemma) -> Statement {
        let mut lines = Vec::new();
        let mut line = |head: &str, text: String| lines.push((head.to_string(), text));
        let params = lemma.params.iter().map(|param| format!("{} : {}", param.name.name, printer::ty(&param.ty)));
        line("for all", params.collect::<Vec<_>>().join(", "));
        for e in &lemma.requires {
            line("requires", printer::expression(e));
        }
        for e in &lemma.ensures {
            line("ensures", printer::expression(&e.claim));
        }
        let script_hash = hex(&text_digest(&standard.sources));
        Statement { name: lemma.name.name.clone(), code: None, script_hash, lines }
    }

    /// The statement of a session that has walked its routine.
    pub fn of(session: &Session) -> Statement {
        let mut statement = Statement::empty(session.program.image, &session.function);
        statement.script_hash = hex(&text_digest(&session.env.standard.sources));
        if let Some(code) = &mut statement.code {
            code.isa_hash = hex(&text_digest(&session.program.isa.sources));
        }
        let mut line = |head: &str, text: String| statement.lines.push((head.to_string(), text));
        let clauses = &session.clauses;
        for e in &clauses.requires {
            line("requires", printer::expression(e));
        }
        for e in &clauses.ensures {
            line("ensures", printer::expression(&e.claim));
        }
        line("terminates", "always, by the measures of the loops".into());
        for (name, number) in &session.env.numbers {
            line("case", format!("{name} = {number}"));
        }
        for param in &session.env.params {
            match param {
                Param::Any { name, width } => line("for all", format!("{name} of {width} bits")),
                _ => line("passed in", passed(param)),
            }
        }
        for call in &session.calls {
            line("then", called(session, call));
        }
        if !session.calls.is_empty() {
            line(
                "in between",
                "any register but SP may change, and the stack below it; no region and no variable does".into(),
            );
        }
        for (count, most) in &session.bounds {
            line("bound", format!("{count} <= {most}: the region has to fit into 64-bit addresses (derived)"));
        }
        line("modifies", modified(session));
        line("disjoint", disjoint(session));
        line("may overlap", overlapping(session));
        line(
            "preserves",
            format!(
                "X{}-X29, SP, the low halves of V8-V15, FPCR, TPIDR_EL0, DIT; returns to the address in X30",
                clauses.kept().start
            ),
        );
        for (name, places) in &session.changed {
            line("changes", format!("{name}: {}; all else stays as it is", places.join(", ")));
        }
        let features: Vec<&str> = session.program.features().into_iter().collect();
        if !features.is_empty() {
            line(
                "needs",
                format!("a processor with {} (without, these instructions are UNDEFINED)", features.join(", ")),
            );
        }
        line(
            "assumes",
            format!(
                "SP is 16-byte aligned; the image is at the addresses of this file ({:#x} for the routine) and its \
                 read-only bytes do not change; little-endian data; no pointer authentication (its hints do nothing)",
                session.function.address
            ),
        );
        if session.claims_timing() {
            line("secret", clauses.secret.join(", "));
            line("timing", timing(session));
            line(
                "not covered",
                "speculation, power, and instructions whose time depends on their operands: those that divide are \
                 refused, for none is described; that the others do not, Arm promises while PSTATE.DIT is 1"
                    .into(),
            );
        } else {
            line("not claimed", "timing: nothing about branches, addresses or latencies that depend on secrets".into());
        }
        statement
    }

    /// Text for a terminal.
    pub fn render(&self) -> String {
        let mut out = String::new();
        let _ = match &self.code {
            Some(Code { address, size, .. }) => {
                writeln!(out, "  {:12} {} at {address:#x}, {size} bytes", "routine", self.name)
            }
            None => writeln!(out, "  {:12} {}", "lemma", self.name),
        };
        for (head, text) in &self.lines {
            let _ = writeln!(out, "  {head:12} {text}");
        }
        let mut head = "SHA-256";
        for (hash, what) in self.hashes() {
            let _ = writeln!(out, "  {head:12} {hash} ({what})");
            head = "";
        }
        out
    }

    /// The hashes of what it is about, and what that is.
    fn hashes(&self) -> Vec<(&str, &str)> {
        let script = (self.script_hash.as_str(), "the script with its standards");
        match &self.code {
            None => vec![script],
            Some(Code { hash, image_hash, isa_hash, .. }) => vec![
                (hash, "the routine's bytes"),
                (image_hash, "the image's read-only bytes"),
                script,
                (isa_hash, "the instruction texts"),
            ],
        }
    }
}

/// SHA-256 of a routine's bytes.
fn code_hash(image: &Image, function: &Function) -> String {
    hex(&Sha256::digest(image.raw_at(function.address, function.size as usize).unwrap_or_default()))
}

/// A call that comes later: where it goes, which bytes are there, and what it gets.
fn called(session: &Session, call: &Next) -> String {
    let Function { address, size, .. } = call.function;
    let hash = code_hash(session.program.image, &call.function);
    let arguments = call.source.arguments.iter().enumerate();
    let passed: Vec<String> = arguments.map(|(n, e)| format!("X{n} = {}", printer::expression(e))).collect();
    let name = &call.source.routine.name;
    format!("{name} at {address:#x}, {size} bytes with the SHA-256 {hash}, is called with {}", passed.join(", "))
}

/// What branches and addresses are functions of.
fn timing(session: &Session) -> String {
    let public = session.env.params.iter().filter(|p| !session.clauses.is_secret(p.name()));
    let mut names: Vec<&str> = public.map(Param::name).collect();
    names.push("the addresses of the regions, SP and X30");
    let (branches, accesses) = (session.watched.branches.len(), session.watched.accesses.len());
    format!(
        "the ways of {branches} conditional branches and the addresses of {accesses} instructions that access memory \
         are functions of {}",
        names.join(", ")
    )
}

fn passed(param: &Param) -> String {
    match param {
        Param::Value { name, register } => format!("{name} = X{register}, 64 bits, unsigned"),
        Param::Any { name, width } => format!("{name}, {width} bits, in no place"),
        Param::Global { name, symbol, width } => {
            format!(
                "{name} in the program's variable {symbol}: {} bytes, any value that no one changes meanwhile",
                width / 8
            )
        }
        Param::Region { name, register, element, length, writable } => {
            let bytes = *element as u32 / 8;
            let size = match length {
                ParamLength::Fixed(n) => format!("{} bytes", n * bytes),
                ParamLength::Times { unit, count, rest } => {
                    let rest = rest.as_ref().map_or_else(String::new, |e| format!(" + {}", printer::expression(e)));
                    format!("{} * {}{rest} bytes", unit * bytes, printer::expression(count))
                }
            };
            let access = if *writable { "read and written" } else { "read only" };
            let place = register.map_or("any address".into(), |register| format!("X{register}"));
            format!("{name} at {place}: {size}, {access}, any alignment")
        }
    }
}

fn regions<'a>(session: &'a Session, written: bool) -> Vec<&'a str> {
    session
        .env
        .params
        .iter()
        .filter_map(|p| match p {
            Param::Region { name, writable, .. } if *writable == written => Some(name.as_str()),
            _ => None,
        })
        .collect()
}

fn modified(session: &Session) -> String {
    let mut names: Vec<String> = regions(session, true).iter().map(|n| n.to_string()).collect();
    if session.stack_depth > 0 {
        names.push(format!("{} bytes of stack below SP", session.stack_depth));
    }
    if names.is_empty() { "no memory".into() } else { names.join(", ") }
}

fn disjoint(session: &Session) -> String {
    let (written, read) = (regions(session, true), regions(session, false));
    let mut others = read.clone();
    others.push("the program's image");
    let mut written: Vec<&str> = written;
    if session.stack_depth > 0 {
        written.push("the stack frame");
    }
    if written.is_empty() {
        return "nothing needs to be".into();
    }
    let each = if written.len() > 1 { " from each other and" } else { "" };
    format!("assumed: {}{each} from {}", written.join(", "), others.join(", "))
}

fn overlapping(session: &Session) -> String {
    let mut read = regions(session, false);
    read.push("the program's image");
    if read.len() > 1 { read.join(", ") } else { "nothing".into() }
}

/// SHA-256 of texts, each with its length before it.
pub fn text_digest(sources: &Sources) -> [u8; 32] {
    let mut hash = Sha256::new();
    for text in sources.texts() {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
    hash.finalize().into()
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
