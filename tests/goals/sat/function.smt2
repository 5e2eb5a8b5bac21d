; A function that is not one-to-one.
(set-logic QF_UFBV)
(set-info :status sat)
(declare-const x (_ BitVec 8))
(declare-const y (_ BitVec 8))
(declare-fun f ((_ BitVec 8)) (_ BitVec 8))
(assert (distinct x y))
(assert (= (f x) (f y)))
(check-sat)
