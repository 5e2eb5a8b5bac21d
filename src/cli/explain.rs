//! `vambrace explain`: what a script would claim, with every assumption, before anything is proved.

use super::load::{isa, load, resolve};
use super::names::place;
use super::values::{ExternalArg, external};
use super::{Answer, put, verdict};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use vambrace::claim::cases;
use vambrace::claim::script::{Edits, Script};
use vambrace::claim::standard::Standard;
use vambrace::claim::statement::Statement;
use vambrace::lang::ast::Lemma;
use vambrace::machine::elf::Image;
use vambrace::prove::outline::{Head, Outline, outline};

/// Prints what a script would claim, with every assumption, and proves nothing
#[derive(clap::Args)]
#[command(after_help = "Exit codes: 0 printed, 1 printed as far as the walk through the code came (it would be \
                        refused), 2 could not run.")]
pub struct ExplainArgs {
    /// A proof script
    pub script: PathBuf,
    /// The object, archive or shared object with the routine; by default the first that the script names
    #[arg(long, value_name = "FILE")]
    pub object: Option<PathBuf>,
    /// The member of an archive
    #[arg(long, value_name = "M")]
    pub member: Option<String>,
    /// Explains only this routine or lemma
    #[arg(long, value_name = "SYMBOL")]
    pub only: Option<String>,
    /// Supplies a symbol that the object leaves undefined
    #[arg(long, value_name = "NAME=ADDRESS|BYTES", value_parser = external)]
    pub external: Vec<ExternalArg>,
    /// Reads the instruction texts from this folder instead of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub isa: Option<PathBuf>,
    /// Lists every goal by name
    #[arg(long)]
    pub goals: bool,
}

/// Stands first and last, so that nobody takes a statement for a proof.
const NOTHING: &str = "NOTHING IS PROVED HERE. This is what `vambrace prove` would have to show.\n";

/// Runs the command: yes if the walk came to its end.
pub fn run(args: &ExplainArgs) -> Answer {
    let isa = isa(args.isa.as_deref())?;
    let script = Script::read(&args.script, &Edits::NONE)?;
    let externals = resolve(&args.external)?;
    let wanted = |name: &str| args.only.as_ref().is_none_or(|only| only == name);
    let mut out = String::new();
    let mut whole = true;
    for proof in script.proofs.iter().filter(|proof| wanted(&proof.name.name) || wanted(&cases::name(proof))) {
        let object = script.object(args.object.as_deref())?;
        let image = load(&object, args.member.as_deref(), Some(&proof.name.name), &externals)?;
        let outline = outline(&script, proof, &image, isa)?;
        whole &= outline.ended.is_none();
        out += &text(args, &cases::name(proof), &object, &image, &outline);
    }
    script.lemmas.iter().filter(|lemma| wanted(&lemma.name.name)).for_each(|l| out += &lemma(&script.standard, l));
    if out.is_empty() {
        let only = args.only.as_deref().unwrap_or_default();
        return Err(format!("{} holds no proof of `{only}`", args.script.display()));
    }
    put(&format!("{NOTHING}{out}{NOTHING}"));
    Ok(verdict(whole))
}

fn text(args: &ExplainArgs, name: &str, object: &Path, image: &Image, outline: &Outline) -> String {
    let mut out = format!("{name} in {}, as would be claimed for all inputs:\n", object.display());
    out += &outline.statement.render();
    out += "  also assumed what SOUNDNESS.md lists under \"What every statement assumes\"\n";
    if let Some(reason) = &outline.ended {
        let _ = writeln!(out, "the walk through the code ends early, so what follows is not all: {reason}");
    }
    outline.heads.iter().for_each(|head| out += &loop_text(image, head));
    let counts: Vec<String> = outline
        .counts()
        .into_iter()
        .map(|(verdict, (all, constant))| format!("{all} for {} ({constant} of them need no engine)", verdict.name()))
        .collect();
    let _ = writeln!(
        out,
        "{} goals: {}; {} instructions executed on unknowns",
        outline.goals.len(),
        counts.join(", "),
        outline.steps
    );
    for goal in outline.goals.iter().filter(|_| args.goals) {
        let _ = writeln!(out, "  {:12} {}", goal.verdict.name(), goal.name);
    }
    let todo = "not looked at: whether `requires` can hold, the `test` lines of the standard, and each goal";
    let guess = "what loops change, and which sides of branches no run takes, are guesses with goals of their own";
    let _ = writeln!(out, "{todo}; {guess}");
    out
}

fn loop_text(image: &Image, head: &Head) -> String {
    let Head { address, instruction, lines } = head;
    let mut out = format!("loop at {} ({address:#x}), before `{instruction}`:\n", place(image, *address));
    for (word, text) in lines {
        let _ = writeln!(out, "  {word:12} {text}");
    }
    out
}

fn lemma(standard: &Standard, lemma: &Lemma) -> String {
    let Statement { name, lines, .. } = Statement::of_lemma(standard, lemma);
    let mut out = format!("lemma {name}, as would be claimed for all values:\n");
    for (word, text) in lines {
        let _ = writeln!(out, "  {word:12} {text}");
    }
    out
}
