; A remainder is below a divisor that is not zero.
(set-logic QF_BV)
(set-info :status unsat)
(declare-const x (_ BitVec 8))
(declare-const y (_ BitVec 8))
(assert (distinct y #x00))
(assert (bvuge (bvurem x y) y))
(check-sat)
