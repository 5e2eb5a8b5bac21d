//! The ELF loader against objects that the test builds itself: relocations, choices, errors, damaged files.

use object::elf;
use object::write::{Object, Relocation, SectionId, StandardSection, Symbol, SymbolId, SymbolSection};
use object::{Architecture, BinaryFormat, Endianness, RelocationFlags, SymbolFlags, SymbolKind, SymbolScope};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use vambrace::machine::elf::{ElfError, External, Image, MappingKind, RELOCATABLE_BASE, Request};

const NOP: u32 = 0xd503_201f;
const RET: u32 = 0xd65f_03c0;

fn object_for(architecture: Architecture) -> Object<'static> {
    Object::new(BinaryFormat::Elf, architecture, Endianness::Little)
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn symbol(name: &str, section: SymbolSection, value: u64, size: u64, kind: SymbolKind) -> Symbol {
    let (name, scope, flags) = (name.as_bytes().to_vec(), SymbolScope::Linkage, SymbolFlags::None);
    Symbol { name, value, size, kind, scope, weak: false, section, flags }
}

fn function(object: &mut Object, name: &str, code: &[u32], size: u64) -> (SectionId, u64) {
    let text = object.section_id(StandardSection::Text);
    let offset = object.append_section_data(text, &words(code), 4);
    object.add_symbol(symbol(name, SymbolSection::Section(text), offset, size, SymbolKind::Text));
    (text, offset)
}

fn undefined(object: &mut Object, name: &str) -> SymbolId {
    object.add_symbol(symbol(name, SymbolSection::Undefined, 0, 0, SymbolKind::Unknown))
}

fn relocate(object: &mut Object, section: SectionId, offset: u64, symbol: SymbolId, addend: i64, r_type: u32) {
    let flags = RelocationFlags::Elf { r_type };
    object.add_relocation(section, Relocation { offset, symbol, addend, flags }).expect("a relocation");
}

fn mapping(object: &mut Object, section: SectionId, name: &str, value: u64) {
    let mut symbol = symbol(name, SymbolSection::Section(section), value, 0, SymbolKind::Unknown);
    symbol.flags = SymbolFlags::Elf { st_info: elf::STT_NOTYPE, st_other: 0 };
    object.add_symbol(symbol);
}

fn load(bytes: &[u8]) -> Result<Image, ElfError> {
    Image::load(bytes, &Request { member: None, symbol: None, externals: &BTreeMap::new() })
}

fn message(bytes: &[u8]) -> String {
    load(bytes).expect_err("a refusal").to_string()
}

/// `.text` with `word` at offset 8, relocated against `d` at `.data+0x20`.
fn relocated(word: u32, kind: u32, addend: i64) -> Vec<u8> {
    let mut object = object_for(Architecture::Aarch64);
    let (text, _) = function(&mut object, "f", &[NOP, NOP, word, 0, RET], 0);
    let data = object.section_id(StandardSection::Data);
    object.append_section_data(data, &[0; 0x40], 16);
    let d = object.add_symbol(symbol("d", SymbolSection::Section(data), 0x20, 8, SymbolKind::Data));
    relocate(&mut object, text, 8, d, addend, kind);
    object.write().expect("an object")
}

