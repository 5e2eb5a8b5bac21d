//! An engine that lies: beside the steps of an honest proof it offers equalities that do not hold, by every rule, with
//! cuts that hide the reason, and with refutations that were cut, changed or made for another question.

use super::body::Random;
use super::fixture::{Fixture, LEMMA, LOOP, all};
use std::collections::BTreeMap;
use vambrace::claim::standard::Standard;
use vambrace::kernel::Kernel;
use vambrace::kernel::clauses::Question;
use vambrace::kernel::order::{Line, Proof};
use vambrace::kernel::step::Step;
use vambrace::kernel::unfold::Unfold;
use vambrace::term::eval::{Assignment, Bytes, FoldValue, evaluate};
use vambrace::term::{Node, TermId, Terms};

/// Values of all terms under which the assumptions of a scope hold; folds are what the standard says.
struct World {
    values: Vec<u128>,
}

/// Worlds that are tried for one scope.
const SEEDS: u64 = 600;

/// Pairs for each honest step.
const PAIRS: usize = 12;

fn fold(standard: &Standard, fold: &FoldValue, n: u16, bytes: &Bytes) -> Option<u128> {
    let byte = |at: u64| bytes.get(fold.region, fold.start.wrapping_add(at));
    let all: Vec<u8> = (0..(fold.count < 64).then_some(fold.count)? * u64::from(fold.chunk)).map(byte).collect();
    let blocks: Vec<&[u8]> = all.chunks(fold.chunk as usize).collect();
    Some(standard.fold(&fold.function, &fold.initial, fold.word, &blocks).ok()?[usize::from(n)])
}

/// Small counts are likely to satisfy what is assumed of them, and all else is arbitrary.
fn worlds(terms: &Terms, standard: &Standard, assumptions: &[TermId]) -> Vec<World> {
    let all: Vec<TermId> = (0..terms.len() as u32).map(TermId).collect();
    let counts = |id: &&TermId| matches!(terms.node(**id), Node::Var { width: 64, index } if matches!(terms.var_name(index), "X2" | "done"));
    let mut found = Vec::new();
    for seed in 1..=SEEDS {
        let mut world = Assignment::random(seed).oracle(Box::new(|value, n, bytes| fold(standard, value, n, bytes)));
        let mut random = Random(seed);
        all.iter().filter(counts).for_each(|&id| world.set_var(id, random.below(17) as u128));
        let values = evaluate(terms, &all, &mut world);
        if assumptions.iter().all(|id| values[id.0 as usize] == 1) {
            found.push(World { values });
        }
    }
    assert!(found.len() >= 4, "only {} worlds", found.len());
    found
}

/// Whether two terms differ in some world.
fn differ(worlds: &[World], a: TermId, b: TermId) -> bool {
    worlds.iter().any(|world| world.values[a.0 as usize] != world.values[b.0 as usize])
}

/// What is offered for a pair of terms.
fn lies(a: TermId, b: TermId, proofs: &[Vec<u8>], known: &[TermId], random: &mut Random, last: usize) -> Vec<Step> {
    let mut any = |count: usize| -> Vec<TermId> { (0..count).map(|_| TermId(random.below(last) as u32)).collect() };
    let (some, more, folds) = (any(2), any(3), any(4));
    let sat = |facts: &[TermId], cut: &[TermId], proof: &[u8]| Step::Sat {
        question: Question { a, b, facts: facts.to_vec(), cut: cut.to_vec() },
        proof: proof.to_vec(),
    };
    let mut steps = vec![
        Step::Linear(a, b),
        Step::Bits(a, b),
        Step::BitsOfTables(a, b),
        Step::Enumerate(a, b, Vec::new()),
        Step::Enumerate(a, b, vec![a]),
        Step::Enumerate(a, b, vec![a, b]),
        Step::Enumerate(a, b, some.clone()),
        Step::Multilinear(a, b, Vec::new()),
        Step::Multilinear(a, b, vec![vec![a], vec![b]]),
        Step::Multilinear(a, b, vec![some.clone(), more.clone()]),
        // Ranks say nothing, and are given before anything is known.
        Step::Rank(vec![a, b]),
        Step::Unfold(Unfold { longer: a, shorter: b, next: folds[0], grows: folds[1] }),
        sat(&[], &[a, b], &[]),
        sat(&[], &[], &[0, 2, 0]),
    ];
    steps.extend(known.iter().map(|&equation| Step::Solve(equation, a, b)));
    for value in [false, true] {
        let mut lines: Vec<Line> =
            known.iter().map(|&id| Line::Known(id)).chain([Line::Most(b), Line::Least(b)]).collect();
        let order = |lines: &[Line]| Step::Order { claim: a, value, proof: Proof::Lines(lines.to_vec()) };
        steps.push(order(&lines));
        let count = lines.len();
        let mut more = [Line::Computed(b), Line::Floor(b), Line::Ceiling(b), Line::Chosen(b)].to_vec();
        more.extend(known.iter().map(|&id| Line::Distinct(id, count)));
        for line in more {
            lines.truncate(count);
            lines.extend([line, Line::Sum((0..=count).map(|row| (row, 1)).collect())]);
            steps.push(order(&lines));
        }
        // Not even where the claim itself is supposed, one way or the other.
        let side = Proof::Lines(vec![Line::Known(a), Line::Sum(vec![(0, 1), (1, 1)])]);
        steps.push(Step::Order { claim: a, value, proof: Proof::Cases(a, Box::new([side.clone(), side])) });
    }
    for proof in proofs {
        steps.extend([sat(&[], &[], proof), sat(known, &some, proof), sat(known, &[a, b], proof)]);
    }
    steps
}

