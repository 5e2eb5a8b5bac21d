//! The built binary: the instructions as a product, and listings.

mod command;

use command::{says, vambrace};
use std::path::PathBuf;

const OBJECT: &str = "testdata/sha256_ce.o";
const SYMBOL: &str = "vambrace_sha256_blocks";

/// A file in a folder of its own, which lives as long as the first value.
fn file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path: PathBuf = folder.path().join(name);
    std::fs::write(&path, bytes).expect("written");
    let path = path.to_str().expect("UTF-8").to_string();
    (folder, path)
}

/// An object whose `.text` holds these words, with a function over all of them, and a relocation of its first word.
fn object_of(words: &[u32], data_from: Option<u64>, call: bool) -> Vec<u8> {
    use object::write::{Object, Relocation, StandardSection, Symbol, SymbolFlags, SymbolSection};
    use object::{Architecture, BinaryFormat, Endianness, RelocationFlags, SymbolKind, SymbolScope, elf};
    let mut object = Object::new(BinaryFormat::Elf, Architecture::Aarch64, Endianness::Little);
    let text = object.section_id(StandardSection::Text);
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    object.append_section_data(text, &bytes, 4);
    let mut symbol = |name: &str, value, size, kind, section, scope| {
        let (name, flags) = (name.as_bytes().to_vec(), SymbolFlags::None);
        object.add_symbol(Symbol { name, value, size, kind, scope, weak: false, section, flags })
    };
    let (here, size) = (SymbolSection::Section(text), bytes.len() as u64);
    symbol("f", 0, size, SymbolKind::Text, here, SymbolScope::Dynamic);
    if let Some(from) = data_from {
        symbol("$x", 0, 0, SymbolKind::Label, here, SymbolScope::Compilation);
        symbol("$d", from, 0, SymbolKind::Label, here, SymbolScope::Compilation);
    }
    if call {
        let kind = SymbolKind::Text;
        let symbol = symbol("elsewhere", 0, 0, kind, SymbolSection::Undefined, SymbolScope::Dynamic);
        let flags = RelocationFlags::Elf { r_type: elf::R_AARCH64_CALL26 };
        object.add_relocation(text, Relocation { offset: 0, symbol, addend: 8, flags }).expect("added");
    }
    object.write().expect("written")
}

const NOP: u32 = 0xd503_201f;
const CALL: u32 = 0x9400_0000;
/// In a part of the manual's encoding index that is unallocated.
const UNKNOWN: u32 = 0x02ff_ffff;

#[test]
fn show_draws_and_quotes() {
    let parts = [
        "SHA256H: SHA256H, feature SHA256\nisa/crypto/sha256.isa:",
        "|  Rm   |",
        "  Rd    4:0  vector register d\n",
        "  sha256h <Qd>, <Qn>, <Vm.4s>\n",
        "  operation {\n",
        "uses SHA256hash (isa/crypto/sha256.isa:",
    ];
    says(&["isa", "show", "sha256h"], 0, &parts);
    says(&["isa", "show", "ADD (immediate)"], 0, &["ADD_immediate: ADD (immediate)\n", "31 is SP"]);
    says(&["isa", "show", "add"], 0, &["`add` is one of ", "ADD_immediate ", "ADD_vector "]);
    says(&["isa", "show", "sha256hh"], 2, &["no encoding is called `sha256hh`", "nearest names are", "sha256h2"]);
    says(&["isa", "show", "zzzzzzzzzzzzzzzz"], 2, &["none is like it", "isa list"]);
    says(&["isa", "show", ""], 2, &["no encoding"]);
    says(&["isa", "show"], 2, &["<NAME>"]);
}

#[test]
fn find_tells_of_a_word() {
    says(&["isa", "find", "0x5e0c4231"], 0, &["sha256h q17, q17, v12.4s", "Rm       = 01100 (12)"]);
    says(&["isa", "find", "02ffffff"], 1, &["no instruction that the texts describe", "Unallocated"]);
    says(&["isa", "find", "123456789"], 2, &["hexadecimal"]);
}

