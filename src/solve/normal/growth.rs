//! How many normal forms are made: linear in what they are made of, whatever is alternated.

use super::Normalizer;
use super::same::Writer;
use crate::lift::prim::Prim::*;
use crate::term::{TermId, Terms};

/// The normal forms of a chain of so many rounds, and the rounds' own size stays within twice of proportional.
fn check(width: u8, rounds: usize, make: impl Fn(&mut Writer, usize, &mut [TermId; 8])) {
    let nodes = |rounds: usize| {
        let mut terms = Terms::default();
        let mut state = [0; 8].map(|_| terms.var(width, "v"));
        let mut writer = Writer { terms, width };
        (0..rounds).for_each(|round| make(&mut writer, round, &mut state));
        let mut normalizer = Normalizer::default();
        state.iter().for_each(|&id| {
            normalizer.normalize(&writer.terms, id);
        });
        normalizer.len()
    };
    let (half, whole) = (nodes(rounds / 2), nodes(rounds));
    assert!(whole <= 2 * half + 64, "width {width}: {half} normal forms, then {whole}");
    assert!(whole <= 400 * rounds, "width {width}: {whole} normal forms of {rounds} rounds");
}

fn sigma(w: &mut Writer, x: TermId, turns: [u128; 3]) -> TermId {
    let turned = turns.map(|by| w.by(Ror, x, by));
    w.all(Eor, &turned)
}

fn sha256_round(w: &mut Writer, round: usize, s: &mut [TermId; 8]) {
    let [a, b, c, d, e, f, g, h] = *s;
    let not_e = w.not(e);
    let (x, y) = (w.op(And, e, f), w.op(And, not_e, g));
    let choice = w.op(Eor, x, y);
    let pairs = [(a, b), (a, c), (b, c)].map(|(x, y)| w.op(And, x, y));
    let majority = w.all(Eor, &pairs);
    let (up, down) = (sigma(w, e, [6, 11, 25]), sigma(w, a, [2, 13, 22]));
    let (word, k) = (w.terms.var(w.width, "w"), w.number(round as u128 * 0x0123_4567));
    let t1 = w.all(Add, &[h, up, choice, k, word]);
    let t2 = w.op(Add, down, majority);
    *s = [w.op(Add, t1, t2), a, b, c, w.op(Add, d, t1), e, f, g];
}

#[test]
fn sha256_like_rounds() {
    check(32, 64, sha256_round);
    check(64, 64, sha256_round);
}

#[test]
fn rounds_in_wider_registers_of_which_low_parts_are_kept() {
    for kept in [8, 16, 32, 64, 7, 12, 25] {
        check(66, 64, |w, round, s| {
            let [a, b, c, ..] = *s;
            let (sum, k) = (w.op(Add, a, b), w.number(round as u128 * 0x1234_5679));
            let mixed = w.op(Eor, sum, c);
            let both = w.op(And, mixed, k);
            let low = w.cut(kept, both, 0);
            let word = w.terms.prim(ZeroExtend, 66, [low; 3]);
            let next = w.op(Add, mixed, word);
            s.rotate_right(1);
            s[0] = next;
        });
    }
}

#[test]
fn slices_of_sums_of_xors_of_slices() {
    for (width, n, lo) in [(64, 32, 0), (64, 32, 32), (32, 8, 3), (64, 16, 7), (128, 64, 0), (64, 25, 0), (33, 12, 1)] {
        check(width, 60, |w, round, s| {
            let (a, b) = (s[round % 8], s[(round + 3) % 8]);
            let high = w.cut(n, a, lo);
            let rest = w.cut(w.width - n, b, 0);
            let whole = w.terms.concat(high, rest);
            let sum = w.op(Add, whole, a);
            let both = w.op(Or, sum, b);
            s[round % 8] = w.op(Eor, both, whole);
        });
    }
}

#[test]
fn doubled_again_and_again() {
    check(64, 60, |w, _, s| {
        let (a, b) = (w.op(Add, s[0], s[1]), w.op(Eor, s[0], s[1]));
        (s[0], s[1]) = (b, a);
    });
    check(64, 60, |w, _, s| {
        let (turned, both) = (w.by(Ror, s[0], 7), w.op(And, s[0], s[1]));
        let mixed = w.op(Eor, turned, both);
        (s[0], s[1]) = (w.op(Or, mixed, s[2]), mixed);
    });
}

/// A chain far deeper than a stack of calls, of which the low half is taken at the end.
#[test]
fn a_deep_chain_is_cut_without_recursion() {
    let mut terms = Terms::default();
    let state = [0; 2].map(|_| terms.var(64, "v"));
    let mut w = Writer { terms, width: 64 };
    let last = (0..20_000).fold(state[0], |x, _| {
        let sum = w.op(Add, x, state[1]);
        w.op(Eor, sum, state[1])
    });
    let low = w.cut(32, last, 0);
    let mut normalizer = Normalizer::default();
    normalizer.normalize(&w.terms, low);
    assert!(normalizer.len() < 100_000);
}
