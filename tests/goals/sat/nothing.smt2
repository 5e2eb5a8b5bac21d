; No assertion at all.
(set-logic QF_BV)
(set-info :status sat)
(declare-const x (_ BitVec 8))
(check-sat)
