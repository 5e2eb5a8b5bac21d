//! Checks all of `isa/` at build time, with positions; nothing is generated.

#[allow(dead_code)]
#[path = "../src/lang/mod.rs"]
mod lang;
#[allow(dead_code)]
#[path = "../src/lift/mod.rs"]
mod lift;

use std::path::Path;
use std::process::exit;

fn main() {
    println!("cargo::rerun-if-changed=../isa");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../src/lang");
    println!("cargo::rerun-if-changed=../src/lift");
    let mut on_disk = Vec::new();
    list(Path::new("../isa"), &mut on_disk);
    on_disk.sort();
    let listed: Vec<&str> = lift::texts::TEXTS.iter().map(|text| text.0).collect();
    if on_disk != listed {
        eprintln!("src/lift/texts.rs must list exactly the files of isa/, in order; expected {on_disk:?}");
        exit(1);
    }
    if let Err(message) = check() {
        eprintln!("{message}");
        exit(1);
    }
}

fn check() -> Result<(), String> {
    let isa = lift::isa::Isa::read(&lift::texts::embedded())
        .map_err(|(sources, errors)| lang::render_all(&errors, &sources))?;
    let (errors, _) = lift::check::check(&isa);
    if errors.is_empty() { Ok(()) } else { Err(lang::render_all(&errors, &isa.sources)) }
}

fn list(folder: &Path, files: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            list(&path, files);
        } else if path.extension().is_some_and(|e| e == "isa") {
            files.push(path.to_string_lossy().replace('\\', "/").trim_start_matches("../").to_string());
        }
    }
}
