//! Certificates against other objects, scripts, standards and instruction texts than they were made of.

use super::fixture::{Fixture, ISA, LOOP, MIX, STREAM, object};
use vambrace::certificate::check::Rejection;
use vambrace::claim::changed::{Changed, Run};
use vambrace::claim::script::{Edits, Script};
use vambrace::lift::isa::Isa;
use vambrace::lift::texts::embedded;
use vambrace::machine::elf::External;
use vambrace::symbolic::path::Side;
use vambrace::term::TermId;
use vambrace::term::eval::mix;

/// Refused as changed by the hashes, and for its content where hashes do not matter.
fn check(fixture: &Fixture, script: &Script, object: &[u8], isa: &Isa, changed: &str, what: &str) {
    match fixture.certificate.check(script, object, isa) {
        Err(Rejection::Changed(part)) => assert!(part.contains(changed), "{what}: {part}"),
        other => panic!("{what}: {other:?}"),
    }
    let by_content = fixture.certificate.check_content(script, object, isa);
    assert!(matches!(by_content, Err(Rejection::Refused(_))), "{what}: {by_content:?}");
}

/// Bits that may change, for content alone: the routine stays one that computes the standard, by the same steps, and its
/// statement has the hash of the other code. They are LDRSB for LDRB of a byte whose sign is not looked at; LDURB and
/// STURB, which are the same without an offset; shifts by nothing of another kind; and BR X30 for RET.
const AS_GOOD: [usize; 12] = [55, 56, 118, 119, 150, 151, 182, 183, 214, 215, 312, 342];

#[test]
fn another_object() {
    let fixture = LOOP.with(|f| *f);
    let script = fixture.script();
    for bit in 0..MIX.len() * 32 {
        let mut words = MIX;
        words[bit / 32] ^= 1 << (bit % 32);
        let object = object("mix", &words);
        match fixture.certificate.check_content(&script, &object, &ISA) {
            Ok(accepted) => {
                assert!(AS_GOOD.contains(&bit), "bit {bit}, {:#x}", words[bit / 32]);
                assert_ne!(accepted.statement.code, fixture.accepted.statement.code);
                assert!(fixture.certificate.check(&script, &object, &ISA).is_err());
            }
            Err(_) => check(fixture, &script, &object, &ISA, "object", &format!("bit {bit}")),
        }
    }
    let renamed = object("max", &MIX);
    check(fixture, &script, &renamed, &ISA, "object", "another name");
    for length in (0..fixture.object.len()).step_by(7) {
        check(fixture, &script, &fixture.object[..length], &ISA, "object", &format!("{length} bytes"));
    }
}

#[test]
fn another_script() {
    let fixture = LOOP.with(|f| *f);
    for (from, to) in [
        ("requires num < 16", "requires num < 17"),
        ("requires num < 16", "requires num < 15"),
        ("requires num < 16", "requires num == 16"),
        ("mixed(old(state), old(data))\n", "mixed(state, old(data))\n"),
        ("ensures  state == mixed", "ensures  state != mixed"),
        ("X[2] == num - done", "X[2] == num"),
        ("X[1] == &data + done", "X[1] == &data"),
        ("invariant done < num", "invariant done <= num"),
        ("old(data)[0 .. done])", "old(data)[0 .. done + 1])"),
        ("decreases num - done", "decreases done"),
        ("done = 0 then done + 1", "done = 1 then done + 1"),
        ("done = 0 then done + 1", "done = 0 then done + 2"),
        ("ldrb w4, [x1], #1", "and w5, w4, w3"),
        ("state : Byte[1] at X[0]", "state : Byte[1] at X[1]"),
        ("bits(8)[num] at X[1]", "bits(8)[2 * num] at X[3]"),
        ("modifies state", ""),
        ("proof mix(", "proof other("),
    ] {
        let edit = |text: String| {
            assert!(text.contains(from), "{from}");
            text.replace(from, to)
        };
        let edits = Edits { script: &edit, standard: &|text| text };
        // One that cannot be read is refused before there is a certificate.
        if let Ok(script) = Script::read(&fixture.script, &edits) {
            check(fixture, &script, &fixture.object, &ISA, "script", &format!("{from} -> {to}"));
        }
    }
}

