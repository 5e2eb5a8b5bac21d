//! A small refutation, and everything that can be done wrong with it.

use super::*;

/// Four pigeons and three holes.
fn formula() -> Vec<Clause> {
    let sits = |pigeon: i32, hole: i32| 3 * pigeon + hole + 1;
    let mut clauses = Vec::new();
    for pigeon in 0..4 {
        clauses.push(vec![sits(pigeon, 0), sits(pigeon, 1), sits(pigeon, 2)]);
        for other in 0..pigeon {
            clauses.extend([0, 1, 2].map(|hole| vec![-sits(pigeon, hole), -sits(other, hole)]));
        }
    }
    clauses
}

/// Without its first clause, so that the first pigeon need not sit.
fn satisfiable() -> Vec<Clause> {
    // The ids of the other clauses stay.
    [vec![vec![1, -1]], formula()[1..].to_vec()].concat()
}

/// By a solver.
const PROOF: &str = "
    23 -7 -12 0 19 16 7 10 1 2 4 0
    24 -12 0 16 19 22 23 6 8 11 1 2 3 0
    25 -8 0 24 8 11 21 13 14 17 1 2 5 0
    26 -7 0 24 7 10 20 13 15 18 1 2 5 0
    27 9 0 26 25 6 0
    28 -3 0 27 9 0
    28 d 9 23 0
    29 -6 0 27 12 0
    30 -1 0 29 24 3 14 2 13 18 0
    31 2 0 30 28 1 0
    32 -5 0 31 4 0
    33 -11 0 31 15 0
    34 4 0 32 29 2 0
    35 10 0 33 24 13 0
    36 0 35 34 17 0";

fn proof() -> Vec<Step> {
    parse_text(PROOF).expect("a proof")
}

fn check(formula: &[Clause], proof: &str, expected: &str) {
    let result = parse_text(proof).map_err(|bad| bad.to_string());
    let result = result.and_then(|proof| refutes(formula, &proof).map_err(|refusal| refusal.to_string()));
    assert_eq!(result.err().unwrap_or("accepted".into()), expected, "{proof}");
}

#[test]
fn steps_must_follow_by_their_hints() {
    let clauses = [vec![1, 2], vec![1, -2], vec![-1, 2], vec![-1, -2]];
    let no_conflict = "its hints end without a conflict (steps by RAT rather than RUP are not accepted)";
    check(&clauses, "5 1 0 1 2 0\n6 0 5 3 4 0", "accepted");
    check(&clauses, "c with gaps in the ids\n\n7 1 0 1 2 0\n7 d 1 2 0\n10 0 7 3 4 0", "accepted");
    check(&clauses, "5 1 0 1 2 0\n6 0 5 3 4 0\n1 d 99 0", "accepted");
    check(&clauses, "5 1 1 0 1 1 2 0\n6 0 5 3 4 9 0", "accepted");
    check(&clauses, "5 1 0 1 2 0", "the empty clause is not derived");
    check(&clauses, "", "the empty clause is not derived");
    check(&clauses, "5 1 0 1 0", &format!("step 1: {no_conflict}"));
    check(&clauses, "5 0 0", &format!("step 1: {no_conflict}"));
    check(&clauses, "5 1 0 3 2 0", "step 1: clause 3 has more than one literal that is not false");
    check(&clauses, "5 0 1 2 0", "step 1: clause 1 has more than one literal that is not false");
    check(&clauses, "5 1 0 6 0", "step 1: there is no clause 6");
    check(&clauses, "5 1 0 5 0", "step 1: there is no clause 5");
    check(&clauses, "5 1 0 1 2 0\n5 d 5 0\n6 0 5 3 4 0", "step 3: there is no clause 5");
    check(&clauses, "4 d 1 1 0", "step 1: there is no clause 1");
    check(&clauses, "4 1 0 1 2 0", "step 1: the id 4 is not above those before it");
    check(&clauses, "0 1 0 1 2 0", "step 1: the id 0 is not above those before it");
    check(&clauses, "5 3 1 0 1 2 0", "step 1: 3 is no literal of a variable of the formula");
    check(&clauses, "5 -2147483648 0 1 2 0", "step 1: -2147483648 is no literal of a variable of the formula");
    // A tautology follows from nothing, and nothing follows from it.
    check(&clauses, "5 1 -1 0 1 2 0\n6 0 5 0", "step 2: clause 5 has more than one literal that is not false");
}

#[test]
fn formulas_may_be_hostile() {
    check(&[], "1 0 0", "step 1: its hints end without a conflict (steps by RAT rather than RUP are not accepted)");
    check(&[vec![]], "2 0 1 0", "accepted");
    check(&[vec![1], vec![-1]], "3 0 1 2 0", "accepted");
    check(&[vec![1, 0]], "", "0 is no literal of a variable of the formula");
    check(&[vec![i32::MAX]], "", "it is too large");
    check(&[vec![i32::MIN]], "", "it is too large");
}

