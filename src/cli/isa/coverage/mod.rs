//! `vambrace isa coverage`: which functions of an object are whole, and what is missing.

mod json;
mod text;

use crate::cli::listing::each_image;
use crate::cli::{Answer, put, verdict};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::ExitCode;
use text::{counted, functions, missing};
use vambrace::derive::coverage::{Coverage, Tally, coverage};
use vambrace::lift::isa::Isa;
use vambrace::machine::elf::Image;

/// Says which functions of an object consist of described instructions only, and what the others lack
#[derive(clap::Args)]
pub struct CoverageArgs {
    /// An AArch64 object, archive, shared object or executable
    file: PathBuf,
    /// A function, by name or as 0x...; by default all code
    symbol: Option<String>,
    /// The member of an archive; by default the one that defines SYMBOL
    #[arg(long, value_name = "M")]
    member: Option<String>,
    /// Lists every function and every word, however many there are
    #[arg(long)]
    all: bool,
    /// Prints the report as JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command: yes if nothing is missing.
pub fn run(isa: &Isa, args: &CoverageArgs) -> Answer {
    let mut survey = Survey { isa, args, reports: Vec::new(), total: Total::default(), many: false, failed: false };
    let (file, externals) = (args.file.display(), BTreeMap::new());
    each_image(&args.file, args.member.as_deref(), args.symbol.as_deref(), &externals, &mut |image| {
        survey.failed |= image.and_then(|image| survey.add(&image)).map_err(|e| eprintln!("error: {e}")).is_err();
    })?;
    let Survey { reports, total, many, failed, .. } = survey;
    if total.tally.instructions == 0 && !failed {
        return Err(format!("{file} holds no code; ask for a file or a function with instructions"));
    }
    match (args.json, many) {
        (true, false) => reports.iter().for_each(|report| put(&format!("{report:#}\n"))),
        (true, true) => put(&format!("{:#}\n", serde_json::Value::from(reports))),
        _ if total.images == 0 => {}
        _ => put(&total.text()),
    }
    Ok(if failed { ExitCode::from(2) } else { verdict(total.tally.missing == 0) })
}

/// What is found in the images of a file.
struct Survey<'a> {
    isa: &'a Isa,
    args: &'a CoverageArgs,
    reports: Vec<serde_json::Value>,
    total: Total,
    /// Whether an archive is taken as a whole.
    many: bool,
    failed: bool,
}

impl Survey<'_> {
    fn add(&mut self, image: &Image) -> Result<(), String> {
        let chosen = self.args.member.is_some() || self.args.symbol.is_some();
        self.many |= image.member.is_some() && !chosen;
        let function = self.args.symbol.as_deref().map(|symbol| image.function(symbol)).transpose();
        let function = function.map_err(|error| format!("{}: {error}", self.args.file.display()))?;
        let found = coverage(self.isa, image, function);
        if found.code.instructions == 0 {
            return Ok(());
        }
        self.total.add(&found);
        if self.args.json {
            self.reports.push(json::report(self.isa, image, &found));
        } else if !found.whole() {
            let head = image.member.as_ref().map_or(String::new(), |member| format!("{member}:\n"));
            put(&format!("{head}{}{}", functions(&found, self.args.all), missing(image, &found, self.args.all)));
        }
        Ok(())
    }
}

/// Sums over all images.
#[derive(Default)]
struct Total {
    images: u64,
    functions: u64,
    whole: u64,
    outside: Tally,
    tally: Tally,
    encodings: BTreeSet<usize>,
}

impl Total {
    fn add(&mut self, found: &Coverage) {
        self.images += 1;
        self.functions += found.functions.len() as u64;
        self.whole += found.functions.iter().filter(|function| function.missing.is_empty()).count() as u64;
        for (sum, tally) in [(&mut self.outside, found.outside), (&mut self.tally, found.code)] {
            sum.instructions += tally.instructions;
            sum.missing += tally.missing;
        }
        self.encodings.extend(found.encodings.keys());
    }

    fn text(&self) -> String {
        let Total { functions, whole, outside, tally, .. } = self;
        let described = |tally: &Tally| {
            let of = counted(tally.instructions, "instruction");
            format!("{} of {of} described", tally.instructions - tally.missing)
        };
        let mut text = String::new();
        if self.images > 1 {
            text += &format!("{} with code\n", counted(self.images, "member"));
        }
        if *functions > 0 {
            text += &format!("{whole} of {} whole\n", counted(*functions, "function"));
        }
        if outside.instructions > 0 {
            text += &format!("outside of functions: {}\n", described(outside));
        }
        text + &format!("{}, by {}\n", described(tally), counted(self.encodings.len() as u64, "encoding"))
    }
}
