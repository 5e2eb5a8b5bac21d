//! `vambrace run`: runs a function on numbers and prints what changed.

use super::listing::Listing;
use super::load::{ObjectArgs, isa};
use super::report::Report;
use super::setup::machine;
use super::trace::{Tracer, Watch};
use super::values::{MemArg, RegArg, mem, reg};
use super::{Answer, put, verdict};
use vambrace::machine::{Program, Stop};

/// Runs a function on numbers and prints what changed
///
/// Registers start at 0. X30 holds an address outside of all memory, and the run ends when control comes back to it.
/// SP is the top of a stack of 64 KiB. Regions of memory lie apart, so that an access beyond one of them stops.
#[derive(clap::Args)]
pub struct RunArgs {
    #[command(flatten)]
    object: ObjectArgs,
    /// The function, by name or as 0x...
    symbol: String,
    /// Sets X0-X30, W0-W30, V0-V31, SP or NZCV to a number, or to the address of a region or symbol
    #[arg(long, value_name = "REG=NUMBER|&NAME[+N]", value_parser = reg)]
    reg: Vec<RegArg>,
    /// Maps a region that holds hex:DIGITS, file:PATH, zero:N or random:N[:SEED] (SEED is 0 by default)
    #[arg(long, value_name = "NAME[@ADDRESS][,ro]=BYTES", value_parser = mem)]
    mem: Vec<MemArg>,
    /// Stops after so many instructions
    #[arg(long, value_name = "N", default_value_t = 100_000_000)]
    limit: u64,
    /// Prints each instruction with the values that it read and wrote
    #[arg(long, conflicts_with = "json")]
    trace: bool,
    /// Prints the result as JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &RunArgs) -> Answer {
    let image = args.object.image(Some(&args.symbol))?;
    let named = image.function(&args.symbol);
    let function = named.map_err(|error| format!("{}: {error}", args.object.file.display()))?;
    let isa = isa(args.object.isa.as_deref())?;
    let before = machine(&image, function.address, &args.mem, &args.reg)?;
    let mut after = before.clone();
    let tracer = args.trace.then(|| Tracer::new(Listing::new(isa, &image), &function, &before.memory));
    let mut watch = Watch { last: function.address, tracer };
    let mut program = Program::new(isa, &image);
    let (stop, executed) = program.run(&mut after.state, &mut after.memory, &mut watch, before.back, args.limit);
    if let Some(tracer) = &mut watch.tracer {
        tracer.finish(after.state.pc);
    }
    let listing = &mut Listing::new(isa, &image);
    let report = Report::new(&function, listing, &before, &after, (&stop, executed, watch.last));
    put(&if args.json { report.json() } else { report.text() });
    Ok(verdict(stop == Stop::Returned))
}
