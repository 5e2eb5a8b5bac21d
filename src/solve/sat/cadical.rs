//! CaDiCaL, in C++: it says from which clauses a derived one follows, so its refutations need no elaboration.

use super::trace::Trace;
use super::{End, Verdict};
use cadical_sys::{CaDiCal, ProofTracer, Status, Terminator};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Looks for a solution in this thread; the solver asks now and then whether time is up.
pub fn search(variables: usize, clauses: &[Vec<i32>], end: &End) -> Verdict {
    let most = end.limits.derived();
    let full = Rc::new(Cell::new(false));
    let trace = Tracer { trace: Trace::new(clauses.len(), most), kept: 0, most, full: full.clone() };
    let trace = Rc::new(RefCell::new(trace));
    let mut solver = CaDiCal::new();
    solver.connect_proof_tracer1(trace.clone(), true, false);
    for clause in clauses {
        clause.iter().chain(&[0]).for_each(|&literal| solver.add(literal));
    }
    solver.connect_terminator(Stop { end: *end, full: full.clone() });
    solver.limit("conflicts", i32::try_from(end.limits.conflicts).unwrap_or(i32::MAX));
    match solver.solve() {
        Status::SATISFIABLE => Verdict::Sat((1..=variables as i32).map(|variable| solver.val(variable) > 0).collect()),
        Status::UNSATISFIABLE => {
            let refutation = trace.borrow().trace.refutation();
            refutation.map_or_else(|| Verdict::Unknown("a refutation without its end".into()), Verdict::Unsat)
        }
        Status::UNKNOWN if full.get() => Verdict::Unknown(end.limits.too_much_memory()),
        Status::UNKNOWN => Verdict::Unknown(end.reason()),
    }
}

/// The solver asks now and then whether it shall stop.
struct Stop {
    end: End,
    full: Rc<Cell<bool>>,
}

impl Terminator for Stop {
    fn terminated(&mut self) -> bool {
        self.full.get() || self.end.is_over()
    }
}

/// What a clause takes beside its literals, watched in two lists.
const CLAUSE: usize = 64;

/// Writes down what is derived, and counts what the solver keeps. The other events are of searches in several parts.
struct Tracer {
    trace: Trace,
    /// Bytes of derived clauses that are not deleted.
    kept: usize,
    most: usize,
    full: Rc<Cell<bool>>,
}

impl ProofTracer for Tracer {
    fn add_original_clause(&mut self, id: i64, _: bool, _: &[i32], restored: bool) {
        if !restored {
            self.trace.original(id.unsigned_abs());
        }
    }

    fn add_derived_clause(&mut self, id: i64, _: bool, _: i32, clause: &[i32], antecedents: &[i64]) {
        self.trace.derived(id.unsigned_abs(), clause, antecedents.iter().map(|id| id.unsigned_abs()));
        self.kept += CLAUSE + size_of_val(clause);
        self.full.set(self.full.get() || self.trace.is_full() || self.kept > self.most);
    }

    fn delete_clause(&mut self, _: i64, _: bool, clause: &[i32]) {
        // Clauses of the formula are deleted too, which were not counted.
        self.kept = self.kept.saturating_sub(CLAUSE + size_of_val(clause));
    }

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
