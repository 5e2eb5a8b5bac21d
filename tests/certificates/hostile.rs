//! Steps made to take long, or much memory, or to go deep: each rule has bounds, and refuses in time.

use super::fixture::LOOP;
use std::time::{Duration, Instant};
use vambrace::certificate::Certificate;
use vambrace::claim::standard::Standard;
use vambrace::kernel::clauses::Question;
use vambrace::kernel::lrat;
use vambrace::kernel::make::Make;
use vambrace::kernel::step::Step;
use vambrace::kernel::{Checked, Kernel};
use vambrace::lift::prim::Prim;
use vambrace::term::{TermId, Terms};

/// Far above what any of these takes, far below what they would take.
const LONGEST: Duration = Duration::from_secs(120);

fn make(kernel: &mut Kernel, prim: Prim, operands: [TermId; 3]) -> TermId {
    let width = if matches!(prim, Prim::Eq | Prim::Ult) { 1 } else { kernel.terms().width(operands[1]) };
    kernel.make(Make::Prim { prim, width, operands }).expect("of the right widths")
}

/// Runs an attack on a kernel with unknowns of 1 and of 64 bits; it must end in time, whatever the answer.
fn check<T>(attack: impl FnOnce(&mut Kernel, [TermId; 3], [TermId; 3]) -> T) -> T {
    let (mut terms, standard) = (Terms::default(), Standard::default());
    let bits = [0; 3].map(|_| terms.var(1, "bit"));
    let words = [0; 3].map(|_| terms.var(64, "word"));
    let start = Instant::now();
    let answer = attack(&mut Kernel::new(&mut terms, &standard), bits, words);
    assert!(start.elapsed() < LONGEST, "{:?}", start.elapsed());
    answer
}

/// As many ways to the bottom as there are numbers of 100 bits.
#[test]
fn many_ways_through_one_assumption() {
    let answer = check(|kernel, [p, ..], _| -> Checked {
        let deep = (0..100).fold(p, |x, _| make(kernel, Prim::And, [x, x, x]));
        kernel.take(&Step::Open(vec![deep]))?;
        kernel.take(&Step::Consequences(deep))?;
        assert_eq!(kernel.known(p), Some(1));
        Ok(())
    });
    assert_eq!(answer, Ok(()));
}

/// Recursion on these would need more stack than there is.
#[test]
fn deep_complements() {
    check(|kernel, [p, ..], [x, y, _]| -> Checked {
        let not = (0..300_000).fold(p, |x, _| make(kernel, Prim::Not, [x, x, x]));
        let choice = make(kernel, Prim::Select, [not, x, y]);
        kernel.take(&Step::Rewrite(choice))?;
        kernel.take(&Step::Open(vec![not]))?;
        kernel.take(&Step::Consequences(not))
    })
    .expect("both are rules");
}

/// Terms that are united in the order that makes the longest chains.
#[test]
fn long_chains_of_equal_terms() {
    check(|kernel, _, [x, ..]| {
        let zero = kernel.make(Make::Constant { width: 64, value: 0 }).expect("a number");
        let all: Vec<TermId> = (0..60_000)
            .scan(x, |last, _| {
                *last = make(kernel, Prim::Add, [*last, zero, zero]);
                Some(*last)
            })
            .collect();
        for pair in all.windows(2).rev() {
            kernel.take(&Step::Rewrite(pair[1])).expect("x + 0 is x");
        }
        for &id in &all {
            for _ in 0..10 {
                kernel.take(&Step::Rewrite(id)).expect("x + 0 is x");
            }
        }
        let last = all[all.len() - 1];
        kernel.take(&Step::Rewrite(all[0])).expect("x + 0 is x");
        assert!(kernel.same(x, last));
    });
}

/// Products of ever more factors, and ever more products of them.
#[test]
fn large_products() {
    for prims in [[Prim::And, Prim::Eor], [Prim::Or, Prim::And], [Prim::Mul, Prim::Add], [Prim::Mul, Prim::Mul]] {
        let answers = check(|kernel, _, words| {
            let mut sides = [words[0], words[1]];
            for n in 0..4000usize {
                let one = kernel.make(Make::Constant { width: 64, value: n as u128 + 3 }).expect("a number");
                let atom = make(kernel, Prim::Lsr, [words[2], one, one]);
                let atom = make(kernel, Prim::Ror, [words[2], atom, atom]);
                sides = sides.map(|side| make(kernel, prims[n % 2], [side, atom, atom]));
            }
            let [a, b] = sides;
            [Step::Linear(a, b), Step::Bits(a, b), Step::BitsOfTables(a, b)].map(|step| kernel.take(&step).is_ok())
        });
        assert_eq!(answers, [false; 3]);
    }
}

/// A clause that is long, named again and again.
#[test]
fn a_refutation_that_reads_one_clause_for_ever() {
    let formula = vec![vec![1, 2], (1..=100_000).collect()];
    let clause: Vec<i32> = (2..=100_000).collect();
    let step = lrat::Step::Add { id: 3, clause, hints: vec![2; 400_000] };
    let start = Instant::now();
    let refusal = lrat::refutes(&formula, &[step]).expect_err("there is no conflict");
    assert_eq!(refusal.reason, lrat::Reason::TooLarge);
    assert!(start.elapsed() < LONGEST);
}

/// Arguments of very many leaves, none of which occurs.
#[test]
fn very_many_leaves() {
    check(|kernel, _, [x, y, z]| {
        let mut leaves = vec![z];
        for n in 0..100_000u128 {
            leaves.push(kernel.make(Make::Constant { width: 128, value: n + (1 << 100) }).expect("a number"));
        }
        let all = vec![leaves.clone(), vec![x], vec![y]];
        assert!(kernel.take(&Step::Multilinear(x, y, all)).is_err());
        assert!(kernel.take(&Step::Enumerate(x, y, leaves.clone())).is_err());
        let question = Question { a: x, b: y, facts: leaves.clone(), cut: leaves };
        assert!(kernel.take(&Step::Sat { question, proof: vec![0, 2, 0] }).is_err());
    });
}

/// A circuit of many multiplications.
#[test]
fn a_question_of_many_gates() {
    let answer = check(|kernel, _, [x, y, z]| {
        let product = (0..2000).fold(x, |all, n| {
            let factor = if n % 2 == 0 { y } else { z };
            make(kernel, Prim::Mul, [all, factor, factor])
        });
        kernel.take(&Step::Sat { question: Question { a: product, b: x, ..Question::default() }, proof: vec![] })
    });
    assert!(answer.expect_err("too large").0.contains("nodes"));
}

/// A byte for a step, and a step takes a hundred in memory.
#[test]
fn more_steps_than_there_may_be() {
    let mut certificate = LOOP.with(|f| *f).certificate.clone();
    certificate.groups = vec![vec![Step::Close; 1 << 16]; 129];
    let refusal = Certificate::from_bytes(&certificate.to_bytes()).expect_err("too many");
    assert!(refusal.0.contains("steps"), "{refusal}");
}