/// `.text` lies at 0x100000, `.data` at 0x101000, the GOT at 0x102000; so with addend 0x10 the value S + A is
/// 0x101030, the place P 0x100008, and S + A - P 0x1028. The words were worked out by hand.
#[test]
fn relocations() {
    let check = |kind: u32, before: u32, after: u64| {
        let image = load(&relocated(before, kind, 0x10)).unwrap_or_else(|e| panic!("{kind}: {e}"));
        let found = image.bytes_at(RELOCATABLE_BASE + 8, 8).expect("the place");
        assert_eq!(found, after.to_le_bytes(), "kind {kind}, expected {after:#x}");
    };
    check(elf::R_AARCH64_ABS64, 0, 0x10_1030);
    check(elf::R_AARCH64_ABS32, 0, 0x10_1030);
    check(elf::R_AARCH64_PREL64, 0, 0x1028);
    check(elf::R_AARCH64_PREL32, 0, 0x1028);
    check(elf::R_AARCH64_PREL16, 0, 0x1028);
    check(elf::R_AARCH64_MOVW_UABS_G0_NC, 0xd280_0000, 0xd282_0600);
    check(elf::R_AARCH64_MOVW_UABS_G1, 0xf2a0_0000, 0xf2a0_0200);
    check(elf::R_AARCH64_MOVW_UABS_G1_NC, 0xf2a0_0000, 0xf2a0_0200);
    check(elf::R_AARCH64_MOVW_UABS_G2, 0xf2c0_0000, 0xf2c0_0000);
    check(elf::R_AARCH64_MOVW_UABS_G2_NC, 0xf2df_ffe0, 0xf2c0_0000);
    check(elf::R_AARCH64_MOVW_UABS_G3, 0xf2e0_0000, 0xf2e0_0000);
    check(elf::R_AARCH64_LD_PREL_LO19, 0x5800_0001, 0x5800_8141);
    check(elf::R_AARCH64_ADR_PREL_LO21, 0x1000_0001, 0x1000_8141);
    check(elf::R_AARCH64_ADR_PREL_PG_HI21, 0x9000_0001, 0xb000_0001);
    check(elf::R_AARCH64_ADR_PREL_PG_HI21_NC, 0x9000_0001, 0xb000_0001);
    check(elf::R_AARCH64_ADD_ABS_LO12_NC, 0x9100_0021, 0x9100_c021);
    check(elf::R_AARCH64_LDST8_ABS_LO12_NC, 0x3940_0021, 0x3940_c021);
    check(elf::R_AARCH64_LDST16_ABS_LO12_NC, 0x7940_0021, 0x7940_6021);
    check(elf::R_AARCH64_LDST32_ABS_LO12_NC, 0xb940_0021, 0xb940_3021);
    check(elf::R_AARCH64_LDST64_ABS_LO12_NC, 0xf940_0021, 0xf940_1821);
    check(elf::R_AARCH64_LDST128_ABS_LO12_NC, 0x3dc0_0021, 0x3dc0_0c21);
    check(elf::R_AARCH64_CALL26, 0x9400_0000, 0x9400_040a);
    check(elf::R_AARCH64_JUMP26, 0x1400_0000, 0x1400_040a);
    check(elf::R_AARCH64_CONDBR19, 0x5400_0000, 0x5400_8140);
    check(elf::R_AARCH64_TSTBR14, 0x3600_0001, 0x3600_8141);
    check(elf::R_AARCH64_ADR_GOT_PAGE, 0x9000_0001, 0xd000_0001);
    check(elf::R_AARCH64_LD64_GOT_LO12_NC, 0xf940_0021, 0xf940_0021);
    check(elf::R_AARCH64_LD64_GOTPAGE_LO15, 0xf940_0021, 0xf940_0021);
    check(elf::R_AARCH64_NONE, 0xf940_0021, 0xf940_0021);
}

