//! The built binary: what it prints and its exit code.

mod command;

use command::{says, vambrace};

const OBJECT: &str = "testdata/sha256_ce.o";
const SYMBOL: &str = "vambrace_sha256_blocks";

/// Runs the function on the message "abc" in so many blocks, with more arguments.
fn sha256_of_abc(blocks: u32, more: &[&str]) -> (i32, String, String) {
    let initial: [u32; 8] =
        [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];
    let state: String = initial.iter().map(|word| hex(&word.to_le_bytes())).collect();
    let state = format!("state=hex:{state}");
    let data = format!("data,ro=hex:61626380{}18", "00".repeat(59));
    let count = format!("X2={blocks}");
    let own = ["run", OBJECT, SYMBOL, "--mem", &state, "--mem", &data, "--reg", "X0=&state", "--reg", "X1=&data"];
    vambrace(&[&own, &["--reg", &count][..], more].concat())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_hash_of_abc() {
    let (code, out, err) = sha256_of_abc(1, &["--json"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let report: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    let memory = report["memory"].as_array().expect("a list");
    let state = memory.iter().find(|region| region["name"] == "state").expect("the state changed");
    let lines = state["lines"].as_array().expect("a list");
    let bytes: String = lines.iter().map(|line| line["new"].as_str().expect("hex")).collect();
    // FIPS 180-4 numbers, each word with its bytes reversed.
    let words = bytes.as_bytes().chunks(8).map(|word| {
        let word = u32::from_str_radix(std::str::from_utf8(word).expect("hex"), 16).expect("hex");
        word.swap_bytes()
    });
    let digest: String = words.map(|word| format!("{word:08x}")).collect();
    assert_eq!(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(report["returned"], true);
    assert!(memory.iter().all(|region| region["name"] != "data"), "{out}");
}

#[test]
fn what_changed_is_printed() {
    let (code, out, _) = sha256_of_abc(1, &[]);
    assert_eq!(code, 0);
    for part in ["X2   0x1 -> 0x0", "NZCV ---- -> -ZC-", "->  bf1678ba eacf018f", "state, 32 bytes at 0x", "returned"] {
        assert!(out.contains(part), "expected {part:?} in\n{out}");
    }
    let (code, out, _) = sha256_of_abc(0, &[]);
    assert_eq!((code, out.as_str()), (0, "vambrace_sha256_blocks, 2 instructions\nnothing changed\nreturned\n"));
}

#[test]
fn a_trace_shows_values_places_and_targets() {
    let (code, out, _) = sha256_of_abc(1, &["--trace"]);
    assert_eq!(code, 0);
    let line = |start: &str| out.lines().find(|line| line.contains(start)).expect(start);
    assert!(line("+0x0  cbz").contains("<vambrace_sha256_blocks+0x1f4> ; X2=0x1"));
    assert!(line("+0x10  ldr q0, [x0]").contains("state+0x0]=0xa54ff53a3c6ef372bb67ae856a09e667 -> V0=0xa54f"));
    assert!(line("str q0, [x0]").contains("-> ["), "{out}");
    assert_eq!(out.lines().filter(|line| line.starts_with("0x")).count(), 126);
    let (_, out, _) = sha256_of_abc(0, &["--trace"]);
    assert!(out.contains("X2=0x0 -> PC=vambrace_sha256_blocks+0x1f4"), "{out}");
}

#[test]
fn a_run_that_does_not_return_says_where_and_why() {
    let check = |(code, out, err): (i32, String, String), parts: &[&str]| {
        assert_eq!(code, 1, "{out}{err}");
        for part in parts {
            assert!(out.contains(part), "expected {part:?} in\n{out}");
        }
    };
    let at = "stopped at vambrace_sha256_blocks+0x18 (0x";
    check(sha256_of_abc(2, &[]), &[at, "`ld1 {", "not mapped", "right at its end", "reads X1 = 0x"]);
    check(sha256_of_abc(1, &["--limit", "3"]), &["3 instructions", "+0xc", "the limit", "raise --limit"]);
    check(sha256_of_abc(1, &["--reg", "SP=&stack"]), &["not mapped", "16 bytes before it", "reads SP = 0x"]);
    check(sha256_of_abc(1, &["--reg", "SP=&stack+0x108"]), &["stp d8, d9", "not a multiple of 16"]);
    check(sha256_of_abc(1, &["--reg", "X0=&data"]), &["str q0, [x0]", "read-only", "leave out `,ro`"]);
}

#[test]
fn wrong_arguments_are_explained() {
    let run = |more: &[&str], parts: &[&str]| says(&[&["run", OBJECT, SYMBOL], more].concat(), 2, parts);
    run(&["--reg", "X31=1"], &["X0-X30", "X31"]);
    run(&["--reg", "X0=ten"], &["expected a number", "ten"]);
    run(&["--reg", "X0=&nothing"], &["no region or symbol `nothing`", "stack"]);
    run(&["--mem", "a=hex:123"], &["two hex digits"]);
    run(&["--mem", "a=file:/no/such/file"], &["cannot read /no/such/file"]);
    run(&["--mem", "a=zero:1", "--mem", "a=zero:1"], &["taken"]);
    run(&["--mem", "a@0x100000=zero:1"], &["overlaps .text"]);
    run(&["--isa", "testdata"], &["holds no file that ends in .isa"]);
    says(&["run", OBJECT], 2, &["SYMBOL"]);
    says(&["run", OBJECT, "vambrace_sha256_block"], 2, &["no function", "nearest names", SYMBOL]);
    says(&["run", "no/such.o", SYMBOL], 2, &["cannot read no/such.o", "check the path"]);
    says(&["run", "Cargo.toml", SYMBOL], 2, &["Cargo.toml: expected an AArch64"]);
}

#[test]
fn a_truncated_file_is_refused() {
    let bytes = std::fs::read(OBJECT).expect("the object");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("short.o");
    std::fs::write(&path, &bytes[..bytes.len() / 2]).expect("written");
    says(&["run", path.to_str().expect("UTF-8"), SYMBOL], 2, &["short.o", "damaged or cut short"]);
}

#[test]
fn random_memory_is_the_same_for_the_same_seed() {
    let run = |seed: &str| {
        let data = format!("data=random:64:{seed}");
        let own = ["run", OBJECT, SYMBOL, "--mem", "state=zero:32", "--mem", &data, "--reg", "X0=&state"];
        vambrace(&[&own[..], &["--reg", "X1=&data", "--reg", "X2=1"]].concat())
    };
    assert_eq!(run("1"), run("1"));
    assert_ne!(run("1").1, run("2").1);
    assert_eq!(run("1").0, 0);
}

#[test]
fn a_simulation_shows_terms() {
    let sim = |more: &[&str]| {
        let own = ["sim", OBJECT, SYMBOL, "--region", "state@X0:32,rw", "--region", "data@X1:64"];
        vambrace(&[&own, more].concat())
    };
    let (code, out, err) = sim(&["--steps", "8"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let parts = [
        "path 1 of 2: returned\nwhen = X2 == 0\n",
        "path 2 of 2: out of steps before vambrace_sha256_blocks+0x20 `rev32 v17.16b, v17.16b`\n",
        "\nwhen = NOT (X2 == 0)\nX1' = X1 + 0x40\n",
        "SP' = SP - 0x10\n",
        "V0' = [state;16]\n",
        "[stack-16;8]' = V8[63:0]\n",
    ];
    for part in parts {
        assert!(out.contains(part), "expected {part:?} in\n{out}");
    }
    let (code, out, _) = sim(&["--to", "mov x4, x3", "--reg", "X2=1", "--show", "W2,[state+8;4],X4"]);
    let header = "X1' is X1 at the end of the path; X1 is X1 on entry.\n\n";
    let end =
        "path 1 of 1: at vambrace_sha256_blocks+0x2c `mov x4, x3`\nW2' = 1\n[state+8;4]' = [state+8;4]\nX4' = X4\n";
    assert_eq!((code, out), (0, format!("{header}{end}")));
    let (code, out, _) = sim(&["--to", "+0x2c", "--reg", "X2=1", "--show", "X1", "--smtlib"]);
    assert_eq!(code, 0);
    assert!(out.starts_with("; path 1 of 1: at") && out.ends_with("(check-sat)\n"), "{out}");
    assert!(out.contains("(define-fun |X1'| () (_ BitVec 64) (bvadd |X1| (_ bv64 64)))"), "{out}");
}

#[test]
fn a_simulation_that_cannot_go_on_says_why() {
    let sim = |more: &[&str], code, parts: &[&str]| says(&[&["sim", OBJECT, SYMBOL], more].concat(), code, parts);
    sim(&[], 1, &["stopped at vambrace_sha256_blocks+0x10", "`ldr q0, [x0]`", "X0", "--region"]);
    sim(&["--to", "ldr q9, [x0]"], 2, &["none has this text", "vambrace disasm"]);
    sim(&["--to", "rev32 v16.16b,v16.16b", "--reg", "X2=0"], 1, &["returned", "no path comes to --to"]);
    sim(&["--region", "a@X0:8", "--reg", "X0=1"], 2, &["unknown address of `a`"]);
    sim(&["--region", "a@X0:8", "--region", "b@X0:8"], 2, &["must differ"]);
    sim(&["--region", "a@V0:8"], 2, &["X0-X30"]);
    sim(&["--show", "[a;4]"], 2, &["no region `a`"]);
    sim(&["--show", "[stack;17]"], 2, &["1 to 16 bytes"]);
}

#[test]
fn listings() {
    let (code, out, _) = vambrace(&["disasm", OBJECT, SYMBOL]);
    assert_eq!(code, 0);
    assert!(out.contains("\n0000000000100000 <vambrace_sha256_blocks>:\n  100000:  b4000fa2  cbz x2, "), "{out}");
    assert!(out.contains("  b.ne #-460 <vambrace_sha256_blocks+0x18>\n"), "{out}");
    let (code, out, _) = vambrace(&["isa", "find", "5e0c4231"]);
    assert_eq!(code, 0);
    assert!(out.contains("sha256h q17, q17, v12.4s") && out.contains("Rm       = 01100 (12)"), "{out}");
    let (code, out, _) = vambrace(&["isa", "list"]);
    assert!(code == 0 && out.contains("SHA256H2"), "{out}");
    says(&["isa", "find", "02ffffff"], 1, &["no instruction"]);
    says(&["isa", "find", "xyz"], 2, &["hexadecimal"]);
}
