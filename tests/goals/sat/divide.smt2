; A quotient and a remainder.
(set-logic QF_BV)
(set-info :status sat)
(declare-const x (_ BitVec 8))
(declare-const y (_ BitVec 8))
(assert (= (bvudiv x y) #x07))
(assert (= (bvurem x y) #x05))
(check-sat)