#[test]
fn a_whole_object() {
    let out = says(&["isa", "coverage", OBJECT], 0, &["1 of 1 function whole\n126 of 126 instructions described, by "]);
    assert!(!out.contains("lacks"), "{out}");
    let (code, out, err) = vambrace(&["isa", "coverage", OBJECT, SYMBOL, "--json"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let report: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(report["whole"], true);
    assert_eq!(report["functions"][0]["name"], SYMBOL);
    assert_eq!(report["code"]["instructions"], 126);
    assert_eq!(report["encodings"]["SHA256H"], 16);
}

#[test]
fn what_is_missing_is_told() {
    let (_folder, path) = file("f.o", &object_of(&[NOP, UNKNOWN, NOP, UNKNOWN, UNKNOWN], Some(16), false));
    let parts = [
        "f  0x00100000  lacks 2 of 4 instructions, the first at +0x4\n",
        "Unallocated: 2 instructions, 1 word\n",
        "  02ffffff: 2 times at 0x100004 <f+0x4>, 0x10000c\n",
        "0 of 1 function whole\n2 of 4 instructions described, by 1 encoding\n",
    ];
    says(&["isa", "coverage", &path], 1, &parts);
    says(&["isa", "coverage", &path, "f", "--all"], 1, &parts);
    let (code, out, _) = vambrace(&["isa", "coverage", &path, "--json"]);
    assert_eq!(code, 1);
    let report: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(report["missing"][0]["word"], "02ffffff");
    assert_eq!(report["missing"][0]["count"], 2);
    assert_eq!(report["functions"][0]["missing"][1]["offset"], "0xc");
}

#[test]
fn coverage_that_cannot_run() {
    let coverage = |args: &[&str], parts: &[&str]| says(&[&["isa", "coverage"], args].concat(), 2, parts);
    coverage(&[], &["<FILE>"]);
    coverage(&["no/such.o"], &["cannot read no/such.o", "check the path"]);
    coverage(&["Cargo.toml"], &["Cargo.toml: expected an AArch64"]);
    coverage(&[OBJECT, "vambrace_sha256_block"], &["no function", SYMBOL]);
    coverage(&[OBJECT, "0x100001"], &["no multiple of 4"]);
    let bytes = std::fs::read(OBJECT).expect("the object");
    let (_folder, short) = file("short.o", &bytes[..bytes.len() / 2]);
    coverage(&[&short], &["short.o", "damaged or cut short"]);
    let (_folder, empty) = file("empty.o", &object_of(&[], None, false));
    coverage(&[&empty], &["holds no code"]);
}

#[test]
fn a_listing_of_our_object() {
    let parts = [
        "testdata/sha256_ce.o: ELF relocatable\n\nsection .text:\n\n0000000000100000 <vambrace_sha256_blocks>:\n",
        "\n  100000:  b4000fa2  cbz x2, #500 <vambrace_sha256_blocks+0x1f4>\n",
        "\n  100008:              R_AARCH64_ADR_PREL_PG_HI21 .rodata\n",
        "\n  10000c:  91000063  add x3, x3, #0  ; <.rodata>\n",
        "  b.ne #-460 <vambrace_sha256_blocks+0x18>\n",
    ];
    says(&["disasm", OBJECT], 0, &parts);
    let out = says(&["disasm", OBJECT, SYMBOL], 0, &parts[1..]);
    assert!(!out.contains("section"), "{out}");
}

#[test]
fn data_calls_and_unknown_words_in_a_listing() {
    let text = u32::from_le_bytes(*b"text");
    let words = [CALL, UNKNOWN, 0x428a_2f98, text, text, 0, 0, 0, 0, 0];
    let (_folder, path) = file("f.o", &object_of(&words, Some(8), true));
    let listing = concat!(
        "0000000000100000 <f>:\n",
        "  100000:  94000000  bl #0\n",
        "  100000:              R_AARCH64_CALL26 elsewhere+0x8\n",
        "  100004:  02ffffff  .inst 0x02ffffff  ; UNDEFINED or not covered\n",
        "  100008:            .word 0x428a2f98\n",
        "  10000c:            .asciz \"texttext\"\n",
        "  100015:            .zero 19\n",
    );
    says(&["disasm", &path], 0, &[listing]);
    let (_folder, path) = file("z.o", &object_of(&[NOP, 0, 0, 0, 0, 0], None, false));
    says(&["disasm", &path, "f"], 0, &["  100000:  d503201f  nop\n  100004:            .zero 20\n"]);
}

#[test]
fn a_word_that_a_text_refuses_has_its_reason() {
    // ldp x0, x0, [x1]
    let (_folder, path) = file("f.o", &object_of(&[0xa940_0020], None, false));
    says(&["disasm", &path], 0, &[".inst 0xa9400020  ; CONSTRAINED UNPREDICTABLE: LDP"]);
    says(&["isa", "coverage", &path], 1, &["a9400020: 1 time at 0x100000 <f>  ; CONSTRAINED UNPREDICTABLE: LDP"]);
}

#[test]
fn listings_that_cannot_be_made() {
    says(&["disasm"], 2, &["<FILE>"]);
    says(&["disasm", "no/such.o"], 2, &["cannot read no/such.o"]);
    says(&["disasm", OBJECT, "nothing_like_it"], 2, &["no function nothing_like_it"]);
    let bytes = std::fs::read(OBJECT).expect("the object");
    let (_folder, short) = file("short.o", &bytes[..bytes.len() / 3]);
    says(&["disasm", &short], 2, &["damaged or cut short"]);
}

/// An archive in the format of System V, with short names.
fn archive_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = b"!<arch>\n".to_vec();
    for (name, bytes) in members {
        let head = format!("{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", format!("{name}/"), 0, 0, 0, 644, bytes.len());
        archive.extend(head.as_bytes());
        archive.extend(*bytes);
        archive.extend(vec![b'\n'; bytes.len() % 2]);
    }
    archive
}

#[test]
fn an_archive_is_taken_as_a_whole_or_by_member() {
    let whole = object_of(&[NOP], None, false);
    let broken = object_of(&[NOP, UNKNOWN], None, false);
    let (_folder, path) = file("lib.a", &archive_of(&[("whole.o", &whole), ("broken.o", &broken)]));
    let parts =
        ["broken.o:\nf  0x00100000  lacks 1 of 2", "2 members with code\n1 of 2 functions whole\n2 of 3 instructions"];
    says(&["isa", "coverage", &path], 1, &parts);
    says(&["isa", "coverage", &path, "--member", "whole.o"], 0, &["1 of 1 instruction described"]);
    says(&["isa", "coverage", &path, "--member", "other.o"], 2, &["no member named other.o", "whole.o, broken.o"]);
    let listing = says(&["disasm", &path], 0, &["(whole.o): ELF relocatable\n", "(broken.o): ELF relocatable\n"]);
    assert_eq!(listing.matches("d503201f  nop\n").count(), 2, "{listing}");
    let (code, out, _) = vambrace(&["isa", "coverage", &path, "--json"]);
    let report: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((code, &report[0]["member"], &report[1]["whole"]), (1, &"whole.o".into(), &false.into()));
    // A member that is no object keeps the others from nothing, but the answer is not whole.
    let (_folder, path) = file("odd.a", &archive_of(&[("notes.txt", b"text"), ("whole.o", &whole)]));
    says(&["isa", "coverage", &path], 2, &["archive member notes.txt: expected an AArch64", "1 of 1 function whole"]);
    says(&["disasm", &path], 2, &["archive member notes.txt: expected an AArch64", "nop"]);
}

#[test]
fn a_relocation_that_is_not_applied_is_listed() {
    // The number of R_AARCH64_TLSIE_ADR_GOTTPREL_PAGE21, for R_AARCH64_CALL26.
    let (old, new) = (283u64.to_le_bytes(), 541u64.to_le_bytes());
    let mut bytes = object_of(&[0x9000_0000, NOP], None, true);
    // Offset 0, the number, the symbol, addend 8.
    let fits = |entry: &[u8]| entry[..8] == [0; 8] && entry[8..12] == old[..4] && entry[16..] == 8u64.to_le_bytes();
    let at = bytes.windows(24).position(fits).expect("the relocation");
    bytes[at + 8..at + 12].copy_from_slice(&new[..4]);
    let (_folder, path) = file("tls.o", &bytes);
    let lines = "adrp x0, #0\n  100000:              R_AARCH64_TLSIE_ADR_GOTTPREL_PAGE21 elsewhere+0x8\n";
    says(&["disasm", &path], 0, &[lines]);
    says(&["isa", "coverage", &path], 0, &["1 of 1 function whole"]);
    // A run needs what the relocation would write.
    says(&["run", &path, "f"], 2, &["R_AARCH64_TLSIE_ADR_GOTTPREL_PAGE21", "not supported"]);
}

/// No change of one byte makes a command panic or print without end.
#[test]
fn damaged_objects_do_no_harm() {
    let good = object_of(&[CALL, NOP, UNKNOWN, 0x428a_2f98], Some(12), true);
    let (_folder, path) = file("f.o", &good);
    for at in (0..good.len()).step_by(13) {
        let mut bytes = good.clone();
        bytes[at] ^= 0x81;
        std::fs::write(&path, &bytes).expect("written");
        for args in [&["disasm", path.as_str()][..], &["isa", "coverage", path.as_str()]] {
            let (code, out, err) = vambrace(args);
            assert!((0..=2).contains(&code) && !err.contains("panicked"), "byte {at}: {err}");
            assert!(out.len() < 1 << 20, "byte {at}: {} bytes", out.len());
        }
    }
}
