//! Small routines and a lemma with their certificates.

pub use crate::objects::object;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use vambrace::certificate::check::{Accepted, Rejection, hashes, lemma_hashes};
use vambrace::certificate::{Certificate, Source};
use vambrace::claim::alone::Alone;
use vambrace::claim::hints::Recorded;
use vambrace::claim::script::{Edits, Script};
use vambrace::claim::session::Session;
use vambrace::lift::isa::Isa;
use vambrace::lift::texts::embedded;
use vambrace::machine::elf::{Image, Request};
use vambrace::prove::lemma::prove_lemma;
use vambrace::prove::opinion::Options;
use vambrace::prove::run::{Report, prove};
use vambrace::solve::Limits;
use vambrace::term::Terms;

/// ```text
/// mix:  cbz  x2, 2f
///       ldrb w3, [x0]
/// 1:    ldrb w4, [x1], #1
///       and  w5, w4, w3
///       orr  w6, w4, w3
///       sub  w3, w6, w5
///       add  w3, w3, w4
///       sub  x2, x2, #1
///       cbnz x2, 1b
///       strb w3, [x0]
/// 2:    ret
/// ```
pub const MIX: [u32; 11] = [
    0xb400_0142,
    0x3940_0003,
    0x3840_1424,
    0x0a03_0085,
    0x2a03_0086,
    0x4b05_00c3,
    0x0b04_0063,
    0xd100_0442,
    0xb5ff_ff42,
    0x3900_0003,
    0xd65f_03c0,
];

/// The same without a loop: `ldrb w3, [x0]; ldrb w4, [x1]; and w5, w4, w3; orr w6, w4, w3; sub w3, w6, w5; add w3, w3,
/// w4; strb w3, [x0]; ret`.
pub const ONCE: [u32; 8] =
    [0x3940_0003, 0x3940_0024, 0x0a03_0085, 0x2a03_0086, 0x4b05_00c3, 0x0b04_0063, 0x3900_0003, 0xd65f_03c0];

/// `cbz x2, 2f; 1: ldr q0, [x1], #16; str q0, [x0], #16; subs x2, x2, #1; b.ne 1b; 2: ret`.
pub const COPY: [u32; 6] = [0xb400_00a2, 0x3cc1_0420, 0x3c81_0400, 0xf100_0442, 0x54ff_ffa1, 0xd65f_03c0];

/// All that a certificate is checked against, and the certificate.
pub struct Fixture {
    pub script: PathBuf,
    pub object: Vec<u8>,
    pub certificate: Certificate,
    pub accepted: Accepted,
}

pub static ISA: LazyLock<Isa> =
    LazyLock::new(|| Isa::read(&embedded()).unwrap_or_else(|_| panic!("the build has checked the texts")));

impl Fixture {
    /// Proves a routine whose script is beside this file.
    pub fn of(name: &str, words: &[u32]) -> Fixture {
        let (path, script) = read(name);
        let object = object(name, words);
        let request = Request { member: None, symbol: None, externals: &BTreeMap::new() };
        let image = Image::load(&object, &request).expect("loads");
        let report = prove(&script, &script.proofs[0], &image, &ISA, Limits::default()).expect("usable");
        let source = Source { object: Some(format!("{name}.o")), ..source(&path, name) };
        let hashes = hashes(&script, &object, &ISA);
        Fixture::made(path, object, Certificate { source, hashes, ..Certificate::default() }, report)
    }

    /// Proves a lemma, which has no object.
    pub fn lemma(file: &str, name: &str) -> Fixture {
        let (path, script) = read(file);
        let lemma = script.lemmas.iter().find(|lemma| lemma.name.name == name).expect("there");
        let report = prove_lemma(&script.standard, lemma, &Options::default()).expect("usable");
        let (source, hashes) = (source(&path, name), lemma_hashes(&script));
        Fixture::made(path, Vec::new(), Certificate { source, hashes, ..Certificate::default() }, report)
    }

    fn made(script: PathBuf, object: Vec<u8>, blank: Certificate, report: Report) -> Fixture {
        assert!(report.proved(), "{:?}", report.failures);
        let certificate = Certificate { hints: report.hints, groups: report.groups, ..blank };
        // As it is read: operands that an operation does not have are not written.
        let bytes = certificate.to_bytes();
        let certificate = Certificate::from_bytes(&bytes).expect("as it was written");
        assert_eq!(certificate.to_bytes(), bytes);
        let read = Script::read(&script, &Edits::NONE).expect("reads");
        let accepted = certificate.check(&read, &object, &ISA).expect("an honest certificate");
        assert_eq!(accepted.statement.render(), report.statement.render());
        Fixture { script, object, certificate, accepted }
    }

    /// The terms of all goals, before the first step.
    pub fn terms(&self, script: &Script) -> Terms {
        if self.certificate.source.object.is_none() {
            let lemma = script.lemmas.iter().find(|lemma| lemma.name.name == self.certificate.source.routine);
            return Alone::of(&script.standard, lemma.expect("there")).expect("usable").terms;
        }
        let request = Request { member: None, symbol: None, externals: &BTreeMap::new() };
        let image = Image::load(&self.object, &request).expect("loads");
        let session = Session::of(script, &script.proofs[0], &image, &ISA);
        let mut session = session.unwrap_or_else(|trouble| panic!("{trouble:?}"));
        let returns = session.walk(&mut Recorded::new(&self.certificate.hints)).expect("walks");
        session.exit_goals(&returns).expect("walks");
        session.terms
    }

    /// The script as it stands.
    pub fn script(&self) -> Script {
        Script::read(&self.script, &Edits::NONE).expect("reads")
    }

    /// What the checker says when hashes do not matter.
    pub fn check(&self, script: &Script, certificate: &Certificate) -> Result<Accepted, Rejection> {
        certificate.check_content(script, &self.object, &ISA)
    }
}

fn read(name: &str) -> (PathBuf, Script) {
    let path = Path::new("tests/certificates").join(name).with_extension("proof");
    let script = Script::read(&path, &Edits::NONE).expect("reads");
    (path, script)
}

fn source(script: &Path, name: &str) -> Source {
    Source { script: script.display().to_string(), routine: name.into(), ..Source::default() }
}

/// Of each kind one: the smallest, one with a loop, and a lemma.
pub fn all() -> [&'static Fixture; 3] {
    [SMALL.with(|f| *f), LOOP.with(|f| *f), LEMMA.with(|f| *f)]
}

thread_local! {
    /// Has a loop: sums, logic, folds that are unfolded, and SAT.
    pub static LOOP: &'static Fixture = Box::leak(Box::new(Fixture::of("mix", &MIX)));
    /// Writes a region of any length.
    pub static STREAM: &'static Fixture = Box::leak(Box::new(Fixture::of("copy", &COPY)));
    /// A lemma that rests on another.
    pub static LEMMA: &'static Fixture = Box::leak(Box::new(Fixture::lemma("mean", "mean")));
    /// The smallest.
    pub static SMALL: &'static Fixture = Box::leak(Box::new(Fixture::of("once", &ONCE)));
}