#[test]
fn texts_that_are_no_proofs() {
    check(&[], "5 1 0 1", "line 1: a list without the 0 at its end");
    check(&[], "5 1", "line 1: a list without the 0 at its end");
    check(&[], "\n5", "line 2: a list without the 0 at its end");
    check(&[], "5 1 0 -2 3 0", "line 1: the hint `-2` is of a step by RAT, which is not accepted");
    check(&[], "5 1 0 1 0 7", "line 1: `7` after the end of the step");
    check(&[], "x 1 0 1 0", "line 1: `x` is no number that fits here");
    check(&[], "5 2147483648 0 1 0", "line 1: `2147483648` is no number that fits here");
    check(&[], "5 1 0 18446744073709551616 0", "line 1: `18446744073709551616` is no number that fits here");
    check(&[], "5 d x 0", "line 1: `x` is no number that fits here");
}

#[test]
fn a_proof_is_of_its_formula_and_whole() {
    let (formula, proof) = (formula(), proof());
    assert_eq!(refutes(&formula, &proof), Ok(()));
    assert!(refutes(&satisfiable(), &proof).is_err());
    for length in 0..proof.len() {
        assert!(refutes(&formula, &proof[..length]).is_err());
        let mut fewer = proof.clone();
        fewer.remove(length);
        // All are needed but the deletion.
        assert_eq!(refutes(&formula, &fewer).is_ok(), matches!(proof[length], Step::Delete(_)), "without {length}");
        let mut twice = proof.clone();
        twice.insert(length, proof[length].clone());
        assert_eq!(refutes(&formula, &twice).is_ok(), length == proof.len() - 1, "{length} twice");
    }
    for (a, b) in (0..proof.len()).flat_map(|b| (0..b).map(move |a| (a, b))) {
        let mut swapped = proof.clone();
        swapped.swap(a, b);
        // A deletion may come later.
        let harmless = matches!(swapped[b], Step::Delete(_)) || matches!(swapped[a], Step::Delete(_));
        assert!(harmless || refutes(&formula, &swapped).is_err(), "{a} and {b}");
        assert!(refutes(&satisfiable(), &swapped).is_err(), "{a} and {b}");
    }
}

#[test]
fn one_hint_changed() {
    for (at, step) in proof().iter().enumerate() {
        let Step::Add { hints, .. } = step else { continue };
        for place in 0..hints.len() {
            let mut changed = proof();
            let Step::Add { hints, .. } = &mut changed[at] else { continue };
            let hint = hints.remove(place);
            assert!(refutes(&formula(), &changed).is_err(), "without hint {hint} of {at}");
            let Step::Add { hints, .. } = &mut changed[at] else { continue };
            hints.insert(0, hint);
            assert!(refutes(&satisfiable(), &changed).is_err());
        }
    }
}

#[test]
fn bytes_and_text_say_the_same() {
    let extreme = |id, hints: &[u64]| Step::Add { id, clause: vec![i32::MIN, 0, i32::MAX], hints: hints.to_vec() };
    let extremes = vec![extreme(u64::MAX, &[0, u64::MAX, 1 << 63]), Step::Delete(vec![5, u64::MAX]), extreme(0, &[])];
    for proof in [proof(), extremes, vec![], vec![Step::Delete(vec![])]] {
        assert_eq!(decode(&encode(&proof)), Ok(proof.clone()));
        assert_eq!(parse_text(&to_text(&proof)).is_ok(), !proof.iter().any(has_zero));
    }
    assert_eq!(parse_text(&to_text(&proof())), Ok(proof()));
    assert_eq!(encode(&proof()).len(), 126);
}

/// A zero ends a list in text.
fn has_zero(step: &Step) -> bool {
    matches!(step, Step::Add { clause, .. } if clause.contains(&0))
}

#[test]
fn changed_bytes_never_refute_what_is_satisfiable() {
    let bytes = encode(&proof());
    let try_bytes = |bytes: &[u8]| {
        if let Ok(proof) = decode(bytes) {
            // There is one encoding of a proof.
            assert_eq!(encode(&proof), bytes);
            assert!(refutes(&satisfiable(), &proof).is_err(), "{bytes:?}");
        }
    };
    for at in 0..bytes.len() {
        for value in 0..=255 {
            let mut changed = bytes.clone();
            changed[at] = value;
            try_bytes(&changed);
        }
        try_bytes(&bytes[..at]);
        try_bytes(&[&bytes[..at], &bytes[at + 1..]].concat());
        try_bytes(&[&bytes[..=at], &bytes[at..]].concat());
        assert!(decode(&bytes[..at]).map_or(true, |proof| refutes(&formula(), &proof).is_err()));
    }
}

#[test]
fn hostile_bytes_are_an_error() {
    let bad = |bytes: &[u8], at| assert_eq!(decode(bytes), Err(BadCode { at }), "{bytes:?}");
    // Cut off; more literals, hints or ids than there are bytes; two encodings of a number; a number above 64 bits.
    bad(&[128], 0);
    bad(&[0], 0);
    bad(&[0, 2], 0);
    bad(&[4, 2, 2], 0);
    bad(&[0, 2, 7], 0);
    bad(&[0, 2, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1], 3);
    bad(&[0, 130, 0, 0], 0);
    bad(&[0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 3, 0], 0);
    // A literal above 31 bits.
    bad(&[2, 2, 128, 128, 128, 128, 16, 0], 0);
}