#[test]
fn another_standard() {
    let fixture = LOOP.with(|f| *f);
    for (from, to) in [
        ("(H[0] EOR M[0]) + M[0]", "(H[0] EOR M[0]) - M[0]"),
        ("(H[0] EOR M[0]) + M[0]", "(H[0] OR M[0]) + M[0]"),
        ("(H[0] EOR M[0]) + M[0]", "(H[0] EOR M[0]) + H[0]"),
        ("== [0x09[7:0]]", "== [0x08[7:0]]"),
        ("blocks(M, 1)", "blocks(M, 2)"),
        ("fold step over blocks(M, 1) from H", "H"),
    ] {
        let edit = |text: String| {
            assert!(text.contains(from), "{from}");
            // The known answer is not what stops it.
            let text = text.replace(from, to);
            if from.starts_with("==") {
                text
            } else {
                text.lines().filter(|l| !l.starts_with("test")).map(|l| format!("{l}\n")).collect()
            }
        };
        let edits = Edits { script: &|text| text, standard: &edit };
        if let Ok(script) = Script::read(&fixture.script, &edits) {
            check(fixture, &script, &fixture.object, &ISA, "script", &format!("{from} -> {to}"));
        }
    }
}

/// The texts with an edit of all that stands for an instruction.
fn edited(instruction: &str, from: &str, to: &str) -> Isa {
    let mut done = false;
    let texts: Vec<(String, String)> = embedded()
        .into_iter()
        .map(|(name, text)| {
            let Some(start) = text.find(&format!("instruction {instruction} ")) else { return (name, text) };
            let end = text[start + 1..].find("\ninstruction ").map_or(text.len(), |at| start + 1 + at);
            let body = text[start..end].replace(from, to);
            done |= body != text[start..end];
            (name, [&text[..start], &body, &text[end..]].concat())
        })
        .collect();
    assert!(done, "{instruction} does not say {from}");
    Isa::read(&texts).unwrap_or_else(|(sources, errors)| panic!("{}", vambrace::lang::render_all(&errors, &sources)))
}

#[test]
fn other_instruction_texts() {
    let fixture = LOOP.with(|f| *f);
    let script = fixture.script();
    for (instruction, from, to) in TEXTS {
        let isa = edited(instruction, from, to);
        check(fixture, &script, &fixture.object, &isa, "instruction texts", &format!("{instruction}: {from} -> {to}"));
    }
}

/// An instruction that the routine uses, and what is changed in its text.
const TEXTS: [(&str, &str, &str); 10] = [
    ("ADD_shifted_register", "X[n, datasize] + operand2", "X[n, datasize] - operand2"),
    ("SUB_shifted_register", "X[n, datasize] - operand2", "X[n, datasize] + operand2"),
    ("AND_shifted_register", "X[n, datasize] AND operand2", "X[n, datasize] OR operand2"),
    ("ORR_shifted_register", "X[n, datasize] OR operand2", "X[n, datasize] EOR operand2"),
    ("SUB_immediate", "operand1 - imm", "operand1 + imm"),
    ("LDRB_immediate_post_index", "address + offset", "address - offset"),
    ("LDRB_immediate_unsigned_offset", "ZeroExtend(Mem[address, 1], 32)", "NOT ZeroExtend(Mem[address, 1], 32)"),
    ("STRB_immediate_unsigned_offset", "X[t, 32][7:0]", "X[t, 32][15:8]"),
    ("CBNZ", "then PC + 4 else target", "then target else PC + 4"),
    ("RET", "PC = X[n, 64]", "PC = X[n, 64] + 4"),
];

fn without(change: impl Fn(&mut Changed)) -> impl Fn(&mut vambrace::certificate::Certificate) {
    move |certificate| certificate.hints.changed.iter_mut().for_each(&change)
}

