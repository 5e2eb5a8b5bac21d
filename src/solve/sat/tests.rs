//! Both solvers on the same questions, and their proofs through all encodings.

use super::*;
use crate::kernel::lrat::{decode, encode, parse_text, to_text};
use std::time::Instant;

type Named = (&'static str, Search);

const SOLVERS: &[Named] = &[
    ("varisat", varisat::search),
    #[cfg(feature = "cadical")]
    ("cadical", cadical::search),
];

/// One pigeon more than holes.
fn pigeons(holes: i32) -> (usize, Vec<Vec<i32>>) {
    let sits = |pigeon: i32, hole: i32| holes * pigeon + hole + 1;
    let mut clauses: Vec<Vec<i32>> = Vec::new();
    for pigeon in 0..=holes {
        clauses.push((0..holes).map(|hole| sits(pigeon, hole)).collect());
        for other in 0..pigeon {
            clauses.extend((0..holes).map(|hole| vec![-sits(pigeon, hole), -sits(other, hole)]));
        }
    }
    ((holes * (holes + 1)) as usize, clauses)
}

/// Random clauses of up to three literals.
fn random(variables: usize, count: usize, seed: &mut u64) -> Vec<Vec<i32>> {
    let mut next = |below: usize| {
        *seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (*seed >> 33) as usize % below
    };
    let mut literal = |_| (next(variables) as i32 + 1) * if next(2) == 0 { 1 } else { -1 };
    (0..count).map(|at| (0..(at % 7 % 3) + 1 + usize::from(at % 7 > 0)).map(&mut literal).collect()).collect()
}

fn check(variables: usize, clauses: &[Vec<i32>], solvable: bool) {
    for (name, search) in SOLVERS {
        let start = Instant::now();
        let verdict = solve_by(*search, variables, clauses, &Limits::default());
        let time = start.elapsed();
        match verdict {
            Verdict::Sat(model) => assert!(solvable && model.len() == variables, "{name}: {clauses:?}"),
            Verdict::Unsat(proof) => {
                assert!(!solvable, "{name}: {clauses:?}");
                let bytes = encode(&proof);
                println!("{name}: {} clauses, {time:?}, {} steps, {} bytes", clauses.len(), proof.len(), bytes.len());
                assert_eq!(decode(&bytes), Ok(proof.clone()));
                assert_eq!(parse_text(&to_text(&proof)), Ok(proof));
            }
            Verdict::Unknown(reason) => panic!("{name}: {reason}: {clauses:?}"),
        }
    }
}

#[test]
fn pigeons_do_not_fit() {
    for holes in 1..=6 {
        let (variables, clauses) = pigeons(holes);
        check(variables, &clauses, false);
        check(variables, &clauses[1..], true);
    }
}

#[test]
fn all_solutions_of_small_formulas_are_tried() {
    let mut seed = 1;
    for round in 0..300 {
        let variables = 1 + round % 9;
        let clauses = random(variables, 1 + round % 43, &mut seed);
        let model = |bits: u32| -> Vec<bool> { (0..variables).map(|at| bits >> at & 1 == 1).collect() };
        let solves = |model: Vec<bool>| clauses.iter().all(|c| c.iter().any(|&literal| holds(&model, literal)));
        check(variables, &clauses, (0..1 << variables).any(|bits| solves(model(bits))));
    }
}

#[test]
fn plain_contradictions_and_plain_solutions() {
    check(0, &[], true);
    check(3, &[], true);
    check(1, &[vec![1]], true);
    check(1, &[vec![1], vec![-1]], false);
    check(1, &[vec![]], false);
    check(2, &[vec![1, 1], vec![-1, -1, -1]], false);
    check(2, &[vec![1, -1], vec![2], vec![], vec![-2]], false);
    check(2, &[vec![1, -1], vec![2, -2]], true);
    check(2, &[vec![1], vec![-1, 2], vec![-2, -1]], false);
}

#[test]
fn limits_and_bad_literals_are_unknown() {
    let (variables, clauses) = pigeons(11);
    let default = Limits::default();
    let unknown = |search: Search, clauses: &[Vec<i32>], limits: Limits, expected: &str| {
        let start = Instant::now();
        assert_eq!(solve_by(search, variables, clauses, &limits), Verdict::Unknown(expected.into()));
        assert!(start.elapsed().as_secs_f64() < 2.0);
    };
    for (_, search) in SOLVERS {
        unknown(*search, &clauses, Limits { seconds: 0.0, ..default }, "no answer within 0 s");
        unknown(*search, &clauses, Limits { seconds: 0.1, ..default }, "no answer within 0.1 s");
        unknown(*search, &[vec![0]], default, "0 is no literal of 132 variables");
        unknown(*search, &[vec![-133]], default, "-133 is no literal of 132 variables");
        unknown(*search, &[vec![i32::MIN]], default, "-2147483648 is no literal of 132 variables");
    }
    #[cfg(feature = "cadical")]
    unknown(cadical::search, &clauses, Limits { conflicts: 9, ..default }, "no answer within 9 conflicts");
}

#[test]
fn what_a_solver_makes_up_is_not_believed() {
    let unknown = |search: Search, expected: &str| {
        let verdict = solve_by(search, 1, &[vec![1]], &Limits::default());
        assert!(matches!(verdict, Verdict::Unknown(reason) if reason.starts_with(expected)));
    };
    unknown(|_, _, _| Verdict::Sat(vec![false]), "the solver's solution is none");
    unknown(|_, _, _| Verdict::Sat(vec![]), "the solver's solution is none");
    unknown(|_, _, _| Verdict::Unsat(vec![]), "the solver's proof is refused: the empty clause is not derived");
    unknown(|_, _, _| Verdict::Unsat(vec![again(2, 1)]), "the solver's proof is refused: step 1: its hints end");
}
