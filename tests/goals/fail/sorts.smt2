; expect: both sides must be of one sort, found (_ BitVec 8) and Bool
(set-logic QF_BV)
(declare-const x (_ BitVec 8))
(assert (= x true))
(check-sat)
