; A solution over limbs.
(set-logic QF_BV)
(set-info :status sat)
(declare-const x (_ BitVec 256))
(declare-const y (_ BitVec 256))
(assert (= (bvadd x y) #xb1352f3e7b42d9eb760788f5870c03de1b3b71d90a0b468cb6e8b502fa0c3d17))
(assert (bvugt x y))
(check-sat)
