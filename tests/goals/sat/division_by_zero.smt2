; The quotient by zero is not zero.
(set-logic QF_BV)
(set-info :status sat)
(declare-const x (_ BitVec 8))
(declare-const y (_ BitVec 8))
(assert (= (bvudiv x y) #xff))
(assert (bvult x #x10))
(check-sat)
