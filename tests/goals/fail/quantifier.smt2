; expect: quantifiers are not read
(set-logic QF_BV)
(assert (forall ((x (_ BitVec 8))) (= x x)))
(check-sat)
