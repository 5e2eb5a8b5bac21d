; expect: expected 8 > high >= low
(set-logic QF_BV)
(declare-const x (_ BitVec 8))
(assert (= #x0 ((_ extract 8 5) x)))
(check-sat)