#[test]
fn relocations_are_refused() {
    let check = |kind: u32, addend: i64, expect: &str| {
        let message = message(&relocated(NOP, kind, addend));
        assert!(message.contains(expect), "{message}");
    };
    check(
        elf::R_AARCH64_TSTBR14,
        0x1_0000,
        "R_AARCH64_TSTBR14 (number 279) at .text+0x8 against d is out of range: expected a value from -0x8000 to \
         0x7fff, found 0x11018; link the file first",
    );
    check(elf::R_AARCH64_ABS16, 0, "expected a value from -0x8000 to 0xffff, found 0x101020");
    check(elf::R_AARCH64_MOVW_UABS_G0, 0, "expected a value from 0x0 to 0xffff");
    check(elf::R_AARCH64_CALL26, 0x1000_0000, "expected a value from -0x8000000 to 0x7ffffff");
    check(elf::R_AARCH64_ADR_PREL_PG_HI21, 1 << 33, "expected a value from -0x100000000 to 0xffffffff");
    check(elf::R_AARCH64_LDST128_ABS_LO12_NC, 8, "is misaligned: expected a multiple of 16, found 0x28");
    check(elf::R_AARCH64_CALL26, 2, "is misaligned: expected a multiple of 4");
    check(
        elf::R_AARCH64_TLSIE_ADR_GOTTPREL_PAGE21,
        0,
        "R_AARCH64_TLSIE_ADR_GOTTPREL_PAGE21 (number 541) at .text+0x8 is not supported",
    );
    check(999, 0, "relocation of unknown kind (number 999) at .text+0x8 is not supported");
}

#[test]
fn relocations_outside_are_refused() {
    let check = |offset: u64, kind: u32, expect: &str| {
        let mut object = object_for(Architecture::Aarch64);
        let (text, _) = function(&mut object, "f", &[NOP, RET], 8);
        let f = object.symbol_id(b"f").expect("the function");
        relocate(&mut object, text, offset, f, 0, kind);
        let message = message(&object.write().expect("an object"));
        assert!(message.contains(expect), "{message}");
    };
    check(8, elf::R_AARCH64_CALL26, ".text+0x8 lies outside its section of 0x8 bytes");
    check(4, elf::R_AARCH64_ABS64, ".text+0x4 lies outside its section");
    check(u64::MAX - 3, elf::R_AARCH64_CALL26, "lies outside its section");
    check(2, elf::R_AARCH64_CALL26, ".text+0x2 is no multiple of 4");
}

/// Two loads from the GOT and a call, all of undefined symbols.
fn importing() -> Vec<u8> {
    let mut object = object_for(Architecture::Aarch64);
    let code = [0x9000_0000, 0xf940_0000, 0x9000_0001, 0xf940_0021, 0x9400_0000, RET];
    let (text, _) = function(&mut object, "f", &code, 24);
    let (cap, help) = (undefined(&mut object, "cap"), undefined(&mut object, "help"));
    relocate(&mut object, text, 0, cap, 0, elf::R_AARCH64_ADR_GOT_PAGE);
    relocate(&mut object, text, 4, cap, 0, elf::R_AARCH64_LD64_GOT_LO12_NC);
    relocate(&mut object, text, 8, help, 0, elf::R_AARCH64_ADR_GOT_PAGE);
    relocate(&mut object, text, 12, help, 0, elf::R_AARCH64_LD64_GOT_LO12_NC);
    relocate(&mut object, text, 16, help, 0, elf::R_AARCH64_CALL26);
    object.write().expect("an object")
}

#[test]
fn imports_are_unresolved() {
    let image = load(&importing()).expect("an image");
    let places: Vec<_> = image.unresolved.iter().map(|u| (u.address, u.size, u.name.as_str())).collect();
    assert_eq!(places, [(0x10_0010, 4, "help"), (0x10_1000, 8, "cap"), (0x10_1008, 8, "help")]);
    assert_eq!(image.word(0x10_000c), Some(0xf940_0421), "the second slot");
    assert_eq!((image.word(0x10_0010), image.word(0x10_0014)), (None, Some(RET)));
    assert_eq!(image.bytes_at(0x10_0000, 24), None);
    assert_eq!(image.raw_at(0x10_0000, 24).map(<[u8]>::len), Some(24));
    let check = |address, len, expect| assert_eq!(image.unresolved_at(address, len), expect, "{address:#x}");
    check(0x10_000c, 4, None);
    check(0x10_000d, 4, Some("help"));
    check(0x10_0013, 1, Some("help"));
    check(0x10_0014, 4, None);
    check(0x10_1004, 1, Some("cap"));
    check(0, usize::MAX, Some("help"));
}

