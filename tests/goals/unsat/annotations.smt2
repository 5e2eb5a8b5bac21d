; Names of terms are read over.
(set-logic QF_BV)
(set-info :status unsat)
(declare-const x (_ BitVec 8))
(assert (! (bvult x #x05) :named low))
(assert (! (bvugt x #x05) :named high))
(check-sat)
