//! A certificate of a lemma against other scripts and lying hints, and against being taken for one of a routine.

use super::fixture::{Fixture, ISA, LEMMA, LOOP, SMALL};
use vambrace::certificate::Certificate;
use vambrace::certificate::check::Rejection;
use vambrace::claim::changed::Changed;
use vambrace::claim::script::{Edits, Script};
use vambrace::symbolic::path::Side;
use vambrace::term::TermId;

/// The script with an edit, if it can be read.
fn edited(fixture: &Fixture, from: &str, to: &str) -> Option<Script> {
    let edit = |text: String| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    };
    Script::read(&fixture.script, &Edits { script: &edit, standard: &|text| text }).ok()
}

#[test]
fn another_script() {
    let fixture = LEMMA.with(|f| *f);
    for (from, to) in [
        ("requires x < 100", "requires x < 101"),
        ("requires x < 100", "requires x < 99"),
        ("requires x < 100", "requires x == 100"),
        ("requires y < 100", "ensures y < 100"),
        ("    requires y < 100\n", ""),
        ("> 1) + (x AND y) ==", "> 1) + (x OR y) =="),
        ("(x + y) >> 1 by", "(x - y) >> 1 by"),
        (" by sum(x, y)", ""),
        (" by sum(x, y)", " by sum(y, x)"),
        (" by sum(x, y)", " by sum(x, x)"),
        ("< 200", "< 199"),
        ("< 200", "> 200"),
        ("((x AND y) << 1) == x + y", "((x AND y) << 1) == y + x"),
        ("((x AND y) << 1) == x + y", "((x AND y) << 2) == x + y"),
        ("lemma mean(x : bits(8), y : bits(8))", "lemma mean(x : bits(16), y : bits(16))"),
        ("lemma mean(", "lemma means("),
    ] {
        let what = format!("{from} -> {to}");
        let Some(script) = edited(fixture, from, to) else { continue };
        let by_hash = fixture.certificate.check(&script, &[], &ISA);
        assert!(matches!(by_hash, Err(Rejection::Changed(part)) if part.contains("script")), "{what}");
        let by_content = fixture.check(&script, &fixture.certificate);
        assert!(matches!(by_content, Err(Rejection::Refused(_))), "{what}: {by_content:?}");
    }
}

/// Where hashes do not matter, the same steps may show the lemma of another script; the statement is that of the other.
#[test]
fn a_script_that_is_as_good() {
    let fixture = LEMMA.with(|f| *f);
    for (from, to) in [
        ("lemma mean(", "lemma more() { ensures TRUE }\nlemma mean("),
        ("lemma mean(x : bits(8), y : bits(8))", "lemma mean(y : bits(8), x : bits(8))"),
    ] {
        let other = edited(fixture, from, to).expect("reads");
        let accepted = fixture.check(&other, &fixture.certificate).expect("shown by the same steps");
        assert_ne!(accepted.statement.script_hash, fixture.accepted.statement.script_hash);
        assert!(fixture.certificate.check(&other, &[], &ISA).is_err());
    }
}

/// Changed like this it is refused, for this reason.
fn check(fixture: &Fixture, reason: &str, lie: &dyn Fn(&mut Certificate)) {
    let mut certificate = fixture.certificate.clone();
    lie(&mut certificate);
    match fixture.check(&fixture.script(), &certificate) {
        Err(Rejection::Refused(found)) => assert!(found.contains(reason), "{reason}: {found}"),
        other => panic!("{reason}: {other:?}"),
    }
}

#[test]
fn lying_hints() {
    let fixture = LEMMA.with(|f| *f);
    assert!(!fixture.certificate.hints.witness.is_empty());
    let side = Side { from: 0, way: 1, pc: 0, taken: true };
    check(fixture, "a lemma has none", &|c| c.hints.changed.push(Changed::default()));
    check(fixture, "a lemma has none", &|c| c.hints.never.extend([side]));
    for value in [100, 255, 128] {
        let lie = |c: &mut Certificate| c.hints.witness.iter_mut().for_each(|one| one.1 = value);
        check(fixture, "not shown to hold for any values", &lie);
    }
    check(fixture, "an unknown that does not exist", &|c| c.hints.witness.push((TermId(u32::MAX), 0)));
    check(fixture, "no lemma `sums`", &|c| c.source.routine = "sums".into());
    // Another lemma of the script is shown by other steps.
    check(fixture, "", &|c| c.source.routine = "sum".into());
}

/// The goals are those of what the certificate says that it is about.
#[test]
fn a_lemma_is_no_routine() {
    check(LEMMA.with(|f| *f), "no proof of `mean`", &|c| c.source.object = Some("mean.o".into()));
    check(SMALL.with(|f| *f), "no lemma `once`", &|c| c.source.object = None);
    check(LOOP.with(|f| *f), "no lemma `mix`", &|c| c.source.object = None);
}

/// Its hashes are those of a lemma.
#[test]
fn hashes() {
    let fixture = LEMMA.with(|f| *f);
    let lies: [fn(&mut Certificate); 3] =
        [|c| c.hashes.object[0] = 1, |c| c.hashes.isa[31] = 1, |c| c.hashes.script[7] ^= 1];
    for lie in lies {
        let mut certificate = fixture.certificate.clone();
        lie(&mut certificate);
        assert!(matches!(certificate.check(&fixture.script(), &[], &ISA), Err(Rejection::Changed(_))));
    }
}