#[test]
fn externals_are_placed() {
    let externals = BTreeMap::from([
        ("cap".to_string(), External::Bytes(vec![7, 0, 0, 0])),
        ("help".to_string(), External::Address(0x20_0000)),
        ("f".to_string(), External::Address(4)),
    ]);
    let image = Image::load(&importing(), &Request { member: None, symbol: None, externals: &externals });
    let image = image.expect("an image");
    assert_eq!(image.unresolved, []);
    let (cap, offset) = image.symbol_at(0x10_1000).expect("the data object");
    assert_eq!((cap.name.as_str(), cap.size, offset), ("cap", 4, 0));
    assert_eq!(image.word(0x10_1000), Some(7));
    assert_eq!(image.bytes_at(0x10_2000, 8), Some(&0x10_1000u64.to_le_bytes()[..]));
    assert_eq!(image.word(0x10_0010), Some(0x9403_fffc), "a call to 0x200000");
    assert_eq!(image.symbol_at(0x20_0000).map(|(s, _)| s.name.as_str()), Some("help"));
    assert_eq!(image.function("f").map(|f| f.address), Ok(RELOCATABLE_BASE), "a definition stays");
    assert!(image.segments.iter().all(|s| s.address.is_multiple_of(4096) && (s.executable == (s.name == ".text"))));
}

#[test]
fn common_and_bss_are_zero() {
    let mut object = object_for(Architecture::Aarch64);
    function(&mut object, "f", &[RET], 4);
    let bss = object.section_id(StandardSection::UninitializedData);
    object.append_section_bss(bss, 0x1234, 8);
    object.add_common_symbol(symbol("shared", SymbolSection::Common, 0, 0, SymbolKind::Data), 24, 32);
    let image = load(&object.write().expect("an object")).expect("an image");
    let shared = image.symbols.iter().find(|s| s.name == "shared").expect("the symbol");
    assert_eq!(image.bytes_at(shared.address, 24), Some(&[0; 24][..]));
    assert_eq!(image.bytes_at(shared.address, 25), None);
    let bss = image.segments.iter().find(|s| s.name == ".bss").expect("the section");
    assert_eq!((bss.bytes.len(), bss.writable, bss.executable), (0x1234, true, false));
}

#[test]
fn absurd_sizes_are_refused() {
    let check = |size: u64, expect: &str| {
        let mut object = object_for(Architecture::Aarch64);
        let bss = object.section_id(StandardSection::UninitializedData);
        object.append_section_bss(bss, size, 1);
        let message = message(&object.write().expect("an object"));
        assert!(message.contains(expect), "{message}");
    };
    check(1 << 40, "bytes to map up to .bss: found 1099511627776, expected at most 268435456");
    check(u64::MAX, ".bss: reaches beyond the end of the address space");
}

/// Code with a table in it: `f` without a size, its alias, the untyped `tail`, the table, then `last`.
fn mapped() -> Vec<u8> {
    let mut object = object_for(Architecture::Aarch64);
    let (text, _) = function(&mut object, "f", &[NOP, NOP, RET], 0);
    object.add_symbol(symbol("f_alias", SymbolSection::Section(text), 0, 0, SymbolKind::Text));
    mapping(&mut object, text, "tail", 8);
    mapping(&mut object, text, "$d.1", 12);
    object.append_section_data(text, &[1, 2, 3, 4, 5, 6, 7, 8], 4);
    mapping(&mut object, text, "table", 12);
    mapping(&mut object, text, "$x", 20);
    function(&mut object, "last", &[NOP, RET], 0);
    let rodata = object.section_id(StandardSection::ReadOnlyData);
    object.append_section_data(rodata, &[9; 8], 8);
    object.add_symbol(symbol("K", SymbolSection::Section(rodata), 0, 8, SymbolKind::Data));
    object.add_file_symbol(b"f.S".to_vec());
    object.section_symbol(text);
    object.write().expect("an object")
}

