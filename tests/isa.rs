//! Texts that must be read and checked without an error, and texts that must be refused with exactly these words.
//!
//! Each file of `tests/isa/fail` has its errors in a neighbouring `.expected` file; `VAMBRACE_BLESS=1` rewrites those
//! files, for a person to read the difference.

use std::path::{Path, PathBuf};
use vambrace::lang::{Sources, parse, printer, render_all};
use vambrace::lift::check::check as check_isa;
use vambrace::lift::isa::Isa;
use vambrace::lift::texts::embedded;

/// The files of a folder of the repository, in order of name.
fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|e| e.expect("an entry").path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "isa"));
    files.sort();
    assert!(!files.is_empty(), "no texts in {}", folder.display());
    files
}

fn read(file: &Path) -> (String, String) {
    let text = std::fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let name = file.file_name().expect("a file").to_string_lossy().into_owned();
    (name, text.replace("\r\n", "\n"))
}

/// All that is wrong with texts, as a person sees it.
fn errors(texts: &[(String, String)]) -> String {
    match Isa::read(texts) {
        Err((sources, errors)) => render_all(&errors, &sources),
        Ok(isa) => render_all(&check_isa(&isa).0, &isa.sources),
    }
}

fn printed(text: &str) -> Result<String, String> {
    let mut sources = Sources::default();
    let file = sources.add("printed", text);
    let (tree, errors) = parse(&sources, file);
    if errors.is_empty() { Ok(printer::print(&tree)) } else { Err(render_all(&errors, &sources)) }
}

/// Runs one check on each file and reports every file that fails, by name.
fn check(files: &[PathBuf], one: impl Fn(&Path) -> Result<(), String>) {
    let failed: Vec<String> =
        files.iter().filter_map(|f| one(f).err().map(|why| format!("{}:\n{why}", f.display()))).collect();
    assert!(failed.is_empty(), "{} of {} files fail\n{}", failed.len(), files.len(), failed.join("\n\n"));
}

#[test]
fn these_pass() {
    check(&files("tests/isa/pass"), |file| match errors(&[read(file)]) {
        none if none.is_empty() => Ok(()),
        errors => Err(errors),
    });
}

#[test]
fn these_fail_with_these_errors() {
    check(&files("tests/isa/fail"), |file| {
        let (found, beside) = (errors(&[read(file)]) + "\n", file.with_extension("expected"));
        if std::env::var_os("VAMBRACE_BLESS").is_some() {
            std::fs::write(&beside, &found).map_err(|e| e.to_string())?;
        }
        let expected = std::fs::read_to_string(&beside).unwrap_or_default().replace("\r\n", "\n");
        match found {
            empty if empty == "\n" => Err("no error is found".into()),
            found if found == expected => Ok(()),
            found => Err(format!("expected\n{expected}found\n{found}")),
        }
    });
}

/// What is printed reads as the same, of all texts that can be read.
#[test]
fn printed_texts_read_as_the_same() {
    let mut all = files("tests/isa/pass");
    for folder in ["isa", "isa/base", "isa/simd", "isa/crypto", "isa/sve"] {
        all.extend(files(folder));
    }
    assert_eq!(all.len() - files("tests/isa/pass").len(), embedded().len(), "a folder of isa/ is not listed here");
    check(&all, |file| {
        let once = printed(&read(file).1)?;
        let twice = printed(&once).map_err(|errors| format!("what is printed cannot be read\n{errors}"))?;
        if once == twice { Ok(()) } else { Err(format!("printed again it is different\n{once}\n{twice}")) }
    });
}

#[test]
fn the_texts_of_isa_pass() {
    assert_eq!(errors(&embedded()), "");
}

#[test]
fn the_example_in_the_readme_passes() {
    let readme = include_str!("../isa/README.md").replace("\r\n", "\n");
    let example = readme.split("```").nth(1).and_then(|block| block.strip_prefix("text\n")).expect("an example");
    assert_eq!(errors(&[("isa/README.md".into(), example.into())]), "");
}

/// The printed forms of all of `isa/`, together, are checked as the originals are, so nothing is lost in printing.
#[test]
fn the_printed_texts_of_isa_mean_the_same() {
    let again = |(name, text): &(String, String)| (name.clone(), printed(text).expect("it can be read"));
    let (isa, again) = (Isa::read(&embedded()), Isa::read(&embedded().iter().map(again).collect::<Vec<_>>()));
    let (Ok(isa), Ok(again)) = (isa, again) else { panic!("isa/ or what is printed of it cannot be read") };
    assert_eq!(isa.instructions.len(), again.instructions.len());
    for (n, pattern) in isa.patterns.iter().enumerate() {
        for spread in [0, 0x1357_9bdf, 0x8421_4c63, u32::MAX] {
            let word = pattern.value | spread & !pattern.mask;
            assert_eq!(isa.lift(word).ok(), again.lift(word).ok(), "{word:#010x}, {}", isa.instructions[n].name.name);
            assert_eq!(isa.disassemble(word), again.disassemble(word));
        }
    }
}
