; expect: nothing is called `bvfoo` here
(set-logic QF_BV)
(declare-const x (_ BitVec 8))
(assert (= x (bvfoo x)))
(check-sat)