#[test]
fn functions() {
    let image = load(&mapped()).expect("an image");
    let names: Vec<_> = image.symbols.iter().map(|s| (s.name.as_str(), s.is_code)).collect();
    let expect = [("f", true), ("f_alias", true), ("tail", true), ("table", false), ("last", true), ("K", false)];
    assert_eq!(names, expect);
    let check = |name: &str, address, size, aliases: &[&str]| {
        let found = image.function(name).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!((found.name.as_str(), found.address, found.size), (name, address, size));
        assert_eq!(found.aliases, aliases);
    };
    check("f", 0x10_0000, 8, &["f_alias"]);
    check("f_alias", 0x10_0000, 8, &["f"]);
    check("tail", 0x10_0008, 4, &[]);
    check("last", 0x10_0014, 8, &[]);
    check("0x100004", 0x10_0004, 4, &[]);
    let kinds = [(0, MappingKind::Code), (8, MappingKind::Code), (12, MappingKind::Data), (19, MappingKind::Data)];
    for (offset, kind) in kinds.into_iter().chain([(20, MappingKind::Code), (0x1000, MappingKind::Data)]) {
        assert_eq!(image.kind_at(RELOCATABLE_BASE + offset), kind, "{offset}");
    }
    assert_eq!(image.symbol_at(0x10_0018).map(|(s, offset)| (s.name.as_str(), offset)), Some(("last", 4)));
    assert_eq!(image.symbol_at(0x10_1008), None);
}

#[test]
fn unknown_functions_are_explained() {
    let image = load(&mapped()).expect("an image");
    let check = |name: &str, expect: &str| {
        assert_eq!(image.function(name).expect_err("a refusal").to_string(), expect);
    };
    check("lost", "no function lost; the nearest names are last");
    check("sha256", "no function sha256, and no name like it; ask for an address such as 0x1000 instead");
    check("K", "K cannot be taken as a function: it names data, not code; ask for a function");
    check(
        "0x101000",
        "0x101000 cannot be taken as a function: 0x101000 lies in no executable part of the file; ask for a \
         function's address",
    );
}

#[test]
fn shared_names_are_ambiguous() {
    let mut object = object_for(Architecture::Aarch64);
    let (text, _) = function(&mut object, "f", &[RET, RET, RET], 4);
    let static_f = |value| Symbol {
        scope: SymbolScope::Compilation,
        ..symbol("helper", SymbolSection::Section(text), value, 4, SymbolKind::Text)
    };
    object.add_symbol(static_f(4));
    object.add_symbol(static_f(8));
    let image = load(&object.write().expect("an object")).expect("an image");
    let message = image.function("helper").expect_err("a refusal").to_string();
    let expect = "2 functions are called helper, at 0x100004, 0x100008; ask for one of these addresses instead";
    assert!(message.starts_with(expect), "{message}");
}

#[test]
fn foreign_files_are_named() {
    let check = |bytes: &[u8], found: &str| {
        let message = message(bytes);
        assert!(message.contains(&format!("found {found}; build or fetch the AArch64 version")), "{message}");
    };
    let write = |architecture| object_for(architecture).write().expect("an object");
    check(&write(Architecture::X86_64), "an ELF file for x86-64");
    check(&write(Architecture::Riscv64), "an ELF file for RISC-V");
    check(&write(Architecture::Arm), "a 32-bit ELF file");
    let big = Object::new(BinaryFormat::Elf, Architecture::Aarch64, Endianness::Big).write().expect("an object");
    check(&big, "a big-endian ELF file for AArch64");
    check(b"int main(void) { return 0; }", "28 bytes of no known format");
    check(b"", "0 bytes of no known format");
    let mut core = write(Architecture::Aarch64);
    core[16] = 4;
    check(&core, "a core dump");
}

