//! Decides whether a one-bit term follows from others, by bit-blasting and SAT.

pub mod ask;
pub mod basis;
pub mod bytes;
mod choice;
pub mod cone;
pub mod counterexample;
pub mod counts;
pub mod distance;
pub mod double;
pub mod either;
pub mod falsify;
pub mod imply;
pub mod lasting;
pub mod memory;
pub mod narrow;
pub mod offsets;
pub mod order;
pub mod planes;
pub mod products;
pub mod sat;
pub mod scope;
pub mod simulate;
pub mod sweep;
pub mod tables;
pub mod turn;
pub mod upwards;
pub mod window;

use crate::kernel::aig::Lit;
use crate::kernel::axioms;
use crate::kernel::blast::Blaster;
use crate::kernel::cnf::Cnf;
use crate::term::{TermId, Terms};
use cone::cone;
use counterexample::counterexample;
use sat::Verdict;
use std::time::{Duration, Instant};

/// How long to try, and how much memory to take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub seconds: f64,
    pub clauses: usize,
    pub conflicts: u64,
    /// By counts of what grows; see [`memory`].
    pub megabytes: usize,
}

impl Limits {
    /// When the time that starts now is over; none if that is too far away to be represented.
    pub fn deadline(&self) -> Option<Instant> {
        Duration::try_from_secs_f64(self.seconds).ok().and_then(|time| Instant::now().checked_add(time))
    }
}

/// Ten seconds, two million clauses and four gigabytes.
impl Default for Limits {
    fn default() -> Self {
        Limits { seconds: 10.0, clauses: 2_000_000, conflicts: 10_000_000, megabytes: 4096 }
    }
}

/// What is known about a goal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It holds for all values of the leaves; the engine is `constant` or `sat`.
    Proved {
        engine: &'static str,
        clauses: usize,
        proof_steps: usize,
    },
    /// It fails, and all assumptions hold, when the leaves have these values; confirmed by evaluation. Folds were
    /// taken for arbitrary functions, so the values of their words need not be those that they really have.
    Refuted(Vec<(TermId, u128)>),
    Unknown(String),
}

/// Decides whether the goal follows from the assumptions; all are of one bit.
pub fn decide(terms: &Terms, assumptions: &[TermId], goal: TermId, limits: &Limits) -> Answer {
    if terms.as_const(goal) == Some(1) || assumptions.iter().any(|&a| terms.as_const(a) == Some(0)) {
        return Answer::Proved { engine: "constant", clauses: 0, proof_steps: 0 };
    }
    let cone = cone(terms, assumptions, goal);
    let answer = attempt(terms, &cone, assumptions, goal, limits);
    // What the cone leaves out may still exclude the counterexample, or contradict itself.
    match answer {
        Outcome::NotConfirmed if cone.len() < assumptions.len() => {
            attempt(terms, assumptions, assumptions, goal, limits).answer()
        }
        _ => answer.answer(),
    }
}

enum Outcome {
    Answer(Answer),
    /// The solution of the clauses is none of the terms: an assumption that was left out fails, or one byte of a region
    /// would have two values.
    NotConfirmed,
}

impl Outcome {
    fn answer(self) -> Answer {
        let unknown = || Answer::Unknown("the solver's counterexample is not confirmed by evaluation".into());
        if let Outcome::Answer(answer) = self { answer } else { unknown() }
    }
}

fn attempt(terms: &Terms, used: &[TermId], all: &[TermId], goal: TermId, limits: &Limits) -> Outcome {
    let mut blaster = Blaster::default();
    let roots: Vec<TermId> = used.iter().copied().chain([goal]).collect();
    // Clauses are counted exactly below; here only the memory is bounded.
    let enough = limits.clauses.saturating_mul(2);
    if !blaster.blast(terms, &roots, enough.min(limits.gates())) {
        let by_memory = || Answer::Unknown(limits.too_much_memory());
        return Outcome::Answer(if enough > limits.gates() { by_memory() } else { too_large(limits) });
    }
    let mut outputs = axioms::of(terms, |id| id, &mut blaster);
    outputs.extend(used.iter().map(|&a| blaster.bits(a)[0]));
    outputs.push(!blaster.bits(goal)[0]);
    if outputs.contains(&Lit::FALSE) {
        return Outcome::Answer(Answer::Proved { engine: "constant", clauses: 0, proof_steps: 0 });
    }
    outputs.retain(|&output| output != Lit::TRUE);
    let cnf = Cnf::new(&blaster.aig, &outputs);
    let clauses = cnf.clauses.len();
    if clauses > limits.clauses {
        return Outcome::Answer(too_large(limits));
    }
    Outcome::Answer(match sat::solve(cnf.variables, &cnf.clauses, limits) {
        Verdict::Unsat(proof) => Answer::Proved { engine: "sat", clauses, proof_steps: proof.len() },
        Verdict::Unknown(reason) => Answer::Unknown(reason),
        Verdict::Sat(model) => match counterexample(terms, &blaster, &cnf.inputs(&model), all, goal) {
            Some(values) => Answer::Refuted(values),
            None => return Outcome::NotConfirmed,
        },
    })
}

