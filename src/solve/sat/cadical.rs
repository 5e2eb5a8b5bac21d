//! CaDiCaL, in C++: it says from which clauses a derived one follows, so its refutations need no elaboration.

use super::trace::Trace;
use super::{End, Verdict};
use cadical_sys::{CaDiCal, ProofTracer, Status, Terminator};
use std::cell::RefCell;
use std::rc::Rc;

/// Looks for a solution in this thread; the solver asks now and then whether time is up.
pub fn search(variables: usize, clauses: &[Vec<i32>], end: &End) -> Verdict {
    let trace = Rc::new(RefCell::new(Tracer(Trace::new(clauses.len()))));
    let mut solver = CaDiCal::new();
    solver.connect_proof_tracer1(trace.clone(), true, false);
    for clause in clauses {
        clause.iter().chain(&[0]).for_each(|&literal| solver.add(literal));
    }
    solver.connect_terminator(*end);
    solver.limit("conflicts", i32::try_from(end.limits.conflicts).unwrap_or(i32::MAX));
    match solver.solve() {
        Status::SATISFIABLE => Verdict::Sat((1..=variables as i32).map(|variable| solver.val(variable) > 0).collect()),
        Status::UNSATISFIABLE => {
            let refutation = trace.borrow().0.refutation();
            refutation.map_or_else(|| Verdict::Unknown("a refutation without its end".into()), Verdict::Unsat)
        }
        Status::UNKNOWN => Verdict::Unknown(end.reason()),
    }
}

impl Terminator for End {
    fn terminated(&mut self) -> bool {
        self.is_over()
    }
}

/// Writes down what is derived. The other events say what a solver forgets, or are of searches in several parts.
struct Tracer(Trace);

impl ProofTracer for Tracer {
    fn add_original_clause(&mut self, id: i64, _: bool, _: &[i32], restored: bool) {
        if !restored {
            self.0.original(id.unsigned_abs());
        }
    }

    fn add_derived_clause(&mut self, id: i64, _: bool, _: i32, clause: &[i32], antecedents: &[i64]) {
        self.0.derived(id.unsigned_abs(), clause, antecedents.iter().map(|id| id.unsigned_abs()));
    }

    fn delete_clause(&mut self, _: i64, _: bool, _: &[i32]) {}
    fn weaken_minus(&mut self, _: i64, _: &[i32]) {}
    fn strengthen(&mut self, _: i64) {}
    fn finalize_clause(&mut self, _: i64, _: &[i32]) {}
    fn add_assumption(&mut self, _: i32) {}
    fn add_constraint(&mut self, _: &[i32]) {}
    fn reset_assumptions(&mut self) {}
    fn add_assumption_clause(&mut self, _: i64, _: &[i32], _: &[i64]) {}
    fn conclude_sat(&mut self, _: i32, _: &[i32]) {}
    fn conclude_unsat(&mut self, _: i32, _: &[i64]) {}
    fn conclude_unknown(&mut self, _: &[i32]) {}
}