/// A static library as `ar` writes it.
fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = b"!<arch>\n".to_vec();
    for (name, data) in members {
        let name = format!("{name}/");
        bytes.extend(format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", 0, 0, 0, 644, data.len()).bytes());
        bytes.extend_from_slice(data);
        bytes.extend(std::iter::repeat_n(b'\n', data.len() % 2));
    }
    bytes
}

fn member(name: &str) -> Vec<u8> {
    let mut object = object_for(Architecture::Aarch64);
    function(&mut object, name, &[RET], 4);
    undefined(&mut object, "sha");
    object.write().expect("an object")
}

#[test]
fn archive_members() {
    let (aes, sha, other) = (member("aes"), member("sha"), member("aes"));
    let library = archive(&[("aes.o", &aes), ("README", b"text"), ("sha.o", &sha), ("aes2.o", &other)]);
    let externals = BTreeMap::new();
    let load = |member, symbol| {
        Image::load(&library, &Request { member, symbol, externals: &externals })
            .map(|image| image.member.expect("a member's name"))
            .map_err(|error| error.to_string())
    };
    assert_eq!(load(Some("sha.o"), None).as_deref(), Ok("sha.o"));
    assert_eq!(load(None, Some("sha")).as_deref(), Ok("sha.o"), "an undefined reference is no definition");
    assert_eq!(load(Some("aes2.o"), Some("aes")).as_deref(), Ok("aes2.o"));
    let check = |member, symbol, expect: &str| {
        let message = load(member, symbol).expect_err("a refusal");
        assert!(message.contains(expect), "{message}");
    };
    check(None, Some("aes"), "expected one archive member that defines aes, found 2: aes.o, aes2.o; name a member");
    check(None, None, "expected one archive member to load, found 4: aes.o, README, sha.o, aes2.o");
    let all = "its members are aes.o, README, sha.o, aes2.o; name one of them";
    check(Some("gcm.o"), None, &format!("the archive has no member named gcm.o; {all}"));
    check(None, Some("gcm"), &format!("the archive has no member that defines gcm; {all}"));
    check(Some("sha.o"), Some("aes"), "no member named sha.o that defines aes");
    check(Some("README"), None, "archive member README: expected an AArch64 little-endian ELF64 object");
}

#[test]
fn visible_definitions_come_before_static_ones() {
    let mut object = object_for(Architecture::Aarch64);
    let (text, _) = function(&mut object, "other", &[RET, RET], 4);
    for name in ["sha", "hidden"] {
        let local = symbol(name, SymbolSection::Section(text), 4, 4, SymbolKind::Text);
        object.add_symbol(Symbol { scope: SymbolScope::Compilation, ..local });
    }
    let library = archive(&[("visible.o", &member("sha")), ("static.o", &object.write().expect("an object"))]);
    let check = |name, expect: &str| {
        let request = Request { member: None, symbol: Some(name), externals: &BTreeMap::new() };
        assert_eq!(Image::load(&library, &request).map(|image| image.member), Ok(Some(expect.to_string())));
    };
    check("sha", "visible.o");
    check("hidden", "static.o");
}

#[test]
fn odd_archives() {
    let only = archive(&[("only.o", &member("f"))]);
    assert_eq!(load(&only).map(|image| image.member), Ok(Some("only.o".to_string())));
    assert!(message(b"!<thin>\n").contains("a thin archive"));
    assert!(message(&archive(&[])).contains("its members are none"));
}