fn too_large(limits: &Limits) -> Answer {
    Answer::Unknown(format!("more than {} clauses", limits.clauses))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lift::prim::Prim::{self, *};
    use crate::term::Fold;

    /// Makes terms by their operations; 64 bits wide.
    struct Maker(Terms);

    impl Maker {
        fn var(&mut self, name: &str) -> TermId {
            self.0.var(64, name)
        }

        fn number(&mut self, value: u128) -> TermId {
            self.0.constant(64, value)
        }

        fn op(&mut self, prim: Prim, a: TermId, b: TermId) -> TermId {
            self.0.binary(prim, a, b)
        }

        fn times(&mut self, factor: u128, a: TermId) -> TermId {
            let factor = self.number(factor);
            self.op(Mul, factor, a)
        }

        fn fold(&mut self, region: u32, initial: TermId, count: TermId) -> TermId {
            let (function, start) = ("f".to_string(), self.number(0));
            let fold = Fold { function, initial: vec![initial], word: 64, region, start, chunk: 64, count };
            let fold = self.0.make_fold(fold);
            self.0.fold_out(64, fold, 0)
        }
    }

    fn check(expected: &str, make: impl Fn(&mut Maker) -> (Vec<TermId>, TermId)) {
        let mut maker = Maker(Terms::default());
        let (assumptions, goal) = make(&mut maker);
        let start = Instant::now();
        let answer = decide(&maker.0, &assumptions, goal, &Limits::default());
        println!("{:?}: {answer:?}", start.elapsed());
        let got = match answer {
            Answer::Proved { engine, .. } => engine,
            Answer::Refuted(_) => "refuted",
            Answer::Unknown(_) => "unknown",
        };
        assert_eq!(got, expected);
    }

    /// `1 <= x2`, `x2 <= num`, `num <= limit` and `64 * (num - x2) + 64 <= 64 * num`.
    fn slice_in_bounds(m: &mut Maker, limit: u128) -> (Vec<TermId>, TermId) {
        let (x2, num, one, sixty_four) = (m.var("x2"), m.var("num"), m.number(1), m.number(64));
        let limit = m.number(limit);
        let assumptions = vec![m.0.at_most(one, x2), m.0.at_most(x2, num), m.0.at_most(num, limit)];
        let done = m.op(Sub, num, x2);
        let from = m.times(64, done);
        let (to, end) = (m.op(Add, from, sixty_four), m.times(64, num));
        (assumptions, m.0.at_most(to, end))
    }

    /// `done < num`, `num <= limit`, `64 * (done + 1) - 64 * num == 0` and `done + 1 == num`.
    fn last_block(m: &mut Maker, limit: u128) -> (Vec<TermId>, TermId) {
        let (done, num, one, zero) = (m.var("done"), m.var("num"), m.number(1), m.number(0));
        let limit = m.number(limit);
        let next = m.op(Add, done, one);
        let (a, b) = (m.times(64, next), m.times(64, num));
        let left = m.op(Sub, a, b);
        (vec![m.0.less(done, num), m.0.at_most(num, limit), m.0.equal(left, zero)], m.0.equal(next, num))
    }

    #[test]
    fn facts_about_64_bits() {
        check("sat", |m| slice_in_bounds(m, (1 << 58) - 1));
        // 64 * 2^58 is 0.
        check("refuted", |m| slice_in_bounds(m, 1 << 58));
        check("sat", |m| last_block(m, 1 << 58));
        check("refuted", |m| last_block(m, u128::MAX));
        let commutes = |prim| {
            move |m: &mut Maker| {
                let (x, y) = (m.var("x"), m.var("y"));
                let (a, b) = (m.op(prim, x, y), m.op(prim, y, x));
                (vec![], m.0.equal(a, b))
            }
        };
        check("constant", commutes(Add));
        check("refuted", commutes(Sub));
    }

    #[test]
    fn assumptions_outside_the_cone() {
        let make = |limit| {
            move |m: &mut Maker| {
                let (x, y, z, limit) = (m.var("x"), m.var("y"), m.var("z"), m.number(limit));
                (vec![m.0.less(z, limit)], m.0.equal(x, y))
            }
        };
        check("refuted", make(5));
        // A contradiction of their own makes everything true.
        check("constant", make(0));
    }

    #[test]
    fn equal_offsets_read_equal_bytes_and_folds_are_functions() {
        let read = |assume: bool| {
            move |m: &mut Maker| {
                let (region, x, y) = (m.0.add_region("data"), m.var("x"), m.var("y"));
                let (a, b) = (m.0.read(region, x), m.0.read(region, y));
                (if assume { vec![m.0.equal(x, y)] } else { vec![] }, m.0.equal(a, b))
            }
        };
        check("sat", read(true));
        check("refuted", read(false));
        let folds = |assume: bool| {
            move |m: &mut Maker| {
                let (region, h, x, y) = (m.0.add_region("data"), m.var("h"), m.var("x"), m.var("y"));
                let (a, b) = (m.fold(region, h, x), m.fold(region, h, y));
                (if assume { vec![m.0.equal(x, y)] } else { vec![] }, m.0.equal(a, b))
            }
        };
        check("sat", folds(true));
        check("refuted", folds(false));
        check("sat", |m| {
            let (region, h, n, zero) = (m.0.add_region("data"), m.var("h"), m.var("n"), m.number(0));
            let out = m.fold(region, h, n);
            (vec![m.0.equal(n, zero)], m.0.equal(out, h))
        });
    }

    #[test]
    fn too_many_clauses_or_too_little_time_is_unknown() {
        let mut m = Maker(Terms::default());
        let [x, y, z] = ["x", "y", "z"].map(|name| m.var(name));
        let (a, b) = (m.op(Mul, x, y), m.op(Mul, y, z));
        let (a, b) = (m.op(Mul, a, z), m.op(Mul, x, b));
        let goal = m.0.equal(a, b);
        for limits in [Limits { seconds: 0.2, ..Limits::default() }, Limits { clauses: 9, ..Limits::default() }] {
            assert!(matches!(decide(&m.0, &[], goal, &limits), Answer::Unknown(_)));
        }
    }
}
