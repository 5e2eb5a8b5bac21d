//! `vambrace loops`: the loops of a function, from its code, with the start of a script for each.

use super::listing::Listing;
use super::load::{ObjectArgs, isa};
use super::names::within;
use super::{Answer, put, verdict};
use std::fmt::Write;
use vambrace::claim::session::canonical;
use vambrace::derive::counters::{Counter, SP};
use vambrace::derive::flow::{Call, Flow, flow};
use vambrace::derive::loops::{Loop, loops};
use vambrace::machine::elf::Function;

/// Lists the loops of a function, what they change and count, and the start of a script for each
#[derive(clap::Args)]
#[command(
    after_help = "Read off the code, without a proof: counters are a guess for the script, which `prove` checks.\n\n\
                        Exit codes: 0 listed, 1 listed as far as control could be followed, 2 could not run."
)]
pub struct LoopsArgs {
    #[command(flatten)]
    object: ObjectArgs,
    /// The function, by name or as 0x...
    symbol: String,
}

/// What is asked about.
struct Asked<'a> {
    listing: Listing<'a>,
    function: &'a Function,
    flow: &'a Flow,
}

/// Runs the command: yes if control could be followed everywhere.
pub fn run(args: &LoopsArgs) -> Answer {
    let image = args.object.image(Some(&args.symbol))?;
    let file = args.object.file.display();
    let function = image.function(&args.symbol).map_err(|error| format!("{file}: {error}"))?;
    let isa = isa(args.object.isa.as_deref())?;
    let part = |at: u64| at.wrapping_sub(function.address) < function.size;
    let flow = flow(isa, &image, function.address, &part, false);
    let loops = loops(&flow, function.address).map_err(|error| format!("{file}: {}: {error}", args.symbol))?;
    let asked = Asked { listing: Listing::new(isa, &image), function: &function, flow: &flow };
    let (reached, count) = (flow.instructions.len(), loops.len());
    let plural = if count == 1 { "" } else { "s" };
    put(&format!("{} in {file}: {reached} instructions reached, {count} loop{plural}\n", function.name));
    loops.iter().for_each(|found| put(&asked.text(found)));
    put(&asked.notes());
    Ok(verdict(flow.lost.is_empty()))
}

impl Asked<'_> {
    /// `symbol+0x10 (0x100010) instruction`
    fn place(&self, pc: u64) -> String {
        format!("{} ({pc:#x}) `{}`", within(self.listing.image, self.function, pc), self.listing.at(pc))
    }

    fn short(&self, pc: u64) -> String {
        within(self.listing.image, self.function, pc)
    }

    fn text(&self, found: &Loop) -> String {
        let mut out = format!("\nloop at {}\n", self.place(found.head));
        let mut line = |head: &str, text: &str| out.push_str(&format!("  {head:12} {text}\n"));
        found.back.iter().for_each(|&pc| line("goes back", &self.place(pc)));
        if found.body.is_empty() {
            line("no head", "control also enters it elsewhere, so no `loop at` fits; it has to be unrolled or split");
            return out;
        }
        found.exits.iter().for_each(|&pc| line("is left", &self.place(pc)));
        if !found.around.is_empty() {
            let heads: Vec<String> = found.around.iter().map(|&head| self.short(head)).collect();
            line("depth", &format!("{}, in the loop at {}", heads.len() + 1, heads.join(", in it that at ")));
        }
        line("body", &format!("{} instructions", found.body.len()));
        line("writes", &found.writes.join(", "));
        let counters: Vec<String> = found.counters.iter().map(|c| format!("{} by {:+}", name(c), c.step)).collect();
        let none = "nothing by a number that is known".to_string();
        line("counts", &if counters.is_empty() { none } else { counters.join(", ") });
        found
            .calls
            .iter()
            .for_each(|&pc| line("calls", &format!("{}; what that changes is not listed", self.place(pc))));
        out + &self.script(found)
    }

    /// The start of a clause. What has to be put in is in capitals, so that it cannot be proved as it is.
    fn script(&self, found: &Loop) -> String {
        let mut out = format!("  for a script:\n    loop at {} {{\n", self.quote(found.head));
        if !found.around.is_empty() {
            out += "        // In another loop: leave this out if the number of its passes is known.\n";
        }
        out += "        ghost done = 0 then done + 1\n";
        for counter in found.counters.iter().filter(|counter| counter.register != SP) {
            let value = format!("START_{}{}", name(counter), times(counter.step));
            let _ = match counter.bits {
                64 => writeln!(out, "        invariant X[{}] == {value}", counter.register),
                _ => writeln!(out, "        invariant X[{}, 32] == ({value})[31:0]", counter.register),
            };
        }
        let others =
            found.writes.iter().filter(|name| !found.counters.iter().any(|c| format!("X{}", c.register) == **name));
        let others: Vec<&str> = others.map(String::as_str).collect();
        let others = if others.is_empty() { "nothing else".into() } else { others.join(", ") };
        let _ = writeln!(out, "        // What is kept of: {others}");
        let falling = found.counters.iter().find(|counter| counter.step == -1);
        match falling.map(|counter| format!("START_{}", name(counter))) {
            Some(start) => {
                let _ =
                    writeln!(out, "        invariant done < {start}    // or <=, if the test comes before the body");
                let _ = writeln!(out, "        decreases {start} - done\n    }}");
            }
            None => out += "        decreases MEASURE\n    }\n",
        }
        out
    }

    /// The instruction as a script quotes it, with which of several it is.
    fn quote(&self, head: u64) -> String {
        let Function { address, size, .. } = *self.function;
        let text = |pc: u64| self.listing.image.word(pc).map(|word| self.listing.isa.disassemble(word));
        let own = text(head).unwrap_or_default();
        let same = |&pc: &u64| text(pc).is_some_and(|text| canonical(&text) == canonical(&own));
        let all: Vec<u64> = (address..address.saturating_add(size)).step_by(4).filter(same).collect();
        match all.iter().position(|&pc| pc == head) {
            Some(n) if all.len() > 1 => format!("\"{own}\" #{}", n + 1),
            _ => format!("\"{own}\""),
        }
    }

    /// Where control goes that is not listed.
    fn notes(&self) -> String {
        let mut out = String::new();
        for (&pc, instruction) in &self.flow.instructions {
            if let Some(Call(to)) = instruction.call {
                let to = to.map_or("an address that only a run knows".into(), |to| self.short(to));
                let _ = writeln!(out, "call         {} calls {to}, whose loops are its own", self.short(pc));
            }
            for &to in &instruction.outside {
                let _ = writeln!(
                    out,
                    "leaves       {} goes on at {}, outside of the function",
                    self.short(pc),
                    self.short(to)
                );
            }
        }
        for (&pc, why) in &self.flow.lost {
            let _ = writeln!(out, "not followed {}: {why}", self.place(pc));
        }
        if out.is_empty() { out } else { format!("\n{out}") }
    }
}

/// `X2`, `W2` or `SP`
fn name(counter: &Counter) -> String {
    match (counter.register, counter.bits) {
        (SP, _) => "SP".into(),
        (n, 64) => format!("X{n}"),
        (n, _) => format!("W{n}"),
    }
}

/// ` + 64 * done`
fn times(step: i64) -> String {
    let sign = if step < 0 { '-' } else { '+' };
    match step.unsigned_abs() {
        1 => format!(" {sign} done"),
        n => format!(" {sign} {n} * done"),
    }
}