/// Replays an honest proof and offers lies before each step and after the last; how many were refused.
fn offer(fixture: &Fixture) -> BTreeMap<&'static str, usize> {
    let script = fixture.script();
    let groups = &fixture.certificate.groups;
    let mut terms = fixture.terms(&script);
    let proofs: Vec<Vec<u8>> = groups.iter().flatten().filter_map(refutation).filter(|p| p.len() < 6000).collect();
    let mut kernel = Kernel::new(&mut terms, &script.standard);
    let (mut random, mut refused) = (Random(0x5851_f42d_4c95_7f2d), BTreeMap::new());
    for group in groups {
        let Some(Step::Open(assumptions)) = group.first() else { panic!("a group opens a scope") };
        kernel.take(&group[0]).expect("honest");
        for step in &group[1..] {
            let worlds = worlds_of(&kernel, &script.standard, assumptions);
            all_refused(&mut kernel, &worlds, &proofs, &mut random, &mut refused);
            no_lie_is_believed(&kernel, &worlds);
            kernel.take(step).expect("honest");
        }
        no_lie_is_believed(&kernel, &worlds_of(&kernel, &script.standard, assumptions));
        kernel.close().expect("open");
    }
    refused
}

fn worlds_of(kernel: &Kernel, standard: &Standard, assumptions: &[TermId]) -> Vec<World> {
    worlds(kernel.terms(), standard, assumptions)
}

fn refutation(step: &Step) -> Option<Vec<u8>> {
    if let Step::Sat { proof, .. } = step { Some(proof.clone()) } else { None }
}

/// Random pairs of terms of one width that differ, and bits that are not always true said to be so.
fn all_refused(
    kernel: &mut Kernel,
    worlds: &[World],
    proofs: &[Vec<u8>],
    random: &mut Random,
    refused: &mut BTreeMap<&'static str, usize>,
) {
    let (last, yes) = (kernel.terms().len(), kernel.truth(true));
    let known: Vec<TermId> = (0..last as u32)
        .map(TermId)
        .filter(|&id| kernel.terms().width(id) == 1 && kernel.known(id) == Some(1))
        .collect();
    for n in 0..PAIRS {
        let a = TermId(random.below(last) as u32);
        let width = kernel.terms().width(a);
        let alike: Vec<TermId> = (0..last as u32).map(TermId).filter(|&id| kernel.terms().width(id) == width).collect();
        let b = if width == 1 && n % 2 == 0 { yes } else { alike[random.below(alike.len())] };
        if width == 0 || !differ(worlds, a, b) {
            continue;
        }
        let proof = [proofs.get(random.below(proofs.len())).cloned().unwrap_or_default()];
        // A bit that differs from another may yet be the same in all worlds.
        let is_true =
            |step: &Step| matches!(step, Step::Order { value, .. } if !differ(worlds, a, kernel.truth(*value)));
        let mut lies = lies(a, b, &proof, &known[..known.len().min(3)], random, last);
        lies.retain(|lie| width != 1 || !is_true(lie));
        for lie in lies {
            assert!(kernel.take(&lie).is_err(), "accepted: {lie}");
            *refused.entry(lie.name()).or_default() += 1;
        }
    }
}

/// Whatever the kernel holds for equal is equal in all worlds.
fn no_lie_is_believed(kernel: &Kernel, worlds: &[World]) {
    for id in (0..kernel.terms().len() as u32).map(TermId) {
        assert!(!differ(worlds, id, kernel.find(id)), "{} is not {}", id.0, kernel.find(id).0);
    }
}

#[test]
fn no_rule_believes_a_lie() {
    let mut sum = 0;
    for fixture in all() {
        let refused = offer(fixture);
        println!("lies refused: {refused:?}");
        sum += refused.values().sum::<usize>();
    }
    assert!(sum > 5000, "{sum}");
}

/// The certificate with one step of a proof by SAT changed must be rejected.
fn check(fixture: &Fixture, what: &str, change: impl Fn(&mut Question, &mut Vec<u8>)) -> usize {
    let script = fixture.script();
    let mut count = 0;
    for (group, steps) in fixture.certificate.groups.iter().enumerate() {
        for at in 0..steps.len() {
            let mut lie = fixture.certificate.clone();
            let Step::Sat { question, proof } = &mut lie.groups[group][at] else { continue };
            change(question, proof);
            if lie == fixture.certificate {
                continue;
            }
            assert!(fixture.check(&script, &lie).is_err(), "{what}: step {at} of group {group}");
            count += 1;
        }
    }
    count
}

#[test]
fn refutations_that_are_none() {
    refutations_of(LOOP.with(|f| *f));
    refutations_of(LEMMA.with(|f| *f));
}

fn refutations_of(fixture: &Fixture) {
    let all: Vec<Vec<u8>> = fixture.certificate.groups.iter().flatten().filter_map(refutation).collect();
    let mut count = 0;
    for part in 0..24 {
        count += check(fixture, "cut short", |_, proof| proof.truncate(proof.len() * part / 24));
        count +=
            check(fixture, "without its last bytes", |_, proof| proof.truncate(proof.len().saturating_sub(part + 1)));
    }
    count += check(fixture, "no refutation", |_, proof| proof.clear());
    for other in &all {
        // A refutation of a question that is the same up to the names of its terms is one of this too.
        count += check(fixture, "of another question", |_, proof| {
            if proof.len() != other.len() {
                *proof = other.clone();
            }
        });
    }
    count += check(fixture, "what is asked is cut off", |question, _| question.cut = vec![question.a]);
    count += check(fixture, "another term", |question, _| std::mem::swap(&mut question.a, &mut question.facts[0]));
    println!("{count} proofs with a lie in place of a step are rejected");
    assert!(count > 80, "{count}");
}