/// A shared object: one PT_LOAD of code, tables and data at 0, one PT_DYNAMIC; no section table.
fn shared(relocations: &[(u64, u32, u32, i64)]) -> Vec<u8> {
    const DYNAMIC: u64 = 0xb0;
    const SYMBOLS: u64 = 0x150;
    const NAMES: u64 = 0x1b0;
    const TABLE: u64 = 0x1c0;
    const DATA: u64 = 0x400;
    let mut file = vec![0; 0x500];
    let mut put = |at: u64, bytes: &[u8]| file[at as usize..at as usize + bytes.len()].copy_from_slice(bytes);
    put(0, b"\x7fELF\x02\x01\x01");
    put(16, &words(&[0x00b7_0003, 1]));
    put(32, &64u64.to_le_bytes());
    put(52, &words(&[0x0038_0040, 0x0040_0002]));
    let load = [0u64, 0, 0, 0x500, 0x600, 0x1000];
    let dynamic = [DYNAMIC, DYNAMIC, DYNAMIC, 0xa0, 0xa0, 8];
    for (at, kind, flags, fields) in [(64, 1, 7, load), (120, 2, 6, dynamic)] {
        put(at, &words(&[kind, flags]));
        put(at + 8, &fields.map(u64::to_le_bytes).concat());
    }
    let size = 24 * relocations.len() as u64;
    let tags = [(5, NAMES), (10, 16), (6, SYMBOLS), (11, 24), (7, TABLE), (8, size), (9, 24), (20, 7), (0, 0), (0, 0)];
    put(DYNAMIC, &tags.map(|(tag, value): (u64, u64)| [tag.to_le_bytes(), value.to_le_bytes()].concat()).concat());
    // Symbols: none, the import `puts`, the object `data`, the thread-local import `tls`.
    for (index, name, info, section, value) in [(1, 1, 0x12, 0, 0), (2, 6, 0x11, 1, DATA), (3, 11, 0x16, 0, 0)] {
        put(SYMBOLS + 24 * index, &words(&[name, info | section << 16]));
        put(SYMBOLS + 24 * index + 8, &value.to_le_bytes());
    }
    put(NAMES, b"\0puts\0data\0tls\0");
    for (index, (place, kind, symbol, addend)) in (0..).zip(relocations) {
        put(TABLE + 24 * index, &place.to_le_bytes());
        put(TABLE + 24 * index + 8, &words(&[*kind, *symbol]));
        put(TABLE + 24 * index + 16, &addend.to_le_bytes());
    }
    file
}

fn linked() -> Vec<u8> {
    shared(&[
        (0x400, elf::R_AARCH64_RELATIVE, 0, 0x123),
        (0x408, elf::R_AARCH64_GLOB_DAT, 2, 0),
        (0x410, elf::R_AARCH64_ABS64, 2, 8),
        (0x418, elf::R_AARCH64_JUMP_SLOT, 1, 0),
        (0x420, elf::R_AARCH64_TLSDESC, 3, 0),
        (0x430, elf::R_AARCH64_IRELATIVE, 0, 0x300),
    ])
}

#[test]
fn shared_objects() {
    let image = load(&linked()).expect("an image");
    assert_eq!((image.format.as_str(), image.segments.len()), ("ELF shared object", 1));
    let double = |address| image.bytes_at(address, 8).map(|b| u64::from_le_bytes(b.try_into().expect("eight bytes")));
    let found = [0x400, 0x408, 0x410, 0x418, 0x5f8].map(double);
    assert_eq!(found, [Some(0x123), Some(0x400), Some(0x408), None, Some(0)]);
    let places: Vec<_> = image.unresolved.iter().map(|u| (u.address, u.size, u.name.as_str())).collect();
    let resolver = "the choice of the IFUNC resolver at 0x300";
    assert_eq!(places, [(0x418, 8, "puts"), (0x420, 16, "thread-local tls"), (0x430, 8, resolver)]);
    let externals = BTreeMap::from([("puts".to_string(), External::Address(0x9000))]);
    let request = Request { member: None, symbol: None, externals: &externals };
    let image = Image::load(&linked(), &request).expect("an image");
    assert_eq!(image.word(0x418), Some(0x9000));
}

