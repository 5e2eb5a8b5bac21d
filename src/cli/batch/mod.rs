//! `vambrace prove` of folders and of several scripts: a list with one line for each routine in each object.

mod find;
mod outcome;
mod table;
mod work;

use super::cache::Cache;
use super::load::{isa, read_file, request};
use super::prove::{ProveArgs, externals};
use super::{Answer, put};
use find::{Task, plain, tasks};
use outcome::{Outcome, Status};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc::{Sender, channel};
use std::thread::{Builder, available_parallelism, scope};
use std::time::{Duration, Instant};
use vambrace::machine::elf::Image;
use work::Shop;

/// As much as the first thread has by default: terms are deep.
const STACK: usize = 64 << 20;

/// Runs the command: yes if all that is there is proved.
pub fn run(args: &ProveArgs) -> Answer {
    check(args)?;
    let (tasks, left_out) = tasks(args)?;
    if tasks.is_empty() {
        let what = args.only.as_ref().map_or("no proof".to_string(), |only| format!("no proof of `{only}`"));
        let paths: Vec<String> = args.paths.iter().map(|path| path.display().to_string()).collect();
        return Err(format!("{} holds {what} (in files that end in .proof)", paths.join(", ")));
    }
    // What another solver says is not kept, and the table says what proving takes.
    let anew = args.no_cache || args.table || args.smt.is_some();
    let cache = if anew { None } else { Cache::of(args.cache.as_deref()) };
    let shop = Shop { args, isa: isa(args.isa.as_deref())?, cache, tested: Mutex::default() };
    let start = Instant::now();
    let mut done = all(&shop, &tasks)?;
    done.sort_by_key(|(at, _)| *at);
    let done: Vec<Outcome> = done.into_iter().map(|(_, outcome)| outcome).collect();
    if !args.json {
        say(args, &summary(args, &done, left_out, start.elapsed()));
    }
    let code = code(&done);
    if args.table {
        let rows: Vec<_> = done.into_iter().filter_map(|outcome| outcome.row).collect();
        put(&table::markdown(&rows));
    }
    Ok(code)
}

/// What does not go together, or cannot be used at all.
fn check(args: &ProveArgs) -> Result<(), String> {
    for (given, option) in [(args.goals, "--goals"), (args.dump.is_some(), "--dump")] {
        if given {
            return Err(format!("{option} needs one script, without options that make a list; see --help"));
        }
    }
    // Hours of other proofs would not make a wrong path right.
    for path in &args.paths {
        std::fs::metadata(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    }
    let externals = externals(args)?;
    if let Some(object) = &args.object {
        let bytes = read_file(object)?;
        let request = request(args.member.as_deref(), None, &externals);
        let failed = |error| format!("{}: {error}", object.display());
        let mut images = Image::load_to_list(&bytes, &request).map_err(failed)?;
        // Else each routine would say the same of a damaged file; another member of an archive may be sound.
        if let (Some(Err(error)), None) = (images.next(), images.next()) {
            return Err(failed(error));
        }
    }
    Ok(())
}

/// Does all tasks, several at a time; each is told as soon as it is done.
fn all(shop: &Shop, tasks: &[Task]) -> Result<Vec<(usize, Outcome)>, String> {
    let (sender, receiver) = channel();
    let next = AtomicUsize::new(0);
    let processors = || available_parallelism().map_or(1, |n| n.get());
    let jobs = shop.args.jobs.map_or_else(processors, usize::from).min(tasks.len());
    let width = |text: fn(&Task) -> String| tasks.iter().map(|task| text(task).chars().count()).max().unwrap_or(0);
    let widths = (width(Task::title), width(Task::place));
    scope(|scope| {
        for _ in 0..jobs {
            let (sender, next) = (sender.clone(), &next);
            let worker = move || worker(shop, tasks, next, &sender);
            let started = Builder::new().stack_size(STACK).spawn_scoped(scope, worker);
            started.map_err(|error| format!("cannot start a thread: {error}; try --jobs 1"))?;
        }
        drop(sender);
        let tell = |(at, outcome): (usize, Outcome)| {
            tell(shop.args, &outcome, widths);
            (at, outcome)
        };
        Ok(receiver.into_iter().map(tell).collect())
    })
}

fn worker(shop: &Shop, tasks: &[Task], next: &AtomicUsize, sender: &Sender<(usize, Outcome)>) {
    loop {
        let at = next.fetch_add(1, Relaxed);
        let Some(task) = tasks.get(at) else { return };
        // A bug in one search should not take the other proofs with it.
        let outcome = catch_unwind(AssertUnwindSafe(|| shop.work(task)));
        let outcome = outcome.unwrap_or_else(|_| Outcome::failed(task, "this is a bug in vambrace", Duration::ZERO));
        if sender.send((at, outcome)).is_err() {
            return;
        }
    }
}

fn tell(args: &ProveArgs, outcome: &Outcome, (titles, places): (usize, usize)) {
    let Outcome { status, title, place, text, json, .. } = outcome;
    match (args.json, status) {
        (_, Status::Absent) => {}
        (true, _) => put(&format!("{json}\n")),
        (false, _) => {
            let line = format!("{:8} {title:titles$}  {place:places$}  {text}", status.word());
            say(args, &format!("{}\n", line.trim_end()));
        }
    }
}

/// The list goes where the table does not.
fn say(args: &ProveArgs, text: &str) {
    if args.table { eprint!("{text}") } else { put(text) }
}

fn summary(args: &ProveArgs, done: &[Outcome], left_out: usize, time: Duration) -> String {
    let count = |status| done.iter().filter(|outcome| outcome.status == status).count();
    let mut parts = vec![format!("{} proved", count(Status::Proved))];
    let mut add = |n: usize, one: &str, many: &str| match n {
        0 => {}
        1 => parts.push(format!("1 {one}")),
        n => parts.push(format!("{n} {many}")),
    };
    let reused = done.iter().filter(|outcome| outcome.reused).count();
    add(reused, "of them reused, that is, checked", "of them reused, that is, checked");
    add(count(Status::Refused), "refused", "refused");
    add(count(Status::Failed), "could not run", "could not run");
    add(count(Status::Missing), "object is missing", "objects are missing");
    let object = args.object.as_ref().map_or(String::new(), |object| plain(object));
    add(count(Status::Absent), &format!("is not in {object}"), &format!("are not in {object}"));
    add(left_out, "script of lemmas left out", "scripts of lemmas left out");
    format!("{}; {:.2} s\n", parts.join("; "), time.as_secs_f64())
}

/// What could not run weighs most: then not all is said. Nothing proved and nothing refused is nothing done.
fn code(done: &[Outcome]) -> ExitCode {
    let some = |status| done.iter().any(|outcome| outcome.status == status);
    match (some(Status::Failed), some(Status::Refused), some(Status::Proved)) {
        (true, ..) => 2.into(),
        (false, true, _) => 1.into(),
        (false, false, proved) => if proved { 0 } else { 2 }.into(),
    }
}
