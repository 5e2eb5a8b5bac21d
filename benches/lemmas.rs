//! How long a goal between two forms of one function takes, to prove and to check. `cargo bench --bench lemmas`

use criterion::{Criterion, criterion_group, criterion_main};
use std::path::Path;
use std::time::Duration;
use vambrace::claim::lemma::goals;
use vambrace::claim::script::{Edits, Script};
use vambrace::kernel::Kernel;
use vambrace::kernel::step::Step;
use vambrace::lang::ast::Lemma;
use vambrace::prove::discharge::discharge;
use vambrace::solve::Limits;
use vambrace::solve::lasting::Lasting;
use vambrace::term::{TermId, Terms};

/// Script and lemma of what is measured.
const MEASURED: &[(&str, &str)] = &[
    ("sha256_block_forms", "sha256_block_by_forms"),
    ("sha512_block_forms", "sha512_block_by_forms"),
    ("chacha20_block", "chacha20_block_by_rows"),
    ("keccak_complemented", "keccak_round_complemented"),
    ("aes_t_tables", "aes128_by_tables"),
    ("ghash_products", "dot_by_karatsuba"),
    ("ghash_field", "dot_commutes"),
];

/// The steps that show a lemma, from nothing.
fn prove(script: &Script, lemma: &Lemma) -> (Vec<Step>, Vec<TermId>) {
    let mut terms = Terms::default();
    let made = goals(&script.standard, lemma, &mut terms).expect("a lemma");
    let goals = made.into_goals("");
    let mut kernel = Kernel::new(&mut terms, &script.standard);
    let closed = discharge(&mut kernel, &mut Lasting::default(), &goals.iter().collect::<Vec<_>>(), Limits::default());
    assert!(closed.iter().all(|closed| closed.theorem.is_some()), "{} is proved", lemma.name.name);
    (kernel.take_steps(), goals.iter().map(|goal| goal.claim).collect())
}

/// The same steps, taken again.
fn check(script: &Script, lemma: &Lemma, steps: &[Step], claims: &[TermId]) {
    let mut terms = Terms::default();
    goals(&script.standard, lemma, &mut terms).expect("a lemma");
    let mut kernel = Kernel::new(&mut terms, &script.standard);
    for step in steps.iter().filter(|step| **step != Step::Close) {
        kernel.take(step).expect("it was taken before");
    }
    assert!(claims.iter().all(|&claim| kernel.conclude(claim).is_ok()), "{} is shown", lemma.name.name);
}

fn lemmas(c: &mut Criterion) {
    for &(file, name) in MEASURED {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("proofs/lemmas").join(file).with_extension("proof");
        let script = Script::read(&path, &Edits::NONE).expect("the script");
        let lemma = script.lemmas.iter().find(|lemma| lemma.name.name == name).expect("the lemma");
        let (steps, claims) = prove(&script, lemma);
        println!("{name}: {} steps", steps.len());
        c.bench_function(&format!("prove/{name}"), |b| b.iter(|| prove(&script, lemma)));
        c.bench_function(&format!("check/{name}"), |b| b.iter(|| check(&script, lemma, &steps, &claims)));
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3));
    targets = lemmas
}
criterion_main!(benches);