#[test]
fn shared_objects_are_refused() {
    let check = |bytes: &[u8], expect: &str| {
        let message = message(bytes);
        assert!(message.contains(expect), "{message}");
    };
    check(&shared(&[(0x600, elf::R_AARCH64_RELATIVE, 0, 0)]), "(number 1027) at 0x600 lies outside the segments");
    check(&shared(&[(0x400, elf::R_AARCH64_PREL32, 0, 0)]), "R_AARCH64_PREL32 (number 261) at 0x400 is not supported");
    check(&shared(&[(0x400, elf::R_AARCH64_ABS64, 3, 0)]), "refers to a thread-local symbol");
    check(&shared(&[(0x400, elf::R_AARCH64_ABS64, 900, 0)]), "dynamic symbol table: 0x18 bytes at 0x55b0 lie in no");
    let mut overlapping = linked();
    overlapping[120] = 1;
    check(&overlapping, "LOAD 1: overlaps LOAD 0 at 0xb0; the file is damaged or cut short");
    let mut empty = linked();
    empty[64] = 0;
    check(&empty, "expected a PT_LOAD segment, found none");
}

/// Loads and asks every question; whatever the bytes are, both must end soon and without a panic.
fn try_everything(bytes: &[u8], what: &dyn Fn() -> String) {
    let start = Instant::now();
    if let Ok(image) = load(bytes) {
        for symbol in &image.symbols {
            let _ = (image.function(&symbol.name), image.symbol_at(symbol.address), image.kind_at(symbol.address));
        }
        for address in image.segments.iter().flat_map(|s| [s.address, s.address + s.bytes.len() as u64 - 1]) {
            let _ = (image.word(address), image.unresolved_at(address, usize::MAX), image.symbol_at(address));
        }
        let _ = (image.function("no such function"), image.bytes_at(u64::MAX, usize::MAX), image.kind_at(u64::MAX));
    }
    assert!(start.elapsed() < Duration::from_secs(1), "{}: {:?}", what(), start.elapsed());
}

fn fixtures() -> [(&'static str, Vec<u8>); 5] {
    let relocated = relocated(0x9400_0000, elf::R_AARCH64_CALL26, 0);
    let library = archive(&[("only.o", &relocated)]);
    [
        ("relocated", relocated),
        ("importing", importing()),
        ("mapped", mapped()),
        ("linked", linked()),
        ("library", library),
    ]
}

#[test]
fn every_truncation_ends() {
    for (name, bytes) in fixtures() {
        assert!(load(&bytes).is_ok(), "{name}");
        for length in 0..bytes.len() {
            try_everything(&bytes[..length], &|| format!("{name} cut to {length}"));
        }
    }
}

/// Every aligned word of every header and table, and of the rest of the file too.
#[test]
fn every_corruption_ends() {
    for (name, bytes) in fixtures() {
        for at in (0..bytes.len() - 3).step_by(4) {
            let old = u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
            let values = [0, u32::MAX, 0x8000_0000, 0x7fff_ffff, old.wrapping_add(1)];
            let mut damaged = bytes.clone();
            for new in values.into_iter().chain((0..32).map(|bit| old ^ 1 << bit)) {
                damaged[at..at + 4].copy_from_slice(&new.to_le_bytes());
                try_everything(&damaged, &|| format!("{name} with {new:#x} at {at:#x}"));
            }
        }
    }
}

/// Small files whose tables point at each other in order to ask for much more than their own size.
#[test]
fn amplification_is_bounded() {
    let mut object = object_for(Architecture::Aarch64);
    function(&mut object, "f", &[RET], 4);
    let long = "n".repeat(4000);
    for index in 0..3000 {
        undefined(&mut object, &format!("{index}{long}"));
    }
    let bytes = object.write().expect("an object");
    try_everything(&bytes, &|| "many long names".into());
    let mut object = object_for(Architecture::Aarch64);
    function(&mut object, &"n".repeat(5000), &[RET], 4);
    let message = message(&object.write().expect("an object"));
    assert!(message.contains("no name of at most 4096 bytes starts at"), "{message}");
}
