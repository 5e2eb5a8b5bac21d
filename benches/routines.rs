//! How long whole proofs take, and of each the goal that takes longest. From a script that
//! has been read; each time the routine is walked and its standard lifted anew. `cargo bench --bench routines`

use criterion::{Criterion, criterion_group, criterion_main};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;
use vambrace::claim::cases;
use vambrace::claim::script::{Edits, Script};
use vambrace::lift::isa::Isa;
use vambrace::lift::texts::embedded;
use vambrace::machine::elf::{Image, Request};
use vambrace::prove::run::{Report, prove};
use vambrace::solve::Limits;

/// Script and proof of what is measured.
const MEASURED: &[(&str, &str)] = &[
    ("sha256/sha256_block_data_order_hw", "sha256_block_data_order_hw"),
    ("sha256/sha256_block_data_order_nohw", "sha256_block_data_order_nohw"),
    ("sha512/sha512_block_data_order_nohw", "sha512_block_data_order_nohw"),
    ("sha3/KeccakF1600_hw", "KeccakF1600_hw"),
    ("aes/aes_hw_encrypt", "aes_hw_encrypt,Nr=10"),
    ("ghash/gcm_gmult_v8", "gcm_gmult_v8"),
];

/// A proof with nothing left to read.
struct Routine {
    script: Script,
    proof: usize,
    image: Image,
}

impl Routine {
    fn of(file: &str, name: &str) -> Option<Routine> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("proofs").join(file).with_extension("proof");
        let script = Script::read(&path, &Edits::NONE).expect("the script");
        let object = script.object(None).expect("a script names its object");
        let Ok(content) = std::fs::read(&object) else {
            println!("skipped: {name}, for {} is missing; run testdata/fetch", object.display());
            return None;
        };
        let proof = script.proofs.iter().position(|proof| cases::name(proof) == name).expect("the proof");
        let symbol = Some(script.proofs[proof].name.name.as_str());
        let image = Image::load(&content, &Request { member: None, symbol, externals: &BTreeMap::new() });
        Some(Routine { image: image.expect("the object loads"), proof, script })
    }

    fn prove(&self, isa: &Isa) -> Report {
        let proof = &self.script.proofs[self.proof];
        let report = prove(&self.script, proof, &self.image, isa, Limits::default()).expect("it can be used");
        assert!(report.proved(), "{}: {:?}", report.name, report.failures);
        report
    }
}

fn longest(report: &Report) -> Duration {
    report.closed.iter().map(|goal| goal.time).max().unwrap_or_default()
}

fn routines(c: &mut Criterion) {
    let isa = Isa::read(&embedded()).unwrap_or_else(|_| panic!("the build checked isa/"));
    for &(file, name) in MEASURED {
        let Some(routine) = Routine::of(file, name) else { continue };
        c.bench_function(&format!("prove/{name}"), |b| b.iter(|| routine.prove(&isa)));
        c.bench_function(&format!("goal/{name}"), |b| {
            b.iter_custom(|count| (0..count).map(|_| longest(&routine.prove(&isa))).sum())
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3));
    targets = routines
}
criterion_main!(benches);
