//! Other tools on the goals of a proof: files for them to read, and a solver that is asked, as a last resort or about
//! everything. All of it comes after the kernel's own work, for it makes terms.

use super::decide::Posed;
use super::discharge::Tried;
use super::known::Known;
use super::question::Question;
use super::run::Report;
use crate::claim::goal::{Goal, Outcome};
use crate::smt::solver::{Answer, ask};
use crate::smt::write::{dump, stem};
use crate::solve::Limits;
use std::path::{Path, PathBuf};

/// What a failed proof is to say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Aim {
    /// The first failure of each verdict, a run that shows it, and where machine and standard part ways.
    #[default]
    Explain,
    /// A goal that is false, and a run that shows it: the first such goal ends the proof.
    Refute,
    /// Only that it failed: the first goal that is not shown ends the proof.
    Decide,
}

/// What is wanted beside the proof.
#[derive(Clone, Debug, Default)]
pub struct Options {
    pub limits: Limits,
    pub aim: Aim,
    /// Goals that were proved with the same script before are left out, and those proved now are added.
    pub known: Option<Known>,
    /// Every goal becomes files in this folder, numbered from here on.
    pub dump: Option<(PathBuf, usize)>,
    /// Another solver, as a line for the shell.
    pub smt: Option<String>,
    /// It is asked about every goal that we decided.
    pub cross_check: bool,
}

/// What another solver said of the goals that we decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CrossCheck {
    pub agree: usize,
    pub silent: usize,
    /// The first reason why there was no answer.
    pub why: Option<String>,
    /// Goals on which it says the opposite, each with where it is written.
    pub disagree: Vec<String>,
}

/// Asks and writes all that is wanted. An error is one of writing.
pub fn consult(posed: &mut Posed, tried: &[Tried], options: &Options, report: &mut Report) -> Result<(), String> {
    if let Some(command) = &options.smt {
        last_resort(posed, tried, command, options, report);
        if options.cross_check {
            report.cross_check = Some(cross_check(posed, tried, command, options)?);
        }
    }
    if let Some((folder, first)) = &options.dump {
        for tried in tried {
            write(posed, tried, folder, *first)?;
        }
    }
    Ok(())
}

/// Goals that our engines left open count as shown if the solver says so, but only by its word.
fn last_resort(posed: &mut Posed, tried: &[Tried], command: &str, options: &Options, report: &mut Report) {
    for tried in tried.iter().filter(|tried| tried.is_open()) {
        let goal = posed.goals[tried.goal].clone();
        let Some(outcome) = tried.outcome.clone().filter(|_| report.holds(goal.verdict)) else { continue };
        let question = unfolded(posed, tried, &goal);
        let said = match ask(posed.terms, &question.assumptions, question.claim, command, options.limits.seconds) {
            Answer::Unsat => {
                report.uncertified.push(goal.name.clone());
                continue;
            }
            Answer::Sat(_) => format!("`{command}` says sat"),
            Answer::Unknown(why) => why,
        };
        let mut failure = posed.failure(&goal, outcome);
        failure.reason = format!("{}; {said}", failure.reason);
        report.failures.push(failure);
    }
}

fn cross_check(posed: &mut Posed, tried: &[Tried], command: &str, options: &Options) -> Result<CrossCheck, String> {
    let mut counts = CrossCheck::default();
    for tried in tried {
        let goal = posed.goals[tried.goal].clone();
        let (ours, question) = match &tried.outcome {
            Some(Outcome::Proved(_)) => (true, unfolded(posed, tried, &goal)),
            // Values were found for the goal as it was made.
            Some(Outcome::Refuted(_)) => (false, Question::raw(&goal)),
            _ => continue,
        };
        let answer = ask(posed.terms, &question.assumptions, question.claim, command, options.limits.seconds);
        let theirs = match answer {
            Answer::Unsat => true,
            Answer::Sat(Some(_)) => false,
            Answer::Sat(None) => {
                counts.silence(format!("`{command}` says sat, but gives no values that can be read"));
                continue;
            }
            Answer::Unknown(why) => {
                counts.silence(why);
                continue;
            }
        };
        if ours == theirs {
            counts.agree += 1;
        } else {
            counts.disagree.push(disagreement(posed, tried, &goal, options, [ours, theirs])?);
        }
    }
    Ok(counts)
}

impl CrossCheck {
    fn silence(&mut self, why: String) {
        self.silent += 1;
        self.why.get_or_insert(why);
    }
}

fn disagreement(
    posed: &mut Posed,
    tried: &Tried,
    goal: &Goal,
    options: &Options,
    holds: [bool; 2],
) -> Result<String, String> {
    let elsewhere = (std::env::temp_dir().join(format!("vambrace-{}", std::process::id())), 0);
    let (folder, first) = options.dump.as_ref().unwrap_or(&elsewhere);
    write(posed, tried, folder, *first)?;
    let [ours, theirs] = holds.map(|holds| if holds { "proved" } else { "refuted" });
    let number = first + tried.goal;
    Ok(format!("{}: {ours} here, {theirs} there; see {}/{number:03}-*", goal.name, folder.display()))
}

fn unfolded(posed: &mut Posed, tried: &Tried, goal: &Goal) -> Question {
    let standard = posed.standard;
    let question = Question::unfolded(posed.terms, standard, goal, &tried.unfolded);
    question.unwrap_or_else(|| Question::raw(goal))
}

/// The goal as it was made; and beside it, if folds of its claim were unfolded, what that made of it.
fn write(posed: &mut Posed, tried: &Tried, folder: &Path, first: usize) -> Result<(), String> {
    let goal = posed.goals[tried.goal].clone();
    let question = unfolded(posed, tried, &goal);
    let stem = stem(first + tried.goal, &goal.name);
    let mut write = |stem: &str, question: &Question| {
        let Question { assumptions, claim } = question;
        dump(folder, stem, posed.terms, assumptions, *claim)
            .map_err(|error| format!("cannot write to {}: {error}", folder.display()))
    };
    write(&stem, &Question::raw(&goal))?;
    if question.claim != goal.claim {
        write(&format!("{stem}-unfolded"), &question)?;
    }
    Ok(())
}
