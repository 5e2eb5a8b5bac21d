; Quotient times divisor plus remainder is the dividend.
(set-logic QF_BV)
(set-info :status unsat)
(declare-const x (_ BitVec 6))
(declare-const y (_ BitVec 6))
(assert (not (= (bvadd (bvmul (bvudiv x y) y) (bvurem x y)) x)))
(check-sat)