/// What a search says and nobody believes: places that a loop changes, and values for which `requires` holds.
#[test]
fn lying_hints() {
    let fixture = LOOP.with(|f| *f);
    let script = fixture.script();
    let check = |what: &str, lie: &dyn Fn(&mut vambrace::certificate::Certificate)| {
        let mut certificate = fixture.certificate.clone();
        lie(&mut certificate);
        let answer = fixture.check(&script, &certificate);
        assert!(matches!(answer, Err(Rejection::Refused(_))), "{what}: {answer:?}");
    };
    let honest = &fixture.certificate.hints.changed[0];
    assert!(honest.x.len() > 4 && honest.runs.is_empty());
    for &n in &honest.x {
        check(&format!("without X{n}"), &without(move |changed| changed.x.retain(|&x| x != n)));
    }
    for n in [31, 200] {
        check(&format!("with X{n}"), &without(move |changed| changed.x.extend([n])));
    }
    for (region, at, length) in [
        (0, 0, 0),
        (0, 0, 17),
        (0, 0, 255),
        (0, i64::MAX, 16),
        (0, i64::MAX - 3, 8),
        (99, 0, 1),
        (u32::MAX, i64::MIN, 16),
    ] {
        let run = Run { region, at, length };
        check(&format!("{run:?}"), &without(move |changed| changed.runs.push(run)));
    }
    check("no loop", &|certificate| certificate.hints.changed.clear());
    check("another loop", &|certificate| certificate.hints.changed.push(Changed::default()));
    check("nothing changes", &without(|changed| *changed = Changed::default()));
    // X2 is the third unknown, and `requires` says that it is below 16.
    for value in [16, 1 << 64, u128::MAX, 1 << 63] {
        check(&format!("X2 = {value}"), &|c| c.hints.witness.iter_mut().for_each(|one| one.1 = value | 16));
    }
    check("an unknown that is none", &|c| c.hints.witness.push((TermId(u32::MAX), 0)));
    // Both branches go to both sides: past the loop or into it, and around it or out.
    let entry = fixture.accepted.statement.code.as_ref().expect("a routine").address;
    // How a certificate writes the way past the entry.
    let past = mix(entry << 1);
    for (from, way, pc) in [(entry, 0, entry), (entry + 8, past, entry + 32)] {
        for taken in [false, true] {
            let side = Side { from, way, pc, taken };
            check(&format!("never {side:?}"), &|c| c.hints.never.extend([side]));
        }
    }
}

/// That a loop writes no block, or blocks of a region that is not written block by block, or of none.
#[test]
fn lying_hints_of_blocks() {
    let fixture = STREAM.with(|f| *f);
    let script = fixture.script();
    assert_eq!(fixture.certificate.hints.changed[0].blocks, [0].into());
    for blocks in [vec![], vec![1], vec![0, 1], vec![2], vec![0, 2], vec![0, 31], vec![0, 255]] {
        let mut certificate = fixture.certificate.clone();
        certificate.hints.changed[0].blocks = blocks.iter().copied().collect();
        let answer = fixture.check(&script, &certificate);
        assert!(matches!(answer, Err(Rejection::Refused(_))), "{blocks:?}: {answer:?}");
    }
}

/// Nobody says where script and object were; and an external that nothing refers to is no part of the statement.
#[test]
fn hints_that_change_nothing_that_is_said() {
    let fixture = LOOP.with(|f| *f);
    let script = fixture.script();
    let check = |what: &str, edit: &dyn Fn(&mut vambrace::certificate::Certificate)| {
        let mut certificate = fixture.certificate.clone();
        edit(&mut certificate);
        let accepted = certificate.check(&script, &fixture.object, &ISA).unwrap_or_else(|e| panic!("{what}: {e}"));
        assert_eq!(accepted.statement.render(), fixture.accepted.statement.render(), "{what}");
    };
    check("another script's name", &|c| c.source.script = "elsewhere.proof".into());
    check("another object's name", &|c| c.source.object = Some("elsewhere.o".into()));
    check("an external", &|c| c.source.externals.push(("unused".into(), External::Address(1 << 20))));
    let nowhere = Side { from: 0, way: 1, pc: 0, taken: true };
    check("a side of no branch", &|c| c.hints.never.extend([nowhere]));
    check("another witness", &|c| c.hints.witness.iter_mut().for_each(|one| one.1 = 3));
}
