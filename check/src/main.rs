//! `vambrace-check`: replays certificates with nothing but what has to be believed. No solver, no unsafe code, no C.
#![forbid(unsafe_code)]

use std::path::PathBuf;
use std::process::ExitCode;
use vambrace_trusted::certificate::command::{Instead, check, files};
use vambrace_trusted::lang::render_all;
use vambrace_trusted::lift::isa::Isa;
use vambrace_trusted::lift::texts::embedded;

const USAGE: &str = "usage: vambrace-check [--script FILE] [--object FILE] CERTIFICATE|FOLDER...";

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

/// Whether all certificates are accepted.
fn run() -> Result<bool, String> {
    let (paths, instead) = arguments(std::env::args().skip(1))?;
    let isa = Isa::read(&embedded()).map_err(|(sources, errors)| render_all(&errors, &sources))?;
    let mut all = true;
    for path in files(&paths)? {
        let outcome = check(&path, &instead, &isa)?;
        all &= outcome.answer.is_ok();
        print!("{}", outcome.text());
    }
    Ok(all)
}

fn arguments(mut words: impl Iterator<Item = String>) -> Result<(Vec<PathBuf>, Instead), String> {
    let (mut paths, mut instead) = (Vec::new(), Instead::default());
    while let Some(word) = words.next() {
        let mut file = || words.next().map(PathBuf::from).ok_or(format!("{word} needs a file\n{USAGE}"));
        match word.as_str() {
            "--script" => instead.script = Some(file()?),
            "--object" => instead.object = Some(file()?),
            option if option.starts_with('-') => return Err(format!("unknown option {option}\n{USAGE}")),
            _ => paths.push(PathBuf::from(word)),
        }
    }
    if paths.is_empty() { Err(USAGE.into()) } else { Ok((paths, instead)) }
}
