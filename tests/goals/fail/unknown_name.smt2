; expect: nothing is called `y` here; declare it above
(set-logic QF_BV)
(declare-const x (_ BitVec 8))
(assert (= x y))
(check-sat)
