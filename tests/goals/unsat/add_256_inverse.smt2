; x - y + y is x, over limbs.
(set-logic QF_BV)
(set-info :status unsat)
(declare-const x (_ BitVec 256))
(declare-const y (_ BitVec 256))
(assert (not (= (bvadd (bvsub x y) y) x)))
(check-sat)
