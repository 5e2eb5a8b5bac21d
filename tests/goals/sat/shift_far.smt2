; A shift that leaves nothing.
(set-logic QF_BV)
(set-info :status sat)
(declare-const x (_ BitVec 200))
(declare-const s (_ BitVec 200))
(assert (distinct x (_ bv0 200)))
(assert (bvugt s (_ bv1000 200)))
(assert (= (bvlshr x s) (_ bv0 200)))
(check-sat)
