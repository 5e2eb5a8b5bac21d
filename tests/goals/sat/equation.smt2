; One solution.
(set-logic QF_BV)
(set-info :status sat)
(declare-const x (_ BitVec 8))
(assert (= (bvmul x #x03) #x2d))
(check-sat)
