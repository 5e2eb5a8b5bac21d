//! From paths to what there is to prove: scripts in folders, their proofs, and the objects that are there.

use crate::cli::prove::ProveArgs;
use std::path::{Component, Path, PathBuf};
use vambrace::claim::cases;
use vambrace::claim::script::{Edits, Script};

/// One line of the list to be.
pub struct Task {
    pub script: PathBuf,
    /// The proof or the lemma; nothing if the script cannot be read.
    pub name: String,
    pub work: Work,
}

/// What is to be done.
pub enum Work {
    /// Of an object that may lack the routine, if it was not the script that named it.
    Proof {
        object: PathBuf,
        named: bool,
    },
    Lemma,
    /// Nothing, for the object is not there; it had to be if its script was named alone.
    Missing {
        object: PathBuf,
        required: bool,
    },
    /// Nothing, for this reason.
    Broken(String),
}

impl Task {
    /// Where the routine is, as the list shows it.
    pub fn place(&self) -> String {
        match &self.work {
            Work::Proof { object, .. } | Work::Missing { object, .. } => plain(object),
            Work::Lemma | Work::Broken(_) => plain(&self.script),
        }
    }

    /// What is proved, as the list shows it.
    pub fn title(&self) -> String {
        match &self.work {
            Work::Lemma => format!("lemma {}", self.name),
            Work::Broken(_) => "script".into(),
            _ => self.name.clone(),
        }
    }
}

/// All that the arguments ask for, and how many scripts of lemmas were left out.
pub fn tasks(args: &ProveArgs) -> Result<(Vec<Task>, usize), String> {
    let (mut tasks, mut left_out) = (Vec::new(), 0);
    for path in &args.paths {
        let folder = path.is_dir();
        let mut scripts: Vec<(PathBuf, Result<Script, String>)> = match folder {
            true => in_folder(path)?.into_iter().map(read).collect(),
            false => vec![read(path.clone())],
        };
        let only_lemmas = |script: &Result<Script, String>| script.as_ref().is_ok_and(|s| s.proofs.is_empty());
        if scripts.iter().any(|(_, script)| !only_lemmas(script)) && args.only.is_none() {
            let all = scripts.len();
            scripts.retain(|(_, script)| !only_lemmas(script));
            left_out += all - scripts.len();
        }
        for (path, script) in scripts {
            add(args, path, script, !folder, &mut tasks);
        }
    }
    Ok((tasks, left_out))
}

fn read(path: PathBuf) -> (PathBuf, Result<Script, String>) {
    let script = Script::read(&path, &Edits::NONE);
    (path, script)
}

/// All scripts in a folder and in those in it, by name.
fn in_folder(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let failed = |error: std::io::Error| format!("cannot list {}: {error}; check the path", folder.display());
    let mut entries: Vec<_> =
        std::fs::read_dir(folder).and_then(|entries| entries.collect::<Result<_, _>>()).map_err(failed)?;
    entries.sort_by_key(|entry| entry.file_name());
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.path();
        // Of the entry itself, so that a link to a folder above does not make this endless.
        if entry.file_type().map_err(failed)?.is_dir() {
            found.extend(in_folder(&path)?);
        } else if path.extension().is_some_and(|e| e == "proof") {
            found.push(path);
        }
    }
    Ok(found)
}

/// `alone`: the script was named itself, not its folder.
fn add(args: &ProveArgs, path: PathBuf, script: Result<Script, String>, alone: bool, tasks: &mut Vec<Task>) {
    let script = match script {
        Ok(script) => script,
        Err(reason) => return tasks.push(Task { script: path, name: String::new(), work: Work::Broken(reason) }),
    };
    for proof in script.proofs.iter().filter(|proof| args.wants_proof(proof)) {
        for work in objects(args, &script, alone) {
            tasks.push(Task { script: path.clone(), name: cases::name(proof), work });
        }
    }
    for lemma in script.lemmas.iter().filter(|lemma| args.wants(&lemma.name.name)) {
        tasks.push(Task { script: path.clone(), name: lemma.name.name.clone(), work: Work::Lemma });
    }
}

/// The object that was given; else all builds that the script names, or the first that is there.
fn objects(args: &ProveArgs, script: &Script, alone: bool) -> Vec<Work> {
    if let Some(object) = &args.object {
        return vec![Work::Proof { object: object.clone(), named: false }];
    }
    let work = |object: &PathBuf| match object.exists() {
        true => Work::Proof { object: object.clone(), named: true },
        false => Work::Missing { object: object.clone(), required: alone && !args.all_builds },
    };
    match script.programs.as_slice() {
        [] => vec![Work::Broken("it names no `program`; give the object with --object FILE".into())],
        programs if args.all_builds => programs.iter().map(work).collect(),
        programs => vec![work(programs.iter().find(|object| object.exists()).unwrap_or(&programs[0]))],
    }
}

/// A path without `folder/..`, for people.
pub fn plain(path: &Path) -> String {
    let mut out = PathBuf::new();
    for part in path.components() {
        match (part, out.components().next_back()) {
            (Component::ParentDir, Some(Component::Normal(_))) => drop(out.pop()),
            (Component::CurDir, _) => {}
            _ => out.push(part),
        }
    }
    out.display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_for_people() {
        for (path, expect) in [("a/b/../../c/d.o", "c/d.o"), ("./a", "a"), ("../a/../b", "../b"), ("/a/../b", "/b")] {
            assert_eq!(plain(Path::new(path)), expect);
        }
    }
}
