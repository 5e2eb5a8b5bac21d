//! `vambrace sim`: runs a function on unknowns and prints registers and memory as terms.

use super::listing::{Listing, find_text};
use super::load::{ObjectArgs, isa};
use super::names::within;
use super::unknowns::{RegionArg, Unknowns, region};
use super::values::{RegArg, number64, reg};
use super::views::Item;
use super::{Answer, put, verdict};
use vambrace::lift::isa::Isa;
use vambrace::machine::Program;
use vambrace::machine::elf::{Function, Image};
use vambrace::symbolic::{End, PathEnd, Point, Runner};

/// Runs a function on unknowns and prints registers and memory as terms
///
/// Every register starts as an unknown of its own name. Where a branch depends on unknowns, both ways are followed,
/// and each path is printed with the condition under which it is taken. X1' is X1 at the end of the path.
#[derive(clap::Args)]
pub struct SimArgs {
    #[command(flatten)]
    object: ObjectArgs,
    /// The function, by name or as 0x...
    symbol: String,
    /// Stops each path after so many instructions
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(0..2_000_000))]
    steps: Option<u64>,
    /// Stops before an instruction: SYMBOL+0xOFF, +0xOFF in the function, or its text; at the earliest after one step
    #[arg(long, value_name = "PLACE|TEXT")]
    to: Option<String>,
    /// What to print: registers and memory such as X0,W1,V2,[state+8;4] (16 bytes at most); by default all that changed
    #[arg(long, value_name = "ITEM,...")]
    show: Option<String>,
    /// A region of LEN bytes whose address is the unknown in a register; read-only without `,rw`
    #[arg(long, value_name = "NAME@REG:LEN[,rw]", value_parser = region)]
    region: Vec<RegionArg>,
    /// Sets a register to a number
    #[arg(long, value_name = "REG=NUMBER", value_parser = reg)]
    reg: Vec<RegArg>,
    /// Prints SMT-LIB 2: each path is a script that asserts its condition and defines what is shown
    #[arg(long)]
    smtlib: bool,
}

/// Runs the command.
pub fn run(args: &SimArgs) -> Answer {
    let image = args.object.image(Some(&args.symbol))?;
    let named = image.function(&args.symbol);
    let function = named.map_err(|error| format!("{}: {error}", args.object.file.display()))?;
    let isa = isa(args.object.isa.as_deref())?;
    let mut unknowns = Unknowns::new(&image, &args.region, &args.reg)?;
    let shown = args.show.as_deref().map(|items| unknowns.items(items)).transpose()?;
    let points = match &args.to {
        Some(to) => vec![Point { address: point(isa, &image, &function, to)?, except: None }],
        None => Vec::new(),
    };
    let mut program = Program::new(isa, &image);
    let back = unknowns.before.x[30];
    let mut runner = Runner::new(&mut unknowns.terms, &mut program, &unknowns.regions, back);
    runner.limit = args.steps.unwrap_or(runner.limit);
    let ends = runner.run(unknowns.before.clone(), function.address, &points);
    let listing = Listing::new(isa, &image);
    let ends = match ends {
        Ok(ends) => ends,
        Err(stop) => {
            let at = within(&image, &function, stop.pc);
            eprintln!("stopped at {at} ({:#x}), `{}`:\n  {}", stop.pc, listing.at(stop.pc), stop.kind);
            eprintln!("  {}", hint(args));
            return Ok(verdict(false));
        }
    };
    print(args, &mut unknowns, shown.as_deref(), &ends, &mut |pc| {
        format!("{} `{}`", within(&image, &function, pc), listing.at(pc))
    })?;
    let missed = args.to.is_some() && !ends.iter().any(|end| matches!(end.end, End::At(_)));
    if missed {
        eprintln!("no path comes to --to; `vambrace disasm` shows where the function goes");
    }
    Ok(verdict(!missed))
}

fn hint(args: &SimArgs) -> &'static str {
    match args.steps.is_none() && args.to.is_none() {
        true => "give the regions with --region and counts with --reg, or end earlier with --steps or --to",
        false => "give the regions with --region (`,rw` to write), or end earlier",
    }
}

fn print(
    args: &SimArgs,
    unknowns: &mut Unknowns,
    shown: Option<&[Item]>,
    ends: &[PathEnd],
    place: &mut dyn FnMut(u64) -> String,
) -> Result<(), String> {
    if !args.smtlib {
        put("X1' is X1 at the end of the path; X1 is X1 on entry.\n");
    }
    for (n, end) in ends.iter().enumerate() {
        let at = match end.end {
            End::At(pc) => format!("at {}", place(pc)),
            End::Steps(pc) => format!("out of steps before {}", place(pc)),
            End::Return => "returned".into(),
        };
        let title = format!("path {} of {}: {at}", n + 1, ends.len());
        if args.smtlib {
            // A solver that reads all paths in turn starts each afresh.
            let reset = if n > 0 { "(reset)\n" } else { "" };
            put(&format!("{reset}; {title}\n{}", unknowns.smtlib(end, shown)?));
        } else {
            put(&format!("\n{title}\n{}", unknowns.text(end, shown)?));
        }
    }
    Ok(())
}

/// The address of `SYMBOL+0xOFF`, of `+0xOFF` in the function, or of the instruction in it that has this text.
fn point(isa: &Isa, image: &Image, function: &Function, to: &str) -> Result<u64, String> {
    if let Some((symbol, offset)) = to.rsplit_once('+')
        && let Ok(offset) = number64(offset.trim())
    {
        let base = match symbol.trim() {
            "" => function.address,
            symbol => image.function(symbol).map_err(|error| format!("--to {to}: {error}"))?.address,
        };
        return Ok(base.wrapping_add(offset));
    }
    if to == function.name {
        return Ok(function.address);
    }
    let text = to.trim_matches('"');
    match find_text(isa, image, function, text).as_slice() {
        [address] => Ok(*address),
        [] => Err(format!(
            "--to {to}: expected SYMBOL+0xOFF or the text of an instruction of {}, and none has this text; \
             `vambrace disasm` shows them",
            function.name
        )),
        several => {
            let places: Vec<String> = several.iter().map(|&at| within(image, function, at)).collect();
            Err(format!("--to {to}: {} instructions have this text; name one of {}", places.len(), places.join(", ")))
        }
    }
}
